"""Activity: which values vary with what was asked for, and which of them the result needs.

Varied and useful are fixed points over the structured program; both are needed in both modes
(Hascoët & Pascual, *The Tapenade automatic differentiation tool*, section 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from s2sad.calculus import registry
from s2sad.calculus.rule import Still
from s2sad.core.nodes import (
    UNDEFINED,
    Arg,
    Block,
    Call,
    Const,
    Effect,
    For,
    Function,
    If,
    Let,
    Name,
    Statement,
    Try,
    While,
    With,
    atoms_of,
)
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, ListType, NoneType, OpaqueType, ScalarType, StringType, TupleType, Type, Unknown
from s2sad.core.walk import statements

__all__ = ["SHAPES_ASIDE", "can_vary", "fleeting", "passes_variation", "useful", "varied"]

TAKING = {"call", "setitem", "setattr"}
HOLDING = ("operator.getitem", "list.", "dict.", "store.", "builtins.tuple")
DISCRETE = {"builtins.len", "builtins.range", "builtins.isinstance", "builtins.int", "builtins.bool", "dict.keys"}


def can_vary(kind: Type) -> bool:
    """Whether a value of this type can depend differentiably on anything: integers, strings and objects cannot."""
    if isinstance(kind, ScalarType):
        return kind.kind in "fc"
    if isinstance(kind, (ArrayType, Unknown)):
        return kind.kind in (None, "f", "c")
    if isinstance(kind, ListType):
        return can_vary(kind.element) or isinstance(kind.element, OpaqueType)
    if isinstance(kind, TupleType):
        return any(can_vary(item) for item in kind.items)
    return not isinstance(kind, (StringType, NoneType, OpaqueType))


def hands_on(kind: Type) -> bool:
    """Whether what went into a value can come out of it again.

    Objects and strings made of active values count: to read a number out of one is an error, never a zero derivative.
    """
    return can_vary(kind) or isinstance(kind, (OpaqueType, StringType))


def passes_variation(call: Call) -> bool:
    """Whether the result of a call varies where its arguments do."""
    if call.prim in DISCRETE:
        return False
    return not isinstance(registry.find(call.prim), Still)


def names_of(args: Iterable[Arg | None]) -> Iterator[str]:
    for arg in args:
        for atom in atoms_of(arg):
            if isinstance(atom, Name):
                yield atom.id


SHAPES_ASIDE = {"s2sad.expand", "s2sad.reduce", "s2sad.scatter", "s2sad.reversal"}


def arguments(call: Call) -> Iterator[Arg]:
    """The arguments on whose values a result depends: of what gives a shape alone it does not."""
    if call.prim.startswith("implicit."):  # its value is given, and depends on what the equation does
        yield from call.args[1:]
        return
    yield from call.args[:1] if call.prim in SHAPES_ASIDE else call.args
    for _, value in call.keywords:
        yield value


def varied(function: Function, program: Program, seeds: Iterable[str]) -> frozenset[str]:
    """The names whose values depend on `seeds`."""
    names = set(seeds)
    _vary_block(function.body, program, names)
    while _objects(function, program, names):
        _vary_block(function.body, program, names)
    return frozenset(names)


def _keeps_unseen(kind: Type) -> bool:
    """Whether what an object is given is followed no further; what is in a container of the caller's is known apart."""
    return isinstance(kind, OpaqueType) and kind.label not in ("mapping", "sequence")


def _objects(function: Function, program: Program, names: set[str]) -> bool:
    """Objects that take a varied value: what a method of theirs is given may come out of them again."""
    methods: dict[str, Arg] = {}
    assigned: set[tuple[Arg, Arg]] = set()
    size = len(names)
    for statement in statements(function.body):
        if isinstance(statement, Let) and statement.call.prim == "getattr":
            methods[statement.name] = statement.call.args[0]
            if statement.call.args[:2] in assigned:
                names.add(statement.name)
        if isinstance(statement, (Let, Effect)) and statement.call.prim in TAKING:
            first, *rest = statement.call.args
            given = (*rest, *(value for _, value in statement.call.keywords))
            if not any(n in names for n in names_of(given)):
                continue
            owner = methods.get(getattr(first, "id", "")) if statement.call.prim == "call" else first
            if statement.call.prim == "setattr":
                assigned.add((first, rest[0]))
            elif isinstance(owner, Name) and _keeps_unseen(program.type_of(owner.id)):
                names.update(_near(function, program, owner.id) if owner.id not in names else ())
    return len(names) > size


def _near(function: Function, program: Program, name: str) -> set[str]:
    """An object, the containers out of which it was taken, and what was put into these."""
    sources: dict[str, list[Arg]] = {}
    for statement in statements(function.body):
        if isinstance(statement, Let) and statement.call.prim.startswith(HOLDING):
            sources[statement.name] = list(statement.call.args)
        elif isinstance(statement, If):
            sources.update((join.name, [join.then, join.other]) for join in statement.joins)
        elif isinstance(statement, (For, While)):
            sources.update((carry.name, [carry.init, carry.next]) for carry in statement.carries)
            if isinstance(statement, For):
                sources[statement.target] = [statement.iterable]
    found, waiting = {name}, [name]
    while waiting:
        for one in names_of(sources.get(waiting.pop(), ())):
            if one not in found and isinstance(program.type_of(one), (OpaqueType, ListType, TupleType)):
                found.add(one)
                waiting.append(one)
    return found


def _vary_block(block: Block, program: Program, names: set[str]) -> None:
    for statement in block:
        _vary(statement, program, names)


def _vary(statement: Statement, program: Program, names: set[str]) -> None:
    if isinstance(statement, Let):
        call = statement.call
        reads = any(n in names for n in names_of(arguments(call)))
        if reads and passes_variation(call) and hands_on(program.type_of(statement.name)):
            names.add(statement.name)
    elif isinstance(statement, If):
        _vary_block(statement.then, program, names)
        _vary_block(statement.other, program, names)
        for join in statement.joins:
            _mark(join.name, (join.then, join.other), program, names)
    elif isinstance(statement, (For, While)):
        if isinstance(statement, For):
            _mark(statement.target, (statement.iterable,), program, names)
        size = -1
        while size != len(names):
            size = len(names)
            for carry in statement.carries:
                _mark(carry.name, (carry.init, carry.next), program, names)
            _vary_block(statement.body, program, names)
    elif isinstance(statement, With):
        if not isinstance(statement, Try) and statement.name:
            _mark(statement.name, (statement.context,), program, names)
        _vary_block(statement.body, program, names)


def _mark(name: str, sources: tuple[Arg, ...], program: Program, names: set[str]) -> None:
    if any(n in names for n in names_of(sources)) and hands_on(program.type_of(name)):
        names.add(name)


def useful(function: Function, roots: Iterable[str]) -> frozenset[str]:
    """The names on which the values of `roots` depend differentiably."""
    names = set(roots)
    _use_block(function.body, names)
    return frozenset(names)


def _use_block(block: Block, names: set[str]) -> None:
    for statement in reversed(block):
        _use(statement, names)


def _use(statement: Statement, names: set[str]) -> None:
    if isinstance(statement, Let):
        if statement.name in names and passes_variation(statement.call):
            names.update(names_of(arguments(statement.call)))
    elif isinstance(statement, If):
        for join in statement.joins:
            if join.name in names:
                names.update(names_of((join.then, join.other)))
        _use_block(statement.then, names)
        _use_block(statement.other, names)
    elif isinstance(statement, (For, While)):
        size = -1
        while size != len(names):
            size = len(names)
            for carry in statement.carries:
                if carry.name in names:
                    names.update(names_of((carry.init, carry.next)))
            _use_block(statement.body, names)
    elif isinstance(statement, With):
        _use_block(statement.body, names)
        if not isinstance(statement, Try) and statement.name in names:
            names.update(names_of((statement.context,)))


def fleeting(function: Function) -> frozenset[str]:
    """The names that on some paths are bound to nothing: of a variable that only a branch or a loop's body assigns."""
    names: set[str] = set()
    size = -1
    while size != len(names):
        size = len(names)
        for statement in statements(function.body):
            if isinstance(statement, If):
                names.update(j.name for j in statement.joins if _may_lack((j.then, j.other), names))
            elif isinstance(statement, (For, While)):
                names.update(c.name for c in statement.carries if _may_lack((c.init, c.next), names))
            elif isinstance(statement, Try):
                names.update(s.name for s in statement.body if isinstance(s, Let))
    return frozenset(names)


def _may_lack(sources: tuple[Arg, Arg], names: set[str]) -> bool:
    return any(s in (UNDEFINED, Const(None)) or (isinstance(s, Name) and s.id in names) for s in sources)
