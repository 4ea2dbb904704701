"""Objects of libraries: what they were made with is kept, so that what is done with one is an operation of that too."""

from __future__ import annotations

from typing import NoReturn

import gast

from s2sad.calculus import registry
from s2sad.calculus.naming import located
from s2sad.calculus.rule import Rule, Still
from s2sad.core.nodes import Arg, Atom, Const, Name, atoms_of
from s2sad.core.types import OpaqueType, ScalarType, TupleType, Type, Unknown
from s2sad.source.lower import sparse_expressions, sparse_matrices
from s2sad.source.lower.displays import entries_as_array, list_as_array, nodes_as_arrays
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.object_kinds import SPARSE, SPLINES, data_kind, kind_by_rule, labelled, spline_kind
from s2sad.source.lower.results import relate_operands
from s2sad.source.lower.values import ArrayRef, Bound, Num, Static, TupleValue, Value
from s2sad.types.values import module_of

__all__ = [
    "attribute", "call", "construct", "core_arguments", "is_inside", "kept", "method", "note_write", "operation",
    "path_of", "refuse_write", "use",
]  # fmt: skip

Given = tuple[tuple[str, Arg], ...]

CONVERTING = frozenset(f".{name}()" for name in ("tocsr", "tocsc", "tocoo", "copy"))
"""The same matrix in another format."""


def path_of(lo: Lowerer, value: Value) -> str:
    """How the object that a value is was made, if rules speak of it; else empty."""
    if isinstance(value, Static):
        if not module_of(type(value.obj)).startswith("scipy.") and type(value.obj).__name__ != "SuperLU":
            return ""
    elif not isinstance(value, Num) or not isinstance(value.atom, Name):
        return ""
    kind = lo.kind_of(value)
    return kind.path if isinstance(kind, OpaqueType) and registry.leads(kind.path) else ""


def is_inside(lo: Lowerer, value: Value) -> bool:
    """Whether a value is what an object has inside."""
    return isinstance(value, Num) and lo.build.type_of(value.atom) == OpaqueType("inside")


def kept(lo: Lowerer, value: Value) -> Value:
    """What an object has inside, which must not be written."""
    if isinstance(value, ArrayRef):
        lo.kept_by_objects.setdefault(value.cell, lo.build.origin)
    return value


# -- making -------------------------------------------------------------------------------------


def construct(
    lo: Lowerer, name: str, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value:
    """``C(...)``."""
    if name.startswith(SPLINES):
        args, keywords = list(args), dict(keywords)
        nodes_as_arrays(lo, name, args, keywords, node)
    elif name.startswith(SPARSE) and args:
        args = [entries_as_array(lo, args[0], len(args) + len(keywords) == 1, node), *args[1:]]
    if name in sparse_expressions.FACTORS and args and path_of(lo, args[0]).startswith(SPARSE):
        return sparse_expressions.factored(lo, name, args, keywords, node, hint)
    return _made(lo, name, f"{name}()", None, args, keywords, node, hint)


def _made(
    lo: Lowerer,
    prim: str,
    path: str,
    owner: Value | None,
    args: list[Value],
    keywords: dict[str, Value],
    node: gast.AST,
    hint: str,
) -> Value:
    """An object, and what is known of it."""
    core, named = core_arguments(lo, args, keywords, node)
    first: tuple[Atom, ...] = () if owner is None else (use(lo, owner, node),)
    kind = labelled(path, lo.build.type_of(first[0]) if first else data_kind(lo, prim, args, keywords))
    atom = lo.build.emit(prim, *first, *core, keywords=named, kind=kind, hint=hint, spelling="function")
    before = _given(lo, first[0]) if first else None
    level = 0 if not before else 1 + max(int(key[1 : key.index(".")]) for key, _ in before)
    own = (*((f"%{level}.{i}", a) for i, a in enumerate(core)), *((f"%{level}.{k}", a) for k, a in named))
    if isinstance(atom, Name) and (owner is None or before):
        lo.program.objects[atom.id] = (*(before or ()), *own)
    _share_memory(lo, atom, path, args, keywords)
    return Num(atom)


def core_arguments(
    lo: Lowerer, args: list[Value], keywords: dict[str, Value], node: gast.AST
) -> tuple[tuple[Arg, ...], tuple[tuple[str, Arg], ...]]:
    return tuple(lo.arg(a, node) for a in args), tuple((k, lo.arg(v, node)) for k, v in keywords.items())


def _given(lo: Lowerer, atom: Atom) -> Given | None:
    return lo.program.objects.get(atom.id) if isinstance(atom, Name) else None


def _share_memory(lo: Lowerer, atom: Atom, path: str, args: list[Value], keywords: dict[str, Value]) -> None:
    """An object may keep the arrays that it is made of."""
    if not isinstance(atom, Name) or _copies(path, args):
        return
    parts = [a for value in (*args, *keywords.values()) for a in atoms_of(lo.arg(value))]
    names = (a.id for a in parts if isinstance(a, Name))
    lo.program.shares[atom.id] = tuple(n for n in names if not isinstance(lo.program.type_of(n), ScalarType))
    for value in (*args, *keywords.values()):
        for ref in _arrays(lo, value):
            lo.kept_by_objects.setdefault(ref.cell, lo.build.origin)


def _copies(path: str, args: list[Value]) -> bool:
    """Whether what an object is made of is put in an order of its own, or into coefficients."""
    if path.startswith(SPLINES):
        return not path.startswith((f"{SPLINES}BSpline", f"{SPLINES}PPoly"))
    ordering = path.startswith(tuple(f"{SPARSE}{name}" for name in ("csr_", "csc_", "diags")))
    return ordering and bool(args) and (not isinstance(args[0], TupleValue) or len(args[0].items) == 2)


def _arrays(lo: Lowerer, value: Value) -> list[ArrayRef]:
    from s2sad.source.lower.attributes import items_of

    if isinstance(value, ArrayRef):
        return [value]
    items = None if isinstance(value, Static) else items_of(lo, value)
    return [ref for item in items or () for ref in _arrays(lo, item)]


# -- using --------------------------------------------------------------------------------------


def call(lo: Lowerer, owner: Value, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str) -> Value:
    """``obj(...)``."""
    if args and path_of(lo, owner).startswith(SPLINES):
        args = [list_as_array(lo, args[0], node), *args[1:]]
    return _step(lo, owner, "()", args, keywords, node, hint)


def method(
    lo: Lowerer, owner: Value, name: str, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value:
    """``obj.name(...)``."""
    return _step(lo, owner, f".{name}()", args, keywords, node, hint)


def attribute(lo: Lowerer, owner: Value, name: str, node: gast.AST) -> Value | None:
    """``obj.name``: another object, what has no derivative, a method; None for what is known of an object by itself."""
    path = path_of(lo, owner)
    prim = f"{path}.{name}"
    if name == "T" and path.endswith(".T"):
        return _turned(lo, prim, path[:-2], owner, node)
    if name == "T" and registry.leads(prim):
        return _turned(lo, prim, prim, owner, node)
    if registry.leads(prim):
        return _made(lo, prim, prim, owner, [], {}, node, "t")
    if isinstance(registry.find(prim), Still):
        kind: Type = TupleType((ScalarType("int"), ScalarType("int"))) if name == "shape" else Unknown()
        atom = lo.build.emit(prim, use(lo, owner, node), kind=kind, hint=name)
        return lo.result(atom) if lo.build.primal else Num(atom)
    if isinstance(owner, Static) and not callable(getattr(owner.obj, name, None)):
        return None
    base, _, further = path.partition("()")
    made = registry.LIVE.get(base) or located("scipy.sparse.csr_matrix" if base == "scipy.sparse.spmatrix" else base)
    if not further and isinstance(made, type) and not callable(getattr(made, name, None)):
        return Num(lo.build.emit("getattr", use(lo, owner, node), Const(name), kind=OpaqueType("inside"), hint=name))
    return Bound(Static(name, name), owner)


def _step(
    lo: Lowerer, owner: Value, step: str, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value:
    path = path_of(lo, owner)
    prim = path + step
    if path in FACTORED and getattr(lo.atom(owner), "id", "") in lo.program.expressions:
        return sparse_expressions.solved(lo, owner, step.strip(".()"), args, keywords, node, hint)
    if path.startswith(SPARSE) and step in CONVERTING:
        return _again(lo, prim, path, owner, args, keywords, node, hint)
    if path.startswith(SPARSE) and step == ".transpose()" and not args and not keywords:
        return attribute(lo, owner, "T", node) or owner
    if path.startswith(SPARSE) and step == ".dot()" and len(args) == 1:
        return sparse_matrices.matmul(lo, owner, args[0], node, hint)
    if registry.leads(prim):
        return _made(lo, prim, prim, owner, args, keywords, node, hint)
    if isinstance(registry.find(prim), Rule):
        value = operation(lo, prim, owner, args, keywords, node, hint)
        if step == ".toarray()" and sparse_expressions.is_made(lo, owner):
            return sparse_expressions.whole(lo, owner, value, node)
        return value
    if step in CHANGING:
        note_write(lo, owner, node)
    core, named = core_arguments(lo, args, keywords, node)
    kind = OpaqueType(sparse_matrices.ANY_SPARSE if path.startswith(SPARSE) and step in SPARSE_METHODS else "object")
    atom = lo.atom(owner, node) if step in CHANGING else use(lo, owner, node)
    function = lo.build.emit("getattr", atom, Const(step.strip(".()") or "__call__"), kind=OpaqueType())
    made = Num(lo.build.emit("call", function, *core, keywords=named, kind=kind, hint=hint))
    if path.startswith(SPARSE) and step == ".multiply()" and isinstance(lo.kind_of(args[0]), ScalarType):
        return sparse_expressions.noted(lo, made, "mul", atom, lo.atom(args[0]))
    return made


FACTORED = ("scipy.sparse.linalg.splu()", "scipy.sparse.linalg.factorized()")


def refuse_write(lo: Lowerer, node: gast.AST) -> NoReturn:
    lo.refuse(node, "an object of a library is changed", "make it of the values that it is to have")


def note_write(lo: Lowerer, owner: Value, node: gast.AST) -> None:
    """An object that nothing was done with yet may be changed: then it is not known any more what it was made of."""
    name = owner.atom.id if isinstance(owner, Num) and isinstance(owner.atom, Name) else ""
    if not name or name in lo.used_objects or is_inside(lo, owner):
        refuse_write(lo, node)
    lo.program.objects.pop(name, None)


def use(lo: Lowerer, owner: Value, node: gast.AST) -> Atom:
    """The object, which from here on must stay as it is."""
    atom = lo.atom(owner, node)
    if isinstance(atom, Name):
        lo.used_objects.add(atom.id)
    return atom


CHANGING = frozenset(f".{name}()" for name in ("setdiag", "resize", "extend", "update", "pop", "clear", "setdefault"))
SPARSE_METHODS = frozenset(
    f".{name}()" for name in ("tobsr", "todia", "tolil", "todok", "multiply", "power", "asformat", "astype", "conj")
)


def _turned(lo: Lowerer, prim: str, path: str, owner: Value, node: gast.AST) -> Value:
    made = _again(lo, prim, path, owner, [], {}, node, "t")
    if isinstance(made.atom, Name):
        first = lo.atom(owner, node)
        lo.program.transposes[made.atom.id] = getattr(first, "id", getattr(first, "text", ""))
    return made


def _again(
    lo: Lowerer,
    prim: str,
    path: str,
    owner: Value,
    args: list[Value],
    keywords: dict[str, Value],
    node: gast.AST,
    hint: str,
) -> Num:
    """The same object in another form."""
    core, named = core_arguments(lo, args, keywords, node)
    first = use(lo, owner, node)
    kind = labelled(path, lo.build.type_of(first))
    atom = lo.build.emit(prim, first, *core, keywords=named, kind=kind, hint=hint)
    given = _given(lo, first)
    if isinstance(atom, Name):
        lo.program.shares[atom.id] = (first.id,) if isinstance(first, Name) else ()
        if given:
            lo.program.objects[atom.id] = given
        elif isinstance(first, Name) and first.id in lo.program.expressions:
            lo.program.expressions[atom.id] = ("T" if prim.endswith(".T") else "same", (first,))
    return Num(atom)


def operation(
    lo: Lowerer,
    prim: str,
    owner: Value,
    args: list[Value],
    keywords: dict[str, Value],
    node: gast.AST,
    hint: str,
    kind: Type | None = None,
) -> Value:
    """An operation of the object, and of what that was made with: for the derivative alone, it is not printed."""
    first = use(lo, owner, node)
    core, named = core_arguments(lo, args, keywords, node)
    hidden = _given(lo, first) or ()
    kind = kind or spline_kind(lo, owner, args, prim) or kind_by_rule(lo, prim, (first, *core), (*named, *hidden))
    if prim.startswith("scipy."):  # it makes new arrays
        return lo.result(lo.build.emit(prim, first, *core, keywords=(*named, *hidden), kind=kind, hint=hint))
    atom = lo.build.emit(prim, first, *core, keywords=(*named, *hidden), hint=hint)
    if isinstance(atom, Name) and not isinstance(kind, Unknown):
        lo.program.types[atom.id] = kind
    value = lo.result(atom)
    relate_operands(lo, value, [*args, *keywords.values()])
    return value
