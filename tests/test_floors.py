"""A module imports only from its own package or from its own floor and below, and two libraries stay in one place."""

import ast
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
        "jacobian",
        "api",
        "verify",
        "rule_check",
    },
    {"cli", "__main__", "__init__"},
]
FLOOR = {place: level for level, places in enumerate(FLOORS) for place in places}
MODULES = sorted(PACKAGE.rglob("*.py"))


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
    found = set(imports(ast.parse(path.read_text(encoding="utf-8"))))
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
