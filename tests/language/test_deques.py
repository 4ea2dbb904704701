"""Deques of lengths and bounds that only the run knows, and lists that grow by arrays or at places anywhere."""

from collections import deque

import numpy as np

from tests.support import Case, derivatives, second_derivatives

V4 = np.array([0.7, 1.3, 0.45, 1.9])


def rotated(x, n):
    q, total = deque(x), 0.0
    for i in range(n):
        q.rotate(i - 1)
        q[0] *= 1.1
        total += q[0] * q[1]
    return total + sum(v * i for i, v in enumerate(q))


def window(x, n):
    recent, means = deque(maxlen=n), []
    for v in x:
        recent.append(v * v)
        means.append(sum(recent) / len(recent))
    return sum(m * (i + 1) for i, m in enumerate(means))


def window_at_the_left(x, n):
    recent = deque([x[0] * x[1], 1.0, x[3]], n)
    for v in x:
        recent.appendleft(v * recent[0])
    return recent[0] * recent[-1] * len(recent)


def window_of_slices(x, n):
    recent = deque(x, maxlen=n)
    recent.extend(x[1:] * 2)
    recent.extendleft(x[:2] * 3)
    return recent[0] * recent[1] * recent[2] + recent[0]


def window_of_nothing(x, n):
    recent = deque(x, maxlen=n)
    recent.extend(x)
    return x[0] * (len(recent) + 1)


class MovingAverage:
    def __init__(self, n):
        self.values, self.sum = deque(maxlen=n), 0.0

    def push(self, v):
        if len(self.values) == self.values.maxlen:
            self.sum -= self.values[0]
        self.values.append(v)
        self.sum += v
        return self.sum / len(self.values)


def moving_average(x, n):
    average, total = MovingAverage(n), 0.0
    for v in x:
        total = total * 0.5 + average.push(v * v)
    return total


def extended_by_an_array(x, n):
    items = list(x[:n])
    items.extend(x[1:] * 2)
    items[1:1] = x[1:] * 3
    items = items[n - 2 :]
    return sum(v * v * i for i, v in enumerate(items))


def out_of_range(x, n):
    items, total = [x[0], x[1]], 0.0
    for i in range(n):
        try:
            total += items[i] * x[2]
        except IndexError:
            total *= 2
    return items[2] if n < 0 else total


class Cost:
    def __init__(self, cost, name):
        self.cost, self.name = cost, name


def inserted_in_order(x, n):
    made = []
    for i in range(n):
        one, place = Cost(x[i] ** 2, i), 0
        while place < len(made) and made[place].cost < one.cost:
            place += 1
        made.insert(place, one)
    return sum(m.cost * i * (m.name + 1) for i, m in enumerate(made))


CASES = [
    Case(rotated, (V4, 5), 0),
    Case(window, (V4, 2), 0),
    Case(window_at_the_left, (V4, 2), 0),
    Case(window_of_slices, (V4, 3), 0),
    Case(window_of_nothing, (V4, 0), 0),
    Case(moving_average, (V4, 2), 0),
    Case(extended_by_an_array, (V4, 3), 0),
    Case(out_of_range, (V4, 4), 0),
    Case(inserted_in_order, (V4, 4), 0),
]

FIRST_ORDER_ALONE = (window_at_the_left, out_of_range)

test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives([case for case in CASES if case.function not in FIRST_ORDER_ALONE])
