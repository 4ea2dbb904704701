"""Arguments that share memory with one another: right where all are only read, refused where one is written."""

from dataclasses import dataclass

import numpy as np
import pytest

import s2sad
from s2sad.overlap import share_memory

X = np.array([0.7, -1.2, 2.1, 0.4])
TABLE = np.array([0.3, 1.2, -0.1, 0.9])


@dataclass
class Pair:
    u: np.ndarray
    v: np.ndarray


@dataclass(slots=True)
class Slotted:
    u: np.ndarray
    v: np.ndarray


def writes_one(x, y):
    x[0] = y[1] * 2.0
    return np.sum(x * y)


def writes_a_view(x, y):
    inner = x[1:-1]
    inner *= y[1:-1]
    return np.sum(x * y)


def writes_by_helper(x, y):
    def scale(a, b):
        a *= b

    scale(x, y)
    return np.sum(x * y)


def writes_in_a_branch(x, y):
    target = x if y[0] > 100.0 else y
    target[0] = 1.0
    return np.sum(target)


def writes_an_item(p):
    p["u"][0] = p["v"][1] * 2.0
    return np.sum(p["u"] * p["v"])


def writes_an_attribute(p):
    p.u[0] = p.v[1] * 2.0
    return np.sum(p.u * p.v)


def writes_an_array_of_a_list(parts):
    parts[0][0] = parts[1][1] * 2.0
    return np.sum(parts[0] * parts[1])


def writes_next_to_a_global(x):
    x[0] = TABLE[1] * 2.0
    return np.sum(x * TABLE)


def writes_by_keyword(x, *, out):
    out[:] = x * x
    return np.sum(out * x)


def sets_an_item(p, q, x):
    p["n"] = x * 2.0
    return p["n"] * q["n"] * x


def appends(p, q, x):
    p.append(x)
    return p[-1] * len(q) * x


def both(array):
    return array, array


def overlapping(array):
    return array[1:], array[:-1]


@pytest.mark.parametrize("pair", [both, overlapping])
@pytest.mark.parametrize("function", [writes_one, writes_a_view, writes_by_helper], ids=lambda f: f.__name__)
@pytest.mark.parametrize("wrt", ["x", "y"])
def test_two_arguments_of_one_memory(function, pair, wrt):
    for form, seeds in ((s2sad.grad, ()), (s2sad.adjoint, (1.0,)), (s2sad.tangent, (np.ones(len(pair(X)[0])),))):
        derived = form(function, wrt=wrt)
        for _ in range(2):  # the second call goes another way
            x, y = pair(X.copy())
            with pytest.raises(s2sad.NotSupportedError, match="x and y share memory"):
                derived(x, y, *seeds)
            derived(x.copy(), y, *seeds)
            derived(x, y.copy(), *seeds)


def test_the_line_is_shown():
    x = X.copy()
    with pytest.raises(s2sad.NotSupportedError) as caught:
        s2sad.grad(writes_one)(x, x)
    text = str(caught.value)
    assert "x[0] = y[1] * 2.0" in text and "^" in text and "copy of y" in text
    np.testing.assert_array_equal(x, X)


def test_a_write_that_a_branch_hides():
    x = X.copy()
    with pytest.raises(s2sad.NotSupportedError):
        s2sad.grad(writes_in_a_branch)(x, x)


@pytest.mark.parametrize(
    ("function", "made"),
    [
        (writes_an_item, lambda u, v: {"u": u, "v": v}),
        (writes_an_attribute, Pair),
        (writes_an_attribute, Slotted),
        (writes_an_array_of_a_list, lambda u, v: [u, v]),
        (writes_an_array_of_a_list, lambda u, v: (u, v)),
    ],
)
def test_parts_of_one_argument(function, made):
    x = X.copy()
    with pytest.raises(s2sad.NotSupportedError, match="share memory"):
        s2sad.grad(function)(made(x, x))
    s2sad.grad(function)(made(x, x.copy()))


def test_an_argument_that_is_a_global():
    with pytest.raises(s2sad.NotSupportedError, match="x and TABLE share memory"):
        s2sad.grad(writes_next_to_a_global)(TABLE)
    np.testing.assert_allclose(s2sad.grad(writes_next_to_a_global)(X.copy()), [0.0, *TABLE[1:]])


def test_keyword_only():
    x = X.copy()
    with pytest.raises(s2sad.NotSupportedError, match="out and x share memory"):
        s2sad.grad(writes_by_keyword)(x, out=x)
    np.testing.assert_allclose(s2sad.grad(writes_by_keyword)(x, out=np.ones(4)), 3 * X**2)


def test_containers():
    shared = {"n": 3.0}
    with pytest.raises(s2sad.NotSupportedError, match="p and q share memory"):
        s2sad.grad(sets_an_item, wrt="x")(shared, shared, 2.0)
    assert s2sad.grad(sets_an_item, wrt="x")({"n": 3.0}, {"n": 3.0}, 2.0) == 24.0
    items = [1.0, 2.0]
    with pytest.raises(s2sad.NotSupportedError, match="p and q share memory"):
        s2sad.grad(appends, wrt="x")(items, items, 2.0)


def test_a_seed_that_is_an_argument():
    expected = s2sad.tangent(writes_one)(X.copy(), TABLE.copy(), X.copy())
    x = X.copy()
    assert s2sad.tangent(writes_one)(x, TABLE.copy(), x) == expected


def test_of_a_derivative():
    x = X.copy()
    with pytest.raises(s2sad.NotSupportedError, match="x and y share memory"):
        s2sad.tangent(s2sad.grad(writes_one))(x, x, np.ones(4))


def test_what_is_only_read_may_be_anything():
    x = X.copy()
    np.testing.assert_allclose(s2sad.grad(lambda x, y: np.sum(x * y))(x, x), X)


def test_parts_that_only_look_as_if_they_overlapped():
    x = X.copy()
    expected = s2sad.grad(writes_one)(X[::2].copy(), X[1::2].copy())
    np.testing.assert_array_equal(s2sad.grad(writes_one)(x[::2], x[1::2]), expected)
    assert not share_memory(x[::2], x[1::2]) and share_memory(x[::3], x[::-1])


class Tally:
    def __init__(self):
        self.v = 2.0


TALLY = Tally()


def writes_the_argument(p, x):
    p.v = p.v * x
    return TALLY.v * x


def writes_the_global(p, x):
    TALLY.v = TALLY.v * x
    return p.v * x


@pytest.mark.parametrize("function", [writes_the_argument, writes_the_global])
def test_an_argument_that_is_a_global_object(function):
    with pytest.raises(s2sad.NotSupportedError, match="share memory"):
        s2sad.grad(function, wrt="x")(TALLY, 3.0)
    assert TALLY.v == 2.0
    other = Tally()
    assert s2sad.value_and_grad(function, wrt="x")(other, 3.0) == (6.0, 2.0)
    TALLY.v = 2.0
