"""What a derivative does with lists and dicts of lists and tuples, as displays and comprehensions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from s2sad.core.nodes import Arg, Const
from s2sad.core.types import DictType, ListType, TupleType, Type, part_of

__all__ = ["STRUCTURES"]

Maker = Callable[[Arg], ast.expr]
VARIABLES = "pqrsuvwz"


def list_sum(arg: Maker, args: tuple[Arg, ...]) -> ast.expr:
    """The sums of the items of two lists."""
    return _sum(_kind(args), arg(args[0]), arg(args[1]), _variables())


def _sum(kind: Type, one: ast.expr, other: ast.expr, names: Iterator[str]) -> ast.expr:
    if isinstance(kind, DictType):
        return _sum_of_dicts(kind, one, other, names)
    if isinstance(kind, ListType):
        p, q = next(names), next(names)
        total = _sum(kind.element, _load(p), _load(q), names)
        target = ast.Tuple([ast.Name(p, ast.Store()), ast.Name(q, ast.Store())], ast.Store())
        return _comprehension(total, target, ast.Call(_load("zip"), [one, other], []))
    if isinstance(kind, TupleType):
        items = (_sum(item, _item(one, k), _item(other, k), names) for k, item in enumerate(kind.items))
        return _display(kind, items)
    return ast.BinOp(one, ast.Add(), other)


def _sum_of_dicts(kind: DictType, one: ast.expr, other: ast.expr, names: Iterator[str]) -> ast.expr:
    """A key that one of them has not has adjoint zero."""
    key = next(names)
    zero = _filled(kind.element, kind.element, one, ast.Constant(0.0), names)
    p, q = (ast.Call(ast.Attribute(part, "get", ast.Load()), [_load(key), zero], []) for part in (one, other))
    keys = ast.Dict([None, None], [one, other])
    return _of_keys(key, _sum(kind.element, p, q, names), keys)


def _of_keys(key: str, value: ast.expr, keys: ast.expr) -> ast.expr:
    return ast.DictComp(_load(key), value, [ast.comprehension(ast.Name(key, ast.Store()), keys, [], 0)])


def list_filled(arg: Maker, args: tuple[Arg, ...]) -> ast.expr:
    """One number in all places that a list has."""
    like = args[2]
    assert isinstance(like, Const)
    return _filled(_kind(args), like.value, arg(args[0]), arg(args[1]), _variables())


def _filled(kind: Type, like: object, value: ast.expr, number: ast.expr, names: Iterator[str]) -> ast.expr:
    """A number in the places of a value, which is built as `like` says, in what is built as `kind` says."""
    if isinstance(kind, TupleType) and isinstance(like, TupleType):
        places = enumerate(zip(kind.items, like.items, strict=True))
        items = (_filled(item, part, _part(like, value, k), number, names) for k, (item, part) in places)
        return _display(kind, items)
    if not isinstance(kind, ListType) or not isinstance(like, ListType):
        return number
    if isinstance(kind, DictType):
        return _filled_dict(kind, like, value, number, names)
    if not _has_lists(kind.element):
        item = _filled(kind.element, like.element, value, number, names)
        return ast.BinOp(ast.List([item], ast.Load()), ast.Mult(), ast.Call(_load("len"), [value], []))
    name = next(names)
    item = _filled(kind.element, like.element, _load(name), number, names)
    return _comprehension(item, ast.Name(name, ast.Store()), value)


def _filled_dict(kind: DictType, like: ListType, value: ast.expr, number: ast.expr, names: Iterator[str]) -> ast.expr:
    """A dict of such; one that begins empty, ``{}``."""
    if kind.length is not None:
        return ast.Dict([], [])
    key, item = next(names), next(names)
    made = _filled(kind.element, like.element, _load(item), number, names)
    if not any(isinstance(node, ast.Name) and node.id == item for node in ast.walk(made)):
        return _of_keys(key, made, value)
    target = ast.Tuple([ast.Name(key, ast.Store()), ast.Name(item, ast.Store())], ast.Store())
    items = ast.Call(ast.Attribute(value, "items", ast.Load()), [], [])
    return ast.DictComp(_load(key), made, [ast.comprehension(target, items, [], 0)])


def _part(kind: TupleType, owner: ast.expr, place: int) -> ast.expr:
    prim, key = part_of(kind, place)
    return ast.Attribute(owner, str(key), ast.Load()) if prim == "getattr" else _item(owner, key)


def list_like(arg: Maker, args: tuple[Arg, ...]) -> ast.expr:
    """The rows of an array as tuples and lists."""
    return _like(_kind(args), arg(args[0]), _variables())


def _like(kind: Type, array: ast.expr, names: Iterator[str]) -> ast.expr:
    if isinstance(kind, TupleType):
        return _display(kind, (_like(item, _item(array, k), names) for k, item in enumerate(kind.items)))
    if not isinstance(kind, ListType):
        return array
    if not isinstance(kind.element, (ListType, TupleType)):
        return ast.Call(_load("list"), [array], [])
    name = next(names)
    return _comprehension(_like(kind.element, _load(name), names), ast.Name(name, ast.Store()), array)


def list_part(arg: Maker, args: tuple[Arg, ...]) -> ast.expr:
    """One part of each tuple in a list."""
    name = VARIABLES[0]
    place = args[1]
    assert isinstance(place, Const)
    return _comprehension(ast.Subscript(_load(name), arg(place), ast.Load()), ast.Name(name, ast.Store()), arg(args[0]))


def _kind(args: tuple[Arg, ...]) -> Type:
    kind = args[-1]
    assert isinstance(kind, Const)
    return kind.value  # type: ignore[return-value]


def _variables() -> Iterator[str]:
    yield from VARIABLES
    yield from (f"{name}{number}" for number in range(1, 99) for name in VARIABLES)


def _has_lists(kind: Type) -> bool:
    inside = kind.items if isinstance(kind, TupleType) and not kind.list else ()
    return isinstance(kind, ListType) or (isinstance(kind, TupleType) and kind.list) or any(map(_has_lists, inside))


def _load(name: str) -> ast.expr:
    return ast.Name(name, ast.Load())


def _item(owner: ast.expr, place: int | str) -> ast.expr:
    return ast.Subscript(owner, ast.Constant(place), ast.Load())


def _display(kind: TupleType, items: Iterator[ast.expr]) -> ast.expr:
    return ast.List(list(items), ast.Load()) if kind.list else ast.Tuple(list(items), ast.Load())


def _comprehension(item: ast.expr, target: ast.expr, items: ast.expr) -> ast.expr:
    return ast.ListComp(item, [ast.comprehension(target, items, [], 0)])


STRUCTURES: dict[str, Callable[[Maker, tuple[Arg, ...]], ast.expr]] = {
    "s2sad.list_add": list_sum,
    "s2sad.list_filled": list_filled,
    "s2sad.list_like": list_like,
    "s2sad.list_part": list_part,
}
"""How each is written, of the writer of its arguments and the arguments; the last of these is the list's type."""
