"""Where a derivative does not exist or a formula for it divides by zero: the conventions, and no NaN from nowhere."""

import math

import numpy as np

from tests.traps.exact import Trap, traps

ZERO = np.zeros(3)
MIXED = np.array([-1.0, 0.0, 2.0])
ROWS = np.array([[0.0, 0.0], [3.0, 4.0]])
TIED = np.array([1.0, 3.0, 3.0, 0.0])
INF = np.inf


def safe_log(x):
    return np.where(x > 0, np.log(np.where(x > 0, x, 1.0)), 0.0)


def unsafe_log(x):
    return np.where(x > 0, np.log(x), 0.0)


def unsafe_division(x):
    return np.where(x != 0, np.sin(x) / x, 1.0)


def unsafe_root(x):
    return np.where(x > 0, np.sqrt(x), 0.0)


def softplus(x):
    return np.logaddexp(0.0, x)


def relu(x):
    return np.maximum(x, 0.0)


def sum_of_absolutes(x):
    return np.sum(np.abs(x))


def normalised(x):
    n = np.linalg.norm(x)
    return x / n if n > 0 else x


def rounded_steps(x):
    return np.floor(x) + np.round(x) + np.sign(x) + np.ceil(x) + np.trunc(x)


test_kink = traps([
    Trap("abs", lambda x: np.abs(x), (MIXED,), [-1, 0, 1]),
    Trap("abs_float", lambda x: abs(x), (0.0,), 0),
    Trap("fabs", lambda x: np.fabs(x), (MIXED,), [-1, 0, 1]),
    Trap("absolutes_summed", sum_of_absolutes, (MIXED,), [-1, 0, 1]),
    Trap("sign", lambda x: np.sign(x) * x, (MIXED,), [-1, 0, 1]),
    Trap("steps", rounded_steps, (MIXED + 0.25,), [0, 0, 0]),
    Trap("max_tie", lambda x: np.max(x), (TIED,), [0, 0.5, 0.5, 0]),
    Trap("max_method_tie", lambda x: x.max(), (TIED,), [0, 0.5, 0.5, 0]),
    Trap("min_tie", lambda x: np.min(x), (-TIED,), [0, 0.5, 0.5, 0]),
    Trap("max_tie_axis", lambda x: np.max(x, axis=1), (np.array([[1.0, 1.0], [2.0, 1.0]]),), [[0.5, 0.5], [1, 0]]),
    Trap("max_all_equal", lambda x: np.max(x), (ZERO,), [1 / 3] * 3),
    Trap("maximum_tie", lambda x: np.maximum(x, 0.0), (MIXED,), [0, 0.5, 1]),
    Trap("maximum_with_itself", lambda x: np.maximum(x, x), (MIXED,), [1, 1, 1]),
    Trap("minimum_tie", lambda x: np.minimum(x, MIXED), (MIXED.copy(),), [0.5, 0.5, 0.5]),
    Trap("relu", relu, (np.array([-1.0, 2.0]),), [0, 1]),
    Trap("clip_inside_and_outside", lambda x: np.clip(x, -0.5, 1.5), (MIXED,), [0, 1, 0]),
    Trap("where_takes_one_branch", lambda x: np.where(x >= 0, x, -x), (MIXED,), [-1, 1, 1]),
])  # fmt: skip

test_nan = traps([
    Trap("where_safe_log", safe_log, (MIXED,), [0, 0, 0.5]),
    Trap("where_log", unsafe_log, (MIXED,), [0, 0, 0.5]),
    Trap("where_division", unsafe_division, (np.array([0.0, math.pi]),), [0, -1 / math.pi]),
    Trap("where_root", unsafe_root, (np.array([-1.0, 0.0, 4.0]),), [0, 0, 0.25]),
    Trap("norm_at_zero", lambda x: np.linalg.norm(x), (ZERO,), [0, 0, 0]),
    Trap("norm_axis_at_zero", lambda x: np.linalg.norm(x, axis=1), (ROWS,), [[0, 0], [0.6, 0.8]]),
    Trap("normalised_at_zero", normalised, (ZERO,), [1, 1, 1]),
    Trap("power_zero_at_zero", lambda x: x**0, (MIXED,), [0, 0, 0]),
    Trap("power_zero_of_float_at_zero", lambda x: x**0, (0.0,), 0),
    Trap("power_zero_point_zero", lambda x: x**0.0, (MIXED,), [0, 0, 0]),
    Trap("power_one_at_zero", lambda x: x**1, (MIXED,), [1, 1, 1]),
    Trap("power_two_at_zero", lambda x: x**2, (MIXED,), [-2, 0, 4]),
    Trap("power_two_point_zero_of_negative", lambda x: x**2.0, (MIXED,), [-2, 0, 4]),
    Trap("zero_to_the_power", lambda y: 0.0**y, (2.0,), 0),
    Trap("zero_array_to_the_power", lambda y: np.zeros(2) ** y, (np.array([1.0, 2.0]),), [0, 0]),
    Trap("negative_base_integer_exponent", lambda x, n: x**n, (-2.0, 3), 12.0, 0),
    Trap("array_exponents", lambda x: x ** np.array([0, 1, 2]), (ZERO,), [0, 1, 0]),
    Trap("prod_one_zero", lambda x: np.prod(x), (np.array([2.0, 0.0, 5.0]),), [0, 10, 0]),
    Trap("prod_two_zeros", lambda x: np.prod(x), (np.array([0.0, 0.0, 5.0]),), [0, 0, 0]),
    Trap("prod_axis_zero", lambda x: np.prod(x, axis=0), (np.array([[2.0, 0.0], [0.0, 3.0]]),), [[0, 3], [2, 0]]),
    Trap("cumprod_zero", lambda x: np.cumprod(x), (np.array([2.0, 0.0, 5.0]),), [1, 12, 0]),
    Trap("hypot_at_zero", lambda x: np.hypot(x, 0.0), (np.array([0.0, 3.0]),), [0, 1]),
    Trap("sinc_at_zero", lambda x: np.sinc(x), (ZERO,), [0, 0, 0]),
    Trap("logaddexp_of_minus_infinity", lambda x: np.logaddexp(-INF, x), (np.array([0.0, 700.0]),), [1, 1]),
    Trap("logaddexp_in_minus_infinity", lambda x: np.logaddexp(x, 0.0), (np.array([-INF, 0.0]),), [0, 0.5]),
    Trap("softplus_far_out", softplus, (np.array([-800.0, 0.0, 800.0]),), [0, 0.5, 1]),
    Trap("tanh_far_out", lambda x: np.tanh(x), (np.array([-800.0, 0.0, 800.0]),), [0, 1, 0]),
    Trap("std_of_a_constant", lambda x: np.std(x), (np.ones(3),), [0, 0, 0]),
    Trap("var_of_a_constant", lambda x: np.var(x), (np.ones(3),), [0, 0, 0]),
    Trap("exp_of_minus_infinity", lambda x: np.exp(x), (np.array([-INF, 0.0]),), [0, 1]),
    Trap("abs_of_complex_zero", lambda x: np.abs(x * (1 + 1j)), (np.array([0.0, 1.0]),), [0, math.sqrt(2)]),
    Trap("unused_branch_raises_nothing", lambda x: math.sqrt(x) if x > 0 else 0.0, (0.0,), 0),
])  # fmt: skip

test_limit = traps([
    Trap("arctan2_on_the_axes", lambda y: np.arctan2(y, np.array([1.0, -1.0])), (np.array([0.0, 0.0]),), [1, -1]),
    Trap("remainder", lambda x: x % 2.0, (np.array([-3.5, 0.5, 3.5]),), [1, 1, 1]),
    Trap("remainder_in_divisor", lambda y: np.array([7.0, -7.0]) % y, (np.array([2.0, 2.0]),), [-3, 4]),
    Trap("floor_division", lambda x: x // 2.0 + x, (np.array([-3.5, 0.5]),), [1, 1]),
    Trap("fmod_truncates", lambda y: np.fmod(np.array([7.0, -7.0]), y), (np.array([2.0, 2.0]),), [-3, 3]),
    Trap("nan_is_not_the_maximum", lambda x: np.fmax(x, np.nan), (np.array([1.0, 2.0]),), [1, 1]),
    Trap("sort_ties", lambda x: np.sort(x) * np.array([1.0, 2.0, 2.0]), (np.array([0.0, 1.0, 1.0]),), [1, 2, 2]),
])  # fmt: skip
