"""What holds even where nothing is known of the arguments."""

from __future__ import annotations

from s2sad.core.nodes import Arg, Call, Name
from s2sad.core.types import ArrayType, OpaqueType, ScalarType, StringType, TupleType, Type, Unknown
from s2sad.types.resolve import elementwise_call, writes_out
from s2sad.types.view import Inferred, View

__all__ = ["is_fresh", "unknown_result"]

REDUCTIONS = frozenset(
    "numpy." + name
    for name in "sum mean prod max min amax amin var std median ptp nansum nanmean nanmax nanmin nanprod".split()
)
INDEXES = frozenset(
    "numpy.argmax numpy.argmin numpy.count_nonzero numpy.size numpy.ndim builtins.len "
    "bisect.bisect_left bisect.bisect_right".split()
)
TRUTHS = frozenset(["numpy.all", "numpy.any", "numpy.allclose", "numpy.array_equal"])
COMPARISONS = frozenset(
    "operator.eq operator.ne operator.lt operator.le operator.gt operator.ge numpy.equal numpy.not_equal numpy.less "
    "numpy.less_equal numpy.greater numpy.greater_equal numpy.isfinite numpy.isnan numpy.isinf numpy.logical_not "
    "numpy.logical_and numpy.logical_or numpy.logical_xor numpy.signbit numpy.isclose".split()
)
ARITHMETIC = frozenset(
    "operator.add operator.sub operator.mul operator.truediv operator.pow operator.neg operator.pos numpy.conj "
    "numpy.conjugate numpy.exp".split()
)
REAL = frozenset("numpy.absolute numpy.abs numpy.real numpy.imag numpy.angle numpy.hypot numpy.arctan2".split())
PREDICATES = frozenset(
    "operator.is_ operator.is_not operator.contains operator.not_ builtins.isinstance builtins.callable "
    "builtins.hasattr builtins.bool builtins.all builtins.any builtins.issubclass".split()
)
CASTS = {"builtins.float": "float", "builtins.int": "int", "builtins.complex": "complex"}
STRINGS = frozenset(["format", "builtins.str", "builtins.repr", "builtins.format", "builtins.chr", "builtins.ascii"])
PARTS = {
    "numpy.divmod": 2, "builtins.divmod": 2, "numpy.modf": 2, "numpy.frexp": 2, "numpy.polydiv": 2,
    "numpy.linalg.slogdet": 2, "numpy.linalg.eig": 2, "numpy.linalg.eigh": 2, "numpy.linalg.lstsq": 4,
}  # fmt: skip
"""How many parts a result has that is a tuple."""
WALKERS = frozenset(["numpy.nditer", "numpy.broadcast", "numpy.nested_iters"])
"""What gives an object that has arrays inside."""
ONE_FOR_EACH = frozenset(["numpy.meshgrid", "numpy.broadcast_arrays", "numpy.ix_"])
# the result is a view of the argument, or the argument itself, at least for some arguments
VIEWS = frozenset(
    "numpy." + name
    for name in "reshape ravel transpose swapaxes moveaxis rollaxis squeeze expand_dims atleast_1d atleast_2d "
    "atleast_3d broadcast_to broadcast_arrays asarray asanyarray ascontiguousarray asfortranarray array real imag "
    "diagonal diag flip fliplr flipud rot90 split array_split hsplit vsplit dsplit require nan_to_num "
    "real_if_close matrix_transpose permute_dims unstack astype meshgrid ix_ trim_zeros asarray_chkfinite "
    "asmatrix einsum from_dlpack frombuffer linalg.diagonal linalg.matrix_transpose ndarray.view".split()
)
# numpy functions outside of this make their own memory
OF_SETS = frozenset(f"operator.{name}" for name in ("sub", "and_", "or_", "xor"))
FRESH_PACKAGES = ("numpy.", "math.", "cmath.")


def is_fresh(call: Call) -> bool:
    """Whether an operation makes its own memory whatever its arguments are."""
    prim = call.prim
    if writes_out(call):
        return False
    if prim.startswith("operator."):
        return prim not in ("operator.getitem", "operator.add", "operator.mul")
    if prim == "numpy.array":
        return not any(key == "copy" for key, _ in call.keywords)
    return prim not in VIEWS and prim.startswith(FRESH_PACKAGES) and not prim.startswith("numpy.lib.")


def unknown_result(view: View) -> Inferred:
    """The little that is certain of a result whose arguments are not known, or not well enough."""
    prim = view.call.prim
    if prim in STRINGS:
        return Inferred(StringType())
    if prim in PREDICATES:
        return Inferred(ScalarType("bool"))
    if prim in CASTS:
        return Inferred(ScalarType(CASTS[prim]))
    if prim == "numpy.shape":
        return Inferred(Unknown(kind="i"))
    if prim in OF_SETS and all(isinstance(kind, OpaqueType) for kind in view.args):
        return Inferred(view.args[0])
    if prim in WALKERS:
        return Inferred(OpaqueType("object"), view.memory())
    reduced = _reduced(view)
    if reduced is not None:
        return Inferred(reduced)
    parts = len(view.call.args) if prim in ONE_FOR_EACH else PARTS.get(prim, 0)
    if parts:
        part = Unknown() if elementwise_call(view.call) is None else Unknown(_same_shape(view))
        return Inferred(TupleType((part,) * parts), () if is_fresh(view.call) else view.memory())
    if elementwise_call(view.call) is not None:
        numbers = all(isinstance(k, (Unknown, ArrayType, ScalarType)) for k in view.args)
        shares = () if prim not in VIEWS and numbers else view.memory()
        return Inferred(Unknown(_same_shape(view), _kind(view)), shares)
    return Inferred(Unknown(), () if is_fresh(view.call) else view.memory())


def _reduced(view: View) -> Type | None:
    """The scalar that a reduction over everything gives."""
    prim = view.call.prim
    if prim in INDEXES and prim not in ("numpy.argmax", "numpy.argmin", "numpy.count_nonzero"):
        whole = len(view.call.args) == 1 and not view.keywords
        return ScalarType("int", view.result_symbol("value") if whole else None)
    if len(view.call.args) != 1 or view.keywords or not view.args:
        return None
    if prim in INDEXES:
        return ScalarType("i8")
    if prim in TRUTHS:
        return ScalarType("b1")
    if prim not in REDUCTIONS or (getattr(view.args[0], "kind", None) is None and view.program.has_complex):
        return None
    return _reduction_type(prim.rpartition(".")[2], view.args[0])


def _reduction_type(name: str, kind: Type) -> ScalarType:
    dtype = kind.dtype if isinstance(kind, ArrayType) else None
    family = getattr(kind, "kind", None) or "f"
    if dtype is not None and (name in ("max", "min", "amax", "amin") or (family == "f" and name != "count")):
        return ScalarType(dtype)
    if family in "ib":
        return ScalarType(
            "i8" if name in ("sum", "prod", "max", "min", "amax", "amin", "ptp", "nansum", "nanprod") else "f8"
        )
    if family == "c" and name not in ("var", "std"):
        return ScalarType(dtype or "c16")
    return ScalarType("f8")


def _kind(view: View) -> str | None:
    if view.call.prim in COMPARISONS:
        return "b"
    if view.call.prim in REAL:
        return "f"
    kinds = {getattr(kind, "kind", None) for kind in view.args}
    if view.call.prim in ARITHMETIC and "f" in kinds <= {"f", "i", "b"}:
        return "f"
    return "c" if "c" in kinds and view.call.prim in ARITHMETIC else None


def _same_shape(view: View) -> str | None:
    """The name that the result has the shape of: all operands are scalars or have that one shape."""
    shapes = set()
    for arg, kind in zip(view.call.args, view.args, strict=True):
        if isinstance(kind, ScalarType) or (isinstance(kind, ArrayType) and kind.shape == ()):
            continue
        shape = _shape_name(arg, kind)
        if shape is None:
            return None
        shapes.add(shape)
    if len(shapes) != 1:
        return None
    view.named = True
    return shapes.pop()


def _shape_name(arg: Arg, kind: Type) -> str | None:
    if isinstance(kind, Unknown) and kind.shape_of is not None:
        return kind.shape_of
    unknown = isinstance(kind, Unknown) or (isinstance(kind, ArrayType) and kind.shape is None)
    return arg.id if unknown and isinstance(arg, Name) else None
