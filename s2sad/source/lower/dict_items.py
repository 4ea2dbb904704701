"""Items of dicts whose keys are known."""

from __future__ import annotations

import collections

import gast

from s2sad.core.nodes import Const, TupleArg
from s2sad.core.types import ScalarType
from s2sad.source.lower import attributes, branches, calls
from s2sad.source.lower.lowerer import Lowerer, Raising
from s2sad.source.lower.values import Bound, Chosen, Closure, DictContent, Num, ObjectRef, Partial, Static, Value

__all__ = ["default", "is_chosen", "item"]


def default(lo: Lowerer, owner: ObjectRef, content: DictContent, key: object, node: gast.AST) -> Value:
    """What a `defaultdict` makes for a key that it has not; a `Counter` does not keep it."""
    value = calls.call(lo, lo.factories[owner.id], [], {}, node)
    if lo.kinds[owner.id] is not collections.Counter:
        lo.state.heap[owner.id] = DictContent((*content.keys, key), (*content.items, value))
    return value


def item(lo: Lowerer, content: DictContent, index: Value, node: gast.AST) -> Value:
    key = attributes.constant_key(lo, index)
    if key is NotImplemented:
        return _chosen_item(lo, content, index, node)
    if key not in content.keys:
        raise Raising(KeyError, Const(key))
    return content.items[content.keys.index(key)]


def is_chosen(content: DictContent, index: Value) -> bool:
    """Whether a key that the run knows can be compared with each of the keys."""
    return isinstance(index, Num) and bool(content.keys) and all(isinstance(k, (str, int)) for k in content.keys)


def _chosen_item(lo: Lowerer, content: DictContent, index: Value, node: gast.AST) -> Value:
    """The item of a dict for a key that the run knows: a comparison with each of its keys."""
    keys, items = content.keys, content.items
    if not is_chosen(content, index) or not isinstance(index, Num):
        lo.refuse(node, "the key is not known when s2sad reads it", "use a constant key, or a list or an array")
    tests = [Num(lo.build.emit("operator.eq", index.atom, Const(k), kind=ScalarType("bool"))) for k in keys]
    if len(keys) > 1 or tests[0] != Num(Const(True)):
        found = lo.build.emit(
            "operator.contains", TupleArg(tuple(Const(k) for k in keys)), index.atom, kind=ScalarType("bool")
        )

        def missing() -> None:
            raise Raising(KeyError, index.atom)

        branches.branch(lo, Num(found), lambda: None, missing, node)
    if any(isinstance(item, (Static, Closure, Bound, Partial, Chosen)) for item in items):
        return Chosen(tuple(tests[:-1]), items)

    def pick(k: int) -> Value:
        return (
            items[k]
            if k == len(items) - 1
            else branches.choose(lo, tests[k], lambda: items[k], lambda: pick(k + 1), node)
        )

    return pick(0)
