"""Values made of numbers and arrays: their leaves, unit seeds, and blocks put together from columns or rows."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

__all__ = [
    "arrange", "dot", "fields_of", "leaves", "rebuild", "size", "twin", "units", "with_field",
]  # fmt: skip


def leaves(value: Any) -> list[Any]:
    """The numbers and arrays in a value, from left to right.

    >>> leaves((1.0, [2.0, {"a": 3.0, "name": "b"}]))
    [1.0, 2.0, 3.0]
    """
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, (tuple, list)):
        return [leaf for item in value for leaf in leaves(item)]
    names = fields_of(value)
    if names is None:
        return [value] * is_number(value)
    return [leaf for name in names for leaf in leaves(getattr(value, name))]


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float, complex, np.number, np.ndarray)) and not isinstance(value, bool)


def rebuild(value: Any, change: Callable[[Any], Any]) -> Any:
    """A value of the same structure with every number and array changed."""
    if isinstance(value, dict):
        return {key: rebuild(item, change) for key, item in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(rebuild(item, change) for item in value))
    if isinstance(value, (tuple, list)):
        return type(value)(rebuild(item, change) for item in value)
    names = fields_of(value)
    if names is None:
        return change(value) if is_number(value) else value
    for name in names:
        value = with_field(value, name, rebuild(getattr(value, name), change))
    return value


def fields_of(value: Any) -> tuple[str, ...] | None:
    """The names of what an instance stores: of a dataclass, a named tuple, a class of the user; None for another value.

    >>> from types import SimpleNamespace
    >>> fields_of(SimpleNamespace(w=1.0, b=2.0)), fields_of(1.0)
    (('w', 'b'), None)
    """
    if isinstance(value, type):
        return None
    if isinstance(value, tuple):
        return getattr(value, "_fields", None)
    from s2sad.types import attributes_of, is_code

    if is_code(value):
        return None
    attributes = attributes_of(value)
    return None if attributes is None else tuple(attributes)


def with_field(value: Any, name: str, part: Any) -> Any:
    """A copy of an instance with another value in one of its fields."""
    if isinstance(value, tuple):
        return value._replace(**{name: part})  # type: ignore[attr-defined]
    made = copy.copy(value)
    object.__setattr__(made, name, part)
    return made


def size(value: Any) -> int:
    return sum(np.size(leaf) for leaf in leaves(value))


def dot(a: Any, b: Any) -> Any:
    """The sum of products, not conjugated; a zero may stand for a whole array.

    >>> float(dot((1.0, np.ones(2)), (3.0, np.array([1.0, 2.0]))))
    6.0
    """
    return sum(np.sum(np.multiply(x, y)) for x, y in zip(leaves(a), leaves(b), strict=True))


def twin(values: Any) -> Any:
    """Fresh memory for all arrays and containers: what a function writes into them is not seen."""
    memo: dict[int, Any] = {}

    def fresh(value: Any) -> Any:
        if id(value) not in memo:
            if isinstance(value, np.ndarray):
                memo[id(value)] = value.copy()
            elif isinstance(value, (tuple, list, dict)):
                memo[id(value)] = _container(value, fresh)
            else:
                memo[id(value)] = _instance(value, fresh)
        return memo[id(value)]

    return fresh(values)


def _container(value: Any, fresh: Callable[[Any], Any]) -> Any:
    if isinstance(value, dict):
        return {key: fresh(item) for key, item in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(fresh(item) for item in value))
    return type(value)(fresh(item) for item in value)


def _instance(value: Any, fresh: Callable[[Any], Any]) -> Any:
    names = fields_of(value)
    if names is None:
        return value
    made = copy.copy(value)
    for name in names:
        object.__setattr__(made, name, fresh(getattr(value, name)))
    return made


def units(value: Any) -> Iterator[Any]:
    """Unit vectors of a value's structure: one for each entry of each leaf.

    >>> list(units((2.0, 3.0)))
    [(1.0, 0.0), (0.0, 1.0)]
    """
    sizes = [int(np.size(leaf)) for leaf in leaves(value)]
    for k, length in enumerate(sizes):
        for entry in range(length):
            yield _unit_of(value, k, entry)


def _unit_of(value: Any, chosen: int, entry: int) -> Any:
    count = itertools.count()
    return rebuild(value, lambda leaf: _unit(leaf, entry if next(count) == chosen else None))


def _unit(leaf: Any, position: int | None) -> Any:
    if not isinstance(leaf, np.ndarray):
        return 0.0 if position is None else 1.0
    made = np.zeros_like(leaf)
    if position is not None:
        made.flat[position] = 1.0
    return made


def arrange(result: Any, argument: Any, matrix: np.ndarray[Any, Any]) -> Any:
    """A matrix (entries of the result by entries of the argument) as the structure of the result, each leaf of which
    has the structure of the argument; a block has the shape of the one followed by that of the other."""
    rows = iter(_offsets(result))

    def of_result(leaf: Any) -> Any:
        row = next(rows)
        columns = iter(_offsets(argument))
        return rebuild(argument, lambda into: _block(matrix, leaf, row, into, next(columns)))

    return rebuild(result, of_result)


def _block(matrix: np.ndarray[Any, Any], leaf: Any, row: int, into: Any, column: int) -> Any:
    block = matrix[row : row + np.size(leaf), column : column + np.size(into)].reshape(np.shape(leaf) + np.shape(into))
    return block if block.shape else block.item()


def _offsets(value: Any) -> list[int]:
    sizes = [int(np.size(leaf)) for leaf in leaves(value)]
    return [sum(sizes[:k]) for k in range(len(sizes))]
