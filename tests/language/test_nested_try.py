"""``try`` in ``try``: what the inner one does not catch, or raises again, comes to the outer one."""

import contextlib
import math

from tests.support import Case, derivatives, second_derivatives


def checked(x):
    if x < 1:
        raise ValueError("small")
    return x * x


def nested(x, d, e):
    try:
        try:
            y = x / d
        except ZeroDivisionError:
            y = checked(e * x)
    except ValueError:
        y = x * 5
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


def raised_again_as_another(x, d):
    try:
        try:
            y = x / d
        except ZeroDivisionError as error:
            raise ValueError("none") from error
    except ValueError:
        y = x * x
    return y * x


def two_nets(x, d):
    try:
        try:
            y = x / d
        except ZeroDivisionError:
            y = x
    except ArithmeticError:
        y = x * x
    return y * x


def two_nets2(x, d, k):
    try:
        try:
            y = x / d + (x * 2) ** k
            z = y * math.sqrt(x)
        except ZeroDivisionError:
            z = x
        z = z * x if k else z * 3
    except ArithmeticError:
        z = x * x * 3
    except ValueError as e:
        z = x * 5 * len(str(e))
    return z * x


def three(x, d, k):
    r = x
    try:
        try:
            try:
                y = x / d
                y = y * math.sqrt(x - k)
            except ZeroDivisionError:
                r = r * 2
                y = math.log(x - k)
            finally:
                r = r + 1
        except ValueError:
            r = r * 3
            y = x * [1.0, 2.0][int(k)]
    except IndexError:
        r = r * 5
        y = x
    return y * r


def reraise_in(x, d):
    try:
        try:
            y = x / d
        except ZeroDivisionError:
            x = x * 2
            raise
        y = y + 1
    except ArithmeticError:
        y = x * x
    return y * x


def reraise_e(x, d):
    try:
        try:
            y = x / d
        except (ZeroDivisionError, TypeError) as e:
            x = x * 2
            raise e
        y = y + 1
    except ZeroDivisionError:
        y = x * x
    except TypeError:
        y = x * x * x
    return y * x


def reraise_other(x, d):
    try:
        try:
            y = x / d
        except ArithmeticError as e:
            if isinstance(e, ZeroDivisionError):
                raise e
            y = x
    except ValueError:
        y = 1.0
    except ZeroDivisionError:
        y = x * x
    return y


def else_raises(x, d):
    try:
        try:
            y = x * 2
        except ZeroDivisionError:
            y = 3.0
        else:
            y = y / d
        z = y
    except ZeroDivisionError:
        z = x * x * x
    return z


def sup(x, d):
    y = x
    try:
        with contextlib.suppress(KeyError):
            y = x * x / d
        y = y * 2
    except ZeroDivisionError:
        y = y * 3
    return y


def cause_used(x, d):
    try:
        try:
            y = x / d
        except ZeroDivisionError as e:
            raise ValueError("no") from e
    except ValueError as f:
        y = x * x * len(str(f.__cause__))
    return y * x


def unknown_class(x, error):
    try:
        if x > 1:
            raise error
        y = x
    except ValueError:
        return x * x
    except KeyError:
        return x * x * x
    return y


def dyn_raise(x, errors):
    t = x
    for e in errors:
        try:
            if e is not None:
                raise e
            t = t * x
        except (ValueError, KeyError):
            t = t + 2 * x
        except IndexError:
            t = t * t
    return t


def made_error(x, make):
    def err():
        return make("v")

    try:
        if x > 1:
            raise err()
        y = x
    except ValueError as e:
        return x * x * len(str(e))
    return y


def raise_cls(x, cls):
    try:
        raise cls("a")
    except ValueError:
        return x * x
    except LookupError as e:
        return x * len(e.args) * 5


CASES = [
    Case(nested, (1.3, 2.0, 1.0,), "x", name="nested_0"),
    Case(nested, (1.3, 0.0, 1.0,), "x", name="nested_1"),
    Case(nested, (1.3, 0.0, 0.1,), "x", name="nested_2"),
    Case(nested_fn, (1.3, 0,), "x", name="nested_fn_0"),
    Case(nested_fn, (1.3, 1,), "x", name="nested_fn_1"),
    Case(nested_fn, (1.3, 2,), "x", name="nested_fn_2"),
    Case(raised_again_as_another, (1.3, 2.0), "x", name="raised_again_as_another_0"),
    Case(raised_again_as_another, (1.3, 0.0), "x", name="raised_again_as_another_1"),
    Case(two_nets, (1.3, 2.0), "x", name="two_nets_0"),
    Case(two_nets, (1.3, 0.0), "x", name="two_nets_1"),
    Case(two_nets2, (1.3, 2.0, 1.0), "x", name="two_nets2_0"),
    Case(two_nets2, (1.3, 0.0, 1.0), "x", name="two_nets2_1"),
    Case(two_nets2, (1.3, 2.0, 1000000.0), "x", name="two_nets2_2"),
    Case(two_nets2, (-1.3, 2.0, 2.0), "x", name="two_nets2_3"),
    Case(three, (1.3, 2.0, 0.0), "x", name="three_0"),
    Case(three, (1.3, 0.0, 0.0), "x", name="three_1"),
    Case(three, (1.3, 0.0, 2.0), "x", name="three_2"),
    Case(three, (1.8, 0.0, 1.0), "x", name="three_3"),
    Case(three, (0.8, 0.0, 1.0), "x", name="three_4"),
    Case(reraise_in, (1.3, 2.0), "x", name="reraise_in_0"),
    Case(reraise_in, (1.3, 0.0), "x", name="reraise_in_1"),
    Case(reraise_e, (1.3, 0.0), "x", name="reraise_e_0"),
    Case(reraise_e, (1.3, None), "x", name="reraise_e_1"),
    Case(reraise_other, (1.3, 2.0), "x", name="reraise_other_0"),
    Case(reraise_other, (1.3, 0.0), "x", name="reraise_other_1"),
    Case(else_raises, (1.3, 0.0), "x", name="else_raises_0"),
    Case(sup, (1.3, 0.0), "x", name="sup_0"),
    Case(cause_used, (1.3, 2.0), "x", name="cause_used_0"),
    Case(cause_used, (1.3, 0.0), "x", name="cause_used_1"),
    Case(unknown_class, (1.3, ValueError("v")), "x", name="unknown_class_0"),
    Case(unknown_class, (1.3, KeyError), "x", name="unknown_class_1"),
    Case(unknown_class, (0.7, KeyError), "x", name="unknown_class_2"),
    Case(dyn_raise, (1.3, [None, ValueError("a"), IndexError("b"), None]), "x", name="dyn_raise_0"),
    Case(made_error, (1.3, ValueError), "x", name="made_error_0"),
    Case(raise_cls, (1.3, ValueError), "x", name="raise_cls_0"),
]  # fmt: skip

test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives(CASES)
