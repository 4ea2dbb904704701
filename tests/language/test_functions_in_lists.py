"""Functions made in a loop and kept in a container: defaults as they were there, other names as they are now."""

import pytest

from tests.support import Case, check_refused, derivatives


def with_defaults(x, y):
    fs = []
    for k in (1.0, 2.0, 3.0):
        fs.append(lambda z, k=k: z * k * y)
    t = 0.0
    for f in fs:
        t = t + f(x) * f(x)
    return t


def bound_late(x, y):
    fs = []
    for k in (1.0, 2.0, 3.0):
        fs.append(lambda z: z * k * y)
    y = y * 2
    return sum(f(x) ** 2 for f in fs)


def of_what_varies(x, y):
    fs = []
    for k in (x, x * x, y):
        fs.append(lambda z, k=k: z * k)
    return sum(f(x) ** 2 for f in fs)


def made_by_another(x, y):
    def make(k):
        def g(z):
            return z * k * y

        return g

    fs = []
    for k in (x, x * x):
        fs.append(make(k))
    y = y * 2
    return sum(f(y) for f in fs)


def composed(x, n):
    f = lambda z: z
    for k in (1.0, 2.0):
        f = (lambda g, k: lambda z: g(z) * k + x)(f, k)
    return f(x)


def in_a_dict(x, n):
    d = {}
    for name, k in (("a", 1.0), ("b", 2.0)):
        d[name] = lambda z, k=k: z * k
    return d["a"](x) * d["b"](x)


def at_an_index(x, i):
    fs = [lambda z, k=k: z * k * z for k in (1.0, 2.0, 3.0)]
    return fs[i](x)


def appended(x, n):
    fs = []
    for k in range(n):
        fs.append(lambda z, k=k: z * (k + 1) * x)
    t = 0.0
    for f in fs:
        t = t + f(x * x)
    return t


def made_and_appended(x, n):
    def make(k):
        return lambda z: z * k

    fs = []
    for k in range(n):
        fs.append(make(k * x))
    return sum(f(x) for f in fs)


CASES = [
    *(Case(f, (1.3, 2.0), "x") for f in (with_defaults, bound_late, of_what_varies, made_by_another)),
    *(Case(f, (1.3, 2), "x") for f in (composed, in_a_dict, at_an_index)),
]

test_derivative = derivatives(CASES)


@pytest.mark.parametrize("function", [appended, made_and_appended])
def test_as_many_as_only_the_run_knows_are_refused(function):
    check_refused(function, 1.3, 3, wrt="x", line="fs.append(")
