"""Where the text of a live function stands: the node of its file whose compiled code is the code that runs."""

from __future__ import annotations

import ast
import contextlib
import functools
import inspect
import linecache
import re
import types
from collections.abc import Iterator

import gast

from s2sad.core.records import dataclass
from s2sad.errors import Problem, SourceError
from s2sad.source.private import mangle, written

__all__ = ["Found", "find", "parse_function"]

LAMBDA = "lambda_"
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True)
class Found:
    node: gast.FunctionDef
    text: str
    file: str
    first_line: int


def find(function: types.FunctionType) -> Found:
    """Find a function by its code object, also one of several lambdas on a line."""
    file, text = _text(function)
    found = _find(function.__code__, text, file)
    if isinstance(found, Found):
        return found
    raise SourceError(Problem(None, *_stale(function, file, found)))


@functools.lru_cache(maxsize=1024)
def _find(code: types.CodeType, text: str, file: str) -> Found | bool:
    """The definition; where none compiles to this code, whether there is one in its place."""
    candidates = [
        n for n in _definitions(text, file) if _first_line(n) == code.co_firstlineno and _name(n) == code.co_name
    ]
    same = [n for n in candidates if is_compiled_from(n, code, _imports(text, file))]
    if not same:
        return bool(candidates)
    node = same[0]  # equal code: which of them makes no difference
    return Found(_as_function(node), _segment(text, node), file, _def_line(node))


@functools.lru_cache(maxsize=32)
def _lines(text: str) -> list[bytes]:
    return [line.encode() for line in re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)]


def _segment(text: str, node: Definition) -> str:
    """The text of a definition, as `ast.get_source_segment` has it, which looks at each character of the file."""
    lines = _lines(text)[node.lineno - 1 : node.end_lineno]
    lines[-1] = lines[-1][: node.end_col_offset]
    lines[0] = lines[0][node.col_offset :]
    return b"".join(lines).decode()


def parse_function(text: str, file: str, name: str) -> Found:
    """The function `name` of a text that stands in no file; the text is registered, so that messages can show it."""
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    node = next(n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef) and n.name == name)
    return Found(gast.ast_to_gast(node), text, file, node.lineno)


def _text(function: types.FunctionType) -> tuple[str, str]:
    file = function.__code__.co_filename
    lines = linecache.getlines(file, function.__globals__)
    if not lines:
        with contextlib.suppress(OSError, TypeError):
            lines = inspect.findsource(function)[0]  # a compiled file or a prompt may have it under another name
    if not lines:
        raise SourceError(
            Problem(None, f"there is no source of {function.__qualname__!r} ({_where(file)})", hint=NO_SOURCE)
        )
    return file, "".join(lines)


NO_SOURCE = "define it in a file, in IPython or Jupyter (python -c and exec() keep no source)"


def _where(file: str) -> str:
    made = {
        "<stdin>": "it was typed at a prompt that keeps no source",
        "<string>": "it was made by exec() or python -c",
    }
    return made.get(file, f"the file {file!r} cannot be read")


def _stale(function: types.FunctionType, file: str, found: bool) -> tuple[str, str]:
    what = f"the source of {function.__qualname__!r} is not what runs: {file} has changed since it was imported"
    line = function.__code__.co_firstlineno
    missing = f"there is no {function.__name__!r} at line {line} of {file}: the file has changed since it was imported"
    return (what if found else missing), "import the module again"


@functools.lru_cache(maxsize=32)
def _tree(text: str, file: str) -> ast.Module:
    try:
        return mangle(ast.parse(text), text)
    except SyntaxError as error:
        raise SourceError(Problem(None, f"{file} is no Python that this version reads: {error}")) from None


@functools.lru_cache(maxsize=32)
def _definitions(text: str, file: str) -> tuple[Definition, ...]:
    return tuple(n for n in ast.walk(_tree(text, file)) if isinstance(n, Definition))


@functools.lru_cache(maxsize=32)
def _imports(text: str, file: str) -> tuple[ast.stmt, ...]:
    """Imports of a module: the code of ``np.sum(x)`` in its functions depends on whether `np` is an imported name."""
    found: list[ast.stmt] = []
    waiting: list[ast.AST] = list(_tree(text, file).body)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            found.append(node)
        elif not isinstance(node, (Definition, ast.ClassDef)):
            waiting.extend(ast.iter_child_nodes(node))
    return tuple(found)


def _first_line(node: Definition) -> int:
    """As a code object counts: from the first decorator."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(d.lineno for d in decorators)])


def _def_line(node: Definition) -> int:
    return node.lineno


def _name(node: Definition) -> str:
    return "<lambda>" if isinstance(node, ast.Lambda) else written(node)


def is_compiled_from(node: Definition, code: types.CodeType, imports: tuple[ast.stmt, ...] = ()) -> bool:
    """Whether compiling `node` gives `code`; true where that cannot be told (pytest rewrites assertions)."""
    if _arguments(node) != code.co_varnames[: _argument_count(code)]:
        return False
    if not isinstance(node, ast.Lambda) and any(isinstance(n, ast.Assert) for n in ast.walk(node)):
        return True
    ways = [imports, ()] if imports else [()]  # IPython compiles each statement of a cell by itself
    return any(_same(made, code) for way in ways for made in _compiled(node, code, way))


def _arguments(node: Definition) -> tuple[str, ...]:
    a = node.args
    plain = [*a.posonlyargs, *a.args, *a.kwonlyargs]
    return tuple(arg.arg for arg in [*plain, *(x for x in (a.vararg, a.kwarg) if x)])


def _argument_count(code: types.CodeType) -> int:
    stars = bool(code.co_flags & inspect.CO_VARARGS) + bool(code.co_flags & inspect.CO_VARKEYWORDS)
    return code.co_argcount + code.co_kwonlyargcount + stars


def _compiled(node: Definition, code: types.CodeType, imports: tuple[ast.stmt, ...]) -> Iterator[types.CodeType]:
    """Compile a definition inside a function that binds its free variables."""
    inner: ast.stmt
    if isinstance(node, ast.Lambda):
        inner = ast.Expr(node)
    else:
        fields = {name: getattr(node, name) for name in node._fields} | {"decorator_list": [], "name": code.co_name}
        inner = type(node)(**fields)
    ast.copy_location(inner, node)
    if not code.co_freevars:
        module = ast.fix_missing_locations(ast.Module([*imports, inner], []))
        yield from _codes_named(compile(module, code.co_filename, "exec", dont_inherit=True), code.co_name)
        return
    cells = [ast.Assign([ast.Name(name, ast.Store())], ast.Constant(None)) for name in code.co_freevars]
    empty = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
    outer = ast.FunctionDef(name="outer", args=empty, body=[*cells, inner], decorator_list=[])
    if "type_params" in ast.FunctionDef._fields:
        outer.type_params = []  # type: ignore[attr-defined, unused-ignore]
    module = ast.fix_missing_locations(ast.Module([*imports, ast.copy_location(outer, node)], []))
    yield from _codes_named(compile(module, code.co_filename, "exec", dont_inherit=True), code.co_name)


def _codes_named(code: types.CodeType, name: str) -> Iterator[types.CodeType]:
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            if const.co_name == name:
                yield const
            yield from _codes_named(const, name)


def _same(made: types.CodeType, code: types.CodeType) -> bool:
    """Equal in what they do; places and qualified names may differ."""
    if (made.co_code, made.co_names, made.co_varnames, made.co_freevars) != (
        code.co_code, code.co_names, code.co_varnames, code.co_freevars,
    ) or len(made.co_consts) != len(code.co_consts):  # fmt: skip
        return False
    return all(_same_constant(a, b) for a, b in zip(made.co_consts, code.co_consts, strict=True))


def _same_constant(a: object, b: object) -> bool:
    if isinstance(a, types.CodeType) and isinstance(b, types.CodeType):
        return _same(a, b)
    if isinstance(a, str) and isinstance(b, str):
        return a == b or a.endswith(b) or b.endswith(a) or "<locals>" in a  # qualified names of inner functions
    return type(a) is type(b) and repr(a) == repr(b)


def _as_function(node: Definition) -> gast.FunctionDef:
    if isinstance(node, ast.Lambda):
        body = ast.copy_location(ast.Return(node.body), node.body)
        made = ast.FunctionDef(name=LAMBDA, args=node.args, body=[body], decorator_list=[], returns=None)
        node = ast.copy_location(made, node)
        if "type_params" in ast.FunctionDef._fields:
            made.type_params = []  # type: ignore[attr-defined, unused-ignore]
    return gast.ast_to_gast(node)
