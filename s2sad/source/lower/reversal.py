"""``with adjoint_of(x) as x_bar:``: statements of the user that the reverse sweep runs."""

from __future__ import annotations

from typing import NoReturn

import gast

from s2sad.calculus.marks import adjoint_of
from s2sad.core.nodes import Const, Name
from s2sad.core.program import Reversal
from s2sad.core.types import ArrayType, ScalarType, Unknown
from s2sad.core.walk import free_names
from s2sad.source.lower import expressions, outer
from s2sad.source.lower.aliases import relate
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import ArrayRef, CellContent, Num, Poison, State, Static, TupleValue, Value

__all__ = ["enter", "is_reversal"]

WRITE_OUTSIDE = "this block runs in the reverse sweep, where the function's own statements are over"
LATER = Poison("is bound in a block that the reverse sweep runs", "use it in that block")


def is_reversal(lo: Lowerer, node: gast.AST) -> bool:
    """Whether the context of a ``with`` is a call of `adjoint_of`."""
    if not isinstance(node, gast.Call) or not isinstance(node.func, (gast.Name, gast.Attribute)):
        return False
    if isinstance(node.func, gast.Attribute) and node.func.attr != adjoint_of.__name__:
        return False
    function = expressions.evaluate(lo, node.func)
    return isinstance(function, Static) and function.obj is adjoint_of


def enter(lo: Lowerer, node: gast.With) -> None:
    """Lower the block apart, and mark the value of which it takes the adjoint."""
    item = node.items[0]
    x, target = _name(lo, node, item), item.optional_vars
    if target is not None and not isinstance(target, gast.Name):
        lo.refuse(target, "the adjoint gets one name: with adjoint_of(x) as x_bar")
    value = expressions.evaluate(lo, x)
    kind = lo.kind_of(value, x)
    if not isinstance(value, (Num, ArrayRef)) or not isinstance(kind, (ScalarType, ArrayType, Unknown)):
        lo.refuse(x, f"{x.id!r} is no number or array", "give the part that is meant a name of its own")
    first = next(lo.ids)
    bar = lo.program.fresh("x_bar" if target is None else target.id, kind)
    given = ArrayRef(lo.new_cell(Name(bar)), (), Name(bar), 0) if isinstance(value, ArrayRef) else Num(Name(bar))
    made = _block(lo, node, bar, given, "" if target is None else target.id, first)
    lo.build.origin = lo.origin_of(item.context_expr)
    key = f"{bar}:{len(lo.program.reversals)}"
    lo.program.reversals[key] = made
    _mark(lo, x.id, value, key, made, node)
    if target is not None:
        lo.locals[target.id] = LATER


def _name(lo: Lowerer, node: gast.With, item: gast.AST) -> gast.Name:
    call = item.context_expr
    if len(node.items) > 1:
        lo.refuse(node.items[1], "adjoint_of stands alone in its with", "write one with after the other")
    if lo.in_reversal:
        lo.refuse(call, "adjoint_of inside a block that the reverse sweep runs", "write one with after the other")
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    if len(given) != 1 or not isinstance(given[0], gast.Name):
        lo.refuse(call, "adjoint_of takes the name of a number or an array", "give what is meant a name before")
    return given[0]


def _block(lo: Lowerer, node: gast.With, bar: str, given: Value, target: str, first: int) -> Reversal:
    """The statements of the block; they leave nothing behind but the adjoint."""
    from s2sad.source.lower.statements import execute_block

    before, frame = lo.state, lo.frame.id
    lo.state = before.copy()
    if target:
        lo.locals[target] = given
    lo.in_reversal = True
    try:
        with lo.build.block() as block:
            execute_block(lo, node.body)
            result = lo.arg(lo.locals[target] if target else given, node)
    finally:
        after, lo.state, lo.in_reversal = lo.state, before, False
    _check_left_behind(lo, before, after, frame, first, target, node)
    if not isinstance(result, (Name, Const)):
        lo.refuse(node, f"{target!r} is no number or array at the end of this block")
    body = tuple(block)
    return Reversal(bar, tuple(sorted(free_names(body, result) - {bar})), body, result)


def _check_left_behind(
    lo: Lowerer, before: State, after: State, frame: int, first: int, target: str, node: gast.With
) -> None:
    for place, names in before.frames.items():
        for name, value in names.items():
            if after.frames[place].get(name) != value and (place, name) != (frame, target):
                _refuse(lo, node, f"{name!r} is given another value" if name.isidentifier() else "it leaves the block")
    for key, content in after.heap.items():
        if (
            key < first
            and before.heap.get(key) != content
            and isinstance(content, (CellContent, type(before.heap.get(key))))
        ):
            _refuse(lo, node, "it writes into what the function has made or was given")
    before.frames[frame].update({n: LATER for n in after.frames[frame] if n not in before.frames[frame]})


def _refuse(lo: Lowerer, node: gast.With, what: str) -> NoReturn:
    lo.refuse(
        node.items[0].context_expr,
        f"{WRITE_OUTSIDE}, and {what}",
        "change x_bar alone; what is to be kept, append to a global list",
    )


def _is_its_own(lo: Lowerer, cell: int, name: str) -> bool:
    """Whether no other name and no container has this array: the block is about what is done with this name."""
    named = (
        v for frame, names in lo.state.frames.items() for n, v in names.items() if (frame, n) != (lo.frame.id, name)
    )
    held = (item for content in lo.state.heap.values() for item in getattr(content, "items", ()))
    return not any(_has(value, cell) for value in (*named, *held))


def _has(value: object, cell: int) -> bool:
    if isinstance(value, TupleValue):
        return any(_has(item, cell) for item in value.items)
    return isinstance(value, ArrayRef) and value.cell == cell


def _mark(lo: Lowerer, name: str, value: Num | ArrayRef, key: str, made: Reversal, node: gast.With) -> None:
    """From here on the value is another one to the derivative, and the same to everybody else."""
    reads = tuple(Name(param) for param in made.params)
    atom = value.atom if isinstance(value, Num) else lo.current(value, node)
    marked = lo.build.emit("s2sad.reversal", atom, Const(key), *reads, hint=name)
    if isinstance(value, Num):
        outer.bind(lo, name, Num(marked), node)
    elif not value.steps and value.cell not in lo.choices and _is_its_own(lo, value.cell, name):
        lo.state.heap[value.cell] = CellContent(marked, lo.cell_now(value.cell).version + 1)
    else:
        ref = ArrayRef(lo.new_cell(marked), (), marked, 0)
        relate(lo, ref.cell, value.cell)
        outer.bind(lo, name, ref, node)
