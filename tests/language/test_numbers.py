"""Python and NumPy numbers of every width: what goes in, what comes out, and the functions of math."""

import cmath
import math

import numpy as np
import pytest

import s2sad
from tests.language.points import P4, X4
from tests.support import Case, derivatives


def polynomial(x):
    return x * x * 3.0 - x / 2.0 + 1.0


def mixed(x, n, flag):
    return x * n + x**n * flag


def conversions(x):
    return float(x) * 2.0 + abs(x) + round(x, 3) * x


def builtin_reductions(x, y):
    return sum([x, y, x * y]) * max(x, y) + min(x, y, 0.7) ** 2 + sum((x, y), 1.0)


def builtin_powers(x, y):
    return pow(x, 3) + pow(x, y) + divmod(x, y)[1] * x


def float_methods(x):
    return x.real * x + x.conjugate()


def integer_part(x):
    return (x - int(x)) * x + math.floor(x) * x


def complex_parts(z):
    return z.real**2 * z.imag + abs(z) ** 2 + (z * z).real


def complex_result(z):
    return z * z + 2j * z + 1 / z


def complex_from_floats(x, y):
    z = complex(x, y) ** 2
    return z.real * z.imag


def complex_math(z):
    return cmath.exp(z) + cmath.sqrt(z) * cmath.sin(z)


def modulus(z):
    return np.sum(np.abs(z) ** 2 + np.real(z * np.conj(z)) + np.imag(z) * np.real(z))


def float32_network(w, x):
    h = np.tanh(x @ w)
    return np.sum(h * h) / h.size


MATH = {
    "exp": lambda x: math.exp(x),
    "expm1": lambda x: math.expm1(x),
    "log": lambda x: math.log(x),
    "log2": lambda x: math.log2(x),
    "log_base": lambda x: math.log(x, 3),
    "log_base_active": lambda x: math.log(3.0, x + 2.0),
    "log10": lambda x: math.log10(x),
    "log1p": lambda x: math.log1p(x),
    "sqrt": lambda x: math.sqrt(x),
    "sin": lambda x: math.sin(x),
    "cos": lambda x: math.cos(x),
    "tan": lambda x: math.tan(x),
    "asin": lambda x: math.asin(x),
    "acos": lambda x: math.acos(x),
    "atan": lambda x: math.atan(x),
    "sinh": lambda x: math.sinh(x),
    "cosh": lambda x: math.cosh(x),
    "tanh": lambda x: math.tanh(x),
    "asinh": lambda x: math.asinh(x),
    "acosh": lambda x: math.acosh(x + 1.0),
    "atanh": lambda x: math.atanh(x),
    "atan2": lambda x: math.atan2(x, 2.0 - x),
    "hypot": lambda x: math.hypot(x, 2.0 * x, 1.0),
    "pow": lambda x: math.pow(x, 2.5) + math.pow(2.0, x),
    "erf": lambda x: math.erf(x),
    "erfc": lambda x: math.erfc(x),
    "fabs": lambda x: math.fabs(-x),
    "fmod": lambda x: math.fmod(5.0 * x, 1.0),
    "degrees": lambda x: math.degrees(x),
    "radians": lambda x: math.radians(x),
    "copysign": lambda x: math.copysign(x, -1.0),
    "fsum": lambda x: math.fsum([x, x * x, 1.0]),
    "prod": lambda x: math.prod([x, 2.0, x + 1.0]),
    "dist": lambda x: math.dist([x, 1.0], [0.0, x * x]),
    "ceil": lambda x: math.ceil(x) * x,
    "isclose": lambda x: x if math.isclose(x, 1.0) else 2.0 * x,
    "factorial": lambda x: x * math.factorial(4),
    "comb": lambda x: x * math.comb(5, 2),
    "ldexp": lambda x: x * 2**3,
    "trunc": lambda x: math.trunc(3 * x) * x,
    "pi": lambda x: x * math.pi + math.tau,
    "gcd": lambda x: x * math.gcd(12, 18),
}

test_math = derivatives([Case(function, (0.47,), name=name) for name, function in MATH.items()])

test_derivative = derivatives([
    Case(polynomial, (1.3,)),
    Case(polynomial, (np.float64(1.3),), name="polynomial_float64"),
    Case(polynomial, (np.float32(1.3),), name="polynomial_float32"),
    Case(polynomial, (np.array(1.3),), name="polynomial_zero_dimensional"),
    Case(polynomial, (X4,), name="polynomial_array"),
    Case(polynomial, (X4[:1],), name="polynomial_array_of_one"),
    Case(polynomial, (X4.astype(np.float32),), name="polynomial_array_float32"),
    Case(polynomial, (0.3 + 0.4j,), name="polynomial_complex"),
    Case(polynomial, (np.asfortranarray(X4.reshape(2, 2)),), name="polynomial_fortran_order"),
    Case(polynomial, (X4[::-2],), name="polynomial_strided"),
    Case(mixed, (1.3, 3, True), "x"),
    Case(mixed, (X4, np.int64(2), np.True_), "x", name="mixed_numpy"),
    Case(conversions, (1.3,)),
    Case(builtin_reductions, (1.3, 0.4), ("x", "y")),
    Case(builtin_powers, (1.3, 0.4), ("x", "y")),
    Case(float_methods, (1.3,)),
    Case(complex_parts, (0.3 + 0.4j,)),
    Case(complex_result, (0.3 + 0.4j,)),
    Case(complex_from_floats, (1.3, 0.4), ("x", "y")),
    Case(complex_math, (0.3 + 0.4j,)),
    Case(modulus, (X4 + 1j * P4,)),
    Case(float32_network, (np.outer(X4, P4).astype(np.float32), X4.astype(np.float32)), ("w", "x")),
])  # fmt: skip


@pytest.mark.parametrize(
    "x", [2.0, np.float64(2.0), np.float32(2.0), np.array(2.0), np.ones(3), np.ones(3, np.float32), np.ones((1, 2, 1))]
)
def test_a_gradient_has_the_type_of_its_argument(x):
    gradient = s2sad.grad(lambda x: np.sum(x * x * 1.5))(x)
    assert np.shape(gradient) == np.shape(x)
    assert np.asarray(gradient).dtype == np.asarray(x).dtype
    assert isinstance(gradient, type(x))
    np.testing.assert_allclose(gradient, 3.0 * x)


def test_a_python_int_counts_as_a_float():
    assert s2sad.grad(lambda x: x * x)(3) == 6.0
    assert s2sad.derivative(lambda x: x**3)(2) == 12.0


@pytest.mark.parametrize("x", [np.arange(3), np.array([True, False])])
def test_an_array_of_integers_has_no_gradient(x):
    with pytest.raises(s2sad.S2sadError, match="float"):
        s2sad.grad(lambda x: np.sum(x * x))(x)


@pytest.mark.parametrize("x", ["text", None, object(), {1, 2}])
def test_what_is_no_number_has_no_gradient(x):
    with pytest.raises(s2sad.S2sadError):
        s2sad.grad(lambda x: 2.0)(x)


WIDTHS = [np.float16, np.float32, np.float64, np.longdouble, np.complex64, np.complex128]
OF_SCALARS = {
    "square": lambda x: x * x,
    "by_a_python_number": lambda x: 2.0 * x + 1,
    "constant": lambda x: 3.0,
    "no_slope": lambda x: np.floor(x.real),
    "real": lambda x: np.real(x),
    "imaginary": lambda x: np.imag(x),
    "size": lambda x: abs(x) ** 2,
    "wider": lambda x: np.sum(x * np.ones(3)).real,
    "branch": lambda x: x * x if x.real > 0 else x,
    "loop": lambda x: sum(x**k for k in range(3)).real,
}


@pytest.mark.parametrize("width", WIDTHS, ids=lambda w: w.__name__)
@pytest.mark.parametrize("name", OF_SCALARS)
def test_the_gradient_of_a_numpy_number_is_one_of_its_type(name, width):
    function, x = OF_SCALARS[name], width(1.25)
    value, bar = s2sad.adjoint(function)(x, 1.0)
    assert type(value) is type(function(x)) and type(bar) is width
    wide = np.complex128 if issubclass(width, np.complexfloating) else np.float64
    step, at = 1e-6, wide(x)
    slope = (function(at + step) - function(at - step)) / (2 * step)
    assert bar.real == pytest.approx(slope.real, rel=2e-3 if width is np.float16 else 1e-5, abs=1e-6)


@pytest.mark.parametrize("shape", [(), (1,), (3,)], ids=str)
@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", "c8", "c16"])
def test_the_gradient_of_an_array_has_its_dtype(dtype, shape):
    x = np.full(shape, 1.25, dtype)
    bar = s2sad.grad(lambda x: np.sum(abs(x * x)) + 2.0 * np.sum(x.real))(x)
    assert type(bar) is np.ndarray and bar.dtype == x.dtype and bar.shape == shape
    np.testing.assert_allclose(bar, np.full(shape, 4.5), rtol=2e-3)


def test_numbers_of_python_stay_of_python():
    assert isinstance(s2sad.grad(lambda x: abs(x * x))(1.0 + 2.0j), complex)
    assert isinstance(s2sad.grad(lambda x: x.real * 2.0)(1.0 + 2.0j), complex)
    assert type(s2sad.grad(lambda x: 3.0 * x)(2)) is float
    assert isinstance(s2sad.grad(lambda x: float(np.float32(2.0) * x))(1.5), float)
