"""Ten programs that work in place: right, and with no more on their tapes than what a person would keep.

Beside each figure stands how it was derived: a number is kept if the reverse sweep reads it and a later round
overwrites the array that it stood in.
"""

import re

import numpy as np
import pytest

import s2sad
from tests.support import check, check_second_order
from tests.traps import programs_in_place as programs

rng = np.random.default_rng(3)
N, STEPS = 6, 4


def uniform(*shape):
    return rng.uniform(0.5, 1.5, shape)


def symmetric():
    a = uniform(N, N)
    return a @ a.T + N * np.eye(N)


DOMINANT = uniform(N, N) + 4 * N * np.eye(N)

PROGRAMS = {
    "jacobi": ((uniform(N, N), STEPS), "x"),
    "wave": ((uniform(N), STEPS), "x"),
    "burgers": ((uniform(N), STEPS), "x"),
    "gauss_seidel": ((DOMINANT, uniform(N), STEPS), ("a", "b")),
    "lu": ((DOMINANT,), "a"),
    "cholesky": ((symmetric(),), "a"),
    "thomas": ((uniform(N), uniform(N) + 4, uniform(N), uniform(N)), ("lower", "main", "upper", "right")),
    "adi": ((uniform(N, N), STEPS), "x"),
    "fdtd": ((uniform(N, N), uniform(N, N), uniform(N, N), STEPS), ("ex", "ey", "hz")),
    "floyd": ((uniform(N, N),), "d"),
}

NUMBERS = {
    "jacobi": 0,  # linear
    "fdtd": 0,  # linear
    "wave": STEPS * (N - 2),  # the cube of the inner points
    "gauss_seidel": STEPS * N * N,  # each row with all other unknowns, and the numerator that the pivot divides
    "cholesky": sum(1 + m + sum(j + 1 for j in range(1, m + 1)) for m in range(N)),  # root and column; then each
    # column below the diagonal with the number that it is multiplied by
    "thomas": 4 * (N - 1),  # pivot and right-hand side before each step, forwards; both unknowns, backwards
    "adi": STEPS * 2 * (N - 2) ** 2,  # the factor and the denominator of each inner point
}


def tape_of(function, args, wrt):
    """What stands on the tapes when the reverse sweep begins."""
    gradient = s2sad.grad(function, wrt=wrt)
    gradient(*args)
    text = gradient.source.replace("    # reverse sweep\n", "    return locals()\n    # reverse sweep\n")
    scope = {}
    exec(text, scope)
    names = scope[gradient.__name__](*args)
    return [value for name, value in names.items() if re.fullmatch(r"(\w+_)?tape(_\d+)?", name)]


def size_of(kept):
    """The bytes of the numbers in nested lists and tuples."""
    return sum(map(size_of, kept)) if isinstance(kept, list | tuple) else np.asarray(kept).nbytes


@pytest.mark.parametrize("name", PROGRAMS)
def test_derivatives(name):
    args, wrt = PROGRAMS[name]
    check(getattr(programs, name), *args, wrt=wrt)


@pytest.mark.parametrize("name", [name for name in PROGRAMS if name not in ("adi", "floyd")])  # refused; all kinks
def test_second_order(name):
    args, wrt = PROGRAMS[name]
    check_second_order(getattr(programs, name), *args, wrt=wrt)


@pytest.mark.parametrize("name", NUMBERS)
def test_size_of_the_tape(name):
    args, wrt = PROGRAMS[name]
    assert size_of(tape_of(getattr(programs, name), args, wrt)) <= 8 * NUMBERS[name]
