"""What a derivative returns belongs to the caller, and what it was given stays his, whatever the form of the call.

`tests/support.py` holds every tangent and adjoint of the other tests to this; here are the other forms.
"""

import numpy as np
import pytest

import s2sad
from samples import samples
from tests import trees
from tests.support import Point, assert_same, copied, scribble, seeded

X = np.array([0.7, 1.2, 2.1, 0.4])
Y = np.array([1.1, 0.3, -0.8, 0.6])
CONSTANT = np.array([2.0, -1.0, 0.5, 3.0])


def linear(x, y):
    return np.sum(CONSTANT * x) + np.sum(y)


def only_x(x, y):
    return np.sum(x)


def both_alike(x, y):
    return np.sum(x + y)


def product(x, y):
    return x @ y


def copied_in(x, y):
    z = x.copy()
    z[:] = y
    return np.sum(z * CONSTANT) + x[0]


def written(x, y):
    x[1:] = y[:-1]
    return x @ y


FORMS = {
    "grad": lambda f: s2sad.grad(f, wrt=("x", "y")),
    "value_and_grad": lambda f: s2sad.value_and_grad(f, wrt=("x", "y")),
    "jacobian": lambda f: s2sad.jacobian(f, wrt=("x", "y")),
    "hessian": lambda f: s2sad.hessian(f, wrt="x"),
    "adjoint": lambda f: lambda x, y: s2sad.adjoint(f, wrt=("x", "y"))(x, y, 1.0),
    "tangent": lambda f: lambda x, y: s2sad.tangent(f, wrt=("x", "y"))(x, y, CONSTANT, CONSTANT),
}


def held(call, given, after):
    """The result of a call that leaves what it was given as `after`, shares nothing, and comes out twice."""
    first = call(*given)
    assert_same(given, after, "an argument was changed")
    kept = copied(first)
    mine = list(trees.arrays(first))
    for k, (path, array) in enumerate(mine):
        for other_path, other in [*trees.arrays(given), *mine[k + 1 :], ("CONSTANT", CONSTANT)]:
            assert not np.shares_memory(array, other), f"{path} shares memory with {other_path}"
    scribble(first)
    assert_same(given, after, "an argument shares memory with a result")
    return kept


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "function", [linear, only_x, both_alike, product, copied_in, written], ids=lambda f: f.__name__
)
def test_forms(function, form):
    derived, constant, after = FORMS[form](function), CONSTANT.copy(), [X.copy(), Y.copy()]
    if form not in ("jacobian", "hessian"):  # these call the function several times, on copies
        function(*after)
    results = [held(derived, [X.copy(), Y.copy()], after) for _ in range(2)]
    assert_same(results[1], results[0], "a second call gives something else")
    np.testing.assert_array_equal(CONSTANT, constant)


@pytest.mark.parametrize("sample", samples(), ids=str)
def test_samples(sample):
    at = Point.of(sample.function, sample.args(), {}, sample.wrt)
    given, keywords = at.fresh()
    value = sample.function(*given, **keywords)
    adjoint = s2sad.adjoint(sample.function, **at.options())
    results = [held(lambda *args: seeded(adjoint, args, {}, (copied(value),)), at.fresh()[0], given) for _ in range(2)]
    assert_same(results[1], results[0], "a second call gives something else")
