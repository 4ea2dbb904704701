"""Random numbers: drawn once, by whatever generator; a function that draws is not run several times."""

import random

import numpy as np
import pytest

import s2sad
from tests.support import check

X = np.array([0.5, 1.5, -0.7])
RNG = np.random.default_rng(1)


class Noise:
    def __init__(self):
        self.rng = np.random.default_rng(2)

    def scaled(self, x):
        return x * self.rng.normal(size=3)


def of_numpy(x):
    return x * np.random.rand(3)


def of_python(x):
    return x * random.random()


def of_a_global(x):
    return x[RNG.permutation(3)]


def of_an_argument(x, rng):
    return x * rng.normal(size=3)


def unseeded(x):
    rng = np.random.default_rng()
    return x * rng.uniform(size=3)


def seeded_on_one_path(x, seed):
    if seed:
        np.random.seed(seed)
    return x * np.random.rand(3)


DRAWN = [
    (of_numpy, (X,)), (of_python, (X,)), (of_a_global, (X,)), (of_an_argument, (X, RNG)), (unseeded, (X,)),
    (Noise().scaled, (X,)), (seeded_on_one_path, (X, 0)),
]  # fmt: skip


@pytest.mark.parametrize(("function", "args"), DRAWN, ids=lambda f: getattr(f, "__name__", ""))
def test_a_function_that_draws_is_not_run_several_times(function, args):
    def swept(x):
        return np.sum(s2sad.jacobian(function)(x, *args[1:]))

    for run in (
        lambda: s2sad.jacobian(function, mode="forward")(*args),
        lambda: s2sad.jacobian(function, mode="reverse")(*args),
        lambda: s2sad.hessian(lambda *a: np.sum(function(*a) ** 2))(*args),
        lambda: s2sad.vjp(function, *args, wrt=0)[1](X),
        lambda: s2sad.grad(swept)(X),
    ):
        with pytest.raises(s2sad.NotSupportedError, match="draws other random numbers in each run"):
            run()


def of_a_seeded_numpy(x):
    np.random.seed(3)
    return x**2 * np.random.rand(3)


def of_a_generator(x):
    rng = np.random.default_rng(7)
    return x**2 * rng.normal(size=3) + rng.uniform()


def of_the_old_generator(x):
    rng = np.random.RandomState(7)
    return x**2 * rng.rand(3)


def of_pythons_generator(x):
    rng = random.Random(7)
    return x**2 * rng.random()


@pytest.mark.parametrize("function", [of_a_seeded_numpy, of_a_generator, of_the_old_generator, of_pythons_generator])
def test_a_generator_that_is_seeded_draws_the_same(function):
    check(function, X)
    factors = function(np.ones(3)) - function(np.zeros(3))
    np.testing.assert_allclose(s2sad.jacobian(function)(X), np.diag(2 * X * factors))
    np.testing.assert_allclose(s2sad.hessian(lambda x: np.sum(function(x)))(X), np.diag(2 * factors))
    np.testing.assert_allclose(s2sad.vjp(function, X)[1](X), 2 * X * X * factors)
