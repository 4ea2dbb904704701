"""Visit and rebuild core: blocks inside statements, names read and bound, arguments replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import is_

from s2sad.core.nodes import (
    STRAIGHT,
    Arg,
    Atom,
    Block,
    Call,
    Carry,
    Const,
    DictArg,
    Effect,
    For,
    Free,
    Function,
    If,
    Join,
    Let,
    Mutate,
    Name,
    Raise,
    SliceArg,
    Statement,
    StructArg,
    Try,
    TupleArg,
    While,
    With,
    atoms_of,
)
from s2sad.core.records import replace

__all__ = [
    "args_of", "binds", "blocks_of", "bound_by_try", "bound_in", "call_args", "calls_in", "entering", "free_names",
    "map_arg", "map_args", "map_blocks", "map_call", "map_own_args", "names_of", "own_args", "read_in", "reads_of",
    "same_or_new", "statements", "substitute", "use_counts", "used_names",
]  # fmt: skip


def blocks_of(statement: Statement) -> tuple[Block, ...]:
    """The blocks directly inside a statement."""
    if statement.__class__ in STRAIGHT:
        return ()
    if isinstance(statement, If):
        return statement.then, statement.other
    if isinstance(statement, While):
        return statement.head, statement.body
    return (statement.body,) if isinstance(statement, (For, With)) else ()


def statements(block: Block) -> Iterator[Statement]:
    """All statements of a block and of the blocks inside it, in the order of the text."""
    for statement in block:
        yield statement
        if statement.__class__ not in STRAIGHT:
            for inner in blocks_of(statement):
                yield from statements(inner)


def map_blocks(statement: Statement, change: Callable[[Block], Block]) -> Statement:
    """The statement with each of the blocks directly inside it changed; the same statement where none is."""
    if statement.__class__ in STRAIGHT:
        return statement
    before = blocks_of(statement)
    after = [change(block) for block in before]
    if all(map(is_, after, before)):
        return statement
    if isinstance(statement, If):
        return replace(statement, then=after[0], other=after[1])
    if isinstance(statement, While):
        return replace(statement, head=after[0], body=after[1])
    assert isinstance(statement, (For, With))
    return replace(statement, body=after[0])


def call_args(call: Call) -> tuple[Arg, ...]:
    """The arguments of a call, those by keyword after those by position."""
    return call.args if not call.keywords else (*call.args, *[value for _, value in call.keywords])


def own_args(statement: Statement) -> tuple[Arg, ...]:
    """What a statement reads itself, without the blocks, joins and carries inside it."""
    if isinstance(statement, (Let, Effect)):
        return call_args(statement.call)
    if isinstance(statement, Mutate):
        return (statement.target, *call_args(statement.call))
    if isinstance(statement, Raise):
        return tuple(arg for arg in (statement.exception, statement.cause) if arg is not None)
    if isinstance(statement, If):
        return (statement.test,)
    if isinstance(statement, For):
        return (statement.iterable, *(() if statement.until is None else (statement.until,)))
    if isinstance(statement, While):
        return (statement.test, *(() if statement.until is None else (statement.until,)))
    return (statement.context,)


def args_of(statement: Statement) -> tuple[Arg, ...]:
    """`own_args` together with what its joins and carries read; not what stands in its blocks."""
    handed: tuple[Arg, ...] = ()
    if isinstance(statement, If):
        handed = tuple(arg for join in statement.joins for arg in (join.then, join.other))
    elif isinstance(statement, (For, While)):
        handed = tuple(arg for carry in statement.carries for arg in (carry.init, carry.next))
    return own_args(statement) + handed


def reads_of(statement: Statement) -> list[str]:
    """The ids of the names that a statement reads, its joins and carries included, each as often as it stands there."""
    if isinstance(statement, (Let, Effect)):
        return list(statement.call.names)
    return [atom.id for arg in args_of(statement) for atom in atoms_of(arg) if isinstance(atom, Name)]


def names_of(*args: Arg | None) -> set[str]:
    """The ids of the names inside some arguments."""
    return {atom.id for arg in args for atom in atoms_of(arg) if isinstance(atom, Name)}


def binds(statement: Statement) -> tuple[str, ...]:
    """The names that a statement binds for the statements after it."""
    if isinstance(statement, (Let, Mutate)):
        return (statement.name,)
    if isinstance(statement, If):
        return tuple(join.name for join in statement.joins)
    if isinstance(statement, (For, While)):
        return tuple(carry.name for carry in statement.carries)
    if isinstance(statement, With):
        return (*entering(statement), *(name for inner in statement.body for name in binds(inner)))
    return ()


def entering(scope: With) -> tuple[str, ...]:
    """The names that a `With` or `Try` binds itself, those of its block left out."""
    names = (scope.name, scope.which, scope.error) if isinstance(scope, Try) else (scope.name,)
    return tuple(name for name in names if name)


def bound_by_try(block: Block, place: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names that a `Try` before a branch binds for that branch alone: where it raised, and where it did not."""
    pair = block[max(place - 1, 0) : place + 1]
    if len(pair) < 2:
        return (), ()
    before, branch = pair
    if not (isinstance(before, Try) and isinstance(branch, If) and branch.test == Name(before.name)):
        return (), ()
    return entering(before)[1:], tuple(name for inner in before.body for name in binds(inner))


def bound_in(block: Block) -> set[str]:
    """All names bound anywhere in a block: targets, carries, joins, and those of inner blocks."""
    found: set[str] = set()
    for statement in statements(block):
        found.update(binds(statement))
        if isinstance(statement, For):
            found.add(statement.target)
    return found


def read_in(block: Block) -> set[str]:
    """All names read anywhere in a block, inner blocks included."""
    return {name for statement in statements(block) for name in reads_of(statement)}


def free_names(block: Block, *results: Arg | None) -> set[str]:
    """The names that a block (and the arguments read after it) takes from outside.

    >>> from s2sad.core.nodes import Call, Let, Name
    >>> sorted(free_names((Let("y", Call("operator.mul", (Name("x"), Name("x")))),), Name("y"), Name("z")))
    ['x', 'z']
    """
    return (read_in(block) | names_of(*results)) - bound_in(block)


def used_names(function: Function) -> set[str]:
    """All names of a function: parameters, bound and read."""
    named = {parameter.name for parameter in function.params}
    return named | bound_in(function.body) | read_in(function.body) | names_of(function.result)


def use_counts(block: Block, *results: Arg | None) -> dict[str, int]:
    """How often each name is read in a block and in the arguments after it."""
    counts: dict[str, int] = {}
    for statement in statements(block):
        for name in reads_of(statement):
            counts[name] = counts.get(name, 0) + 1
    for arg in results:
        for atom in atoms_of(arg):
            if isinstance(atom, Name):
                counts[atom.id] = counts.get(atom.id, 0) + 1
    return counts


def calls_in(block: Block) -> Iterator[Call]:
    """Every call of a block, inner blocks included."""
    for statement in statements(block):
        if isinstance(statement, (Let, Effect, Mutate)):
            yield statement.call


def map_arg(arg: Arg, change: Callable[[Atom], Arg]) -> Arg:
    """The argument with each atom in it changed; the same argument where none is."""
    if isinstance(arg, (Name, Const, Free)):
        return change(arg)
    before = (arg.lower, arg.upper, arg.step) if isinstance(arg, SliceArg) else arg.items
    items = tuple([map_arg(item, change) for item in before])
    if all(map(is_, items, before)):
        return arg
    if isinstance(arg, SliceArg):
        return SliceArg(*items)
    if isinstance(arg, TupleArg):
        return TupleArg(items, arg.list)
    if isinstance(arg, DictArg):
        return replace(arg, items=items)
    assert isinstance(arg, StructArg)
    return StructArg(arg.cls, arg.fields, items)


def map_call(call: Call, change: Callable[[Atom], Arg]) -> Call:
    """The call with each atom among its arguments changed; the same call where none is."""
    before = call_args(call)
    after = [map_arg(arg, change) for arg in before]
    if all(map(is_, after, before)):
        return call
    args = tuple(after[: len(call.args)])
    keywords = tuple([(key, arg) for (key, _), arg in zip(call.keywords, after[len(args) :], strict=True)])
    return Call(call.prim, args, keywords, call.spelling)


def _atom(arg: Arg) -> Atom:
    assert isinstance(arg, (Name, Const, Free)), f"{arg} cannot stand where an atom must"
    return arg


def map_args(statement: Statement, change: Callable[[Atom], Arg]) -> Statement:
    """The statement with every atom it reads changed, inner blocks, joins and carries included."""

    def block(body: Block) -> Block:
        return same_or_new(body, [map_args(inner, change) for inner in body])

    return map_blocks(map_own_args(statement, change), block)


def map_own_args(statement: Statement, change: Callable[[Atom], Arg]) -> Statement:
    """`map_args` of what a statement reads itself and of its joins and carries, without the blocks inside it."""

    def until(atom: Atom | None) -> Atom | None:
        return None if atom is None else _atom(change(atom))

    def carries(of: tuple[Carry, ...]) -> tuple[Carry, ...]:
        return tuple(Carry(c.name, map_arg(c.init, change), map_arg(c.next, change)) for c in of)

    if isinstance(statement, (Let, Effect)):
        call = map_call(statement.call, change)
        return statement if call is statement.call else replace(statement, call=call)
    if isinstance(statement, Mutate):
        target = _atom(change(statement.target))
        assert isinstance(target, Name)
        return replace(statement, target=target, call=map_call(statement.call, change))
    if isinstance(statement, Raise):
        parts = [None if arg is None else map_arg(arg, change) for arg in (statement.exception, statement.cause)]
        return replace(statement, exception=parts[0], cause=parts[1])
    if isinstance(statement, If):
        joins = tuple(Join(j.name, map_arg(j.then, change), map_arg(j.other, change)) for j in statement.joins)
        return replace(statement, test=_atom(change(statement.test)), joins=joins)
    if isinstance(statement, For):
        iterable = map_arg(statement.iterable, change)
        return replace(statement, iterable=iterable, carries=carries(statement.carries), until=until(statement.until))
    if isinstance(statement, While):
        test = _atom(change(statement.test))
        return replace(statement, carries=carries(statement.carries), test=test, until=until(statement.until))
    return replace(statement, context=map_arg(statement.context, change))


def same_or_new(before: Block, after: Sequence[Statement]) -> Block:
    """The block of these statements: the one before itself, if they are its own."""
    return before if len(before) == len(after) and all(map(is_, before, after)) else tuple(after)


def substitute(block: Block, values: Mapping[str, Arg]) -> Block:
    """The block with what it reads replaced; a name that is not in `values` stays.

    Where a bare atom must stand (tests, targets of writes) the replacement has to be one.
    """

    def change(atom: Atom) -> Arg:
        return values.get(atom.id, atom) if isinstance(atom, Name) else atom

    return same_or_new(block, [map_args(statement, change) for statement in block])
