"""Names: walrus, starred, `nonlocal`, `global`, names of an earlier round; ``with``."""

import contextlib

import numpy as np

from tests.support import Case, derivatives, second_derivatives

V4 = np.array([0.3, 1.2, 0.7, 2.1])


def walrus(x):
    return (y := x * x) * y + [z := x, z * 2][1] + sum((w := v) * w for v in [x, x]) + w


def walrus_while(x):
    while (x := x * 0.7) > 0.5:
        pass
    return x


def chained(x):
    return x if 0 < x < 1 <= 2 else x * x


def starred(x):
    a, *b, c = [x, x * 2, x * 3, x * 4]
    (d, *e), f = [x, x], c
    t = [*b, *e, a]

    def g(*a, k=1.0, **kw):
        return sum(a) * k * kw["z"]

    return g(*t, k=x, z=2.0) + f * d


def nested_star(x):
    (a, (b, *c)), *d = [(x, [x * 2, x * 3, x * 4]), x, x]
    return a * b + sum(c) * d[0] * len(d)


def star_call(x):
    f = lambda *a, **k: sum(a) * k["s"]
    return f(*[x, x * x], *(x,), s=x)


def nonlocal_(x):
    n = 0

    def h(v):
        nonlocal n
        n += 1
        return v * n

    return h(x) + h(x * x)


def nl_loop(x):
    calls = 0

    def f(v):
        nonlocal calls
        calls += 1
        return v * x

    t = x
    for _ in range(3):
        t = f(t)
    return t * calls


def nl_varied(x):
    acc = 0.0

    def add(v):
        nonlocal acc
        acc += v * v

    for k in range(3):
        add(x * k)
    return acc


def prev_round(x):
    for i in range(3):
        if i > 0:
            y = y * x
        else:
            y = x
    return y


def prev_diff(x):
    t = 0.0
    for i in range(len(x)):
        if i > 0:
            t += (x[i] - prev) ** 2
        prev = x[i]
    return t


def prev_arr(x):
    t = 0.0
    for i in range(3):
        u = x * (i + 1)
        if i > 0:
            t += np.sum(u * old)
        old = u
    return t


class Ctx:
    def __init__(self, s):
        self.s = s

    def __enter__(self):
        return self

    def __exit__(self, *a):
        return False


def with_as(x):
    with Ctx(2.0) as c:
        y = x * c.s
    return y


def with_as_err(x):
    with np.errstate(all="ignore") as old:
        y = x * x
    return y


@contextlib.contextmanager
def scaled(x, k):
    y = x * k
    yield y


def with_cm(x):
    with scaled(x, 3.0) as y:
        z = y * y
        if z > 5:
            return z * x
    return z


def with_null(x):
    with contextlib.nullcontext(x * 2) as y, np.errstate(all="ignore"):
        return y * x


class Timer:
    def __enter__(self):
        self.t = 2.0
        return self

    def __exit__(self, *exc):
        self.t = self.t * 2


def with_timer(x):
    with Timer() as t:
        y = x * t.t
    return y * t.t


def for_target(x):
    a = [0.0, 0.0]
    for a[0] in [x, x * x]:
        a[1] += a[0]
    return a[0] * a[1]


def ann(x: float) -> float:
    y: float = x * x
    z: int
    return y


def lambda_default(x):
    fs = [lambda v, k=k: v**k for k in range(1, 4)]
    return sum(f(x) for f in fs)


def cond_tuple(x, c):
    return (x, c) if c > 1 else (3.0, c)


def either(x, c):
    return (x if c > 1 else 3.0, 1.0)


def kwonly(x, /, *, k=2.0):
    return x**k


def early(x):
    def h(v, n):
        for i in range(n):
            if v > 1.5:
                return v * v
            v = v * 1.3
        return v

    return h(x, 3) * x


def lambda_late(x):
    fs = [lambda v: v * i * x for i in range(3)]
    return fs[0](x) + fs[1](2.0)


def lambda_late_in_dict(x):
    i = 5.0
    powers = {k: (lambda v: v**k * x) for k in (1, 2, 3)}
    nested = [[lambda: x * i * j for i in range(1, 3)] for j in range(1, 3)]
    return powers[1](x) * nested[0][0]() * nested[1][1]() * i


def lambda_in_each_round(x, n):
    return sum([(lambda v: v * v * i)(x) for i in range(n)])


CASES = [
    Case(lambda_late, (1.3,)),
    Case(lambda_late_in_dict, (1.3,)),
    Case(lambda_in_each_round, (1.3, 4), 0),
    Case(walrus, (1.3,)),
    Case(walrus_while, (1.3,)),
    Case(chained, (1.3,)),
    Case(starred, (1.3,)),
    Case(nested_star, (1.3,)),
    Case(star_call, (1.3,)),
    Case(nonlocal_, (1.3,)),
    Case(nl_loop, (1.3,)),
    Case(nl_varied, (1.3,)),
    Case(prev_round, (1.3,)),
    Case(prev_diff, (V4,)),
    Case(prev_arr, (V4,)),
    Case(with_as, (1.3,)),
    Case(with_as_err, (1.3,)),
    Case(with_cm, (1.3,)),
    Case(with_null, (1.3,)),
    Case(with_timer, (1.3,)),
    Case(for_target, (1.3,)),
    Case(ann, (1.3,)),
    Case(lambda_default, (1.3,)),
    Case(cond_tuple, (1.3, 2.0,), "x"),
    Case(cond_tuple, (1.3, 0.5,), "x", name="cond_tuple_1"),
    Case(either, (1.3, 2.0,), "x"),
    Case(either, (1.3, 0.5,), "x", name="either_1"),
    Case(kwonly, (1.3,)),
    Case(early, (1.3,)),
]  # fmt: skip
FIRST_ORDER_ALONE = ["cond_tuple", "either"]

test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives([c for c in CASES if c.function.__name__ not in FIRST_ORDER_ALONE])
