"""Core run directly: every store makes a copy, every name is bound once a round."""

import importlib
import operator

import numpy as np

from s2sad.core.nodes import (
    UNDEFINED,
    Const,
    DictArg,
    Effect,
    For,
    Free,
    If,
    Let,
    Mutate,
    Name,
    Raise,
    SliceArg,
    TupleArg,
    While,
    With,
)


class Stop(Exception):
    pass


def resolve(prim):
    home, _, name = prim.rpartition(".")
    if home == "operator":
        return getattr(operator, name)
    found = importlib.import_module(prim.split(".")[0])
    for part in prim.split(".")[1:]:
        found = getattr(found, part)
    return found


def stored(prim, array, value, steps):
    copy = array.copy()
    view = copy
    for step in steps[:-1]:
        view = view[step[1]] if step[0] == "getitem" else resolve(step[0])(view, *step[1:])
    index = steps[-1][1] if steps else Ellipsis
    if prim == "store.set":
        view[index] = value
    elif prim == "store.add":
        view[index] += value
    else:
        np.add.at(view, index, value)
    return copy


LISTS = {
    "list.display": lambda *items: list(items), "list.append": lambda xs, v: [*xs, v], "list.last": lambda xs: xs[-1],
    "list.init": lambda xs: xs[:-1], "list.extend": lambda xs, ys: [*xs, *ys],
}  # fmt: skip


class Interpreter:
    def __init__(self, program):
        self.program = program

    def run(self, name, *values):
        function = self.program.functions[name]
        env = {p.name: v for p, v in zip(function.params, values, strict=True)}
        self.block(function.body, env)
        return self.arg(function.result, env)

    def arg(self, arg, env):
        if isinstance(arg, Name):
            return env[arg.id]
        if isinstance(arg, Const):
            return arg.value
        if arg == UNDEFINED:
            return UNDEFINED
        if isinstance(arg, Free):
            return self.program.frees[arg.text]
        if isinstance(arg, SliceArg):
            return slice(*(self.arg(part, env) for part in (arg.lower, arg.upper, arg.step)))
        items = [self.arg(item, env) for item in arg.items]
        if isinstance(arg, TupleArg):
            return items if arg.list else tuple(items)
        if isinstance(arg, DictArg):
            return dict(zip(arg.keys, items, strict=True))
        return self.program.frees[arg.cls.text](**dict(zip(arg.fields, items, strict=True)))

    def call(self, call, env):
        args = [self.arg(arg, env) for arg in call.args]
        keywords = {key: self.arg(value, env) for key, value in call.keywords}
        if call.prim.startswith("@"):
            return self.run(call.prim[1:], *args)
        if call.prim == "call":
            return args[0](*args[1:], **keywords)
        if call.prim == "select":
            return args[1] if args[0] else args[2]
        if call.prim.startswith("store."):
            return stored(call.prim, args[0], args[1], args[2:])
        return LISTS.get(call.prim, None)(*args) if call.prim in LISTS else resolve(call.prim)(*args, **keywords)

    def block(self, block, env):
        for s in block:
            if isinstance(s, Let | Mutate):
                env[s.name] = self.call(s.call, env)
            elif isinstance(s, Effect):
                self.call(s.call, env)
            elif isinstance(s, Raise):
                raise self.arg(s.exception, env)
            elif isinstance(s, If):
                taken = bool(self.arg(s.test, env))
                self.block(s.then if taken else s.other, env)
                self.bind([(j.name, j.then if taken else j.other) for j in s.joins], env)
            elif isinstance(s, For):
                self.bind([(c.name, c.init) for c in s.carries], env)
                for item in self.arg(s.iterable, env):
                    env[s.target] = item
                    if self.round(s, env):
                        break
            elif isinstance(s, While):
                self.bind([(c.name, c.init) for c in s.carries], env)
                self.block(s.head, env)
                while self.arg(s.test, env):
                    if self.round(s, env):
                        break
                    self.block(s.head, env)
            else:
                assert isinstance(s, With)
                with self.arg(s.context, env):
                    self.block(s.body, env)

    def round(self, loop, env):
        self.block(loop.body, env)
        leave = loop.until is not None and self.arg(loop.until, env)
        self.bind([(c.name, c.next) for c in loop.carries], env)
        return leave

    def bind(self, pairs, env):
        values = [(name, self.arg(value, env)) for name, value in pairs]
        env.update(values)
