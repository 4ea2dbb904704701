"""What `math` and `cmath` have beside the elementary functions, and methods of Python's numbers."""

import cmath
import fractions
import math
import sys
from decimal import Decimal

import numpy as np
import pytest

import s2sad
from tests.support import Case, check_refused, derivatives, second_derivatives

V4 = np.array([0.3, 1.2, 0.7, 2.1])


def gamma(x):
    return math.gamma(x) * x + math.lgamma(x)


def taken_apart(x):
    mantissa, exponent = math.frexp(x * x * 3)
    fraction, whole = math.modf(x * x * 3)
    return mantissa * exponent * mantissa + math.ldexp(mantissa * x, exponent) + fraction * whole


def neighbours(x):
    return math.nextafter(x, 10.0) * x + math.ulp(x) * x


def to_polar(x):
    z = complex(x, x * x)
    r, phi = cmath.polar(z)
    return r * phi + cmath.phase(z) * x


def from_polar(x):
    z = cmath.rect(x, x * x)
    return z.real * z.imag


def polar_of_complex(z):
    r, phi = cmath.polar(z * z)
    return r * phi


def exact_sums(x):
    return math.fsum(v * v for v in x) + math.fsum([x[0], x[1] ** 2])


def told_of_numbers(x):
    top, bottom = (0.75).as_integer_ratio()
    return x * top / bottom + x.is_integer() * x + x * len(x.hex()) + (5).bit_length() * x * x


def passive_fraction(x):
    third = fractions.Fraction(1, 3)
    return x * third * float(Decimal("0.5"))


CASES = [
    Case(gamma, (2.3,)),
    Case(gamma, (-1.4,), name="gamma_left_of_0"),
    Case(gamma, (0.2,), name="gamma_near_0"),
    Case(taken_apart, (1.35,)),
    Case(neighbours, (1.3,)),
    Case(to_polar, (1.3,)),
    Case(to_polar, (-0.8,), name="to_polar_on_the_left"),
    Case(from_polar, (1.3,)),
    Case(exact_sums, (V4,)),
    Case(told_of_numbers, (1.31,)),
    Case(passive_fraction, (1.3,)),
]

test_derivative = derivatives([*CASES, Case(polar_of_complex, (0.7 + 0.4j,))])
test_second_derivative = second_derivatives(CASES)


def test_digamma():
    for x, expected in ((1.0, -0.5772156649015329), (0.5, -1.9635100260214235), (7.25, 1.9104535268837362)):
        assert s2sad.derivative(lambda v: math.lgamma(v))(x) == pytest.approx(expected, rel=1e-13)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="math.sumprod came with 3.12")
def test_sumprod():
    def both(x):
        return math.sumprod([x[0], x[1]], [x[2], x[3] ** 2]) * math.sumprod(x, x)

    for case in (Case(both, (V4,)),):
        for mode in ("forward", "reverse"):
            case.check(mode)


@pytest.mark.skipif(sys.version_info < (3, 13), reason="math.fma came with 3.13")
def test_fma():
    for mode in ("forward", "reverse"):
        Case(lambda x: math.fma(x, x * x, x) * x, (1.3,), name="fma").check(mode)


def as_decimal(x):
    return float(Decimal(x) * 2)


def as_fraction(x):
    return float(fractions.Fraction(x) * 2)


def test_decimals_and_fractions_are_refused():
    check_refused(as_decimal, 1.3, line="Decimal(x)")
    check_refused(as_fraction, 1.3, line="fractions.Fraction(x)")
