"""``finally`` is done on every way out, and may be a way out itself."""

import numpy as np
import pytest

import s2sad
from tests.language.points import X4
from tests.support import Case, derivatives, second_derivatives


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


def cleanup(x, d):
    scale = 2.0
    try:
        y = x * scale / d
    except ZeroDivisionError:
        y = x
    finally:
        scale = 1.0
    return y * scale * x


def fin_in(x, d):
    k = 1.0
    try:
        try:
            y = x / d
        finally:
            k = 3.0 * x
    except ZeroDivisionError:
        y = x * k
    return y * k


def fin_handlers(x, d):
    k = 1.0
    try:
        try:
            y = x / d
        except ValueError:
            y = 3.0
        else:
            y = y * x
        finally:
            k = 3.0 * x
        y = y + k
    except ZeroDivisionError:
        y = x * k
    return y * k


def fin_leaves(x, d):
    try:
        y = x / d
        return y * x
    except ZeroDivisionError:
        y = x
    finally:
        if d == 0:
            return x * x * x
    return y


def fin_swallows(x, d):
    t = x
    for k in range(3):
        try:
            t = t * x / (d - k)
        finally:
            if k == 1:
                break
            t = t + x
            continue
    return t * x


def fin_lasting(x, d, log):
    try:
        y = np.sum(x * x) / d
    finally:
        log.append("done")
    return y


def fin_raise(x, d):
    try:
        y = x / d
    finally:
        if d > 2:
            raise ValueError("big")
    return y


def fin_array(a, i):
    b = a * 2.0
    s = 0.0
    for k in range(3):
        try:
            s = s + b[i + k] * b[0]
        except IndexError:
            s = s * 2.0
            break
        finally:
            b[0] = b[0] * 1.5
    return s * b[0]


def fin_array_nested(a, i):
    b = a * 2.0
    s = 0.0
    try:
        for k in range(3):
            try:
                s = s + b[i + k] * b[0]
            finally:
                b[0] = b[0] * 1.5
    except IndexError:
        s = s * s
    return s * b[0]


def ret_in_finally_loop(x, ds):
    for d in ds:
        try:
            x = x * x / d
        except ZeroDivisionError:
            continue
        finally:
            if x > 3:
                return x * 7
    return x


def while_fin(x):
    k = 0
    while True:
        try:
            if x > 10:
                return x * k
            x = x * 2 / (k - 1)
        except ZeroDivisionError:
            x = x * x + 3
        finally:
            k += 1
    return x


def brk_fin(x, n):
    t = 0.0
    for i in range(n):
        try:
            if i == 2:
                continue
            if i == 4:
                break
            t = t + x * i
        finally:
            t = t * x
    else:
        t = t * 100
    return t


def helper(v, d):
    try:
        return v / d
    finally:
        v = v * 2


def calls_helper(x, d):
    try:
        y = helper(x, d)
    except ZeroDivisionError:
        y = helper(x, 2.0) * x
    return y * x


def fin_state(x, d):
    obj = {"k": 1.0}
    items = []
    try:
        try:
            items.append(x)
            y = x / d
            items.append(y)
        finally:
            obj["k"] = x * 3
            items.append(x * x)
    except ZeroDivisionError:
        pass
    return sum(items) * obj["k"] * len(items)


CASES = [
    Case(fin, (1.3,), "x", name="fin_0"),
    Case(fin_ret, (1.3,), "x", name="fin_ret_0"),
    Case(cleanup, (1.3, 2.0,), "x", name="cleanup_0"),
    Case(cleanup, (1.3, 0.0,), "x", name="cleanup_1"),
    Case(fin_in, (1.3, 2.0), "x", name="fin_in_0"),
    Case(fin_in, (1.3, 0.0), "x", name="fin_in_1"),
    Case(fin_handlers, (1.3, 2.0), "x", name="fin_handlers_0"),
    Case(fin_handlers, (1.3, 0.0), "x", name="fin_handlers_1"),
    Case(fin_leaves, (1.3, 2.0), "x", name="fin_leaves_0"),
    Case(fin_leaves, (1.3, 0.0), "x", name="fin_leaves_1"),
    Case(fin_swallows, (1.3, 4.0), "x", name="fin_swallows_0"),
    Case(fin_swallows, (1.3, 0.0), "x", name="fin_swallows_1"),
    Case(fin_swallows, (1.3, 1.0), "x", name="fin_swallows_2"),
    Case(fin_lasting, (X4, 2.0, []), "x", name="fin_lasting_0"),
    Case(fin_raise, (1.3, 2.0), "x", name="fin_raise_0"),
    Case(fin_array, (X4, 0), "a", name="fin_array_0"),
    Case(fin_array, (X4, 2), "a", name="fin_array_1"),
    Case(fin_array_nested, (X4, 0), "a", name="fin_array_nested_0"),
    Case(fin_array_nested, (X4, 2), "a", name="fin_array_nested_1"),
    Case(ret_in_finally_loop, (1.3, [2.0, 0.0, 0.5, 0.2]), "x", name="ret_in_finally_loop_0"),
    Case(ret_in_finally_loop, (1.3, [2.0, 0.0, 0.5]), "x", name="ret_in_finally_loop_1"),
    Case(while_fin, (1.3,), "x", name="while_fin_0"),
    Case(brk_fin, (1.3, 2), "x", name="brk_fin_0"),
    Case(brk_fin, (1.3, 4), "x", name="brk_fin_1"),
    Case(brk_fin, (1.3, 6), "x", name="brk_fin_2"),
    Case(calls_helper, (1.3, 2.0), "x", name="calls_helper_0"),
    Case(calls_helper, (1.3, 0.0), "x", name="calls_helper_1"),
    Case(fin_state, (1.3, 2.0), "x", name="fin_state_0"),
    Case(fin_state, (1.3, 0.0), "x", name="fin_state_1"),
]  # fmt: skip

test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives(CASES)


@pytest.mark.parametrize("make", [s2sad.grad, s2sad.derivative])
def test_what_outlives_the_call_is_done_once_whatever_happens(make):
    log = []
    make(logged, wrt="x")(1.3, 2.0, log)
    with pytest.raises(ZeroDivisionError):
        make(logged, wrt="x")(1.3, 0.0, log)
    assert log == ["begun", "done", "begun", "done"]


def logged(x, d, log):
    try:
        log.append("begun")
        return x * x / d
    finally:
        log.append("done")


@pytest.mark.parametrize("make", [s2sad.grad, s2sad.derivative])
def test_what_finally_raises_is_raised(make):
    with pytest.raises(ValueError, match="big"):
        make(fin_raise, wrt="x")(1.3, 3.0)
    with pytest.raises(ZeroDivisionError):
        make(fin_raise, wrt="x")(1.3, 0.0)
