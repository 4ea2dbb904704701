"""Broadcasting in each position, empty and single arrays, zero-dimensional results, arguments of other types."""

import numpy as np
import pytest

import s2sad
from tests.support import check
from tests.traps.exact import Trap, traps

RNG = np.random.default_rng(5)
SHAPES = [(), (1,), (3,), (4, 1), (4, 3), (1, 3), (2, 1, 3), (2, 4, 1), (1, 1, 1)]


def arithmetic(x, y):
    return x * y + x / (2.0 + y * y) - y


def reduced(x, y):
    return np.sum(x * y, axis=-1) + np.mean(x + y)


def chosen(x, y):
    return np.where(x > y, x * y, x) + np.maximum(x, y)


def argument(shape):
    return RNG.normal(size=shape) if shape else float(RNG.normal())


@pytest.mark.parametrize("left", SHAPES, ids=str)
@pytest.mark.parametrize("right", SHAPES, ids=str)
def test_every_pair_broadcasts(left, right):
    check(arithmetic, argument(left), argument(right), wrt=("x", "y"))


@pytest.mark.parametrize(
    ("left", "right"), [((4, 1), (3,)), ((3,), (2, 1, 3)), ((1, 3), (4, 1)), ((4, 3), (3,)), ((), (4, 3))]
)
@pytest.mark.parametrize("function", [reduced, chosen])
def test_broadcast_before_a_reduction(function, left, right):
    check(function, argument(left), argument(right), wrt=("x", "y"))
    check(function, argument(left), argument(right), wrt="y")


def polynomial(x, y):
    return x * y**2


def test_one_function_object_serves_every_pair_of_shapes():
    gradient = s2sad.adjoint(polynomial, wrt=("x", "y"))
    for left in SHAPES:
        for right in SHAPES:
            x, y = argument(left), argument(right)
            value, (x_bar, y_bar) = gradient(x, y, np.ones(np.broadcast_shapes(left, right)) if left or right else 1.0)
            assert np.shape(x_bar) == left and np.shape(y_bar) == right
            np.testing.assert_allclose(np.sum(x_bar * x), np.sum(value), rtol=1e-9, atol=1e-12)


def stencil(u):
    return u[2:] - 2 * u[1:-1] + u[:-2]


def dot(x):
    return x @ x


def outer_sum(x):
    return np.sum(x[:, None] * x[None, :])


def in_place(x):
    y = np.zeros(x.shape)
    y[1:] = x[:-1] * x[1:]
    return y


@pytest.mark.parametrize("size", [2, 3, 7])
@pytest.mark.parametrize("function", [stencil, dot, outer_sum, in_place])
def test_a_new_size_is_nothing_new(function, size):
    check(function, RNG.normal(size=size))


test_empty = traps([
    Trap("sum", lambda x: np.sum(x * x), (np.zeros(0),), np.zeros(0)),
    Trap("elementwise", lambda x: np.exp(x) * 2.0, (np.zeros((0, 3)),), np.zeros((0, 3))),
    Trap("product", lambda x: np.sum(np.ones((2, 0)) @ x), (np.zeros((0, 3)),), np.zeros((0, 3))),
    Trap("loop", lambda x: sum(a * a for a in x) + 0.0, (np.zeros(0),), np.zeros(0)),
    Trap("concatenate", lambda x: np.concatenate([x, np.ones(2)]), (np.zeros(0),), np.zeros(0)),
    Trap("slice", lambda x: x[3:] * 2.0, (np.ones(3),), np.zeros(3)),
    Trap("mask", lambda x: x[x > 5.0] * 2.0, (np.ones(3),), np.zeros(3)),
    Trap("single", lambda x: x / np.sum(x), (np.array([2.0]),), [0.0]),
])  # fmt: skip

test_zero_dimensional = traps([
    Trap("array", lambda x: x * x, (np.array(3.0),), 6.0),
    Trap("sum", lambda x: np.sum(x) * x, (np.array(3.0),), 6.0),
    Trap("item", lambda x: x.item() * 2.0, (np.array(3.0),), 2.0),
    Trap("index", lambda x: x[()] * 2.0, (np.array(3.0),), 2.0),
    Trap("made_of_float", lambda x: np.array(x) * np.ones(3), (3.0,), 3.0),
    Trap("reshaped", lambda x: np.reshape(x, (1, 1)) * 2.0, (3.0,), 2.0),
    Trap("mean_of_float", lambda x: np.mean(x) * x, (3.0,), 6.0),
])  # fmt: skip


def scaled(x, n, flag):
    return x * n * flag + x**n


@pytest.mark.parametrize(
    "n", [2, np.int32(2), np.array(2), True, np.array([1, 2, 3]), np.array([True, False, True]), 2.0]
)
@pytest.mark.parametrize("x", [1.5, np.array([0.5, 1.5, 2.5])], ids=["float", "array"])
def test_integers_and_booleans_beside_what_is_differentiated(x, n):
    if isinstance(n, np.ndarray) and n.dtype == bool:
        check(lambda x, n: x * n, x, n, wrt="x")
    else:
        check(scaled, x, n, True, wrt="x")


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.complex64, np.complex128, np.longdouble])
def test_a_gradient_keeps_the_width_of_its_argument(dtype):
    x = np.array([0.5, 1.5], dtype=dtype)
    _, bar = s2sad.adjoint(lambda x: x * x * 2.0)(x, np.ones(2, dtype))
    assert bar.dtype == x.dtype
    np.testing.assert_allclose(bar, 4 * x, rtol=1e-3)


def widened(w, x):
    return np.sum((w * x) ** 2)


def test_a_narrow_argument_of_a_wide_computation():
    w, x = np.array([0.5, 1.5], np.float32), np.array([2.0, 3.0])
    gradient = s2sad.grad(widened, wrt=("w", "x"))(w, x)
    assert [g.dtype for g in gradient] == [np.float32, np.float64]


def real_of_complex(x):
    return np.real(np.exp(1j * x)) * 2.0


def test_a_real_argument_has_a_real_gradient():
    check(real_of_complex, np.array([0.3, 1.2]))
    check(lambda x, z: np.abs(x * z) ** 2, np.array([0.3, 1.2]), np.array([1 + 1j, 2.0j]), wrt=("x", "z"))


def unwrapped(x):
    y, total = x * 2.0, np.asarray(np.sum(np.sin(x)))
    return y[()] * np.sin(y[..., None][0]) + total[()] * total[...] + float(total)


@pytest.mark.parametrize("x", [np.array(0.7), np.float64(0.7)], ids=lambda x: type(x).__name__)
def test_items_of_what_has_no_axes(x):
    check(unwrapped, x, order=2)
