"""Calls of the user's functions: inlined where they stand; a recursive one becomes a function of the program."""

from __future__ import annotations

from collections.abc import Mapping

import gast

from s2sad.calculus.apart import APART
from s2sad.core.nodes import Const, Free, Function, Name, Param
from s2sad.core.records import dataclass
from s2sad.core.types import ArrayType, ScalarType, TupleType, Type, Unknown
from s2sad.source.lower import binding, branches, generators, statements
from s2sad.source.lower.branches import Unreached, known_truth
from s2sad.source.lower.loops import FALSE, FLAGS, RETURN_VALUE, RETURNED
from s2sad.source.lower.lowerer import Frame, Lowerer
from s2sad.source.lower.values import (
    UNBOUND,
    ArrayRef,
    CellContent,
    Closure,
    DictContent,
    ListContent,
    Num,
    ObjectRef,
    Poison,
    State,
    Static,
    StructContent,
    TupleValue,
    Value,
)
from s2sad.source.read import ReadFunction
from s2sad.types.merge import fresh_size, merge

__all__ = ["Recursion", "call_recursive", "inline", "inline_closure", "key_of", "run_body"]

ROUNDS = 6
DEPTH = 60
VARIANTS = 10
NONE = Num(Const(None))
SCOPES = gast.FunctionDef | gast.Lambda | gast.GeneratorExp | gast.ClassDef
"""What may outlive a call, and then still reads the names of its frame."""


class Recursion(Exception):
    """A function was found to call itself; the lowering starts again with that known."""

    def __init__(self, key: object) -> None:
        super().__init__(str(key))
        self.key = key


def inline(
    lo: Lowerer, got: ReadFunction, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str = "t"
) -> Value:
    """The value of calling a function that was read."""
    defaults = {k: binding.default_value(lo, v, f"{got.name}_{k}") for k, v in got.defaults.items()}
    table = binding.bind_node(lo, got.node.args, got.name, args, keywords, defaults, node)
    key = key_of(got)
    around = lo.enclosing.get(id(got.function))
    own = (dict(got.closure), got.cells)
    if around is not None:  # a method of a class made here: the names around are those of the frame
        own = ({name: value for name, value in got.closure.items() if name == "__class__"}, {})
    frame = Frame(next(lo.ids), got.name, got.file, got.globals, *own, around, key, lo.origin_of(node))
    return _call(lo, frame, got.node.body, table, key, node, hint)


def key_of(got: ReadFunction) -> object:
    """What a call of the same function has: wrappers that one decorator made have one code, and are several."""
    return got.function if got.function is not None else id(got.node)


def inline_closure(
    lo: Lowerer, closure: Closure, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value:
    """The value of calling a function that was made inside the function being lowered."""
    outer = lo.all_frames[closure.frame]
    arguments = closure.node.args
    names = [a.id for a in (*arguments.posonlyargs, *arguments.args)]
    defaults = dict(zip(names[len(names) - len(closure.defaults) :], closure.defaults, strict=True)) | dict(
        closure.keyword_defaults
    )
    name = getattr(closure.node, "name", "lambda")
    table = binding.bind_node(lo, arguments, name, args, keywords, defaults, node)
    code = (id(closure.node), closure.frame)
    around = (outer.globals, outer.closure, outer.cells, outer.id)
    frame = Frame(next(lo.ids), name, outer.file, *around, code, lo.origin_of(node))
    if isinstance(closure.node, gast.Lambda):
        body = [gast.copy_location(gast.Return(closure.node.body), closure.node.body)]
    else:
        body = closure.node.body
    return _call(lo, frame, body, table, id(closure.node), node, hint)


def _call(
    lo: Lowerer, frame: Frame, body: list[gast.AST], table: dict[str, Value], key: object, node: gast.AST, hint: str
) -> Value:
    if generators.yields(body):
        return generators.function(lo, frame, body, table)
    if key in APART:
        lo.recursive.setdefault(key, {})
    if key in lo.recursive:
        return call_recursive(lo, frame, body, table, key, node, hint)
    if any(f.code == frame.code for f in lo.frames) and not _descends(lo, frame, table):
        raise Recursion(key)
    if len(lo.frames) > DEPTH:
        lo.refuse(node, f"calls are nested more than {DEPTH} deep here")
    with lo.entered(frame):
        lo.locals.update(table)
        lo.hints[frame.id] = hint
        result = run_body(lo, body, node)
        del lo.hints[frame.id]
    if not any(isinstance(part, SCOPES) for top in body for part in gast.walk(top)):
        lo.state.frames.pop(frame.id, None)
    return result


def _descends(lo: Lowerer, frame: Frame, table: dict[str, Value]) -> bool:
    """Whether a call of a function in itself is given a smaller container: the way down a tree has an end."""
    outer = next(f for f in reversed(lo.frames) if f.code == frame.code)
    before, now = lo.sizes.get(outer.id, {}), _sizes(lo, table)
    return any(now[name] < before[name] for name in now.keys() & before.keys())


def _sizes(lo: Lowerer, table: Mapping[str, Value]) -> dict[str, int]:
    return {name: size for name, value in table.items() if (size := _size(lo, value)) is not None}


def _size(lo: Lowerer, value: Value, inside: frozenset[int] = frozenset()) -> int | None:
    """The parts of a container, all the way down; None for what is no container, or contains itself."""
    items: tuple[Value, ...] | None = None
    if isinstance(value, TupleValue):
        items = value.items
    elif isinstance(value, ObjectRef) and value.id not in inside:
        content = lo.state.heap[value.id]
        inside |= {value.id}
        if isinstance(content, (ListContent, DictContent, StructContent)):
            items = content.items
    if items is None:
        return None
    return 1 + sum((_size(lo, item, inside) or 1) for item in items)


def run_body(lo: Lowerer, body: list[gast.AST], node: gast.AST | None) -> Value:
    """Execute the body of the function whose frame was entered, and give what it returns."""
    lo.sizes[lo.frame.id] = _sizes(lo, lo.locals)
    for flag in FLAGS:
        lo.locals[flag] = FALSE
    statements.execute_block(lo, body)
    returned = lo.locals[RETURNED]
    value = lo.locals.get(RETURN_VALUE, NONE)
    if known_truth(returned) is True:
        return NONE if value is UNBOUND else lo.readable(value, "the result", node)
    if known_truth(returned) is False:
        return NONE
    if isinstance(value, Poison):
        return value
    return branches.choose(lo, returned, lambda: value, lambda: NONE, node or body[-1])


# -- recursion ----------------------------------------------------------------------------------


class _Recursive:
    """A recursive function while its types are found: parameters and result are widened until they hold."""

    def __init__(self, name: str, params: list[str], types: list[Type]) -> None:
        self.name, self.params, self.types = name, params, types
        self.result: Type | None = None
        self.result_value: Value = NONE
        self.captured: list[tuple[int, str]] = []
        self.done = self.running = self.widened = False


def call_recursive(
    lo: Lowerer, frame: Frame, body: list[gast.AST], table: dict[str, Value], key: object, node: gast.AST, hint: str
) -> Value:
    """A call of another function of the program; its dynamic parameters are atoms, the rest is specialised."""
    leaves: dict[str, Value] = {}
    fixed = {name: _pattern(lo, v, name, leaves, frame.name, node) for name, v in table.items()}
    captured = _captured(lo, frame, body, set(table))
    atoms = [lo.atom(v, node) for v in (*leaves.values(), *captured.values())]
    known = lo.recursive[key]
    variant = (*fixed.items(), *captured)
    entry = known.get(variant)
    types = [_loosened(lo.build.type_of(a)) for a in atoms]
    if entry is None:
        if len(known) >= VARIANTS:
            lo.refuse(node, f"{frame.name} calls itself with containers that are never the same", "pass their parts")
        entry = known[variant] = _Recursive(lo.program.fresh(f"{frame.name}"), list(leaves), types)
        entry.captured = list(captured)
    _widen(entry, types)
    if not entry.running and not entry.done:
        _settle(lo, frame, body, fixed, entry)
    if entry.result is None:
        raise Unreached
    atom = lo.build.emit(f"@{entry.name}", *atoms, kind=_of_one_call(entry.result, entry.name), hint=hint)
    arrays = tuple(
        a.id for a, t in zip(atoms, types, strict=True) if isinstance(a, Name) and isinstance(t, (ArrayType, Unknown))
    )
    if isinstance(atom, Name) and arrays and isinstance(entry.result, (ArrayType, Unknown)):
        lo.program.shares[atom.id] = arrays
    owner = next((v for v in leaves.values() if isinstance(v, ArrayRef)), None)
    return lo.result(atom, f"@{entry.name}", (), owner)


@dataclass(frozen=True)
class _Leaf:
    """A parameter of a recursive function in the place of a number or array."""

    name: str


@dataclass(frozen=True)
class _Parts:
    """A tuple, or the dict that collects keyword arguments, by its parts."""

    items: tuple[object, ...]
    cls: type | None = None
    keys: tuple[object, ...] | None = None


def _pattern(lo: Lowerer, value: Value, name: str, leaves: dict[str, Value], function: str, node: gast.AST) -> object:
    """What is fixed of an argument; the numbers and arrays in it are parameters."""
    if isinstance(value, (Num, ArrayRef)):
        while name in leaves:
            name += "_"
        leaves[name] = value
        return _Leaf(name)
    if isinstance(value, (Static, Closure)):
        return value
    if isinstance(value, TupleValue):
        items = [_pattern(lo, v, f"{name}_{k}", leaves, function, node) for k, v in enumerate(value.items)]
        return _Parts(tuple(items), value.cls)
    content = lo.state.heap[value.id] if isinstance(value, ObjectRef) and value.id in lo.collected else None
    if isinstance(content, DictContent):
        pairs = zip(content.keys, content.items, strict=True)
        items = [_pattern(lo, v, f"{name}_{key}", leaves, function, node) for key, v in pairs]
        return _Parts(tuple(items), keys=content.keys)
    lo.refuse(node, f"the argument {name!r} of the recursive function {function} is a container", "pass its parts")


def _filled(lo: Lowerer, pattern: object, values: Mapping[str, Value]) -> Value:
    """The argument again, of the parameters."""
    if isinstance(pattern, _Leaf):
        return values[pattern.name]
    if isinstance(pattern, _Parts):
        items = tuple(_filled(lo, item, values) for item in pattern.items)
        return TupleValue(items, pattern.cls) if pattern.keys is None else binding.collected(lo, pattern.keys, items)
    assert isinstance(pattern, (Static, Closure))
    return pattern


def _captured(lo: Lowerer, frame: Frame, body: list[gast.AST], own: set[str]) -> dict[tuple[int, str], Value]:
    """The numbers and arrays of the frames around a recursive function that it, or a function that it calls, reads."""
    found: dict[tuple[int, str], Value] = {}
    seen: set[int] = set()

    def visit(nodes: list[gast.AST], parent: int | None, hidden: set[str]) -> None:
        names = {
            n.id for top in nodes for n in gast.walk(top) if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Load)
        }
        for name in sorted(names - hidden):
            place = _place_of(lo, name, parent)
            value = None if place is None else lo.state.frames[place][name]
            if (
                place is not None
                and isinstance(value, (Num, ArrayRef))
                and not isinstance(lo.arg(value), (Const, Free))
            ):
                found[place, name] = value
            if isinstance(value, Closure) and id(value.node) not in seen:
                seen.add(id(value.node))
                inner = value.node.body if isinstance(value.node.body, list) else [value.node.body]
                visit(inner, value.frame, set())

    visit(body, frame.parent, own)
    return found


def _place_of(lo: Lowerer, name: str, parent: int | None) -> int | None:
    """The frame around that binds a name."""
    while parent is not None:
        if name in lo.state.frames.get(parent, {}):
            return parent
        parent = lo.all_frames[parent].parent
    return None


def _loosened(kind: Type) -> Type:
    return ScalarType(kind.dtype) if isinstance(kind, ScalarType) else kind


def _widen(entry: _Recursive, types: list[Type]) -> None:
    pairs = enumerate(zip(entry.types, types, strict=True))
    wider = [merge(a, b, f"{entry.name}.{i}") for i, (a, b) in pairs]
    if wider != entry.types:
        entry.widened, entry.done, entry.types = True, False, wider


def _of_one_call(kind: Type, name: str) -> Type:
    """The type of a result with sizes of its own for those that differ from call to call."""
    if isinstance(kind, TupleType):
        return TupleType(tuple(_of_one_call(item, name) for item in kind.items), kind.list)
    if not isinstance(kind, ArrayType) or kind.shape is None:
        return kind
    varies = [any(symbol.startswith(f"?{name}.") for symbol in size.symbols) for size in kind.shape]
    shape = (fresh_size("", i) if own else size for i, (size, own) in enumerate(zip(kind.shape, varies, strict=True)))
    return ArrayType(kind.dtype, tuple(shape), kind.contiguous)


def _settle(lo: Lowerer, frame: Frame, body: list[gast.AST], fixed: dict[str, object], entry: _Recursive) -> None:
    entry.running = True
    for _ in range(ROUNDS):
        before, entry.widened = entry.result, False
        kept = lo.state, lo.frames, lo.attempts, lo.guards, lo.handling
        lo.attempts, lo.guards, lo.handling = [], [], []
        try:
            _lower_recursive(lo, frame, body, fixed, entry)
        except Unreached:
            lo.refuse(None, f"{frame.name} calls itself on every path")
        finally:
            lo.state, lo.frames, lo.attempts, lo.guards, lo.handling = kept
        if entry.result == before and not entry.widened:
            break
    else:
        lo.refuse(
            None,
            f"what the recursive function {frame.name} returns is of another structure in each call",
            "return numbers or arrays",
        )
    entry.running, entry.done = False, True


def _lower_recursive(
    lo: Lowerer, frame: Frame, body: list[gast.AST], fixed: dict[str, object], entry: _Recursive
) -> None:
    parents = {k: {n: _uncaptured(v) for n, v in names.items()} for k, names in lo.state.frames.items()}
    lo.state, lo.frames = State(parents), []
    inner = Frame(
        next(lo.ids), frame.name, frame.file, frame.globals, frame.closure, frame.cells, frame.parent, frame.code, None
    )
    with lo.build.block() as block, lo.entered(inner):
        params, cells = [], []
        leaves: dict[str, Value] = {}
        places: list[tuple[int | None, str]] = [*((None, name) for name in entry.params), *entry.captured]
        for (place, name), kind in zip(places, entry.types, strict=True):
            core = lo.program.fresh(name, kind)
            params.append(Param(core))
            value: Value = Num(Name(core))
            if isinstance(kind, (ArrayType, Unknown)):
                value = lo.external_array(Name(core))
                cells.append(value.cell)
            (leaves if place is None else lo.state.frames[place])[name] = value
        lo.locals.update({name: _filled(lo, pattern, leaves) for name, pattern in fixed.items()})
        value = run_body(lo, body, None)
        if any(isinstance(lo.state.heap.get(cell), CellContent) for cell in cells):
            lo.refuse(
                body[0],
                f"the recursive function {frame.name} writes into an array that it is given",
                "return a new array",
            )
        result = lo.arg(value)
        kind_now = _result_type(lo, value)
    entry.result = kind_now if entry.result is None else merge(entry.result, kind_now, f"{entry.name}.result")
    lo.program.functions[entry.name] = Function(
        entry.name, tuple(params), tuple(block), result, APART.get(frame.code, "")
    )


def _uncaptured(value: Value) -> Value:
    if isinstance(value, (Static, Closure)):
        return value
    return Poison("is captured by a recursive function", "pass it to the function as an argument")


def _result_type(lo: Lowerer, value: Value) -> Type:
    if isinstance(value, TupleValue):
        return TupleType(tuple(_result_type(lo, v) for v in value.items))
    return _loosened(lo.build.type_of(lo.arg(value)))
