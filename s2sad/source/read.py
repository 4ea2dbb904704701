"""From a live object to the tree of the function it runs, with the objects that its free names stand for."""

from __future__ import annotations

import functools
import importlib
import inspect
import sys
import types
from collections.abc import Callable, Mapping
from typing import Any

import gast
import numpy as np

from s2sad.core.nodes import Origin
from s2sad.core.records import dataclass, field, replace
from s2sad.errors import Problem, SourceError
from s2sad.source import find

__all__ = ["ReadFunction", "read"]


@dataclass(frozen=True)
class ReadFunction:
    """A function as it was read.

    Lines and columns of `node` are those of `file`.  `signature` is what a caller sees: without
    the bound `self` and without what a `functools.partial` has bound already.

    Attributes
    ----------
    name : ``lambda`` for a lambda, whose `node` is a function of one return statement.
    closure : the values of the free variables that are bound now; `cells` has the cells themselves.
    defaults : default values by parameter name, as the live object has them.
    bound_self : the instance of a bound method (its parameter is `self_name`), else None.
    bound : arguments that a `functools.partial` has bound, by parameter name.
    """

    name: str
    node: gast.FunctionDef
    text: str
    file: str
    first_line: int
    globals: dict[str, Any]
    closure: Mapping[str, Any]
    defaults: Mapping[str, Any]
    signature: inspect.Signature
    qualname: str
    bound_self: Any = None
    self_name: str = ""
    bound: Mapping[str, Any] = field(default_factory=dict)
    cells: Mapping[str, types.CellType] = field(default_factory=dict)
    function: Callable[..., Any] | None = None

    def origin(self, node: gast.AST | None = None) -> Origin:
        """Where a node stands in the user's file; without one, where the function does."""
        at = self.node if node is None else node
        line, column = getattr(at, "lineno", self.first_line), getattr(at, "col_offset", 0)
        end = (getattr(at, "end_lineno", None) or line, getattr(at, "end_col_offset", None) or column + 1)
        if node is None:
            end = (line, column + len("def ") + len(self.name))
        return Origin(self.file, line, column, *end, self.name)


def read(obj: Any) -> ReadFunction:
    """Read a function, lambda, method, callable object, `functools.partial`, ufunc or derivative.

    >>> from colorsys import rgb_to_yiq
    >>> got = read(rgb_to_yiq)
    >>> got.name, str(got.signature), got.node.body[-1].lineno > got.first_line
    ('rgb_to_yiq', '(r, g, b)', True)
    """
    if isinstance(obj, types.FunctionType):
        return _function(obj)
    if isinstance(obj, types.MethodType):
        return _bound(read(obj.__func__), obj.__self__)
    if isinstance(obj, functools.partial):
        return _partial(obj)
    generated = getattr(obj, "__s2sad_function__", None)
    if generated is not None and not isinstance(obj, type):
        made = generated()
        return made if isinstance(made, ReadFunction) else read(made)
    if isinstance(obj, (np.ufunc, types.BuiltinFunctionType)):
        return _library(obj)
    return _object(obj)


def _object(obj: Any) -> ReadFunction:
    if _root(obj) == "numpy" and hasattr(obj, "__name__"):
        return _library(obj)
    call = inspect.getattr_static(type(obj), "__call__", None)
    wrapped = getattr(obj, "__wrapped__", None) or getattr(obj, "py_func", None)
    if isinstance(wrapped, types.FunctionType) and not isinstance(call, types.FunctionType):
        return read(wrapped)  # functools.lru_cache, numba: the function that they run in their way
    if callable(obj) and not isinstance(obj, type):
        if isinstance(call, types.FunctionType):
            return replace(_bound(_function(call), obj), name=type(obj).__name__)
        if getattr(obj, "__module__", None) and getattr(obj, "__name__", None):
            return _library(obj)
    what = f"the class {obj.__name__}" if isinstance(obj, type) else f"{obj!r}"
    raise SourceError(
        Problem(None, f"{what} is no function with a source", hint="pass a function, a lambda or a method")
    )


def _function(function: types.FunctionType) -> ReadFunction:
    if _root(function) == "numpy":
        return _library(function)
    found = find.find(function)
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
    signature = inspect.signature(function, follow_wrapped=False)
    return ReadFunction(
        name=found.node.name,
        node=found.node,
        text=found.text,
        file=found.file,
        first_line=found.first_line,
        globals=function.__globals__,
        closure={name: cell.cell_contents for name, cell in cells.items() if _filled(cell)},
        defaults={p.name: p.default for p in signature.parameters.values() if p.default is not p.empty},
        signature=signature,
        qualname=function.__qualname__,
        cells=cells,
        function=function,
    )


def _root(obj: Any) -> str:
    return (getattr(obj, "__module__", None) or "").partition(".")[0]


def _filled(cell: types.CellType) -> bool:
    try:
        cell.cell_contents  # noqa: B018
    except ValueError:  # a local function that is defined further down
        return False
    return True


def _bound(got: ReadFunction, instance: Any) -> ReadFunction:
    first, *rest = got.signature.parameters.values()
    return replace(got, signature=got.signature.replace(parameters=rest), bound_self=instance, self_name=first.name)


def _partial(obj: functools.partial[Any]) -> ReadFunction:
    got = read(obj.func)
    given = got.signature.bind_partial(*obj.args, **obj.keywords).arguments
    signature = inspect.signature(obj, follow_wrapped=False)  # a keyword that was bound may be given again
    fixed = {name: value for name, value in given.items() if name not in signature.parameters}
    again = {p.name: p.default for p in signature.parameters.values() if p.default is not p.empty}
    return replace(got, signature=signature, bound={**got.bound, **fixed}, defaults={**got.defaults, **again})


def _library(obj: Any) -> ReadFunction:
    """A function of NumPy or of C has no source: write the one line that calls it."""
    module, name = _public_place(obj)
    if isinstance(obj, np.ufunc):
        count = obj.nin
        names = ["x"] if count == 1 else ["x", "y"] if count == 2 else [f"x{k}" for k in range(count)]
    else:
        names = _required(obj)
    alias = "np" if module == "numpy" or module.startswith("numpy.") else module
    place = ("np" + module[len("numpy") :]) if alias == "np" else module
    line = ", ".join(names)
    text = f"def {name}({line}):\n    return {place}.{name}({line})\n"
    found = find.parse_function(text, f"{module}.{name} (made by s2sad)", name)
    root = np if alias == "np" else importlib.import_module(module.partition(".")[0])
    namespace: dict[str, Any] = {"__name__": module}
    exec(compile(text, found.file, "exec"), namespace)
    function = namespace[name]
    namespace[alias if alias == "np" else module.partition(".")[0]] = root
    return ReadFunction(
        name, found.node, text, found.file, 1, namespace, {}, {}, inspect.signature(function), name, function=function
    )


def _public_place(obj: Any) -> tuple[str, str]:
    """Module and name under which a library has an object for its users."""
    name = obj.__name__
    module = getattr(obj, "__module__", None) or "numpy"
    for place in (module, module.partition("._")[0], "numpy", "math", "scipy.special", "builtins"):
        owner = sys.modules.get(place)
        if owner is not None and getattr(owner, name, None) is obj:
            return place, name
    raise SourceError(Problem(None, f"{obj!r} has no source", hint=f"wrap it: lambda x: {name}(x)"))


def _required(obj: Any) -> list[str]:
    try:
        parameters = inspect.signature(obj).parameters.values()
    except ValueError:
        return ["x"]
    names = [
        p.name for p in parameters if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
    ]
    return names or ["x"]
