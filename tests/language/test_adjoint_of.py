"""``with adjoint_of(x) as x_bar:``: the block runs in the reverse sweep, on the adjoint of x at that line."""

import numpy as np
import pytest

import s2sad
from s2sad import adjoint_of
from tests.support import check, check_second_order, refusal

X = np.array([0.25, 3.0, -4.0])
SEEN = []


def clipped(x):
    with adjoint_of(x) as x_bar:
        x_bar = np.clip(x_bar, -1, 1)
    return np.sum(x**2)


def test_clipped():
    assert s2sad.grad(clipped)(X).tolist() == [0.5, 1.0, -1.0]
    assert s2sad.value_and_grad(clipped)(X)[0] == clipped(X)


def between(x):
    y = np.sin(x)
    z = y * x
    with adjoint_of(y) as y_bar:
        y_bar = 10.0 * y_bar
    return np.sum(y * y) + np.sum(z)


def test_only_what_comes_after_the_line():
    y = np.sin(X)
    np.testing.assert_allclose(s2sad.grad(between)(X), np.cos(X) * (10 * 2 * y + X) + y)


def in_place(x):
    y = x * x
    with adjoint_of(y) as y_bar:
        y_bar *= 0.5
        y_bar[0] = 7.0
    return np.sum(y * x)


def test_in_place():
    bar = 0.5 * X
    bar[0] = 7.0
    np.testing.assert_allclose(s2sad.grad(in_place)(X), 2 * X * bar + X * X)


def seed_itself(x):
    y = x * 1.0
    with adjoint_of(y) as y_bar:
        y_bar *= 0.5
    return y


def test_the_seed_of_the_caller_is_not_written():
    weight = np.ones(3)
    assert s2sad.adjoint(seed_itself)(X, weight)[1].tolist() == [0.5] * 3 and weight.tolist() == [1.0] * 3


def of_numbers(x, n):
    for k in range(n):
        x = x * x
        with adjoint_of(x) as x_bar:
            if x_bar > 2.0:
                x_bar = 2.0
            x_bar = x_bar / (k + 1)
    return 3.0 * x


def test_numbers_in_a_loop_with_a_branch():
    bar, values = 3.0, [1.5, 1.5**2]
    for k in (1, 0):
        bar = 2 * values[k] * min(bar, 2.0) / (k + 1)
    assert np.isclose(s2sad.grad(of_numbers)(1.5, 2), bar, rtol=1e-15)
    assert type(s2sad.grad(of_numbers)(1.5, 2)) is float


def rows(a):
    total = 0.0
    for row in a:
        with adjoint_of(row) as row_bar:
            row_bar = np.clip(row_bar, -1.0, 1.0)
        total = total + np.sum(row * row)
    return total


def written_later(x):
    y = x * 1.0
    y[0] = y[1] * y[2]
    with adjoint_of(y) as y_bar:
        y_bar = 2.0 * y_bar
    y[1] = y[0] * y[2]
    return np.sum(y)


def test_views_and_writes():
    a = np.array([[0.25, 3.0], [-4.0, 0.1]])
    np.testing.assert_allclose(s2sad.grad(rows)(a), np.clip(2 * a, -1, 1))
    y0 = X[1] * X[2]
    bar = 2 * np.array([1 + X[2], 0.0, 1 + y0])
    np.testing.assert_allclose(s2sad.grad(written_later)(X), [0, bar[0] * X[2], bar[2] + bar[0] * X[1]])


def _norm_of(x, limit):
    with adjoint_of(x) as x_bar:
        norm = np.sqrt(np.sum(x_bar**2))
        x_bar = np.where(norm > limit, x_bar * (limit / norm), x_bar)
    return x


class Layer:
    def __init__(self, limit):
        self.limit = limit

    def __call__(self, x):
        return np.tanh(_norm_of(x, self.limit)) ** 2


def in_a_helper(x, layer):
    return np.sum(layer(x) + layer(2.0 * x))


def test_in_helpers_and_methods():
    def one(v, limit):
        bar = 2 * np.tanh(v) / np.cosh(v) ** 2
        norm = np.sqrt(np.sum(bar**2))
        return bar * (limit / norm if norm > limit else 1.0)

    x = np.array([0.3, -0.2, 0.5])
    assert not np.isclose(np.sum(one(x, 0.1)), np.sum(one(x, 9.0)))
    np.testing.assert_allclose(s2sad.grad(in_a_helper)(x, Layer(0.1)), one(x, 0.1) + 2 * one(2 * x, 0.1))


def power(x, n):
    if n == 0:
        return 1.0
    with adjoint_of(x) as x_bar:
        x_bar = 0.5 * x_bar
    return x * power(x, n - 1)


def test_recursion():
    # d/dx of x * p(x), each level halved: bar(n) = 0.5 * (p(n-1) + x * bar(n-1) of the same x)
    def bar(x, n):
        return 0.0 if n == 0 else 0.5 * (x ** (n - 1) + x * bar(x, n - 1))

    assert np.isclose(s2sad.grad(power)(1.5, 3), bar(1.5, 3), rtol=1e-14)


def looking(x):
    y = np.exp(0.1 * x)
    with adjoint_of(y) as y_bar:
        assert np.all(np.isfinite(y_bar)), "an adjoint is not finite"
        SEEN.append(y_bar.copy())
    return np.sum(y * y)


def printing(x):
    with s2sad.adjoint_of(x) as bar:
        print("bar:", bar)
    return x * x * x


def test_looking_on():
    SEEN.clear()
    check(looking, X)
    check_second_order(looking, X)
    SEEN.clear()
    s2sad.grad(looking)(X)
    assert len(SEEN) == 1
    np.testing.assert_allclose(SEEN[0], 2 * np.exp(0.1 * X))


def test_printing(capsys):
    assert s2sad.grad(printing)(2.0) == 12.0
    assert capsys.readouterr().out == "bar: 12.0\n"
    assert s2sad.derivative(printing)(2.0) == 12.0 and capsys.readouterr().out == ""
    assert printing(2.0) == 8.0 and capsys.readouterr().out == "bar: 0.0\n"


def test_an_assertion_that_fails():
    def f(x):
        y = x * 2.0
        with adjoint_of(y) as y_bar:
            assert y_bar < 5.0, "too steep"
        return y * y

    assert s2sad.grad(f)(0.5) == 4.0
    with pytest.raises(AssertionError, match="too steep"):
        s2sad.grad(f)(3.0)


def without_a_name(x):
    with adjoint_of(x):
        SEEN.append("here")
    return x * x


def test_without_a_name():
    SEEN.clear()
    assert s2sad.grad(without_a_name)(2.0) == 4.0 and SEEN == ["here"]


def test_of_what_is_passive():
    def f(x, k):
        with adjoint_of(k) as k_bar:
            k_bar = 100.0 * k_bar
        return k * x * x

    check(f, 2.0, 3.0, wrt="x", order=2)
    assert s2sad.grad(f, "k")(2.0, 3.0) == 400.0


def test_the_derivative_of_the_gradient_is_that_of_what_is_computed():
    def f(x):
        y = x * x
        with adjoint_of(y) as y_bar:
            y_bar = y_bar * y_bar
        return y * y

    gradient = s2sad.grad(f)  # 2 x (2 x^2)^2 = 8 x^5
    assert np.isclose(gradient(1.5), 8 * 1.5**5)
    assert np.isclose(s2sad.hessian(f)(1.5), 40 * 1.5**4)
    assert np.isclose(s2sad.grad(gradient)(1.5), 40 * 1.5**4)


def test_the_text_runs_by_itself():
    assert "s2sad" not in s2sad.source(in_place, form="grad", args="x: f8[3]")


# -- what is refused --------------------------------------------------------------------------------


def outer_name(x):
    limit = 1.0
    with adjoint_of(x):
        limit = 2.0
    return x * limit


def outer_array(x):
    kept = np.zeros(3)
    with adjoint_of(x) as x_bar:
        kept[:] = x_bar
    return np.sum(x * kept)


def used_after(x):
    with adjoint_of(x) as x_bar:
        norm = np.sum(x_bar)
    return np.sum(x) * norm


def leaving(x):
    with adjoint_of(x) as x_bar:
        return np.sum(x_bar)
    return np.sum(x)


def nested(x):
    with adjoint_of(x):
        with adjoint_of(x) as again:
            again = 2.0 * again
    return np.sum(x)


def two_at_once(x):
    y = x * x
    with adjoint_of(x) as x_bar, adjoint_of(y) as y_bar:
        print(x_bar, y_bar)
    return np.sum(y)


def of_an_expression(x):
    with adjoint_of(x[0]) as bar:
        print(bar)
    return np.sum(x)


def of_a_tuple(x):
    both = (x, x)
    with adjoint_of(both) as bar:
        print(bar)
    return np.sum(both[0])


REFUSED = {
    outer_name: "'limit' is given another value", outer_array: "it writes into",
    used_after: "'norm' is bound in a block",
    leaving: "leaves the block", nested: "one with after the other", two_at_once: "one with after the other",
    of_an_expression: "takes the name", of_a_tuple: "no number or array",
}  # fmt: skip


@pytest.mark.parametrize("function", REFUSED, ids=lambda f: f.__name__)
def test_refused(function):
    for mode in ("forward", "reverse"):
        assert REFUSED[function] in str(refusal(function, X, mode=mode))


def test_forward_mode_has_no_adjoint_to_change():
    assert "forward mode has none" in str(refusal(clipped, X, mode="forward"))
