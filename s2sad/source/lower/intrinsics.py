"""Fold the intrinsics of the rule texts where the types are known: expand, reduce, zeros.

A tangent or adjoint may be smaller than its primal as long as it broadcasts to it; these three
are the only places that have to know.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from s2sad.core.nodes import Arg, Atom, Const, Free, Name, TupleArg
from s2sad.core.types import ArrayType, Dim, ListType, ScalarType, Type, Unknown, known_shape
from s2sad.types import never_one

if TYPE_CHECKING:
    from s2sad.source.lower.builder import Builder

__all__ = ["INTRINSICS", "same_shape", "shape_of"]


def same_shape(a: Type, b: Type) -> bool:
    """Whether two values, of which the second broadcasts to the first, have one shape for certain."""
    if isinstance(a, Unknown) and isinstance(b, Unknown):
        return a.shape_of is not None and a.shape_of == b.shape_of
    sa, sb = known_shape(a), known_shape(b)
    if sa is None or sb is None or len(sa) != len(sb):
        return False
    return all(m == n or never_one(n) for m, n in zip(sa, sb, strict=True))


def shape_of(build: Builder, x: Arg) -> Arg:
    """An argument that is the shape of `x`."""
    return build.emit("numpy.shape", x, spelling="attribute" if isinstance(build.type_of(x), ArrayType) else "")


def _atom(arg: Arg) -> Atom | None:
    return arg if isinstance(arg, (Name, Const, Free)) else None


def _expand(build: Builder, d: Arg, x: Arg) -> Atom | None:
    kind, like = build.type_of(d), build.type_of(x)
    if isinstance(kind, ListType) and isinstance(kind.element, ScalarType):  # a list has no arithmetic
        made = build.emit("numpy.array", d)
        return made if isinstance(like, ListType) else build.emit("s2sad.expand", made, x)
    if same_shape(like, kind):
        return _atom(d)
    if known_shape(like) is None or known_shape(kind) is None:
        return None
    if known_shape(kind) == ():
        return _filled(build, d, x, like)
    return build.emit("numpy.broadcast_to", d, shape_of(build, x))


def _filled(build: Builder, d: Arg, x: Arg, like: Type) -> Atom | None:
    """A number for each element; a literal has no width of its own and takes that of `x`."""
    if d == Const(0.0) and (made := _zeros(build, x)) is not None:
        return made
    wide = not isinstance(d, Const) or getattr(like, "dtype", None) in ("f8", None)
    width = () if wide else (("dtype", build.emit("ndarray.dtype", x, spelling="attribute")),)
    return build.emit("numpy.full", shape_of(build, x), d, keywords=width)


def _zeros(build: Builder, x: Arg) -> Atom | None:
    kind = build.type_of(x)
    if isinstance(kind, ScalarType):
        return Const(0.0)
    if not isinstance(kind, ArrayType) or kind.dtype is None or kind.shape is None:
        return None
    if kind.dtype == "f8":
        return build.emit("numpy.zeros", shape_of(build, x))
    return build.emit("numpy.zeros", shape_of(build, x), build.emit("ndarray.dtype", x, spelling="attribute"))


def _reduce(build: Builder, d: Arg, z: Arg, x: Arg) -> Atom | None:
    kd, kz, kx = build.type_of(d), build.type_of(z), build.type_of(x)
    if getattr(kd, "kind", None) in ("c", None) and getattr(kx, "kind", None) in ("f", "i", "b"):
        d = build.emit("numpy.real", d)
        kd = build.type_of(d)
    if same_shape(kz, kx):
        real = getattr(kd, "kind", None) in ("f", "i", "b")
        tested = _by_data(kx) and getattr(kd, "kind", None) is None
        return None if tested or (_may_be_real(build, kx) and not real) else _atom(d)
    shape_z, shape_x, shape_d = known_shape(kz), known_shape(kx), known_shape(kd)
    if shape_z is None or shape_x is None or shape_d is None:
        return None
    return _reduce_known(build, d, z, shape_d, shape_z, shape_x)


def _may_be_real(build: Builder, kind: Type) -> bool:
    """Whether only the run knows if a value is real, in a program that has complex numbers."""
    return build.program.has_complex and isinstance(kind, Unknown) and kind.kind is None


def _by_data(kind: Type) -> bool:
    """Whether an array is real or complex by what is in it, as eigenvalues are."""
    return isinstance(kind, ArrayType) and kind.dtype is None


Shape = tuple[Dim, ...]


def _reduce_known(build: Builder, d: Arg, z: Arg, shape_d: Shape, shape_z: Shape, shape_x: Shape) -> Atom | None:
    shape_x = shape_x[max(0, len(shape_x) - len(shape_z)) :]  # what is stored may have axes of length 1 before those
    lead = len(shape_z) - len(shape_x)
    pairs = list(zip(shape_z[lead:], shape_x, strict=True))
    if any(a != b and b.value != 1 and not never_one(b) for a, b in pairs):
        return None
    kept = tuple(lead + i for i, (a, b) in enumerate(pairs) if a != b and b.value == 1)
    if shape_d == () or (not kept and shape_d == shape_z[lead:]):
        return _times_extent(build, d, z, shape_z, tuple(range(lead)) + kept)
    if shape_d != shape_z:
        d = _expand(build, d, z) or d
    if lead:
        axes: Arg = Const(0) if lead == 1 else TupleArg(tuple(Const(i) for i in range(lead)))
        everything = lead == len(shape_z)
        d = build.emit("numpy.sum", d, keywords=() if everything else (("axis", axes),))
    if kept:
        axes = TupleArg(tuple(Const(i - lead) for i in kept)) if len(kept) > 1 else Const(kept[0] - lead)
        d = build.emit("numpy.sum", d, keywords=(("axis", axes), ("keepdims", Const(True))))
    return _atom(d)


def _times_extent(build: Builder, d: Arg, z: Arg, shape_z: Shape, axes: tuple[int, ...]) -> Atom | None:
    if len(axes) == len(shape_z):
        return build.emit("operator.mul", d, build.emit("numpy.size", z, spelling="attribute"))
    shape = shape_of(build, z)
    for axis in axes:
        d = build.emit("operator.mul", d, build.emit("operator.getitem", shape, Const(axis)))
    return _atom(d)


INTRINSICS: dict[str, Callable[..., Atom | None]] = {
    "s2sad.expand": _expand,
    "s2sad.reduce": _reduce,
    "s2sad.zeros": _zeros,
}
