"""What core means: functional core with stores that copy, settled core with writes in place."""

from __future__ import annotations

import builtins
import copy
import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from s2sad.core.nodes import (
    UNDEFINED,
    Arg,
    Block,
    Call,
    Const,
    DictArg,
    Effect,
    For,
    Free,
    Function,
    If,
    Let,
    Mutate,
    Name,
    Raise,
    SliceArg,
    Statement,
    StructArg,
    TupleArg,
    While,
    With,
)  # fmt: skip
from s2sad.core.program import Program

Env = dict[str, Any]


def run(function: Function, program: Program, *args: Any) -> Any:
    """Call a function of core."""
    return Interpreter(program).call(function, args)


class Interpreter:
    def __init__(self, program: Program) -> None:
        self.program = program

    def call(self, function: Function, args: tuple[Any, ...]) -> Any:
        env = {p.name: v for p, v in zip(function.params, args, strict=True)}
        self.block(function.body, env)
        return self.value(function.result, env)

    # -- values ---------------------------------------------------------------------------------

    def value(self, arg: Arg, env: Env) -> Any:
        if isinstance(arg, Name):
            return env[arg.id]
        if isinstance(arg, Const):
            return arg.value
        if isinstance(arg, Free):
            return self.program.frees[arg.text]
        if isinstance(arg, SliceArg):
            return slice(*(self.value(part, env) for part in (arg.lower, arg.upper, arg.step)))
        items = [self.value(item, env) for item in arg.items]
        if isinstance(arg, TupleArg):
            return items if arg.list else tuple(items)
        if isinstance(arg, DictArg):
            return dict(zip(arg.keys, items, strict=True))
        assert isinstance(arg, StructArg)
        return self.value(arg.cls, env)(**dict(zip(arg.fields, items, strict=True)))

    def bind_all(self, pairs: list[tuple[str, Arg]], env: Env) -> None:
        values = [(name, arg == UNDEFINED, None if arg == UNDEFINED else self.value(arg, env)) for name, arg in pairs]
        for name, undefined, value in values:
            if undefined:
                env.pop(name, None)
            else:
                env[name] = value

    # -- statements -----------------------------------------------------------------------------

    def block(self, block: Block, env: Env) -> None:
        for statement in block:
            self.statement(statement, env)

    def statement(self, statement: Statement, env: Env) -> None:
        if isinstance(statement, Let):
            env[statement.name] = self.operation(statement.call, env)
        elif isinstance(statement, Effect):
            self.operation(statement.call, env)
        elif isinstance(statement, Mutate):
            target = env[statement.target.id]
            update(target, statement.call.prim, *self.values(statement.call.args[1:], env))
            env[statement.name] = target
        elif isinstance(statement, If):
            side = bool(self.value(statement.test, env))
            self.block(statement.then if side else statement.other, env)
            self.bind_all([(j.name, j.then if side else j.other) for j in statement.joins], env)
        elif isinstance(statement, For | While):
            self.loop(statement, env)
        elif isinstance(statement, With):
            with self.value(statement.context, env):
                self.block(statement.body, env)
        else:
            assert isinstance(statement, Raise)
            raise self.value(statement.exception, env)  # type: ignore[arg-type]

    def loop(self, loop: For | While, env: Env) -> None:
        self.bind_all([(c.name, c.init) for c in loop.carries], env)
        if isinstance(loop, For):
            for item in self.value(loop.iterable, env):
                env[loop.target] = item
                if self.round(loop, env):
                    return
            return
        while True:
            self.block(loop.head, env)
            if not self.value(loop.test, env) or self.round(loop, env):
                return

    def round(self, loop: For | While, env: Env) -> bool:
        self.block(loop.body, env)
        leaves = loop.until is not None and bool(self.value(loop.until, env))
        self.bind_all([(c.name, c.next) for c in loop.carries], env)
        return leaves

    # -- operations -----------------------------------------------------------------------------

    def values(self, args: tuple[Arg, ...], env: Env) -> list[Any]:
        return [self.value(arg, env) for arg in args]

    def operation(self, call: Call, env: Env) -> Any:
        args = self.values(call.args, env)
        keywords = {key: self.value(arg, env) for key, arg in call.keywords}
        if call.prim.startswith("@"):
            return self.call(self.program.functions[call.prim[1:]], tuple(args))
        if call.prim in UPDATES:
            made = copy.deepcopy(args[0])
            update(made, call.prim, *args[1:])
            return made
        if call.prim == "call":
            return args[0](*args[1:], **keywords)
        return function_of(call.prim)(*args, **keywords)


def function_of(prim: str) -> Callable[..., Any]:
    if prim in PRIMITIVES:
        return PRIMITIVES[prim]
    home, _, name = prim.rpartition(".")
    if home == "ndarray":
        return lambda x, *a, **k: x.dtype if name == "dtype" else getattr(x, name)(*a, **k)
    module: Any = {"operator": operator, "builtins": builtins, "math": math, "copy": copy}.get(home, np)
    for part in home.split(".")[1:]:
        module = getattr(module, part)
    return getattr(module, name)  # type: ignore[no-any-return]


def apply_step(array: Any, step: tuple[Any, ...]) -> Any:
    return array[step[1]] if step[0] == "getitem" else function_of(step[0])(array, *step[1:])


def update(target: Any, prim: str, *args: Any) -> None:
    """Write in place."""
    if prim == "list.append":
        target.append(args[0])
    elif prim == "list.extend":
        target.extend(args[0])
    elif prim == "list.init":
        target.pop()
    else:
        store(target, prim, args[0], list(args[1:]))


def store(target: Any, prim: str, value: Any, steps: list[tuple[Any, ...]]) -> None:
    index: Any = ...
    if steps and steps[-1][0] == "getitem":
        index = steps.pop()[1]
    for step in steps:
        target = apply_step(target, step)
    if prim == "store.set":
        target[index] = value
    elif prim == "store.add":
        target[index] += value
    else:
        np.add.at(target, index, value)


def expand(d: Any, x: Any) -> Any:
    return np.broadcast_to(d, np.shape(x)) if np.shape(d) != np.shape(x) else d


def reduce(d: Any, z: Any, x: Any) -> Any:
    d = np.broadcast_to(d, np.shape(z))
    lead = d.ndim - np.ndim(x)
    d = d.sum(axis=tuple(range(lead)))
    kept = tuple(k for k, n in enumerate(np.shape(x)) if n == 1 and d.shape[k] != 1)
    return d.sum(axis=kept, keepdims=True)


UPDATES = frozenset({"store.set", "store.add", "store.add_at", "list.append", "list.init", "list.extend"})

PRIMITIVES: dict[str, Callable[..., Any]] = {
    "operator.contains": lambda container, item: item in container,
    "select": lambda test, a, b: a if test else b,
    "list.display": lambda *items: list(items),
    "list.last": lambda items: items[-1],
    "getattr": getattr,
    "s2sad.expand": expand,
    "s2sad.reduce": reduce,
    "s2sad.zeros": lambda x: np.zeros_like(x) if np.ndim(x) else 0.0,
}
