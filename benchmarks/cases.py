"""The profile fit of `samples.seed` at several sizes, and everything that can differentiate it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

import s2sad
from samples import seed
from samples.by_hand import seed as by_hand

STEP = 1e-6
Call = Callable[[], object]


@dataclass(frozen=True)
class Case:
    """One function at one size, with its contenders; the first is the function itself."""

    title: str
    contenders: dict[str, Call]

    def assert_agreement(self) -> None:
        """Speed is no merit of a wrong number."""
        expected = self.contenders["by hand"]()
        for name, call in self.contenders.items():
            if name != "function":
                np.testing.assert_allclose(call(), expected, rtol=1e-5, atol=1e-6, err_msg=f"{self.title}: {name}")


def cases(sizes: tuple[int, ...] = (21, 1_000, 100_000)) -> Iterator[Case]:
    """The vector at the size of the question, then its scalar version at each size."""
    yield vector_case(sizes[0])
    for n in sizes:
        yield scalar_case(n)


def vector_case(n: int) -> Case:
    """`rs`, a vector, in the place of the profile: forward mode."""
    d, xs = prepare(n)
    derivative = s2sad.derivative(seed.rs, wrt="xs")
    contenders: dict[str, Call] = {
        "function": lambda: seed.rs(d, xs),
        "s2sad": lambda: derivative(d, xs),
        "by hand": lambda: by_hand.rs_derivative(d, xs),
        "differences": lambda: (seed.rs(d, xs + STEP) - seed.rs(d, xs - STEP)) / (2 * STEP),
    }
    return Case(f"vector, n = {n}", contenders | with_autograd("rs", n, d, xs))


def scalar_case(n: int) -> Case:
    """`rs_scalar` in the place of the profile: reverse mode."""
    d, xs = prepare(n)
    gradient = s2sad.grad(seed.rs_scalar, wrt="xs")
    contenders: dict[str, Call] = {
        "function": lambda: seed.rs_scalar(d, xs),
        "s2sad": lambda: gradient(d, xs),
        "by hand": lambda: by_hand.rs_scalar_grad(d, xs),
        "differences": lambda: (seed.rs_scalar(d, xs + STEP) - seed.rs_scalar(d, xs - STEP)) / (2 * STEP),
    }
    return Case(f"scalar, n = {n}", contenders | with_autograd("rs_scalar", n, d, xs))


def prepare(n: int) -> tuple[np.ndarray, float]:
    """Data on `n` points between -10 and 10."""
    seed.x = by_hand.x = np.linspace(-10.0, 10.0, n)
    return np.random.default_rng(0).random(n), 0.3


def with_autograd(name: str, n: int, d: np.ndarray, xs: float) -> dict[str, Call]:
    """The same function on autograd's NumPy; nothing where autograd is not installed."""
    try:
        import autograd
        import autograd.numpy as anp
    except ImportError:
        return {}
    function = getattr(rewritten(anp, n), name)
    derive: Any = autograd.grad if name == "rs_scalar" else autograd.jacobian
    derivative = derive(function, 1)
    return {"autograd": lambda: derivative(d, xs)}


def rewritten(anp: Any, n: int) -> ModuleType:
    """The sample's own text, with another NumPy."""
    module = ModuleType("seed_for_autograd")
    with open(seed.__file__, encoding="utf-8") as file:
        text = file.read().partition("SAMPLES")[0].replace("import numpy as np", "")
    module.__dict__["np"] = anp
    exec(compile(text, seed.__file__, "exec"), module.__dict__)
    module.__dict__["x"] = np.linspace(-10.0, 10.0, n)
    return module
