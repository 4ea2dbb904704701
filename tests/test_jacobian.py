"""Jacobians, Hessians and Hessian times vector, against numbers known from elsewhere."""

import numpy as np
import pytest

import s2sad
from s2sad.errors import SignatureError, SourceError

A = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
X = np.array([0.5, -2.0])


def linear(x, scale=1.0):
    return scale * (A @ x)


def pair(x, t):
    return x * t, np.sum(x) * t**2


def quartic(x, c):
    return c * np.sum(x**4) + x[0] * x[1]


def writes(x):
    x[0] = x[0] * x[1]
    return x * 2.0


@pytest.mark.parametrize("mode", ["auto", "forward", "reverse"])
def test_linear(mode):
    j = s2sad.jacobian(linear, mode=mode)
    assert np.allclose(j(X, 3.0), 3.0 * A) and np.allclose(j(X, scale=2.0), 2.0 * A)
    assert np.allclose(s2sad.jacobian(linear, wrt="scale", mode=mode)(X), A @ X)


@pytest.mark.parametrize("mode", ["auto", "forward", "reverse"])
def test_structure_of_results_and_arguments(mode):
    (xx, xt), (sx, st) = s2sad.jacobian(pair, wrt=("x", "t"), mode=mode)(X, 3.0)
    assert np.allclose(xx, 3.0 * np.eye(2)) and np.allclose(xt, X)
    assert np.allclose(sx, [9.0, 9.0]) and st == pytest.approx(6.0 * X.sum())


@pytest.mark.parametrize("mode", ["auto", "forward", "reverse"])
def test_a_function_that_writes_into_its_argument(mode):
    x = X.copy()
    assert np.allclose(s2sad.jacobian(writes, mode=mode)(x), [[2 * X[1], 2 * X[0]], [0.0, 2.0]])
    assert np.array_equal(x, X)


def test_scalar():
    assert s2sad.jacobian(lambda x: x**3)(2.0) == 12.0


def test_hessian():
    h = s2sad.hessian(quartic)(X, 2.0)
    assert np.allclose(h, np.diag(24.0 * X**2) + np.array([[0, 1], [1, 0]]))
    (xx, xc), (cx, cc) = s2sad.hessian(quartic, wrt=("x", "c"))(X, 2.0)
    assert np.allclose(xx, h) and np.allclose(xc, 4 * X**3) and np.allclose(cx, 4 * X**3) and cc == 0.0


def test_hvp():
    v = np.array([1.0, 2.0])
    expected = s2sad.hessian(quartic)(X, 2.0) @ v
    assert np.allclose(s2sad.hvp(quartic)((X, 2.0), v), expected)
    vx, vc = s2sad.hvp(quartic, wrt=("x", "c"))((X, 2.0), (v, 0.0))
    assert np.allclose(vx, expected) and vc == pytest.approx(4 * X**3 @ v)


def test_wrong_use():
    with pytest.raises(SignatureError, match="did you mean 'forward'"):
        s2sad.jacobian(linear, mode="forwards")
    with pytest.raises(SignatureError, match="missing a required"):
        s2sad.jacobian(linear)()
    with pytest.raises(SignatureError, match="takes 2 vectors"):
        s2sad.hvp(quartic, wrt=("x", "c"))((X, 2.0), (X,))
    with pytest.raises(SourceError, match="swept out"):
        s2sad.grad(s2sad.jacobian(linear))(X)
