"""Ten programs that work in place: right, and with no more on their tapes than what a person would keep.

Beside each figure stands how it was derived (to be recorded: Hascoët & Pascual): a number is kept if the reverse sweep
reads it, or the array that it stood in there, and a later store overwrites it.  An element that no store can reach
after it was read is read from the array at the end.
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
    "wave": STEPS * (N - 2),  # the cube of the inner points, which the third buffer is written over two steps later
    "burgers": STEPS * (N - 1),  # all but the first point are overwritten
    "gauss_seidel": STEPS * N,  # each unknown is overwritten once a sweep; the quotients stand in the new unknowns
    "lu": 0,  # pivot, row and column are read in their round, and no later round writes there
    "cholesky": 0,  # so are the columns of the lower factor
    "thomas": N - 1,  # the right-hand side before the way back; pivots and unknowns are written once more and stay
    "adi": STEPS * ((N - 2) ** 2 + N),  # the factors of the inner points, and the column before the first of them
    "floyd": N * N**2,  # all distances in each round
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
    assert size_of(tape_of(getattr(programs, name), args, wrt)) == 8 * NUMBERS[name]
