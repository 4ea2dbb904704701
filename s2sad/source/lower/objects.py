"""Instances of classes: their attributes read and assigned, as Python looks them up."""

from __future__ import annotations

import dataclasses
import functools
import types
from typing import Any

import gast

from s2sad.calculus.densities import density_name
from s2sad.core.nodes import UNDEFINED, Const, Free
from s2sad.core.types import ArrayType, OpaqueType, ScalarType, Unknown
from s2sad.errors import nearest
from s2sad.source.lower import (
    calls,
    distributions,
    draws,
    library_objects,
    maybe,
    outer,
    own_containers,
    picking,
    writers,
)
from s2sad.source.lower.contents import item_arg
from s2sad.source.lower.fields import MUTATING, class_attribute, has_no_effect, is_half_bound
from s2sad.source.lower.lowerer import Lowerer, Opened, Raising
from s2sad.source.lower.memory import ON_SOME_PATHS, put_back
from s2sad.source.lower.shown import shown
from s2sad.source.lower.values import (
    UNBOUND,
    ArrayRef,
    Bound,
    Num,
    ObjectRef,
    OneOfContent,
    Partial,
    Poison,
    RangeValue,
    SliceValue,
    Static,
    StructContent,
    Super,
    TupleValue,
    Value,
)  # fmt: skip
from s2sad.types import attributes_of, is_code

__all__ = [
    "MUTATING",
    "class_attribute",
    "get_attribute",
    "of_class",
    "set_attribute",
    "set_raw",
    "struct_content",
]

ARRAY_ATTRIBUTES = {
    "T": "numpy.transpose", "shape": "numpy.shape", "size": "numpy.size", "ndim": "numpy.ndim", "real": "numpy.real",
    "imag": "numpy.imag", "dtype": "ndarray.dtype", "flat": "numpy.ravel", "nbytes": "ndarray.nbytes",
    "itemsize": "ndarray.itemsize", "mT": "numpy.matrix_transpose",
}  # fmt: skip


# -- reading ------------------------------------------------------------------------------------


RESULTS = {
    (len(names), name): place
    for names in (
        ("eigenvalues", "eigenvectors"), ("Q", "R"), ("sign", "logabsdet"), ("U", "S", "Vh"),
        ("values", "indices", "inverse_indices", "counts"), ("values", "inverse_indices"), ("values", "counts"),
        ("statistic", "pvalue"), ("slope", "intercept", "rvalue", "pvalue", "stderr"),
    )
    for place, name in enumerate(names)
}  # fmt: skip
"""The names that NumPy and `scipy.stats` give to the parts of results that have so many."""


def get_attribute(lo: Lowerer, owner: Value, name: str, node: gast.AST) -> Value:
    """``owner.name``."""
    owner = maybe.present(lo, owner, node, f"has no attribute {name!r}", AttributeError)
    if library_objects.path_of(lo, owner):
        found = library_objects.attribute(lo, owner, name, node)
        if found is not None:
            return found
        assert isinstance(owner, Static)
        return library_objects.kept(lo, _of_static(lo, owner, name, node))
    distribution = distributions.frozen(lo, owner) if isinstance(owner, (Partial, Static)) else None
    if distribution is not None:
        return distributions.of_frozen(lo, distribution, name, node)
    if isinstance(owner, Static):
        return _of_static(lo, owner, name, node)
    if isinstance(owner, ObjectRef):
        return _of_object(lo, owner, name, node)
    if isinstance(owner, TupleValue) and owner.cls is not None:
        return _of_named_tuple(lo, owner, owner.cls, name, node)
    if isinstance(owner, Super):
        return _of_super(lo, owner, name, node)
    if isinstance(owner, TupleValue) and (len(owner.items), name) in RESULTS:
        return owner.items[RESULTS[len(owner.items), name]]
    if isinstance(owner, (Bound, TupleValue, RangeValue, SliceValue)):
        return Bound(Static(name, name), owner)
    kind = lo.kind_of(owner, node)
    if name in ARRAY_ATTRIBUTES and isinstance(kind, (ArrayType, ScalarType, Unknown)):
        return lo.call_prim(ARRAY_ATTRIBUTES[name], [owner], {}, node, spelling="attribute")
    if isinstance(kind, OpaqueType):
        draws.note_method(lo, kind, node)
        atom = lo.build.emit("getattr", lo.arg(owner, node), Const(name), kind=OpaqueType(), hint=name)
        return Num(atom)
    return Bound(Static(name, name), owner)


def _of_static(lo: Lowerer, owner: Static, name: str, node: gast.AST) -> Value:
    if isinstance(owner.obj, (list, dict, set)) and name in MUTATING:
        return Bound(Static(name, name), owner)
    if not isinstance(owner.obj, type) and attributes_of(owner.obj) is not None:
        computed = class_attribute(type(owner.obj), name)
        if isinstance(computed, property) and not has_no_effect(type(owner.obj), computed.fget):
            return calls.call(lo, Static(computed.fget, name), [owner], {}, node)
    try:
        obj = getattr(owner.obj, name)
    except AttributeError as error:
        if lo.attempts:
            raise Raising(AttributeError, Const(str(error))) from None
        what = f"{owner.text or type(owner.obj).__name__} has no attribute {name!r}"
        lo.refuse(node, what + nearest(name, dir(owner.obj)))
    if density_name(obj) is not None:
        return Static(obj, f"{owner.text}.{name}")
    if isinstance(obj, types.MethodType) and not isinstance(owner.obj, types.ModuleType):
        return Bound(Static(obj.__func__, f"{owner.text}.{name}"), lo.from_object(obj.__self__, owner.text))
    if not isinstance(owner.obj, types.ModuleType):
        lo.program.reads.append((owner.obj, name, obj))
    root = lo.free(owner.text, owner.obj).text if owner.text.isidentifier() else owner.text
    return lo.from_object(obj, f"{root}.{name}")


def struct_content(lo: Lowerer, ref: ObjectRef, node: gast.AST | None) -> Any:
    content = lo.state.heap[ref.id]
    if isinstance(content, Poison):
        lo.refuse(node, f"this object {content.reason}", content.hint)
    return content


def _of_object(lo: Lowerer, owner: ObjectRef, name: str, node: gast.AST) -> Value:
    content = struct_content(lo, owner, node)
    if isinstance(content, OneOfContent):
        return picking.attribute_of(lo, owner, content, name, node)
    if not isinstance(content, StructContent):
        if name == "maxlen" and owner.id in lo.longest:
            return lo.longest[owner.id]
        cls = own_containers.class_of(lo, owner)
        found = None if cls is None else own_containers.attribute(lo, owner, cls, name, node)
        return found if found is not None else Bound(Static(name, name), owner)
    if name in content.fields:
        _note_read(lo, content, name)
        value = lo.readable(content.items[content.fields.index(name)], name, node)
        caught = [cls for attempt in lo.attempts for clause in attempt.clauses for cls in clause]
        if caught and is_half_bound(lo, value) and any(issubclass(AttributeError, cls) for cls in caught):
            lo.refuse(node, f"{name!r} {UNBOUND.reason}, and what reads it is tried", "set it in __init__")
        return value
    if name == "__class__":
        return Static(content.cls, content.cls.__name__)
    if name == "__dict__":
        lo.refuse(node, "the dict of an object's attributes is not supported", "name the attributes, or use getattr")
    found = class_attribute(content.cls, name)
    if found is not None:
        return of_class(lo, found, owner, content.cls, name, node)
    fallback = class_attribute(content.cls, "__getattr__")
    if isinstance(fallback, types.FunctionType):
        return calls.call(lo, Static(fallback, "__getattr__"), [owner, Num(Const(name))], {}, node)
    lo.refuse(node, f"{content.cls.__name__} has no attribute {name!r} here", "set it in __init__, or before the call")


def of_class(lo: Lowerer, found: Any, owner: Value, cls: type, name: str, node: gast.AST) -> Value:
    """What the class has under a name, as its instance sees it."""
    if isinstance(found, property):
        return calls.call(lo, Static(found.fget, name), [owner], {}, node)
    if isinstance(found, functools.cached_property):
        value = calls.call(lo, Static(found.func, name), [owner], {}, node)
        set_raw(lo, owner, name, value, node)
        return value
    if isinstance(found, staticmethod):
        return Static(found.__func__, name)
    if isinstance(found, classmethod):
        return Bound(Static(found.__func__, name), Static(cls, cls.__name__))
    method = found if isinstance(found, types.FunctionType) else getattr(found, "__wrapped__", None)
    if isinstance(method, types.FunctionType) and hasattr(type(found), "__get__"):
        return Bound(Static(method, f"{cls.__name__}.{name}"), owner)
    if isinstance(getattr(type(found), "__get__", None), types.FunctionType):
        getter = Static(type(found).__get__, "__get__")
        return calls.call(lo, getter, [lo.from_object(found, name), owner, Static(cls, cls.__name__)], {}, node)
    lo.program.reads.append((cls, name, found))
    return lo.from_object(found, f"{cls.__name__}.{name}")


def _of_named_tuple(lo: Lowerer, owner: TupleValue, cls: type, name: str, node: gast.AST) -> Value:
    if name in cls._fields:  # type: ignore[attr-defined]
        return owner.items[cls._fields.index(name)]  # type: ignore[attr-defined]
    found = class_attribute(cls, name)
    if isinstance(found, (property, staticmethod, classmethod)) and not name.startswith("_"):
        return of_class(lo, found, owner, cls, name, node)
    return Bound(Static(name, name), owner)


def _note_read(lo: Lowerer, content: StructContent, name: str) -> None:
    """The attribute of an object that is there before the function runs, where the function does not assign it."""
    if isinstance(content.origin, Free) and content.origin.text:
        obj = lo.program.frees[content.origin.text]
        if not _is_assigned(lo, obj, name):
            lo.program.reads.append((obj, name, getattr(obj, name, None)))


def _is_assigned(lo: Lowerer, obj: object, name: str) -> bool:
    return any(other is obj and known == name for other, known in lo.program.assigned)


def _of_super(lo: Lowerer, owner: Super, name: str, node: gast.AST) -> Value:
    for cls in owner.classes:
        found = cls.__dict__.get(name)
        if isinstance(found, property):
            return calls.call(lo, Static(found.fget, name), [owner.owner], {}, node)
        if isinstance(found, staticmethod):  # also ``__new__``
            return Static(found.__func__, name)
        if isinstance(found, classmethod):
            return Bound(Static(found.__func__, name), _class_of(lo, owner.owner))
        if isinstance(found, types.FunctionType):
            return Bound(Static(found, f"{cls.__name__}.{name}"), owner.owner)
        if cls in (dict, list) and found is not None:
            return Bound(Static(name, name), owner.owner)
        if found is not None and name == "__init__" and cls is object:
            return Bound(Static(_nothing, "nothing"), owner.owner)
        if name == "__new__" and cls is object:
            return Static(object.__new__, "object.__new__")
        if found is object.__setattr__:
            return Bound(Static(object.__setattr__, name), owner.owner)
        if found is not None:
            lo.refuse(node, f"super().{name} is not supported", "call the function of the class by its name")
    lo.refuse(node, f"super() has no attribute {name!r}")


def _class_of(lo: Lowerer, owner: Value) -> Value:
    """The class that a class method is given."""
    if isinstance(owner, ObjectRef):
        cls: type = own_containers.class_of(lo, owner) or lo.state.heap[owner.id].cls  # type: ignore[union-attr]
        return Static(cls, cls.__name__)
    return owner


def _nothing(self: object) -> None:
    """``object.__init__``."""


# -- assigning ----------------------------------------------------------------------------------


def set_attribute(lo: Lowerer, owner: Value, name: str, value: Value, node: gast.AST) -> None:
    """``owner.name = value``: by what the class has for it, else in the state and on the object that existed before."""
    owner = maybe.present(lo, owner, node, f"has no attribute {name!r}", AttributeError)
    if library_objects.path_of(lo, owner):
        library_objects.refuse_write(lo, node)
    if isinstance(owner, ArrayRef) and lo.is_array(owner):
        writers.set_array_attribute(lo, owner, name, value, node)
        return
    if isinstance(owner, Static) and isinstance(owner.obj, (types.ModuleType, types.CellType)):
        outer.write_attribute(lo, owner, name, value, node)
        return
    own = own_containers.class_of(lo, owner)
    if own is not None and isinstance(owner, ObjectRef):
        own_containers.set_attribute(lo, owner, own, name, value, node)
        return
    several = picking.one_of_content(lo, owner)
    if several is not None:
        picking.each(lo, several, lambda one: set_attribute(lo, one, name, value, node), node)
        return
    cls = _instance_class(lo, owner, node)
    if cls is not None:
        assigner = class_attribute(cls, "__setattr__")
        if _is_frozen(cls):
            raise Raising(dataclasses.FrozenInstanceError, Const(f"cannot assign to field {name!r}"))
        if isinstance(assigner, types.FunctionType):
            calls.call(lo, Static(assigner, "__setattr__"), [owner, Num(Const(name)), value], {}, node)
            return
    set_raw(lo, owner, name, value, node)


def _is_frozen(cls: type) -> bool:
    parameters = getattr(cls, "__dataclass_params__", None)
    return bool(getattr(parameters, "frozen", False))


def _instance_class(lo: Lowerer, owner: Value, node: gast.AST) -> type | None:
    if isinstance(owner, TupleValue) and owner.cls is not None:
        raise Raising(AttributeError, Const("can't set attribute"))
    if isinstance(owner, ObjectRef):
        content = struct_content(lo, owner, node)
        return content.cls if isinstance(content, StructContent) else None
    return type(owner.obj) if isinstance(owner, Static) and _is_instance(owner.obj) else None


def _is_instance(obj: object) -> bool:
    return not is_code(obj) and attributes_of(obj) is not None


def set_raw(lo: Lowerer, owner: Value, name: str, value: Value, node: gast.AST) -> None:
    """``object.__setattr__(owner, name, value)``."""
    cls = _instance_class(lo, owner, node)
    found: Any = None if cls is None else class_attribute(cls, name)
    if isinstance(found, property):
        if found.fset is None:
            raise Raising(AttributeError, Const(f"property {name!r} of {cls.__name__!r} object has no setter"))  # type: ignore[union-attr]
        calls.call(lo, Static(found.fset, name), [owner, value], {}, node)
    elif isinstance(getattr(type(found), "__set__", None), types.FunctionType):
        setter = Static(type(found).__set__, "__set__")
        calls.call(lo, setter, [lo.from_object(found, name), owner, value], {}, node)
    else:
        _store(lo, owner, name, value, node)


def _store(lo: Lowerer, owner: Value, name: str, value: Value, node: gast.AST) -> None:
    if not isinstance(owner, ObjectRef):
        if isinstance(owner, Num):
            lo.build.effect("setattr", owner.atom, Const(name), shown(lo, value, node, name))
            return
        if isinstance(owner, Static) and _is_instance(owner.obj):
            raise Opened(owner.obj, owner.text, name)
        lo.refuse(node, "an attribute of a global object is written", "pass the object as an argument")
    content = struct_content(lo, owner, node)
    if not isinstance(content, StructContent):
        lo.refuse(node, "this object has no attributes to assign")
    if content.origin == UNDEFINED:
        lo.refuse(node, ON_SOME_PATHS, "make a copy of it before")
    if isinstance(content.origin, Free) and not _is_assigned(lo, lo.program.frees[content.origin.text], name):
        raise Opened(lo.program.frees[content.origin.text], content.origin.text, name)
    before = dict(zip(content.fields, content.items, strict=True))
    table = before | {name: value}
    if content.origin is not None and not (isinstance(value, ObjectRef) and before.get(name) == value):
        lo.build.effect("setattr", content.origin, Const(name), shown(lo, value, node, name))
    lo.state.heap[owner.id] = StructContent(content.cls, tuple(table), tuple(table.values()), content.origin)
    put_back(lo, owner.id, node, lambda: item_arg(lo, owner, node))
