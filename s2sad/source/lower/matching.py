"""``match``: the branches that its patterns mean."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import gast

from s2sad.core.nodes import Const
from s2sad.core.types import ArrayType, ScalarType, StringType
from s2sad.source.lower import assignment, attributes, branches, connectives, expressions, objects
from s2sad.source.lower.dispatch import handles
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.reflection import handler_of
from s2sad.source.lower.values import (
    ArrayRef,
    DictContent,
    ListContent,
    LongListContent,
    Num,
    ObjectRef,
    SliceValue,
    Static,
    StructContent,
    TupleValue,
    Value,
)  # fmt: skip

__all__ = ["as_branches"]

TRUE, FALSE, NONE = Num(Const(True)), Num(Const(False)), Num(Const(None))
WHOLE = (bool, bytes, dict, float, frozenset, int, list, set, str, tuple)
"""Classes whose one positional pattern is for the object itself."""

Bindings = dict[str, Callable[[], Value]]
Match = tuple[Value, Bindings]


class Test(gast.AST):  # type: ignore[misc]
    """A test that is computed where the `if` that has it is executed."""

    _fields = ()
    make: Callable[[], Value]


@handles(Test)
def _test(lo: Lowerer, node: Test, hint: str) -> Value:
    return node.make()


def as_branches(lo: Lowerer, node: gast.Match) -> list[gast.AST]:
    """The `if` that says the same; the subject is evaluated now."""
    subject = expressions.evaluate(lo, node.subject)
    chain: list[gast.AST] = []
    for case in reversed(node.cases):
        test = gast.copy_location(Test(), case.pattern)
        test.make = partial(_case, lo, case, subject)
        chain = [gast.copy_location(gast.If(test, case.body, chain), node)]
    return chain


def _case(lo: Lowerer, case: gast.match_case, subject: Value) -> Value:
    """Whether a case is the one; what its pattern captures is bound where it matches."""
    test, bindings = _matches(lo, case.pattern, subject)
    if not bindings and case.guard is None:
        return test

    def bind() -> Value:
        for name, value in bindings.items():
            target = gast.copy_location(gast.Name(name, gast.Store(), None, None), case.pattern)
            assignment.assign(lo, target, value())
        if case.guard is None:
            return TRUE
        return expressions.tested(lo, case.guard)

    return branches.choose(lo, test, bind, lambda: FALSE, case.pattern)


def _matches(lo: Lowerer, pattern: gast.AST, subject: Value) -> Match:
    """Whether a pattern matches, and what it captures then."""
    if isinstance(pattern, gast.MatchAs):
        test, bindings = (TRUE, {}) if pattern.pattern is None else _matches(lo, pattern.pattern, subject)
        return test, bindings if pattern.name is None else bindings | {pattern.name: lambda: subject}
    if isinstance(pattern, gast.MatchValue):
        return _equal(lo, subject, expressions.evaluate(lo, pattern.value), gast.Eq(), pattern), {}
    if isinstance(pattern, gast.MatchSingleton):
        return _equal(lo, subject, Num(Const(pattern.value)), gast.Is(), pattern), {}
    if isinstance(pattern, gast.MatchOr):
        return _alternatives(lo, pattern, subject)
    if isinstance(pattern, gast.MatchSequence):
        return _sequence(lo, pattern, subject)
    if isinstance(pattern, gast.MatchMapping):
        return _mapping(lo, pattern, subject)
    return _instance(lo, pattern, subject)


def _equal(lo: Lowerer, subject: Value, value: Value, op: gast.AST, node: gast.AST) -> Value:
    if isinstance(subject, (TupleValue, ObjectRef)) and isinstance(value, Num):
        content = lo.state.heap[subject.id] if isinstance(subject, ObjectRef) else None
        if not isinstance(content, StructContent):
            return FALSE
    if isinstance(op, gast.Is) and isinstance(subject, Num):
        kind = lo.build.type_of(subject.atom)
        constant = value.atom.value if isinstance(value, Num) and isinstance(value.atom, Const) else None
        if isinstance(kind, (ScalarType, StringType)) and (constant is None or getattr(kind, "dtype", "") != "bool"):
            return FALSE
    return branches.truth(lo, expressions.compare(lo, op, subject, value, node), node)


def _both(lo: Lowerer, matches: list[Callable[[], Match]], node: gast.AST) -> Match:
    """All patterns match, each tried only where those before do."""
    bindings: Bindings = {}

    def tried(make: Callable[[], Match]) -> Value:
        test, more = make()
        bindings.update(more)
        return test

    tests: list[Callable[[], Value]] = [partial(tried, make) for make in matches]
    return (connectives.all_of(lo, tests, node) if tests else TRUE), bindings


def _alternatives(lo: Lowerer, pattern: gast.MatchOr, subject: Value) -> Match:
    found = [_matches(lo, part, subject) for part in pattern.patterns]
    taken = next((k for k, (test, _) in enumerate(found) if branches.known_truth(test) is True), None)
    left = [
        match for match in found[: None if taken is None else taken + 1] if branches.known_truth(match[0]) is not False
    ]
    if not left:
        return FALSE, {}
    if len(left) == 1:
        return left[0]
    if any(bindings for _, bindings in left):
        lo.refuse(pattern, "alternatives that capture names are not supported here", "write a case for each")
    tests: list[Callable[[], Value]] = [partial(branches.negate, lo, test) for test, _ in left]
    return branches.negate(lo, connectives.all_of(lo, tests, pattern)), {}


def _sequence(lo: Lowerer, pattern: gast.MatchSequence, subject: Value) -> Match:
    content = lo.state.heap[subject.id] if isinstance(subject, ObjectRef) else None
    parts = pattern.patterns
    starred = next((k for k, part in enumerate(parts) if isinstance(part, gast.MatchStar)), None)
    wanted = len(parts) - (starred is not None)
    if isinstance(subject, TupleValue) or isinstance(content, ListContent):
        items = attributes.items_of(lo, subject) or ()
        if len(items) < wanted or (starred is None and len(items) > wanted):
            return FALSE, {}
        return _items(lo, pattern, starred, list(items), lambda start, stop: _display(lo, items[start:stop]))
    if isinstance(content, LongListContent):
        return _long(lo, pattern, starred, wanted, subject)
    if isinstance(content, (StructContent, DictContent)) or _is_no_sequence(lo, subject):
        return FALSE, {}
    lo.refuse(pattern, "it is not known what this matches when s2sad reads it", "test with isinstance, or with ==")


def _display(lo: Lowerer, items: tuple[Value, ...]) -> Value:
    return lo.new_object(ListContent(items))


def _is_no_sequence(lo: Lowerer, subject: Value) -> bool:
    """Numbers, strings and arrays are no sequences to a pattern."""
    if isinstance(subject, ArrayRef):
        return isinstance(lo.build.type_of(subject.atom), ArrayType)
    if isinstance(subject, Num):
        kind = lo.build.type_of(subject.atom)
        return isinstance(kind, (ScalarType, StringType)) or subject == NONE
    return isinstance(subject, Static) and not isinstance(subject.obj, (list, tuple))


def _items(
    lo: Lowerer,
    pattern: gast.MatchSequence,
    starred: int | None,
    items: list[Value],
    middle: Callable[[int, int], Value],
) -> Match:
    """The patterns of a sequence, each with its item."""
    parts = list(pattern.patterns)
    bindings: Bindings = {}
    if starred is not None:
        stop = len(items) - (len(parts) - starred - 1)
        name = parts.pop(starred).name
        if name is not None:
            made = middle(starred, stop)
            bindings[name] = lambda: made
        items = items[:starred] + items[stop:]
    matches = [partial(_matches, lo, part, item) for part, item in zip(parts, items, strict=True)]
    test, more = _both(lo, list(matches), pattern)
    return test, bindings | more


def _long(lo: Lowerer, pattern: gast.MatchSequence, starred: int | None, wanted: int, subject: Value) -> Match:
    """A list whose length only the run knows."""
    length = lo.build.emit("builtins.len", lo.arg(subject, pattern), spelling="function")
    prim = "operator.eq" if starred is None else "operator.ge"
    test = Num(lo.build.emit(prim, length, Const(wanted), kind=ScalarType("bool")))
    places = list(range(len(pattern.patterns)))
    bindings: Bindings = {}
    for place, part in zip(places, pattern.patterns, strict=True):
        after = place if starred is None or place < starred else place - len(places)
        if isinstance(part, gast.MatchStar):
            if part.name is not None:
                upper = NONE if place == len(places) - 1 else Num(Const(place + 1 - len(places)))
                bounds = SliceValue(Num(Const(place)), upper, NONE)
                bindings[part.name] = partial(attributes.get_item, lo, subject, bounds, pattern)
        elif isinstance(part, gast.MatchAs) and part.pattern is None:
            if part.name is not None:
                bindings[part.name] = partial(attributes.get_item, lo, subject, Num(Const(after)), pattern)
        else:
            lo.refuse(part, "a pattern inside a list of unknown length is not supported", "test its items with if")
    return test, bindings


def _mapping(lo: Lowerer, pattern: gast.MatchMapping, subject: Value) -> Match:
    content = lo.state.heap[subject.id] if isinstance(subject, ObjectRef) else None
    constant = isinstance(subject, Static) and isinstance(subject.obj, dict)
    if not constant and not isinstance(content, DictContent):
        if isinstance(content, (ListContent, LongListContent, StructContent, type(None))) and not (
            isinstance(subject, Num) and not _is_no_sequence(lo, subject)
        ):
            return FALSE, {}
        lo.refuse(pattern, "it is not known what this matches when s2sad reads it", "test with isinstance, or with in")
    known = attributes.dict_content(lo, subject, pattern)
    table = dict(zip(known.keys, known.items, strict=True))
    keys = [attributes.constant_key(lo, expressions.evaluate(lo, key)) for key in pattern.keys]
    if any(key not in table for key in keys):
        return FALSE, {}
    pairs = zip(pattern.patterns, keys, strict=True)
    test, bindings = _both(lo, [partial(_matches, lo, part, table[key]) for part, key in pairs], pattern)
    if pattern.rest is not None:
        rest = {key: item for key, item in table.items() if key not in keys}
        made = lo.new_object(DictContent(tuple(rest), tuple(rest.values())))
        bindings = bindings | {pattern.rest: lambda: made}
    return test, bindings


def _instance(lo: Lowerer, pattern: gast.MatchClass, subject: Value) -> Match:
    cls = expressions.evaluate(lo, pattern.cls)
    if not isinstance(cls, Static) or not isinstance(cls.obj, type):
        lo.refuse(pattern, "the class of this pattern is not known when s2sad reads it", "test with isinstance")
    is_one = handler_of(isinstance)
    assert is_one is not None
    test = branches.truth(lo, is_one(lo, [subject, cls], {}, pattern, "t"), pattern)
    if branches.known_truth(test) is False:
        return FALSE, {}
    names = list(getattr(cls.obj, "__match_args__", ()))[: len(pattern.patterns)]
    whole = cls.obj in WHOLE and len(pattern.patterns) == 1
    if not whole and len(names) < len(pattern.patterns):
        lo.refuse(pattern, f"{cls.obj.__name__} has no __match_args__ for so many patterns", "name the attributes")
    parts = [partial(_matches, lo, part, subject) for part in (pattern.patterns if whole else ())]
    named = [*zip(names, [] if whole else pattern.patterns, strict=False)]
    named += [*zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True)]
    parts += [partial(_attribute, lo, name, part, subject) for name, part in named]
    return _both(lo, [lambda: (test, {}), *parts], pattern)


def _attribute(lo: Lowerer, name: str, pattern: gast.AST, subject: Value) -> Match:
    has = handler_of(hasattr)
    assert has is not None
    known = branches.known_truth(has(lo, [subject, Num(Const(name))], {}, pattern, "t"))
    if known is False:
        return FALSE, {}
    return _matches(lo, pattern, objects.get_attribute(lo, subject, name, pattern))
