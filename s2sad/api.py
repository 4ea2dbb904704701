"""The functions that users call."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from s2sad.derivative import Derivative
from s2sad.errors import SignatureError
from s2sad.jacobian import Hessian, HessianVector, Jacobian
from s2sad.leaves import twin
from s2sad.request import MODES, Wrt
from s2sad.seeds import check_seed

__all__ = [
    "adjoint", "derivative", "differentiable", "grad", "hessian", "hvp", "jacobian", "jvp", "source",
    "tangent", "value_and_grad", "vjp",
]  # fmt: skip

importlib.import_module("s2sad.source")  # the package, before the function `source` takes its name in s2sad

F = TypeVar("F", bound=Callable[..., Any])


def grad(f: Callable[..., Any], wrt: Wrt = None, has_aux: bool = False) -> Derivative:
    """The gradient of a scalar function, in reverse mode.

    >>> def energy(x, k):
    ...     return 0.5 * k * x**2
    >>> grad(energy, wrt=("x", "k"))(3.0, 2.0)
    (6.0, 4.5)
    """
    return Derivative(f, wrt, "grad", has_aux)


def value_and_grad(f: Callable[..., Any], wrt: Wrt = None, has_aux: bool = False) -> Derivative:
    """Value and gradient in one; with `has_aux`, f returns (value, aux) and the derivative ((value, aux), gradient).

    >>> def energy(x, k):
    ...     return 0.5 * k * x**2
    >>> value_and_grad(energy)(3.0, 2.0)
    (9.0, 6.0)
    """
    return Derivative(f, wrt, "value_and_grad", has_aux)


def derivative(f: Callable[..., Any], wrt: Wrt = None) -> Derivative:
    """The derivative of anything in a scalar, in forward mode.

    >>> def orbit(t):
    ...     return t**2, 3.0 * t
    >>> derivative(orbit)(2.0)
    (4.0, 3.0)
    """
    return Derivative(f, wrt, "derivative")


def tangent(f: Callable[..., Any], wrt: Wrt = None) -> Derivative:
    """The tangent function itself: the user's arguments, then a direction for each `wrt`; returns (value, value_dot).

    >>> tangent(lambda x, y: x * y, wrt="y")(3.0, 2.0, 10.0)
    (6.0, 30.0)
    """
    return Derivative(f, wrt, "tangent")


def adjoint(f: Callable[..., Any], wrt: Wrt = None) -> Derivative:
    """The adjoint function itself: the user's arguments, then the weight of the result; returns (value, wrt_bar).

    >>> adjoint(lambda x, y: x * y, wrt=("x", "y"))(3.0, 2.0, 10.0)
    (6.0, (20.0, 30.0))
    """
    return Derivative(f, wrt, "adjoint")


def jvp(f: Callable[..., Any], primals: Any, tangents: Any, wrt: Wrt = None) -> tuple[Any, Any]:
    """Value and directional derivative, as JAX and torch.func have it; without `wrt`, in all of the primals.

    >>> jvp(lambda x, y: x * y, (3.0, 2.0), (1.0, 0.5))
    (6.0, 3.5)
    """
    args = tuple(primals) if isinstance(primals, (tuple, list)) else (primals,)
    directions = tuple(tangents) if isinstance(tangents, (tuple, list)) else (tangents,)
    wrt = tuple(range(len(args))) if wrt is None else wrt
    made = tangent(f, wrt)
    if len(directions) != len(made.wrt):
        raise SignatureError(f"jvp needs a tangent for each of {', '.join(made.wrt)}, not {len(directions)}")
    return made.call_with_seeds(args, directions)  # type: ignore[no-any-return]


def vjp(f: Callable[..., Any], *primals: Any, wrt: Wrt = None) -> tuple[Any, Callable[[Any], Any]]:
    """Value and pullback, as torch.func has it; without `wrt`, in all of the primals.

    >>> value, pullback = vjp(lambda x, y: x * y, 3.0, 2.0)
    >>> value, pullback(10.0)
    (6.0, (20.0, 30.0))
    """
    wrt = (tuple(range(len(primals))) if len(primals) > 1 else 0) if wrt is None else wrt
    made = adjoint(f, wrt).sweeping("vjp")
    kept = twin(primals)  # neither f nor the caller can change what the pullback sees
    value = f(*primals)

    def pullback(value_bar: Any) -> Any:
        check_seed(value_bar, value, "value_bar", "value")
        return made.call_with_seeds(twin(kept), (value_bar,))[1]

    return value, pullback


def jacobian(f: Callable[..., Any], wrt: Wrt = None, mode: str = "auto") -> Jacobian:
    """The whole matrix of derivatives: shape of the result, then shape of the argument.

    >>> import numpy as np
    >>> jacobian(lambda x: x**2)(np.array([1.0, 2.0]))
    array([[2., 0.],
           [0., 4.]])
    """
    return Jacobian(f, wrt, mode)


def hessian(f: Callable[..., Any], wrt: Wrt = None) -> Hessian:
    """Second derivatives of a scalar function, forward over reverse.

    >>> hessian(lambda x: x**3)(2.0)
    12.0
    """
    return Hessian(f, wrt)


def hvp(f: Callable[..., Any], wrt: Wrt = None) -> HessianVector:
    """The Hessian times vectors: ``g(args, vectors)``, forward over reverse.

    >>> hvp(lambda x: x**3)((2.0,), 10.0)
    120.0
    """
    return HessianVector(f, wrt)


def source(
    f: Callable[..., Any], wrt: Wrt = None, mode: str | None = None, args: str | None = None, form: str | None = None
) -> str:
    """The generated module as text; `args` says what the arguments are, such as ``"d: f8[21], xs: float"``.

    >>> print(source(lambda x: 3.0 * x, args="x: float"))  # doctest: +ELLIPSIS
    ...
    def lambda__derivative(x):
    ...
    """
    form = form_for(mode, form)
    return Derivative(f, wrt, form).source_for(args)


def form_for(mode: str | None, form: str | None) -> str:
    """The form that a mode stands for: ``derivative`` forward, ``grad`` in reverse."""
    defaults = {None: "derivative", "forward": "derivative", "reverse": "grad"}
    if form is None:
        if mode not in defaults:
            raise SignatureError(f"there is no mode {mode!r}: it is 'forward' or 'reverse'")
        return defaults[mode]
    if form in MODES and mode not in (None, MODES[form]):
        raise SignatureError(f"the form {form!r} is made in {MODES[form]} mode, not in {mode!r}")
    return form


class Decorator(Protocol):
    def __call__(self, function: F, /) -> F: ...


def differentiable(function: Any = None, /, *, wrt: Wrt = None) -> Any:
    """Give a function its derivatives as attributes; the function itself stays as it is.

    >>> @differentiable(wrt="x")
    ... def energy(k, x):
    ...     return 0.5 * k * x**2
    >>> energy(2.0, 3.0), energy.grad(2.0, 3.0), energy.hessian(2.0, 3.0)
    (9.0, 6.0, 2.0)
    """
    if function is None:
        return lambda decorated: differentiable(decorated, wrt=wrt)
    for make in (grad, value_and_grad, derivative, tangent, adjoint, jacobian, hessian, hvp):
        setattr(function, make.__name__, make(function, wrt))
    function.source = lambda mode=None, args=None, form=None: source(function, wrt, mode, args, form)
    return function
