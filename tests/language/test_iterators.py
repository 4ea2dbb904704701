"""`itertools`, `functools`, `operator`, `map`, `filter`, `sorted` and extremes with a key."""

import functools
import itertools
import math
import operator

import numpy as np

from tests.support import Case, check_refused, derivatives, second_derivatives

V4 = np.array([0.3, 1.2, 0.7, 2.1])


def key_sorted(x):
    return sorted([x * 2, x, x * 3], key=lambda v: -v)[0]


def max_key(x):
    return max([x * 2, x, x * -3], key=lambda v: v * v)


def red_mul(x):
    return functools.reduce(operator.mul, x)


def red_init(x):
    return functools.reduce(lambda a, b: a * b + a, x, 1.0)


def part(x):
    f = functools.partial(pow, x)
    return f(3)


def part2(x):
    f = functools.partial(math.pow, x)
    return f(3)


def mapped(x):
    return sum(map(lambda v: v * v, x))


def filtered(x):
    return sum(filter(lambda v: v > 0.5, x))


def prod_it(x):
    return sum(a * b for a, b in itertools.product([x, 2 * x], [x, 3.0]))


def acc_it(x):
    return list(itertools.accumulate([x, x * 2, x]))[-1]


def chain_it(x):
    return sum(itertools.chain([x, 2 * x], [x * x]))


def starmap_it(x):
    return sum(itertools.starmap(lambda a, b: a * b, [(x, 2), (x, x)]))


def zipl(x):
    return sum(a * b for a, b in itertools.zip_longest([x, x], [x], fillvalue=2.0))


def rep(x):
    return sum(itertools.repeat(x, 3))


def takew(x):
    return sum(itertools.takewhile(lambda v: v < 2, x))


def comb(x):
    return sum(a * b for a, b in itertools.combinations([x, 2 * x, x * x], 2))


def cycle_(x):
    return sum(a * b for a, b in zip([x, x, x], itertools.cycle([1.0, 2.0])))


def count_(x):
    return sum(a * k for k, a in zip(itertools.count(1), [x, x]))


def islice_inf(x):
    def powers():
        p = 1.0
        while True:
            p = p * x
            yield p

    t = 0.0
    for v in itertools.islice(powers(), 4):
        t += v
    return t + sum(itertools.islice(powers(), 1, 5, 2))


def takewhile_inf(x):
    t = 0.0
    for k in itertools.takewhile(lambda k: k * x < 5, itertools.count(1)):
        t += x * k
    return t


def count_loop(x):
    for k in itertools.count():
        x = x * 1.2
        if x > 3:
            break
    return x * k


def accumulate_arr(x):
    return sum(itertools.accumulate(x)) + list(itertools.accumulate(x, operator.mul))[-1]


def pairs(x):
    return sum((b - a) ** 2 for a, b in itertools.pairwise(x))


def dropw(x):
    return sum(v * v for v in itertools.dropwhile(lambda v: v < 1, x))


def compress(x):
    return sum(itertools.compress([x, x * x, 3 * x], [True, False, True]))


def min_default(x):
    return min((v for v in x if v > 0.5), default=3.0) + max((v for v in x if v > 50), default=3.0) * x[0]


def sorted_pairs(x):
    p = sorted([(x, 2 * x), (x * x, 3 * x), (0.5, x)], key=lambda t: t[0])
    return p[0][1] * p[1][0]


def sorted_arr_key(x):
    s = sorted(x, key=lambda v: -v)
    return s[0] * s[1] + s[3]


def sorted_rev(x):
    return sorted(x, reverse=True)[1] ** 2


def max_arr_key(x):
    return max(x, key=lambda v: (v - 1) ** 2) ** 2


def mapfn(x):
    return sum(map(operator.mul, x, x)) + sum(map(pow, [x[0]], [3])) + list(map(float, [x[1], x[2]]))[0]


def opers(x):
    return operator.add(x, operator.neg(x * 3)) + operator.itemgetter(1)([x, x * x]) + operator.truediv(x, 2)


def opers_attr(x):
    return operator.attrgetter("real")(x) * x


def grouped(x):
    pairs = [(1, x), (1, 2 * x), (2, x * x)]
    total = 0.0
    for k, group in itertools.groupby(pairs, key=lambda pair: pair[0]):
        total += k * math.prod(value for _, value in group)
    lists = {k: [v for _, v in g] for k, g in itertools.groupby(pairs, key=operator.itemgetter(0))}
    return total * lists[1][0] + lists[2][0]


def runs_of_numbers(x):
    return sum(k * len(list(group)) * x**k for k, group in itertools.groupby([1, 1, 2, 3, 3]))


def teed(x):
    one, other = itertools.tee(v * v for v in x)
    next(other)
    return sum(p * q for p, q in zip(one, other))


def until_a_value(x):
    values = [2.0, 0.0, x, x * x, 3 * x]
    return sum(v * v for v in iter(values.pop, 0.0))


def indices(x):
    m = x.reshape(2, 2) * 1.0
    for place, value in np.ndenumerate(m):
        m[place] = value**2
    total = sum(m[i, j] * (i + 2 * j) for i, j in np.ndindex(m.shape))
    for k, v in np.ndenumerate(x):
        total += v * x[k] ** 2
    return total + sum(x[k] for k in np.ndindex(2))


def weights_of_an_iterator(x, n):
    values, w = iter(x), np.zeros((n, 2))
    for i in range(n):
        for j in range(2):
            w[i, j] = next(values)
    return np.sum(w @ w) + sum(values)


def as_long_as_there_are_some(x, n):
    total, one, other = 0.0, iter(x), iter(list(x[::-1]))
    while (v := next(one, None)) is not None:
        total = total * 0.5 + v * v * next(other)
        if total > n:
            next(one, None)
    return total


def taken_in_some_rounds(x, n):
    values, total = iter([x[0], x[1] * x[2], x[3]]), 0.0
    first = next(values)
    for i in range(n):
        if i != 1:
            total += next(values) * first
    return total


def until_there_are_none(x, n):
    values, total = iter(x), 0.0
    try:
        for _ in range(n):
            total = total * 0.5 + next(values) ** 2
    except StopIteration:
        total *= 2
    return total


def taken_by_a_helper(x, n):
    values = iter(x)

    def take(k):
        return [next(values) for _ in range(k)]

    a, b = take(n), take(1)
    return sum(a) * b[0] + next(values, x[0]) ** 2


CASES = [
    Case(weights_of_an_iterator, (V4, 2), 0),
    Case(as_long_as_there_are_some, (V4, 1), 0),
    Case(taken_in_some_rounds, (V4, 3), 0),
    Case(until_there_are_none, (V4, 9), 0),
    Case(taken_by_a_helper, (V4, 2), 0),
    Case(indices, (V4,)),
    Case(grouped, (1.3,)),
    Case(runs_of_numbers, (1.3,)),
    Case(teed, (V4,)),
    Case(until_a_value, (1.3,)),
    Case(key_sorted, (1.3,)),
    Case(max_key, (1.3,)),
    Case(red_mul, (V4,)),
    Case(red_init, (V4,)),
    Case(part, (1.3,)),
    Case(part2, (1.3,)),
    Case(mapped, (V4,)),
    Case(filtered, (V4,)),
    Case(prod_it, (1.3,)),
    Case(acc_it, (1.3,)),
    Case(chain_it, (1.3,)),
    Case(starmap_it, (1.3,)),
    Case(zipl, (1.3,)),
    Case(rep, (1.3,)),
    Case(takew, (V4,)),
    Case(comb, (1.3,)),
    Case(cycle_, (1.3,)),
    Case(count_, (1.3,)),
    Case(islice_inf, (1.3,)),
    Case(takewhile_inf, (1.3,)),
    Case(count_loop, (1.3,)),
    Case(accumulate_arr, (V4,)),
    Case(pairs, (V4,)),
    Case(dropw, (V4,)),
    Case(compress, (1.3,)),
    Case(min_default, (V4,)),
    Case(sorted_pairs, (1.3,)),
    Case(sorted_arr_key, (V4,)),
    Case(sorted_rev, (V4,)),
    Case(max_arr_key, (V4,)),
    Case(mapfn, (V4,)),
    Case(opers, (1.3,)),
    Case(opers_attr, (1.3,)),
]  # fmt: skip
FIRST_ORDER_ALONE = []

test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives([c for c in CASES if c.function.__name__ not in FIRST_ORDER_ALONE])


def groups_kept(x):
    groups = list(itertools.groupby([(1, x), (1, 2 * x)], key=lambda pair: pair[0]))
    return sum(sum(v for _, v in group) for _, group in groups) * x


def test_groups_that_are_used_up_are_refused():
    check_refused(groups_kept, 1.3, line="list(itertools.groupby(")
