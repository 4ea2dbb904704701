"""Core → tree: joins and carries become copies, flags become ``break``, a last `If` returns from its branches."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from s2sad.core.nodes import (
    UNDEFINED,
    Arg,
    Atom,
    Block,
    Call,
    Carry,
    Const,
    Effect,
    For,
    Function,
    If,
    Let,
    Mutate,
    Name,
    Origin,
    Raise,
    Statement,
    Try,
    While,
    With,
    atoms_of,
)
from s2sad.core.program import Program
from s2sad.core.types import ScalarType
from s2sad.core.walk import map_arg
from s2sad.source.write.tree import (
    Assign,
    Attempt,
    Body,
    Branch,
    Break,
    Copy,
    Do,
    Each,
    Node,
    Repeat,
    Return,
    Routine,
    Scope,
    Throw,
    Write,
    arg_names,
    defines,
    ends,
    header_args,
    nodes,
)

__all__ = ["RESULT_BASES", "routine_of"]

RESULT_BASES = frozenset({"value", "result"})
"""Names that stand for what a function returns rather than for a variable of the user."""


def routine_of(function: Function, program: Program, inner: bool = False) -> Routine:
    """The tree of a function, every copy written out; an `inner` one returns as soon as it has its result."""
    body = _Maker(program).block(function.body)
    _return(body, function.result, inner)
    return Routine(function.name, body)


class _Maker:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.flags = 0

    def block(self, block: Block) -> Body:
        body: Body = []
        for statement in block:
            self.statement(statement, body)
            if ends(body):
                break
        return body

    def statement(self, statement: Statement, body: Body) -> None:
        if isinstance(statement, Let):
            body.append(Assign(statement.name, statement.call, statement.origin, statement.primal))
        elif isinstance(statement, Effect):
            body.append(Do(statement.call, statement.origin))
        elif isinstance(statement, Raise):
            body.append(Throw(statement.exception, statement.cause, statement.origin))
        elif isinstance(statement, Mutate):
            self.write(statement, body)
        elif isinstance(statement, If):
            then, other = self.block(statement.then), self.block(statement.other)
            _copy(then, [(join.name, join.then) for join in statement.joins], statement.origin)
            _copy(other, [(join.name, join.other) for join in statement.joins], statement.origin)
            body.append(Branch(statement.test, then, other, statement.origin))
        elif isinstance(statement, Try):
            inner = self.block(statement.body)
            names = (statement.name, statement.which, statement.error)
            body.append(Attempt(statement.context, inner, statement.origin, *names))
        elif isinstance(statement, With):
            body.append(Scope(statement.context, self.block(statement.body), statement.origin, statement.name))
        else:
            self.loop(statement, body)

    def write(self, statement: Mutate, body: Body) -> None:
        """A `list.init` right after the `list.last` of the same list is one ``pop``."""
        written = Write(statement.name, statement.target, statement.call, statement.origin)
        if statement.call.prim == "list.init" and body:
            last = body[-1]
            if isinstance(last, Assign) and last.call.prim == "list.last" and last.call.args == statement.call.args:
                assert isinstance(last.target, str)
                written.popped = last.target
                body.pop()
        if statement.call.prim == "dict.without" and body:
            self.pop_item(written, body)
        body.append(written)

    def pop_item(self, written: Write, body: Body) -> None:
        """An item that is read, and right after it taken out of its dict, is one ``pop``."""
        last, (owner, key, *default) = body[-1], written.call.args
        if not isinstance(last, Assign) or not isinstance(last.target, str):
            return
        same = last.call.args[:2] == (owner, key) and last.call.args[3:] == tuple(default[1:])
        if last.call.prim == ("dict.get" if default else "operator.getitem") and same:
            written.call = Call("dict.without", (owner, *last.call.args[1:]))
            written.popped = last.target
            body.pop()

    def loop(self, loop: For | While, body: Body) -> None:
        _copy(body, [(carry.name, carry.init) for carry in loop.carries], loop.origin)
        inner = self.block(loop.body)
        pairs = [(carry.name, carry.next) for carry in loop.carries if carry.next != Name(carry.name)]
        until = self.held(loop.until, loop.carries, pairs)
        if until is None:
            _copy(inner, pairs, loop.origin, loop=True)
        elif not ends(inner):
            self.count_first(inner, until)
            _break(inner, until, Copy(pairs, loop.origin, loop=True), loop.origin)
        if isinstance(loop, For):
            body.append(Each(loop.target, loop.iterable, inner, loop.origin))
        else:
            body.append(Repeat(self.block(loop.head), loop.test, inner, loop.origin))

    def count_first(self, body: Body, until: Atom) -> None:
        """Move sums of numbers from behind the branch that decides `until` to before it, so that it can break."""
        place = next((i for i in range(len(body) - 1, -1, -1) if not self.is_count(body[i])), -1)
        last = body[place] if place >= 0 else None
        if isinstance(last, Branch) and isinstance(until, Name) and _decides(last, until.id):
            bound = {name for node in nodes([last]) for name in defines(node)}
            if not any(
                name in bound for node in body[place + 1 :] for a in header_args(node) for name in arg_names(a, {})
            ):
                body[place:] = [*body[place + 1 :], last]

    def is_count(self, node: Node) -> bool:
        if not isinstance(node, Assign) or not node.call.prim.startswith("operator."):
            return False
        read = [name for arg in header_args(node) for name in arg_names(arg, {})]
        return all(isinstance(self.program.type_of(name), ScalarType) for name in (*read, str(node.target)))

    def held(self, until: Atom | None, carries: tuple[Carry, ...], pairs: list[tuple[str, Arg]]) -> Atom | None:
        """`until` means its value before the carries go on, so a carried flag is kept under a name of its own."""
        if isinstance(until, Name) and any(carry.name == until.id for carry in carries):
            self.flags += 1
            kept = f"{until.base}@until{self.flags}"
            pairs.append((kept, until))
            return Name(kept)
        return until


def _copy(body: Body, pairs: Iterable[tuple[str, Arg]], origin: Origin | None, loop: bool = False) -> None:
    pairs = [(name, value) for name, value in pairs if value != Name(name)]
    if pairs and not ends(body):
        body.append(Copy(pairs, origin, loop))


def _break(body: Body, until: Arg, carry: Copy, origin: Origin | None) -> None:
    """End a loop body: hand on what is carried, and break where `until` holds.

    Where the last branch decides `until`, the break goes into that branch, as a person would have written it.
    """
    if isinstance(until, Name) and any(name == until.id for name, _ in carry.pairs):
        body += [carry, Branch(until, [Break(origin)], [], origin)]
        return

    def leave() -> Body:
        return [Copy(list(carry.pairs), origin, loop=True), Break(origin)] if carry.pairs else [Break(origin)]

    _place(body, until, leave, origin)
    _copy(body, carry.pairs, origin, loop=True)


def _place(body: Body, until: Arg, leave: Callable[[], Body], origin: Origin | None) -> None:
    """Put ``if until: leave`` at the end of a body, or `leave` where it is decided that `until` holds."""
    if ends(body):
        return
    last = body[-1] if body else None
    if isinstance(until, Const):
        body += leave() if until.value else []
    elif isinstance(last, Branch) and last.test == until:
        _place(last.then, Const(True), leave, origin)
    elif isinstance(last, Branch) and isinstance(until, Name) and _decides(last, until.id):
        for side in (last.then, last.other):
            if not ends(side):
                _place_before_joins(side, until.id, leave, origin)
    else:
        body.append(Branch(until, leave(), [], origin))


def _place_before_joins(side: Body, flag: str, leave: Callable[[], Body], origin: Origin | None) -> None:
    joins = side.pop()
    assert isinstance(joins, Copy)
    _place(side, dict(joins.pairs)[flag], lambda: [Copy(list(joins.pairs), joins.origin), *leave()], origin)
    if not ends(side):
        side.append(joins)


def _decides(branch: Branch, flag: str) -> bool:
    """Whether the sides of a branch hand on `flag`, one of them as a constant."""
    sides = [side for side in (branch.then, branch.other) if not ends(side)]
    values = [dict(side[-1].pairs).get(flag) if side and isinstance(side[-1], Copy) else None for side in sides]
    return None not in values and any(isinstance(value, Const) for value in values)


def _return(body: Body, result: Arg, inner: bool = False) -> None:
    """Append the return; a branch that only chooses the result returns from its sides."""
    if ends(body):
        return
    last = body[-1] if body else None
    if isinstance(last, Branch) and _chooses(last, result, inner):
        for side in (last.then, last.other):
            value: Arg = result
            if side and isinstance(side[-1], Copy):
                pairs = dict(side.pop().pairs)  # type: ignore[union-attr]
                value = map_arg(result, lambda atom, pairs=pairs: pairs.get(getattr(atom, "id", ""), atom))  # type: ignore[misc]
            _return(side, value, inner)
        return
    body.append(Return(Const(None) if result == UNDEFINED else result))


def _chooses(branch: Branch, result: Arg, inner: bool) -> bool:
    """Whether every path through the branch either hands on what the function returns or leaves."""
    read = [atom for atom in atoms_of(result) if isinstance(atom, Name)]
    named = {atom.id for atom in read if inner or atom.base in RESULT_BASES}
    for side in (branch.then, branch.other):
        pairs = dict(side[-1].pairs) if side and isinstance(side[-1], Copy) else {}
        bound = [pairs[name] for name in named if name in pairs]
        if not ends(side) and (not bound or UNDEFINED in bound and not isinstance(result, Name)):
            return False
        if not ends(side) and not inner and len(bound) < len(named):
            return False
    return bool(named)
