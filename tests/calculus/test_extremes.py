"""Elementary functions where numbers are very large or very small: what is computed there is right, not just finite."""

from __future__ import annotations

import math

import numpy as np
import pytest

import s2sad
from tests.calculus.made import made

PI = np.longdouble("3.14159265358979323846264338327950288")
SLOPES = {
    "exp": np.exp,
    "exp2": lambda x: np.log(np.longdouble(2)) * np.exp2(x),
    "expm1": np.exp,
    "log": lambda x: 1 / x,
    "log2": lambda x: 1 / x / np.log(np.longdouble(2)),
    "log10": lambda x: 1 / x / np.log(np.longdouble(10)),
    "log1p": lambda x: 1 / (1 + x),
    "sqrt": lambda x: 0.5 / np.sqrt(x),
    "cbrt": lambda x: 1 / (3 * np.cbrt(x) ** 2),
    "square": lambda x: 2 * x,
    "reciprocal": lambda x: -1 / (x * x),
    "arcsin": lambda x: 1 / np.sqrt((1 - x) * (1 + x)),
    "arccos": lambda x: -1 / np.sqrt((1 - x) * (1 + x)),
    "arctan": lambda x: 1 / (1 + x * x),
    "sinh": np.cosh,
    "cosh": np.sinh,
    "arcsinh": lambda x: 1 / np.sqrt(x * x + 1),
    "arccosh": lambda x: 1 / np.sqrt((x - 1) * (x + 1)),
    "arctanh": lambda x: 1 / ((1 - x) * (1 + x)),
    "sinc": lambda x: (np.cos(PI * x) - np.sin(PI * x) / (PI * x)) / x if abs(x) > 1e-3 else -x * PI * PI / 3,
}
POINTS = [1e-300, 1e-160, 1e-30, 1e-8, 1e-5, 1e-3, 0.1, 0.9, 1 - 1e-10, 1 - 2**-53, 1 + 1e-10, 1.5, 20.0, 40.0, 700.0]
POINTS += [1e3, 1e8, 1e100, 1e150, 1e200, 1e300]
MATH = {name: name.replace("arc", "a") for name in SLOPES if hasattr(math, name.replace("arc", "a"))}


@pytest.mark.skipif(np.finfo(np.longdouble).nmant <= 52, reason="no wider numbers to compare with")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("call", [f"np.{name}" for name in SLOPES] + [f"math.{name}" for name in MATH.values()])
def test_slopes_of_extreme_arguments(call):
    name = call.partition(".")[2]
    slope = SLOPES[name if call.startswith("np.") else next(n for n, m in MATH.items() if m == name)]
    function, compared = made(f"{call}(x)", "x"), 0
    derived = [s2sad.grad(function), s2sad.derivative(function)]
    for x in [*POINTS, *(-p for p in POINTS)]:
        try:
            value, due = function(x), slope(np.longdouble(x))
        except (ValueError, OverflowError):
            continue
        if not np.isfinite(value) or not np.finfo(float).tiny < abs(due) < np.finfo(float).max:
            continue
        if name != "sinc" or abs(x) <= 100 and abs(x) not in (1 - 1e-10, 1 - 2**-53, 1 + 1e-10):
            for derivative in derived:
                np.testing.assert_allclose(derivative(x), float(due), rtol=1e-12 if name != "sinc" else 1e-6)
            compared += 1
    assert compared > 5


def test_the_second_derivative_of_sinc_near_its_middle():
    curvature = s2sad.grad(s2sad.grad(made("np.sinc(x)", "x")))
    for x in (0.0, 1e-200, 1e-9, 1e-4):
        np.testing.assert_allclose(curvature(x), -(np.pi**2) / 3, rtol=1e-6)
    for x in (0.2, 1 / np.pi - 1e-9, 1 / np.pi + 1e-9, 1.7):
        t = np.pi * x
        due = np.pi**2 * (2 * np.sin(t) - 2 * t * np.cos(t) - t * t * np.sin(t)) / t**3
        np.testing.assert_allclose(curvature(x), due, rtol=1e-10)


PAIRS = [
    ("np.hypot(x, y)", 3e200, 4e200, (0.6, 0.8)),
    ("np.hypot(x, y)", 3e-200, 4e-200, (0.6, 0.8)),
    ("np.arctan2(x, y)", 3e200, 4e200, (0.16e-200, -0.12e-200)),
    ("np.arctan2(x, y)", 3e-200, 4e-200, (0.16e200, -0.12e200)),
    ("math.atan2(x, y)", 3e-200, 4e-200, (0.16e200, -0.12e200)),
    ("np.logaddexp(x, y)", 1e3, 0.0, (1.0, 0.0)),
    ("np.logaddexp(x, y)", -1e3, 0.0, (0.0, 1.0)),
    ("np.logaddexp(x, y)", 1e300, 1e300, (1.0, 1.0)),
    ("np.logaddexp(x, y)", -np.inf, 2.0, (0.0, 1.0)),
    ("np.logaddexp(x, y)", -np.inf, -np.inf, (0.0, 0.0)),
    ("np.logaddexp2(x, y)", -np.inf, -np.inf, (0.0, 0.0)),
    ("np.log1p(np.exp(-np.abs(x))) + np.maximum(x, y)", 800.0, 0.0, (1.0, 0.0)),
    ("x / y", 1e-200, 1e200, (1e-200, 0.0)),
    ("x ** y", 0.0, 2.0, (0.0, 0.0)),
    ("np.linalg.norm([x, y], 5)", 3e60, 4e60, (3**4 / (3**5 + 4**5) ** 0.8, 4**4 / (3**5 + 4**5) ** 0.8)),
]


@pytest.mark.parametrize(("text", "x", "y", "due"), PAIRS)
def test_slopes_of_two_extreme_arguments(text, x, y, due):
    function = made(text, "x, y")
    found = s2sad.grad(function, wrt=("x", "y"))(x, y)
    along = [s2sad.derivative(function, wrt=name)(x, y) for name in ("x", "y")]
    if "1e300" in repr(x):  # ties of numbers so large that their sum is each of them
        assert np.isfinite(found).all()
        return
    np.testing.assert_allclose(found, due, rtol=1e-12)
    np.testing.assert_allclose(along, due, rtol=1e-12)


INFINITE = {"exp": (-np.inf, 0.0), "tanh": (np.inf, 0.0), "arctan": (-np.inf, 0.0), "log": (np.inf, 0.0)}
INFINITE |= {"arcsinh": (np.inf, 0.0), "sqrt": (np.inf, 0.0), "reciprocal": (np.inf, 0.0), "expm1": (-np.inf, 0.0)}


@pytest.mark.parametrize("name", INFINITE)
def test_slopes_at_infinity(name):
    x, due = INFINITE[name]
    assert s2sad.grad(made(f"np.{name}(x)", "x"))(x) == due


EMPTY = [
    "np.trapezoid(x)", "np.ediff1d(x)", "np.mean(x, axis=1, dtype=float)", "np.cumsum(x)", "np.sum(x, axis=0)",
    "np.prod(x, axis=1)", "np.sort(x)", "np.concatenate((x, x))", "np.stack([r for r in x] or [x[:0]])", "x @ x.T",
    "np.diff(x)", "np.diff(x, 3)", "np.diff(x, 2, axis=0)", "np.cov(x.T, x.T)", "np.corrcoef(x)", "np.take(x, [])",
    "np.insert(x, 0, 1.0)", "np.trim_zeros(np.ravel(x))", "np.linalg.det(x)", "np.einsum('ij->i', x)", "np.cumprod(x)",
    "np.maximum.accumulate(x)", "np.vectorize(np.sin, otypes=[float])(x)", "np.concatenate((x, x), axis=None)",
    "np.linalg.inv(x)", "np.linalg.solve(x, x)", "np.linalg.eigh(x)[0]", "np.linalg.qr(x)[1]", "np.append(x, 1.0)",
    "np.fft.fftshift(x)", "np.linalg.norm(x)", "np.block([x, x])", "np.where(x > 0, x, 1.0)", "np.array([x, x])",
]  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("text", EMPTY)
def test_of_nothing(text):
    for shape in ((0,), (0, 3), (3, 0), (0, 0)):
        x, function = np.zeros(shape), made(text, "x")
        try:
            value = function(x)
        except (ValueError, IndexError, np.linalg.LinAlgError):
            continue
        assert np.shape(s2sad.tangent(function)(x, x)[1]) == np.shape(value)
        gradient = s2sad.adjoint(function)(x, np.ones(np.shape(value)))[1]
        assert gradient.shape == shape


@pytest.mark.parametrize("x", [1, 2, 3])
def test_trapezoids_of_few_points(x):
    points = np.linspace(1.0, 2.0, x)
    due = {1: [0.0], 2: [0.5, 0.5], 3: [0.5, 1.0, 0.5]}[x]
    np.testing.assert_array_equal(s2sad.grad(made("np.trapezoid(x)", "x"))(points), due)
