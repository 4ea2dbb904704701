"""What is found under which name, and what is refused."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from s2sad.calculus import registry
from s2sad.calculus.rule import CallView, Lines, Rule, Still
from tests.calculus.evaluate import Case, function_of


@pytest.mark.parametrize(
    "call",
    [
        ("numpy.sum", 1, ["like"]),
        ("numpy.sum", 1, ["out"]),
        ("numpy.sum", 4, []),
        ("numpy.exp", 1, ["where"]),
        ("numpy.exp", 2, []),
        ("operator.mul", 1, []),
        ("numpy.einsum", 2, ["out"]),
        ("numpy.linalg.cholesky", 1, ["lower"]),
    ],
)
def test_calls_that_a_rule_does_not_cover_are_refused(call):
    prim, positional, keywords = call
    with pytest.raises(LookupError, match="does not cover"):
        registry.find(prim).bind(positional, keywords)


def test_a_parameter_without_differential_is_refused():
    with pytest.raises(LookupError, match="no derivative in 'ddof'"):
        registry.find("numpy.var").tangent(frozenset({"a", "ddof"}))


def cube(x):
    return x * x * x


def test_a_rule_of_the_user_by_text():
    made = registry.rule("y = cube(x)", "dy = 3 * x**2 * dx")
    assert registry.find_object(cube) is made
    assert registry.find(registry.name_of(cube)) is made
    assert made.globals["cube"] is cube
    np.testing.assert_allclose(
        Case(f"{__name__}.cube", 0.7).tangent("x", 1.0, Case(f"{__name__}.cube", 0.7).view(True)), 3 * 0.49
    )


def test_a_rule_of_the_user_by_function():
    def area(w, h=2.0):
        return w * h

    made = registry.rule(area, "y = area(w, h=2.0)", "dy = dw * h + w * dh", width="w")
    assert registry.find_object(area) is made
    assert made.bind(1, ["h"]) == {"w": 0, "h": "h"}
    assert made.bind(0, ["width"]) == {"w": "width"}
    assert made.defaults == {"h": 2.0}


def test_still_by_text_and_by_function():
    def bin_of(x):
        return int(x)

    registry.still(bin_of, "somewhere.count")
    assert isinstance(registry.find_object(bin_of), Still)
    assert isinstance(registry.find("somewhere.count"), Still)
    assert isinstance(registry.find("numpy.floor"), Still)
    assert registry.find("nowhere.f") is None


def test_adjoint_of_the_user_takes_the_place_of_the_transpose():
    made = registry.rule("y = mylib.f(x)", "w = np.exp(x)", "dy = w * dx", adjoint="dx = dy * (1 + w)")
    assert made.adjoint("x").splitlines()[1:] == ["    w = np.exp(x)", "    return dy * (1 + w)"]
    assert made.tangent(frozenset("x")).splitlines()[1:] == ["    w = np.exp(x)", "    return w * dx"]


def test_every_rule_can_be_read():
    for name in registry.names():
        rule = registry.find(name)
        assert rule is not None
        if isinstance(rule, Rule) and isinstance(rule.content, Lines):
            everything = CallView(frozenset(rule.parameters))
            for param in rule.parameters:
                if any(f"d{param}" in line for line in rule.content.lines):
                    compile(rule.tangent(frozenset({param}), everything), name, "exec")
                    compile(rule.adjoint(param, everything), name, "exec")


def test_other_names():
    assert registry.find("numpy.multiply") is registry.find("operator.mul")
    assert registry.find("numpy.absolute") is registry.find("numpy.abs")
    assert "numpy.linalg.solve" in registry.names("np.linalg.*")


def test_names_of_numpy_exist():
    optional = {"numpy.asin", "numpy.acos", "numpy.atan", "numpy.asinh", "numpy.acosh", "numpy.atanh", "numpy.atan2"}
    optional |= {"numpy.pow", "numpy.row_stack", "numpy.in1d", "numpy.matrix_transpose", "numpy.ndarray", "numpy.trapz"}
    for name in registry.names("numpy.*"):
        if name not in optional:
            function_of(name)


def test_many_threads_may_ask_first():
    code = "from concurrent.futures import ThreadPoolExecutor as T; from s2sad.calculus import registry as r\n"
    code += "print(all(T(8).map(lambda i: r.find('numpy.isnan') is not None, range(64))))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "True"
