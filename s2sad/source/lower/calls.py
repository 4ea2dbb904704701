"""Calls: what is called decides whether it is inlined, built, or stands as one operation."""

from __future__ import annotations

import functools
import types
from typing import Any

import gast
import numpy as np

from s2sad.calculus import registry
from s2sad.calculus.naming import identity
from s2sad.errors import S2sadError
from s2sad.source.lower import (
    attributes,
    caches,
    construction,
    contexts,
    copying,
    derivatives,
    distributions,
    expressions,
    generators,
    inlining,
    iterators,
    library,
    library_objects,
    maybe,
    methods,
    objects,
    opaque_calls,
    own_containers,
    partly,
    records,
    sparse_matrices,
    writers,
)  # fmt: skip
from s2sad.source.lower.long_dicts import as_list
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.names import primitive_name
from s2sad.source.lower.ufuncs import is_ufunc_method, plainly, ufunc_method
from s2sad.source.lower.unseen import reader
from s2sad.source.lower.values import (
    Bound,
    Chosen,
    Closure,
    Derived,
    ItemsOf,
    Made,
    Num,
    ObjectRef,
    Partial,
    Spread,
    Static,
    StructContent,
    Super,
    Value,
)  # fmt: skip
from s2sad.source.read import read

__all__ = ["call", "call_node", "closure", "operator_method", "return_hint", "special"]

LIBRARIES = (
    "numpy",
    "math",
    "cmath",
    "scipy",
    "builtins",
    "operator",
    "time",
    "random",
    "warnings",
    "logging",
    "contextlib",
)


DATA = (list, dict, set, np.ndarray)
"""Classes of which a method may be called as a function: ``list.append(items, x)``."""


def call_node(lo: Lowerer, node: gast.Call, hint: str) -> Value:
    """Evaluate a call expression."""
    function = expressions.evaluate(lo, node.func)
    if isinstance(function, Static) and function.obj is super:
        return _super(lo, node)
    args = expressions.evaluate_all(lo, node.args, call=True)
    keywords: dict[str, Value] = {}
    for keyword in node.keywords:
        value = expressions.evaluate(lo, keyword.value)
        if keyword.arg is None:
            content = attributes.dict_content(lo, value, keyword.value)
            keywords.update({str(k): v for k, v in zip(content.keys, content.items, strict=True)})
        else:
            keywords[keyword.arg] = value
    return call(lo, function, args, keywords, node, hint)


def call(
    lo: Lowerer, function: Value, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str = "t"
) -> Value:
    """Call a value."""
    function = maybe.present(lo, function, node, "is not callable")
    if any(isinstance(a, Spread) for a in args) and not _takes_any_number(function):
        lo.refuse(
            node, "the number of these items is not known when s2sad reads them", "pass a tuple, or index the array"
        )
    if isinstance(function, Closure):
        return inlining.inline_closure(lo, function, args, keywords, node, hint)
    if isinstance(function, (Static, Num)) and library_objects.path_of(lo, function):
        return library_objects.call(lo, function, args, keywords, node, hint)
    if isinstance(function, Static) and distributions.is_distribution(function.obj):
        return distributions.freeze(function, args, keywords)
    if isinstance(function, Bound):
        if isinstance(function.function, Static) and isinstance(function.function.obj, str):
            return methods.method(lo, function.function.obj, function.owner, args, keywords, node, hint)
        prim = _rule_of_bound(function)
        if prim is not None:
            return _primitive(lo, prim, args, keywords, node, hint)
        prim = _rule_of_method(function)
        if prim is not None:
            given = [generators.left(lo, a, node, hint) for a in args]
            return lo.call_prim(prim, [function.owner, *given], keywords, node, hint=hint, spelling="method")
        inner, owner = function.function, function.owner
        if isinstance(inner, Static) and isinstance(owner, Static) and _is_half_in_another_language(inner.obj):
            looking = types.MethodType(inner.obj, owner.obj)  # type: ignore[arg-type]
            return opaque_calls.opaque(
                lo, lo.free(f"{owner.text}.{looking.__name__}", looking), args, keywords, node, hint
            )
        return call(lo, inner, [owner, *args], keywords, node, hint)
    if isinstance(function, Partial):
        return call(lo, function.function, [*function.args, *args], dict(function.keywords) | keywords, node, hint)
    if isinstance(function, Made):
        return function.run(args, node)
    if isinstance(function, Derived):
        return derivatives.call(lo, function, args, keywords, node, hint)
    if isinstance(function, Chosen):
        return _call_chosen(lo, function, args, keywords, node, hint)
    if isinstance(function, Static):
        return _call_object(lo, function, args, keywords, node, hint)
    if isinstance(function, ObjectRef) and isinstance(lo.state.heap[function.id], StructContent):
        return call(lo, objects.get_attribute(lo, function, "__call__", node), args, keywords, node, hint)
    return opaque_calls.opaque(lo, lo.atom(function, node), args, keywords, node, hint)


def _rule_of_method(bound: Bound) -> str | None:
    """The primitive for a method of an instance that a user gave a rule."""
    function, owner = bound.function, bound.owner
    if not isinstance(function, Static) or (isinstance(owner, Static) and isinstance(owner.obj, type)):
        return None
    prim = registry.prim_of(function.obj) if isinstance(function.obj, types.FunctionType) else None
    if prim not in registry.LIVE:
        return None
    name = prim.rpartition(".")[2]
    return prim if name == function.text.rpartition(".")[2] and name != "__call__" else None


def _rule_of_bound(bound: Bound) -> str | None:
    """The primitive for a method that has a rule for this class, or for this very object."""
    function, owner = bound.function, bound.owner
    if not (isinstance(function, Static) and isinstance(owner, Static) and callable(function.obj)):
        return None
    found = registry.OBJECTS.get(identity(types.MethodType(function.obj, owner.obj)))
    return None if found is None else found[1]


def _takes_any_number(function: Value) -> bool:
    if isinstance(function, Static) and function.obj in (zip, max, min):
        return True
    return isinstance(function, (Closure, Partial, Bound, Chosen)) or (
        isinstance(function, Static)
        and isinstance(function.obj, types.FunctionType)
        and primitive_name(function.obj) is None
    )


def _call_chosen(
    lo: Lowerer, chosen: Chosen, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value:
    """Call the function whose test holds; each is followed on its own path."""
    from s2sad.source.lower.branches import choose

    def run(k: int) -> Value:
        if k == len(chosen.tests):
            return call(lo, chosen.items[k], args, keywords, node)
        return choose(
            lo, chosen.tests[k], lambda: call(lo, chosen.items[k], args, keywords, node), lambda: run(k + 1), node
        )

    return run(0)


def _call_object(
    lo: Lowerer, static: Static, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value:
    obj: Any = static.obj
    handler = copying.handler_of(obj)
    if handler is not None:
        lazy = id(obj) in iterators.GIVE_ITERATORS
        before = partly.iterators_of(lo, args) if lazy else {}
        made = handler(lo, _walked_over(lo, obj, args, node, hint), keywords, node, hint)
        partly.mark_used_up(lo, before)
        return generators.iterator(lo, made, node) if lazy else made
    if isinstance(obj, (types.MethodDescriptorType, types.WrapperDescriptorType)) and obj.__objclass__ in DATA and args:
        return methods.method(lo, obj.__name__, args[0], args[1:], keywords, node, hint)
    if getattr(obj, "__module__", None) in ("heapq", "_heapq", "_bisect"):
        from s2sad.source.lower import twins

        if twins.has_twin(obj) or "key" in keywords:
            return twins.call(lo, obj, args, keywords, node, hint)
    known = construction.attrs_function(obj)
    if known:
        return records.of_attrs(lo, known, args, keywords, node, hint)
    if isinstance(obj, functools.partial):
        bound = [lo.from_object(a, f"{static.text}.args[{i}]") for i, a in enumerate(obj.args)]
        more = {k: lo.from_object(v, f"{static.text}.keywords[{k!r}]") for k, v in obj.keywords.items()}
        return call(lo, lo.from_object(obj.func, static.text), bound + args, more | keywords, node, hint)
    if isinstance(obj, np.vectorize):
        from s2sad.source.lower import vectorized

        return call(lo, vectorized.of_object(lo, obj, static.text), args, keywords, node, hint)
    if is_ufunc_method(obj):
        return ufunc_method(lo, obj, args, keywords, node, hint)
    prim = None if getattr(obj, "__module__", None) == "bisect" and "key" in keywords else primitive_name(obj)
    maker = registry.maker_of(obj) or prim or ""
    if registry.leads(f"{maker}()"):
        return library_objects.construct(lo, maker, args, keywords, node, hint)
    if prim is not None:
        args = [a if _is_instance(lo, a) else generators.left(lo, a, node, hint) for a in args]
    if prim is not None and (registry.find(prim) is not None or prim.partition(".")[0] in LIBRARIES):
        return _primitive(lo, prim, args, keywords, node, hint)
    if isinstance(obj, type):
        return construction.construct(lo, obj, static, args, keywords, node, hint)
    if isinstance(obj, types.MethodType) and isinstance(obj.__func__, types.FunctionType):
        owner = lo.from_object(obj.__self__, static.text.rpartition(".")[0])
        return call(lo, Static(obj.__func__, static.text), [owner, *args], keywords, node, hint)
    return _user_function(lo, static, args, keywords, node, hint)


def _walked_over(lo: Lowerer, obj: Any, args: list[Value], node: gast.AST, hint: str) -> list[Value]:
    """The arguments of a function of Python's, with the items of iterators and of dicts that it walks over."""
    if id(obj) not in iterators.AS_DICTS:
        args = [as_list(lo, a, node) for a in args]
    if id(obj) in iterators.AS_THEY_ARE:
        return args
    alias, made = obj is list or obj is tuple, []
    for place, value in enumerate(args):
        kept = isinstance(value, ItemsOf) or (
            _is_instance(lo, value) and not iterators.walks_over(obj, place, len(args))
        )
        made.append(value if kept else generators.left(lo, value, node, hint, alias=alias))
    return made


def _is_instance(lo: Lowerer, value: Value) -> bool:
    content = lo.state.heap.get(value.id) if isinstance(value, ObjectRef) else None
    return isinstance(content, StructContent) or (
        isinstance(value, Static) and not isinstance(value.obj, (tuple, list))
    )


def _primitive(
    lo: Lowerer, prim: str, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value:
    handler = library.PRIMITIVES.get(prim)
    made = handler(lo, args, keywords, node, hint) if handler is not None else None
    if made is not None:
        return made
    if prim.startswith("scipy.") or prim.endswith(("median", "quantile", "percentile")):
        writers.keeps_arguments(lo, prim, args, keywords, node)
    of_object = sparse_matrices.function_of(lo, prim, args, keywords, node, hint)
    if of_object is None:
        of_object = sparse_matrices.made_by_function(lo, prim, args, keywords, node, hint)
    if of_object is not None:
        return of_object
    if keywords:
        args, keywords = plainly(lo, prim, args, keywords, node)
    args, keywords, out = writers.without_out(prim, args, keywords)
    if out is not None:
        return writers.into(lo, prim, args, keywords, out, node)
    return lo.call_prim(prim, args, keywords, node, hint=hint, spelling="function")


def _is_half_in_another_language(function: Any) -> bool:
    return (getattr(function, "__module__", None) or "").startswith("scipy.") or bool(reader(function))


def _user_function(
    lo: Lowerer, static: Static, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value:
    obj: Any = static.obj
    if getattr(obj, "__name__", "") in library.INTRINSIC_NAMES and obj.__code__.co_filename.startswith(
        "s2sad_generated"
    ):
        return library.INTRINSIC_NAMES[obj.__name__](lo, args, keywords, node, hint)
    derived = derivatives.of_s2sad(lo, static, args, keywords, node, hint)
    if derived is not None:
        return derived
    if contexts.is_manager(obj):
        return contexts.manager(lo, obj, args, keywords, node)
    if _is_half_in_another_language(obj):
        return opaque_calls.opaque(lo, lo.free(static.text, obj), args, keywords, node, hint)
    if caches.is_cached(obj):
        return caches.call(lo, static, args, keywords, node, hint)
    if isinstance(obj, types.FunctionType):
        try:
            return inlining.inline(lo, read(obj), args, keywords, node, hint)
        except S2sadError as error:
            if not isinstance(error, OSError):
                raise
            opaque_calls.check_unseen(lo, [*args, *keywords.values()], static, node)
    elif callable(obj) and isinstance(type(obj).__call__, types.FunctionType):
        return call(lo, Static(type(obj).__call__, f"{static.text}.__call__"), [static, *args], keywords, node, hint)
    bound = opaque_calls.bound_to(static, args)
    if bound is not None:
        return opaque_calls.opaque(lo, lo.free(static.text, bound), args[1:], keywords, node, hint)
    return opaque_calls.opaque(lo, lo.free(static.text, obj), args, keywords, node, hint)


# -- classes ------------------------------------------------------------------------------------


def _super(lo: Lowerer, node: gast.Call) -> Value:
    """``super()``, or ``super(cls, self)``."""
    if len(node.args) == 2:
        named, owner = expressions.evaluate_all(lo, node.args)
        cls = named.obj if isinstance(named, Static) else None
    else:
        owner = next(iter(lo.locals.values()))
        cls = lo.frame.closure.get("__class__")
    if not isinstance(cls, type) or not isinstance(owner, (ObjectRef, Static)):
        lo.refuse(node, "super() is understood in a method alone")
    instance = _class_of(owner.obj) if isinstance(owner, Static) else own_containers.class_of(lo, owner)
    if instance is None:
        instance = getattr(lo.state.heap[owner.id], "cls", None)  # type: ignore[union-attr]
    if not isinstance(instance, type) or cls not in instance.__mro__:
        lo.refuse(node, "the class of this object is not known here", "call the function of the class by its name")
    mro = instance.__mro__[instance.__mro__.index(cls) + 1 :]
    return Super(mro, owner)


def _class_of(obj: object) -> type:
    """Of a class, which a class method or ``__new__`` has for its first argument, the class itself."""
    return obj if isinstance(obj, type) else type(obj)


def operator_method(lo: Lowerer, name: str, operands: list[Value], node: gast.AST) -> Value | None:
    """The operator of a user's class, if the left or the right operand has it."""
    for index, operand in enumerate(operands[:2]):
        method = name if index == 0 else f"__r{name.strip('_')}__"
        found = special(lo, operand, method)
        if found is not None:
            return call(lo, found, [operand, *operands[:index], *operands[index + 1 :]], {}, node)
    return None


def special(lo: Lowerer, value: Value, name: str) -> Value | None:
    """A method of the user's class by its special name, looked up on the class as Python does."""
    if isinstance(value, ObjectRef):
        content = lo.state.heap[value.id]
        cls = content.cls if isinstance(content, StructContent) else None
    elif isinstance(value, Static) and not isinstance(value.obj, (type, types.ModuleType, dict, list, tuple)):
        cls = type(value.obj)
        if cls.__module__.partition(".")[0] == "numpy":
            return None
    else:
        return None
    function = getattr(cls, name, None)
    return Static(function, name) if isinstance(function, types.FunctionType) else None


def closure(lo: Lowerer, node: gast.FunctionDef | gast.Lambda) -> Closure:
    """A function made here, with its defaults evaluated now."""
    defaults = tuple(expressions.evaluate(lo, d) for d in node.args.defaults)
    keyword_only = tuple(
        (arg.id, expressions.evaluate(lo, d))
        for arg, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        if d is not None
    )
    return Closure(node, lo.frame.id, defaults, keyword_only)


def return_hint(lo: Lowerer) -> str:
    return lo.hints.get(lo.frame.id, "t")
