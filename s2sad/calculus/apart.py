"""Functions of rules that are too long to stand in the derivative of whoever calls them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["APART", "apart"]

Function = TypeVar("Function", bound=Callable[..., Any])
APART: dict[object, str] = {}
"""The functions, each with what its first line says it is."""


def apart(function: Function) -> Function:
    """Decorate a function that rule texts call, and that is printed above the derivative as a function of its own."""
    APART[function] = (function.__doc__ or "").partition("\n")[0]
    return function
