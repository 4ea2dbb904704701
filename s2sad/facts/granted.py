"""What a text that is made without types takes for granted of its arguments.

It takes a sum over everything for real, and in reverse mode the adjoint of a value for as real or complex as that of
what is made of it. So an argument may be complex only where no rule asks for the kind of number of what was taken for
real, and where no real argument meets it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from s2sad.calculus import registry
from s2sad.calculus.rule import Lines, Rule
from s2sad.core.nodes import (
    Arg,
    Block,
    Call,
    Const,
    Free,
    Function,
    If,
    Let,
    Name,
    Raise,
    atoms_of,
)
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, ScalarType, Unknown, known_shape
from s2sad.core.walk import blocks_of, call_args, statements
from s2sad.facts.activity import useful, varied
from s2sad.facts.number_kinds import (
    COMPLEX,
    NOBODY,
    Sources,
    flow,
    kind_of,
    may_be_complex,
    names_of,
    of_args,
    sources,
)  # fmt: skip
from s2sad.types.resolve import elementwise_call

__all__ = ["stored_into", "taken_for_arrays", "taken_for_real"]

ASKS = re.compile(r"iscomplexobj|isinstance|np\.(real|imag|conj|abs|hypot|angle)|\babs\(")
HOLOMORPHIC = frozenset(
    "numpy." + name
    for name in "sum mean prod array stack concatenate dot matmul outer inner reshape transpose ravel".split()
)
"""Functions whose rules are made for the call, and are the same for real and complex numbers."""

UNLIKE_LISTS = frozenset(f"operator.{name}" for name in ("sub", "truediv", "pow", "neg"))
STRUCTURAL = ("operator.", "numpy.", "list.", "store.", "tape.", "builtins.sum", "s2sad.list", "math.", "cmath.")


def taken_for_real(function: Function, program: Program, seeds: Iterable[str], reverse: bool) -> frozenset[str]:
    """The parameters that must not be complex for the derivative to be right."""
    params = [p.name for p in function.params if may_be_complex(program.type_of(p.name))]
    if not params:
        return NOBODY
    deciding = sources(function, program, params)
    active = varied(function, program, seeds) & useful(function, names_of(function.result))
    found: set[str] = set()
    for statement in statements(function.body):
        if isinstance(statement, Let) and statement.name in active:
            found |= _demanded(statement, program, deciding, active if reverse else NOBODY)
    return frozenset(found - {COMPLEX})


def _demanded(let: Let, program: Program, deciding: Sources, active: frozenset[str]) -> frozenset[str]:
    """What must be real for one operation; in reverse mode it has `active` operands."""
    call, given = let.call, of_args(call_args(let.call), program, deciding)
    claimed = [
        name for name in names_of(*call_args(call)) if deciding.get(name) and kind_of(program.type_of(name)) == "f"
    ]
    if not given - {COMPLEX}:
        return NOBODY
    if not call.prim.startswith(STRUCTURAL) or (claimed and _asks_for_kind(call)):
        return given
    own = deciding.get(let.name, NOBODY)
    for name in active & set(names_of(*call_args(call))):
        widened = own - deciding.get(name, NOBODY) or (name in claimed and may_be_complex(program.type_of(let.name)))
        if widened and not _is_summed_down(call, program, name, let.name):
            return own
    return NOBODY


def _is_summed_down(call: Call, program: Program, operand: str, result: str) -> bool:
    """Whether the adjoint of an operand goes through `_reduce`, which takes the real part for a real one."""
    kind, made = program.type_of(operand), program.type_of(result)
    if elementwise_call(call) is None or len(call.args) < 2:
        return False
    if isinstance(kind, Unknown):
        return kind.shape_of is None or not isinstance(made, Unknown) or made.shape_of != kind.shape_of
    return isinstance(kind, ArrayType) and kind.kind is None and known_shape(kind) is None


@cache
def _rule_asks(prim: str) -> bool:
    rule = registry.find(prim)
    if prim in HOLOMORPHIC or not isinstance(rule, Rule):
        return False
    content = rule.content
    if not isinstance(content, Lines) or callable(content.adjoint):
        return True
    return any(ASKS.search(line) for line in (*content.lines, *content.adjoint))


def _asks_for_kind(call: Call) -> bool:
    """Whether a rule has another derivative for real numbers than for complex ones."""
    if call.prim in ("operator.pow", "numpy.power") and isinstance(call.args[-1], Const):
        return False
    return _rule_asks(call.prim)


# -- integers and lists -------------------------------------------------------------------------


def stored_into(function: Function, program: Program, seeds: Iterable[str]) -> set[frozenset[str]]:
    """The parameters that together decide the dtype of an array into which something is stored that varies."""
    params = [p.name for p in function.params if may_be_complex(program.type_of(p.name))]
    stores = [s for s in statements(function.body) if isinstance(s, Let) and s.call.prim.startswith("store.")]
    if not params or not stores:
        return set()
    deciding, names = sources(function, program, params), varied(function, program, seeds)
    into = [s.call.args[0] for s in stores if names & set(names_of(s.call.args[1]))]
    found = {
        deciding.get(a.id, NOBODY) - {COMPLEX}
        for a in into
        if isinstance(a, Name) and may_be_complex(program.type_of(a.id))
    }
    return {one for one in found if one}


def taken_for_arrays(function: Function, program: Program) -> frozenset[str]:
    """The parameters of which a list would be repeated or joined where an array is multiplied or added."""
    params = [p.name for p in function.params if isinstance(program.type_of(p.name), Unknown)]
    if not params:
        return NOBODY
    found = flow(function, {p: frozenset({p}) for p in params}, _of_list)
    taken: set[str] = set()
    for call in _additions(function.body, frozenset()):
        sides = [frozenset[str]().union(*(found.get(n, NOBODY) for n in names_of(arg))) for arg in call.args]
        if call.prim == "operator.add" and all(sides):
            taken |= sides[0]
        elif call.prim == "operator.mul" and any(_is_integer(arg, program) for arg in call.args):
            taken |= sides[0] | sides[1]
    return frozenset(taken)


def _of_list(let: Let, found: Mapping[str, frozenset[str]]) -> frozenset[str]:
    part = let.call.prim in ("operator.getitem", "s2sad.expand", "s2sad.reduce")
    return NOBODY.union(*(found.get(n, NOBODY) for n in names_of(let.call.args[0]))) if part else NOBODY


def _additions(block: Block, numbers: frozenset[str]) -> Iterator[Call]:
    """Sums and products of what may be lists: of `numbers` it was found before that they are none."""
    asked: dict[str, Arg] = {}
    for statement in block:
        if isinstance(statement, Let) and not numbers & set(names_of(*statement.call.args)):
            if statement.call.prim in ("operator.add", "operator.mul"):
                yield statement.call
            if statement.call.prim in UNLIKE_LISTS:
                numbers |= set(names_of(statement.call.args[0]))
            if statement.call.prim == "builtins.isinstance" and Free("list") in atoms_of(statement.call.args[1]):
                asked[statement.name] = statement.call.args[0]
        if isinstance(statement, If) and statement.then and isinstance(statement.then[-1], Raise):
            numbers |= set(names_of(asked.get(getattr(statement.test, "id", ""))))
        for inner in blocks_of(statement):
            yield from _additions(inner, numbers)


def _is_integer(arg: Arg, program: Program) -> bool:
    if isinstance(arg, Const):
        return isinstance(arg.value, int)
    if isinstance(arg, Free):
        return isinstance(program.frees.get(arg.text), int)
    kind = program.type_of(arg.id) if isinstance(arg, Name) else None
    return isinstance(kind, ScalarType) and kind.kind in ("i", "b")
