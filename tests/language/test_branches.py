"""if, elif, else and return in every place."""

import numpy as np
import pytest

import s2sad
from tests.language.points import A34, X4
from tests.support import Case, derivatives


def without_else(x):
    y = x
    if x > 1.0:
        y = x * x
    return y * 3.0


def chain(x):
    if x < 0.0:
        y = -x
    elif x < 1.0:
        y = x * x
    elif x < 2.0:
        y = x**3
    else:
        y = np.sqrt(x)
    return y * x


def nested(x, y):
    if x > 0:
        if y > 0:
            z = x * y
        else:
            z = x - y
        z = z * x
    else:
        z = y
    return z * z


def early_return(x):
    if x < 0:
        return -2.0 * x
    y = x * x
    if y > 1.0:
        return y
    y = y * x
    return y + 1.0


def return_in_both(x):
    if x > 1.0:
        return x * x
    else:
        return x * x * x


def several_names(x, y):
    if x > y:
        low, high, count = y, x, 2
    else:
        low, high, count = x, y, 3
    return low * high**count


def defined_in_one_branch(x, flag):
    if flag:
        extra = x * x
    y = 2.0 * x
    if flag:
        y = y + extra
    return y


def active_in_one_branch(x, flag):
    scale = x if flag else 1.0
    return scale * 3.0 + x


def constant_in_one_branch(x):
    return x * x if x > 1.0 else 2.0


def by_name(x, kind):
    if kind == "linear":
        return 2.0 * x
    if kind == "square":
        return x * x
    raise ValueError(f"unknown kind {kind!r}")


def by_type(x):
    if isinstance(x, np.ndarray):
        return np.sum(x * x)
    if isinstance(x, (float, int)):
        return x * x
    raise TypeError("a number or an array was expected")


def by_shape(x):
    if x.ndim == 1:
        return np.sum(x**2)
    if x.shape[0] > 2:
        return np.sum(x**3)
    return np.sum(x)


def guarded(x, n):
    if n < 0 or n % 2 == 1:
        raise ValueError("n must be even")
    if not np.all(np.isfinite(x)):
        raise ValueError("x must be finite")
    return np.sum(x**n)


def empty_branch(x):
    if x > 1.0:
        pass
    else:
        x = x * x
    return x * 2.0


def write_in_a_branch(x, flag):
    y = x * x
    if flag:
        y[1] = 3.0 * x[0]
    else:
        y[2] *= x[3]
    return np.sum(y * y)


def float_or_array(x, flag):
    y = x * x if flag else np.sum(x)
    return y * 2.0


def branch_on_result(x):
    y = np.sin(x)
    if y > 0.5:
        y = y * y
    if y < 0.9:
        y = y + x
    return y


def branch_on_element(v):
    total = 0.0
    if v[0] > v[1]:
        total += v[0] * v[2]
    elif v[0] < 0:
        total += v[1]
    return total + v[3]


def none_result(x, flag):
    if flag:
        return x * x
    return None


test_derivative = derivatives([
    Case(without_else, (1.3,)),
    Case(without_else, (0.3,), name="without_else_not_taken"),
    Case(chain, (-0.4,), name="chain_1"),
    Case(chain, (0.4,), name="chain_2"),
    Case(chain, (1.4,), name="chain_3"),
    Case(chain, (2.4,), name="chain_4"),
    Case(nested, (1.3, 0.4), ("x", "y")),
    Case(nested, (1.3, -0.4), ("x", "y"), name="nested_inner_else"),
    Case(nested, (-1.3, 0.4), ("x", "y"), name="nested_outer_else"),
    Case(early_return, (-0.5,), name="early_return_1"),
    Case(early_return, (1.5,), name="early_return_2"),
    Case(early_return, (0.5,), name="early_return_3"),
    Case(return_in_both, (1.5,)),
    Case(return_in_both, (0.5,), name="return_in_both_else"),
    Case(several_names, (1.3, 0.4), ("x", "y")),
    Case(several_names, (0.3, 0.4), ("x", "y"), name="several_names_else"),
    Case(defined_in_one_branch, (1.3, True), "x"),
    Case(defined_in_one_branch, (1.3, False), "x", name="defined_in_one_branch_not_taken"),
    Case(active_in_one_branch, (1.3, True), "x"),
    Case(active_in_one_branch, (1.3, False), "x", name="active_in_one_branch_passive"),
    Case(constant_in_one_branch, (1.3,)),
    Case(constant_in_one_branch, (0.3,), name="constant_in_one_branch_constant"),
    Case(by_name, (1.3, "square"), "x"),
    Case(by_name, (1.3, "linear"), "x", name="by_name_linear"),
    Case(by_type, (1.3,)),
    Case(by_type, (X4,), name="by_type_array"),
    Case(by_shape, (X4,)),
    Case(by_shape, (A34,), name="by_shape_matrix"),
    Case(by_shape, (A34[:2],), name="by_shape_short"),
    Case(guarded, (X4, 2), "x"),
    Case(empty_branch, (1.3,)),
    Case(empty_branch, (0.3,), name="empty_branch_else"),
    Case(write_in_a_branch, (X4, True), "x"),
    Case(write_in_a_branch, (X4, False), "x", name="write_in_a_branch_else"),
    Case(float_or_array, (X4, True), "x"),
    Case(float_or_array, (X4, False), "x", name="float_or_array_float"),
    Case(branch_on_result, (0.8,)),
    Case(branch_on_result, (0.2,), name="branch_on_result_small"),
    Case(branch_on_element, (X4,)),
    Case(branch_on_element, (-X4,), name="branch_on_element_second"),
    Case(none_result, (1.3, True), "x"),
])  # fmt: skip


@pytest.mark.parametrize("kind", ["cubic", None, 3])
def test_the_error_of_the_function_is_the_error_of_its_derivative(kind):
    for derived in (s2sad.tangent(by_name), s2sad.adjoint(by_name)):
        with pytest.raises(ValueError, match="unknown kind"):
            derived(1.3, kind, 1.0)


def test_one_derivative_serves_every_branch():
    gradient = s2sad.grad(chain)
    for x, expected in [(-0.4, 0.8), (0.4, 3 * 0.4**2), (1.4, 4 * 1.4**3), (2.4, 1.5 * 2.4**0.5)]:
        assert gradient(x) == pytest.approx(expected)
