"""Objects of libraries: what they were made with is kept, so that what is done with one is an operation of that too."""

from __future__ import annotations

from typing import NoReturn

import gast
import numpy as np

from s2sad.calculus import registry
from s2sad.calculus.naming import located
from s2sad.calculus.rule import Rule, Still
from s2sad.core.nodes import Arg, Atom, Const, Name, atoms_of
from s2sad.core.types import ArrayType, Dim, OpaqueType, ScalarType, TupleType, Type, Unknown, known_shape
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.results import relate_operands
from s2sad.source.lower.values import ArrayRef, Bound, Num, ObjectRef, Static, TupleValue, Value
from s2sad.types import never_one
from s2sad.types.values import dtype_code

__all__ = [
    "attribute",
    "call",
    "construct",
    "function_of",
    "matmul",
    "method",
    "operator",
    "path_of",
    "refuse_write",
    "sparse_made",
]

UNKNOWN = Num(Const(None))
Given = tuple[tuple[str, Arg], ...]

SPARSE = "scipy.sparse."
SPLINES = "scipy.interpolate."
SOLVE = "scipy.sparse.linalg.spsolve"
ANY_SPARSE = "scipy.sparse.spmatrix()"
"""A sparse matrix of which it is not known how it was made."""
CONVERTING = frozenset(f".{name}()" for name in ("tocsr", "tocsc", "tocoo", "copy"))
"""The same matrix in another format."""
KEEPING = {"add", "sub", "mul", "truediv", "neg", "pos"}
"""Operators that make a sparse matrix of sparse matrices, and of one and a number."""


def path_of(lo: Lowerer, value: Value) -> str:
    """How the object that a value is was made, if rules speak of it; else empty."""
    if isinstance(value, Static):
        if not type(value.obj).__module__.startswith("scipy."):
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


def is_sparse(lo: Lowerer, value: Value) -> bool:
    return path_of(lo, value).startswith(SPARSE)


# -- making -------------------------------------------------------------------------------------


def construct(
    lo: Lowerer, name: str, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value:
    """``C(...)``."""
    return _made(lo, name, f"{name}()", None, args, keywords, node, hint)


def sparse_made(
    lo: Lowerer, prim: str, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value | None:
    """A sparse matrix that a function makes of anything."""
    if not prim.startswith(SPARSE) or prim.removeprefix(SPARSE) not in SPARSE_MAKERS:
        return None
    core, named = _core(lo, args, keywords, node)
    return Num(lo.build.emit(prim, *core, keywords=named, kind=OpaqueType(ANY_SPARSE), hint=hint))


SPARSE_MAKERS = frozenset(
    "eye eye_array identity diags diags_array spdiags kron kronsum hstack vstack bmat block_array block_diag tril triu "
    "random random_array rand".split()
)


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
    core, named = _core(lo, args, keywords, node)
    first: tuple[Atom, ...] = () if owner is None else (_use(lo, owner, node),)
    kind = _labelled(path, lo.build.type_of(first[0]) if first else _data_kind(lo, prim, args, keywords))
    atom = lo.build.emit(prim, *first, *core, keywords=named, kind=kind, hint=hint, spelling="function")
    before = _given(lo, first[0]) if first else None
    level = 0 if not before else 1 + max(int(key[1 : key.index(".")]) for key, _ in before)
    own = (*((f"%{level}.{i}", a) for i, a in enumerate(core)), *((f"%{level}.{k}", a) for k, a in named))
    if isinstance(atom, Name) and (owner is None or before):
        lo.program.objects[atom.id] = (*(before or ()), *own)
    _share_memory(lo, atom, path, args, keywords)
    return Num(atom)


def _labelled(path: str, kind: Type) -> OpaqueType:
    """The type of an object, with the dtype of what is in it where that is known."""
    dtype = getattr(kind, "dtype", None)
    return OpaqueType(f"{path}:{dtype}" if dtype and path.startswith((SPARSE, SPLINES)) else path)


def _data_kind(lo: Lowerer, prim: str, args: list[Value], keywords: dict[str, Value]) -> Type:
    """The type of the entries that a sparse matrix is made of; of a spline, what its type says of its values."""
    if prim.startswith(SPLINES):
        return _axes_of_values(lo, prim, args, keywords)
    first = args[0] if args else UNKNOWN
    from s2sad.source.lower.attributes import items_of

    if len(args) > 2 or "dtype" in keywords:
        return Unknown()
    data = first.items[:1] if isinstance(first, TupleValue) else (first,) if isinstance(first, ArrayRef) else ()
    if isinstance(first, ObjectRef):
        data = items_of(lo, first) or ()
    kinds = {getattr(lo.kind_of(part), "dtype", None) for part in data if isinstance(part, ArrayRef | Num)}
    return ArrayType("f8", None) if kinds and kinds <= {"f8", "float"} else _one(lo, data)


def _one(lo: Lowerer, data: tuple[Value, ...]) -> Type:
    kind = lo.kind_of(data[0]) if len(data) == 1 else Unknown()
    return kind if isinstance(kind, ArrayType) else Unknown()


def _axes_of_values(lo: Lowerer, prim: str, args: list[Value], keywords: dict[str, Value]) -> Type:
    from s2sad.source.lower.attributes import constant_key

    rule = registry.find(f"{prim}()()")
    if not isinstance(rule, Rule):
        return Unknown()
    given = {f"%0.{i}": a for i, a in enumerate(args)} | {f"%0.{k}": v for k, v in keywords.items()}
    places = rule.bind(2, given)
    kind = lo.kind_of(given[str(places["y"])]) if "y" in places else Unknown()
    axis = constant_key(lo, given[str(places["axis"])]) if "axis" in places else rule.defaults.get("axis", 0)
    if not isinstance(kind, ArrayType) or kind.dtype != "f8" or not kind.shape or not isinstance(axis, int):
        return Unknown()
    more = len(kind.shape) - (2 if prim.endswith("PPoly") else 1)
    return OpaqueType(f":{more}/{axis % (more + 1)}")


def _core(
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
        atom = lo.build.emit(prim, _use(lo, owner, node), kind=kind, hint=name)
        return lo.result(atom) if lo.build.primal else Num(atom)
    if isinstance(owner, Static) and not callable(getattr(owner.obj, name, None)):
        return None
    base, _, further = path.partition("()")
    made = registry.LIVE.get(base) or located(base)
    if not further and isinstance(made, type) and not callable(getattr(made, name, None)):
        return Num(lo.build.emit("getattr", _use(lo, owner, node), Const(name), kind=OpaqueType("inside"), hint=name))
    return Bound(Static(name, name), owner)


def _step(
    lo: Lowerer, owner: Value, step: str, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value:
    path = path_of(lo, owner)
    prim = path + step
    if path.startswith(SPARSE) and step in CONVERTING:
        return _again(lo, prim, path, owner, args, keywords, node, hint)
    if path.startswith(SPARSE) and step == ".transpose()" and not args and not keywords:
        return attribute(lo, owner, "T", node) or owner
    if path.startswith(SPARSE) and step == ".dot()" and len(args) == 1:
        return matmul(lo, owner, args[0], node, hint)
    if registry.leads(prim):
        return _made(lo, prim, prim, owner, args, keywords, node, hint)
    if isinstance(registry.find(prim), Rule):
        return _operation(lo, prim, owner, args, keywords, node, hint)
    if step in CHANGING:
        note_write(lo, owner, node)
    core, named = _core(lo, args, keywords, node)
    kind = OpaqueType(ANY_SPARSE if path.startswith(SPARSE) and step in SPARSE_METHODS else "object")
    atom = lo.atom(owner, node) if step in CHANGING else _use(lo, owner, node)
    function = lo.build.emit("getattr", atom, Const(step.strip(".()") or "__call__"), kind=OpaqueType())
    return Num(lo.build.emit("call", function, *core, keywords=named, kind=kind, hint=hint))


def refuse_write(lo: Lowerer, node: gast.AST) -> NoReturn:
    lo.refuse(node, "an object of a library is changed", "make it of the values that it is to have")


def note_write(lo: Lowerer, owner: Value, node: gast.AST) -> None:
    """An object that nothing was done with yet may be changed: then it is not known any more what it was made of."""
    name = owner.atom.id if isinstance(owner, Num) and isinstance(owner.atom, Name) else ""
    if not name or name in lo.used_objects or is_inside(lo, owner):
        refuse_write(lo, node)
    lo.program.objects.pop(name, None)


def _use(lo: Lowerer, owner: Value, node: gast.AST) -> Atom:
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
    core, named = _core(lo, args, keywords, node)
    first = _use(lo, owner, node)
    kind = _labelled(path, lo.build.type_of(first))
    atom = lo.build.emit(prim, first, *core, keywords=named, kind=kind, hint=hint)
    given = _given(lo, first)
    if isinstance(atom, Name):
        lo.program.shares[atom.id] = (first.id,) if isinstance(first, Name) else ()
        if given:
            lo.program.objects[atom.id] = given
    return Num(atom)


def _operation(
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
    first = _use(lo, owner, node)
    core, named = _core(lo, args, keywords, node)
    hidden = _given(lo, first) or ()
    kind = kind or _spline_kind(lo, owner, args, prim) or _kind(lo, prim, (first, *core), (*named, *hidden))
    if prim.startswith("scipy."):  # it makes new arrays
        return lo.result(lo.build.emit(prim, first, *core, keywords=(*named, *hidden), kind=kind, hint=hint))
    atom = lo.build.emit(prim, first, *core, keywords=(*named, *hidden), hint=hint)
    if isinstance(atom, Name) and not isinstance(kind, Unknown):
        lo.program.types[atom.id] = kind
    value = lo.result(atom)
    relate_operands(lo, value, [*args, *keywords.values()])
    return value


def _spline_kind(lo: Lowerer, owner: Value, args: list[Value], prim: str) -> Type | None:
    """The value of a spline: the axes of the points stand in the place of that of the nodes."""
    made = lo.kind_of(owner)
    more, found, axis = (getattr(made, "dtype", None) or "").partition("/")
    points = known_shape(lo.kind_of(args[0])) if args else None
    if not prim.startswith(SPLINES) or not found or points is None:
        return None
    if prim.endswith(".integrate()"):
        points = ()
    others = [Dim.symbol(f"~{getattr(lo.atom(owner), 'id', prim)}.{k}") for k in range(int(more))]
    shape = (*others[: int(axis)], *points, *others[int(axis) :])
    return ArrayType("f8", shape, not others)


def _kind(lo: Lowerer, prim: str, args: tuple[Arg, ...], keywords: Given) -> Type:
    """The type of the result, where the rule can tell."""
    from s2sad.source.lower.core_values import default_of, value_of
    from s2sad.source.lower.texts import inline_text

    rule = registry.find(prim)
    if not isinstance(rule, Rule) or not rule.like:
        return Unknown()
    try:
        places = rule.bind(len(args), [k for k, _ in keywords])
    except LookupError:
        return Unknown()
    table = dict(keywords)
    values: list[Value] = []
    for name in rule.parameters:
        place = places.get(name)
        if place is None:
            values.append(default_of(rule.defaults.get(name)))
        else:
            values.append(value_of(lo, args[place] if isinstance(place, int) else table[str(place)]))
    with lo.build.block():
        text = f"def like({', '.join(rule.parameters)}):\n    return {rule.like}"
        made = lo.arg(inline_text(lo, text, values, rule.globals, "t"))
        kind = lo.build.type_of(made)
    return kind if isinstance(kind, ArrayType | ScalarType) else Unknown()


# -- sparse matrices ----------------------------------------------------------------------------


def matmul(lo: Lowerer, left: Value, right: Value, node: gast.AST, hint: str) -> Value:
    """``left @ right``, one of which is an object."""
    sides = [path_of(lo, left), path_of(lo, right)]
    if all(sides):
        atoms = _use(lo, left, node), _use(lo, right, node)
        return Num(lo.build.emit("operator.matmul", *atoms, kind=OpaqueType(ANY_SPARSE), hint=hint))
    owner, other, step = (left, right, "@") if sides[0] else (right, left, ".__rmatmul__()")
    prim = (sides[0] or sides[1]) + step
    if not isinstance(registry.find(prim), Rule):
        lo.refuse(node, f"this product with {prim.partition('()')[0]} is not known")
    kind = _product_kind(lo, owner, other, step == "@")
    return _operation(lo, prim, owner, [other], {}, node, hint, kind)


def _product_kind(lo: Lowerer, owner: Value, other: Value, from_left: bool) -> Type:
    """The type of a product: the object has as many columns as the other has rows."""
    made, kind = lo.kind_of(owner), lo.kind_of(other)
    if not isinstance(kind, ArrayType) or not kind.shape or not isinstance(made, OpaqueType):
        return Unknown()
    sizes = _sizes(lo, owner)
    sizes[1 if from_left else 0] = kind.shape[0 if from_left else -1]
    _set_sizes(lo, owner, sizes)
    known = made.dtype and kind.dtype
    dtype = dtype_code(np.result_type(made.dtype, kind.dtype)) if known else None
    return ArrayType(dtype, (sizes[0], *kind.shape[1:]) if from_left else (*kind.shape[:-1], sizes[1]))


def _key(lo: Lowerer, owner: Value) -> tuple[str, bool]:
    """What a matrix is called, and whether it is the transpose of that."""
    atom = lo.atom(owner)
    name, turned = getattr(atom, "id", getattr(atom, "text", "")), False
    while name in lo.program.transposes:
        name, turned = lo.program.transposes[name], not turned
    if name.endswith(".T") and isinstance(owner, Static):
        name, turned = name[:-2], not turned
    return name, turned


def _sizes(lo: Lowerer, owner: Value) -> list[Dim]:
    name, turned = _key(lo, owner)
    own = lo.program.sizes.setdefault(name, [Dim.symbol(f"~{name}.rows"), Dim.symbol(f"~{name}.columns")])
    return own[::-1] if turned else list(own)


def _set_sizes(lo: Lowerer, owner: Value, sizes: list[Dim]) -> None:
    name, turned = _key(lo, owner)
    lo.program.sizes[name] = sizes[::-1] if turned else sizes


def operator(lo: Lowerer, name: str, left: Value, right: Value | None, node: gast.AST, hint: str) -> Value | None:
    """An operator with a sparse matrix; None where none is a sparse matrix."""
    operands = [left] if right is None else [left, right]
    sparse = [is_sparse(lo, value) for value in operands]
    if not any(sparse):
        return None
    if name == "matmul" and right is not None:
        return matmul(lo, left, right, node, hint)
    numbers = [isinstance(lo.kind_of(value), ScalarType) for value in operands]
    if name not in KEEPING or not all(s or n for s, n in zip(sparse, numbers, strict=True)):
        lo.refuse(node, f"the operator {name} is not known for a sparse matrix and an array", "write @, or .toarray()")
    if name in ("add", "sub", "truediv") and any(numbers) and not (name == "truediv" and sparse[0]):
        lo.refuse(node, f"the operator {name} is not known for a sparse matrix and a number", "write .toarray()")
    atoms = [_use(lo, value, node) for value in operands]
    return Num(lo.build.emit(f"operator.{name}", *atoms, kind=OpaqueType(ANY_SPARSE), hint=hint))


# -- functions of objects -----------------------------------------------------------------------


def function_of(
    lo: Lowerer, prim: str, args: list[Value], keywords: dict[str, Value], node: gast.AST, hint: str
) -> Value | None:
    """``f(obj, ...)``, if there is a rule for it."""
    path = path_of(lo, args[0]) if args else ""
    if not path or not isinstance(registry.find(f"{prim} of {path}"), Rule):
        return None
    kind = _solution_kind(lo, args[0], args[1]) if prim == SOLVE and len(args) > 1 else None
    return _operation(lo, f"{prim} of {path}", args[0], args[1:], keywords, node, hint, kind)


def _solution_kind(lo: Lowerer, owner: Value, right: Value) -> Type | None:
    """A solution is as its right-hand side is; but of one column it makes a vector."""
    made, kind = lo.kind_of(owner), lo.kind_of(right)
    if not isinstance(kind, ArrayType) or not kind.shape or not isinstance(made, OpaqueType):
        return None
    if len(kind.shape) > 1 and not never_one(kind.shape[1]):
        return None
    both = {made.dtype, kind.dtype}
    return ArrayType(
        "c16" if both == {"c16", "f8"} or both == {"c16"} else "f8" if both == {"f8"} else None, kind.shape
    )
