"""A function with what its golden derivatives are made from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

GOLDEN = Path(__file__).parent / "golden"
KINDS = {"tangent": "forward", "adjoint": "reverse"}


@dataclass(frozen=True)
class Sample:
    """`types` is what ``s2sad dump --args`` is given, empty where the text is made for the arguments of a call.

    `at` makes arguments to check the derivatives at, and to call them with.
    `forms` are what is printed: a function of one float has a plain `derivative`, one with a scalar
    result a plain `grad`; `tangent` and `adjoint` serve every function.
    """

    function: Callable[..., Any]
    wrt: str | tuple[str, ...]
    types: str
    at: Callable[[np.random.Generator], tuple[Any, ...]]
    forms: tuple[str, str] = ("tangent", "adjoint")
    name: str = ""

    def __str__(self) -> str:
        return self.name or self.function.__name__

    def form(self, kind: str) -> str:
        return self.forms[0 if kind == "tangent" else 1]

    def golden(self, kind: str) -> Path:
        return GOLDEN / f"{self}_{kind}.py"

    def args(self) -> tuple[Any, ...]:
        return self.at(np.random.default_rng(42))
