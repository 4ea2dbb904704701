"""``d.get(key)`` of a list, a dict or a tuple, or else None: what follows is run with the one and with the other."""

from __future__ import annotations

from collections.abc import Sequence

import gast

from s2sad.core.types import DictType, ListType, TupleType
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import DictContent, LongDictContent, ObjectRef, StructContent, TupleValue, Value

__all__ = ["alternative", "as_branches"]

PLAIN = (gast.Name, gast.Constant, gast.Attribute, gast.Subscript, gast.Tuple, gast.BinOp, gast.UnaryOp)
PARTS = (*PLAIN, gast.operator, gast.unaryop, gast.expr_context)
"""What an expression is made of that may be evaluated twice."""
MOST = 3


def as_branches(lo: Lowerer, node: gast.AST, rest: Sequence[gast.AST]) -> list[gast.AST] | None:
    """A statement that gives a name such a value, and those after it, as branches; None for any other statement."""
    named = _named_in_test(node) if isinstance(node, gast.If) else None
    if named is not None and isinstance(node, gast.If) and _asked(lo, named.value):
        first = _at(node, gast.Assign([named.target], named.value, None))
        test: gast.AST = gast.Name(named.target.id, gast.Load(), None, None)
        if isinstance(node.test, gast.Compare):
            test = gast.Compare(test, node.test.ops, node.test.comparators)
        return [first, _at(node, gast.If(test, node.body, node.orelse)), *rest]
    if not isinstance(node, gast.Assign) or len(node.targets) != 1 or not isinstance(node.targets[0], gast.Name):
        return None
    if not _asked(lo, node.value):
        return None
    count = _reach(lo, node.targets[0].id, rest)
    there, none = (gast.Assign(node.targets, value, None) for value in (_item(node.value), gast.Constant(None, None)))
    if count is None:
        return None
    sides = [[one, *rest[:count]] for one in (there, none)]
    return [_at(node, gast.If(_test(node.value), *sides)), *rest[count:]]


def alternative(lo: Lowerer, nodes: list[gast.AST]) -> gast.AST | None:
    """``d.get(key) or other`` as a choice; None for any other expression."""
    first, *others = nodes
    if not others or not _asked(lo, first):
        return None
    other = others[0] if len(others) == 1 else gast.BoolOp(gast.Or(), others)
    return _at(first, gast.IfExp(_test(first), gast.BoolOp(gast.Or(), [_item(first), *others]), other))


def _reach(lo: Lowerer, name: str, rest: Sequence[gast.AST]) -> int | None:
    """How many of the statements that follow stand up to the last that reads a name, or others like it among them.

    None where these are too many to be run with each and without.
    """
    count, names, seen = 0, {name}, 0
    while True:
        found = [k for k, statement in enumerate(rest, 1) if any(_mentions(statement, one) for one in names)]
        count = found[-1] if found else 0
        for statement in rest[seen:count]:
            if isinstance(statement, gast.Assign) and _asked(lo, statement.value):
                names |= {target.id for target in statement.targets if isinstance(target, gast.Name)}
        if len(names) > MOST:
            return None
        if count <= seen:
            return count
        seen = count


def _named_in_test(node: gast.If) -> gast.NamedExpr | None:
    """``if name := value:`` and ``if (name := value) is None:``."""
    first = node.test.left if isinstance(node.test, gast.Compare) else node.test
    return first if isinstance(first, gast.NamedExpr) else None


def _asked(lo: Lowerer, node: gast.AST) -> bool:
    """Whether this asks a dict for a key that only the run knows, and what it has is no number and no array."""
    if not isinstance(node, gast.Call) or not isinstance(node.func, gast.Attribute) or node.func.attr != "get":
        return False
    if len(node.args) != 1 or node.keywords or not _is_plain(node.func.value) or not _is_plain(node.args[0]):
        return False
    owner = _known(lo, node.func.value)
    content = lo.state.heap.get(owner.id) if isinstance(owner, ObjectRef) else None
    if isinstance(content, LongDictContent):
        kind = lo.build.type_of(content.atom)
        return isinstance(kind, DictType) and isinstance(kind.element, (ListType, TupleType))
    containers = isinstance(content, DictContent) and all(isinstance(v, (ObjectRef, TupleValue)) for v in content.items)
    return containers and bool(getattr(content, "items", ())) and not isinstance(node.args[0], gast.Constant)


def _known(lo: Lowerer, node: gast.AST) -> Value | None:
    """What a variable or an attribute is, where that can be seen without running anything."""
    if isinstance(node, gast.Name):
        frame = lo.frame
        while node.id not in lo.state.frames.get(frame.id, {}) and frame.parent is not None:
            frame = lo.all_frames[frame.parent]
        return lo.state.frames.get(frame.id, {}).get(node.id)
    owner = _known(lo, node.value) if isinstance(node, gast.Attribute) else None
    content = lo.state.heap.get(owner.id) if isinstance(owner, ObjectRef) else None
    if not isinstance(node, gast.Attribute) or not isinstance(content, StructContent):
        return None
    return content.items[content.fields.index(node.attr)] if node.attr in content.fields else None


def _is_plain(node: gast.AST) -> bool:
    return all(isinstance(part, PARTS) for part in gast.walk(node))


def _mentions(node: gast.AST, name: str) -> bool:
    return any(isinstance(part, gast.Name) and part.id == name for part in gast.walk(node))


def _test(asked: gast.AST) -> gast.AST:
    assert isinstance(asked, gast.Call) and isinstance(asked.func, gast.Attribute)
    return gast.Compare(asked.args[0], [gast.In()], [asked.func.value])


def _item(asked: gast.AST) -> gast.AST:
    assert isinstance(asked, gast.Call) and isinstance(asked.func, gast.Attribute)
    return gast.Subscript(asked.func.value, asked.args[0], gast.Load())


def _at(node: gast.AST, made: gast.AST) -> gast.AST:
    return gast.fix_missing_locations(gast.copy_location(made, node))
