"""The texts of tangents and adjoints: as short as the call allows."""

from __future__ import annotations

import pytest

from s2sad.calculus import registry
from s2sad.calculus.rule import CallView


def body(text):
    return [line.strip() for line in text.splitlines()[1:]]


def view(**static):
    return CallView(frozenset(static), static)


@pytest.mark.parametrize(
    ("prim", "param", "call", "lines"),
    [
        ("operator.mul", "x", view(), ["return _reduce(dz * y, z, x)"]),
        ("operator.add", "y", view(), ["return _reduce(dz, z, y)"]),
        ("operator.pow", "x", view(y=3), ["return _reduce(y * x ** (y - 1) * dz, z, x)"]),
        ("numpy.sum", "a", view(), ["return dy"]),
        ("numpy.sum", "a", view(axis=0), ["return dy"]),
        ("numpy.sum", "a", view(axis=1), ["return np.expand_dims(_expand(dy, y), axis)"]),
        ("numpy.sum", "a", view(axis=1, keepdims=True), ["return dy"]),
        ("numpy.mean", "a", view(), ["return dy / np.size(a)"]),
        ("numpy.tanh", "x", view(), ["return (1 - y ** 2) * dy"]),
        ("numpy.max", "a", view(), ["at = a == y", "n = np.count_nonzero(at)", "return at * (dy / n)"]),
        ("numpy.transpose", "a", view(), ["return np.transpose(_expand(dy, y))"]),
        ("numpy.where", "x2", view(), ["return _reduce(np.where(condition, 0.0, dy), y, x2)"]),
    ],
)
def test_adjoints(prim, param, call, lines):
    assert body(registry.find(prim).adjoint(param, call)) == lines


@pytest.mark.parametrize(
    ("prim", "active", "call", "lines"),
    [
        ("operator.mul", "x", view(), ["return dx * y"]),
        ("operator.mul", "xy", view(), ["return dx * y + x * dy"]),
        ("operator.sub", "y", view(), ["return -dy"]),
        ("operator.truediv", "x", view(), ["return dx / y"]),
        ("numpy.sum", "a", view(), ["return np.sum(_expand(da, a))"]),
        ("numpy.sum", "a", view(axis=1), ["return np.sum(_expand(da, a), axis=axis)"]),
        ("numpy.dot", "b", view(), ["return np.dot(a, _expand(db, b))"]),
        (
            "numpy.sort",
            "a",
            view(),
            [
                "order = np.argsort(a)",
                "return _expand(da, a)[order] if np.ndim(a) == 1 else np.take_along_axis(_expand(da, a), order, axis)",
            ],
        ),
    ],
)
def test_tangents(prim, active, call, lines):
    assert body(registry.find(prim).tangent(frozenset(active), call)) == lines


def test_ranks_and_kinds_decide():
    matmul = registry.find("operator.matmul")
    known = CallView(ranks={"A": 2, "B": 2})
    assert body(matmul.adjoint("A", known)) == ["g = _expand(dC, C)", "return g @ np.transpose(B)"]
    assert body(matmul.adjoint("B", CallView(ranks={"A": 1, "B": 1}))) == ["g = _expand(dC, C)", "return g * A"]
    modulus = registry.find("numpy.abs")
    assert body(modulus.adjoint("x", CallView(kinds={"x": "f"}))) == ["return np.sign(x) * dy"]


def test_parameters_come_in_the_order_of_the_rule():
    text = registry.find("numpy.clip").tangent(frozenset({"a_max", "a"}))
    assert text.startswith("def clip_tangent(a, a_min, a_max, y, da, da_max):")


def test_entries_that_are_passive_are_left_out():
    call = CallView(
        frozenset({"subscripts", "operands"}),
        {"subscripts": "i,i->"},
        {"operands": 2},
        active={"operands": frozenset({1})},
    )
    text = registry.find("numpy.einsum").tangent(frozenset({"operands"}), call)
    assert text.count("_expand") == 1
