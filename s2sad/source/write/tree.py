"""The tree between core and text: joins and carries are copies here, and control flow may break and return."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from s2sad.core.nodes import Arg, Call, Name, Origin, atoms_of
from s2sad.core.records import dataclass, field
from s2sad.core.walk import call_args

__all__ = [
    "Assign", "Attempt", "Body", "Branch", "Break", "Copy", "Do", "Each", "Node", "Pattern", "Repeat", "Return",
    "Routine", "Scope", "Throw", "Write", "arg_names", "bodies_of", "call_names", "defines", "ends", "header_args",
    "names_in_pattern", "nodes",
]  # fmt: skip

Pattern = str | tuple["Pattern", ...] | None
"""What an assignment or a loop binds: a name, a tuple of patterns, or None for what nobody reads."""


@dataclass(eq=False)
class Assign:
    target: Pattern
    call: Call
    origin: Origin | None = None
    primal: bool = True


@dataclass(eq=False)
class Write:
    """A write in place into `target`, after which the same memory is also called `name`."""

    name: str
    target: Name
    call: Call
    origin: Origin | None = None
    popped: str | None = None


@dataclass(eq=False)
class Copy:
    """Assignments that happen at the same time; most of them vanish when both sides get one printed name."""

    pairs: list[tuple[str, Arg]]
    origin: Origin | None = None
    loop: bool = False


@dataclass(eq=False)
class Do:
    call: Call
    origin: Origin | None = None


@dataclass(eq=False)
class Throw:
    exception: Arg | None
    cause: Arg | None
    origin: Origin | None = None


@dataclass(eq=False)
class Branch:
    test: Arg
    then: Body
    other: Body
    origin: Origin | None = None


@dataclass(eq=False)
class Each:
    target: Pattern
    iterable: Arg
    body: Body
    origin: Origin | None = None


@dataclass(eq=False)
class Repeat:
    """``while``: the head runs before each test."""

    head: Body
    test: Arg
    body: Body
    origin: Origin | None = None


@dataclass(eq=False)
class Scope:
    context: Arg
    body: Body
    origin: Origin | None = None
    name: str = ""


@dataclass(eq=False)
class Attempt(Scope):
    """``try``: `name`, `which` and `error` say what was raised; `context` has the classes."""

    which: str = ""
    error: str = ""


@dataclass(eq=False)
class Break:
    origin: Origin | None = None


@dataclass(eq=False)
class Return:
    value: Arg
    origin: Origin | None = None


Node = Assign | Write | Copy | Do | Throw | Branch | Each | Repeat | Scope | Break | Return
Body = list[Node]


@dataclass
class Routine:
    """A function on its way to text: its tree, and the calls that are printed where their name is read."""

    name: str
    body: Body
    inlined: dict[str, Call] = field(default_factory=dict)


def bodies_of(node: Node) -> tuple[Body, ...]:
    if isinstance(node, Branch):
        return node.then, node.other
    if isinstance(node, Repeat):
        return node.head, node.body
    return (node.body,) if isinstance(node, (Each, Scope)) else ()


def nodes(body: Body) -> Iterator[Node]:
    """All nodes of a body, those of inner bodies included, in the order of the text."""
    for node in body:
        yield node
        for inner in bodies_of(node):
            yield from nodes(inner)


def ends(body: Body) -> bool:
    """Whether what follows the body is never reached from it."""
    if not body:
        return False
    last = body[-1]
    if isinstance(last, Branch):
        return ends(last.then) and ends(last.other)
    return isinstance(last, (Break, Return, Throw))


def header_args(node: Node) -> tuple[Arg, ...]:
    """What a node reads itself, before its inner bodies run (the test of a `Repeat` counts)."""
    if isinstance(node, (Assign, Do)):
        return call_args(node.call)
    if isinstance(node, Write):
        return (node.target, *call_args(node.call))
    if isinstance(node, Copy):
        return tuple(value for _, value in node.pairs)
    if isinstance(node, Throw):
        return tuple(arg for arg in (node.exception, node.cause) if arg is not None)
    if isinstance(node, (Branch, Repeat)):
        return (node.test,)
    if isinstance(node, Each):
        return (node.iterable,)
    if isinstance(node, Scope):
        return (node.context,)
    return (node.value,) if isinstance(node, Return) else ()


def names_in_pattern(pattern: Pattern) -> Iterator[str]:
    if isinstance(pattern, tuple):
        for item in pattern:
            yield from names_in_pattern(item)
    elif pattern is not None:
        yield pattern


def defines(node: Node) -> tuple[str, ...]:
    """The names that a node binds itself, inner bodies left out."""
    if isinstance(node, (Assign, Each)):
        return tuple(names_in_pattern(node.target))
    if isinstance(node, Write):
        return (node.name,) if node.popped is None else (node.name, node.popped)
    if isinstance(node, Attempt):
        return tuple(name for name in (node.name, node.which, node.error) if name)
    if isinstance(node, Scope):
        return (node.name,) if node.name else ()
    return tuple(name for name, _ in node.pairs) if isinstance(node, Copy) else ()


def arg_names(arg: Arg, inlined: Mapping[str, Call]) -> Iterator[str]:
    """The names that printing an argument reads, those of the calls printed inside it included."""
    for atom in atoms_of(arg):
        if isinstance(atom, Name):
            if atom.id in inlined:
                yield from call_names(inlined[atom.id], inlined)
            else:
                yield atom.id


def call_names(call: Call, inlined: Mapping[str, Call]) -> Iterator[str]:
    for arg in call_args(call):
        yield from arg_names(arg, inlined)
