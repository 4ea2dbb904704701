"""Generators, generator expressions and iterators: walked where they are consumed, and only once."""

import numpy as np

from tests.support import Case, derivatives, second_derivatives

V4 = np.array([0.3, 1.2, 0.7, 2.1])


def gen_sum(x):
    return sum(v * v for v in x)


def gen_max(x):
    return max(v * v for v in x)


def gen_min2(x):
    return min((v * v for v in x), default=0.0)


def gen_any(x):
    return x[0] if any(v > 2 for v in x) else x[1]


def gen_all(x):
    return x[0] if all(v > 2 for v in x) else x[1]


def gen_zip(x):
    return sum(a * b for a, b in zip((v * v for v in x), (2 * v for v in x)))


def gen_sorted(x):
    return sorted(v * v for v in x)[1]


def gen_array(x):
    return np.sum(np.array(list(v * v for v in x)) * x)


def gen_list(x):
    return list(v * v for v in x)[2]


def gen_tuple(x):
    return tuple(v * v for v in x[:3])[2]


def gen_dict(x):
    return dict((k, k * x) for k in (1, 2, 3))[2]


def gen_named(x):
    g = (v * v for v in x)
    t = 0.0
    for w in g:
        t += w
    return t


def gen_next(x):
    g = (v * v for v in x)
    return next(g) + next(g)


def iter_next(x):
    it = iter(x)
    a = next(it)
    return a * sum(v for v in it)


def gen_fn(x):
    def g(n):
        for i in range(n):
            yield x * i

    return sum(g(4))


def _squares(x):
    for v in x:
        yield v * v


def gen_fn2(x):
    t = 0.0
    for s in _squares(x):
        t += s * s
    return t


def brk(x):
    def nat():
        n = 0
        while True:
            yield n
            n += 1

    t = 0.0
    for k in nat():
        if k > 4:
            break
        if k == 2:
            continue
        t += x**k
    return t


def ret_in_gen(x):
    def nat(n):
        for k in range(n):
            yield k * x

    for v in nat(10):
        if v > 3.0:
            return v * x
    else:
        return -x


def late(x):
    def halves(v):
        while v > 0.1:
            yield v
            v = v / 2

    for h in halves(x):
        y = h * h
    return y + h


def yfrom(x):
    def inner(v):
        yield v
        yield v * v

    def outer(v):
        yield from inner(v)
        yield from [v * 3, v * 4]
        for i in range(2):
            yield from inner(v * i)

    return sum(outer(x)) * max(outer(x))


def genexp_interleaved(x):
    u = x
    for r in (u * k for k in range(1, 4)):
        u = u - 0.1 * r
    return u


def genexp_late(x):
    k = 2.0
    g = (v * k for v in x)
    k = 3.0
    return sum(g) + sum(g)


def zip_once(x):
    z = zip(x, x)
    a = sum(p * q for p, q in z)
    b = sum(p * q for p, q in z)
    return a + 10 * b


def map_once(x):
    m = map(lambda v: v * v, x)
    return sum(m) + 5 * sum(m)


def buffers(x):
    def steps(u):
        for _ in range(3):
            u *= 1.5
            yield u

    t = 0.0
    for w in steps(x * 1.0):
        t += np.sum(w * w)
    return t


def buffers_sum(x):
    def steps(u):
        for k in (1, 2, 3):
            u *= 1.5
            yield u

    return np.sum(sum(steps(x * 1.0)))


def buffers_list(x):
    def steps(u):
        for k in (1, 2, 3):
            u *= 1.5
            yield u

    a, b, c = list(steps(x * 1.0))
    return np.sum(a * b + c)


def enum_gen(x):
    def g():
        yield x
        yield x * x

    return sum(i * v for i, v in enumerate(g(), 1)) + sum(a * b for a, b in zip(g(), g()))


def next_default(x):
    return next((v * v for v in x if v > 1), 0.0) + next((v for v in x if v > 100), 7.0) * x[0]


def next_iter(x):
    it = iter(x)
    first = next(it)
    t = 0.0
    for v in it:
        t += v * first
    return t


def nested_comp(x):
    return sum(a * b for a in x for b in x if a != b)


CASES = [
    Case(gen_sum, (V4,)),
    Case(gen_max, (V4,)),
    Case(gen_min2, (V4,)),
    Case(gen_any, (V4,)),
    Case(gen_all, (V4,)),
    Case(gen_zip, (V4,)),
    Case(gen_sorted, (V4,)),
    Case(gen_array, (V4,)),
    Case(gen_list, (V4,)),
    Case(gen_tuple, (V4,)),
    Case(gen_dict, (1.3,)),
    Case(gen_named, (V4,)),
    Case(gen_next, (V4,)),
    Case(iter_next, (V4,)),
    Case(gen_fn, (1.3,)),
    Case(gen_fn2, (V4,)),
    Case(brk, (1.3,)),
    Case(ret_in_gen, (1.3,)),
    Case(late, (1.3,)),
    Case(yfrom, (1.3,)),
    Case(genexp_interleaved, (1.3,)),
    Case(genexp_late, (V4,)),
    Case(zip_once, (V4,)),
    Case(map_once, (V4,)),
    Case(buffers, (V4,)),
    Case(buffers_sum, (V4,)),
    Case(buffers_list, (V4,)),
    Case(enum_gen, (1.3,)),
    Case(next_default, (V4,)),
    Case(next_iter, (V4,)),
    Case(nested_comp, (V4,)),
]  # fmt: skip
FIRST_ORDER_ALONE = []

test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives([c for c in CASES if c.function.__name__ not in FIRST_ORDER_ALONE])
