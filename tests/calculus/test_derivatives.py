"""Every rule through the whole tool: both modes and the second order, at arguments of many shapes and types."""

from __future__ import annotations

import inspect
import math

import numpy as np
import pytest

import s2sad
from s2sad.calculus import registry
from s2sad.calculus.rule import Rule
from tests.calculus.made import made
from tests.calculus.numbers import general, spd
from tests.calculus.test_factors import FACTORED, LEAST, MANY
from tests.calculus.test_numpy import INVERSES, NEWERS, PICKED, POLYNOMIALS, PRODUCTS, TRANSFORMS
from tests.calculus.test_series import SERIES
from tests.calculus.test_signatures import CASES
from tests.language import test_math as of_math
from tests.support import check, check_second_order

V = np.array([0.31, -0.62, 0.83, -0.14])
W = np.array([-0.23, 0.37, 0.59, -0.47])
SHAPES = {
    "number": lambda v: float(v[0]),
    "numpy number": lambda v: np.float64(v[1]),
    "0-d": lambda v: np.array(v[2]),
    "1-d": lambda v: v,
    "2-d": lambda v: v.reshape(2, 2),
    "one": lambda v: v[:1],
    "none": lambda v: v[:0],
    "single": lambda v: v.astype(np.float32),
}
REAL, POSITIVE, LARGE = V, np.abs(V) + 0.2, np.abs(V) + 1.2
COMPLEX = V + 1j * V[::-1] + 0.3

UNARY = {
    "exp exp2 expm1 sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arctanh square reciprocal": REAL,
    "deg2rad rad2deg sinc abs fabs sign nan_to_num real conj": REAL,
    "log log2 log10 log1p sqrt cbrt": POSITIVE,
    "arccosh": LARGE,
}
ANALYTIC = "exp exp2 expm1 sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arctanh square reciprocal log log2"
OF_COMPLEX = f"{ANALYTIC} log10 log1p sqrt arccosh abs sign real imag conj angle negative positive".split()
UNARY_CASES = [(name, at, shape) for names, at in UNARY.items() for name in names.split() for shape in SHAPES]


@pytest.mark.parametrize(("name", "at", "shape"), UNARY_CASES, ids=lambda v: v if isinstance(v, str) else "")
def test_unary(name, at, shape):
    check(made(f"np.{name}(x)", "x"), SHAPES[shape](at), rtol=1e-5 if name in ("arcsin", "arccos") else 1e-6)


@pytest.mark.parametrize("name", [n for names in UNARY for n in names.split()])
def test_unary_twice(name):
    at = next(at for names, at in UNARY.items() if name in names.split())
    check(made(f"np.sum(np.{name}(x) * x)", "x"), at, order=2)


@pytest.mark.parametrize("name", OF_COMPLEX)
def test_unary_of_complex(name):
    check(made(f"np.{name}(x)", "x"), COMPLEX)
    check(made(f"np.{name}(x)", "x"), complex(COMPLEX[0]))


MATH = "exp exp2 expm1 log log1p log2 log10 sqrt cbrt sin cos tan asin acos atan sinh cosh tanh asinh atanh erf erfc"
MATH += " fabs degrees radians"


@pytest.mark.parametrize("name", [n for n in MATH.split() if hasattr(math, n)])
def test_math(name):
    check(made(f"math.{name}(x) * x", "x"), 0.37, order=2)


PAIRS = [
    (0.7, 1.3), (V, 1.3), (0.7, W), (V, W), (V.reshape(4, 1), W[:3]), (V[:1], W), (V.reshape(1, 4), W[:1]),
    (V[:0], 0.4), (V.astype(np.float32), W.astype(np.float32)), (np.array(0.7), W.reshape(2, 2)),
]  # fmt: skip
BINARY = "x + y|x - y|x * y|x / y|x % y|np.fmod(x, y)|np.maximum(x, y)|np.minimum(x, y)|np.fmax(x, y)|np.fmin(x, y)"
BINARY += "|np.hypot(x, y)|np.arctan2(x, y)|np.logaddexp(x, y)|np.logaddexp2(x, y)|np.copysign(x, y)|np.outer(x, y)"
BINARY += "|np.where(x > y, x, y)|np.heaviside(x, y)|np.clip(x, -0.2, y)|np.power(abs(x), y)|np.inner(x, 0.5 * y.T)"
BROADCASTING = [text for text in BINARY.split("|") if "inner" not in text and "outer" not in text]


@pytest.mark.parametrize("text", BROADCASTING)
@pytest.mark.parametrize("pair", range(len(PAIRS)))
def test_binary(text, pair):
    x, y = PAIRS[pair]
    check(made(text, "x, y"), x, y, wrt=("x", "y"))


@pytest.mark.parametrize("text", BROADCASTING)
def test_binary_in_one_and_twice(text):
    check(made(text, "x, y"), V.reshape(4, 1), W[:3], wrt="x")
    check(made(text, "x, y"), V.reshape(4, 1), W[:3], wrt="y")
    check(made(f"np.sum(({text}) * x * y)", "x, y"), V, W, wrt=("x", "y"), order=2)


@pytest.mark.parametrize("text", ["x + y", "x - y", "x * y", "x / y", "x ** y", "np.where(y.real > 0.45, x, y)"])
def test_binary_of_complex(text):
    check(made(text, "x, y"), COMPLEX, POSITIVE, wrt=("x", "y"))
    check(made(text, "x, y"), POSITIVE, COMPLEX[:1], wrt=("x", "y"))
    check(made(text, "x, y"), COMPLEX[:, None], COMPLEX, wrt=("x", "y"))


A = np.random.default_rng(4).permutation(np.linspace(0.2, 1.9, 12)).reshape(3, 4) ** 1.1
B = np.flip(A) + 0.077
T = np.random.default_rng(6).permutation(np.linspace(0.2, 1.9, 24)).reshape(2, 3, 4)
Z = A + 1j * B
AXES = ["", ", axis=0", ", axis=-1", ", axis=1, keepdims=True", ", axis=(0, 1)", ", keepdims=True"]
REDUCTIONS = "sum mean prod max min var std ptp nansum median linalg.norm amax average".split()


@pytest.mark.parametrize("name", REDUCTIONS)
@pytest.mark.parametrize("axes", AXES)
def test_reductions(name, axes):
    f = made(f"np.{name}(x{axes})", "x")
    for x in (A, A[:2, :2].astype(np.float32)):
        check(f, x)
    if "(" not in axes:
        check(made(f"np.sum(np.{name}(x{axes}) ** 2) * x[1, 2]", "x"), A, order=2)


@pytest.mark.parametrize("name", REDUCTIONS)
def test_reductions_of_vectors_and_numbers(name):
    f = made(f"np.{name}(x)", "x")
    for x in (A[0], *([A[0, :1], np.array(0.7)] if name not in ("std", "linalg.norm") else [])):
        check(f, x)
    if name in ("sum", "prod", "nansum"):
        check(f, A[:0])
    if name in ("sum", "mean", "var", "std", "prod", "linalg.norm"):
        check(f, Z)


OF_ONE = """
    np.cumsum(x) | np.cumsum(x, axis=1) | np.cumprod(x) | np.cumprod(x, axis=0) | np.cumprod(x, axis=-1)
    np.sum(x, dtype=np.float64) | np.sum(x, 0, np.float64) | np.mean(x, axis=1, dtype=float)
    np.average(x, axis=1, weights=x[0]) | np.average(x, axis=0, weights=x[:, 1]) | np.average(x, weights=x * x)
    np.var(x, ddof=1) | np.std(x, axis=0, ddof=1) | np.trace(x) | np.trace(x, offset=1)
    np.reshape(x, (2, 6)) | x.reshape(-1) | np.reshape(x, (4, 3), order='F') | x.ravel(order='F') | x.flatten()
    np.transpose(x) | x.T | np.transpose(x, (1, 0)) | np.swapaxes(x, 0, 1) | np.moveaxis(x, 0, -1) | np.rollaxis(x, 1)
    np.squeeze(x[None]) | np.expand_dims(x, 1) | np.broadcast_to(x, (2, 3, 4)) | np.flip(x) | np.flip(x, 1)
    np.fliplr(x) | np.flipud(x) | np.roll(x, 2) | np.roll(x, -1, axis=1) | np.rot90(x) | np.triu(x) | np.tril(x, -1)
    np.atleast_1d(x) | np.atleast_2d(x[0]) | np.atleast_3d(x) | np.diag(x) | np.diag(x[0], 1) | np.diagonal(x)
    np.diagonal(x, offset=1) | np.repeat(x, 2) | np.repeat(x, 2, axis=1) | np.tile(x, 2) | np.tile(x, (2, 1))
    np.pad(x, 1) | np.pad(x, ((1, 0), (0, 2))) | np.pad(x, 1, mode='edge') | np.pad(x, 1, mode='reflect')
    np.concatenate((x, x * x)) | np.concatenate([x, x], axis=1) | np.stack([x, x * x], axis=-1)
    np.vstack((x, x[0])) | np.hstack((x, x)) | np.column_stack((x[:, 0], x)) | np.dstack((x, x)) | np.append(x, x[0])
    np.split(x, 2, axis=1)[0] | np.array_split(x, 2)[1] | np.vsplit(x, [1])[1] | np.hsplit(x, 2)[0]
    x[1] | x[:, 1:3] | x[::2, ::-1] | x[[0, 2, 0]] | x[x > 1] | x[..., None] | x[1, [0, 0, 3]]
    np.take(x, [0, 2, 2], axis=1) | np.take(x, [3, 3]) | np.take_along_axis(x, np.argsort(x, axis=0), 0)
    np.compress([True, False, True], x, axis=0) | np.extract(x > 1, x)
    np.sort(x) | np.sort(x, axis=0) | np.sort(x, axis=None) | np.diff(x) | np.diff(x, axis=0) | np.diff(x, 2)
    np.diff(x, 3, axis=1) | np.gradient(x[0]) | np.gradient(x[0], 0.3) | np.gradient(x, axis=1)
    np.gradient(x)[0] * np.gradient(x)[1] | np.gradient(x, 0.1, 0.2)[1]
    np.interp(x[0], np.arange(3.0), x[1, :3]) | np.linspace(x[0, 0], x[1, 1], 5) | np.full((2, 3), x[0, 0])
    np.linspace(x[0, 0], 2.0, 4, endpoint=False) | np.full_like(x, x[1, 0]) | np.arange(3) * x[0, :3]
    np.array([x[0], x[1]]) | np.array([[x[0, 0], 1.0], [2.0, x[1, 1]]]) | np.asarray(x) | np.copy(x) | x.astype(float)
    np.asanyarray(x) | np.double(x[0, 0]) | np.ascontiguousarray(x) | x[1, 2].item() | x.item(3)
    float(x[0, 0]) | np.float64(x[0, 0])
    complex(x[0, 0], x[0, 1])
    np.polyval(x[0], 0.7) | np.polyval(x[0], x) | np.polyval(x[0], x[1]) | np.bincount([0, 1, 1, 3], weights=x[0])
    np.convolve(x[0], x[1]) | np.convolve(x[0], x[1, :3], 'same') | np.convolve(x[0, :2], x[1], mode='same')
    np.convolve(x[0], x[1, :2], 'valid') | np.convolve(x[0, :2], x[1], 'valid') | np.correlate(x[0], x[1, :3])
    np.correlate(x[0], x[1], 'full') | np.correlate(x[0], x[1, :2], 'same') | np.correlate(x[0, :3], x[1], 'full')
    np.meshgrid(x[0], x[:, 1])[0] * np.meshgrid(x[0], x[:, 1])[1] | np.meshgrid(x[0], x[1], indexing='ij')[1]
    np.abs(np.fft.fft(x)) | np.abs(np.fft.fft(x, 3)) | np.abs(np.fft.fft(x, 6, axis=0)) | np.abs(np.fft.ifft(x, axis=0))
    np.abs(np.fft.rfft(x)) | np.abs(np.fft.rfft(x, axis=0)) | np.abs(np.fft.rfft(x, 3)) | np.abs(np.fft.rfft(x, 7))
    np.abs(np.fft.rfft(x[0, :3])) | np.fft.irfft(x) | np.fft.irfft(x, axis=0) | np.fft.irfft(x, 5) | np.fft.irfft(x, 7)
    np.fft.irfft(x, 4) | np.fft.irfft(x, norm='ortho') | np.abs(np.fft.fft2(x)) | np.abs(np.fft.ifftn(x))
    np.fft.fftshift(x) | np.fft.ifftshift(x, axes=1) | np.abs(np.fft.ifft2(x)) | np.abs(np.fft.fftn(x, norm='ortho'))
    np.linalg.norm(x[0], 1) | np.linalg.norm(x[0], 3) | np.linalg.norm(x, 'fro') | np.linalg.norm(x, 2, axis=1)
    np.linalg.norm(x, 'nuc') | np.linalg.norm(x, 2) | np.linalg.norm(x, 1) | np.linalg.norm(x, -2)
    np.linalg.norm(x, -1)
    np.linalg.norm(x, axis=(0, 1)) | np.linalg.norm(x[0], 2) | np.linalg.norm(x, 1, axis=0, keepdims=True)
    x ** 3 | x ** 0 | x ** 0.5 | x ** -1 | 2.0 ** x | x ** x | np.float_power(x, 2.5) | -x | +x | abs(x)
    np.einsum('ij->ji', x) | np.einsum('ij->', x) | np.einsum('ij,ij->j', x, x) | np.einsum('ij,kj', x, x)
    np.ldexp(x, 2) | np.divmod(x, 0.36)[1] | divmod(x, 0.36)[1] | sum(x) | sum([x[0], x[1]], x[2]) | max(x[0])
    min(x[0]) | max(x[0, 0], x[0, 1], 0.1) | min([x[0, 0], x[1, 0]]) | x[0] | sum(x[1:], x[0]) | np.rot90(x, k=2)
    np.sum(x, axis=0, where=x > 0.5) | np.sum(x, initial=x[0, 0]) | np.mean(x, axis=1, where=x > 0.3)
    np.prod(x, axis=0, where=x > 0.5) | np.prod(x, axis=1, initial=x[0, 0]) | np.max(x, axis=0, initial=1.1)
    np.min(x, where=x > 0.5, initial=3.0) | np.var(x, axis=1, where=x > 0.3, keepdims=True) | np.std(x, where=x > 0.5)
    np.linalg.norm(x, np.inf) | np.linalg.norm(x[0], -np.inf) | np.linalg.norm(x[0], 0.5)
    np.linalg.norm(x, 'nuc', axis=(0, 1)) | np.linalg.norm(x, -1, axis=(-2, -1), keepdims=True)
    np.cumsum(x, axis=0, dtype=float) | np.nancumsum(x, axis=1) | np.nancumprod(x) | np.nancumprod(x, axis=1)
    np.nanmean(x, axis=0) | np.nanvar(x, axis=1) | np.nanstd(x, keepdims=True) | np.nanmax(x, axis=0)
    np.nanmin(x) | np.nanprod(x, axis=(0, 1)) | np.nanmedian(x, axis=1) | np.nansum(x, axis=0, keepdims=True)
    np.cov(x) | np.cov(x, rowvar=False) | np.cov(x[0]) | np.cov(x[0], x[1]) | np.cov(x, bias=True) | np.cov(x, ddof=0)
    np.cov(x, fweights=[1, 2, 3, 1], aweights=[1.0, 2.0, 0.3, 1.0]) | np.corrcoef(x) | np.corrcoef(x[0], x[1])
    np.corrcoef(x, rowvar=False)
"""
ONES = [text.strip() for line in OF_ONE.strip().splitlines() for text in line.split(" | ")]


@pytest.mark.parametrize("text", ONES)
def test_of_one_array(text):
    f = made(text, "x")
    for x in (A, A.astype(np.float32)):
        check(f, x)


@pytest.mark.parametrize("text", ONES)
def test_of_one_array_twice(text):
    check_second_order(made(f"np.sum(np.abs({text}) ** 2 * x[1, 2])", "x"), A)


OF_TWO = """
    np.dot(x, y.T) | x @ y.T | x @ y[0] | x[0] @ y[1] | x[0] @ y.T | np.vdot(x, y) | np.inner(x, y) | np.inner(x[0], y)
    np.outer(x, y) | np.outer(x[0], y[0]) | np.kron(x, y) | np.kron(x[0], y[0]) | np.cross(x[:, :3], y[:, :3])
    np.tensordot(x, y) | np.tensordot(x, y, axes=([0], [0])) | np.tensordot(x, y.T, 1) | np.einsum('ij,kj->ik', x, y)
    np.einsum('ij,ij->i', x, y) | np.einsum('i,j->ij', x[0], y[0]) | np.einsum('...j,kj->...k', x, y) | x[0].dot(y.T)
    np.append(x, y, axis=0) | np.where(x > y, x * y, x - y) | np.clip(x, 0.6, y) | np.matmul(x, y.T) | x[None] @ y.T
    np.concatenate((x, y), axis=-1) | np.stack((x, y)) | np.average(x, weights=y)
    np.interp(x[0], np.arange(4.0), y[0])
    np.convolve(x[0], y[0]) | np.polyval(x[0], y) | math.hypot(x[0, 0], y[0, 0]) | np.meshgrid(x[0], y[0])[1]
    math.dist((x[0, 0], x[0, 1]), (y[0, 0], 2.0)) | math.prod([x[0, 0], y[0, 0], 3.0, x[1, 1]])
    math.fsum([x[0, 0], y[0, 0]])
    math.prod((x[0, 0], y[0, 0]), start=2.0) | math.atan2(x[0, 0], y[0, 0]) | math.pow(x[0, 0], y[0, 0])
    math.log(x[0, 0], 1.0 + y[0, 0]) | math.fmod(x[0, 0], y[0, 0]) | math.copysign(x[0, 0], y[0, 0])
    math.remainder(3 * x[0, 0], y[0, 0])
"""
TWOS = [text.strip() for line in OF_TWO.strip().splitlines() for text in line.split(" | ")]


@pytest.mark.parametrize("text", TWOS)
def test_of_two_arrays(text):
    check(made(text, "x, y"), A, B, wrt=("x", "y"))
    check(made(f"np.sum(({text}) * y[0, 1])", "x, y"), A, B, wrt=("x", "y"), order=2)


OF_COMPLEX_ARRAYS = """
    x @ y.T | np.dot(x, y.T) | np.vdot(x, y) | np.inner(x, y) | np.outer(x, y) | np.einsum('ij,ij->j', x, y)
    np.convolve(x[0], y[0]) | np.correlate(x[0], y[0], 'same') | np.correlate(x[0], y[0, :2]) | np.fft.fft(x) * y
    np.fft.ifft(x, axis=0) * y | np.fft.irfft(x) | np.cumprod(x) | np.prod(x) * y[0] | np.linalg.norm(x) * y
    np.var(x) * y | np.mean(x, axis=0) * y | np.tensordot(x, y) | np.kron(x, y) | np.where(x.real > 1, x, y)
    np.trace(x) * y | np.diff(x) * y[:, 1:] | np.pad(x, 1) | np.real(x * y) | np.imag(x * y) | np.conj(x) * y
    np.linalg.norm(x[0], 1) * y | np.linalg.norm(x[0], 3) * y | np.abs(x * y) | np.angle(x * y)
"""
OF_COMPLEXES = [text.strip() for line in OF_COMPLEX_ARRAYS.strip().splitlines() for text in line.split(" | ")]


@pytest.mark.parametrize("text", OF_COMPLEXES)
def test_of_complex_arrays(text):
    check(made(text, "x, y"), Z, Z[:, ::-1] * 1j, wrt=("x", "y"))
    check(made(text, "x, y"), Z, A, wrt=("x", "y"))


SQUARE = """
    np.linalg.inv(x) | np.linalg.det(x) | np.linalg.slogdet(x)[1] | np.linalg.slogdet(x)[0] | np.linalg.solve(x, y)
    np.linalg.solve(x, y[0]) if x.ndim == 2 else x | np.linalg.matrix_power(x, 0) | np.linalg.matrix_power(x, 1)
    np.linalg.matrix_power(x, 2) | np.linalg.matrix_power(x, 5) | np.linalg.matrix_power(x, -2)
    np.linalg.cholesky(x @ np.conj(np.swapaxes(x, -1, -2)) + 3 * np.eye(3))
    np.triu(x) @ y | np.trace(x) * y | np.diagonal(x) | np.swapaxes(x, -1, -2) @ y
"""
SQUARES = [text.strip() for line in SQUARE.strip().splitlines() for text in line.split(" | ")]


@pytest.mark.parametrize("text", SQUARES)
def test_of_matrices(text):
    f = made(text, "x, y")
    x, y = general(3, 3), spd()
    check(f, x, y, wrt=("x", "y") if "y" in text.replace("cholesky", "") else "x")
    check(f, x + 0.1j * y, y + 0j, wrt="x")
    if text != "np.diagonal(x)":
        check(f, general(2, 3, 3), spd(2), wrt="x")
    if "[0]" not in text:
        check(made(f"np.sum(({text}) * y[0, 1])", "x, y"), x, y, wrt="x", order=2)


@pytest.mark.parametrize("n", [-2, 0, 1, 4])
def test_a_power_of_a_matrix_that_is_not_written_out(n):
    check(made("np.linalg.matrix_power(x, n)", "x, n"), general(3, 3), n, wrt="x")


NARROWING = "np.half(x) | np.float16(x) | np.single(x) | np.complex64(x).real | np.complex128(x).real"
OTHERS = "np.linalg.eig( np.linalg.eigvals( np.linalg.tensorsolve( np.linalg.tensorinv("
OTHERS += " np.quantile( np.nanquantile( np.percentile( np.nanpercentile("
MENTIONED = " ".join(
    [
        *ONES,
        *TWOS,
        *OF_COMPLEXES,
        *SQUARES,
        *NEWERS,
        *FACTORED,
        LEAST,
        MANY,
        OTHERS,
        SERIES,
        BINARY,
        *AXES,
        *PICKED,
        *POLYNOMIALS,
        *PRODUCTS,
        *TRANSFORMS,
        *INVERSES,
        NARROWING,
        *(text for text, _ in CASES),
        inspect.getsource(of_math),
    ]
)
SIMPLE = {
    *(f"numpy.{n}" for names in UNARY for n in names.split()),
    *(f"numpy.{n}" for n in [*OF_COMPLEX, *REDUCTIONS]),
}
SIMPLE |= {f"math.{n}" for n in MATH.split()} | {"math.acosh"}


@pytest.mark.parametrize("text", NARROWING.split(" | "))
def test_a_conversion_to_another_width(text):
    """What differences of so few digits cannot tell: the number as it is, whose slope is one."""
    function = made(f"3.0 * {text} * x", "x")
    assert s2sad.grad(function)(0.5) == 3.0 and type(s2sad.grad(function)(np.float64(0.5))) is np.float64
    assert s2sad.tangent(function)(0.5, 2.0) == (0.75, 6.0)
    assert s2sad.hessian(function)(0.5) == 6.0


def test_every_rule_is_tried():
    covered = [registry.find(n) for n in [*SIMPLE, *registry.names("operator.*")]]
    for name in registry.names():
        public = name.replace("numpy.", "np.").removeprefix("builtins.")
        if f"{public}(" in MENTIONED or f".{name.rpartition('.')[2]}(" in MENTIONED:
            covered.append(registry.find(name))
    known = {id(rule) for rule in covered}
    skipped = ("operator.", "s2sad.", "scipy.", "cmath.", "mylib.", "tests.", "__main__", "select", "ndarray.tolist")
    skipped += ("numpy.float32", "numpy.longdouble", "numpy.matrix_transpose")  # precision, and newer NumPy alone
    missing = [
        name
        for name in registry.names()
        if isinstance(rule := registry.find(name), Rule) and id(rule) not in known and not name.startswith(skipped)
    ]
    assert missing == []
