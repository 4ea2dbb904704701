"""Tuples that are taken apart where they are made: ``a, b = f(x)`` and ``for i, (a, b) in enumerate(zip(x, y))``."""

from __future__ import annotations

from s2sad.core.nodes import Arg, Call, Const, Name, TupleArg, atoms_of
from s2sad.core.program import Program
from s2sad.core.types import TupleType
from s2sad.source.write.tree import Assign, Body, Each, Node, Pattern, Return, Routine, bodies_of, header_args, nodes

__all__ = ["return_calls", "unpack"]


def unpack(routine: Routine, program: Program) -> None:
    """Replace tuples whose items alone are read by patterns of names."""
    reader = _Unpacker(routine, program)
    reader.body(routine.body)


def return_calls(routine: Routine) -> None:
    """``value, dot = f(x)`` and ``return value, dot`` are ``return f(x)``."""
    for body in (routine.body, *(inner for node in nodes(routine.body) for inner in bodies_of(node))):
        if len(body) < 2 or not isinstance(body[-1], Return) or not isinstance(body[-2], Assign):
            continue
        made, end = body[-2], body[-1]
        pattern = end.value if isinstance(end.value, TupleArg) and not end.value.list else None
        if not made.call.prim.startswith("@"):
            continue
        if pattern is not None and _patterned(made.target) == pattern.items:
            whole = f"t@return{len(routine.inlined)}"
            routine.inlined[whole] = made.call
            body[-2:] = [Return(Name(whole), end.origin)]


def _patterned(pattern: Pattern) -> tuple[Name, ...] | None:
    """The names of a flat pattern."""
    if not isinstance(pattern, tuple):
        return None
    names = [Name(item) for item in pattern if isinstance(item, str)]
    return tuple(names) if len(names) == len(pattern) else None


class _Unpacker:
    def __init__(self, routine: Routine, program: Program) -> None:
        self.program = program
        self.counts: dict[str, int] = {}
        self.made: dict[str, Call] = {}
        for node in nodes(routine.body):
            if isinstance(node, Assign) and isinstance(node.target, str):
                self.made[node.target] = node.call
            for arg in header_args(node):
                for atom in atoms_of(arg):
                    if isinstance(atom, Name):
                        self.counts[atom.id] = self.counts.get(atom.id, 0) + 1

    def body(self, body: Body) -> None:
        for node in body:
            for inner in bodies_of(node):
                self.body(inner)
            if isinstance(node, Each):
                node.target = self.loop_target(node)
        for node in list(body):
            if isinstance(node, Assign) and isinstance(node.target, str) and any(n is node for n in body):
                least = 1 if node.call.prim.startswith("@") else 2
                size = self.size_of(node.target, node.call)
                if size > 1:
                    node.target = self.taken_apart(node.target, size, body, body.index(node) + 1, least)

    def size_of(self, name: str, call: Call) -> int:
        """How many items a value has, if it is a tuple."""
        called = self.program.functions.get(call.prim[1:]) if call.prim[0] == "@" else None
        if called is not None:
            return len(called.result.items) if isinstance(called.result, TupleArg) and not called.result.list else 0
        kind = self.program.type_of(name)
        return len(kind.items) if isinstance(kind, TupleType) and not kind.list else 0

    def loop_target(self, loop: Each) -> Pattern:
        assert isinstance(loop.target, str)
        shape = self.shape_of(loop.iterable)
        return self.nested(loop.target, shape, loop.body)

    def shape_of(self, iterable: Arg) -> tuple[object, ...] | None:
        """How many items the elements of an iterable have, as nested tuples, where its call says so."""
        call = self.made.get(iterable.id) if isinstance(iterable, Name) else None
        if call is None or call.keywords:
            return None
        if call.prim == "builtins.zip":
            return tuple(self.shape_of(arg) for arg in call.args)
        if call.prim == "builtins.enumerate":
            return (None, self.shape_of(call.args[0]))
        same = call.prim in ("builtins.reversed", "builtins.list") and call.args
        return self.shape_of(call.args[0]) if same else None

    def nested(self, target: str, shape: object, body: Body) -> Pattern:
        kind = self.program.type_of(target)
        size = len(shape) if isinstance(shape, tuple) else None
        if size is None and isinstance(kind, TupleType) and not kind.list:
            size = len(kind.items)
        if not size:
            return target
        items = self.taken_apart(target, size, body, 0, least=1)
        if not isinstance(items, tuple):
            return target
        shapes = shape if isinstance(shape, tuple) else (None,) * size
        return tuple(self.nested(i, s, body) if isinstance(i, str) else i for i, s in zip(items, shapes, strict=True))

    def taken_apart(self, name: str, size: int, body: Body, start: int, least: int) -> Pattern:
        """The pattern for a tuple all of whose uses are items, each taken once, right after it is made."""
        items: dict[int, Assign] = {}
        for node in body[start:]:
            place = self.item_of(name, node, size)
            if place is None or place in items:
                if isinstance(node, Assign) and node.call.prim == "operator.getitem":
                    continue
                break
            assert isinstance(node, Assign)
            items[place] = node
        if len(items) < least or len(items) != self.counts.get(name, 0):
            return name
        for node in items.values():
            body.remove(node)
        return tuple(items[i].target if i in items else None for i in range(size))

    def item_of(self, name: str, node: Node, size: int) -> int | None:
        if not isinstance(node, Assign) or node.call.prim != "operator.getitem" or node.call.args[0] != Name(name):
            return None
        index = node.call.args[1]
        if not isinstance(index, Const) or type(index.value) is not int or not -size <= index.value < size:
            return None
        return index.value % size
