"""Each NumPy function with a rule, through the whole tool and in both modes."""

import numpy as np

from tests.language.points import A33, A34, A45, B33, P4, SPD, T234, X4
from tests.support import Case, derivatives

SMALL = np.array([0.3, -0.55, 0.8, -0.1])
ABOVE_ONE = np.array([1.2, 1.9, 3.1, 1.05])

ELEMENTWISE = {
    "exp": (np.exp, X4),
    "exp2": (np.exp2, X4),
    "expm1": (np.expm1, X4),
    "log": (np.log, P4),
    "log2": (np.log2, P4),
    "log10": (np.log10, P4),
    "log1p": (np.log1p, P4),
    "sin": (np.sin, X4),
    "cos": (np.cos, X4),
    "tan": (np.tan, SMALL),
    "arcsin": (np.arcsin, SMALL),
    "arccos": (np.arccos, SMALL),
    "arctan": (np.arctan, X4),
    "sinh": (np.sinh, X4),
    "cosh": (np.cosh, X4),
    "tanh": (np.tanh, X4),
    "arcsinh": (np.arcsinh, X4),
    "arccosh": (np.arccosh, ABOVE_ONE),
    "arctanh": (np.arctanh, SMALL),
    "sqrt": (np.sqrt, P4),
    "cbrt": (np.cbrt, P4),
    "square": (np.square, X4),
    "reciprocal": (np.reciprocal, X4),
    "abs": (np.abs, X4),
    "absolute": (np.absolute, X4),
    "fabs": (np.fabs, X4),
    "negative": (np.negative, X4),
    "positive": (np.positive, X4),
    "sign": (np.sign, X4),
    "floor": (np.floor, X4),
    "ceil": (np.ceil, X4),
    "trunc": (np.trunc, X4),
    "rint": (np.rint, X4),
    "deg2rad": (np.deg2rad, X4),
    "rad2deg": (np.rad2deg, X4),
    "radians": (np.radians, X4),
    "degrees": (np.degrees, X4),
    "sinc": (np.sinc, X4),
    "nan_to_num": (np.nan_to_num, X4),
    "conj": (np.conj, X4),
    "real": (np.real, X4),
}

BINARY = {
    "add": lambda x, y: np.add(x, y) * x,
    "subtract": lambda x, y: np.subtract(x, y) * y,
    "multiply": lambda x, y: np.multiply(x, y) * x,
    "divide": lambda x, y: np.divide(x, y) + np.true_divide(y, x),
    "power": lambda x, y: np.power(y, x) * x,
    "float_power": lambda x, y: np.float_power(y, x),
    "mod": lambda x, y: np.mod(x, y) + np.remainder(y, x),
    "fmod": lambda x, y: np.fmod(x, y) * x,
    "floor_divide": lambda x, y: np.floor_divide(x, y) * x * y,
    "maximum": lambda x, y: np.maximum(x, y) * x,
    "minimum": lambda x, y: np.minimum(x, y) * y,
    "fmax": lambda x, y: np.fmax(x, y) * x,
    "fmin": lambda x, y: np.fmin(x, y) * y,
    "hypot": lambda x, y: np.hypot(x, y),
    "arctan2": lambda x, y: np.arctan2(x, y),
    "logaddexp": lambda x, y: np.logaddexp(x, y),
    "logaddexp2": lambda x, y: np.logaddexp2(x, y),
    "copysign": lambda x, y: np.copysign(y, x) * x,
    "where": lambda x, y: np.where(x > y, x * y, x - y),
    "where_scalar": lambda x, y: np.where(x > 0, x * y, 0.0),
    "clip": lambda x, y: np.clip(x, -0.5, y) * x,
    "dot": lambda x, y: np.dot(x, y) * x,
    "vdot": lambda x, y: np.vdot(x, y) * y,
    "inner": lambda x, y: np.inner(x, y) * y,
    "outer": lambda x, y: np.outer(x, y) ** 2,
    "cross": lambda x, y: np.cross(x[:3], y[:3]),
    "kron": lambda x, y: np.kron(x, y),
    "convolve": lambda x, y: np.convolve(x, y),
    "comparisons": lambda x, y: (
        x * np.greater(x, y) + y * np.less_equal(x, y) + x * np.equal(x, y) * np.not_equal(y, x)
    ),
    "logical": lambda x, y: (
        x * np.logical_and(x > 0, y > 0) + y * np.logical_not(x > 0) + x * np.logical_or(x > 1, y > 1)
    ),
}

REDUCTIONS = {
    "sum": lambda a: np.sum(a) * np.sum(a, axis=0),
    "sum_axis_1": lambda a: np.sum(a * a, axis=1),
    "sum_negative_axis": lambda a: np.sum(a * a, axis=-1, keepdims=True) * a,
    "sum_axes": lambda a: np.sum(a * a, axis=(0, 1)),
    "sum_axes_keepdims": lambda a: np.sum(a * a, axis=(-1, 0), keepdims=True) * a,
    "sum_dtype": lambda a: np.sum(a * a, dtype=np.float64),
    "mean": lambda a: np.mean(a) * np.mean(a, axis=0),
    "mean_keepdims": lambda a: (a - np.mean(a, axis=1, keepdims=True)) ** 2,
    "average": lambda a: np.average(a, axis=0) * np.average(a),
    "average_weights": lambda a: np.average(a, axis=1, weights=P4),
    "prod": lambda a: np.prod(a) + np.prod(a, axis=1)[0],
    "max": lambda a: np.max(a) * np.max(a, axis=1),
    "amax_keepdims": lambda a: np.exp(a - np.max(a, axis=1, keepdims=True)),
    "min": lambda a: np.min(a) * np.min(a, axis=0),
    "var": lambda a: np.var(a) * np.var(a, axis=0, ddof=1),
    "std": lambda a: np.std(a) * np.std(a, axis=-1, keepdims=True),
    "median": lambda a: np.median(a[:, :3]) * np.median(a, axis=0),
    "cumsum": lambda a: np.cumsum(a) ** 2,
    "cumsum_axis": lambda a: np.cumsum(a, axis=1) ** 2,
    "cumprod": lambda a: np.cumprod(a, axis=0) * 2.0,
    "diff": lambda a: np.diff(a, axis=1) ** 2,
    "gradient": lambda a: np.gradient(a[0]) ** 2,
    "trapezoid": lambda a: np.sum((a[:, 1:] + a[:, :-1]) / 2, axis=1),
    "norm": lambda a: np.linalg.norm(a) * np.linalg.norm(a[0]),
    "norm_axis": lambda a: np.linalg.norm(a, axis=1),
    "norm_1": lambda a: np.linalg.norm(a[0], ord=1) * np.linalg.norm(a[0], ord=3),
    "norm_inf": lambda a: np.linalg.norm(a[0], ord=np.inf) * np.linalg.norm(a[1], -np.inf),
    "norm_fro": lambda a: np.linalg.norm(a, "fro") * np.linalg.norm(a, axis=(0, 1), keepdims=True),
    "ptp": lambda a: np.ptp(a) * a,
    "still": lambda a: a * np.argmax(a) + a * np.count_nonzero(a > 0) + a[0] * np.argmin(a, axis=1)[0] + a * np.ndim(a),
    "all_any": lambda a: a * np.all(a > -9) + a * np.any(a > 9) + a * np.isnan(a) + a * np.isfinite(a),
}

LINEAR_ALGEBRA = {
    "matmul": lambda a, b: np.matmul(a, b) @ a,
    "matmul_vector": lambda a, b: a @ b[0] + b[1] @ a,
    "matmul_batch": lambda a, b: np.stack([a, b]) @ a @ np.stack([b, b]),
    "dot_matrices": lambda a, b: np.dot(a, b) + a.dot(b[0]),
    "tensordot": lambda a, b: np.tensordot(a, b, axes=1) * np.tensordot(a, b),
    "tensordot_axes": lambda a, b: np.tensordot(a, b, axes=([0], [1])),
    "einsum": lambda a, b: np.einsum("ij,jk->ik", a, b),
    "einsum_trace": lambda a, b: np.einsum("ij,ji->", a, b) * np.einsum("ii->i", a),
    "einsum_implicit": lambda a, b: np.einsum("ij,kj", a, b),
    "einsum_three": lambda a, b: np.einsum("i,ij,j->", a[0], b, a[1]),
    "einsum_ellipsis": lambda a, b: np.einsum("...i,ij->...j", a, b),
    "einsum_sum": lambda a, b: np.einsum("ij->j", a) * np.einsum("ij->", b),
    "trace": lambda a, b: np.trace(a @ b) * np.trace(a, offset=1),
    "diag": lambda a, b: np.diag(a) * np.diag(b, 0) + np.diag(np.diag(a @ b)),
    "diagonal": lambda a, b: np.diagonal(a @ b, offset=1),
    "solve": lambda a, b: np.linalg.solve(a, b),
    "solve_vector": lambda a, b: np.linalg.solve(a, b[:, 0]),
    "inv": lambda a, b: np.linalg.inv(a) @ b,
    "det": lambda a, b: np.linalg.det(a) * b,
    "slogdet": lambda a, b: np.linalg.slogdet(a)[1] * b,
    "slogdet_unpacked": lambda a, b: (lambda pair: pair[0] * pair[1] * b)(np.linalg.slogdet(a)),
    "cholesky": lambda a, b: np.linalg.cholesky(a @ a.T) @ b,
    "matrix_power": lambda a, b: np.linalg.matrix_power(a, 3) @ b,
    "multi_dot": lambda a, b: a @ b @ a @ b,
    "pinv": lambda a, b: np.linalg.inv(a.T @ a) @ a.T @ b,
}

SHAPING = {
    "reshape": lambda a: np.reshape(a, (2, 6)) ** 2,
    "reshape_unknown": lambda a: np.reshape(a, (-1, 2)) ** 2,
    "ravel": lambda a: np.ravel(a) ** 2,
    "transpose": lambda a: np.transpose(a) ** 2,
    "transpose_axes": lambda a: np.transpose(a[None], (2, 0, 1)) ** 2,
    "swapaxes": lambda a: np.swapaxes(a[None], 0, 2) ** 2,
    "moveaxis": lambda a: np.moveaxis(a[None], -1, 0) ** 2,
    "rollaxis": lambda a: np.rollaxis(a[None], 2) ** 2,
    "squeeze": lambda a: np.squeeze(a[None, :, None]) ** 2,
    "expand_dims": lambda a: np.expand_dims(a, 1) ** 2,
    "broadcast_to": lambda a: np.broadcast_to(a, (2, 3, 4)) ** 2,
    "atleast_1d": lambda a: np.atleast_1d(a[0, 0]) ** 2,
    "atleast_2d": lambda a: np.atleast_2d(a[0]) ** 2 + np.atleast_2d(a)[1],
    "atleast_3d": lambda a: np.atleast_3d(a) ** 2,
    "concatenate": lambda a: np.concatenate([a, 2 * a[:1]]) ** 2,
    "concatenate_axis": lambda a: np.concatenate((a, a[:, :2]), axis=1) ** 2,
    "stack": lambda a: np.stack([a[0], a[1] * a[2]], axis=1) ** 2,
    "vstack": lambda a: np.vstack([a, a[0]]) ** 2,
    "hstack": lambda a: np.hstack([a[0], a[1, :2]]) ** 2,
    "column_stack": lambda a: np.column_stack([a[0], a[1]]) ** 2,
    "dstack": lambda a: np.dstack([a, a * a]),
    "append": lambda a: np.append(a[0], a[1, 2]) ** 2,
    "block": lambda a: np.concatenate([np.concatenate([a, a], axis=1), np.concatenate([a, -a], axis=1)]) ** 2,
    "split": lambda a: np.split(a, 2, axis=1)[0] * np.split(a, [1], axis=1)[0],
    "split_unpacked": lambda a: sum(np.split(a, [1, 3], axis=1)[k].sum() ** 2 for k in range(3)),
    "array_split": lambda a: np.array_split(a[0], 3)[0] ** 2,
    "repeat": lambda a: np.repeat(a, 2, axis=0) ** 2,
    "repeat_flat": lambda a: np.repeat(a, 3) ** 2,
    "tile": lambda a: np.tile(a, (2, 1)) ** 2,
    "tile_flat": lambda a: np.tile(a[0], 3) ** 2,
    "roll": lambda a: np.roll(a, 2) * a,
    "roll_axis": lambda a: np.roll(a, -1, axis=1) * a,
    "flip": lambda a: np.flip(a) * np.flip(a, axis=1),
    "fliplr": lambda a: np.fliplr(a) * np.flipud(a),
    "rot90": lambda a: np.rot90(a) ** 2,
    "pad": lambda a: np.pad(a, 1) ** 2,
    "pad_widths": lambda a: np.pad(a, ((1, 0), (0, 2))) ** 2,
    "pad_edge": lambda a: np.pad(a[0], 2, mode="edge") ** 2,
    "triu": lambda a: np.triu(a) ** 2,
    "tril": lambda a: np.tril(a, -1) * a,
    "sort": lambda a: np.sort(a) * np.arange(4.0),
    "sort_axis": lambda a: np.sort(a, axis=0) ** 2,
    "select": lambda a: np.where(a > 1, a**2, np.where(a > 0, a**3, a)),
    "meshgrid": lambda a: np.meshgrid(a[0], a[:, 0])[0] * np.meshgrid(a[0], a[:, 0])[1],
}

CREATION = {
    "zeros": lambda x: np.zeros(4) + x,
    "ones": lambda x: np.ones((2, 4)) * x,
    "full": lambda x: np.full(4, 2.0) * x,
    "full_active": lambda x: np.full((2, 3), x[0]) * x[1],
    "eye": lambda x: np.eye(4) * x,
    "identity": lambda x: np.identity(4) @ x,
    "arange": lambda x: np.arange(4) * x,
    "arange_float": lambda x: np.arange(0.0, 2.0, 0.5) * x,
    "linspace": lambda x: np.linspace(0.0, 1.0, 4) * x,
    "linspace_active": lambda x: np.linspace(x[0], x[1], 5) ** 2,
    "zeros_like": lambda x: np.zeros_like(x) + x[0],
    "ones_like": lambda x: np.ones_like(x) * x[0],
    "full_like": lambda x: np.full_like(x, 3.0) * x,
    "empty_like": lambda x: np.empty_like(x).size * x,
    "array": lambda x: np.array(x) * 2.0,
    "array_of_list": lambda x: np.array([x[0], 1.0, x[1] * x[2]]) ** 2,
    "array_nested": lambda x: np.array([[x[0], 0.0], [x[1], x[2]]]) @ x[:2],
    "asarray": lambda x: np.asarray(x) ** 2,
    "asarray_dtype": lambda x: np.asarray(x, dtype=float) ** 2,
    "ascontiguousarray": lambda x: np.ascontiguousarray(x[::-1]) ** 2,
    "astype": lambda x: x.astype(np.float64) ** 2,
    "copy": lambda x: np.copy(x) ** 2,
    "vander": lambda x: np.stack([x**k for k in range(3)], axis=1),
    "float64": lambda x: np.float64(x[0]) * x,
    "iinfo": lambda x: x * np.finfo(float).eps + x,
    "constants": lambda x: x * np.pi + np.e * x**2,
}

OTHERS = {
    "interp": lambda x: np.interp(x[0], np.array([0.0, 1.0, 2.0]), x[:3]),
    "polyval": lambda x: np.polyval(x, 0.7),
    "fft": lambda x: np.abs(np.fft.fft(x)) ** 2,
    "rfft": lambda x: np.abs(np.fft.rfft(x)) ** 2,
    "ifft": lambda x: np.real(np.fft.ifft(np.fft.fft(x) * np.fft.fft(x[::-1]))),
    "bincount": lambda x: np.bincount(np.array([0, 1, 1, 3]), weights=x * x),
    "softmax": lambda x: np.exp(x - np.max(x)) / np.sum(np.exp(x - np.max(x))),
    "vectorized_norm": lambda x: x / np.linalg.norm(x),
    "isclose": lambda x: x * np.isclose(x, 9.0),
    "heaviside": lambda x: x * np.heaviside(x, 0.5),
    "complex_modulus": lambda x: np.abs(x + 1j * x[::-1]),
    "angle": lambda x: np.angle(x + 1j * x[::-1]),
    "complex_exponential": lambda x: np.exp(1j * x).real * np.exp(1j * x).imag,
}

test_elementwise = derivatives([Case(function, (at,), 0, name=name) for name, (function, at) in ELEMENTWISE.items()])
test_binary = derivatives([Case(f, (X4, P4), ("x", "y"), name=name) for name, f in BINARY.items()])
test_binary_in_one = derivatives([Case(f, (X4, P4), "y", name=name) for name, f in BINARY.items()])
test_reduction = derivatives([Case(f, (A34,), name=name) for name, f in REDUCTIONS.items()])
test_linear_algebra = derivatives([Case(f, (A33, B33), ("a", "b"), name=name) for name, f in LINEAR_ALGEBRA.items()])
test_shaping = derivatives([Case(f, (A34,), name=name) for name, f in SHAPING.items()])
test_creation = derivatives([Case(f, (X4,), name=name) for name, f in CREATION.items()])
test_other = derivatives([Case(f, (X4,), name=name) for name, f in OTHERS.items()])


def matmul_ranks(a, b):
    return a @ b


test_matmul = derivatives([
    Case(matmul_ranks, (X4, P4), ("a", "b"), name="1_1"),
    Case(matmul_ranks, (A34, X4), ("a", "b"), name="2_1"),
    Case(matmul_ranks, (X4[:3], A34), ("a", "b"), name="1_2"),
    Case(matmul_ranks, (A34, A45), ("a", "b"), name="2_2"),
    Case(matmul_ranks, (T234, A45), ("a", "b"), name="3_2"),
    Case(matmul_ranks, (T234, X4), ("a", "b"), name="3_1"),
    Case(matmul_ranks, (X4[:3], T234), ("a", "b"), name="1_3"),
    Case(matmul_ranks, (A34.T.copy(), T234), ("a", "b"), name="2_3"),
    Case(matmul_ranks, (T234, T234.transpose(0, 2, 1).copy()), ("a", "b"), name="3_3"),
    Case(matmul_ranks, (T234[:, None], A45[None, None]), ("a", "b"), name="4_4_broadcast"),
    Case(matmul_ranks, (A34, A45), "b", name="2_2_in_b"),
])  # fmt: skip


def least_squares(a, b):
    return np.linalg.solve(a.T @ a, a.T @ b)


test_regression = derivatives(
    [Case(least_squares, (A34[:, :2], P4[:3]), ("a", "b")), Case(np.linalg.norm, (SPD,), 0, name="norm_itself")]
)
