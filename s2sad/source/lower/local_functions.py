"""A function that is made inside the one that is differentiated, as a function that can be read and derived by itself.

What it captures are its last parameters: numbers, arrays and containers, which have the values that they have where it
is called. Functions of the same surroundings that it calls are defined inside it.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import gast

from s2sad.core.nodes import Origin
from s2sad.core.records import dataclass, field
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import Closure, Poison, Static, Value
from s2sad.source.read import ReadFunction

__all__ = ["Local", "LocalFunction", "local"]

MEANT = "the function that is made here and one that it calls mean different things by {!r}"


class LocalFunction:
    """What is derived in place of a closure."""

    def __init__(self, got: ReadFunction, made_of: tuple[Closure, ...]) -> None:
        self.got, self.made_of = got, made_of
        self.__name__ = self.__qualname__ = got.name
        self.__module__ = str(got.globals.get("__name__", ""))

    def __s2sad_function__(self) -> ReadFunction:
        return self.got


@dataclass
class Local:
    """A closure where it is called: its function, its own parameters, and what it is given beside its arguments."""

    function: LocalFunction
    own: tuple[str, ...]
    given: dict[str, Value] = field(default_factory=dict)


@dataclass
class _Captured:
    """What closures capture, by name: values, objects that are known, and functions to be defined again."""

    values: dict[str, Value] = field(default_factory=dict)
    objects: dict[str, object] = field(default_factory=dict)
    functions: dict[str, Closure] = field(default_factory=dict)
    places: dict[str, int | None] = field(default_factory=dict)


def local(lo: Lowerer, closure: Closure, node: gast.AST) -> Local:
    """The closure as a function of its own, with the values that it captures now."""
    arguments = closure.node.args
    if arguments.vararg or arguments.kwarg or any(isinstance(n, (gast.Nonlocal, gast.Global)) for n in _all(closure)):
        lo.refuse(node, "a derivative of a function that is made here and collects arguments, or binds outer names")
    own = tuple(a.id for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs))
    captured = _Captured()
    _capture(lo, closure, captured, node)
    for name in captured.places.keys() & _bound(closure.node):
        if captured.functions and any(name in _free(inner.node) for inner in captured.functions.values()):
            lo.refuse(node, MEANT.format(name), "give it another name")
        for table in (captured.values, captured.objects, captured.functions):
            table.pop(name, None)
    function = _function(lo, closure, own, captured)
    names = [a.id for a in (*arguments.posonlyargs, *arguments.args)]
    defaults = dict(zip(names[len(names) - len(closure.defaults) :], closure.defaults, strict=True))
    return Local(function, own, {**captured.values, **defaults, **dict(closure.keyword_defaults)})


def _all(closure: Closure) -> Iterator[gast.AST]:
    yield from gast.walk(closure.node)


def _capture(lo: Lowerer, closure: Closure, found: _Captured, node: gast.AST) -> None:
    """Collect what a closure, and each closure that it captures, reads of the frames around."""
    for name in sorted(_free(closure.node)):
        place = _place(lo, name, closure.frame)
        if found.places.setdefault(name, place) != place:
            lo.refuse(node, MEANT.format(name), "give it another name")
        if place is None or name in found.functions:
            continue
        value = lo.state.frames[place][name]
        if isinstance(value, Closure):
            if value.defaults or value.keyword_defaults:
                lo.refuse(node, f"{name!r} is made here, with a default", "pass what it reads as an argument")
            found.functions[name] = value
            _capture(lo, value, found, node)
        elif isinstance(value, Static):
            found.objects[name] = value.obj
        elif not (isinstance(value, Poison) and not value.reason):
            found.values[name] = lo.readable(value, name, node)


def _place(lo: Lowerer, name: str, start: int) -> int | None:
    """The frame that binds a name; None for a name of the module."""
    frame: int | None = start
    while frame is not None:
        if name in lo.state.frames.get(frame, {}):
            return frame
        frame = lo.all_frames[frame].parent
    return None


def _bound(node: gast.FunctionDef | gast.Lambda) -> set[str]:
    """The names that a function binds itself: its parameters, and what its own statements assign."""
    arguments = node.args
    names = {a.id for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    names |= {a.id for a in (arguments.vararg, arguments.kwarg) if a}
    for part in _own_parts(node):
        if isinstance(part, gast.Name) and isinstance(part.ctx, (gast.Store, gast.Del)):
            names.add(part.id)
        elif isinstance(part, (gast.FunctionDef, gast.ClassDef)):
            names.add(part.name)
        elif isinstance(part, (gast.Import, gast.ImportFrom)):
            names |= {(alias.asname or alias.name).partition(".")[0] for alias in part.names}
        elif isinstance(part, gast.ExceptHandler) and part.name is not None:
            names.add(getattr(part.name, "id", part.name))
    return names


INNER = (
    gast.FunctionDef | gast.Lambda | gast.ClassDef | gast.GeneratorExp | gast.ListComp | gast.SetComp | gast.DictComp
)


def _own_parts(node: gast.FunctionDef | gast.Lambda) -> Iterator[gast.AST]:
    """What stands in a function, without what stands in functions and comprehensions inside it."""
    waiting: list[gast.AST] = list(node.body) if isinstance(node.body, list) else [node.body]
    while waiting:
        part = waiting.pop()
        yield part
        if not isinstance(part, INNER):
            waiting.extend(gast.iter_child_nodes(part))


def _free(node: gast.FunctionDef | gast.Lambda) -> set[str]:
    """The names that a function may read of its surroundings."""
    body = node.body if isinstance(node.body, list) else [node.body]
    read = {n.id for top in body for n in gast.walk(top) if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Load)}
    return read - _bound(node)


def _function(lo: Lowerer, closure: Closure, own: tuple[str, ...], captured: _Captured) -> LocalFunction:
    """One function for one closure and one kind of what it captures."""
    key = (
        id(closure.node), tuple(captured.values), tuple((n, id(obj)) for n, obj in captured.objects.items()),
        tuple((n, id(made.node)) for n, made in captured.functions.items()),
    )  # fmt: skip
    if key not in lo.local_functions:
        made_of = (closure, *captured.functions.values())  # their trees are in the key
        lo.local_functions[key] = LocalFunction(_read(lo, closure, own, captured), made_of)
    return lo.local_functions[key]  # type: ignore[no-any-return]


def _read(lo: Lowerer, closure: Closure, own: tuple[str, ...], captured: _Captured) -> ReadFunction:
    frame, node = lo.all_frames[closure.frame], closure.node
    names = (*own, *captured.values)
    arguments = gast.arguments([gast.Name(n, gast.Param(), None, None) for n in names], [], None, [], [], None, [])
    body = node.body if isinstance(node.body, list) else [gast.copy_location(gast.Return(node.body), node.body)]
    body = [*(_definition(name, made) for name, made in captured.functions.items()), *body]
    name = getattr(node, "name", "lambda_")
    made = gast.copy_location(gast.FunctionDef(name, arguments, body, [], None, None, []), node)
    for part in (arguments, *arguments.args):
        gast.copy_location(part, node)
    signature = inspect.Signature([inspect.Parameter(n, inspect.Parameter.POSITIONAL_OR_KEYWORD) for n in names])
    origin: Origin | None = lo.origin_of(node)
    line = node.lineno if origin is None else origin.line
    known = {**frame.closure, **captured.objects}
    return ReadFunction(name, made, "", frame.file, line, frame.globals, known, {}, signature, name)


def _definition(name: str, closure: Closure) -> gast.AST:
    """The statement that makes a function of the surroundings again."""
    node = closure.node
    if isinstance(node, gast.FunctionDef) and node.name == name:
        return node
    if isinstance(node, gast.FunctionDef):
        return gast.copy_location(
            gast.FunctionDef(name, node.args, node.body, [], None, None, getattr(node, "type_params", [])), node
        )
    target = gast.copy_location(gast.Name(name, gast.Store(), None, None), node)
    return gast.copy_location(gast.Assign([target], node, None), node)
