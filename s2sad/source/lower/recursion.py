"""Recursion: a function that calls itself becomes a function of the program, which returns what it has written too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

import gast

from s2sad.calculus.apart import APART
from s2sad.core.nodes import Arg, Atom, Const, Function, Name, Param, TupleArg
from s2sad.core.types import Type
from s2sad.source.lower import handed, natures, tuples
from s2sad.source.lower.branches import Unreached
from s2sad.source.lower.call_results import own, partners, parts_of_call, returned, shared
from s2sad.source.lower.captured import Place, captured
from s2sad.source.lower.handed import LENGTH, Again, Fixed, Handed, Known, Leaf, Parts, Pattern, Taken
from s2sad.source.lower.inlining import run_body
from s2sad.source.lower.lowerer import Frame, Lowerer
from s2sad.source.lower.parameters import leaf_for
from s2sad.source.lower.recursive_types import depth, loosened, result_type, widened
from s2sad.source.lower.rewritten import (
    Rewritten,
    bind_again,
    disjoint,
    rewritten,
    take_over,
    writes_inside,
)
from s2sad.source.lower.values import (
    ArrayRef,
    Closure,
    LongDictContent,
    LongListContent,
    ObjectRef,
    Path,
    Poison,
    State,
    Static,
    TupleValue,
    Value,
)
from s2sad.types.merge import merge

__all__ = ["call_recursive"]

ROUNDS = 12
VARIANTS = 10
DEPTH = 6
"""How deep containers may be in one another: what becomes deeper in each call never ends."""
NONE = Const(None)


class Recursive:
    """A recursive function while its types are found: parameters and result are widened until they hold.

    Attributes
    ----------
    value : what it returns, its new numbers and arrays as leaves without a name.
    results : the types of these leaves, and of what it has rewritten.
    inside : the places of the parameters of which it writes into arrays that are inside them.
    shared : pairs of parameters and numbers of new leaves that may be one memory, or have it inside them.
    version : how often what is known of it has changed; `uses` are those of the functions that it calls.
    """

    def __init__(self, name: str, params: list[str], types: list[Type]) -> None:
        self.name, self.params, self.types = name, params, types
        self.value: Pattern | None = None
        self.results: tuple[Type, ...] = ()
        self.rewritten: tuple[Rewritten, ...] = ()
        self.inside: frozenset[int] = frozenset()
        self.shared: frozenset[frozenset[str | int]] = frozenset()
        self.done = self.running = self.widened = False
        self.version = 0
        self.uses: dict[Recursive, int] = {}

    @property
    def known(self) -> tuple[object, ...]:
        return self.value, self.results, self.rewritten, self.inside, self.shared

    def is_done(self) -> bool:
        return self.done and all(one.version == version for one, version in self.uses.items())


def call_recursive(
    lo: Lowerer,
    frame: Frame,
    body: list[gast.AST],
    table: dict[str, Value],
    key: object,
    node: gast.AST,
    hint: str,
    check: Callable[[Handed, bool], None] | None = None,
) -> Value:
    """A call of another function of the program; its dynamic parameters are atoms, the rest is specialised.

    `check` is told what is handed over, and whether the function writes into it.
    """
    given = Handed(lo, frame.name, node, lo.changing.get(key, frozenset()))
    fixed: dict[Place, Pattern] = {(None, n): given.pattern(v, (n,), n, False) for n, v in table.items()}
    found, functions = captured(lo, frame, body, table, given)
    fixed |= found
    atoms = [_atom(lo, v, node) for v in given.leaves.values()]
    known = lo.recursive[key]
    variant = tuple(fixed.items()), functions
    entry = known.get(variant)
    types = [loosened(lo.build.type_of(a)) for a in atoms]
    if entry is None:
        _check_variants(lo, key, fixed, known, frame.name, node)
        entry = known[variant] = Recursive(lo.program.fresh(f"{frame.name}"), list(given.leaves), types)
        lo.program.inside[entry.name] = entry.inside
    wider = widened(entry.types, types, entry.name)
    if wider != entry.types:
        entry.widened, entry.done, entry.types = True, False, wider
    if not entry.running and not entry.is_done():
        _settle(lo, frame, body, fixed, entry, key)
    for caller in lo.settling:
        caller.uses[entry] = entry.version
    if entry.value is None:
        raise Unreached
    if check is not None:
        check(given, bool(entry.rewritten))
    return _called(lo, entry, given, atoms, node, hint)


def _atom(lo: Lowerer, value: Value, node: gast.AST) -> Atom:
    of_items = isinstance(value, ObjectRef) and not tuples.is_long(lo, value)
    content = lo.state.heap.get(value.id) if of_items else None  # type: ignore[union-attr]
    return content.atom if isinstance(content, (LongListContent, LongDictContent)) else lo.atom(value, node)


# -- the call -----------------------------------------------------------------------------------


def _called(lo: Lowerer, entry: Recursive, given: Handed, atoms: list[Atom], node: gast.AST, hint: str) -> Value:
    assert entry.value is not None
    _check_overlaps(lo, entry, given, node)
    sources = dict(zip(entry.params, atoms, strict=True))
    if entry.inside:
        lo.written_inside.update(v.id for v in given.leaves.values() if isinstance(v, ObjectRef))
    parts = enumerate(parts_of_call(lo, entry, sources, hint))
    made: dict[int, Value] = {}
    value = returned(lo, entry, given, entry.value, parts, sources, made)
    for one in entry.rewritten:
        number, part = next(parts)
        if one.of_memory:
            assert isinstance(part, Name)
            source = sources[one.name]
            lo.program.shares[part.id] = (source.id,) if isinstance(source, Name) else ()
            take_over(lo, given.leaves[one.name], part, partners(entry, given, one.name), node)
        else:
            bind_again(lo, one, given, own(lo, number, part, sources, given, entry, made), node)
    return value


def _check_overlaps(lo: Lowerer, entry: Recursive, given: Handed, node: gast.AST) -> None:
    """Refuse to hand over memory that is rewritten under two names: the function cannot know that."""
    if entry.rewritten and lo.attempts:
        what = "a call of a recursive function that writes into what it is given stands in a try"
        lo.refuse(node, what, "call it before the try, or return new values")
    values = given.leaves
    for one in entry.rewritten:
        if one.of_memory:
            for name, other in values.items():
                inside = entry.params.index(one.name) in entry.inside
                if name != one.name and not disjoint(lo, values[one.name], other, inside):
                    what = f"{entry.name.partition('@')[0]} is given memory under two names, and writes into it"
                    lo.refuse(node, f"the recursive function {what} ({one.name} and {name})", "give it a copy of one")


# -- the parameters -----------------------------------------------------------------------------


def _check_variants(
    lo: Lowerer, key: object, fixed: dict[Place, Pattern], known: dict[object, Recursive], name: str, node: gast.AST
) -> None:
    """What a second call is handed otherwise than the first, and need not be, becomes a parameter."""
    for variant in known:
        assert isinstance(variant, tuple)
        before = dict(variant[0])
        changing = frozenset(
            path
            for place in fixed.keys() & before.keys()
            for path in _differing(fixed[place], before[place], place[1:])
        )
        if changing - lo.changing.get(key, frozenset()):
            from s2sad.source.lower.inlining import Recursion

            raise Recursion(key, changing)
    if sum(dict(variant[0]).keys() == fixed.keys() for variant in known) >= VARIANTS:  # type: ignore[index]
        lo.refuse(node, f"{name} calls itself with containers that are never the same", "pass their parts")


def _differing(one: Pattern, other: Pattern, path: Path) -> Iterator[Path]:
    if (
        isinstance(one, Fixed)
        and isinstance(other, (Fixed, Leaf))
        and one.atom not in (NONE, getattr(other, "atom", 0))
        or isinstance(one, Leaf)
        and isinstance(other, Fixed)
        and other.atom != NONE
    ):
        yield path
    elif isinstance(one, Parts) and isinstance(other, Parts) and len(one.items) != len(other.items):
        if one.cls is None and other.cls is None:
            yield (*path, LENGTH)
    elif isinstance(one, Parts) and isinstance(other, Parts):
        for k, (a, b) in enumerate(zip(one.items, other.items, strict=True)):
            yield from _differing(a, b, (*path, k))
    elif isinstance(one, handed.WithDefaults) and isinstance(other, handed.WithDefaults):
        if one.node is other.node:
            yield from _differing(one.defaults, other.defaults, (*path, "="))
    elif isinstance(one, handed.Object) and isinstance(other, handed.Object):
        if one.content is other.content and one.keys != other.keys and one.cls is None and not one.collected:
            yield (*path, LENGTH)
        elif one.keys == other.keys:
            for key, a, b in zip(one.keys, one.items, other.items, strict=True):
                yield from _differing(a, b, (*path, key))


# -- the function -------------------------------------------------------------------------------


def _settle(
    lo: Lowerer, frame: Frame, body: list[gast.AST], fixed: dict[Place, Pattern], entry: Recursive, key: object
) -> None:
    with _settling(lo, entry):
        for _ in range(ROUNDS):
            before, entry.widened, entry.uses, lo.skipped = entry.known, False, {}, False
            kept = lo.state, lo.frames, lo.attempts, lo.guards, lo.handling
            lo.attempts, lo.guards, lo.handling = [], [], []
            try:
                _lower_recursive(lo, frame, body, fixed, entry, key)
            except Unreached:
                if not entry.widened:
                    lo.frames = [frame]
                    lo.refuse(body[0], f"{frame.name} calls itself on every path", "return a value on one of them")
            finally:
                lo.state, lo.frames, lo.attempts, lo.guards, lo.handling = kept
            if entry.known != before or entry.widened:
                entry.version += 1
            elif not lo.skipped:
                entry.done = True
                return
            else:  # nothing will ever be where it was looked for
                lo.skips = False
    _refuse_structure(lo, frame)


def _refuse_structure(lo: Lowerer, frame: Frame) -> NoReturn:
    what = f"what the recursive function {frame.name} returns is of another structure in each call"
    lo.refuse(None, what, "return numbers or arrays")


@contextmanager
def _settling(lo: Lowerer, entry: Recursive) -> Iterator[None]:
    kept = lo.settling, lo.skips, lo.skipped
    lo.settling, lo.skips, entry.running = [*lo.settling, entry], True, True
    try:
        yield
    finally:
        lo.settling, lo.skips, lo.skipped = kept
        entry.running = False


def _lower_recursive(
    lo: Lowerer, frame: Frame, body: list[gast.AST], fixed: dict[Place, Pattern], entry: Recursive, key: object
) -> None:
    parents = {k: {n: _uncaptured(v) for n, v in names.items()} for k, names in lo.state.frames.items()}
    lo.state, lo.frames, first = State(parents), [], next(lo.ids)
    inner = Frame(
        next(lo.ids), frame.name, frame.file, frame.globals, frame.closure, frame.cells, frame.parent, frame.code, None
    )
    with lo.build.block() as block, lo.entered(inner):
        named = zip(entry.params, entry.types, strict=True)
        atoms = {name: Name(lo.program.fresh(name, kind)) for name, kind in named}
        leaves = {name: leaf_for(lo, lo.program.type_of(atom.id), atom) for name, atom in atoms.items()}
        taken = Taken(lo, leaves, atoms)
        found = {place: taken.value(pattern) for place, pattern in fixed.items()}
        lo.locals.update({name: value for (place, name), value in found.items() if place is None})
        for (place, name), value in found.items():
            if place is not None:
                lo.state.frames[place][name] = value
        value = run_body(lo, body, None)
        new: list[Arg] = []
        values: list[Value] = []
        pattern = _pattern_of_result(lo, value, taken, new, values)
        if writes_inside(lo, first):
            entry.inside = frozenset(range(len(entry.params)))
            lo.program.inside[entry.name] = entry.inside
        changed = rewritten(lo, taken, {p: v for p, v in found.items() if p[0] is not None}, frame.name, key, body[0])
        if changed and new == [NONE]:
            pattern, new, values = Fixed(NONE), [], []
        parts = [*new, *(arg for _, arg in changed)]
        entry.shared |= shared(lo, taken, values, changed)
        kinds = tuple(result_type(arg, lo.program) for arg in parts)
        if any(depth(kind) > DEPTH for kind in (*kinds, *entry.types)):
            _refuse_structure(lo, frame)
    _merge_results(entry, pattern, kinds, tuple(one for one, _ in changed))
    result = parts[0] if len(parts) == 1 else TupleArg(tuple(parts))
    params = tuple(Param(atom.id) for atom in atoms.values())
    lo.program.functions[entry.name] = Function(entry.name, params, tuple(block), result, APART.get(frame.code, ""))
    _note_updates(lo, entry)


def _merge_results(entry: Recursive, value: Pattern, kinds: tuple[Type, ...], changed: tuple[Rewritten, ...]) -> None:
    alike = value == entry.value and changed == entry.rewritten and len(kinds) == len(entry.results)
    if alike:
        pairs = enumerate(zip(entry.results, kinds, strict=True))
        kinds = tuple(merge(a, b, f"{entry.name}.result{i}" if i else f"{entry.name}.result") for i, (a, b) in pairs)
    entry.value, entry.results, entry.rewritten = value, kinds, changed


def _note_updates(lo: Lowerer, entry: Recursive) -> None:
    """Which parts of the result are parameters that were written in place."""
    first = len(entry.results) - len(entry.rewritten)
    alone = len(entry.results) == 1
    lo.program.updates[entry.name] = {
        () if alone else (first + k,): entry.params.index(one.name)
        for k, one in enumerate(entry.rewritten)
        if one.of_memory
    }


def _pattern_of_result(lo: Lowerer, value: Value, taken: Taken, new: list[Arg], values: list[Value]) -> Pattern:
    """What is returned: what was given, by its name, and what is new."""
    for name, given in taken.leaves.items():
        same = isinstance(given, ArrayRef) and isinstance(value, ArrayRef)
        if value == given and isinstance(value, ObjectRef):
            return Again(name)
        if same and (value.cell, value.steps) == (given.cell, given.steps):  # type: ignore[union-attr]
            return Again(name)
    for number, (_, ref, _) in taken.objects.items():
        if value == ref:
            return Known(number)
    if isinstance(value, TupleValue):
        start = len(new)
        items = tuple(_pattern_of_result(lo, item, taken, new, values) for item in value.items)
        if any(item != Leaf("") for item in items):
            return Parts(items, value.cls)
        del new[start:], values[start:]
    new.append(lo.arg(value))
    values.append(value)
    return Leaf("", natures.nature_of(lo, value.id) if isinstance(value, ObjectRef) else None)


def _uncaptured(value: Value) -> Value:
    if isinstance(value, (Static, Closure)):
        return value
    return Poison("is captured by a recursive function", "pass it to the function as an argument")
