"""Shared memory: views, aliases, one argument given twice, results that are arguments."""

import numpy as np
import pytest

import s2sad
from tests.support import check, check_or_refused

X = np.array([0.7, -1.2, 2.1, 0.4])


def product(x, y):
    return np.sum(x * y * y)


def test_one_array_for_two_arguments():
    x = X.copy()
    gx, gy = s2sad.grad(product, wrt=("x", "y"))(x, x)
    np.testing.assert_allclose(gx, X**2)
    np.testing.assert_allclose(gy, 2 * X**2)
    assert not np.shares_memory(gx, gy)
    np.testing.assert_array_equal(x, X)


def test_overlapping_arguments():
    x = X.copy()
    gx, gy = s2sad.grad(product, wrt=("x", "y"))(x[1:], x[:-1])
    np.testing.assert_allclose(gx, X[:-1] ** 2)
    np.testing.assert_allclose(gy, 2 * X[1:] * X[:-1])


def writes_first(x, y):
    x = x * 1.0
    x[0] = y[1]
    return np.sum(x * y)


def writes_argument(x, y):
    x[0] = y[1] * 2.0
    return np.sum(x * y)


def test_one_array_for_two_arguments_one_of_them_written():
    check(writes_first, X.copy(), X.copy(), wrt=("x", "y"))
    x = X.copy()
    value = writes_argument(X.copy(), X.copy())
    try:
        got_value, _ = s2sad.adjoint(writes_argument, wrt="x")(x, x, 1.0)
    except s2sad.S2sadError:
        return
    aliased = X.copy()
    assert got_value == writes_argument(aliased, aliased) != value


def identity(x):
    return x


def same_twice(x):
    return x, x


def view_of_argument(x):
    return x[1:]


def container_of_argument(x):
    return {"x": x, "half": x[:2]}


@pytest.mark.parametrize("function", [identity, same_twice, view_of_argument, container_of_argument])
def test_a_result_that_is_an_argument(function):
    check(function, X)


def test_a_seed_is_not_handed_out():
    seed = np.ones(4)
    _, bar = s2sad.adjoint(identity)(X.copy(), seed)
    assert not np.shares_memory(bar, seed)
    _, (a, b) = s2sad.adjoint(lambda x, y: x + y, wrt=("x", "y"))(X.copy(), X.copy(), seed)
    assert not np.shares_memory(a, b) and not np.shares_memory(a, seed) and not np.shares_memory(b, seed)
    a += 1.0
    np.testing.assert_array_equal(seed, np.ones(4))


def test_a_tangent_is_not_handed_out():
    dot = np.ones(4)
    _, value_dot = s2sad.tangent(identity)(X.copy(), dot)
    assert not np.shares_memory(value_dot, dot)


def test_a_gradient_is_writable_and_contiguous():
    bar = s2sad.grad(lambda x: np.sum(x))(X.copy())
    bar += 1.0
    np.testing.assert_array_equal(bar, 2.0)


def transposed_alias(a):
    b = a.T
    c = b.copy()
    c[0] = 2.0 * b[1]
    return c @ a


def written_through_transpose(a):
    b = a * 1.0
    b.T[0] = a[1]
    return b * b


def row_alias(a):
    b = a * a
    first = b[0]
    b[0, 0] = 1.0
    first[1] = a[1, 1]
    return b + first


def maybe_view(a):
    b = a * a
    flat = b.T.reshape(-1)
    flat[0] = 5.0 * a[0, 0]
    return np.sum(b) + np.sum(flat)


def list_of_one_row(x):
    rows = [x * x] * 3
    rows[0][1] = 7.0 * x[0]
    return rows[2] * rows[1]


def row_kept_in_a_list(a):
    b = a * a
    kept = []
    for k in range(2):
        kept.append(b[k])
        b[k] = b[k] * a[0]
    return kept[0] * kept[1]


def swapped_in_a_loop(x, n):
    a, b = x * 1.0, x * x
    for _ in range(n):
        a[0] += b[1]
        b *= 0.5
        a, b = b, a
    return a + 2.0 * b


def helper_returns_its_argument(x):
    def same(a):
        return a

    y = x * x
    z = same(y)
    z[0] = x[1]
    return y * 2.0


def helper_writes_and_returns(x):
    def doubled(a):
        a *= 2.0
        return a

    y = x * x
    return doubled(y) * y


def augmented_view_of_argument(x):
    y = x * 1.0
    head = y[:2]
    head += y[2:]
    return y * y


def overlapping_store(x):
    y = x * 1.0
    y[1:] = y[:-1]
    return y * x


def overlapping_augmented(x):
    y = x * 1.0
    y[1:] += y[:-1]
    return y * x


def reversed_onto_itself(x):
    y = x * 1.0
    y[:] = y[::-1] * 2.0
    return y * x


def repeated_store(x):
    y = np.zeros(3)
    y[[0, 0, 1]] = x[:3]
    return y * 2.0


def repeated_augmented(x):
    y = np.zeros(3)
    y[[0, 0, 1]] += x[:3]
    return y * 2.0


def repeated_read(x):
    return x[[0, 0, 0, 2]] * 2.0


def add_at_repeated(x):
    y = np.zeros(3)
    np.add.at(y, [0, 0, 1, 0], x)
    return y * y


def integer_buffer(x):
    y = np.zeros(4, dtype=int)
    y[:] = 3
    return x * y


def buffer_of_ones_like(x):
    y = np.ones_like(x)
    y[1] = x[0]
    return y * x


def broadcast_view(x):
    y = np.broadcast_to(x, (3, 4))
    z = y * 1.0
    z[0] = 0.0
    return z


def diagonal_view(a):
    b = a * a
    b.flat[::4] = 0.0
    return b


def chained_index_store(a):
    b = a * a
    b[1][2] = a[0, 0]
    b[1:][0][0] *= a[1, 1]
    return b


def filled_and_sorted(x):
    y = x * x
    y.sort()
    return y * np.arange(4.0)


def put(x):
    y = x * x
    np.put(y, [0, 2], x[:2])
    return y * 2.0


def out_overlaps(x):
    y = x * 1.0
    np.multiply(y[:-1], 2.0, out=y[1:])
    return y * x


MATRIX = np.arange(9.0).reshape(3, 3) / 5 + np.eye(3)


@pytest.mark.parametrize(
    "function",
    [transposed_alias, written_through_transpose, row_alias, chained_index_store],
    ids=lambda f: f.__name__,
)
def test_views_of_a_matrix(function):
    check(function, MATRIX)


@pytest.mark.parametrize(
    "function",
    [
        helper_returns_its_argument,
        helper_writes_and_returns,
        augmented_view_of_argument,
        overlapping_store,
        overlapping_augmented,
        reversed_onto_itself,
        repeated_store,
        repeated_read,
        add_at_repeated,
        integer_buffer,
        buffer_of_ones_like,
        broadcast_view,
        list_of_one_row,
    ],
    ids=lambda f: f.__name__,
)
def test_views_of_a_vector(function):
    check(function, X)


@pytest.mark.parametrize("trips", [0, 1, 2, 5])
def test_swapped_buffers(trips):
    check(swapped_in_a_loop, X, trips, wrt="x")


@pytest.mark.parametrize(
    ("function", "at"),
    [
        (maybe_view, MATRIX),
        (row_kept_in_a_list, MATRIX),
        (diagonal_view, MATRIX),
        (repeated_augmented, X),
        (filled_and_sorted, X),
        (put, X),
        (out_overlaps, X),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_right_or_refused(function, at):
    check_or_refused(function, at)


def test_a_mismatched_store_fails_as_in_numpy():
    def store(x):
        y = np.zeros(3)
        y[:] = x
        return np.sum(y)

    with pytest.raises(ValueError, match="broadcast"):
        s2sad.grad(store)(X)


def alias_of_something_unknown(x):
    y = x * x
    z = y
    y += x
    return np.sum(z * y)


def sum_of_something_unknown(x):
    s = x[0]
    for i in range(1, len(x)):
        s += x[i]
    return s


@pytest.mark.parametrize("mode", ["forward", "reverse"])
def test_whether_an_unknown_thing_is_changed_in_place_is_not_guessed(mode):
    """Numbers and arrays differ in what ``y += x`` does to others that hold y; with types it is derived."""
    with pytest.raises(s2sad.NotSupportedError, match="annotate the parameters"):
        s2sad.source(alias_of_something_unknown, mode=mode)
    check(alias_of_something_unknown, X)


def test_an_argument_that_may_be_changed_in_place_is_a_number_or_refused():
    scope = {}
    exec(s2sad.source(sum_of_something_unknown, mode="reverse"), scope)
    np.testing.assert_array_equal(scope["sum_of_something_unknown_grad"](X), np.ones(X.size))
    with pytest.raises(TypeError, match="would write into s"):
        scope["sum_of_something_unknown_grad"](np.ones((3, 2)))
    check(sum_of_something_unknown, X)
