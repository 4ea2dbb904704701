"""Calls of user functions: every kind of parameter, of callee and of capture."""

import functools
import math
from functools import partial

import numpy as np

from tests.language import models
from tests.language.models import bell, fill_powers, middle, softplus
from tests.language.points import A34, P4, X4, X5
from tests.support import Case, derivatives

RATE = 0.3
TABLE = np.array([0.5, -1.0, 2.0, 0.25])
SETTINGS = {"power": 3, "shift": 0.5}


def square(x):
    return x * x


def affine(x, scale=2.0, *, shift=0.5):
    return scale * x + shift


def helper(x):
    return square(x) + square(x + 1.0) * x


def helper_of_helper(x):
    return helper(square(x)) - helper(x)


def positional(x, y):
    return affine(x, y) * affine(y)


def by_keyword(x, y):
    return affine(scale=x, x=y, shift=x * y)


def polynomial(x, *coefficients):
    y = 0.0
    for c in coefficients:
        y = y * x + c
    return y


def star_arguments(x, c):
    return polynomial(x, *c) + polynomial(x, 1.0, x, 2.0) + polynomial(x)


def weighted(x, **weights):
    return weights["a"] * x + weights.get("b", 2.0) * x**2


def double_star(x, y):
    options = {"a": x, "b": y}
    return weighted(y, **options) + weighted(x, a=y)


def keyword_only(x, *, power=2, scale):
    return scale * x**power


def calls_keyword_only(x, y):
    return keyword_only(x, scale=y) + keyword_only(y, scale=x, power=3)


def positional_only(x, /, y):
    return x * y * y


def tuple_result(x, y):
    return x * y, x / y


def unpacks_result(x, y):
    product, quotient = tuple_result(x, y)
    return product * quotient + product


def ignores_part_of_result(x, y):
    return tuple_result(x, y)[1] * x


def branching(x):
    if x > 1.0:
        return x * x
    return x + 1.0


def calls_branching(x, y):
    return branching(x) * branching(y)


def power(x, n):
    if n == 0:
        return 1.0
    if n % 2:
        return x * power(x, n - 1)
    return power(x * x, n // 2)


def recursive_sum(v, n):
    if n == 0:
        return 0.0
    return v[n - 1] ** 2 + 0.5 * recursive_sum(v, n - 1)


def even(x, n):
    return 1.0 if n == 0 else x * odd(x, n - 1)


def odd(x, n):
    return x if n == 0 else (x + 1.0) * even(x, n - 1)


def mutual(x, n):
    return even(x, n) * 2.0


def inner_function(x, y):
    def combine(a):
        return a * y + x

    return combine(x) * combine(y)


def inner_lambda(x, y):
    shifted = lambda a: a * x + y
    return shifted(shifted(x))


def inner_recursion(x, n):
    def step(a, k):
        return a if k == 0 else step(a * x + 1.0, k - 1)

    return step(x, n)


def late_binding(x):
    scale = 2.0

    def scaled(a):
        return a * scale

    scale = x
    return scaled(x)


def returns_function(x):
    return models.scaled(x)(x * x)


def function_argument(f, x):
    return f(x) * f(2.0 * x)


def chooses_function(x, kind):
    f = {"sin": math.sin, "square": square}[kind]
    return f(x) * x


def trapezoid(f, a, b, n):
    h = (b - a) / n
    total = 0.5 * (f(a) + f(b))
    for k in range(1, n):
        total += f(a + k * h)
    return h * total


def integral(x, y):
    return trapezoid(lambda t: math.exp(-x * t * t), 0.0, y, 5)


def newton(f, df, x, steps):
    for _ in range(steps):
        x = x - f(x) / df(x)
    return x


def cube_root(a):
    return newton(lambda x: x**3 - a, lambda x: 3 * x**2, 1.0, 25)


def with_partial(x, y):
    scaled = partial(affine, scale=x)
    return scaled(y) + partial(affine, x)(3.0)


def with_map(v):
    return sum(map(square, v)) + sum(map(lambda a, b: a * b, v, v[1:]))


def with_reduce(v):
    return functools.reduce(lambda a, b: a * b + 1.0, v)


def other_module(x):
    return bell(x) * models.GAIN + models.bell(2.0 * x)


def other_module_default(x, y):
    return np.sum(softplus(x) * models.softplus(x, sharpness=y))


def own_globals(x):
    return RATE * x * TABLE + TABLE[SETTINGS["power"]] * x ** SETTINGS["power"] + SETTINGS["shift"]


def writes_into_argument(x):
    powers = np.empty(5)
    fill_powers(x, powers)
    return np.sum(powers) * powers[2]


def writes_into_slice(x, y):
    table = np.zeros((2, 4))
    fill_powers(x, table[0])
    fill_powers(y, table[1])
    return np.sum(table[0] * table[1])


def returns_view(v):
    y = v * v
    part = middle(y)
    part[0] = v[0] * v[1]
    return np.sum(y * v)


def rotate_pair(c, s, v, i, j):
    a, b = v[i], v[j]
    v[i] = c * a - s * b
    v[j] = s * a + c * b


def written_by_element(angle, v):
    v = v.copy()
    for k in range(len(v) - 1):
        rotate_pair(math.cos(angle), math.sin(angle), v, k, k + 1)
    return v[-1] * v[0]


def passive_helper(x, n):
    return x * count(n)


def count(n):
    total = 0
    for k in range(n):
        total += k % 3
    return total


def same_helper_two_patterns(x, y):
    return tuple_result(x, 3.0)[0] * tuple_result(2.0, y)[1] + tuple_result(x, y)[0]


def helper_in_loop(x, n):
    for _ in range(n):
        x = helper(x) * 0.1
    return x


def helper_in_condition(x):
    if square(x) > 1.0 and branching(x) < 100.0:
        return square(x)
    return x


def log_calls(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        return f(*args, **kwargs) * 2.0

    return wrapper


@log_calls
def decorated(x, y=2.0):
    return x * x * y


def calls_decorated(x):
    return decorated(x) + decorated(x, y=x)


@functools.cache
def cached(n):
    return 1.0 / n


def calls_cached(x):
    return x * cached(3) + x**2 * cached(4)


def imports_inside(x):
    import math as m
    from math import exp

    import numpy as xp

    return m.sin(x) * exp(x) + xp.cos(x)


def make_closure(rate, centre):
    def f(x):
        return rate * (x - centre) ** 2

    return f


test_derivative = derivatives([
    Case(helper, (1.3,)),
    Case(helper, (X4,), name="helper_array"),
    Case(helper_of_helper, (0.8,)),
    Case(positional, (1.3, 0.4), ("x", "y")),
    Case(by_keyword, (1.3, 0.4), ("x", "y")),
    Case(star_arguments, (1.3, X4), ("x", "c")),
    Case(double_star, (1.3, 0.4), ("x", "y")),
    Case(calls_keyword_only, (1.3, 0.4), ("x", "y")),
    Case(positional_only, (1.3, 0.4), ("x", "y")),
    Case(affine, (1.3,), name="default_left_out"),
    Case(affine, (1.3, 0.7), ("x", "scale"), name="default_given"),
    Case(affine, (1.3, 0.7), "x", keywords={"shift": 1.5}, name="keyword_only_given"),
    Case(unpacks_result, (1.3, 0.4), ("x", "y")),
    Case(ignores_part_of_result, (1.3, 0.4), ("x", "y")),
    Case(calls_branching, (1.3, 0.4), ("x", "y")),
    Case(power, (1.3, 11), "x"),
    Case(recursive_sum, (X5, 5), "v"),
    Case(mutual, (0.7, 5), "x"),
    Case(inner_function, (1.3, 0.4), ("x", "y")),
    Case(inner_lambda, (1.3, 0.4), ("x", "y")),
    Case(inner_recursion, (0.7, 4), "x"),
    Case(late_binding, (1.3,)),
    Case(returns_function, (0.7,)),
    Case(function_argument, (square, 1.3), "x"),
    Case(function_argument, (math.sin, 1.3), "x", name="function_argument_library"),
    Case(chooses_function, (1.3, "square"), "x"),
    Case(chooses_function, (1.3, "sin"), "x", name="chooses_function_library"),
    Case(integral, (1.3, 0.8), ("x", "y")),
    Case(cube_root, (2.5,)),
    Case(with_partial, (1.3, 0.4), ("x", "y")),
    Case(with_map, (X4,)),
    Case(with_reduce, (X4,)),
    Case(other_module, (0.3,)),
    Case(other_module_default, (X4, 1.3), ("x", "y")),
    Case(own_globals, (0.8,)),
    Case(writes_into_argument, (0.8,)),
    Case(writes_into_slice, (0.8, 1.2), ("x", "y")),
    Case(returns_view, (X4,)),
    Case(written_by_element, (0.3, X5), ("angle", "v")),
    Case(passive_helper, (1.3, 7), "x"),
    Case(same_helper_two_patterns, (1.3, 0.4), ("x", "y")),
    Case(helper_in_loop, (1.3, 4), "x"),
    Case(helper_in_condition, (1.3,)),
    Case(helper_in_condition, (0.3,), name="helper_in_condition_false"),
    Case(calls_decorated, (1.3,)),
    Case(decorated, (1.3, 0.7), ("x", "y"), name="decorated_itself"),
    Case(calls_cached, (1.3,)),
    Case(imports_inside, (0.8,)),
    Case(make_closure(1.5, 0.2), (0.6,), name="closure"),
    Case(partial(affine, 1.3), (0.6,), "scale", name="partial"),
    Case(partial(affine, scale=0.6), (1.3,), "x", name="partial_keyword"),
    Case(lambda x: x * np.sin(x), (0.6,), name="lambda"),
    Case(lambda x, y=2.0: x * y**x, (0.6,), ("x", "y"), name="lambda_default"),
    Case(np.exp, (X4,), 0, name="ufunc"),
    Case(np.multiply, (X4, P4), (0, 1), name="ufunc_of_two"),
    Case(math.sin, (0.6,), 0, name="builtin"),
    Case(np.sum, (A34,), 0, name="numpy_function"),
])  # fmt: skip
