"""Generated code is as economical as what is written by hand: counted in NumPy calls, operations, loops and tapes."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from samples import samples
from samples.by_hand import control_flow, hard, memory, seed
from samples.regenerate import text

WRITTEN = [
    (seed.rs_derivative, "rs", "tangent"),
    (seed.rs_scalar_grad, "rs_scalar", "adjoint"),
    (control_flow.logistic_map_grad, "logistic_map", "adjoint"),
    (control_flow.newton_sqrt_grad, "newton_sqrt", "adjoint"),
    (memory.jacobi_loss_grad, "jacobi_loss", "adjoint"),
    (memory.mlp_loss_grad, "mlp_loss", "adjoint"),
    (hard.horner_grad, "horner", "adjoint"),
    (hard.first_crossing_grad, "first_crossing", "adjoint"),
    (hard.window_grad, "window", "adjoint"),
    (hard.relax_grad, "relax", "adjoint"),
    (hard.spring_grad, "spring", "adjoint"),
]
BY_NAME = {str(sample): sample for sample in samples()}
OPERATIONS = (ast.BinOp, ast.UnaryOp, ast.AugAssign)
PLAIN = {"append", "pop", "len", "range", "abs", "reversed"}


def written(function):
    module = ast.parse(Path(function.__code__.co_filename).read_text(encoding="utf-8"))
    wanted = function.__name__.rpartition("_")[0]
    return [n for n in module.body if isinstance(n, ast.FunctionDef) and n.name.startswith(wanted + "_")]


def generated(name, kind):
    return [n for n in ast.parse(text(BY_NAME[name], kind)).body if isinstance(n, ast.FunctionDef)]


def cost(functions):
    """How often each kind of work stands in the text."""
    found = Counter()
    for function in functions:
        for node in ast.walk(function):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                found["array calls"] += (
                    name not in PLAIN and not name.endswith(("_forward", "_backward")) and name[0].islower()
                )
                found["tape"] += name == "append"
            found["loops"] += isinstance(node, ast.For | ast.While)
            found["operations"] += isinstance(node, OPERATIONS) and not is_index(node)
    return found


def is_index(node):
    """Arithmetic of small integers costs nothing beside arithmetic of arrays."""
    return isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant)


@pytest.mark.parametrize(
    ("function", "name", "kind"), WRITTEN, ids=lambda value: value if isinstance(value, str) else ""
)
def test_no_more_work_than_by_hand(function, name, kind):
    by_hand, made = cost(written(function)), cost(generated(name, kind))
    for what in ("array calls", "tape", "loops"):
        assert made[what] <= by_hand[what], (
            f"{what}: {made[what]}, by hand {by_hand[what]}\n{text(BY_NAME[name], kind)}"
        )
    assert made["operations"] <= by_hand["operations"] + 2, text(BY_NAME[name], kind)


@pytest.mark.parametrize(
    ("function", "name", "kind"), WRITTEN, ids=lambda value: value if isinstance(value, str) else ""
)
def test_no_helper_where_types_are_known(function, name, kind):
    helpers = [f.name for f in generated(name, kind) if f.name.startswith("_")]
    assert not helpers


@pytest.mark.parametrize("kind", ["tangent", "adjoint"])
def test_nothing_is_computed_for_what_is_not_asked_for(kind):
    made = text(BY_NAME["rs"], kind)
    names = {node.id for node in ast.walk(ast.parse(made)) if isinstance(node, ast.Name)}
    assert not names & {"d_dot", "d_bar"}
    assert "zeros" not in made
