"""`scipy.ndimage`: images at other places, of every order and at every border; the width of a Gaussian filter."""

from __future__ import annotations

import numpy as np
import pytest

from s2sad.calculus import registry
from s2sad.calculus.rule import CallView
from s2sad.calculus.scipy.transforms import FILTERS
from tests.calculus.evaluate import run
from tests.calculus.numbers import a
from tests.calculus.scipy.lines import MODULES, hold

IMAGE, ROW = a(5, 6), a(9)
FAR = np.random.default_rng(3).uniform(-20.0, 30.0, (2, 60))


@pytest.mark.parametrize("mode", FILTERS)
def test_what_a_spline_is_composed_of_gives_what_scipy_gives(mode):
    """In the image, at its border and far outside."""
    rule = registry.find("scipy.ndimage.map_coordinates")
    for order in range(6):
        for array, places in ((IMAGE, FAR / 4), (ROW, FAR[:1])):
            given = {"input": array, "coordinates": places, "order": order, "mode": mode, "cval": 0.3}
            static, ranks = {"order": order, "mode": mode}, {"input": array.ndim, "coordinates": 2}
            text = rule.composition(frozenset(), CallView(frozenset(given), static, ranks=ranks), always=True)
            values = [given.get(p, rule.defaults.get(p)) for p in rule.parameters]
            expected = MODULES["nd"].map_coordinates(array, places, order=order, mode=mode, cval=0.3)
            np.testing.assert_allclose(run(text, rule.globals)(*values, expected), expected, rtol=0, atol=1e-13)


PLACES = np.array([[0.3, 1.2, 3.7, 2.2, -0.8, 4.7], [0.4, 2.1, 4.6, 1.3, 2.2, 5.9]])


@pytest.mark.parametrize("mode", ["wrap", "nearest", "grid-constant", "constant", "reflect"])
def test_orders_and_borders(mode):
    order = 5 if mode in ("constant", "nearest") else 4 if mode == "reflect" else 3
    hold(f"nd.map_coordinates(a, b, order={order}, mode={mode!r})", IMAGE, PLACES, twice=mode == "wrap")
    hold(f"nd.shift(a, b, order={order - 2}, mode={mode!r})", IMAGE, np.array([0.37, -0.8]))
    if "constant" in mode:
        hold(f"nd.map_coordinates(a, b, cval=c, mode={mode!r})", IMAGE, PLACES, 0.3)


@pytest.mark.filterwarnings("ignore:The behavior of affine_transform")
def test_images_turned_and_stretched():
    hold("nd.rotate(a, b)", IMAGE, 31.0)
    hold("nd.rotate(a, b, reshape=False, order=1, mode='nearest')", IMAGE, -20.0)
    hold("nd.zoom(a, 1.7)", IMAGE)
    hold("nd.zoom(a, (0.6, 1.5), mode='reflect', order=2)", IMAGE)
    matrix, shift = np.array([[0.87, 0.11], [-0.1, 0.91]]), np.array([0.21, 0.83])
    hold("nd.affine_transform(a, b, offset=c, order=5, mode='mirror')", IMAGE, matrix, shift, twice=True)
    hold("nd.affine_transform(a, b, order=1, output_shape=(4, 3))", IMAGE, np.column_stack((matrix, shift)))
    hold("nd.affine_transform(a, b, 0.3)", IMAGE, np.array([0.63, 0.77]))


def test_the_width_of_a_gaussian_filter():
    hold("nd.gaussian_filter(a, b)", IMAGE, 0.7, twice=True)
    hold("nd.gaussian_filter(a, b, mode='constant', cval=0.3)", IMAGE, np.array([0.7, 1.1]))
    hold("nd.gaussian_filter(a, (0.8, b), truncate=2.0, mode='wrap')", IMAGE, 1.3)
    hold("nd.gaussian_filter1d(a, b, axis=0, mode='mirror')", IMAGE, 1.3)
