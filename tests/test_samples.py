"""The golden derivatives of the samples: up to date, right, and independent of s2sad."""

import importlib.util
import inspect
import sys

import numpy as np
import pytest

from samples import samples
from samples.regenerate import text
from samples.sample import GOLDEN, KINDS
from tests import trees
from tests.support import Point, hold_adjoint, hold_tangent

SAMPLES = samples()
each_golden = pytest.mark.parametrize(("sample", "kind"), [(s, k) for s in SAMPLES for k in KINDS], ids=str)


def load(path):
    spec = importlib.util.spec_from_file_location(f"golden_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@each_golden
def test_golden_text_is_what_is_printed(sample, kind):
    assert text(sample, kind) == sample.golden(kind).read_text(encoding="utf-8"), "python -m samples.regenerate"


@each_golden
def test_golden_text_reads_well(sample, kind):
    lines = sample.golden(kind).read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) <= 88
    assert not [line for line in lines if "import" in line and "s2sad" in line]
    assert lines[-1].strip() and lines == [line.rstrip() for line in lines]


@each_golden
def test_golden_derivative_is_right_without_s2sad(sample, kind, monkeypatch):
    monkeypatch.setitem(sys.modules, "s2sad", None)
    form = sample.form(kind)
    derivative = getattr(load(sample.golden(kind)), f"{sample.function.__name__}_{form}")
    at = Point.of(sample.function, sample.args(), {}, sample.wrt)
    if kind == "tangent":
        hold_tangent(at, derivative if form == "tangent" else as_tangent(sample.function, derivative), 1e-6)
    else:
        hold_adjoint(at, derivative if form == "adjoint" else as_adjoint(sample.function, derivative), 1e-6)


def as_tangent(function, derivative):
    """The tangent that a derivative in one float stands for."""

    def tangent(*args):
        *given, x_dot = args
        value_dot = derivative(*given)
        scale = lambda d: tuple(x_dot * part for part in d) if isinstance(d, tuple) else x_dot * d
        return function(*given), scale(value_dot)

    return with_seed(tangent, derivative)


def as_adjoint(function, gradient):
    """The adjoint that a gradient stands for."""

    def adjoint(*args):
        *given, value_bar = args
        bars = gradient(*given)
        return function(*given), trees.transform(lambda bar: float(value_bar) * bar, bars)

    return with_seed(adjoint, gradient)


def with_seed(derived, plain):
    signature = inspect.signature(plain)
    seed = inspect.Parameter("seed", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    parameters = [p.replace(default=p.empty) for p in signature.parameters.values()]
    derived.__signature__ = signature.replace(parameters=[*parameters, seed])
    return derived


def test_no_golden_file_is_left_over():
    expected = {sample.golden(kind).name for sample in SAMPLES for kind in KINDS}
    assert {path.name for path in GOLDEN.glob("*.py")} == expected


def test_every_sample_has_a_name_of_its_own():
    names = [str(sample) for sample in SAMPLES]
    assert len(names) == len(set(names))


def test_the_generator_is_seeded():
    for sample in SAMPLES:
        first, second = sample.args(), sample.args()
        np.testing.assert_equal(repr(first), repr(second))
