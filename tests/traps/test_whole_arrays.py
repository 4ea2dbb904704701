"""Arrays that functions without a source give are arrays; those in containers have derivatives of their whole shape."""

from dataclasses import dataclass

import numpy as np
import pytest

from tests.support import check

X = np.array([0.7, 1.3, 0.45, 1.9])
UNSEEN: dict[str, object] = {"np": np}
exec("def row(scale): return scale * np.arange(4.0)\ndef table(scale): return scale * np.eye(4)", UNSEEN)
row, table = UNSEEN["row"], UNSEEN["table"]


def drawn_and_written(x, n):
    e = row(scale=0.3)
    y = x * e
    e[0] = 5.0
    return np.sum(y)


def drawn_and_filled_by_a_helper(x, n):
    b = row(scale=0.3)

    def fill(a):
        a[0] = x[0] ** 2

    fill(b)
    return np.sum(b)


def drawn_under_two_names(x, n):
    W = table(scale=0.3)
    V = W
    h = W @ x
    V[0] = 0.0
    return h[0] - (W @ x)[0]


def array_beside_a_number(x, n):
    L = [(x[0], np.zeros(4))]
    for i in range(n):
        a, b = L[-1]
        L.append((a, b + a))
    return np.sum(L[-1][1]) * L[-1][0]


def arrays_in_a_dict(x, n):
    d = {}
    for i in range(n):
        d[i] = np.zeros(4) + x[0]
    return np.sum(d[0])


def array_in_a_tuple(x, n):
    L = [(0.0, np.zeros(4))]
    for i in range(n):
        L.append((0.0, L[-1][1] + x[0]))
    return np.sum(L[-1][1])


def arrays_replaced(x, n):
    L = [np.zeros(2) for i in range(n)]
    for i in range(n):
        L[i] = np.zeros(2) + x[0]
    return np.sum(L[0])


def sums_kept(x, n):
    L = [np.zeros(4)]
    for i in range(n):
        L.append(L[-1] + x[0])
    return np.sum(L[-1])


def steps_kept(x, n):
    H = [x]
    for i in range(n):
        H.append(H[-1] - x[0] * np.sin(H[-1]))
    return np.sum(H[-1]) + np.sum(H[1])


def broadcast_number(x, n):
    L = []
    for i in range(n):
        L.append(np.ones(3) * x[0])
    return L[0].sum()


def outer_products(x, n):
    L = []
    for i in range(n):
        L.append(np.outer(x, x))
    return np.trace(L[0]) + L[1].sum()


def pairs(x, n):
    ps = [(x[i % 4], x * i) for i in range(n)]
    ps.append((x[0], x))
    return ps[0][0] * np.sum(ps[0][1]) + ps[-1][0] * ps[1][1].sum()


def path_of_pairs(x, n):
    path = [(x[0], x)]
    for i in range(n):
        a, b = path[-1]
        path.append((a, b * a))
    return np.mean(path[-1][1])


def walked_over(x, n):
    L = [np.zeros(2)]
    for i in range(n):
        L.append(L[-1] + x[0])
    return sum(v.sum() for v in L)


@dataclass
class Beside:
    mass: float
    place: object


def unread_field(x, n):
    kept = []
    for i in range(n):
        kept.append(Beside(x[i], x))
    return kept[0].mass * kept[2].mass


FUNCTIONS = [
    unread_field,
    drawn_and_written, drawn_and_filled_by_a_helper, drawn_under_two_names, array_beside_a_number, arrays_in_a_dict,
    array_in_a_tuple, arrays_replaced, sums_kept, steps_kept, broadcast_number, outer_products, pairs, path_of_pairs,
    walked_over,
]  # fmt: skip


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_whole(function):
    check(function, X, 3, wrt="x")
