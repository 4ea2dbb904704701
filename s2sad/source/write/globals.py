"""Globals of the user's modules: the text that defines one again, or the module to import it from."""

from __future__ import annotations

import ast
import contextlib
import functools
import linecache
import math
import re
import sys
import types
from collections.abc import Collection

import numpy as np

from s2sad.core.records import dataclass, field

__all__ = ["Definition", "array_literal_of", "definition_of", "literal_of", "module_of", "part_of"]

METHODS = types.MethodType | types.BuiltinMethodType
SMALL = 64
"""How many elements of an array are copied as numbers."""


NOT_AGAIN = frozenset({"random", "load", "loadtxt", "genfromtxt", "fromfile", "memmap"})
"""Parts of NumPy that give another value, or read a file, when they are run again."""
SCOPED = ast.Lambda | ast.Await | ast.Yield | ast.NamedExpr | ast.ListComp | ast.GeneratorExp


@dataclass
class Definition:
    """Lines that define a global again, and the imports they need."""

    lines: list[str] = field(default_factory=list)
    imports: list[str] = field(default_factory=list)


def literal_of(obj: object) -> str | None:
    """The literal for a plain number, string or tuple of such.

    >>> literal_of((1.5, -2)), literal_of(object())
    ('(1.5, -2)', None)
    """
    if isinstance(obj, (np.number, np.bool_)):
        return f"np.{type(obj).__name__}({obj.item()!r})" if np.isfinite(obj) else None
    if isinstance(obj, (float, complex)) and not isinstance(obj, np.generic):
        return repr(obj) if math.isfinite(abs(obj)) else _infinite(obj)
    if obj is None or type(obj) in (int, bool, str, bytes):
        return repr(obj)
    if type(obj) in (tuple, list):
        assert isinstance(obj, (tuple, list))
        items = [literal_of(item) for item in obj]
        return repr(obj) if None not in items and not any("np." in (item or "") for item in items) else None
    return None


def array_literal_of(obj: object) -> str | None:
    """The call that makes a small array again.

    >>> array_literal_of(np.array([0.1, 2.0])), array_literal_of(np.zeros(2, "f4"))
    ('np.array([0.1, 2.0])', "np.array([0.0, 0.0], dtype='float32')")
    """
    if type(obj) is not np.ndarray or obj.size > SMALL or obj.dtype.kind not in "bif" or not np.all(np.isfinite(obj)):
        return None
    plain = np.array(obj.tolist())
    kind = "" if plain.dtype == obj.dtype else f", dtype={obj.dtype.name!r}"
    return f"np.array({obj.tolist()!r}{kind})" if plain.shape == obj.shape else None


def part_of(text: str, obj: object, files: Collection[str]) -> tuple[str, str] | None:
    """For a part of a global, such as ``MODEL.weights``: the module of the global, and its name."""
    root = re.split(r"\W", text, maxsplit=1)[0]
    for module, live in list(sys.modules.items()):
        if module == "__main__" or not root or getattr(live, "__file__", None) not in files or not hasattr(live, root):
            continue
        with contextlib.suppress(Exception):
            found = eval(text, {"__builtins__": {}}, {root: getattr(live, root)})
            if found is obj or isinstance(obj, METHODS) and bool(found == obj):
                return module, root
    return None


def _infinite(obj: float | complex) -> str | None:
    return None if isinstance(obj, complex) else "np.nan" if math.isnan(obj) else "np.inf" if obj > 0 else "-np.inf"


def definition_of(name: str, obj: object, files: Collection[str]) -> Definition | None:
    """The top-level assignment of a global, if it uses only NumPy, math and such globals, and gives its value."""
    if not name.isidentifier():
        return None
    for file in sorted(files):
        table = _table("".join(linecache.getlines(file)))
        made = Definition()
        if table.define(name, made) and _gives(made, name, obj):
            return made
    return None


def module_of(name: str, obj: object, files: Collection[str]) -> tuple[str, str] | None:
    """The module and attribute that an import finds the object by."""
    home, own = getattr(obj, "__module__", None), getattr(obj, "__qualname__", "")
    candidates = [(str(home), own)] if home and own.isidentifier() else []
    attribute = name.rpartition(".")[2]
    candidates += [(key, attribute) for key, m in list(sys.modules.items()) if getattr(m, "__file__", None) in files]
    for module, attribute in candidates:
        if module not in ("__main__", "builtins") and getattr(sys.modules.get(module), attribute, files) is obj:
            return module, attribute
    return None


class _Table:
    """The top level of the text of a file: assignments by name, and what the imported names stand for."""

    def __init__(self, text: str) -> None:
        self.assigned: dict[str, list[ast.Assign]] = {}
        self.imported: dict[str, str] = {}
        try:
            tree = ast.parse(text)
        except SyntaxError:
            return
        for node in ast.walk(tree):
            self._count(node)
        self.top = set(tree.body)

    def _count(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name in ("numpy", "math"):
                    renamed = f" as {alias.asname}" if alias.asname else ""
                    self.imported[alias.asname or alias.name] = f"import {alias.name}{renamed}"
        elif isinstance(node, ast.ImportFrom) and node.module in ("numpy", "math") and not node.level:
            for alias in node.names:
                renamed = f" as {alias.asname}" if alias.asname else ""
                self.imported[alias.asname or alias.name] = f"from {node.module} import {alias.name}{renamed}"
        elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            self.assigned.setdefault(node.targets[0].id, []).append(node)

    def define(self, name: str, into: Definition) -> bool:
        """Append the lines that define `name`, those it needs first; False if they would not stand by themselves."""
        nodes = self.assigned.get(name, [])
        if len(nodes) != 1 or nodes[0] not in self.top:
            return False
        for node in ast.walk(nodes[0].value):
            if isinstance(node, SCOPED) or isinstance(node, ast.Attribute) and node.attr in NOT_AGAIN:
                return False
            if isinstance(node, ast.Name) and not self._known(node.id, name, into):
                return False
        line = ast.unparse(nodes[0])
        if line not in into.lines:
            into.lines.append(line)
        return True

    def _known(self, used: str, name: str, into: Definition) -> bool:
        if used in self.imported:
            if self.imported[used] not in into.imports:
                into.imports.append(self.imported[used])
            return True
        return used != name and self.define(used, into)


@functools.lru_cache(maxsize=8)
def _table(text: str) -> _Table:
    return _Table(text)


def _gives(made: Definition, name: str, obj: object) -> bool:
    """Whether the copied lines still give the value that the global has now."""
    scope: dict[str, object] = {}
    try:
        exec("\n".join([*made.imports, *made.lines]), scope)
        value = scope[name]
        return type(value) is type(obj) and bool(np.array_equal(value, obj)) and _kind(value) == _kind(obj)  # type: ignore[arg-type]
    except Exception:
        return False


def _kind(value: object) -> object:
    return getattr(value, "dtype", None)
