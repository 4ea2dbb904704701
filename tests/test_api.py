"""The functions that users call."""

import pickle

import numpy as np
import pytest

import s2sad


def f(x, y):
    return np.sum(x * y) ** 2


X, Y = np.array([1.0, 2.0]), np.array([3.0, -1.0])


def test_wrt_as_name_position_and_tuple():
    for wrt in (None, "x", 0, -2):
        assert np.allclose(s2sad.grad(f, wrt)(X, Y), 2 * Y)
    one = s2sad.grad(f, wrt=("y",))(X, Y)
    assert isinstance(one, tuple) and np.allclose(one[0], 2 * X)
    both = s2sad.grad(f, wrt=("y", 0))(X, Y)
    assert np.allclose(both[0], 2 * X) and np.allclose(both[1], 2 * Y)


def test_forms():
    value, gradient = s2sad.value_and_grad(f)(X, Y)
    assert value == 1.0 and np.allclose(gradient, 2 * Y)
    assert s2sad.tangent(f, wrt="y")(X, Y, np.ones(2)) == pytest.approx((1.0, 6.0))
    value, bar = s2sad.adjoint(f, wrt="y")(X, Y, 3.0)
    assert value == 1.0 and np.allclose(bar, 6 * X)
    assert np.allclose(s2sad.derivative(lambda t, x: t * x)(2.0, X), X)


def test_has_aux():
    def g(x):
        return x * x, {"name": "aux", "x": x}

    (value, aux), gradient = s2sad.value_and_grad(g, has_aux=True)(3.0)
    assert (value, aux, gradient) == (9.0, {"name": "aux", "x": 3.0}, 6.0)


def test_a_result_that_is_no_scalar():
    with pytest.raises(s2sad.NotScalarError, match=r"jacobian.*vjp"):
        s2sad.grad(lambda x: 2.0 * x)(X)


def test_jvp():
    value, along = s2sad.jvp(f, (X, Y), (np.ones(2), np.zeros(2)))
    assert value == 1.0 and along == pytest.approx(4.0)
    assert s2sad.jvp(f, (X, Y), np.ones(2), wrt="y")[1] == pytest.approx(6.0)
    with pytest.raises(s2sad.SignatureError, match="a tangent for each of x"):
        s2sad.jvp(f, (X, Y), (X, X), wrt="x")


def test_vjp():
    value, pullback = s2sad.vjp(f, X, Y)
    assert value == 1.0
    for scale in (1.0, 2.0):
        x_bar, y_bar = pullback(scale)
        assert np.allclose(x_bar, 2 * scale * Y) and np.allclose(y_bar, 2 * scale * X)
    assert np.allclose(s2sad.vjp(f, X, Y, wrt="y")[1](1.0), 2 * X)
    assert s2sad.vjp(lambda x: x * x, 3.0)[1](1.0) == 6.0


def test_the_pullback_sees_what_the_function_saw():
    x = X.copy()
    _, pullback = s2sad.vjp(f, x, Y)
    x[:] = 100.0
    assert np.allclose(pullback(1.0)[1], 2 * X)


def test_differentiable():
    @s2sad.differentiable(wrt="y")
    def g(x, y):
        return f(x, y)

    assert g(X, Y) == 1.0 and type(g) is type(f)
    assert np.allclose(g.grad(X, Y), 2 * X) and np.allclose(g.value_and_grad(X, Y)[1], 2 * X)
    assert np.allclose(g.adjoint(X, Y, 1.0)[1], 2 * X) and g.tangent(X, Y, Y)[1] == pytest.approx(2.0)
    assert np.allclose(g.jacobian(X, Y), 2 * X) and np.allclose(g.hessian(X, Y), 2 * np.outer(X, X))
    assert np.allclose(g.hvp((X, Y), Y), 2 * X)
    assert "def g_tangent" not in g.source(mode="reverse") and "def g_grad" in g.source(mode="reverse")


def test_differentiable_without_arguments():
    @s2sad.differentiable
    def g(x):
        return x * x

    assert g.derivative(3.0) == 6.0


def test_source():
    text = s2sad.source(f, wrt="y", mode="reverse", args="x: f8[n], y: f8[n]")
    scope = {}
    exec(text, scope)
    assert np.allclose(scope["f_grad"](X, Y), 2 * X)
    assert s2sad.source(f, form="adjoint") != s2sad.source(f, mode="forward", form="tangent")
    with pytest.raises(s2sad.SignatureError, match="no mode"):
        s2sad.source(f, mode="backward")
    with pytest.raises(s2sad.SignatureError, match="did you mean 'x'"):
        s2sad.source(f, args="x1: float")


def test_everything_can_be_pickled_before_it_is_called():
    for make in (s2sad.grad, s2sad.tangent, s2sad.jacobian):
        assert callable(pickle.loads(pickle.dumps(make(f))))


def test_library_functions():
    assert s2sad.grad(np.exp)(0.0) == 1.0
    assert np.allclose(s2sad.grad(np.linalg.norm)(Y), Y / np.linalg.norm(Y))


def test_what_is_exported():
    assert all(hasattr(s2sad, name) for name in s2sad.__all__)


def test_functions_keep_their_names_when_modules_of_the_same_name_are_used():
    s2sad.check_derivative(lambda x: x * x, 2.0)
    s2sad.jacobian(lambda x: x * x)(2.0)
    assert all(type(getattr(s2sad, name)) is type(f) for name in ("source", "derivative", "jacobian", "rule", "still"))
