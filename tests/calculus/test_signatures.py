"""What NumPy's functions can be told besides their arrays: modes, kinds, periods, axes, orders of norms."""

from __future__ import annotations

import numpy as np
import pytest

import s2sad
from tests.calculus.made import made
from tests.calculus.test_numpy import has_names
from tests.support import check, check_or_refused, check_refused, check_second_order

A = np.random.default_rng(4).permutation(np.linspace(0.2, 1.9, 12)).reshape(3, 4) ** 1.1
S = np.random.default_rng(5).uniform(-1, 1, (3, 3)) + 2 * np.eye(3)
T = np.random.default_rng(6).permutation(np.linspace(0.2, 1.9, 24)).reshape(2, 3, 4) ** 1.1
Z, C, V = A + 1j * np.flip(A), S + 0.3j * S.T, A[0]
OF_A_MATRIX = """
    np.poly(x[0]) | np.block([x, x]) | np.block([x[0], x[1]]) | np.block([[x[0]], [x[1]]])
    np.block([[x, np.ones((3, 1))], [np.zeros((1, 4)), 1.0]]) | np.block([[x, x[:, :1]], [x[:1] ** 2, x[1, 1]]])
    np.block([x[0, 0], x[0]]) | np.linalg.norm(x, 1, axis=(1, 0)) | np.linalg.qr(x).R | np.fft.irfft2(x, s=(3, 5))
    np.fft.irfftn(x, s=(4, 6), axes=(0, 1)) | np.fft.irfftn(x, s=(2, 5), axes=(1, 0), norm='ortho')
    np.fft.irfftn(x, s=(3, 3)) | np.interp(x, [0., 1., 2., 3.], x[0], period=1.3)
    np.interp(x[0], x[1] * 0.5, x[2], period=1.9) | np.interp(1.1, [0., 1., 2., 3.], x[0], period=1.3)
    np.linspace(x[0], x[1], 4, axis=1) | np.apply_along_axis(lambda r: r ** 2 / r.sum(), 1, x)
    np.apply_along_axis(lambda r: r ** 2 / r.sum(), 0, x) | np.apply_along_axis(np.sum, 0, x)
    np.apply_along_axis(lambda r: r @ r, -1, x) | np.linspace(x[0], x[1], 4, axis=-1)
    np.average(x, axis=1, weights=x[0]) | np.average(x, axis=0, weights=x[:, 1]) | np.average(x, weights=x * x)
    np.cov(x, dtype=float) | np.corrcoef(x, rowvar=False, dtype=float)
    np.choose(np.array([0, 3, 4, 1]), [x[0], x[1]], mode='wrap')
    np.choose(np.array([0, 3, -1, 1]), [x[0], x[1]], mode='clip') | np.choose([[0, 1, 0, 1]], [x, x * x])
    np.take(x, [5, 13], mode='wrap') | np.take(x, [5, -1, 2], axis=1, mode='clip')
    np.take(x, [[0, 1], [2, 1]], axis=0) | np.sort(x, axis=0, kind='stable') | np.sort(x, stable=True)
    np.array(x, ndmin=3) * x | np.array(x, copy=True, order='F') | np.copy(x, order='F')
    np.meshgrid(x[0], x[1], sparse=True)[0] | np.meshgrid(x[0], x[1], x[2], sparse=True, indexing='ij')[1]
    np.meshgrid(x[0], x[1])[1] | x.compress([1, 0, 1], axis=0) | x.compress([True, False, True])
    np.quantile(x, [0.3, 0.2], axis=0, keepdims=True) | np.percentile(x, [30, 60], axis=1)
    np.quantile(x, 0.3, axis=0) | np.angle(x * (1 + 2j), deg=True) | np.concatenate(x)
    np.corrcoef(x, rowvar=False)
    np.var(x, mean=np.mean(x)) | np.var(x, mean=x[0, 0]) | np.std(x, mean=x[0, 0], axis=1) | np.var(x, mean=None)
    np.std(x, axis=1, mean=np.mean(x, axis=1, keepdims=True), ddof=1) | np.nanvar(x, mean=x[0], axis=0)
    np.var(x, axis=0, mean=x[:1] ** 2, where=x > 0.4, keepdims=True) | np.nanstd(x, mean=x[0, 0])
    np.average(x, returned=True)[0] | np.average(x, weights=x * x, returned=True)[1] | np.average(x, weights=None)
    np.average(x, axis=0, weights=x**2, returned=True)[0] * np.average(x, axis=0, weights=x**2, returned=True)[1]
    np.average(x, axis=1, weights=x[0], returned=True)[1] | np.gradient(x, x[0, 0], axis=0) | np.gradient(x, axis=(1,))
    np.gradient(x[0], np.cumsum(x[1])) | np.gradient(x, np.cumsum(x[1]), axis=1) | np.gradient(x, 0.3, axis=(1,))
    np.gradient(x, np.cumsum(x[:, 1]), np.cumsum(x[0]))[0] | np.gradient(x, 0.3, np.cumsum(x[0]), edge_order=2)[1]
    np.gradient(x[0, :2], np.cumsum(x[1, :2])) | np.gradient(x[0, :3], np.cumsum(x[1, :3]), edge_order=2)
    np.gradient(x, x[0, 0])[1] * np.gradient(x, x[0, 0])[0] | np.gradient(x, np.arange(4.0) * x[0, 0], axis=1)
    np.convolve(x[0], 2.0) | np.convolve(x[0, 0], x[1]) | np.polymul(x[0], x[0, 0]) | np.polymul(2.0, x[0])
    np.insert(x[0], 2, [x[1, 0], x[1, 1]]) | np.concatenate((x, x[0]), axis=None) | np.vstack((x, x), dtype=float)
    np.stack((x, x), axis=1, dtype=float, casting='same_kind') | np.hstack((x, x), casting='same_kind')
    np.take_along_axis(x, np.array([0, 5, 5]), axis=None) | np.full_like(x, x[0, 0], shape=(2, 2))
    np.nan_to_num(np.where(x > 1, np.inf, np.where(x < 0.4, np.nan, x)), nan=x[0, 0], posinf=x[1, 1])
    np.trapezoid(x, np.cumsum(x, axis=1)) | np.trapezoid(x, np.cumsum(x, axis=0), axis=0)
    np.trapezoid(x[0], np.cumsum(x, axis=1)) | np.trapezoid(x, np.cumsum(x[:1], axis=1))
    np.maximum.accumulate(x) | np.minimum.accumulate(x, axis=1) | np.maximum.accumulate(x[0]) | np.fmax.reduce(x)
    np.logaddexp.reduce(x) | np.logaddexp.reduce(x, axis=None) | np.logaddexp2.reduce(x, axis=1, keepdims=True)
    np.hypot.reduce(x, axis=1) | np.add.reduceat(x[0], [0, 2]) | np.add.reduceat(x, [2, 0, 0], axis=1)
    np.quantile(x, 0.3, weights=x, method='inverted_cdf') | np.median(x, overwrite_input=False)
    np.quantile(x, [0.3, 0.6], weights=np.arange(1.0, 5), axis=1, method='inverted_cdf', keepdims=True)
    np.nanpercentile(x, 30, weights=np.arange(1.0, 13).reshape(3, 4), method='inverted_cdf')
    np.linspace(x[0], x[1], 4, retstep=True)[0] * np.linspace(x[0, 0], x[1, 1], 5, False, True)[1]
    np.linspace(x, x[0], 4, axis=-1, retstep=True)[0] | np.geomspace(x[0], x[1], 4, axis=1) | np.resize(x[:0], (2,))
    np.logspace(x[0], x[1], 4, base=x[2] + 1) | np.logspace(x[0, 0], x[1], 3, base=x, axis=1)
    np.piecewise(x[0, 0], [x[0, 0] < 0.1], [lambda v: v**2, lambda v: np.sin(v)])
    np.polydiv(x[0, :2], x[1])[1] | np.polydiv(x[0], x[1, 0])[0] | np.polydiv(2.0, x[0])[1]
    np.einsum('ij,...->i...', x, x) | np.einsum('...ij,...->...', x, x[0]) | np.einsum('i...->...', x)
    np.abs(np.fft.fftn(x, s=(2, -1), axes=(0, 1))) | np.abs(np.fft.rfftn(x, s=(-1, -1), axes=(1, 0)))
    np.fft.irfftn(x, s=(4, -1), axes=(0, 1)) | np.abs(np.fft.rfftn(x, s=x.shape, axes=(0, 1)))
    np.subtract.reduce(x) | np.subtract.reduce(x[0], axis=None, keepdims=True) | np.divide.reduce(x, axis=-1)
    np.fmod.reduce(x) | np.float_power.reduce(x, keepdims=True) | np.remainder.reduce(2 + x[:2])
    np.subtract.accumulate(x) | np.divide.accumulate(x, axis=1) | np.power.accumulate(x[0])
    np.arctan2.accumulate(x) | np.logaddexp.accumulate(x, axis=1) | np.fmax.accumulate(x) | np.hypot.accumulate(x[0])
    np.multiply.reduceat(x, [2, 0, 1], axis=1) | np.maximum.reduceat(x[0], [0, 2]) | np.logaddexp.reduceat(x, [0, 1])
    np.logaddexp.reduce(x, initial=x[0, 0], where=x > 0.5, axis=1) | np.logaddexp2.reduce(x, initial=-np.inf)
    np.add.outer(x[0], x[1], out=np.zeros((4, 4))) | np.subtract.reduce(x, 0, None, (out := np.zeros(4))) * out
    np.modf(x, np.zeros((3, 4)))[0] * x | np.divmod(x, 0.36, out=(np.zeros((3, 4)), np.zeros((3, 4))))[1]
    np.pad(x, ((1, 2), (0, 3)), mode='mean', stat_length=2) | np.pad(x[0], (0, 2), mode='maximum')
    np.pad(x, 1, mode='median', stat_length=3) | np.pad(x, 2, mode='linear_ramp', end_values=x[0, 0])
    np.pad(x, 1, mode='linear_ramp', end_values=((x[0, 0], x[0, 1]), (2.0, x[1, 1]))) | np.pad(x, 1, mode='minimum')
    np.pad(x, 5, mode='reflect', reflect_type='odd') | np.pad(x, ((1, 0), (0, 2)), 'symmetric', reflect_type='odd')
    np.pad(x, 1, constant_values=((x[0, 0], x[0, 1]), (2.0, x[1, 1]))) | np.pad(x[0], 2, constant_values=(x[0, 0], 1))
    np.unique(x, True, True, True)[0] | np.unique(np.concatenate((x, x)), axis=0) | np.unique(x, axis=-1)
    np.unique(x, return_inverse=True, equal_nan=False)[0] | np.unique_counts(x).values | np.unique_all(x)[0]
    np.unique_inverse(x).values
    np.polyint(x[0], k=x[1, 0]) | np.polyint(x[0], 2, k=[x[1, 0], 3.0]) | np.polyint(x[0], m=2, k=x[1, :2])
    np.polyfit(x[0], x[1:].T, 1, w=x[2]) | np.polyfit(x[0], x[1], 1, full=True)[1] | np.polyfit(x[0], x[1], 2, w=x[2])
    np.polyfit(x[0], x[1:].T, 1, full=True)[1] | np.polyfit(x[0], x[1], 1, None, True, x[2])[3]
    np.polyfit(x[0], x[1], 1, cov=True)[1] | np.polyfit(x[0], x[1:].T, 1, w=x[2], cov=True)[1]
    np.polyfit(x[0], x[1], 1, w=x[2], cov='unscaled')[1] | np.cov(x, aweights=x[0]) | np.cov(x, aweights=x[0], ddof=0)
    np.cov(x, fweights=[1, 2, 3, 1], aweights=x[1]) | np.trim_zeros(np.outer([0, 1.0, 0], x[0]))
    np.lib.stride_tricks.sliding_window_view(x, 2, axis=1) | np.lib.stride_tricks.sliding_window_view(x, (2, 2))
    np.multiply(x, 2, dtype=float, order='F') | np.arcsin(3 * x, dtype=complex) | np.add(x, 1j, dtype=complex)
    np.add(x, x, out=(np.zeros((3, 4)),), casting='unsafe', subok=False) | np.einsum('ij,kj', x, x, dtype=float)
"""
OF_A_SQUARE = """
    np.poly(x) | np.poly(x @ x.T)
    np.poly(np.linalg.eigvals(x)) | np.linalg.cond(x, 'fro') | np.linalg.cond(x, 1) | np.linalg.cond(x, -1)
    np.linalg.cond(x, np.inf) | np.linalg.cond(x, -np.inf) | np.linalg.cond(x, 'nuc')
    np.linalg.cond(np.stack([x, x @ x]), 'fro') | np.linalg.cond(x) | np.linalg.eigh(x).eigenvalues
    np.linalg.qr(x).R | np.linalg.slogdet(x).logabsdet | np.linalg.svd(x + x.T, hermitian=True)[1]
    np.linalg.svd(x + x.T, compute_uv=False, hermitian=True) | np.linalg.svd(x + x.T, hermitian=True)[0]
    np.linalg.pinv(x, 1e-10, True) | np.linalg.pinv(x + x.T, hermitian=True) | np.linalg.pinv(x, hermitian=False)
    np.linalg.cholesky(x + 5 * np.eye(3), upper=True) | np.linalg.cholesky(x @ x.T, upper=False)
    np.linalg.svd(x + x.T, hermitian=True)[2] | np.linalg.svd(x, compute_uv=False, hermitian=True)
"""
OF_A_STACK = """
    np.block([x, x * x]) | np.block([[x, x * x], [x[:, :1], x[:, 1:2] ** 2]]) | np.linalg.norm(x, 1, axis=(0, 1))
    np.linalg.norm(x, 2, axis=(0, 2)) | np.linalg.norm(x, 'nuc', axis=(2, 0))
    np.linalg.norm(x, 1, axis=(2, 0), keepdims=True) | np.linalg.norm(x, -2, axis=(1, 0), keepdims=True)
    np.fft.irfftn(x, s=(5,), axes=(1,)) | np.average(x, axis=(0, 1), weights=x[:, :, 0])
    np.average(x, axis=(1, 0), weights=x[:, :, 0].T)
    np.average(x, axis=(2, 0), weights=x[:, 0, :].T, keepdims=True)
    np.average(x, axis=1, weights=x[0, :, 0], keepdims=True) | np.trace(x, dtype=float)
    np.quantile(x, 0.3, axis=(0, 2)) | np.maximum.accumulate(x, axis=1)
    np.gradient(x, np.cumsum(x[0, 0]), x[0, 0, 1], axis=(2, 0))[0]
"""
OF_COMPLEX_NUMBERS = """
    np.abs(np.linalg.svd(x).U) | np.fft.irfft2(x, s=(3, 5)) | np.fft.irfftn(x, s=(4, 6), axes=(0, 1))
    np.fft.irfftn(x, s=(2, 5), axes=(1, 0), norm='ortho') | np.fft.irfftn(x, s=(3, 3))
    np.interp(np.real(x[0]), np.array([0., 0.5, 1.0, 2.0]), x[1], period=2.5)
    np.choose([[0, 1, 0, 1]], [x, x * x]) | np.corrcoef(x) | np.corrcoef(x[0], x[1])
    np.corrcoef(x, x[::-1] * 1j + x * x, rowvar=False) | np.sum(x.astype(float) ** 2)
    np.multiply(x, x, dtype=float, casting='unsafe') | np.arccos(x) | np.arcsin(x * (2 - 1j))
"""
OF_A_COMPLEX_SQUARE = """
    np.linalg.cond(x, 'fro') | np.linalg.cond(x, 1) | np.linalg.cond(x, -1) | np.linalg.cond(x, np.inf)
    np.linalg.cond(x, -np.inf) | np.linalg.cond(x, 'nuc') | np.linalg.eig(x).eigenvalues
    np.abs(np.linalg.eigh(x).eigenvectors) | np.linalg.qr(x).R
    np.linalg.svd(x + x.conj().T, compute_uv=False, hermitian=True) | np.linalg.pinv(x, 1e-10, True)
    np.linalg.cholesky(x @ x.conj().T, upper=True)
"""
OF_A_VECTOR = """
    np.apply_along_axis(lambda r: r @ r, 0, x) | np.apply_along_axis(lambda r: r * r, 0, x)
"""

TABLES = [
    (OF_A_MATRIX, A), (OF_A_SQUARE, S), (OF_A_STACK, T), (OF_COMPLEX_NUMBERS, Z), (OF_A_COMPLEX_SQUARE, C),
    (OF_A_VECTOR, V),
]  # fmt: skip
CASES = [(text.strip(), x) for table, x in TABLES for line in table.strip().splitlines() for text in line.split(" | ")]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("text", "x"), [c for c in CASES if has_names(c[0])], ids=lambda v: v if type(v) is str else ""
)
def test_signatures(text, x):
    try:
        made(text, "x")(x)
    except TypeError:
        pytest.skip("this NumPy does not take these arguments")
    check(made(text, "x"), x)
    if ").U)" not in text:
        check_second_order(made(f"np.sum(np.abs({text}) ** 2 * np.real(x.flat[1]))", "x"), x)


REFUSED = [
    ("np.ma.array(x).sum()", "masked arrays"),
    ("np.histogram(x)[0] * x[0]", "it jumps"),
    ("np.linalg.qr(np.outer(x, x)[:, :2], 'raw')[0]", "the modes 'reduced', 'complete' and 'r'"),
    ("np.take(x, [9], mode=str(x.ndim))", "the mode must be the literal"),
    ("np.power.reduce(x)", "no derivative for np.power.reduce"),
    ("np.exp(x, casting='no')", "'casting'"),
    ("np.frompyfunc(lambda v: v * v, 1, 1)(x)", "used as data"),
    ("np.median(x, 0, None, True)", "nobody knows"),
    ("np.quantile(x, 0.3, overwrite_input=True)", "nobody knows"),
]


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_what_is_refused(text, why):
    check_refused(made(text, "x"), V, line=text)
    with pytest.raises(s2sad.S2sadError, match=why):
        s2sad.tangent(made(text, "x"))(V, V)


IN_ONE_ORDER = [
    "np.fft.irfft(x, axis=k)",
    "np.linalg.norm(x, axis=k)",
    "np.sum(np.sort(x, axis=k), axis=k)",
    "np.ptp(x, k)",
]
LITERAL = ["np.partition(x, 1, axis=k)", "np.cumulative_sum(x, axis=k)", "np.maximum.accumulate(x, axis=k)"]


def test_an_axis_that_only_the_run_knows():
    for text in IN_ONE_ORDER:
        for k in (0, 1, -1):
            check_or_refused(made(text, "x, k"), np.concatenate((A, A[:1] * 1.3)), k, wrt="x")
    for text in LITERAL:
        for k in (0, 1):
            check(made(text, "x, k"), A, k, wrt="x")
        of_an_array = text.replace("k", "int(j[0])")
        check_refused(made(of_an_array, "x, j"), A, np.array([1]), wrt="x", line=of_an_array)


def test_masked_and_structured_arrays_are_refused():
    f = made("np.sum(x)", "x")
    with pytest.raises(s2sad.S2sadError, match="x is a masked array: pass"):
        s2sad.grad(f)(np.ma.masked_array(V, mask=V > 1))
    with pytest.raises(s2sad.S2sadError, match="x is a structured array: pass its fields"):
        s2sad.grad(f)(np.array([(1.0, 2.0)], dtype=[("a", float), ("b", float)]))


def test_labels_of_einsum_as_numbers():
    for text in ("x, [0, 1], x, [2, 1]", "x, [0, 1], x, [2, 1], [2, 0]", "x, [0, 1]", "x, [..., 1], [1, ...]"):
        check(made(f"np.einsum({text})", "x"), A)
        check_second_order(made(f"np.sum(np.einsum({text}) ** 2)", "x"), A)
