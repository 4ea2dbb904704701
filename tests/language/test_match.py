"""``match``: literals, captures, sequences, mappings, classes, guards, alternatives."""

import math

import numpy as np

from tests.support import Case, derivatives, second_derivatives

V4 = np.array([0.3, 1.2, 0.7, 2.1])


def match_lit(x, n):
    match n:
        case 0:
            return x
        case 1 | 2:
            return x * x
        case _:
            return x**3


def match_seq(x, p):
    match p:
        case (a, b):
            return x * a * b
        case (a, *rest):
            return x * a + len(rest)
        case {"k": k, **others}:
            return x**k + len(others)
        case int(n) if n > 3:
            return x * n
        case float() | int():
            return x * x
        case "sin":
            return math.sin(x)
        case None:
            return -x
        case _:
            raise ValueError(p)


class Pt:
    __match_args__ = ("u", "v")

    def __init__(self, u, v):
        self.u, self.v = u, v


def match_cls(x):
    p = Pt(x, x * x)
    match p:
        case Pt(u, v=0):
            return u
        case Pt(a, b) if a > 10:
            return a
        case Pt(u=a, v=b):
            return a * b


def match_dyn(x, n):
    y = x
    for k in range(n):
        match k % 3:
            case 0:
                y = y * x
            case 1 | 2 if k > 3:
                y = y + x
            case _:
                y = y - 0.1 * x
    return y


CASES = [
    Case(match_lit, (1.3, 2,), "x"),
    Case(match_seq, (1.3, (2.0, 3.0),), "x"),
    Case(match_seq, (1.3, (2.0, 1, 1),), "x", name="match_seq_1"),
    Case(match_seq, (1.3, {'k': 2, 'z': 1},), "x", name="match_seq_2"),
    Case(match_seq, (1.3, 5,), "x", name="match_seq_3"),
    Case(match_seq, (1.3, 2,), "x", name="match_seq_4"),
    Case(match_seq, (1.3, 'sin',), "x", name="match_seq_5"),
    Case(match_seq, (1.3, None,), "x", name="match_seq_6"),
    Case(match_cls, (1.3,)),
    Case(match_dyn, (1.3, 7,), "x"),
]  # fmt: skip
FIRST_ORDER_ALONE = []

test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives([c for c in CASES if c.function.__name__ not in FIRST_ORDER_ALONE])
