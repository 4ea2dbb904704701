"""Whole matrices of derivatives, swept out by tangents or adjoints: Jacobian, Hessian, and Hessian times vector."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from s2sad.callee import Given
from s2sad.core.records import replace
from s2sad.derivative import Derivative
from s2sad.errors import NotSupportedError, SignatureError, nearest
from s2sad.leaves import arrange, leaves, rebuild, size, twin, units
from s2sad.request import Wrt

__all__ = ["Hessian", "HessianVector", "Jacobian"]

MODES = ("auto", "forward", "reverse")


class Jacobian:
    """The Jacobian of a function: one block for each pair of result and `wrt`, shaped like the one, then the other.

    ``auto`` sweeps forward where there are no more entries to differentiate in than entries of the result.
    """

    __name__: str

    def __init__(
        self, function: Any, wrt: Wrt = None, mode: str = "auto", name: str = "jacobian", of: str = ""
    ) -> None:
        if mode not in MODES:
            raise SignatureError(f"there is no mode {mode!r}{nearest(mode, MODES)}")
        self._mode = mode
        self._tangent = Derivative(function, wrt, "tangent").sweeping(name)
        self._adjoint = Derivative(function, wrt, "adjoint").sweeping(name)
        self._request = self._tangent._request
        self.__wrapped__ = function
        self.__signature__: inspect.Signature = self._tangent._callee.shown
        self.__name__ = self.__qualname__ = f"{of or self._tangent._label}_{name}"
        self.__doc__ = f"The {name} of {of or self._tangent._label} with respect to {', '.join(self._request.wrt)}."

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        given = self._tangent.bind_own(args, kwargs)
        at = tuple(path.get(given.arguments) for path in self._request.paths)
        if self._mode == "reverse":
            return self._reverse(given, at)
        if self._mode == "forward" or size(at) == 1:
            return self._forward(given, at)
        value = self._value(given)
        return self._forward(given, at) if size(at) <= size(value) else self._reverse(given, at, value)

    def _sweep(self, derivative: Derivative, given: Given, seeds: tuple[Any, ...]) -> Any:
        """A function may write into its arguments: every sweep has its own."""
        named = dict(zip(derivative.seeds, seeds, strict=True))
        return derivative.call_given(replace(given, arguments=twin(given.arguments), seeds=named))

    def _value(self, given: Given) -> Any:
        return self._tangent._callee.call(given, twin(given.arguments))

    def _forward(self, given: Given, at: tuple[Any, ...]) -> Any:
        sweeps = [self._sweep(self._tangent, given, seed) for seed in units(at)]
        value = sweeps[0][0] if sweeps else self._value(given)
        return self._arranged(value, at, [_flat(dot, value) for _, dot in sweeps], columns=True)

    def _reverse(self, given: Given, at: tuple[Any, ...], value: Any = None) -> Any:
        value = self._value(given) if value is None else value
        bars = [self._sweep(self._adjoint, given, (seed,))[1] for seed in units(_floating(value))]
        rows = [_flat((bar,) if self._request.single else bar, at) for bar in bars]
        return self._arranged(value, at, rows, columns=False)

    def _arranged(self, value: Any, at: tuple[Any, ...], vectors: list[Any], columns: bool) -> Any:
        shape = (size(at), size(value)) if columns else (size(value), size(at))
        matrix = np.array(vectors).reshape(shape)
        return arrange(value, at[0] if self._request.single else at, matrix.T if columns else matrix)

    @property
    def source(self) -> str:
        """The module that the sweeps run, as it was last used."""
        used = (
            self._adjoint
            if self._mode == "reverse" or (self._adjoint.called and not self._tangent.called)
            else self._tangent
        )
        return used.source

    def __repr__(self) -> str:
        return f"<{self.__name__} with respect to {', '.join(self._request.wrt)}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickled, ({**self.__dict__},)

    def __s2sad_sweep__(self) -> tuple[Any, ...]:
        """What it is inside a function that is differentiated: a name, a mode, the derivatives that it calls."""
        return "jacobian", self._mode, self._tangent, self._adjoint, self.__wrapped__

    def __s2sad_function__(self) -> Any:
        from s2sad.errors import SourceError

        raise SourceError(f"{self.__name__} is swept out by several calls: derive grad, tangent or adjoint instead")


def _unpickled(state: dict[str, Any]) -> Jacobian:
    made = object.__new__(Jacobian)
    made.__dict__.update(state)
    return made


class HessianVector:
    """``g(args, vectors)``: the Hessian of a scalar function times vectors, forward over reverse."""

    def __init__(self, function: Any, wrt: Wrt = None, swept: str = "") -> None:
        self._gradient = Derivative(function, wrt, "grad")
        names = self._gradient._request.wrt
        self._single = self._gradient._request.single
        self._tangent = Derivative(self._gradient, names, "tangent").sweeping(swept)
        self._backwards: Derivative | None = None
        self.__wrapped__ = function
        self.__name__ = self.__qualname__ = f"{self._gradient._label}_hvp"
        self.__doc__ = f"The Hessian of {self._gradient._label} times vectors, with respect to {', '.join(names)}."

    def __call__(self, args: Any, vectors: Any) -> Any:
        """`args` are the function's arguments as a tuple; `vectors` is one for each `wrt`, bare where that is one."""
        own = tuple(args) if isinstance(args, (tuple, list)) else (args,)
        given = self._gradient.bind_own(own, {})
        seeds = (vectors,) if self._single else tuple(vectors)
        if len(self._tangent.seeds) != len(seeds):
            raise SignatureError(f"{self.__name__} takes {len(self._tangent.seeds)} vectors, not {len(seeds)}")
        return self.product(given, seeds)

    def product(self, given: Given, seeds: tuple[Any, ...]) -> Any:
        """The Hessian times `seeds`, of arguments that were bound to the function's parameters."""
        seeded = replace(given, seeds=dict(zip(self._tangent.seeds, seeds, strict=True)))
        if self._backwards is None:
            try:
                return self._tangent.call_given(seeded)[1]
            except NotSupportedError:
                self._backwards = self._reverse_over_forward()
        return self._backwards.call_given(
            replace(given, arguments={**given.arguments, **seeded.seeds}, seeds={self._backwards.seeds[0]: (0.0, 1.0)})
        )[1]

    def __s2sad_sweep__(self) -> tuple[Any, ...]:
        return "hvp", "forward", self._tangent, self._gradient, self.__wrapped__

    def _reverse_over_forward(self) -> Derivative:
        """The other order of modes: the tape of a recursive function cannot be differentiated, its tangent can."""
        names = self._gradient._request.wrt
        tangent = Derivative(self.__wrapped__, names, "tangent")
        adjoint = Derivative(tangent, names[0] if self._single else names, "adjoint")
        return adjoint.sweeping(self._tangent._request.swept)

    @property
    def source(self) -> str:
        """The tangent of the gradient."""
        return self._tangent.source


class Hessian(Jacobian):
    """The Jacobian of the gradient, a column for each entry that is differentiated in."""

    def __init__(self, function: Any, wrt: Wrt = None) -> None:
        gradient = Derivative(function, wrt, "grad")
        super().__init__(gradient, wrt, "forward", name="hessian", of=gradient.label)
        self._vector = HessianVector(function, wrt, swept="hessian")
        self._tangent = self._vector._tangent

    def __s2sad_sweep__(self) -> tuple[Any, ...]:
        return "hessian", "forward", self._tangent, self._vector._gradient, self.__wrapped__

    def _forward(self, given: Given, at: tuple[Any, ...]) -> Any:
        columns = [self._vector.product(replace(given, arguments=twin(given.arguments)), seed) for seed in units(at)]
        like = at[0] if self._request.single else at
        return self._arranged(like, at, [_flat(column, like) for column in columns], columns=True)


def _floating(value: Any) -> Any:
    return rebuild(
        value, lambda leaf: leaf if not isinstance(leaf, np.ndarray) or leaf.dtype.kind in "fc" else leaf.astype(float)
    )


def _flat(derivative: Any, like: Any) -> np.ndarray[Any, Any]:
    """The entries of a derivative in a row; a zero may stand for a whole array."""
    pairs = zip(leaves(derivative), leaves(like), strict=True)
    return np.concatenate([np.broadcast_to(d, np.shape(x)).ravel() for d, x in pairs])
