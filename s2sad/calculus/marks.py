"""What users write in their functions for the derivative alone; in a run of the function it does nothing."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterator
from typing import Any, TypeVar

import numpy as np

from s2sad.types import attributes_of, is_code

__all__ = ["adjoint_of", "stop_gradient"]

T = TypeVar("T")


def stop_gradient(x: T) -> T:
    """`x` itself, held constant by every derivative: a number, an array, or a container or object of them.

    Of a container or an object, a new one; an array stays the same array.  In the text of a derivative only `x` stays.

    >>> import s2sad
    >>> s2sad.derivative(lambda x: x * s2sad.stop_gradient(x))(3.0)
    3.0
    """
    return _stopped(x)  # type: ignore[no-any-return]


def _stopped(x: Any) -> Any:
    if isinstance(x, dict):
        return {key: _stopped(item) for key, item in x.items()}
    if isinstance(x, tuple) and hasattr(x, "_fields"):
        return type(x)(*map(_stopped, x))
    if isinstance(x, (tuple, list)):
        return type(x)(map(_stopped, x))
    attributes = None if isinstance(x, (type, np.ndarray)) or is_code(x) else attributes_of(x)
    if attributes is None:
        return x
    made = copy.copy(x)
    for name, value in attributes.items():
        object.__setattr__(made, name, _stopped(value))
    return made


@contextlib.contextmanager
def adjoint_of(x: Any) -> Iterator[Any]:
    """``with adjoint_of(x) as x_bar:`` around statements that the reverse sweep runs at this line.

    There `x_bar` is the adjoint of `x`, from all that the function does with `x` after this line: print it, test it, or
    give `x_bar` another value, with which the reverse sweep goes on.  `x` is a name of a number or an array.

    In a run of the function itself nothing has an adjoint, and the block runs with `x_bar` zero.  Forward mode leaves
    out a block that only looks at `x_bar`, and refuses one that changes it.

    >>> import numpy as np, s2sad
    >>> def clipped(x):
    ...     with s2sad.adjoint_of(x) as x_bar:
    ...         x_bar = np.clip(x_bar, -1, 1)
    ...     return np.sum(x**2)
    >>> s2sad.grad(clipped)(np.array([0.25, 3.0, -4.0]))
    array([ 0.5,  1. , -1. ])
    """
    yield np.zeros_like(x) if isinstance(x, np.ndarray) else type(x)(0) if isinstance(x, (float, complex)) else 0.0
