"""A call of a function that collects its arguments, as a function that names them."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable
from typing import Any

import gast

from s2sad.source import find
from s2sad.source.read import ReadFunction

__all__ = ["spelled"]


def spelled(
    function: Callable[..., Any], positional: tuple[str, ...], keywords: tuple[str, ...], signature: inspect.Signature
) -> ReadFunction:
    """The function that has these parameters and calls `function` with them; defaults are those of `signature`.

    >>> spelled(lambda *args, **kwargs: args[0], ("x",), ("k",), inspect.Signature()).text
    'def lambda_(x, k):\\n    return lambda_(x, k=k)\\n'
    """
    name = name_of(function)
    names = (*positional, *keywords)
    called = name
    while called in names:
        called += "_"
    call = ", ".join([*positional, *(f"{key}={key}" for key in keywords)])
    text = f"def {name}({', '.join(names)}):\n    return {called}({call})\n"
    file, line = _place(function)
    made = find.parse_function(text, f"{name} (as it is called)", name)
    gast.increment_lineno(made.node, line - 1)
    namespace: dict[str, Any] = {"__name__": getattr(function, "__module__", None) or name}
    exec(compile(text, made.file, "exec"), namespace)
    live = namespace[name]
    namespace[called] = function
    parameters = [_parameter(key, signature) for key in names]
    defaults = {p.name: p.default for p in parameters if p.default is not p.empty}
    shown = _signature(parameters)
    return ReadFunction(name, made.node, text, file, line, namespace, {}, defaults, shown, name, function=live)


def _parameter(name: str, signature: inspect.Signature) -> inspect.Parameter:
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    known = signature.parameters.get(name)
    return inspect.Parameter(name, kind) if known is None else known.replace(kind=kind)


def _signature(parameters: list[inspect.Parameter]) -> inspect.Signature:
    """By position as far as defaults allow."""
    first = next((k for k, p in enumerate(parameters) if p.default is not p.empty), len(parameters))
    late = [p.replace(kind=p.KEYWORD_ONLY) if p.default is p.empty else p for p in parameters[first:]]
    kinds = sorted([*parameters[:first], *late], key=lambda p: p.kind)
    return inspect.Signature(kinds)


def name_of(function: Any) -> str:
    name = getattr(function, "__name__", type(function).__name__)
    return "lambda_" if name == "<lambda>" else str(name)


def _place(function: Any) -> tuple[str, int]:
    """Where the innermost function stands."""
    inner = inspect.unwrap(function)
    code = getattr(getattr(inner, "__func__", inner), "__code__", None)
    return (code.co_filename, code.co_firstlineno) if isinstance(code, types.CodeType) else (name_of(function), 1)
