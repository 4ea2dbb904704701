"""``try`` in loops, and loops in ``try``."""

import math

from tests.support import Case, derivatives, second_derivatives


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


def dyn(x, ks):
    d = {"a": x, "b": x * x}
    t = 0.0
    for k in ks:
        try:
            t += d[k] * x
        except KeyError:
            t += 1.0 * x
    return t


def loop_nested(x, ds):
    t = x
    for d in ds:
        try:
            try:
                t = t * x / d
            except ZeroDivisionError:
                if t > 2:
                    raise
                t = t * 2
            finally:
                t = t + 1
        except ArithmeticError:
            t = t * t
            break
    return t


def loop_in_two(x, ds):
    t = x
    try:
        for d in ds:
            try:
                t = t * x / d
            except ValueError:
                t = t * 2
            finally:
                t = t + 1
    except ArithmeticError:
        t = t * t
    return t


def caught_then_loop(x, ds):
    out = 0.0
    for d in ds:
        w = 0.0
        try:
            w = x / d
            try:
                w = w + math.sqrt(d - 1)
            finally:
                out = out + w * x
        except ZeroDivisionError:
            out = out + 1.0 * x
        except ValueError as e:
            out = out * x + len(e.args)
    return out


def bound_in_a_round(x, ds):
    last = x
    try:
        for d in ds:
            if d > 0:
                last = x * d * x
            last2 = last
            x / d
    except ZeroDivisionError:
        return last2
    return x


def bound_in_some_rounds(x, ds):
    try:
        for d in ds:
            if d > 0:
                last = x * d * x
            x / d
    except ZeroDivisionError:
        return last
    return x


CASES = [
    Case(loop_try, (1.3, [2.0, 0.0, 3.0],), "x", name="loop_try_0"),
    Case(loop_try, (1.3, (2.0, 0.0, 3.0),), "x", name="loop_try_1"),
    Case(loop_try, (1.3, [2.0, 1.0],), "x", name="loop_try_2"),
    Case(loop_break, (1.3, [2.0, 3.0, 0.0, 3.0],), "x", name="loop_break_0"),
    Case(loop_inside, (1.3, [2.0, 3.0],), "x", name="loop_inside_0"),
    Case(loop_inside, (1.3, [2.0, 0.0, 3.0],), "x", name="loop_inside_1"),
    Case(while_inside, (1.3, 3,), "x", name="while_inside_0"),
    Case(while_inside, (1.3, 3.5,), "x", name="while_inside_1"),
    Case(gen_try, (1.3, 5.0,), "x", name="gen_try_0"),
    Case(gen_try, (1.3, 2.0,), "x", name="gen_try_1"),
    Case(in_loop_tape, (1.9, [0.5, 0.7],), "x", name="in_loop_tape_0"),
    Case(in_loop_tape, (1.3, [0.5, 9.0, 0.0, 0.3],), "x", name="in_loop_tape_1"),
    Case(ret_both, (1.3, 0.5,), "x", name="ret_both_0"),
    Case(ret_both, (1.3, 0.0,), "x", name="ret_both_1"),
    Case(retry, (1.3,), "x", name="retry_0"),
    Case(append_in, (1.3, [2.0, 0.0, 3.0],), "x", name="append_in_0"),
    Case(helper_loop, (1.3, [1.0, 2.0],), "x", name="helper_loop_0"),
    Case(helper_loop, (1.3, [1.0, 0.5],), "x", name="helper_loop_1"),
    Case(for_else, (1.3, [0.0, 2.0, 1.0],), "x", name="for_else_0"),
    Case(for_else, (1.3, [0.0, 2.0],), "x", name="for_else_1"),
    Case(dyn, (1.3, ('a', 'z', 'b'),), "x", name="dyn_0"),
    Case(dyn, (1.3, ['a', 'z', 'b'],), "x", name="dyn_1"),
    Case(loop_nested, (1.3, [2.0, 0.0, 0.5]), "x", name="loop_nested_0"),
    Case(loop_nested, (1.3, [0.5, 0.0, 0.5]), "x", name="loop_nested_1"),
    Case(loop_in_two, (1.3, [0.5, 0.0, 0.5]), "x", name="loop_in_two_0"),
    Case(loop_in_two, (1.3, (0.5, 0.0, 0.5)), "x", name="loop_in_two_1"),
    Case(caught_then_loop, (1.3, [2.0, 0.0, 0.5, 3.0]), "x", name="caught_then_loop_0"),
    Case(bound_in_a_round, (1.3, [2.0, -1.0, 0.0]), "x", name="bound_in_a_round"),
    Case(bound_in_some_rounds, (1.3, [2.0, -1.0, 0.0]), "x", name="bound_in_some_rounds"),
]  # fmt: skip

test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives(CASES)
