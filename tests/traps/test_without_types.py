"""Texts that are made without types, run on arguments: they give what the derivative for these arguments gives."""

from __future__ import annotations

import cmath
import operator
import types

import numpy as np
import pytest

import s2sad
from tests.support import check

X = np.array([0.31, 0.83, 1.37, 0.55])
WEIGHTS = np.array([1 + 1j, 2 - 1j, 0.5j, 1.0])


def wave(x):
    return np.abs(np.sum(np.exp(1j * x) * x))


def imaginary_part(x):
    return np.sum((1j * x + x**2).imag ** 2)


def spectrum(x):
    return np.sum(np.abs(np.fft.fft(x)) ** 2 * x)


def filtered(x):
    return np.sum(np.real(np.fft.ifft(WEIGHTS * np.fft.fft(x))) * x)


def stored(x):
    z = x + 0j
    z[1:] = z[:-1] * 1j * x[1:]
    return np.sum((z * z).real)


def stored_in_a_complex_buffer(x):
    z, y = np.zeros(4, complex), np.zeros(4)
    z[:] = x + 1j * x**2
    y[:] = z.real
    y[1:] += (z * z).imag[:-1]
    return np.sum(y**2)


def outer_product(x):
    z = np.outer(x, WEIGHTS)
    return np.linalg.norm(z @ z)


def solved(x):
    return np.sum(np.linalg.solve(np.diag(x) + 1j * np.eye(4), x).real)


def product_of_both(x):
    return np.abs(np.concatenate([x * 1j, x]).prod())


def chosen(x):
    return (np.where(x > 0.6, x * 1j, x).sum() ** 2).real


def real_and_then_complex(x):
    z = np.sin(x**2) * WEIGHTS
    return (np.sum(z) ** 2).real + abs(np.sum(z))


def running(x):
    s = 0j
    for v in x:
        s = s * v + v * 1j
    return abs(s)


def caught(x):
    for i in range(6):
        try:
            t = x[i] ** 2
        except IndexError:
            break
        u = t * x[0]
    return t * u


COMPLEX = [
    wave, imaginary_part, spectrum, filtered, stored, stored_in_a_complex_buffer, outer_product, solved,
    product_of_both, chosen, real_and_then_complex, running, caught,
]  # fmt: skip


def untyped(derivative):
    scope: dict[str, object] = {}
    exec(derivative.standalone(), scope)
    return scope[derivative.__name__]


@pytest.mark.parametrize("function", COMPLEX, ids=lambda f: f.__name__)
def test_real_arguments_have_real_derivatives(function):
    check(function, X)
    dots = np.array([0.3, -0.2, 0.7, 0.4])
    for derived, more in ((s2sad.value_and_grad(function), ()), (s2sad.tangent(function), (dots,))):
        for got, expected in zip(untyped(derived)(X.copy(), *more), derived(X.copy(), *more), strict=True):
            assert np.isrealobj(got)
            np.testing.assert_allclose(got, expected, rtol=1e-10)


def test_a_number():
    def phase(t):
        z = cmath.exp(1j * t) * t
        return (z * z).real

    derived = s2sad.grad(phase)
    assert untyped(derived)(0.7) == pytest.approx(derived(0.7), rel=1e-12)


def of_an_attribute(x):
    box = types.SimpleNamespace(v=x * 1.0)
    box.w = box.v
    box.v += x[0]
    return np.sum(box.v * box.w)


def of_a_dict(x):
    d = {"v": x * 1.0}
    w = d["v"]
    d["v"] *= x[0]
    return np.sum(d["v"] * w)


def by_operator(x):
    v = x * 1.0
    operator.iadd(v, x**2)
    return np.sum(v * x)


def by_method(x):
    v = x * 1.0
    w = v.__imul__(2.0)
    return np.sum(v * w)


@pytest.mark.parametrize("function", [of_an_attribute, of_a_dict, by_operator, by_method], ids=lambda f: f.__name__)
def test_what_may_be_written_in_place_needs_types(function):
    check(function, X)
    with pytest.raises(s2sad.NotSupportedError, match="changes in place"):
        s2sad.grad(function).standalone()


@pytest.mark.parametrize("form", ["grad", "derivative"])
def test_what_is_collected_needs_types(form):
    for function, wrt in ((lambda *xs: xs[0] * xs[1], 0), (lambda **named: named["a"] ** 2, "named")):
        with pytest.raises(s2sad.WrtError, match="say what the arguments are"):
            s2sad.source(function, wrt=wrt, form=form)
