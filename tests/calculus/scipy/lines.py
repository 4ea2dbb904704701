"""Functions of one line with SciPy's modules in it, held to what every derivative is held to."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tests.calculus.made import made
from tests.support import check, check_second_order

scipy = pytest.importorskip("scipy")
special = pytest.importorskip("scipy.special")
for part in ("linalg", "fft", "signal", "ndimage", "integrate", "spatial.distance"):
    __import__(f"scipy.{part}")
MODULES = {
    "la": scipy.linalg,
    "ft": scipy.fft,
    "sg": scipy.signal,
    "nd": scipy.ndimage,
    "it": scipy.integrate,
    "ds": scipy.spatial.distance,
}


def of(text, params):
    """A function of one line, in which names before a parenthesis are those of `scipy.special`."""
    return made(re.sub(r"(?<![.\w])([a-z]\w*)\(", r"scipy.special.\1(", text), params, scipy=scipy)


def has(text):
    """Whether this SciPy has what a text calls."""
    return all(hasattr(special, name) for name in re.findall(r"(?<![.\w])([a-z]\w*)\(", text))


def line(text, params="a"):
    return made(text, params, **MODULES)


def split(table):
    return [text.strip() for row in table.strip().splitlines() for text in row.split(" | ")]


def hold(text, *args, wrt=None, rtol=1e-6, twice=False):
    """Both modes in the first of a, b, c, or in those that `wrt` names; to second order of the sum of squares too."""
    params = ", ".join("abc"[: len(args)])
    wrt = tuple("abc"[: len(args)]) if wrt is None else wrt
    check(line(text, params), *args, wrt=wrt, rtol=rtol)
    if twice:
        check_second_order(line(f"np.sum(np.abs({text}) ** 2)", params), *args, wrt=wrt, rtol=max(rtol, 1e-5))


def narrow(*args):
    return tuple(np.asarray(a, np.float32) for a in args)


def batches(function, *args):
    """Whether this SciPy takes stacks here."""
    try:
        function(*args)
    except Exception:
        return False
    return True
