"""The grammar of transposition, on the text of the rules."""

from __future__ import annotations

import ast

import pytest

from s2sad.calculus.differential import parse
from s2sad.calculus.transpose import Transposition, is_elementwise


@pytest.mark.parametrize(
    ("differential", "adjoint"),
    [
        ("np.cos(x) * dx", "np.cos(x) * dy"),
        ("-dx / n", "-dy / n"),
        ("dx if x > 0 else -dx", "dy if x > 0 else -dy"),
        ("np.where(c, dx, 0.0)", "np.where(c, dy, 0.0)"),
        ("c * np.sum(w * dx)", "w * (c * dy)"),
        ("-(y @ dx @ y)", "mT(y) @ (_expand(-dy, y) @ mT(y))"),
        ("dx[i]", "_scatter(_expand(dy, y), x, i)"),
        ("dx[1:, None]", "_scatter(_expand(dy, y), x, (slice(1, None, None), None))"),
        ("(0.0, 2 * dx)", "2 * dy[1]"),
        ("np.sum(dx, axis=1)", "np.expand_dims(_expand(dy, y), 1)"),
        ("np.sum(dx, axis=0)", "dy"),
        ("np.real(c * dx)", "c * dy"),
        ("np.triu(dx) + np.tril(dx)", "np.triu(_expand(dy, y)) + np.tril(_expand(dy, y))"),
    ],
)
def test_transposes(differential, adjoint):
    text = ast.unparse(Transposition("dx", "x", "y").of(parse(differential)))
    assert text == ast.unparse(parse(adjoint))


def test_a_function_that_is_not_in_the_table_is_refused():
    with pytest.raises(ValueError, match="give adjoint="):
        Transposition("dx", "x", "y").of(parse("mylib.smooth(dx)"))


def test_a_seed_that_is_used_twice_gets_a_name():
    transposition = Transposition("dx", "x", "y")
    result = transposition.of(parse("c * np.sum(dx if w else 2 * dx)"))
    assert ast.unparse(result) == "s0 if w else 2 * s0"
    assert [ast.unparse(ast.fix_missing_locations(line)) for line in transposition.lines] == ["s0 = c * dy"]


def test_elementwise():
    assert is_elementwise(parse("a * dx / b - np.where(c, dx, 0.0)"), "dx")
    assert not is_elementwise(parse("np.sum(dx)"), "dx")
    assert not is_elementwise(parse("A @ dx"), "dx")
