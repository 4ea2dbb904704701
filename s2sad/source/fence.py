"""What a function may not contain: everything that is not supported is reported at once, each with its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import gast

from s2sad.core.nodes import Origin
from s2sad.core.records import dataclass
from s2sad.errors import Problem, refusal
from s2sad.source.read import ReadFunction

__all__ = ["by_statement", "check", "problems"]


@dataclass(frozen=True)
class Fence:
    """Why a construct is refused; `when` narrows a node type to some of its uses."""

    what: str
    hint: str
    when: Callable[[Any], bool] = lambda node: True


def _matches_by_star(node: gast.ImportFrom) -> bool:
    return any(alias.name == "*" for alias in node.names)


def _is_async(node: gast.comprehension) -> bool:
    return bool(node.is_async)


SYNC = "write it as a plain function"
PASS_IT = "return the new value, or pass the object as an argument and write into it"
LIST = "make a list and return it"

FENCES: dict[str, Fence] = {
    "AsyncFunctionDef": Fence("an async function", SYNC),
    "AsyncFor": Fence("async for", SYNC),
    "AsyncWith": Fence("async with", SYNC),
    "Await": Fence("await", SYNC),
    "Yield": Fence("yield (a generator)", LIST),
    "YieldFrom": Fence("yield from (a generator)", LIST),
    "comprehension": Fence("an asynchronous comprehension", SYNC, _is_async),
    "TryStar": Fence("try with except*", "test for the case beforehand: if not ok(x): ... else: ..."),
    "ImportFrom": Fence("import *", "name what is imported", _matches_by_star),
    "TypeAlias": Fence("a type alias inside the function", "write it at the top of the file"),
    "TemplateStr": Fence("a template string", "an f-string is fine"),
}


def check(read: ReadFunction) -> None:
    """Raise one error that names every construct of the function that is not supported."""
    found = list(problems(read))
    if found:
        raise refusal(found)


def problems(read: ReadFunction) -> Iterator[Problem]:
    """The refused constructs, in the order of their lines; what stands in a refused one is not reported again."""
    roots = [read.node] if type(read.node).__name__ in FENCES else read.node.body
    for root in roots:
        yield from _walk(root, read)


def by_statement(read: ReadFunction) -> dict[int, list[Problem]]:
    """The refused constructs of the innermost statement of the function that has each, by its id."""
    found: dict[int, list[Problem]] = {}
    statements = [node for root in read.node.body for node in _statements(root)]
    for problem in problems(read):
        at = problem.origin
        around = [s for s in statements if at is not None and _begins_in(at, s)]
        if around:
            found.setdefault(id(around[-1]), []).append(problem)
    return found


def _statements(node: gast.AST) -> Iterator[gast.AST]:
    """A statement and those inside it, but for those of functions and classes that it defines."""
    if isinstance(node, gast.stmt):
        yield node
    if not isinstance(node, (gast.FunctionDef, gast.AsyncFunctionDef, gast.ClassDef, gast.expr)):
        for child in gast.iter_child_nodes(node):
            yield from _statements(child)


def _begins_in(at: Origin, node: gast.AST) -> bool:
    return (node.lineno, node.col_offset) <= (at.line, at.column) < (node.end_lineno, node.end_col_offset)


def _walk(node: gast.AST, read: ReadFunction, inside: bool = False) -> Iterator[Problem]:
    """`inside` a function in the function, `yield` makes a generator, which may be exhausted here."""
    name = type(node).__name__
    fence = None if inside and name in ("Yield", "YieldFrom") else FENCES.get(name)
    if fence is not None and fence.when(node):
        yield Problem(_origin(node, read), f"{fence.what} is not supported", fence.hint)
        if name != "AsyncFunctionDef":
            return
    inner = name in ("FunctionDef", "Lambda")
    for child in gast.iter_child_nodes(node):
        yield from _walk(child, read, inside or inner)


def _origin(node: gast.AST, read: ReadFunction) -> Origin:
    """Of a compound statement only the first line: carets under a whole body say nothing."""
    located = node if hasattr(node, "lineno") else next(n for n in gast.walk(node) if hasattr(n, "lineno"))
    at = read.origin(located)
    return at if at.end_line == at.line else Origin(at.file, at.line, at.column, at.line + 1, 0, at.function)
