"""What Python or NumPy raise for a function, its tangent and its adjoint raise too, as the same class."""

import math

import numpy as np
import pytest

import s2sad


class Own(Exception):
    pass


def bound_in_no_round(x, n):
    for k in range(n):
        y = x * k
    return y * x


def array_bound_in_no_round(x, n):
    for _ in range(n):
        y = x * np.arange(3.0)
    return np.sum(y) * x


def list_bound_in_no_round(x, n):
    for k in range(n):
        y = [x, x * k]
    return y[0] * y[1]


def bound_in_no_round_of_while(x, n):
    while n > 0:
        y = x * n
        n -= 1
    return y * x


def read_in_the_next_loop(x, n):
    for k in range(n):
        y = x * k
    total = 0.0
    for _ in range(3):
        total = total + y * x
    return total


def target_of_no_round(x, n):
    for k in range(n):
        pass
    return x * k


def written_after_no_round(x, n):
    for _ in range(n):
        y = np.zeros(2) + x
    y[0] = x * x
    return np.sum(y)


def bound_in_a_branch(x, n):
    if n > 0:
        y = x * np.ones(2)
    return np.sum(y) * x


def number_bound_in_a_branch(x, n):
    if n > 0:
        y = 2.0
    return y * x


def division(x, n):
    return x / n


def outside_a_list(x, n):
    return [x, x * x][n + 5] * x


def outside_an_array(x, n):
    return np.array([x, x * x])[n + 5] * x


def stored_outside(x, n):
    a = np.zeros(2)
    a[n + 4] = x
    return np.sum(a)


def outside_a_table(x, n):
    return [[x * j for j in range(n)] for _ in range(n)][0][1] * x


def popped_from_nothing(x, n):
    return [x * k for k in range(n)].pop() * x


def no_such_key(x, n):
    return {0: x, 1: 2.0}[n + 7] * x


def singular(x, n):
    return np.sum(np.linalg.solve(np.zeros((2, 2)) + x * n, np.ones(2) * x))


def not_positive(x, n):
    return np.sum(np.linalg.cholesky(-x * np.eye(2 + n)))


def other_shapes(x, n):
    return np.sum(x * np.ones(3) * np.ones(n + 4))


def other_sizes(x, n):
    return np.sum((x * np.ones(6)).reshape(n + 4, 2))


def no_such_axis(x, n):
    return np.sum(np.sum(x * np.ones(3), axis=n + 2))


def asserted(x, n):
    assert n > 0, "n"
    return x * n


def own(x, n):
    for k in range(3):
        x = x * k
        if k > n:
            raise Own(k)
    return x


def no_next(x, n):
    return next(iter([x * k for k in range(n)])) * x


def unpacked(x, n):
    a, b = [x * k for k in range(n)]
    return a * b


def maximum_of_nothing(x, n):
    return max([x * k for k in range(n)])


def outside_its_domain(x, n):
    return math.sqrt(x * (n - 1))


def too_large(x, n):
    return math.exp(x * 1e5 + n)


def of_other_lengths(x, n):
    return sum(a * b for a, b in zip([x, x], [1.0] * (n + 3), strict=True))


def of_known_other_lengths(x, n):
    return sum(a * b for a, b in zip([x, x], (1.0, 2.0, n), strict=True))


def item_of_a_tuple(x, n):
    pair = (x, n)
    pair[0] = 2.0 * x
    return pair[0]


FUNCTIONS = [
    f for f in list(globals().values()) if getattr(f, "__module__", None) == __name__ and not isinstance(f, type)
]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_of_the_same_class(function):
    with pytest.raises(Exception) as expected:  # noqa: PT011 - whatever it is
        function(0.7, 0)
    for made in (s2sad.tangent(function, wrt="x"), s2sad.adjoint(function, wrt="x")):
        with pytest.raises(Exception) as caught:  # noqa: PT011
            made(0.7, 0, 1.0)
        assert caught.type is expected.type, caught.value


def of_one_length(x, n):
    return sum(a * b * k for a, b, k in zip([x, x * x, 1.0], [1.0, x, 2.0], range(n), strict=True))


def test_of_one_length():
    assert s2sad.grad(of_one_length, wrt="x")(0.5, 3) == pytest.approx(3.0 * 0.5**2)


def deleted(x, n):
    y = x * x
    if n <= 0:
        del y
    return y * x


def deleted_in_a_loop(x, n):
    y = x * x
    for _ in range(2):
        x = x * y
        if n <= 0:
            del y
    return x


@pytest.mark.parametrize("function", [deleted, deleted_in_a_loop])
def test_what_one_path_deletes_is_not_read(function):
    with pytest.raises(s2sad.NotSupportedError, match="'y' is deleted on a path that leads here"):
        s2sad.grad(function, wrt="x")(0.7, 0)


def deleted_at_the_end_of_a_round(x, n):
    for k in range(n):
        y = x * k
        x = x + y
        del y
    return x


def test_a_name_may_be_bound_again_after_del():
    assert s2sad.grad(deleted_at_the_end_of_a_round, wrt="x")(0.5, 3) == pytest.approx(6.0)
