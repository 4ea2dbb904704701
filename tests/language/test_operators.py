"""Expressions on floats and arrays: arithmetic, comparison, boolean operators, conditional expressions."""

import math

import numpy as np

from tests.language.points import A33, A34, B33, P4, X4
from tests.support import Case, derivatives


def arithmetic(x, y):
    return (x + y) * (x - y) / (1.0 + x * y)


def unary(x):
    return -x * +x - (-(x**3))


def constants_on_the_left(x):
    return 2.0 - x + 3.0 / x + 2.0**x + 5 % x


def integer_power(x):
    return x**2 + x**3 - x**-1 + x**0 + x**1


def real_power(x, y):
    return x**y + x**0.5 + x**-1.5


def integer_exponent(x, n):
    return x**n + n * x


def floor_division(x, y):
    return x // y * x + y


def remainder(x, y):
    return x % y * x


def array_remainder(x, y):
    return np.sum(x % y * x) + np.sum(x // y * y)


def product_of_matrices(a, b):
    return a @ b @ a.T


def matrix_and_vector(a, v):
    return v @ a @ v + np.sum(a @ v)


def chained_comparison(x):
    if 0.0 < x < 1.0 <= 2 * x:
        return x * x
    return 3.0 * x


def comparison_as_number(x):
    return (x > 1.0) * x * x + (x <= 1.0) * x


def array_comparison_as_number(x):
    return np.sum((x > 0) * x**2 - (x <= 0) * x)


def short_circuit(x):
    if x > 0 and math.log(x) > 0.5 or x < -2:
        return x * x
    return -x


def or_value(x, scale):
    scale = scale or 2.0
    return scale * x


def and_value(x, limit):
    bounded = limit and min(x, limit)
    return x * x if bounded is None else bounded * x


def negation(x):
    if not x > 1.0:
        return x
    return x * x


def identity_test(x, offset=None):
    if offset is None:
        offset = 1.5
    return x * offset


def identity_not(x, y):
    return x * y if y is not None else x


def membership(x, option):
    if option in ("square", "quadratic"):
        return x**2
    if option not in {"cube": 3}:
        return x
    return x**3


def conditional(x):
    return x * x if x > 1.0 else x if x > 0.0 else -x


def conditional_argument(x, flag):
    return math.sin(x if flag else 2.0 * x)


def conditional_operand(x, y):
    return 3.0 * (x if x > y else y) * x


def index_arithmetic(x, n):
    k = (n * 3 + 1) // 2 % 4
    return x[k] * x[-1] * (n >> 1) + x[n & 1] * (1 << n) - x[~0] * (n | 4) * (n ^ 1)


def masks(x):
    inside = (x > -1.0) & (x < 1.0) | (x > 2.0)
    return np.sum(np.where(inside, x**2, 0.5 * x)) + np.sum(x[~inside])


def python_floats_stay_floats(x):
    return [x * 2, x / 3, -x, x**2, abs(x)]


def broadcasting(x, a):
    return a * x + x - a / (2.0 + x**2)


def row_and_column(u, v):
    return u[:, None] * v[None, :] - v


def scalar_and_array(s, v):
    return s * v + s / (1 + v**2) + v**s


test_derivative = derivatives([
    Case(arithmetic, (1.3, 0.4), ("x", "y")),
    Case(arithmetic, (1.3, 0.4), "y", name="arithmetic_in_y"),
    Case(arithmetic, (P4, P4[::-1].copy()), ("x", "y"), name="arithmetic_arrays"),
    Case(unary, (1.3,)),
    Case(unary, (X4,), name="unary_array"),
    Case(constants_on_the_left, (1.3,)),
    Case(constants_on_the_left, (P4[1:3],), name="constants_on_the_left_array"),
    Case(integer_power, (-1.3,)),
    Case(integer_power, (X4,), name="integer_power_array"),
    Case(real_power, (1.3, 0.4), ("x", "y")),
    Case(real_power, (P4, 0.4), ("x", "y"), name="real_power_array"),
    Case(integer_exponent, (-1.3, 3), "x"),
    Case(integer_exponent, (1.3, 0), "x", name="integer_exponent_zero"),
    Case(floor_division, (5.3, 0.7), ("x", "y")),
    Case(remainder, (5.3, 0.7), ("x", "y")),
    Case(remainder, (-5.3, 0.7), ("x", "y"), name="remainder_negative"),
    Case(array_remainder, (X4, P4), ("x", "y")),
    Case(product_of_matrices, (A33, B33), ("a", "b")),
    Case(product_of_matrices, (A33, B33), "b", name="product_of_matrices_in_b"),
    Case(matrix_and_vector, (A33, P4[:3]), ("a", "v")),
    Case(chained_comparison, (0.7,)),
    Case(chained_comparison, (1.7,), name="chained_comparison_false"),
    Case(comparison_as_number, (1.7,)),
    Case(array_comparison_as_number, (X4,)),
    Case(short_circuit, (2.5,)),
    Case(short_circuit, (1.1,), name="short_circuit_false"),
    Case(short_circuit, (-3.0,), name="short_circuit_second"),
    Case(or_value, (1.3, None), "x"),
    Case(or_value, (1.3, 0.7), ("x", "scale"), name="or_value_given"),
    Case(and_value, (1.3, 0.7), "x"),
    Case(and_value, (1.3, None), "x", name="and_value_none"),
    Case(negation, (0.3,)),
    Case(identity_test, (1.3,)),
    Case(identity_test, (1.3, 0.4), ("x", "offset"), name="identity_test_given"),
    Case(identity_not, (1.3, None), "x"),
    Case(membership, (1.3, "quadratic"), "x"),
    Case(membership, (1.3, "cube"), "x", name="membership_cube"),
    Case(membership, (1.3, "line"), "x", name="membership_line"),
    Case(conditional, (1.3,)),
    Case(conditional, (0.3,), name="conditional_middle"),
    Case(conditional, (-0.3,), name="conditional_last"),
    Case(conditional_argument, (1.3, False), "x"),
    Case(conditional_operand, (1.3, 0.4), ("x", "y")),
    Case(conditional_operand, (0.3, 0.4), ("x", "y"), name="conditional_operand_other"),
    Case(index_arithmetic, (X4, 3), "x"),
    Case(masks, (X4,)),
    Case(python_floats_stay_floats, (1.3,)),
    Case(broadcasting, (A34, X4), ("x", "a")),
    Case(broadcasting, (1.3, A34), ("x", "a"), name="broadcasting_scalar"),
    Case(broadcasting, (A34[:, :1].copy(), X4), ("x", "a"), name="broadcasting_column"),
    Case(row_and_column, (P4[:3], X4), ("u", "v")),
    Case(scalar_and_array, (1.3, P4), ("s", "v")),
])  # fmt: skip
