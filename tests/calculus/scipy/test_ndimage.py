"""`scipy.ndimage`: linear filters at every border, exact by the dot product; splines in the array and in the places."""

from __future__ import annotations

import numpy as np
import pytest

import s2sad
from s2sad.calculus.scipy.ndimage import MODES
from tests.calculus.numbers import a
from tests.calculus.scipy.lines import MODULES, hold, line, narrow, split
from tests.support import check, refusal

ROW, IMAGE, BLOCK = a(7), a(5, 6), a(3, 4, 5)

FILTERS = """
    gaussian_filter(a, 1.1, M) | gaussian_filter(a, (0.8, 1.2), order=(0, 1), M) | gaussian_filter1d(a, 0.9, axis=0, M)
    gaussian_filter1d(a, 2.5, order=1, M) | gaussian_filter1d(a, 1.5, order=2, truncate=2.0, M)
    gaussian_filter1d(a, 1.0, radius=2, M) | gaussian_laplace(a, 1.0, M) | laplace(a, M) | sobel(a, axis=0, M)
    prewitt(a, M) | uniform_filter(a, 3, M) | uniform_filter(a, (2, 4), M) | uniform_filter1d(a, 4, axis=0, M)
    uniform_filter1d(a, 3, origin=1, M) | gaussian_gradient_magnitude(a, 1.0, M)
"""


@pytest.mark.parametrize("mode", MODES)
def test_filters(mode):
    for text in split(FILTERS):
        hold(f"nd.{text.replace('M', f'mode={mode!r}, cval=0.3')}", IMAGE)
    hold(f"nd.gaussian_filter(a, 3.0, mode={mode!r})", ROW)
    hold(f"nd.laplace(a, mode={mode!r})", BLOCK)
    hold(f"nd.gaussian_filter(a, 1.0, mode={mode!r})", *narrow(IMAGE))
    hold(f"nd.gaussian_filter(a, [b, 0.0], mode={mode!r})", IMAGE, 1.1)


@pytest.mark.parametrize("mode", ["reflect", "constant", "wrap"])
def test_filters_to_second_order(mode):
    for text in ("gaussian_filter(a, 1.1", "sobel(a", "uniform_filter(a, 3", "gaussian_gradient_magnitude(a, 1.0"):
        hold(f"nd.{text}, mode={mode!r})", IMAGE, twice=True)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("mode", MODES)
def test_weights(mode, turned):
    name = "convolve" if turned else "correlate"
    border = f"mode={mode!r}, cval=0.2"
    for w in (a(3), a(4), a(9)):
        hold(f"nd.{name}1d(a, b, {border})", ROW, w, twice=np.size(w) == 3 and mode in ("nearest", "constant"))
        hold(f"nd.{name}1d(a, b, axis=0, origin=1, {border})", IMAGE, w)
    for w in (a(3, 3), a(2, 4), a(3, 8)):
        hold(f"nd.{name}(a, b, {border})", IMAGE, w, twice=np.shape(w) == (3, 3) and mode == "constant")
        hold(f"nd.{name}(a, b, origin=(-1, 1), {border})", IMAGE, w)
    for x in (ROW, ROW[:2], ROW[:1]):
        hold(f"nd.{name}(a, b, {border})", x, a(5))
    hold(f"nd.{name}(a, b, mode={mode!r})", ROW + 0.2j, a(3) + 0.3j)
    hold(f"nd.{name}1d(a, b, mode={mode!r})", ROW, a(3) + 0.3j)


def test_the_adjoint_is_the_transpose_to_the_last_digits():
    """Column by column against the matrix of the filter."""
    for mode in MODES:
        function = line(f"nd.gaussian_filter1d(a, 1.3, order=1, mode={mode!r}).ravel()")
        matrix = np.array([function(e) for e in np.eye(7)]).T
        for k, e in enumerate(np.eye(7)):
            _, bar = s2sad.adjoint(function)(ROW, e)
            np.testing.assert_allclose(bar, matrix[k] - function(np.zeros(7))[k], rtol=0, atol=1e-15)


@pytest.mark.parametrize("mode", ["mirror", "reflect", "grid-wrap"])
def test_coefficients_of_splines(mode):
    hold(f"nd.spline_filter1d(a, 2, axis=0, mode={mode!r})", IMAGE, twice=True)
    hold(f"nd.spline_filter(a, mode={mode!r})", IMAGE)
    hold(f"nd.spline_filter(a, mode={mode!r})", BLOCK)
    hold(f"nd.spline_filter1d(a, mode={mode!r})", a(30))


PLACES = np.array([[0.3, 1.2, 3.7, 2.2, -0.8, 4.7], [0.4, 2.1, 4.6, 1.3, 2.2, 5.9]])
IN_BLOCK = np.array([[0.3, 1.2, 1.7, -0.8], [0.4, 2.1, 1.6, 1.3], [3.3, 2.2, 0.7, 1.6]]).reshape(3, 2, 2)
ALONG = np.array([[0.3, 5.2, 3.7, -0.8, 6.9]])


@pytest.mark.parametrize("order", [0, 1, 2, 3])
@pytest.mark.parametrize("mode", ["constant", "mirror", "reflect", "grid-wrap"])
def test_between_the_elements(mode, order):
    rest = f"order={order}, mode={mode!r}, cval=0.2"
    hold(f"nd.map_coordinates(a, b, {rest})", IMAGE, PLACES, rtol=1e-5, twice=order == 3 and mode != "mirror")
    hold(f"nd.map_coordinates(a, b, {rest})", ROW, ALONG)
    hold(f"nd.map_coordinates(a, b, {rest})", BLOCK, IN_BLOCK)
    hold(f"nd.map_coordinates(a, b, prefilter=False, {rest})", IMAGE, PLACES)
    hold(f"nd.shift(a, b, {rest})", IMAGE, 0.37)
    hold(f"nd.shift(a, b, {rest})", IMAGE, np.array([0.3, -1.3]))
    hold(f"nd.shift(a, (0.3, 1.2), {rest})", IMAGE)
    hold(f"nd.shift(a, b, {rest})", ROW, 1.4)


REFUSED = """
    nd.gaussian_filter(a, 1.0, mode=('reflect', 'wrap')) | nd.zoom(a, 2.0, grid_mode=True) | nd.median_filter(a, 3)
    nd.rotate(np.stack((a, a)), 3.0) | nd.gaussian_filter(a, a[0, 0], order=1)
    nd.gaussian_filter(a, 1.0, axes=0)
    nd.gaussian_filter(a, 1.0, output=np.zeros((5, 6))) | nd.generic_filter(a, np.sum, 3)
"""


@pytest.mark.parametrize("text", split(REFUSED))
def test_refused(text):
    assert str(refusal(line(f"np.sum({text})"), IMAGE))


def test_an_image_of_more_elements_than_the_filter_reaches():
    check(line("nd.gaussian_filter(a, 1.0, mode='reflect')"), a(12, 40))
    assert MODULES["nd"].gaussian_filter(IMAGE, 1.0).shape == IMAGE.shape
