"""What of the caller's memory a function writes into: which parts of which arguments, and which globals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from s2sad.core.nodes import Arg, Call, Const, Effect, Free, Function, Let, Name
from s2sad.core.program import Program, Write
from s2sad.core.types import ListType
from s2sad.core.walk import statements
from s2sad.facts.sharing import Sharing, writes_inside

__all__ = ["writes_of"]

TOUCHES = frozenset({"setitem", "setattr", "call"})
"""Effects on an object: its item or attribute is set, a method of it is called."""


def writes_of(function: Function, program: Program) -> tuple[Write, ...]:
    """The writes into memory that was there before the call, the first line for each part of an argument.

    >>> from s2sad.core.nodes import Param, TupleArg
    >>> program = Program(external={"x"})
    >>> first = TupleArg((Const("getitem"), Const(0)))
    >>> store = Let("x@1", Call("store.set", (Name("x"), Const(1.0), first)))
    >>> program.shares["x@1"] = ("x",)
    >>> writes_of(Function("f", (Param("x"), Param("y")), (store,), Name("x@1")), program)
    (Write(path=('x',), origin=None, inside=False),)
    """
    sharing = Sharing(function, program)
    found: dict[object, Write] = {}
    for statement in statements(function.body):
        if isinstance(statement, (Let, Effect)):
            inside = isinstance(statement, Let) and writes_inside(statement.call)
            for name in _written(statement, sharing):
                path = _path(name, sharing)
                if path is not None:
                    is_list = isinstance(program.type_of(name), ListType)
                    write = Write(path, statement.origin, inside and is_list)
                    found.setdefault((path, write.inside), write)
    return tuple(found.values())


def _written(statement: Let | Effect, sharing: Sharing) -> Iterator[str]:
    """The names of the caller's values that a statement writes into."""
    if isinstance(statement, Effect):
        yield from _touched(statement.call, sharing)
        return
    for handle in sharing.written(statement.call):
        for (name, _), _ in sharing.reached(handle):
            if name in sharing.program.external or name.startswith("$"):
                yield name


def _touched(call: Call, sharing: Sharing) -> Iterator[str]:
    target: Arg | None = call.args[0] if call.prim in TOUCHES and call.args else None
    if isinstance(target, Name) and call.prim == "call":
        made = sharing.lets.get(target.id)
        target = made.call.args[0] if made is not None and made.call.prim == "getattr" else None
    if isinstance(target, Name):
        yield target.id
    elif isinstance(target, Free) and target.text:
        yield "$" + target.text


def _path(name: str, sharing: Sharing) -> tuple[Any, ...] | None:
    """The way from a parameter or a global to a part of it; None for what the function itself has made."""
    made = sharing.lets.get(name)
    if made is None:
        is_parameter = any(parameter.name == name for parameter in sharing.function.params)
        return (name,) if is_parameter or name.startswith("$") else None
    call = made.call
    if call.prim not in ("getattr", "operator.getitem") or not isinstance(call.args[1], Const):
        return None
    owner = call.args[0]
    above = _path(owner.id, sharing) if isinstance(owner, Name) else None
    return None if above is None else (*above, (call.prim == "getattr", call.args[1].value))
