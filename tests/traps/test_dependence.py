"""What depends on what: constants, unused arguments, zero trips, effects, nested derivatives, no result."""

import numpy as np
import pytest

import s2sad
from tests.support import check, check_or_refused
from tests.traps.exact import Trap, traps

X = np.array([0.7, -1.2, 2.1])


def constant(x):
    return 3.0


def constant_array(x):
    return np.ones(3)


def unused_second(x, y):
    return x * x


def no_result(x):
    x * x  # noqa: B018


def bare_return(x):
    if x > 0:
        return
    return


def through_integer(x):
    return float(int(x)) * 2.0


def through_comparison(x):
    return 1.0 * (x > 0.5)


def through_argmax(x):
    return x[np.argmax(x)] * 2.0


def through_shape(x):
    return len(x) * 2.0


def through_bool(x):
    return 2.0 if x else 1.0


def self_cancelling(x):
    return x - x + 0.0 * x


def passive_copy(x):
    y = np.zeros(3)
    y[:] = 4.0
    return y * x


def overwritten_before_use(x):
    y = x * x
    y[:] = 1.0
    return np.sum(y)


def zero_trips(x):
    y = 2.0
    for a in x[:0]:
        y = y * a
    return y


def broken_at_once(x):
    y = 1.0
    for a in x:
        break
        y = y * a
    return y * a


def only_last_iteration(x):
    for a in x:
        y = a * a
    return y


def only_if_long(x):
    y = 0.0
    if len(x) > 10:
        y = x[0]
    return y


test_dependence = traps([
    Trap("constant", constant, (2.0,), 0.0),
    Trap("constant_array", constant_array, (2.0,), 0.0),
    Trap("constant_of_array", lambda x: 3.0, (X,), [0, 0, 0]),
    Trap("unused", unused_second, (2.0, 5.0), 0.0, 1),
    Trap("argmax", through_argmax, (X,), [0, 0, 2]),
    Trap("shape", through_shape, (X,), [0, 0, 0]),
    Trap("comparison", through_comparison, (2.0,), 0.0),
    Trap("truth", through_bool, (2.0,), 0.0),
    Trap("cancelling", self_cancelling, (2.0,), 0.0),
    Trap("passive_buffer", passive_copy, (X,), [4, 4, 4]),
    Trap("overwritten", overwritten_before_use, (X,), [0, 0, 0]),
    Trap("zero_trips", zero_trips, (X,), [0, 0, 0]),
    Trap("broken_at_once", broken_at_once, (X,), [1, 0, 0]),
    Trap("last_iteration", only_last_iteration, (X,), [0, 0, 4.2]),
    Trap("not_taken", only_if_long, (X,), [0, 0, 0]),
    Trap("same_argument_added", lambda x: x + x + x, (2.0,), 3.0),
    Trap("same_argument_multiplied", lambda x: x * x * x, (2.0,), 12.0),
    Trap("reused_temporary", lambda x: (lambda y: y * y + y)(x * x), (2.0,), 36.0),
    Trap("empty_like_never_read", lambda x: np.empty_like(x).size * x[0], (X,), [3, 0, 0]),
])  # fmt: skip


@pytest.mark.parametrize("function", [constant, unused_second])
def test_the_gradient_of_nothing_has_the_right_shape(function):
    args = (X,) if function is constant else (2.0, X)
    gradient = s2sad.grad(function, wrt=len(args) - 1)(*args)
    assert isinstance(gradient, np.ndarray) and gradient.shape == (3,) and not gradient.any()
    gradient += 1.0


@pytest.mark.parametrize("function", [no_result, bare_return])
@pytest.mark.parametrize("make", [s2sad.grad, s2sad.value_and_grad])
def test_a_function_without_a_result_has_no_gradient(make, function):
    with pytest.raises((s2sad.S2sadError, TypeError)):
        make(function)(2.0)


def test_through_an_integer_is_right_or_refused():
    check_or_refused(through_integer, 2.4)


def outer(x):
    return x * s2sad.grad(lambda y: x * y * y)(3.0)


def confusion(x):
    return x * s2sad.derivative(lambda y: x + y)(1.0)


@pytest.mark.parametrize(("function", "at", "expected"), [(outer, 2.0, 24.0), (confusion, 2.0, 1.0)])
def test_a_derivative_inside_a_function(function, at, expected):
    """Perturbation confusion: the inner derivative sees the outer variable as a constant."""
    try:
        assert s2sad.grad(function)(at) == pytest.approx(expected)
        assert s2sad.derivative(function)(at) == pytest.approx(expected)
    except s2sad.S2sadError as error:
        assert str(error).strip()


def test_derivatives_nest():
    third = s2sad.derivative(s2sad.derivative(s2sad.derivative(lambda x: x**5)))
    assert third(2.0) == pytest.approx(60 * 4)
    assert s2sad.grad(s2sad.grad(s2sad.grad(lambda x: x**5)))(2.0) == pytest.approx(60 * 4)


def noisy(x, rng):
    return np.sum(x * rng.normal(size=3))


@pytest.mark.parametrize("make", [s2sad.tangent, s2sad.adjoint])
def test_random_numbers_are_drawn_once(make):
    expected = np.random.default_rng(3).normal(size=3)
    rng = np.random.default_rng(3)
    value, derivative = make(noisy, wrt="x")(X, rng, X if make is s2sad.tangent else 1.0)
    assert value == np.sum(X * expected)
    np.testing.assert_allclose(derivative, value if make is s2sad.tangent else expected)
    np.testing.assert_array_equal(rng.normal(), np.random.default_rng(3).normal(size=4)[3])


def draws_globally(x):
    return x * np.random.uniform() + x * np.random.standard_normal()


def test_the_global_generator_is_used_once():
    np.random.seed(0)
    first, second = np.random.uniform(), np.random.standard_normal()
    np.random.seed(0)
    value, bar = s2sad.adjoint(draws_globally)(2.0, 1.0)
    assert (value, bar) == (2.0 * first + 2.0 * second, pytest.approx(first + second))


def evaluates_once(x, calls):
    def f(a):
        calls.append(a)
        return a * a

    return f(x) + f(2.0 * x)


def test_effects_of_a_helper_happen_once():
    calls = []
    s2sad.grad(evaluates_once, wrt="x")(3.0, calls)
    assert calls == [3.0, 6.0]


def changes_type(x, n):
    y = x
    for k in range(n):
        y = y * np.ones(2) if k == 1 else y * 2.0
    return np.sum(y)


def starts_as_integer(x):
    total = 0
    for a in x:
        total = total + a * a
    return total


def list_then_array(x):
    x = [x, x * x]
    x = np.array(x)
    return x @ x


@pytest.mark.parametrize("trips", [0, 1, 2, 3])
def test_a_name_that_becomes_an_array_in_a_loop(trips):
    check(changes_type, 1.3, trips, wrt="x")


@pytest.mark.parametrize(("function", "at"), [(starts_as_integer, X), (list_then_array, 1.3)])
def test_a_name_rebound_to_another_type(function, at):
    check(function, at)


def early(m, limit):
    for row in m:
        for a in row:
            if a > limit:
                return a * a
            m = m * 1.1
    return np.sum(m)


@pytest.mark.parametrize("limit", [-9.0, 0.5, 99.0])
def test_a_return_from_inside_two_loops(limit):
    check(early, np.array([[0.2, 0.6], [1.5, -0.3]]), limit, wrt="m")


def keyword_defaults(x, *, n=2, scale=None):
    scale = x if scale is None else scale
    return scale * x**n


def test_defaults_and_keyword_only_parameters():
    assert s2sad.grad(keyword_defaults)(2.0) == pytest.approx(12.0)
    assert s2sad.grad(keyword_defaults)(2.0, n=1) == pytest.approx(4.0)
    assert s2sad.grad(keyword_defaults)(2.0, scale=3.0) == pytest.approx(12.0)
    assert s2sad.grad(keyword_defaults, wrt="scale")(2.0, scale=3.0, n=1) == pytest.approx(2.0)


def mutable_default(x, seen=[]):  # noqa: B006
    seen.append(1)
    return x * len(seen)


def test_a_mutable_default_is_the_function_s_own():
    before = len(mutable_default.__defaults__[0])
    assert s2sad.grad(mutable_default)(2.0) == before + 1
    assert len(mutable_default.__defaults__[0]) == before + 1
