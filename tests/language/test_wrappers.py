"""Decorators: what is derived is what runs, the wrapper with the function in it."""

import functools
import inspect

import numpy as np
import pytest

import s2sad
from tests.support import Case, check, derivatives, second_derivatives

X = np.array([0.4, -1.1, 0.7])


def doubled(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        return f(*args, **kwargs) * 2.0

    return wrapper


def unnamed(f):
    def wrapper(*args, **kwargs):
        return f(*args, **kwargs) ** 2

    return wrapper


def scaled(factor):
    def decorate(f):
        @functools.wraps(f)
        def wrapper(*args, **kwargs):
            return factor * f(*args, **kwargs)

        return wrapper

    return decorate


def shifted(f):
    """Looks at how its arguments are given, and takes one of its own."""

    @functools.wraps(f)
    def wrapper(*args, offset=1.0, **kwargs):
        if "y" in kwargs:
            offset = offset * 10.0
        return f(*args, **kwargs) + offset * args[0]

    return wrapper


def with_default(f):
    """Has a default of its own for what the function has another for."""

    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        return f(*args, y=kwargs.pop("y", 7.0), **kwargs)

    return wrapper


def first_is_named(f):
    @functools.wraps(f)
    def wrapper(first, *rest, **kwargs):
        return f(first * first, *rest, **kwargs)

    return wrapper


def wholly_named(f):
    @functools.wraps(f)
    def wrapper(x, y=5.0):
        return f(x, y) * y

    return wrapper


class Timed:
    def __init__(self, f):
        functools.update_wrapper(self, f)
        self.f = f

    def __call__(self, *args, **kwargs):
        return self.f(*args, **kwargs) * 3.0


def product(x, y=2.0):
    return np.sum(x * x) * y


def kinds(a, /, b, *, c=2.0):
    return a * b**2 * c


def many(x, *rest, scale=1.0, **more):
    return x * rest[0] ** 2 * scale + more["shift"] * x


class Model:
    def __init__(self):
        self.weight = 1.5
        self.calls = 0

    @doubled
    def energy(self, x, k=2.0):
        self.calls += 1
        return self.weight * k * np.sum(x * x)

    @staticmethod
    @doubled
    def still(x):
        return x * x

    @classmethod
    @doubled
    def of_class(cls, x):
        return x * x * x


recursive = doubled(lambda n, x: x if n == 0 else recursive(n - 1, x * x))

test_derivative = derivatives([
    Case(doubled(product), (X,), name="by_default"),
    Case(doubled(product), (X, 3.0), ("x", "y"), name="both"),
    Case(doubled(product), (X,), ("y", "x"), keywords={"y": 3.0}, name="given_by_keyword"),
    Case(doubled(product), (X,), "y", name="left_to_its_default"),
    Case(unnamed(product), (X, 3.0), 0, name="position_alone"),
    Case(unnamed(product), (X, 3.0), (1, 0), name="positions"),
    Case(doubled(doubled(product)), (X,), name="twice_by_one_decorator"),
    Case(unnamed(doubled(scaled(0.5)(product))), (X,), 0, name="three_decorators"),
    Case(doubled(kinds), (0.4, 1.3), ("a", "b"), name="positional_only"),
    Case(doubled(kinds), (0.4, 1.3), ("c", "a"), keywords={"c": 0.7}, name="keyword_only"),
    Case(doubled(many), (0.4, 1.3, 5.0), "x", keywords={"scale": 0.7, "shift": 2.0}, name="collects_too"),
    Case(shifted(product), (0.4, 3.0), "x", name="given_by_position"),
    Case(shifted(product), (0.4,), "x", keywords={"y": 3.0}, name="given_by_keyword_is_seen"),
    Case(first_is_named(product), (0.4, 3.0), ("x", "y"), name="first_is_named"),
    Case(wholly_named(product), (0.4, 3.0), ("x", "y"), name="wholly_named"),
    Case(Timed(product), (X, 3.0), ("x", "y"), name="class_as_decorator"),
    Case(Model.still, (0.4,), name="static_method"),
    Case(Model.of_class, (0.4,), name="class_method"),
    Case(functools.partial(doubled(product), y=3.0), (X,), name="partial"),
])  # fmt: skip

test_second = second_derivatives([
    Case(doubled(product), (X, 3.0), ("x", "y"), name="both"),
    Case(unnamed(product), (X, 3.0), 0, name="position_alone"),
    Case(Timed(product), (X, 3.0), "x", name="class_as_decorator"),
])  # fmt: skip


def test_values_by_hand():
    assert s2sad.grad(doubled(product))(3.0) == 2 * 2 * 3.0 * 2.0
    assert s2sad.grad(doubled(product), wrt="y")(3.0) == 2 * 9.0
    assert s2sad.grad(with_default(product))(3.0) == 2 * 3.0 * 7.0
    assert s2sad.grad(shifted(product))(3.0, 2.0, offset=5.0) == 2 * 3.0 * 2.0 + 5.0
    assert s2sad.grad(shifted(product))(3.0, y=2.0, offset=5.0) == 2 * 3.0 * 2.0 + 50.0
    assert s2sad.grad(recursive, wrt="x")(3, 1.1) == pytest.approx(2**4 * 8 * 1.1**7)


def test_a_decorated_method():
    model = Model()
    np.testing.assert_allclose(s2sad.grad(Model.energy, wrt="x")(model, X), 2 * 1.5 * 2.0 * 2 * X)
    np.testing.assert_allclose(s2sad.grad(model.energy, wrt="x")(X), 2 * 1.5 * 2.0 * 2 * X)
    assert s2sad.grad(model.energy, wrt="self.weight")(X, k=3.0) == pytest.approx(2 * 3.0 * X @ X)
    assert model.calls == 3


def test_a_wrapper_has_the_signature_of_what_it_wraps():
    gradient, tangent = s2sad.grad(doubled(product)), s2sad.tangent(doubled(product), wrt="y")
    assert str(inspect.signature(gradient)) == "(x, y=2.0)"
    assert str(inspect.signature(tangent)) == "(x, y=2.0, *, y_dot)"
    gradient(3.0)
    assert "def product_grad(x):" in gradient.source
    assert "def product_derivative(x, y=2.0):" in s2sad.source(doubled(product), wrt="y", args="x: float, y: float")


def test_the_generated_text_stands_alone():
    namespace = {}
    exec(s2sad.source(doubled(product), args="x: f8[n], y: float", mode="reverse"), namespace)
    np.testing.assert_allclose(namespace["product_grad"](X, 3.0), 2 * 2 * 3.0 * X)
    np.testing.assert_allclose(namespace["product_grad"](X), 2 * 2 * 2.0 * X)


def test_every_form_of_a_wrapper():
    f = doubled(product)
    assert s2sad.hessian(f)(3.0) == 8.0 and s2sad.hvp(f)((3.0,), 1.0) == 8.0
    assert s2sad.jacobian(f, wrt=("x", "y"))(3.0) == (24.0, 18.0)
    assert s2sad.jvp(f, (3.0,), (1.0,)) == (36.0, 24.0)
    value, pullback = s2sad.vjp(f, 3.0, 4.0)
    assert (value, pullback(1.0)) == (72.0, (48.0, 18.0))
    assert s2sad.check_derivative(f, 3.0, y=4.0, wrt=("x", "y")).agrees


def test_arguments_that_do_not_fit():
    for args, kwargs in (((), {}), ((1.0, 2.0, 3.0), {}), ((1.0,), {"x": 2.0})):
        with pytest.raises(s2sad.SignatureError, match="product_grad"):
            s2sad.grad(doubled(product))(*args, **kwargs)
    with pytest.raises(s2sad.WrtError, match="kwargs has no key 'y'"):
        s2sad.grad(unnamed(product), wrt="y")(3.0)
    with pytest.raises(s2sad.WrtError, match=r"args\[1\]"):
        s2sad.grad(unnamed(product), wrt=1)(3.0)
    with pytest.raises(s2sad.WrtError, match="collects arguments"):
        s2sad.grad(doubled(many), wrt="rest")(1.0, 2.0, shift=1.0)


def test_a_change_in_the_wrapper_is_seen():
    factor = 2.0

    def decorate(f):
        @functools.wraps(f)
        def wrapper(*args):
            return f(*args) * factor

        return wrapper

    gradient = s2sad.grad(decorate(product))
    assert gradient(3.0) == 24.0
    factor = 3.0
    assert gradient(3.0) == 36.0
    check(decorate(product), 3.0, order=2)
