"""Tables over a grid: axes that descend, one axis, one place; spectra and means at the edge of their parameters."""

import numpy as np
import pytest

from tests.support import check

integrate = pytest.importorskip("scipy.integrate")
interpolate = pytest.importorskip("scipy.interpolate")
signal = pytest.importorskip("scipy.signal")
stats = pytest.importorskip("scipy.stats")
special = pytest.importorskip("scipy.special")

DOWN, UP = np.array([2.5, 1.0, 0.0]), np.array([0.0, 1.0, 2.5])
TABLE = np.arange(9.0).reshape(3, 3) ** 2
V, P, X = np.array([1.0, 4.0, 2.0]), np.array([0.4, 1.7]), np.array([1.0, 2.0, 4.0, 3.0, 9.0, 7.0])


def values_over_a_descending_axis(v):
    return interpolate.RegularGridInterpolator((DOWN,), v)(np.array([[0.7]]))[0]


def places_on_descending_axes(p):
    return interpolate.interpn((UP, DOWN), TABLE, p)[0]


def several_places_on_one_axis(p):
    return np.sum(interpolate.interpn((UP,), V, p) * np.array([1.0, 3.0]))


def places_in_lists(p):
    over = interpolate.RegularGridInterpolator((UP, DOWN), TABLE)
    at = [
        over([p])[0],
        over([[0.3, p[0]]])[0],
        over((p[1], 0.4)),
        interpolate.interpn((UP, DOWN), TABLE, (p[0], 0.2))[0],
    ]
    return np.array(at)


def nodes_in_lists(p):
    return interpolate.CubicHermiteSpline([0, 1, 2.5], [p[0], 1.0, 2.0], [0.3, p[1], 0.4])([0.3, p[0]])


def times_in_a_list(p):
    return integrate.odeint(lambda y, t: -p[1] * y, [1.0, 2.0], [0.0, p[0], 1.0])[1:]


def cut_periodogram(x):
    return signal.periodogram(x, nfft=4)[1][1]


def geometric_power_mean(x):
    return stats.pmean(x, 0)


def lists_in_special(x):
    return special.betaln([x[0], x[1]], [x[1], 2.0]).sum() + np.sum(stats.norm.pdf([x[2], 1.0]))


CASES = [
    (values_over_a_descending_axis, V), (places_on_descending_axes, P), (several_places_on_one_axis, P),
    (places_in_lists, P), (nodes_in_lists, P), (times_in_a_list, P),
    (cut_periodogram, X), (geometric_power_mean, X), (lists_in_special, X),
]  # fmt: skip


@pytest.mark.parametrize(("function", "at"), CASES, ids=lambda value: getattr(value, "__name__", ""))
def test_edges(function, at):
    check(function, at)


def test_the_gradient_keeps_the_width_of_the_places():
    check(lambda x, y, t: interpolate.CubicSpline(x, y)(t), *(v.astype(np.float32) for v in (UP, V, P)), wrt=(0, 1, 2))


def test_weights_of_axes_in_another_order():
    weights = np.arange(6.0).reshape(3, 2) + 1.0
    check(lambda x: np.average(x, axis=(1, 0), weights=weights), X.reshape(2, 3))
