"""Names that clash with what is generated: np, x_dot, x_bar, tapes, keywords, builtins, helpers, digits."""

import math
import math as np_  # noqa: F401

import numpy
import numpy as np
import numpy as xp
from numpy import exp  # noqa: I001
from numpy import sum as total

import s2sad
from tests.support import Case, derivatives

x_dot = 3.0
x_bar = 2.0
value_bar = 0.5


def derivatives_of_others(x):
    return x * x_dot + x**2 * x_bar * value_bar


def own_dots(x, x_dot, x_bar):
    y_dot = x * x_dot
    y_bar = x * x_bar
    x_tape = [y_dot, y_bar]
    value_bar = y_dot * y_bar
    return value_bar + x_tape[0] * x


def numbered(x):
    x_1 = x * x
    x_2 = x_1 * x
    x_bar_1 = x_2 * x_1
    return x_bar_1 + x_1


def np_is_an_argument(np, x):
    return np * x * x


def np_is_local(x):
    np = x * 2.0
    return np * np


def numpy_by_other_names(x):
    return numpy.sin(x) * xp.cos(x) * np.exp(x)


def imported_names(x):
    return total(exp(x) * x)


def builtins_as_names(sum, len):
    range = sum * len
    max = range + sum
    list = [max, range]
    return list[0] * list[1]


def soft_keywords(x, match, case, type, _):
    return x * match + case * type * _


def underscored(_x, __y):
    _ = _x * __y
    return _ * _x


def named_like_its_derivative(tangent):
    return tangent * tangent


def grad(x):
    return x * x * 3.0


def calls_own_name_elsewhere(x):
    return grad(x) * x


def unicode_names(α, β):
    Δ = α * β
    return Δ * α + math.sin(β)


def one_letter(l, O, I):  # noqa: E741
    return l * O + O * I * l


def helper_names(x):
    def _reduce(a):
        return a * a

    _expand = _reduce(x)
    _zeros = _expand + x
    return _zeros * _expand


def shadowed_helper(x):
    helper = x * 2.0

    def inner(x):
        helper = x * 3.0
        return helper * x

    return inner(helper) + helper


def same_name_in_helper(t, u):
    return doubled(t) * doubled(u)


def doubled(t):
    u = t * t
    t = u + t
    return t


def loop_variable_is_reused(x):
    k = x
    for k in range(3):
        x = x * 1.5 + k
    return x * k


def comprehension_variable_is_its_own(x):
    k = x * 2.0
    values = [k * k for k in (1.0, 2.0)]
    return k * values[1]


def lambda_parameter_is_its_own(x):
    y = x * 2.0
    f = lambda x: x * y
    return f(x * x) * x


def rebound_parameter(x, y):
    x = y
    y = x * 2.0
    return x * y


test_derivative = derivatives([
    Case(derivatives_of_others, (1.3,)),
    Case(own_dots, (1.3, 0.4, 0.7), ("x", "x_dot", "x_bar")),
    Case(own_dots, (1.3, 0.4, 0.7), "x", name="own_dots_in_x"),
    Case(numbered, (1.3,)),
    Case(np_is_an_argument, (1.3, 0.4), ("np", "x")),
    Case(np_is_local, (1.3,)),
    Case(numpy_by_other_names, (1.3,)),
    Case(imported_names, (np.array([0.3, 0.8]),)),
    Case(builtins_as_names, (1.3, 0.4), ("sum", "len")),
    Case(soft_keywords, (1.3, 0.4, 0.7, 1.1, 0.2), ("x", "match", "case", "type", "_")),
    Case(underscored, (1.3, 0.4), (0, 1)),
    Case(named_like_its_derivative, (1.3,)),
    Case(calls_own_name_elsewhere, (1.3,)),
    Case(unicode_names, (1.3, 0.4), ("α", "β")),
    Case(one_letter, (1.3, 0.4, 0.7), ("l", "O", "I")),
    Case(helper_names, (1.3,)),
    Case(shadowed_helper, (1.3,)),
    Case(same_name_in_helper, (1.3, 0.4), ("t", "u")),
    Case(loop_variable_is_reused, (1.3,)),
    Case(comprehension_variable_is_its_own, (1.3,)),
    Case(lambda_parameter_is_its_own, (1.3,)),
    Case(rebound_parameter, (1.3, 0.4), ("x", "y")),
    Case(lambda x: x * x, (1.3,), name="lambda"),
    Case(lambda x: (lambda x: x * x)(x) * x, (1.3,), name="lambda_in_lambda"),
])  # fmt: skip


def test_two_lambdas_on_one_line():
    square, cube = lambda x: x * x, lambda x: x * x * x
    assert (s2sad.grad(square)(2.0), s2sad.grad(cube)(2.0)) == (4.0, 12.0)


def test_functions_of_one_name():
    def make(n):
        def f(x):
            return x**n

        return f

    assert [s2sad.grad(make(n))(2.0) for n in (1, 2, 3)] == [1.0, 4.0, 12.0]


def test_a_changed_closure_is_seen():
    scale = 2.0

    def f(x):
        return scale * x

    gradient = s2sad.grad(f)
    assert gradient(1.0) == 2.0
    scale = 5.0
    assert gradient(1.0) == 5.0


FACTOR = 2.0


def times_factor(x):
    return FACTOR * x


def test_a_changed_global_is_seen(monkeypatch):
    gradient = s2sad.grad(times_factor)
    assert gradient(1.0) == 2.0
    monkeypatch.setitem(globals(), "FACTOR", 7.0)
    assert gradient(1.0) == 7.0
