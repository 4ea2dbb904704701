"""Defaults that are numbers of NumPy's in functions that use nothing else of it; lists made anew in some rounds."""

import numpy as np
import pytest

import s2sad
from tests.support import check


def a_number(x, c=np.float64(3.0)):
    return x**2 * c


def numbers(x, c=(np.float64(3.0), np.int64(2))):
    return x ** c[1] * c[0]


def narrow(x, c=np.float32(-1.5)):
    return x * x * c


@pytest.mark.parametrize("function", [a_number, numbers, narrow], ids=lambda f: f.__name__)
def test_defaults(function):
    check(function, 1.3)
    assert "import numpy as np" in s2sad.source(function)


def emptied_once(x, n):
    kept = [[]]
    for i in range(n):
        kept[0].append(x)
        if i == 2:
            kept[0] = []
    return sum(kept[0])


def test_a_list_that_is_made_anew_in_some_rounds():
    check(emptied_once, 1.3, 5, wrt="x")
