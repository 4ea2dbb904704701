"""A module imports only from its own package or its own floor and below, two libraries stay in one place; no unions."""

import ast
import functools
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "s2sad"
FLOORS = [
    {"core", "errors", "version"},
    {"types"},
    {"calculus"},
    {"source"},
    {"facts"},
    {"tidy"},
    {"modes"},
    {
        "request",
        "checks",
        "survey",
        "arguments",
        "known",
        "report",
        "guards",
        "leaves",
        "seeds",
        "paths",
        "callee",
        "independents",
        "overlap",
        "forms",
        "explained",
        "compiled",
        "pipeline",
        "derivative",
        "counts",
        "jacobian",
        "api",
        "verify",
        "rule_check",
    },
    {"cli", "__main__", "__init__"},
]
FLOOR = {place: level for level, places in enumerate(FLOORS) for place in places}
MODULES = sorted(PACKAGE.rglob("*.py"))


@functools.cache
def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def place_of(dotted):
    """``s2sad.core.nodes`` is in ``core``."""
    return dotted.split(".")[1]


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            yield from (f"{node.module}.{a.name}" if node.module == "s2sad" else node.module for a in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_step_up(path):
    relative = path.relative_to(PACKAGE).with_suffix("")
    own = relative.parts[0]
    found = set(imports(parsed(path)))
    up = {name for name in found if name.startswith("s2sad.") and FLOOR[place_of(name)] > FLOOR[own]}
    assert not up
    roots = {name.partition(".")[0] for name in found}
    assert "gast" not in roots or own == "source"
    assert "astor" not in roots or relative.parts[:2] == ("source", "write")


def test_every_place_has_a_floor():
    assert {
        p.stem if p.is_file() else p.name
        for p in PACKAGE.iterdir()
        if p.suffix == ".py" or (p / "__init__.py").exists()
    } <= set(FLOOR)


def unions_made_anew(tree):
    """The lines of ``isinstance(x, A | B)``: each such call makes the union before it looks at x."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("isinstance", "issubclass"):
            if any(isinstance(part, ast.BinOp) for part in ast.walk(node.args[1])):
                yield node.lineno


def test_isinstance_takes_a_tuple():
    assert list(unions_made_anew(ast.parse("isinstance(x, (A, B))\nissubclass(x, A | B)"))) == [2]
    found = {str(path.relative_to(PACKAGE)): list(unions_made_anew(parsed(path))) for path in MODULES}
    assert not {name: lines for name, lines in found.items() if lines}
