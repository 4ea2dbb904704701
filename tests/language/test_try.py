"""``try``: the path that ran is the path that is derived, whether the function, Python or NumPy raises."""

import contextlib
import math

import pytest

import s2sad
from tests.support import Case, check, check_refused, derivatives, second_derivatives


def checked(x):
    if x < 1:
        raise ValueError("small")
    return x * x


def helper_raise(x):
    try:
        y = checked(x)
    except ValueError:
        y = -x
    return y * x


def direct_raise(x):
    try:
        if x > 1:
            raise KeyError("big")
        y = x * 3
    except KeyError:
        y = x * x
    else:
        y = y + 1
    return y * x


def zerodiv(x, d):
    try:
        y = x / d
    except ZeroDivisionError:
        y = x * x
    return y * 2


def keyed(x, k):
    d = {"a": x, "b": x * x}
    try:
        v = d[k]
    except KeyError:
        v = 3 * x
    return v * x


def imports(x):
    try:
        import not_a_module_at_all as m
    except ImportError:
        m = None
    try:
        from math import sin
    except ImportError:
        sin = None
    return x * x if m is None else sin(x)


def several(x, k):
    try:
        y = math.sqrt(x) / k
    except ValueError:
        y = x * x
    except (ZeroDivisionError, OverflowError) as e:
        y = x * 3 * len(e.args)
    return y * x


def reraise(x, d):
    try:
        y = x / d
    except ZeroDivisionError as e:
        raise ValueError("no") from e
    return y * x


def bare(x, d):
    try:
        y = x / d
    except ZeroDivisionError:
        raise
    return y * x


def expr_in(x, d):
    try:
        y = max([v / d for v in (x, x * x)]) + checked(x) * 2
    except (ZeroDivisionError, ValueError):
        y = x
    return y * x


def cond_in(x, d):
    try:
        y = (x / d if x > 0.5 else x) + 1 / (d - 3)
    except ZeroDivisionError:
        y = x * 7
    return y * x


def state_before(x, d):
    y = x
    try:
        y = y * x
        y = y / d
        y = y * x
    except ZeroDivisionError:
        y = y * 10
    return y


def inv(v, d):
    return v / d


def shadow(x, d):
    v = x * 3
    try:
        y = sum([inv(v, d) for v in (x, x * x)])
    except ZeroDivisionError:
        y = v * v
    return y * v


def shadow_raise(x):
    v = x * 3

    def h(w):
        if w > 1.5:
            raise ValueError("w")
        return w

    try:
        y = sum([h(v) for v in (x, x * x)])
    except ValueError:
        y = v * v
    return y * v


def known_list(x, d):
    a = [x]
    try:
        a.append(x * 2)
        a.append(x / d)
    except ZeroDivisionError:
        a.append(x * x * x)
    return sum(a) * len(a)


def two(x, d, e):
    try:
        y = x / d
        z = y * x / e
    except ZeroDivisionError:
        y = x
        z = x * x
    return y * z


def suppressed(x, d):
    y = x
    with contextlib.suppress(ZeroDivisionError):
        y = x * x / d
    return y * x


def err_used(x, d):
    try:
        y = x / d
    except ZeroDivisionError as e:
        y = x * len(str(e))
    return y


def value_err(x):
    try:
        y = math.log(x)
    except ValueError:
        y = x * x
    return y


def ifs(x, d):
    try:
        if x > 1:
            y = x / d
        else:
            y = x * 2
        z = y * y
    except ZeroDivisionError:
        z = x
    return z * x


def aug(x, d):
    t = x
    try:
        t += x / d
        t *= x
    except ZeroDivisionError:
        t -= 1
    return t * t


def tup(x, d):
    try:
        a, b = x / d, x * x
    except ZeroDivisionError:
        a, b = x, 1.0
    return a * b


def none_first(x, d):
    y = None
    try:
        y = x / d
    except ZeroDivisionError:
        pass
    if y is None:
        return x * x
    return y * x


CASES = [
    Case(helper_raise, (1.3,), "x", name="helper_raise_0"),
    Case(helper_raise, (0.7,), "x", name="helper_raise_1"),
    Case(direct_raise, (1.3,), "x", name="direct_raise_0"),
    Case(direct_raise, (0.7,), "x", name="direct_raise_1"),
    Case(zerodiv, (1.3, 2.0,), "x", name="zerodiv_0"),
    Case(zerodiv, (1.3, 0.0,), "x", name="zerodiv_1"),
    Case(zerodiv, (1.3, 0,), "x", name="zerodiv_2"),
    Case(keyed, (1.3, 'a',), "x", name="keyed_0"),
    Case(keyed, (1.3, 'z',), "x", name="keyed_1"),
    Case(imports, (1.3,), "x", name="imports_0"),
    Case(several, (1.3, 2.0,), "x", name="several_0"),
    Case(several, (-1.3, 2.0,), "x", name="several_1"),
    Case(several, (1.3, 0.0,), "x", name="several_2"),
    Case(reraise, (1.3, 2.0,), "x", name="reraise_0"),
    Case(bare, (1.3, 2.0,), "x", name="bare_0"),
    Case(expr_in, (1.3, 2.0,), "x", name="expr_in_0"),
    Case(expr_in, (1.3, 0.0,), "x", name="expr_in_1"),
    Case(expr_in, (0.3, 2.0,), "x", name="expr_in_2"),
    Case(cond_in, (1.3, 2.0,), "x", name="cond_in_0"),
    Case(cond_in, (1.3, 0.0,), "x", name="cond_in_1"),
    Case(cond_in, (0.3, 3.0,), "x", name="cond_in_2"),
    Case(state_before, (1.3, 2.0,), "x", name="state_before_0"),
    Case(state_before, (1.3, 0.0,), "x", name="state_before_1"),
    Case(shadow, (1.3, 2.0,), "x", name="shadow_0"),
    Case(shadow, (1.3, 0.0,), "x", name="shadow_1"),
    Case(shadow_raise, (1.3,), "x", name="shadow_raise_0"),
    Case(shadow_raise, (1.1,), "x", name="shadow_raise_1"),
    Case(known_list, (1.3, 2.0,), "x", name="known_list_0"),
    Case(known_list, (1.3, 0.0,), "x", name="known_list_1"),
    Case(two, (1.3, 2.0, 3.0,), "x", name="two_0"),
    Case(two, (1.3, 0.0, 3.0,), "x", name="two_1"),
    Case(two, (1.3, 2.0, 0.0,), "x", name="two_2"),
    Case(suppressed, (1.3, 2.0,), "x", name="suppressed_0"),
    Case(suppressed, (1.3, 0.0,), "x", name="suppressed_1"),
    Case(err_used, (1.3, 2.0,), "x", name="err_used_0"),
    Case(err_used, (1.3, 0.0,), "x", name="err_used_1"),
    Case(value_err, (1.3,), "x", name="value_err_0"),
    Case(value_err, (-1.3,), "x", name="value_err_1"),
    Case(ifs, (1.3, 2.0,), "x", name="ifs_0"),
    Case(ifs, (1.3, 0.0,), "x", name="ifs_1"),
    Case(ifs, (0.7, 0.0,), "x", name="ifs_2"),
    Case(aug, (1.3, 2.0,), "x", name="aug_0"),
    Case(aug, (1.3, 0.0,), "x", name="aug_1"),
    Case(tup, (1.3, 2.0,), "x", name="tup_0"),
    Case(tup, (1.3, 0.0,), "x", name="tup_1"),
    Case(none_first, (1.3, 2.0,), "x", name="none_first_0"),
    Case(none_first, (1.3, 0.0,), "x", name="none_first_1"),
]  # fmt: skip

test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives(CASES)


def deriv_raises(x):
    try:
        y = math.sqrt(x)
    except ZeroDivisionError:
        y = 7.0 * x
    return y


@pytest.mark.parametrize("make", [s2sad.grad, s2sad.derivative])
def test_what_a_derivative_raises_is_not_caught(make):
    with pytest.raises(ZeroDivisionError):
        make(deriv_raises)(0.0)


@pytest.mark.parametrize("make", [s2sad.grad, s2sad.derivative])
def test_what_is_not_caught_is_raised(make):
    with pytest.raises(ValueError, match="no") as caught:
        make(reraise)(1.3, 0.0)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    with pytest.raises(ZeroDivisionError):
        make(bare)(1.3, 0.0)
    with pytest.raises(ValueError, match="v"):
        make(unfit)(1.3)


def unfit(x):
    try:
        if x > 1:
            raise ValueError("v")
    except KeyError:
        return x
    return x * x


class Swallowing:
    def __enter__(self):
        return self

    def __exit__(self, *raised):
        return True


def swallowed(x):
    with Swallowing():
        return math.sqrt(-x)
    return x * x


def test_a_manager_that_may_swallow_what_is_raised_is_refused():
    check_refused(swallowed, 1.3, line="with Swallowing():")


def unbound(x, n):
    if n > 3:
        y = x * 2
    try:
        z = y
    except UnboundLocalError:
        z = x * x
    return z * x


def unbound_in_an_operation(x, n):
    for k in range(n - 3):
        last = x * k
    try:
        z = last + 1.0
    except Exception:
        z = x * x
    return z * x


def test_a_variable_without_a_value():
    check_refused(unbound, 1.3, 2, wrt="x", line="except UnboundLocalError:")
    check(unbound_in_an_operation, 1.3, 2, wrt="x")
    check(unbound_in_an_operation, 1.3, 5, wrt="x")


def named_as_the_version_of_a_library_has_it(x):
    try:
        root = math.no_such_function
    except AttributeError:
        root = math.sqrt
    return root(x**3)


def test_a_library_without_the_attribute():
    check(named_as_the_version_of_a_library_has_it, 0.7)
