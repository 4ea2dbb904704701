"""Whether a seed fits: a tangent has the structure and shapes of its argument, a weight those of the result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from s2sad.errors import SignatureError
from s2sad.leaves import fields_of

__all__ = ["Outline", "check_outline", "check_seed"]

Outline = Any  # a shape, with None for sizes that only the run knows; outlines by steps; None where nothing is known


def check_seed(seed: Any, like: Any, name: str, of: str) -> None:
    """Compare a seed with what it is the seed of.

    Raises
    ------
    SignatureError
        Where another structure, another shape, or a complex number for a real one stands.

    >>> check_seed({"w": 1.0}, {"w": np.ones(2)}, "p_dot", "p")
    Traceback (most recent call last):
    ...
    s2sad.errors.SignatureError: p_dot['w'] has the shape (), but p['w'] has (2,)
    """
    if isinstance(like, (np.ndarray, float, complex, np.inexact)):
        _check_numbers(seed, like, name, of)
    elif isinstance(like, (dict, list, tuple)) or fields_of(like) is not None:
        for step, part in _parts(like):
            found = dict(_parts(seed)).get(step, seed)
            if found is seed:
                raise SignatureError(f"{name}{step} is missing, but there is {of}{step}")
            check_seed(found, part, f"{name}{step}", f"{of}{step}")
        extra = [step for step, _ in _parts(seed) if step not in dict(_parts(like))]
        if extra:
            raise SignatureError(f"{name}{extra[0]} is a seed of nothing: there is no {of}{extra[0]}")


def check_outline(seed: Any, outline: Outline, name: str, of: str) -> None:
    """Compare a seed with what is known of the value before it is computed.

    Raises
    ------
    SignatureError

    >>> check_outline([1.0], {"[0]": (), "[1]": ()}, "value_bar", "value")
    Traceback (most recent call last):
    ...
    s2sad.errors.SignatureError: value_bar[1] is missing, but there is value[1]
    """
    if isinstance(outline, dict):
        found = dict(_parts(seed))
        for step, part in outline.items():
            if step not in found:
                raise SignatureError(f"{name}{step} is missing, but there is {of}{step}")
            check_outline(found[step], part, f"{name}{step}", f"{of}{step}")
    elif outline is not None:
        what = "an array" if outline else "a number"
        if not isinstance(seed, (np.ndarray, np.number, int, float, complex)):
            raise SignatureError(f"{name} is of type {type(seed).__name__}, but {of} is {what}")
        shape = np.shape(seed)
        if len(shape) != len(outline) or any(m not in (None, n) for m, n in zip(outline, shape, strict=True)):
            sizes = ", ".join("n" if size is None else str(size) for size in outline)
            raise SignatureError(f"{name} has the shape {shape}, but {of} has ({sizes}{',' * (len(outline) == 1)})")


def _check_numbers(seed: Any, like: Any, name: str, of: str) -> None:
    shape = np.shape(seed) if seed is not None else None
    if shape != np.shape(like):
        found = "is None" if seed is None else f"has the shape {shape}"
        raise SignatureError(f"{name} {found}, but {of} has {np.shape(like)}")
    if np.iscomplexobj(seed) and not np.iscomplexobj(like):
        raise SignatureError(f"{name} is complex, but {of} is real")


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    """The parts of a container or an instance, each with the text that leads to it."""
    if isinstance(value, dict):
        yield from ((f"[{key!r}]", item) for key, item in value.items())
    elif isinstance(value, tuple) and hasattr(value, "_fields"):
        yield from ((f".{field}", item) for field, item in zip(value._fields, value, strict=True))
    elif isinstance(value, (list, tuple)) or isinstance(value, np.ndarray) and value.ndim:
        yield from ((f"[{k}]", item) for k, item in enumerate(value))
    else:
        yield from ((f".{field}", getattr(value, field)) for field in fields_of(value) or ())
