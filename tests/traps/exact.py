"""A trap: a function, where it is differentiated, and the right answer, known exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import s2sad
from tests.support import copied


@dataclass(frozen=True)
class Trap:
    """The gradient of the sum of the result in the first argument, or the derivative by both modes for a float."""

    name: str
    function: Callable[..., Any]
    args: tuple[Any, ...]
    expected: Any
    wrt: Any = None

    def __str__(self) -> str:
        return self.name

    def check(self, mode: str) -> None:
        options = {} if self.wrt is None else {"wrt": self.wrt}
        with np.errstate(all="ignore"):
            got = self.reverse(options) if mode == "reverse" else self.forward(options)
        np.testing.assert_allclose(got, self.expected, rtol=1e-12, atol=1e-14)

    def reverse(self, options: dict[str, Any]) -> Any:
        value = self.function(*copied(self.args))
        seed = np.ones(np.shape(value)) if isinstance(value, np.ndarray) else 1.0
        return s2sad.adjoint(self.function, **options)(*copied(self.args), seed)[1]

    def forward(self, options: dict[str, Any]) -> Any:
        """One entry at a time."""
        tangent = s2sad.tangent(self.function, **options)
        at = self.args[0 if self.wrt is None else self.wrt]
        columns = []
        for index in np.ndindex(np.shape(at)):
            unit = np.zeros(np.shape(at))
            unit[index] = 1.0
            dot = tangent(*copied(self.args), unit if isinstance(at, np.ndarray) else 1.0)[1]
            columns.append(np.sum(dot))
        return np.reshape(columns, np.shape(at))


def traps(table: list[Trap]) -> Callable[..., None]:
    @pytest.mark.parametrize("mode", ["forward", "reverse"])
    @pytest.mark.parametrize("trap", table, ids=str)
    def test(trap: Trap, mode: str) -> None:
        trap.check(mode)

    return test
