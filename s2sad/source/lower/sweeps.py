"""What s2sad puts together of several derivatives: ``jvp`` and ``vjp``, Hessians times vectors, whole matrices."""

from __future__ import annotations

from typing import Any

import gast

from s2sad.core.nodes import Const
from s2sad.core.records import dataclass
from s2sad.core.types import ArrayType, ScalarType, Type
from s2sad.source.lower import attributes, calls, derivatives, draws, inlining, swept
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import ArrayRef, Derived, ListContent, Made, Num, ObjectRef, TupleValue, Value
from s2sad.source.read import read

__all__ = ["MAKERS", "Sweep", "call", "jvp", "sweep_of", "vjp"]

MAKERS = frozenset(("jacobian", "hessian", "hvp"))


@dataclass(frozen=True)
class Sweep:
    """A maker's name, the derivatives that it calls, and the function; `along` is a tangent, `back` an adjoint."""

    name: str
    along: Value
    back: Value
    function: Value
    mode: str = "auto"


def sweep_of(lo: Lowerer, derived: Derived, node: gast.AST) -> Sweep:
    """The derivatives of which the matrix of a function that is made here is put together."""
    api, options = derived.maker.__globals__, dict(derived.options)
    mode = str(options.pop("mode", "auto"))
    wrt: dict[str, Value] = {name: derivatives.known(option) for name, option in options.items()}
    function = derived.function
    if derived.maker.__name__ != "jacobian":
        function = derivatives.derived(lo, api["grad"], [function], wrt, node)
    along = derivatives.derived(lo, api["tangent"], [function], wrt, node)
    back = derivatives.derived(lo, api["adjoint"], [derived.function], wrt, node)
    return Sweep(derived.maker.__name__, along, back, derived.function, mode)


def call(lo: Lowerer, sweep: Sweep, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    """The Hessian times vectors, or a whole matrix."""
    if sweep.name == "hvp":
        primals, vectors = (_items(lo, value) for value in (*args, *keywords.values()))
        wrt = derivatives.wrt_of(lo, sweep.along, node)
        if len(wrt) == 1:
            vectors = [args[1] if len(args) > 1 else keywords["vectors"]]
        return _part(lo, calls.call(lo, sweep.along, [*primals, *vectors], {}, node), 1, node)
    return _matrix(lo, sweep, args, keywords, node)


def _matrix(lo: Lowerer, sweep: Sweep, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    names, wrt = derivatives.names_of(lo, sweep.along, node), derivatives.wrt_of(lo, sweep.along, node)
    given = {**dict(zip(names, args, strict=False)), **keywords}
    x = given.get(wrt[0])
    if len(wrt) != 1 or not isinstance(x, (Num, ArrayRef)) or _kind(lo, x) not in ("f", "i"):
        what = f"s2sad.{sweep.name} in anything but one number or one array of them"
        lo.refuse(node, f"{what}, inside a function that is differentiated", "s2sad.tangent or s2sad.adjoint")

    def along(seed: list[Value], at: gast.AST) -> Value:
        return _part(lo, calls.call(lo, sweep.along, [*args, *seed], keywords, at), 1, at)

    def back(seed: list[Value], at: gast.AST) -> Value:
        return _part(lo, calls.call(lo, sweep.back, [*args, *seed], keywords, at), 1, at)

    if isinstance(lo.build.type_of(x.atom), ScalarType) and sweep.mode != "reverse":
        return along([Num(Const(1.0))], node)
    drawn = len(lo.program.draws)
    value = calls.call(lo, sweep.function, args, keywords, node) if sweep.name == "jacobian" else None
    if value is not None and not isinstance(value, (Num, ArrayRef)):
        lo.refuse(node, f"s2sad.{sweep.name} of what is no number and no array, inside a function", "one of its parts")
    if value is not None and _is_swept_back(lo, sweep.mode, x, value):
        if isinstance(value, Num):
            return back([Num(Const(1.0))], node)
        made = inlining.inline(lo, read(swept.rows), [Made(back), value, x], {}, node)
    else:
        made = inlining.inline(lo, read(swept.columns), [Made(along), x], {}, node)
    draws.check(lo, drawn, sweep.name, node)
    return made


def _is_swept_back(lo: Lowerer, mode: str, x: Num | ArrayRef, value: Num | ArrayRef) -> bool:
    """Whether there are fewer entries of the result than entries to differentiate in."""
    if mode != "auto":
        return mode == "reverse"
    kinds = [lo.build.type_of(item.atom) for item in (x, value)]
    if isinstance(kinds[1], ScalarType):
        return True
    sizes = [_size(kind) for kind in kinds]
    return None not in sizes and sizes[0] > sizes[1]  # type: ignore[operator]


def _size(kind: Type) -> int | None:
    if not isinstance(kind, ArrayType) or kind.shape is None:
        return None
    size = 1
    for dim in kind.shape:
        if dim.value is None:
            return None
        size *= dim.value
    return size


def _kind(lo: Lowerer, value: Num | ArrayRef) -> str | None:
    kind = lo.build.type_of(value.atom)
    return kind.kind if isinstance(kind, (ScalarType, ArrayType)) else "f"


def jvp(lo: Lowerer, api: Any, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    """Value and directional derivative."""
    function, primals, tangents = _three(lo, args, keywords, node)
    wrt = keywords.get("wrt", derivatives.known(tuple(range(len(primals)))))
    made = derivatives.derived(lo, api["tangent"], [function], {"wrt": wrt}, node)
    return calls.call(lo, made, [*primals, *tangents], {}, node)


def _three(
    lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST
) -> tuple[Value, list[Value], list[Value]]:
    given = {**dict(zip(("f", "primals", "tangents", "wrt"), args, strict=False)), **keywords}
    if not given.keys() >= {"f", "primals", "tangents"}:
        lo.refuse(node, "jvp takes a function, its arguments, and a tangent for each")
    keywords.update({"wrt": given["wrt"]} if "wrt" in given else {})
    return given["f"], _items(lo, given["primals"]), _items(lo, given["tangents"])


def vjp(lo: Lowerer, api: Any, args: list[Value], keywords: dict[str, Value], node: gast.AST) -> Value:
    """Value and pullback; what the pullback sees are the arguments as they are now."""
    function, *primals = args
    default = tuple(range(len(primals))) if len(primals) > 1 else 0
    wrt = keywords.get("wrt", derivatives.known(default))
    made = derivatives.derived(lo, api["adjoint"], [function], {"wrt": wrt}, node)
    kept = [lo.call_prim("numpy.copy", [p], {}, node) if isinstance(p, ArrayRef) else p for p in primals]
    if any(isinstance(p, ObjectRef) for p in primals):
        lo.refuse(node, "vjp in a list, a dict or an object, inside a function", "s2sad.adjoint")
    value = calls.call(lo, function, primals, {}, node)

    def pullback(seed: list[Value], at: gast.AST) -> Value:
        drawn = len(lo.program.draws)
        found = _part(lo, calls.call(lo, made, [*kept, *seed], {}, at), 1, at)
        draws.check(lo, drawn, "vjp", at)
        return found

    return TupleValue((value, Made(pullback)))


def _items(lo: Lowerer, value: Value) -> list[Value]:
    """The arguments that are given as a tuple, or the one that is given bare."""
    if isinstance(value, TupleValue):
        return list(value.items)
    content = lo.state.heap.get(value.id) if isinstance(value, ObjectRef) else None
    return list(content.items) if isinstance(content, ListContent) else [value]


def _part(lo: Lowerer, value: Value, place: int, node: gast.AST) -> Value:
    return attributes.get_item(lo, value, Num(Const(place)), node)
