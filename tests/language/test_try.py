"""``try``: the path that ran is the path that is derived, whether the function, Python or NumPy raises."""

import contextlib
import math

import numpy as np
import pytest

import s2sad
from tests.support import Case, check, check_refused, derivatives, second_derivatives

A = np.array([[2.0, 0.3], [0.3, 1.5]])
B = np.array([[1.0, 2.0], [2.0, 1.0]])
V4 = np.array([0.3, 1.2, 0.7, 2.1])


def chol(k):
    try:
        L = np.linalg.cholesky(k)
    except np.linalg.LinAlgError:
        return np.sum(k * k)
    return np.sum(np.log(np.diag(L)))


def chol2(k):
    try:
        L = np.linalg.cholesky(k)
    except np.linalg.LinAlgError:
        L = k * 0.5
    return np.sum(L * L * k)


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


def indexed(x, i):
    try:
        v = x[i]
    except IndexError:
        v = x[0] * x[1]
    return v * v


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


def loop_try(x, ds):
    t = 0.0
    for d in ds:
        try:
            t = t + x / d
        except ZeroDivisionError:
            t = t * x + 1
            continue
        t = t * x
    return t


def loop_break(x, ds):
    t = x
    for d in ds:
        try:
            t = t * t / d
        except ZeroDivisionError:
            break
    return t


def fin(x):
    y = x
    try:
        y = y * x
    finally:
        y = y + x
    return y * y


def fin_ret(x):
    z = 2.0
    try:
        return x * x * z
    finally:
        z = 3.0


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


def loop_inside(x, ds):
    t = x
    try:
        for d in ds:
            t = t * x / d
    except ZeroDivisionError:
        return t * 2 + x
    return t * x


def while_inside(x, d):
    t = x
    n = 0
    try:
        while x / d > 0.1:
            d = d - 1
            t = t * x
            n += 1
    except ZeroDivisionError:
        t = t + x
    return t


def nested(x, d, e):
    try:
        try:
            y = x / d
        except ZeroDivisionError:
            y = checked(e * x)
    except ValueError:
        y = x * 5
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


def store_in(x, i):
    a = np.zeros(3)
    try:
        a[i] = x
        a[0] += x * x
    except IndexError:
        a[1] = x * x * x
    return np.sum(a * a)


def exception_any(x, d):
    try:
        y = np.sum(np.ones(3) * x / d)
        z = y * int(d)
    except Exception:
        return x
    return y * z


def state_before(x, d):
    y = x
    try:
        y = y * x
        y = y / d
        y = y * x
    except ZeroDivisionError:
        y = y * 10
    return y


def solve_or(a, b):
    try:
        x = np.linalg.solve(a, b)
    except np.linalg.LinAlgError:
        x, *_ = np.linalg.lstsq(a, b, rcond=None) if False else (b * np.sum(a), 0)
    return np.sum(x * x)


def gen_try(x, d):
    def g():
        for k in (1, 2, 3):
            yield x / (k - d)

    t = 0.0
    try:
        for v in g():
            t += v
    except ZeroDivisionError:
        t = t * x
    return t


def in_loop_tape(x, ds):
    t = x
    for d in ds:
        try:
            y = math.sqrt(t - d) * t
            z = y * y / d
        except (ValueError, ZeroDivisionError):
            z = t * x
        t = z * x
    return t


def ret_both(x, d):
    for k in range(5):
        try:
            return x * x / (d - k)
        except ZeroDivisionError:
            x = x * 2
    return x


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


def retry(x):
    k = 0
    while True:
        try:
            y = x / (k - 2 if k < 3 else 1) / (k - 0 if k != 0 else 0)
            break
        except ZeroDivisionError:
            k += 1
            x = x * 1.1
    return y * k


def append_in(x, ds):
    out = []
    for d in ds:
        try:
            out.append(x / d)
        except ZeroDivisionError:
            out.append(x * x)
    return sum(out) * out[0]


def known_list(x, d):
    a = [x]
    try:
        a.append(x * 2)
        a.append(x / d)
    except ZeroDivisionError:
        a.append(x * x * x)
    return sum(a) * len(a)


def helper_loop(x, ds):
    def find(v):
        for d in ds:
            if d > v:
                return d * v
        raise LookupError("none")

    try:
        y = find(x) * 2
    except LookupError:
        y = x * x
    return y + x


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


def deriv_raises(x):
    try:
        y = math.sqrt(x)
    except ZeroDivisionError:
        y = 7.0 * x
    return y


def arr_write(a, i):
    b = a * 1.0
    try:
        b[i] = 3.0 * a[0]
        b[0] *= 2.0
    except IndexError:
        b[1] = a[0] * a[1]
    return np.sum(b * b)


def for_else(x, ds):
    for d in ds:
        try:
            y = x / d
        except ZeroDivisionError:
            continue
        else:
            if y > 1:
                break
    else:
        y = -x
    return y * x


def nested_fn(x, d):
    def outer_(v):
        try:
            return inner(v)
        except KeyError:
            return v * 3

    def inner(v):
        if d == 1:
            raise KeyError("k")
        if d == 2:
            raise ValueError("v")
        return v * v

    try:
        r = outer_(x)
    except ValueError:
        r = x * 5
    return r * x


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


def cleanup(x, d):
    scale = 2.0
    try:
        y = x * scale / d
    except ZeroDivisionError:
        y = x
    finally:
        scale = 1.0
    return y * scale * x


def dyn(x, ks):
    d = {"a": x, "b": x * x}
    t = 0.0
    for k in ks:
        try:
            t += d[k] * x
        except KeyError:
            t += 1.0 * x
    return t


CASES = [
    Case(chol, (A,), "k", name="chol_0"),
    Case(chol, (B,), "k", name="chol_1"),
    Case(chol2, (A,), "k", name="chol2_0"),
    Case(chol2, (B,), "k", name="chol2_1"),
    Case(helper_raise, (1.3,), "x", name="helper_raise_0"),
    Case(helper_raise, (0.7,), "x", name="helper_raise_1"),
    Case(direct_raise, (1.3,), "x", name="direct_raise_0"),
    Case(direct_raise, (0.7,), "x", name="direct_raise_1"),
    Case(zerodiv, (1.3, 2.0,), "x", name="zerodiv_0"),
    Case(zerodiv, (1.3, 0.0,), "x", name="zerodiv_1"),
    Case(zerodiv, (1.3, 0,), "x", name="zerodiv_2"),
    Case(keyed, (1.3, 'a',), "x", name="keyed_0"),
    Case(keyed, (1.3, 'z',), "x", name="keyed_1"),
    Case(indexed, (V4, 2,), "x", name="indexed_0"),
    Case(indexed, (V4, 9,), "x", name="indexed_1"),
    Case(imports, (1.3,), "x", name="imports_0"),
    Case(loop_try, (1.3, [2.0, 0.0, 3.0],), "x", name="loop_try_0"),
    Case(loop_try, (1.3, (2.0, 0.0, 3.0),), "x", name="loop_try_1"),
    Case(loop_try, (1.3, [2.0, 1.0],), "x", name="loop_try_2"),
    Case(loop_break, (1.3, [2.0, 3.0, 0.0, 3.0],), "x", name="loop_break_0"),
    Case(fin, (1.3,), "x", name="fin_0"),
    Case(fin_ret, (1.3,), "x", name="fin_ret_0"),
    Case(several, (1.3, 2.0,), "x", name="several_0"),
    Case(several, (-1.3, 2.0,), "x", name="several_1"),
    Case(several, (1.3, 0.0,), "x", name="several_2"),
    Case(reraise, (1.3, 2.0,), "x", name="reraise_0"),
    Case(bare, (1.3, 2.0,), "x", name="bare_0"),
    Case(loop_inside, (1.3, [2.0, 3.0],), "x", name="loop_inside_0"),
    Case(loop_inside, (1.3, [2.0, 0.0, 3.0],), "x", name="loop_inside_1"),
    Case(while_inside, (1.3, 3,), "x", name="while_inside_0"),
    Case(while_inside, (1.3, 3.5,), "x", name="while_inside_1"),
    Case(nested, (1.3, 2.0, 1.0,), "x", name="nested_0"),
    Case(nested, (1.3, 0.0, 1.0,), "x", name="nested_1"),
    Case(nested, (1.3, 0.0, 0.1,), "x", name="nested_2"),
    Case(expr_in, (1.3, 2.0,), "x", name="expr_in_0"),
    Case(expr_in, (1.3, 0.0,), "x", name="expr_in_1"),
    Case(expr_in, (0.3, 2.0,), "x", name="expr_in_2"),
    Case(cond_in, (1.3, 2.0,), "x", name="cond_in_0"),
    Case(cond_in, (1.3, 0.0,), "x", name="cond_in_1"),
    Case(cond_in, (0.3, 3.0,), "x", name="cond_in_2"),
    Case(store_in, (1.3, 1,), "x", name="store_in_0"),
    Case(store_in, (1.3, 7,), "x", name="store_in_1"),
    Case(exception_any, (1.3, 2.0,), "x", name="exception_any_0"),
    Case(exception_any, (1.3, None,), "x", name="exception_any_1"),
    Case(state_before, (1.3, 2.0,), "x", name="state_before_0"),
    Case(state_before, (1.3, 0.0,), "x", name="state_before_1"),
    Case(solve_or, (A, np.array([1.0, 1.0]),), "a", name="solve_or_0"),
    Case(gen_try, (1.3, 5.0,), "x", name="gen_try_0"),
    Case(gen_try, (1.3, 2.0,), "x", name="gen_try_1"),
    Case(in_loop_tape, (1.9, [0.5, 0.7],), "x", name="in_loop_tape_0"),
    Case(in_loop_tape, (1.3, [0.5, 9.0, 0.0, 0.3],), "x", name="in_loop_tape_1"),
    Case(ret_both, (1.3, 0.5,), "x", name="ret_both_0"),
    Case(ret_both, (1.3, 0.0,), "x", name="ret_both_1"),
    Case(shadow, (1.3, 2.0,), "x", name="shadow_0"),
    Case(shadow, (1.3, 0.0,), "x", name="shadow_1"),
    Case(shadow_raise, (1.3,), "x", name="shadow_raise_0"),
    Case(shadow_raise, (1.1,), "x", name="shadow_raise_1"),
    Case(retry, (1.3,), "x", name="retry_0"),
    Case(append_in, (1.3, [2.0, 0.0, 3.0],), "x", name="append_in_0"),
    Case(known_list, (1.3, 2.0,), "x", name="known_list_0"),
    Case(known_list, (1.3, 0.0,), "x", name="known_list_1"),
    Case(helper_loop, (1.3, [1.0, 2.0],), "x", name="helper_loop_0"),
    Case(helper_loop, (1.3, [1.0, 0.5],), "x", name="helper_loop_1"),
    Case(two, (1.3, 2.0, 3.0,), "x", name="two_0"),
    Case(two, (1.3, 0.0, 3.0,), "x", name="two_1"),
    Case(two, (1.3, 2.0, 0.0,), "x", name="two_2"),
    Case(suppressed, (1.3, 2.0,), "x", name="suppressed_0"),
    Case(suppressed, (1.3, 0.0,), "x", name="suppressed_1"),
    Case(err_used, (1.3, 2.0,), "x", name="err_used_0"),
    Case(err_used, (1.3, 0.0,), "x", name="err_used_1"),
    Case(value_err, (1.3,), "x", name="value_err_0"),
    Case(value_err, (-1.3,), "x", name="value_err_1"),
    Case(arr_write, (np.array([0.3, 1.2, 0.7]), 1,), "a", name="arr_write_0"),
    Case(arr_write, (np.array([0.3, 1.2, 0.7]), 5,), "a", name="arr_write_1"),
    Case(for_else, (1.3, [0.0, 2.0, 1.0],), "x", name="for_else_0"),
    Case(for_else, (1.3, [0.0, 2.0],), "x", name="for_else_1"),
    Case(nested_fn, (1.3, 0,), "x", name="nested_fn_0"),
    Case(nested_fn, (1.3, 1,), "x", name="nested_fn_1"),
    Case(nested_fn, (1.3, 2,), "x", name="nested_fn_2"),
    Case(ifs, (1.3, 2.0,), "x", name="ifs_0"),
    Case(ifs, (1.3, 0.0,), "x", name="ifs_1"),
    Case(ifs, (0.7, 0.0,), "x", name="ifs_2"),
    Case(aug, (1.3, 2.0,), "x", name="aug_0"),
    Case(aug, (1.3, 0.0,), "x", name="aug_1"),
    Case(tup, (1.3, 2.0,), "x", name="tup_0"),
    Case(tup, (1.3, 0.0,), "x", name="tup_1"),
    Case(none_first, (1.3, 2.0,), "x", name="none_first_0"),
    Case(none_first, (1.3, 0.0,), "x", name="none_first_1"),
    Case(cleanup, (1.3, 2.0,), "x", name="cleanup_0"),
    Case(cleanup, (1.3, 0.0,), "x", name="cleanup_1"),
    Case(dyn, (1.3, ('a', 'z', 'b'),), "x", name="dyn_0"),
    Case(dyn, (1.3, ['a', 'z', 'b'],), "x", name="dyn_1"),
]  # fmt: skip

test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives([case for case in CASES if case.name != "exception_any_1"])


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


def unknown_class(x, error):
    try:
        raise error
    except ValueError:
        return x * x


def lasting(x, log):
    try:
        y = x * x
    finally:
        log.append("done")
    return y


def recursive(x, n):
    try:
        return x if n == 0 else recursive(x * x, n - 1)
    except ValueError:
        return x


def two_nets(x, d):
    try:
        try:
            y = x / d
        except ZeroDivisionError:
            y = x
    except ArithmeticError:
        y = x * x
    return y


@pytest.mark.parametrize(
    ("function", "args", "line"),
    [
        (unknown_class, (1.3, ValueError("v")), "raise error"),
        (lasting, (1.3, []), 'log.append("done")'),
        (recursive, (1.3, 2), "try:"),
        (two_nets, (1.3, 2.0), "y = x / d"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_refused(function, args, line):
    check_refused(function, *args, wrt="x", line=line)


def raised_again_as_another(x, d):
    try:
        try:
            y = x / d
        except ZeroDivisionError as error:
            raise ValueError("none") from error
    except ValueError:
        y = x * x
    return y * x


@pytest.mark.parametrize("d", [2.0, 0.0])
def test_what_a_clause_raises_is_caught_around_it(d):
    check(raised_again_as_another, 1.3, d, wrt="x", order=2)


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
