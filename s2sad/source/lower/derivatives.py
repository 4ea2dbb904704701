"""Derivatives inside a function: what ``s2sad.grad(f)`` gives is a function with a source, as any other."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import gast

from s2sad.core.nodes import Const
from s2sad.core.types import ArrayType, ScalarType
from s2sad.source.lower import inlining, sweeps
from s2sad.source.lower.local_functions import Local, local
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.specs import key_of_spec, spec_of_value
from s2sad.source.lower.values import Closure, Derived, Num, Static, TupleValue, Value
from s2sad.source.read import read

__all__ = ["call", "of_s2sad"]

MAKERS = frozenset(("grad", "value_and_grad", "derivative", "tangent", "adjoint"))
NOTHING = object()


def of_s2sad(
    lo: Lowerer, static: Static, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value | None:
    """A call of a derivative, or of what makes one; None for everything else."""
    obj: Any = static.obj
    of_sweep = getattr(obj, "__s2sad_sweep__", None)
    if of_sweep is not None:
        name, mode, along, back, function = of_sweep()
        parts = (Static(along, name), Static(back, name), Static(function, name))
        return sweeps.call(lo, sweeps.Sweep(name, *parts, mode), args, keywords, node)
    if inspect.getattr_static(type(obj), "__s2sad_function__", None) is not None:
        return _called(lo, obj, args, keywords, node, hint)
    if getattr(obj, "__module__", None) != "s2sad.api":
        return None
    if obj.__name__ in ("jvp", "vjp"):
        return getattr(sweeps, obj.__name__)(lo, obj.__globals__, args, keywords, node)  # type: ignore[no-any-return]
    if obj.__name__ not in MAKERS | sweeps.MAKERS:
        several = ", ".join(f"s2sad.{name}" for name in sorted(MAKERS | sweeps.MAKERS))
        lo.refuse(node, f"s2sad.{obj.__name__} inside a function that is differentiated", f"one of {several}")
    return derived(lo, obj, args, keywords, node)


def derived(lo: Lowerer, maker: Any, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    """What a maker of derivatives gives."""
    names = list(inspect.signature(maker).parameters)
    function, *others = args if args else [keywords[names[0]]]
    values = {**dict(zip(names[1:], others, strict=False)), **{k: v for k, v in keywords.items() if k != names[0]}}
    options = {name: _object(value) for name, value in values.items()}
    if any(found is NOTHING for found in options.values()):
        lo.refuse(node, f"what s2sad.{maker.__name__} is asked for is not known when s2sad reads it", "literals")
    if isinstance(function, Static):
        return Static(_made(maker, function.obj, **options), maker.__name__)
    if isinstance(function, (Closure, Derived)):
        return Derived(maker, function, tuple(options.items()))
    lo.refuse(node, f"s2sad.{maker.__name__} of what is no function or lambda", "define a function that calls it")


def call(
    lo: Lowerer, derivative: Derived, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value:
    """Call a derivative of a function that is made here, with what that captures now."""
    if derivative.maker.__name__ in sweeps.MAKERS:
        return sweeps.call(lo, sweeps.sweep_of(lo, derivative, node), args, keywords, node)
    made, function = _of_local(lo, derivative, node)
    captured = function.given.keys() - set(function.own)
    names = [name for name in made.__signature__.parameters if name not in captured]
    given = {**function.given, **_bound(lo, made, names, args, keywords, node)}
    missing = [name for name in made.__signature__.parameters if name not in given]
    if missing:
        lo.refuse(node, f"this call leaves {missing[0]!r} without a value", "pass it")
    return _run(lo, made, given, node, hint)


def names_of(lo: Lowerer, derivative: Value, node: gast.AST) -> list[str]:
    """The parameters of a derivative that its callers pass, without its seeds."""
    if isinstance(derivative, Derived):
        made, function = _of_local(lo, derivative, node)
        captured = function.given.keys() - set(function.own)
        return [name for name in made.__signature__.parameters if name not in {*captured, *made.seeds}]
    made = _object(derivative)
    return [name for name in made.__signature__.parameters if name not in made.seeds]


def wrt_of(lo: Lowerer, derivative: Value, node: gast.AST) -> tuple[str, ...]:
    """What a derivative is in."""
    made = _of_local(lo, derivative, node)[0] if isinstance(derivative, Derived) else _object(derivative)
    return tuple(made.wrt)


def known(obj: object) -> Value:
    """The value of what `wrt` may be."""
    return TupleValue(tuple(map(known, obj))) if isinstance(obj, tuple) else Num(Const(obj))


def _of_local(lo: Lowerer, derivative: Derived, node: gast.AST) -> tuple[Any, Local]:
    """The derivative itself, and the function that all of it is of."""
    inner = derivative.function
    if isinstance(inner, Derived):
        of, function = _of_local(lo, inner, node)
    else:
        assert isinstance(inner, Closure)
        function = local(lo, inner, node)
        of = function.function
    key = (derivative.maker, id(of), derivative.options)
    if key not in lo.derived:
        lo.derived[key] = derivative.maker(of, **dict(derivative.options)), of
    return lo.derived[key][0], function


def _bound(
    lo: Lowerer, made: Any, names: list[str], args: list[Value], keywords: dict[str, Value], node: gast.AST
) -> dict[str, Value]:
    """The arguments of a call by parameter."""
    if len(args) > len(names) or any(name not in names or name in names[: len(args)] for name in keywords):
        lo.refuse(node, f"{made.__name__} takes {', '.join(names)} here")
    return {**dict(zip(names, args, strict=False)), **keywords}


def _run(lo: Lowerer, made: Any, given: dict[str, Value], node: gast.AST, hint: str) -> Value:
    """The statements of a derivative, as it is made for arguments of these kinds."""
    given = {name: _floating(lo, value, name, made, node) for name, value in given.items()}
    symbols: dict[object, str] = {}
    specs = {name: spec_of_value(lo, value, symbols, node) for name, value in given.items()}
    entry = made.for_specs(specs, tuple((name, key_of_spec(spec)) for name, spec in specs.items()))
    lo.program.derivatives.append(entry)
    fixed: dict[str, Value] = {name: Static(value, name) for name, value in entry.fixed.items()}
    names = [parameter.name for parameter in entry.parameters if parameter.name not in fixed]
    named = dict(zip(made.__signature__.parameters, names, strict=True))  # a seed may have another name in the text
    values = {named[name]: value for name, value in given.items()}
    return inlining.inline(lo, read(entry.readable), [], {**values, **fixed}, node, hint)


def _floating(lo: Lowerer, value: Value, name: str, made: Any, node: gast.AST) -> Value:
    """A whole number to differentiate in counts as a float, an array of them is an error."""
    if name not in made.wrt:
        return value
    kind = lo.build.type_of(value.atom) if isinstance(value, Num) else lo.kind_of(value)
    if isinstance(kind, ScalarType) and kind.python and kind.kind in "ib":
        return Num(lo.build.emit("builtins.float", lo.arg(value), hint=name))
    if isinstance(kind, ArrayType) and kind.kind in ("i", "b"):
        lo.refuse(node, f"{name} is an array of integers", f"{name}.astype(float)")
    return value


def _called(
    lo: Lowerer, derivative: Any, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value:
    """Call a derivative of a function that is there before."""
    typed = _typed(lo, derivative, args, keywords, node, hint)
    if typed is not None:
        return typed
    generic = derivative.generic()
    lo.program.derivatives.append(generic)
    fixed: dict[str, Value] = {name: Static(value, name) for name, value in generic.fixed.items()}
    names = [parameter.name for parameter in generic.parameters if parameter.name not in fixed]
    if fixed:
        args, keywords = [], {**dict(zip(names, args, strict=False)), **keywords, **fixed}
    return inlining.inline(lo, read(generic.readable), args, keywords, node, hint)


def _typed(
    lo: Lowerer, derivative: Any, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value | None:
    """A call of the derivative as it is for arguments of these kinds; None where not all is given."""
    parameters = derivative.__signature__.parameters.values()
    if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) or p.default is not p.empty for p in parameters):
        return None
    names = [parameter.name for parameter in parameters]
    given = _bound(lo, derivative, names, args, keywords, node)
    if len(given) < len(names) or derivative.has_owner:
        return None
    return _run(lo, derivative, {name: given[name] for name in names}, node, hint)


def _object(value: Value) -> Any:
    """The object that a value is known to be."""
    if isinstance(value, Static):
        return value.obj
    if isinstance(value, Num) and isinstance(value.atom, Const):
        return value.atom.value
    if isinstance(value, TupleValue):
        items = tuple(_object(item) for item in value.items)
        return NOTHING if any(item is NOTHING for item in items) else items
    return NOTHING


@functools.lru_cache(256)
def _made(maker: Callable[..., Any], *args: Any, **keywords: Any) -> Any:
    """One derivative for one function: a loop that makes it in each round makes the same."""
    return maker(*args, **keywords)
