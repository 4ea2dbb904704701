"""NumPy beyond its first hundred functions: both modes and the second order, against differences."""

from __future__ import annotations

import functools
import re

import numpy as np
import pytest

from tests.calculus.made import made
from tests.support import check, check_second_order

A = np.random.default_rng(4).permutation(np.linspace(0.2, 1.9, 12)).reshape(3, 4) ** 1.1
B = np.flip(A) + 0.077
Z = A + 1j * B
AXES = ["", ", axis=0", ", axis=-1", ", axis=1, keepdims=True", ", axis=(0, 1)", ", keepdims=True"]


METHODS = (
    "linear interpolated_inverted_cdf hazen weibull median_unbiased normal_unbiased inverted_cdf averaged_inverted_cdf "
    "closest_observation lower higher midpoint nearest"
).split()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ["quantile", "percentile", "nanquantile", "nanpercentile"])
def test_quantiles(name, method):
    q = 37.0 if "per" in name else 0.37
    check(made(f"np.{name}(x, q, axis=1, method={method!r})", "x, q"), A, q, wrt=("x", "q"))
    text = f"np.sum(np.{name}(x, q, method={method!r}) ** 2 * x[1, 2])"
    check(made(text, "x, q"), A, q, wrt=("x", "q"), order=2)


@pytest.mark.parametrize("axes", ["", ", axis=0", ", axis=-1, keepdims=True", ", axis=(1, 0)"])
@pytest.mark.parametrize("q", ["0.3", "1.0", "[0.1, 0.6, 0.9]", "np.array([[0.1, 0.4], [0.6, 0.9]])"])
def test_axes_of_quantiles(axes, q):
    check(made(f"np.sum(np.quantile(x, {q}{axes}) ** 2 * x[1, 2])", "x"), A, order=2)
    holes = np.where(A == A[0, 1], np.nan, A)
    check(made(f"np.nanquantile(np.where(np.isnan(y), np.nan, x), {q}{axes})", "x, y"), A, holes, wrt="x")


@pytest.mark.parametrize("name", "nansum nanmean nanvar nanstd nanprod nanmax nanmin nanmedian".split())
@pytest.mark.parametrize("axes", AXES)
def test_what_is_not_a_number_is_left_out(name, axes):
    holes = A.copy()
    holes[0, 1] = holes[2, 3] = np.nan
    text = f"np.{name}(np.where(np.isnan(y), np.nan, x){axes})"
    check(made(text, "x, y"), A, holes, wrt="x")
    check(made(f"np.sum({text} ** 2 * x[1, 2])", "x, y"), A, holes, wrt="x", order=2)


NEWER = """
    np.cumulative_sum(x, axis=0) | np.cumulative_sum(x[0], include_initial=True) | np.linalg.vector_norm(x)
    np.cumulative_sum(x, axis=1, include_initial=True) | np.linalg.vector_norm(x, ord=1, axis=1, keepdims=True)
    np.cumulative_prod(x, axis=1, include_initial=True) | np.cumulative_prod(x[0]) | np.linalg.vector_norm(x, ord=0)
    np.linalg.matrix_norm(x) | np.linalg.matrix_norm(x, ord=2, keepdims=True) | np.linalg.matrix_norm(x, ord=-np.inf)
    np.linalg.svdvals(x)
"""
NEWERS = [text.strip() for line in NEWER.strip().splitlines() for text in line.split(" | ")]


def has_names(text):
    """Whether this NumPy has the functions that a text calls."""
    names = re.findall(r"\bnp((?:\.\w+)+)\(", text)
    return all(functools.reduce(lambda m, n: getattr(m, n, None), name.strip(".").split("."), np) for name in names)


@pytest.mark.parametrize("text", [text for text in NEWERS if has_names(text)])
def test_of_one_array_in_newer_numpy(text):
    check(made(text, "x"), A)
    check_second_order(made(f"np.sum(({text}) ** 2 * x[1, 2])", "x"), A)


PICKED = [
    "np.choose(np.array([[0, 1, 1, 0], [1, 0, 0, 1], [0, 0, 1, 1]]), (x, x ** 2))",
    "np.choose([0, 1, 1, 0], [x[0], x[1] * 2])",
    "np.select([x > 1.0, x > 0.5], [x, x * x], 0.3)",
    "np.select([x > 1.0, x > 0.5], [x, x[0] * x], default=x[1])",
    "np.delete(x, 1)",
    "np.delete(x, [0, 2], axis=1)",
    "np.delete(x, slice(0, 2), 0)",
    "np.insert(x, 2, x[0, 0])",
    "np.insert(x, 1, x[0] * 2, axis=0)",
    "np.insert(x, [1, 3], x[:, :2], axis=1)",
    "np.insert(x[0], [1, 1, 3], x[1, :3])",
    "np.resize(x, (2, 3))",
    "np.resize(x, 17)",
    "np.trim_zeros(x[0] * np.array([0.0, 1, 1, 0]))",
    "np.trim_zeros(x[0] * np.array([0.0, 1, 1, 0]), 'f')",
    "np.unique(x)",
    "np.unique_values(x)",
    "np.union1d(x[0], x[1])",
    "np.partition(x, 2)",
    "np.partition(x, 1, axis=0)",
    "np.partition(x, 5, axis=None)",
    "np.partition(x[0], 2)",
    "np.broadcast_arrays(x, x[0])[1] * x",
    "np.ix_(x[0], x[:, 1])[1] * np.ix_(x[0], x[:, 1])[0]",
    "np.block([[x, x * 2], [x[:1], x[:1] ** 2]])",
    "np.block([x, x * x])",
    "np.block([x[0], x[1]])",
    "np.dsplit(np.stack([x, x * x], axis=2), 2)[1]",
    "np.trapezoid(x)",
    "np.trapezoid(x, dx=0.3, axis=0)",
    "np.trapezoid(x[0], np.array([0.0, 0.3, 0.7, 1.5]))",
    "np.trapezoid(x, np.array([0.0, 0.3, 0.7, 1.5]))",
    "np.trapezoid(x, axis=0, x=np.array([0.0, 0.3, 0.7]))",
    "np.trapezoid(x[0], np.cumsum(x[1]))",
    "np.trapezoid(x[0], dx=x[1, 1])",
    "np.trapezoid(x, np.cumsum(x[1]))",
    "np.interp(x[0], np.arange(3.0), x[1, :3], left=x[2, 0], right=0.5)",
    "np.interp(np.array([0.2, 1.7, 5.0, -1.0]), np.cumsum(x[0]), x[1])",
    "np.interp(x[0], np.cumsum(x[1]), x[2])",
    "np.interp(0.7, np.cumsum(x[1]), x[2])",
    "np.linspace(x[0], x[1], 5)",
    "np.linspace(x[0, 0], x[1], 5)",
    "np.geomspace(x[0, 0], x[1, 1], 5)",
    "np.geomspace(x[0], 3 * x[1], 4)",
    "np.logspace(x[0, 0], x[1, 1], 5)",
    "np.logspace(x[0, 0], x[1, 1], 5, base=x[2, 2] + 1)",
    "np.real_if_close(x + 0j)",
    "np.ediff1d(x)",
    "np.ediff1d(x, to_end=x[0], to_begin=x[0, 0])",
    "np.i0(x)",
    "np.i0(x * 9 - 8)",
    "np.kaiser(5, x[0, 0])",
    "np.diff(x, prepend=0.0)",
    "np.diff(x, axis=0, append=x[:1] * 2)",
    "np.diff(x, n=2, prepend=x[:, :2], append=x[0, 0])",
    "np.diff(x[0], prepend=x[1, 0])",
    "np.gradient(x[0], np.array([0.0, 0.3, 0.7, 1.5]))",
    "np.gradient(x, np.array([0.0, 0.3, 0.7, 1.5]), axis=1)",
    "np.gradient(x, edge_order=2)[0]",
    "np.gradient(x[0], 0.3, edge_order=2)",
    "np.gradient(np.concatenate((x[0], x[1], x[2])), np.linspace(0, 1, 12) ** 2, edge_order=2)",
    "np.diagflat(x[0], 1)",
    "np.diagflat(x)",
    "np.linalg.diagonal(x, offset=1)",
    "np.linalg.trace(x, offset=1)",
    "np.asfortranarray(x)",
    "np.asarray_chkfinite(x)",
    "np.astype(x, np.float64)",
    "np.require(x)",
    "np.linalg.matrix_transpose(x)",
    "np.trapezoid(np.stack([x, x * x]), axis=1)",
    "np.unwrap(x + 7.0)",
    "np.unwrap(x, axis=0, period=9.0)",
    "np.modf(0.4 * x + 0.05)[0]",
    "np.frexp(0.2 * x + 0.5)[0]",
    "np.fft.fftfreq(5, x[0, 0])",
    "np.fft.rfftfreq(5, d=x[0, 0])",
    "np.piecewise(x, [x < 0.5, x >= 1.0], [lambda v: v ** 2, lambda v: np.sin(v), 0.3])",
    "np.fromfunction(lambda i, j: x[0, 0] * i + x[1, 1] * j ** 2, (3, 2))",
]


@pytest.mark.parametrize("text", [text for text in PICKED if has_names(text)])
def test_pieces_and_grids(text):
    for x in (A, A.astype(np.float32)):
        check(made(text, "x"), x)
    check_second_order(made(f"np.sum(np.abs({text}) ** 2 * x[1, 2])", "x"), A)


POLYNOMIALS = [
    "np.polyadd(x[0], x[1, :2])",
    "np.polysub(x[0, :2], x[1])",
    "np.polymul(x[0], x[1, :2])",
    "np.polyder(x[0])",
    "np.polyder(x[0], 2)",
    "np.polyint(x[0])",
    "np.polyint(x[0], 2)",
    "np.polydiv(x[0], x[1, :2])[0]",
    "np.polydiv(x[0], x[1, :2])[1]",
    "np.poly(x[0])",
    "np.vander(x[0])",
    "np.vander(x[0], 3, increasing=True)",
    "np.polyfit(x[0], x[1], 2)",
    "np.polyfit(x[0], x[1], 1, w=[1.0, 2, 0.5, 1])",
    "np.abs(np.roots(x[0]))",
    "np.real(np.roots(x[1]))",
]


@pytest.mark.filterwarnings("ignore:Polyfit")
@pytest.mark.parametrize("text", POLYNOMIALS)
def test_polynomials(text):
    check(made(text, "x"), A)
    check_second_order(made(f"np.sum(({text}) ** 2 * x[1, 2])", "x"), A)


PRODUCTS = [
    "np.kron(x[0], y)",
    "np.kron(x, y[0])",
    "np.vecdot(x, y)",
    "np.vecdot(x, y, axis=0)",
    "np.vecdot(x, y[0])",
    "np.matvec(x, y[0])",
    "np.matvec(x, y)",
    "np.vecmat(x[0], y.T)",
    "np.vecmat(x[0], y.T)",
    "np.cross(x[:, :3], y[:, :3], axis=0)",
    "np.cross(x[:3, :3], y[:3, :3], axisa=0, axisb=1, axisc=0)",
    "np.linalg.cross(x[:, :3], y[:, :3])",
    "np.linalg.cross(x, y, axis=0)",
    "np.linalg.outer(x[0], y[0])",
    "np.linalg.matmul(x, y.T)",
    "np.linalg.vecdot(x, y)",
    "np.linalg.tensordot(x, y)",
    "np.trapezoid(x, np.cumsum(y[0]))",
]


@pytest.mark.parametrize("text", [text for text in PRODUCTS if has_names(text)])
def test_products(text):
    check(made(text, "x, y"), A, B, wrt=("x", "y"))
    check_second_order(made(f"np.sum(np.abs({text}) ** 2 * x[1, 2])", "x, y"), A, B, wrt=("x", "y"))


CONJUGATING = [
    "np.vecdot(x, y)",
    "np.vecmat(x[0], y.T)",
    "np.matvec(x, y[0])",
]


@pytest.mark.parametrize("text", [text for text in CONJUGATING if has_names(text)])
def test_products_of_complex_numbers(text):
    check(made(text, "x, y"), Z, Z[:, ::-1] * 1j, wrt=("x", "y"))


TRANSFORMS = [
    "np.abs(np.fft.fft2(x, s=(2, 6)))",
    "np.abs(np.fft.ifft2(x, axes=(0, 1), norm='ortho'))",
    "np.abs(np.fft.fftn(x, s=(4,), axes=(1,)))",
    "np.abs(np.fft.fftn(x, s=(4,), axes=(0,)))",
    "np.abs(np.fft.ifftn(x, s=(2, 7), axes=(0, 1)))",
    "np.abs(np.fft.rfft2(x))",
    "np.abs(np.fft.rfftn(x))",
    "np.abs(np.fft.rfftn(x, s=(4, 4), axes=(0, 1)))",
    "np.abs(np.fft.rfftn(x, axes=(1, 0), norm='ortho'))",
    "np.abs(np.fft.rfftn(x, axes=(1,)))",
    "np.abs(np.fft.rfft2(x, s=(2, 3)))",
    "np.abs(np.fft.ihfft(x))",
    "np.abs(np.fft.ihfft(x, 4))",
    "np.abs(np.fft.ihfft(x, 7, axis=0, norm='forward'))",
]
INVERSES = [
    "np.fft.irfft2(x)",
    "np.fft.irfftn(x)",
    "np.fft.irfftn(x, axes=(1, 0))",
    "np.fft.irfftn(x, axes=(0,), norm='forward')",
    "np.fft.hfft(x)",
    "np.fft.hfft(x, 7)",
    "np.fft.hfft(x, axis=0, norm='ortho')",
    "np.fft.hfft(x, 6)",
]
WAVES = np.random.default_rng(3).uniform(-1, 1, (3, 5))


@pytest.mark.parametrize("text", TRANSFORMS + INVERSES)
def test_transforms(text):
    check(made(text, "x"), WAVES)
    check_second_order(made(f"np.sum(np.abs({text}) ** 2 * x[1, 2])", "x"), WAVES)
    if "rfft" not in text.replace("irfft", "") and "ihfft" not in text:
        check(made(text, "x"), WAVES + 1j * WAVES[::-1])
