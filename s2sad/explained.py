"""Why a derivative is as it is: gather activity and tape for people to read."""

from __future__ import annotations

import ast
import linecache
from collections.abc import Iterable, Iterator
from typing import Any

from s2sad.core.nodes import Call, For, Function, If, Let, Origin, Statement, While
from s2sad.core.program import Program
from s2sad.core.records import dataclass, field
from s2sad.core.types import ArrayType, ListType, NoneType, OpaqueType, ScalarType, StringType, TupleType, Type
from s2sad.core.walk import args_of, names_of, statements
from s2sad.facts.activity import can_vary, useful, varied
from s2sad.independents import as_floats, independents, parts_of
from s2sad.modes.tape import Kept
from s2sad.report.explain import Explanation, Line, Taped
from s2sad.report.table import table
from s2sad.request import Request
from s2sad.source.lower import Lowered
from s2sad.source.read import ReadFunction

__all__ = ["Activity", "activity_of", "explanation", "facts_text", "left_out_of", "taped"]

TEMPORARY = "t"
WRITES = ("store.", "list.append", "list.init", "list.extend", "dict.without")


@dataclass(frozen=True)
class Activity:
    """What varies with `wrt`, what the result needs, and where each name is bound."""

    program: Program
    function: Function
    varied: frozenset[str]
    useful: frozenset[str]
    origins: dict[str, Origin] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)

    @property
    def active(self) -> frozenset[str]:
        return self.varied & self.useful

    def label(self, name: str) -> str:
        """What people call a value: its name, or the operation that a part of an expression is the result of."""
        base = name.partition("@")[0]
        if base != TEMPORARY or name not in self.calls:
            return base
        prim = self.calls[name].prim
        return "[…]" if prim == "operator.getitem" else f"{prim.rpartition('.')[2].lstrip('@')}(…)"


def activity_of(lowered: Lowered, request: Request) -> Activity:
    program, function = lowered.program, lowered.function
    structures = independents(lowered, request)
    as_floats(lowered.program, list(structures.values()))
    leaves = [leaf.id for structure in structures.values() for leaf in parts_of(structure)]
    seeds = [leaf for leaf in leaves if can_vary(program.type_of(leaf))]
    made = Activity(program, function, varied(function, program, seeds), useful(function, names_of(function.result)))
    for part in program.functions.values():
        for statement in statements(part.body):
            for name in _bound(statement):
                if statement.origin is not None:
                    made.origins.setdefault(name, statement.origin)
            if isinstance(statement, Let):
                made.calls[statement.name] = statement.call
    return made


def _bound(statement: Statement) -> Iterator[str]:
    if isinstance(statement, Let):
        yield statement.name
    elif isinstance(statement, If):
        yield from (join.name for join in statement.joins)
    elif isinstance(statement, (For, While)):
        yield from (carry.name for carry in statement.carries)
        if isinstance(statement, For):
            yield statement.target


def explanation(
    activity: Activity, read: ReadFunction, request: Request, left_out: tuple[str, ...], tape: tuple[Taped, ...]
) -> Explanation:
    lines = tuple(_own_lines(activity, read)) + tuple(_helper_lines(activity, read))
    return Explanation(read.name, read.file, request.wrt, request.mode, lines, tape, left_out)


# -- statements ---------------------------------------------------------------------------------


def _own_lines(activity: Activity, read: ReadFunction) -> Iterator[Line]:
    """The statements of the function, also those that became nothing of their own, such as a call that was inlined."""
    here, elsewhere = _by_line(activity, read)
    for node in _user_statements(read.node.body):
        targets = _targets(node)
        names = here.get(node.lineno, [])
        if not names and type(node).__name__ in ("Assign", "AnnAssign", "AugAssign"):
            names = [n for n in elsewhere if n.partition("@")[0] in targets]
        if not names and type(node).__name__ == "Return":
            names = sorted(names_of(activity.function.result))
            yield _line(activity, node.lineno, _text(read.file, node.lineno), names, "its value")
        else:
            yield _line(activity, node.lineno, _text(read.file, node.lineno), names)


def _by_line(activity: Activity, read: ReadFunction) -> tuple[dict[int, list[str]], list[str]]:
    """The names that each line of the function binds, and those that its helpers bind."""
    here: dict[int, list[str]] = {}
    elsewhere = []
    for name, origin in activity.origins.items():
        if (origin.file, origin.function) == (read.file, read.name):
            here.setdefault(origin.line, []).append(name)
        else:
            elsewhere.append(name)
    return here, elsewhere


def _user_statements(body: Iterable[Any]) -> Iterator[Any]:
    """The statements of a body and of the blocks in it, in the order of the text; a docstring is none."""
    for node in body:
        if type(node).__name__ == "Expr" and isinstance(getattr(node.value, "value", None), str):
            continue
        yield node
        if type(node).__name__ not in ("FunctionDef", "ClassDef"):
            for block in ("body", "orelse", "finalbody"):
                yield from _user_statements(getattr(node, block, ()))


def _targets(node: Any) -> set[str]:
    """The names that an assignment binds, and those of the arrays that it writes."""
    stores = (n for n in ast.walk(node) if type(getattr(n, "ctx", None)).__name__ == "Store")
    return {leaf.id for n in stores for leaf in ast.walk(n) if hasattr(leaf, "id")}


def _helper_lines(activity: Activity, read: ReadFunction) -> Iterator[Line]:
    """The lines of other functions that were inlined."""
    places: dict[tuple[str, str, int], list[str]] = {}
    for name, origin in activity.origins.items():
        if (origin.file, origin.function) != (read.file, read.name) and origin.function:
            places.setdefault((origin.function, origin.file, origin.line), []).append(name)
    for (function, file, line), names in sorted(places.items()):
        yield _line(activity, line, f"{_text(file, line)}  (in {function})", names)


def _text(file: str, line: int) -> str:
    return linecache.getline(file, line).strip()


def _line(activity: Activity, number: int, text: str, names: list[str], called: str = "") -> Line:
    marks = (_labels(names, marked, called) for marked in (activity.varied, activity.useful, activity.active))
    return Line(number, text, *marks)


def _labels(names: list[str], marked: frozenset[str], called: str) -> tuple[str, ...]:
    """The names that people gave; for a statement that binds none, such as a return, whether its value is meant."""
    if not called and all(name.partition("@")[0] == TEMPORARY for name in names):
        called = "its value"
    bases = [called or name.partition("@")[0] for name in names if name in marked]
    return tuple(dict.fromkeys(base for base in bases if base != TEMPORARY))


# -- tape ---------------------------------------------------------------------------------------


def taped(activity: Activity, program: Program, kept: Iterable[Kept]) -> tuple[Taped, ...]:
    """What is left on tapes after tidying, with the lines that made it necessary."""
    every = [s for function in program.functions.values() for s in statements(function.body)]
    found = []
    for value in kept:
        reading = [s for s in every if value.restored in names_of(*args_of(s))]
        if reading:
            lines = sorted({s.origin.line for s in reading if s.origin is not None})
            found.append(_taped(activity, value, lines))
    return tuple(dict.fromkeys(sorted(found, key=lambda t: (t.number, t.name))))


def _taped(activity: Activity, value: Kept, readers: list[int]) -> Taped:
    origin = activity.origins.get(value.name)
    number = origin.line if origin is not None else min(readers, default=0)
    lines = ", ".join(map(str, readers))
    because = [f"the derivative of line {lines} reads it" if readers else "the reverse sweep reads it"]
    because += [_overwritten(activity, value, number)]
    if value.overwritten:
        because = ["this line overwrites it, and the reverse sweep reads the array as it was before"]
    label = activity.label(value.name) if origin is not None else "what the call keeps"
    return Taped(label, number, ", and ".join(b for b in because if b))


def _overwritten(activity: Activity, value: Kept, number: int) -> str:
    """What would be lost without the tape."""
    if value.copied:
        lines = _writes(activity, value.name)
        return f"line {', '.join(map(str, lines))} writes in place, so a copy is kept" if lines else "a copy is kept"
    loops = [
        s.origin for s in statements(activity.function.body) if isinstance(s, (For, While)) and s.origin is not None
    ]
    around = [o.line for o in loops if o.line <= number <= o.end_line]
    return f"the next round of the loop at line {max(around)} makes it anew" if around else ""


def _writes(activity: Activity, name: str) -> list[int]:
    """The lines that write the array that a value is, or is a part of."""
    call = activity.calls.get(name)
    bases = {n.partition("@")[0] for n in (name, *(names_of(*call.args) if call is not None else ()))} - {TEMPORARY}
    stores = [n for n, c in activity.calls.items() if c.prim.startswith(WRITES) and n in activity.origins]
    named = [n for n in stores if n.partition("@")[0] in bases]
    return sorted({activity.origins[n].line for n in named or stores})


# -- what was left out --------------------------------------------------------------------------


def left_out_of(activity: Activity, lowered: Lowered, request: Request) -> tuple[str, ...]:
    """What nobody has asked for, and what nobody needs: of the function as it was before it is derived."""
    return (*_not_asked(activity, lowered, request), *_not_needed(activity))


def _not_asked(activity: Activity, lowered: Lowered, request: Request) -> Iterator[str]:
    """Each other parameter, with the lines whose derivative it alone would have needed."""
    asked = {leaf.id for part in independents(lowered, request).values() for leaf in parts_of(part)}
    roots = {path.root for path in request.paths}
    for name, structure in lowered.structures.items():
        rest = [leaf.id for leaf in parts_of(structure) if leaf.id not in asked]
        leaves = [leaf for leaf in rest if can_vary(lowered.program.type_of(leaf))]
        if not leaves:
            continue
        spared = (varied(activity.function, activity.program, leaves) & activity.useful) - activity.varied
        lines = sorted({activity.origins[n].line for n in spared if n in activity.origins})
        beyond = f", so line {', '.join(map(str, lines))} has no derivative" if lines else ""
        yield f"{'the rest of ' * (name in roots)}{name}: not in wrt{beyond}"


def _not_needed(activity: Activity) -> Iterator[str]:
    places: dict[str, set[int]] = {}
    for name in activity.varied - activity.useful:
        base = name.partition("@")[0]
        if name in activity.origins and base != TEMPORARY:
            places.setdefault(base, set()).add(activity.origins[name].line)
    for base, lines in sorted(places.items()):
        at = ", ".join(map(str, sorted(lines)))
        yield f"{base} (line {at}): varies, but the result does not depend on it"


# -- text for ``--stage facts`` -----------------------------------------------------------------


def facts_text(activity: Activity) -> str:
    """Each name with its type and whether it varies, is useful, or both."""
    function = activity.function
    names = [p.name for p in function.params] + [n for s in statements(function.body) for n in _bound(s)]
    rows = [("name", "type", "activity")]
    for name in names:
        marks = [("active" if name in activity.active else "varied") * (name in activity.varied)]
        marks += ["useful" * (name in activity.useful and name not in activity.active)]
        rows.append((name, type_text(activity.program.type_of(name)), " ".join(m for m in marks if m) or "-"))
    return table(rows)


def type_text(kind: Type) -> str:
    """A type as ``--args`` spells it.

    >>> from s2sad.core.types import Dim
    >>> type_text(ArrayType("f8", (Dim.symbol("n"), Dim.const(3))))
    'f8[n, 3]'
    """
    if isinstance(kind, ScalarType):
        return kind.dtype + (f" = {kind.value}" if kind.value is not None else "")
    if isinstance(kind, ArrayType):
        shape = "..." if kind.shape is None else ", ".join(map(str, kind.shape))
        return f"{kind.dtype or 'any'}[{shape}]"
    if isinstance(kind, ListType):
        return f"list[{type_text(kind.element)}]"
    if isinstance(kind, TupleType):
        return f"{'list' if kind.list else 'tuple'}[{', '.join(map(type_text, kind.items))}]"
    if isinstance(kind, OpaqueType):
        return kind.label
    return {StringType: "str", NoneType: "None"}.get(type(kind), "any number or array")
