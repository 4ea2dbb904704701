"""`scipy.spatial.distance`: distances of two vectors and of all pairs; zero at a distance of zero."""

from __future__ import annotations

import numpy as np
import pytest

import s2sad
from tests.calculus.numbers import a, general, spd
from tests.calculus.scipy.lines import hold, line, narrow
from tests.support import refusal

U, V, W = np.array([0.31, 0.82, 0.55, 0.12]), np.array([0.62, 0.43, 0.21, 0.78]), a(4)
POINTS = np.array([[0.31, 0.82, 0.55, 0.12], [0.22, 0.13, 0.71, 0.94], [0.93, 0.44, 0.06, 0.37]])
OTHERS = np.array([[0.47, 0.19, 0.11, 0.63], [0.58, 0.91, 0.83, 0.26], [0.02, 0.67, 0.35, 0.88]])
FORM = spd(n=4) + 0.1 * general(4, 4)
TWO = "euclidean sqeuclidean cityblock chebyshev cosine correlation canberra braycurtis"


@pytest.mark.parametrize("name", TWO.split())
def test_of_two_vectors(name):
    hold(f"ds.{name}(a, b)", U, V, twice=True)
    hold(f"ds.{name}(a, b)", *narrow(U, V))
    if name not in ("cosine", "correlation", "chebyshev"):
        hold(f"ds.{name}(a, b, c)", U, V, W, wrt=("a", "b"))


def test_of_two_vectors_with_parameters():
    hold("ds.minkowski(a, b, 3)", U, V, twice=True)
    hold("ds.minkowski(a, b, p=1.5, w=c)", U, V, W, wrt=("a", "b"))
    hold("ds.mahalanobis(a, b, c)", U, V, FORM, wrt=("a", "b"), twice=True)
    hold("ds.seuclidean(a, b, c)", U, V, W, wrt=("a", "b"))


PAIRS = "'euclidean' | 'sqeuclidean' | 'cityblock' | 'chebyshev' | 'minkowski', p=3 | 'minkowski', p=1.5, w=c"
PAIRS += " | 'euclidean', w=c | 'seuclidean', V=c"


@pytest.mark.parametrize("rest", PAIRS.split(" | "))
def test_of_all_pairs(rest):
    hold(
        f"ds.cdist(a, b, {rest})",
        POINTS,
        OTHERS,
        W,
        wrt=("a", "b"),
        twice=rest in ("'euclidean'", "'sqeuclidean'", "'minkowski', p=3"),
    )
    hold(f"ds.pdist(a, {rest.replace('=c', '=b')})", POINTS, W, wrt="a")


def test_of_all_pairs_by_angles_and_forms():
    for name in ("cosine", "correlation"):
        hold(f"ds.cdist(a, b, {name!r})", POINTS, OTHERS, twice=True)
    hold("ds.cdist(a, b, 'mahalanobis', VI=c)", POINTS, OTHERS, FORM, wrt=("a", "b"))
    hold("ds.pdist(a, 'mahalanobis', VI=b)", POINTS, FORM, wrt="a", twice=True)
    hold("ds.cdist(a, b)", *narrow(POINTS, OTHERS))


def test_matrices_of_distances():
    hold("ds.squareform(ds.pdist(a))", POINTS, twice=True)
    hold("ds.squareform(a)", a(6), twice=True)
    hold("ds.squareform(a + a.T, checks=False)", a(4, 4) * (1 - np.eye(4)))


@pytest.mark.parametrize("name", ["euclidean", "cityblock", "chebyshev", "minkowski"])
def test_a_distance_of_zero_has_the_derivative_zero(name):
    function = line(f"np.sum(ds.cdist(a, a, {name!r}))")
    assert s2sad.grad(line(f"ds.{name}(a, a)"))(U).tolist() == [0.0] * 4
    got = s2sad.grad(line(f"np.sum(ds.cdist(a, b, {name!r}))", "a, b"))(U[None], U[None])
    assert np.all(got == 0)
    assert np.all(np.isfinite(s2sad.grad(function)(POINTS)))


def test_points_that_are_far_away_and_close_together():
    """Differences of the points, not of their squares: what is lost is no more than in the distance itself."""
    far = POINTS + 1e6
    got = s2sad.grad(line("np.sum(ds.cdist(a, b))", "a, b"))(far, OTHERS + 1e6)
    exact = np.sum([(x - OTHERS) / np.linalg.norm(x - OTHERS, axis=1)[:, None] for x in POINTS], axis=1)
    np.testing.assert_allclose(got, exact, atol=1e-8)


def test_the_distance_of_a_distribution_from_itself():
    for base in ("", ", base=2"):
        hold(f"ds.jensenshannon(a, b{base})", U, a(4), twice=True)
        assert s2sad.grad(line(f"ds.jensenshannon(a, b{base})", "a, b"))(U, U).tolist() == [0.0] * 4


def test_of_complex_vectors_nothing_is_said():
    assert "real vectors" in str(refusal(line("ds.euclidean(a, a[::-1])"), U + 0.1j))


@pytest.mark.parametrize("rest", ["'hamming'", "'seuclidean'", "'mahalanobis'", "'chebyshev', w=b", "c"])
def test_refused(rest):
    metric = lambda x, y: np.sum(abs(x - y))
    function = line(f"np.sum(ds.cdist(a, a, {rest}))", "a, b, c")
    assert str(refusal(function, POINTS, W, metric, wrt="a"))
