"""`np.vectorize`: a Python function of numbers becomes a loop over the elements of arrays, or over rows of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import gast
import numpy as np

from s2sad.core.nodes import Arg, Const, For, If, Statement, While
from s2sad.core.types import ArrayType, ListType, ScalarType, TupleType, Type, known_shape
from s2sad.core.walk import statements
from s2sad.source.lower import attributes
from s2sad.source.lower.library import handles
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.texts import inline_text
from s2sad.source.lower.values import (
    ListContent,
    LongListContent,
    Num,
    ObjectRef,
    Partial,
    Static,
    TupleValue,
    Value,
)

__all__ = ["element_of", "made", "of_object"]

Given = dict[str, Value]
NONE = Num(Const(None))
PARAMETERS = ("pyfunc", "otypes", "doc", "excluded", "cache", "signature")
NUMBERS = {"f": "float({})", "i": "int({})", "c": "complex({})", "b": "bool({})"}
"""What NumPy makes of an element before it gives it to the function."""
WIDTHS = {"f": ("float", "f8"), "c": ("complex", "c16"), "i": ("int", "i8"), "b": ("bool", "b1")}


def made(lo: Lowerer, args: list[Value], keywords: Given) -> Value:
    """``np.vectorize(f, ...)``, or the decorator ``np.vectorize(otypes=...)``."""
    given = dict(zip(PARAMETERS, args, strict=False)) | keywords
    if "pyfunc" not in given:
        return Partial(Static(np.vectorize, "np.vectorize"), (), tuple(given.items()))
    function = given.pop("pyfunc")
    options = {f"%{k}": v for k, v in given.items() if k not in ("doc", "cache") and v != NONE}
    return Partial(Static(_call, "np.vectorize"), (function,), tuple(options.items()))


def of_object(lo: Lowerer, made: Any, text: str) -> Value:
    """An object that `np.vectorize` has made before."""
    options = {"otypes": made.otypes, "excluded": tuple(made.excluded) or None, "signature": made.signature}
    given = {f"%{k}": Static(v, f"{text}.{k}") for k, v in options.items() if v is not None}
    return Partial(
        Static(_call, "np.vectorize"), (lo.from_object(made.pyfunc, f"{text}.pyfunc"),), tuple(given.items())
    )


def _call(lo: Lowerer, args: list[Value], keywords: Given, node: gast.AST, hint: str) -> Value:
    """The call of a function that `np.vectorize` has made."""
    options = {k[1:]: v for k, v in keywords.items() if k.startswith("%")}
    named = {k: v for k, v in keywords.items() if not k.startswith("%")}
    excluded = _literal(lo, options.get("excluded"), node) or ()
    parts = [(str(k), "", v) for k, v in enumerate(args[1:])] + [(k, f"{k}=", v) for k, v in named.items()]
    fixed = {name for name, _, _ in parts if name in excluded or (name.isdigit() and int(name) in excluded)}
    signature = _literal(lo, options.get("signature"), node)
    if signature is None:
        return _of_elements(lo, args[0], parts, fixed, _dtypes(lo, options, node), node, hint)
    return _of_rows(lo, args[0], parts, fixed, str(signature), _dtypes(lo, options, node), node, hint)


handles(_call)(_call)

Part = tuple[str, str, Value]


def _of_elements(
    lo: Lowerer, function: Value, parts: list[Part], fixed: set[str], dtypes: str | None, node: gast.AST, hint: str
) -> Value:
    kinds = {name: lo.kind_of(value, node) for name, _, value in parts if name not in fixed}
    arrays = [name for name, kind in kinds.items() if not isinstance(kind, ScalarType)]
    calls = []
    for name, keyword, _ in parts:
        item = f"v{name}" if name in arrays else f"a{name}"
        calls.append(keyword + (item if name in fixed else _number(lo, kinds[name], item, node)))
    names, one = [f"a{name}" for name, _, _ in parts], f"f({', '.join(calls)})"
    values = [function, *(value for _, _, value in parts)]
    head = f"def each({', '.join(['f', *names])}):\n"
    if not arrays:
        items = _inlined(lo, f"{head}    return [{one}]\n", values, hint, dtypes, node)
        return _array(lo, items, "()", [], dtypes, node, hint)
    wide = [f"a{name}" for name in arrays]
    first = parts[[name for name, _, _ in parts].index(arrays[0])][2]
    if len(arrays) > 1:
        text = f"def wide({', '.join(wide)}):\n    return np.broadcast_arrays({', '.join(wide)})\n"
        together = inline_text(lo, text, [v for name, _, v in parts if name in arrays], {}, hint)
        items_of = attributes.items_of(lo, together) or ()
        spread = dict(zip(arrays, items_of, strict=True))
        values = [function, *(spread.get(name, value) for name, _, value in parts)]
        first = items_of[0]
    flat = [f"np.ravel(a{name})" for name in arrays]
    source = flat[0] if len(flat) == 1 else f"zip({', '.join(flat)})"
    loop = f"[{one} for {', '.join(f'v{name}' for name in arrays)} in {source}]"
    items = _inlined(lo, f"{head}    return {loop}\n", values, hint, dtypes, node)
    return _array(lo, items, "np.shape(a)", [first], dtypes, node, hint)


def _number(lo: Lowerer, kind: Type, item: str, node: gast.AST) -> str:
    found = getattr(kind, "kind", None)
    if found not in NUMBERS:
        lo.refuse(node, "the type of what np.vectorize goes over is not known when s2sad reads it", "write the loop")
    return NUMBERS[found].format(item)


def _array(
    lo: Lowerer, items: Value, shape: str, like: list[Value], dtypes: str | None, node: gast.AST, hint: str
) -> Value:
    """The array of what the function returned for each element, or the arrays where it returned several numbers."""
    element = element_of(lo, items)
    params = ", ".join(["y", *("a" for _ in like)])
    if isinstance(element, TupleType):
        arrays = []
        for k, part in enumerate(element.items):
            made = _dtype(lo, part, dtypes and dtypes[k], node)
            text = f"def one({params}):\n    return np.reshape(np.array([r[{k}] for r in y]{made}), {shape})\n"
            arrays.append(inline_text(lo, text, [items, *like], {}, hint))
        return TupleValue(tuple(arrays))
    made = _dtype(lo, element, dtypes, node)
    text = f"def one({params}):\n    return np.reshape(np.array(y{made}), {shape})\n"
    return inline_text(lo, text, [items, *like], {}, hint)


def element_of(lo: Lowerer, items: Value) -> Type | None:
    """The type of every item of a list, if they have one."""
    content = lo.state.heap.get(items.id) if isinstance(items, ObjectRef) else None
    if isinstance(content, LongListContent):
        kind = lo.build.type_of(content.atom)
        return kind.element if isinstance(kind, ListType) else None
    kinds = [lo.kind_of(item) for item in content.items] if isinstance(content, ListContent) else []
    return kinds[0] if kinds and all(kind == kinds[0] for kind in kinds) else None


def _dtype(lo: Lowerer, kind: Type | None, asked: str | None, node: gast.AST) -> str:
    """The dtype of the result, as text: NumPy takes that of the first number for all of them, so it must be one."""
    if asked is not None:
        return {"d": ", dtype=float", "D": ", dtype=complex"}[asked]
    known = isinstance(kind, ScalarType) and getattr(kind, "dtype", None) in WIDTHS.get(kind.kind or "", ())
    if not known:
        lo.refuse(
            node, "np.vectorize takes the type of the first result for all, and here it is not known", "otypes=[float]"
        )
    return ""


def _dtypes(lo: Lowerer, options: Given, node: gast.AST) -> str | None:
    """The characters of the dtypes that the results are to have."""
    if "otypes" not in options:
        return None
    items = attributes.items_of(lo, options["otypes"])
    asked = _literal(lo, options["otypes"], node) if items is None else [getattr(i, "obj", None) for i in items]
    found = "".join(np.dtype(one).char for one in asked if one is not None)
    if not found or set(found) - {"d", "D"}:
        lo.refuse(node, "otypes of np.vectorize must be float or complex", "otypes=[float]")
    return found


def _literal(lo: Lowerer, value: Value | None, node: gast.AST) -> Any:
    if value is None or isinstance(value, Static):
        return None if value is None else value.obj
    found = attributes.constant_key(lo, value)
    if found is NotImplemented:
        items = attributes.items_of(lo, value)
        found = None if items is None else tuple(attributes.constant_key(lo, item) for item in items)
    if found is None or (isinstance(found, tuple) and NotImplemented in found):
        lo.refuse(node, "the options of np.vectorize must be known when s2sad reads it", "write them as literals")
    return found


def _of_rows(
    lo: Lowerer, function: Value, parts: list[Part], fixed: set[str], signature: str, dtypes: str | None,
    node: gast.AST, hint: str,
) -> Value:  # fmt: skip
    """A function of arrays: the axes in front of those that the signature names are gone over."""
    inputs, _, outputs = signature.replace(" ", "").partition("->")
    cores = [len(re.findall(r"\w+", core)) for core in re.findall(r"\(([^)]*)\)", inputs)]
    if outputs.count("(") != 1 or dtypes not in (None, "d"):
        lo.refuse(node, "np.vectorize with a signature is known for one result, of floating-point numbers")
    ranks = dict(zip([name for name, _, _ in parts if name not in fixed], cores, strict=False))
    loops = {name: _rank(lo, value, node) - ranks[name] for name, _, value in parts if name in ranks}
    gone_over = [name for name, count in loops.items() if count]
    names = [f"a{name}" for name, _, _ in parts]
    one = ", ".join(keyword + (f"v{name}" if name in gone_over else f"a{name}") for name, keyword, _ in parts)
    values = [function, *(value for _, _, value in parts)]
    head = f"({', '.join(['f', *names])}):\n"
    if not gone_over:
        return inline_text(lo, f"def one{head}    return np.array(f({one}))\n", values, {}, hint)
    cuts = {name: f"np.shape(a{name})[:{loops[name]}]" for name in gone_over}
    shape = cuts[gone_over[0]] if len(cuts) == 1 else f"np.broadcast_shapes({', '.join(cuts.values())})"
    lines = [f"    shape = {shape}\n"]
    for name in gone_over:
        core = f"np.shape(a{name})[{loops[name]}:]"
        wide = f"a{name}" if len(cuts) == 1 else f"np.broadcast_to(a{name}, shape + {core})"
        lines.append(
            f"    b{name} = {wide if wide[0] == 'a' and loops[name] == 1 else f'np.reshape({wide}, (-1,) + {core})'}\n"
        )
    source = ", ".join(f"b{name}" for name in gone_over)
    source = source if len(cuts) == 1 else f"zip({source})"
    lines.append(f"    return shape, [f({one}) for {', '.join(f'v{name}' for name in gone_over)} in {source}]\n")
    shaped = _inlined(lo, f"def rows{head}{''.join(lines)}", values, hint, dtypes, node)
    whole, items = attributes.items_of(lo, shaped) or ()
    element = element_of(lo, items)
    if not isinstance(element, (ArrayType, ScalarType)) or element.dtype not in WIDTHS.get(element.kind or "", ()):
        lo.refuse(node, "what the function of np.vectorize returns is not known to be floating-point numbers")
    deep = any(count > 1 for count in loops.values()) or len(cuts) > 1
    text = "np.reshape(np.array(y), shape + np.shape(y[0]))" if deep else "np.array(y)"
    return inline_text(lo, f"def all_of(shape, y):\n    return {text}\n", [whole, items], {}, hint)


def _inlined(lo: Lowerer, text: str, values: list[Value], hint: str, dtypes: str | None, node: gast.AST) -> Value:
    """What a text gives, where each result is of one type: NumPy gives all results that of the first."""
    with lo.build.block() as block:
        made = inline_text(lo, text, values, {}, hint)
    for statement in block:
        lo.build.append(statement)
    if dtypes is None and any(_differ(lo, *pair) for pair in _meetings(block)):
        lo.refuse(
            node,
            "np.vectorize takes the type of the first result for all, and here whole numbers meet others",
            "otypes=[float]",
        )
    return made


def _meetings(block: list[Statement]) -> Iterator[tuple[Arg, Arg]]:
    """The values that branches and loops hand on under one name."""
    for statement in statements(tuple(block)):
        if isinstance(statement, If):
            yield from ((join.then, join.other) for join in statement.joins)
        if isinstance(statement, (For, While)):
            yield from ((carry.init, carry.next) for carry in statement.carries)


def _differ(lo: Lowerer, a: Arg, b: Arg) -> bool:
    kinds = {getattr(lo.build.type_of(arg), "kind", None) for arg in (a, b)}
    return len(kinds) == 2 and bool(kinds & {"i", "b"}) and bool(kinds & {"f", "c"})


def _rank(lo: Lowerer, value: Value, node: gast.AST) -> int:
    kind = lo.kind_of(value, node)
    shape = () if isinstance(kind, ScalarType) else known_shape(kind)
    if shape is None:
        lo.refuse(node, "the rank of what np.vectorize goes over is not known", "give its type, as in --args")
    return len(shape)
