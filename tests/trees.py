"""Numbers inside nested arguments and results: lists, tuples, dicts, dataclasses and named tuples."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

INEXACT = (float, complex, np.inexact)


def is_number(leaf: Any) -> bool:
    """A leaf that a derivative can be taken of: a float, a complex, or an array of such."""
    if isinstance(leaf, np.ndarray):
        return leaf.dtype.kind in "fc"
    return isinstance(leaf, INEXACT)


def children(tree: Any) -> list[tuple[str, Any]] | None:
    """Names and parts of a container, None for a leaf."""
    if dataclasses.is_dataclass(tree) and not isinstance(tree, type):
        return [(f".{f.name}", getattr(tree, f.name)) for f in dataclasses.fields(tree)]
    if isinstance(tree, dict):
        return [(f"[{key!r}]", part) for key, part in tree.items()]
    if isinstance(tree, tuple | list):
        return [(f"[{k}]", part) for k, part in enumerate(tree)]
    return None


def rebuild(tree: Any, parts: list[Any]) -> Any:
    """A container like `tree` with other parts."""
    if dataclasses.is_dataclass(tree):
        names = [f.name for f in dataclasses.fields(tree)]
        return type(tree)(**dict(zip(names, parts, strict=True)))
    if isinstance(tree, dict):
        return type(tree)(zip(tree, parts, strict=True))
    if hasattr(tree, "_fields"):
        return type(tree)(*parts)
    return type(tree)(parts)


def leaves(tree: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf with its path.

    >>> list(leaves({"w": [1.0, 2.0]}))
    [("['w'][0]", 1.0), ("['w'][1]", 2.0)]
    """
    parts = children(tree)
    if parts is None:
        yield path, tree
        return
    for name, part in parts:
        yield from leaves(part, path + name)


def at(tree: Any, path: list[int]) -> Any:
    """The part that positions lead to."""
    for position in path:
        parts = children(tree)
        if parts is None:
            raise AssertionError(f"{tree!r} has no parts")
        tree = parts[position][1]
    return tree


def pairs(tree: Any, other: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """The numbers of `tree`, each with what stands at its place in `other`; they must be built alike."""
    parts = children(tree)
    if parts is None:
        if is_number(tree):
            yield path or "the value", tree, other
        return
    others = children(other)
    if others is None and any(is_number(leaf) for _, leaf in leaves(tree)):
        raise AssertionError(f"{path or 'the result'}: {tree!r} has parts, {other!r} has none")
    if others is not None and [name for name, _ in parts] != [name for name, _ in others]:
        raise AssertionError(f"{path or 'the result'} has {[n for n, _ in others]}, not {[n for n, _ in parts]}")
    for (name, part), (_, counterpart) in zip(parts, others or [], strict=False):
        yield from pairs(part, counterpart, path + name)


def transform(function: Callable[..., Any], tree: Any, *others: Any) -> Any:
    """`function` on each number; other leaves stay."""
    parts = children(tree)
    if parts is None:
        return function(tree, *others) if is_number(tree) else tree
    rest = [[part for _, part in children(other) or []] for other in others]
    made = [transform(function, part, *(r[k] for r in rest)) for k, (_, part) in enumerate(parts)]
    return rebuild(tree, made)


def direction(tree: Any, rng: np.random.Generator) -> Any:
    """Random numbers of the same structure, dtypes and shapes."""

    def draw(leaf: Any) -> Any:
        size = np.shape(leaf)
        numbers = rng.standard_normal(size)
        if np.iscomplexobj(leaf):
            numbers = numbers + 1j * rng.standard_normal(size)
        if isinstance(leaf, np.ndarray):
            return np.asarray(numbers, dtype=leaf.dtype)
        return leaf.dtype.type(numbers) if isinstance(leaf, np.generic) else type(leaf)(numbers)

    return transform(draw, tree)


def moved(tree: Any, step: float, dots: Any) -> Any:
    return transform(lambda leaf, dot: leaf + step * dot, tree, dots)


def promoted(tree: Any) -> Any:
    """In double precision, for a reference value."""

    def promote(leaf: Any) -> Any:
        wide = np.complex128 if np.iscomplexobj(leaf) else np.float64
        return leaf.astype(wide) if isinstance(leaf, np.ndarray | np.generic) else leaf

    return transform(promote, tree)


def is_narrow(tree: Any) -> bool:
    return any(getattr(leaf, "dtype", None) in (np.float16, np.float32, np.complex64) for _, leaf in leaves(tree))


def inner(tree: Any, other: Any) -> tuple[float, float]:
    """The real inner product, not conjugated, and the size of its terms."""
    total, size = 0.0, 0.0
    for _, a, b in pairs(tree, other):
        terms = np.real(np.multiply(a, 0.0 if b is None else b))
        total += float(np.sum(terms))
        size += float(np.sum(np.abs(terms)))
    return total, size


def arrays(tree: Any) -> Iterator[tuple[str, np.ndarray]]:
    for path, leaf in leaves(tree):
        if isinstance(leaf, np.ndarray):
            yield path, leaf
