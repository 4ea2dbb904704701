"""A call together with the types of its arguments, as the inference rules see it."""

from __future__ import annotations

from collections.abc import Iterator

from s2sad.core.nodes import Arg, Call, Const, Free, Name, StructArg, TupleArg, atoms_of
from s2sad.core.program import Program
from s2sad.core.records import dataclass, field, replace
from s2sad.core.types import (
    ArrayType,
    Dim,
    ListType,
    NoneType,
    OpaqueType,
    ScalarType,
    StringType,
    TupleType,
    Type,
    Unknown,
)
from s2sad.types.values import free_type

__all__ = ["Inferred", "View", "as_array", "constant_type", "holds_memory", "numpy_code", "type_of_arg"]


@dataclass(frozen=True)
class Inferred:
    """The type of a result, and the names among the arguments whose memory it may be."""

    type: Type
    shares: tuple[str, ...] = ()


def constant_type(value: object) -> Type:
    """The type of a literal; an int knows its value."""
    if value is None:
        return NoneType()
    if isinstance(value, (bool, float, complex)):
        return ScalarType(type(value).__name__)
    if isinstance(value, int):
        return ScalarType("int", Dim.const(value))
    return StringType() if isinstance(value, str) else OpaqueType(type(value).__name__)


def named_type(name: str, program: Program) -> Type:
    """The type of a name; an integer or a length that is not known is called by the name."""
    return _called(program.types.get(name, Unknown()), name)


def _called(kind: Type, name: str) -> Type:
    if isinstance(kind, ScalarType) and kind.value is None and kind.kind == "i":
        return ScalarType(kind.dtype, Dim.symbol(name))
    if type(kind) is ListType and kind.length is None:
        return ListType(kind.element, Dim.symbol(f"~len({name})"), kind.nature)
    if isinstance(kind, TupleType):
        return replace(kind, items=tuple(_called(item, f"{name}[{i}]") for i, item in enumerate(kind.items)))
    return kind


def type_of_arg(arg: Arg, program: Program) -> Type:
    """The type of an argument, composite ones included."""
    if isinstance(arg, Name):
        return named_type(arg.id, program)
    if isinstance(arg, Const):
        return constant_type(arg.value)
    if isinstance(arg, TupleArg):
        return TupleType(tuple(type_of_arg(item, program) for item in arg.items), arg.list)
    if isinstance(arg, StructArg):
        cls = program.frees.get(arg.cls.text)
        items = tuple(type_of_arg(item, program) for item in arg.items)
        return TupleType(items, False, cls if isinstance(cls, type) else None, arg.fields)
    if isinstance(arg, Free):
        return _called(free_type(arg.text, program.frees.get(arg.text, Ellipsis)), f"@{arg.text}")
    return OpaqueType(type(arg).__name__.removesuffix("Arg").lower())


def holds_memory(kind: Type) -> bool:
    """Whether a value of this type can be, or can contain, an array or a list."""
    if isinstance(kind, TupleType):
        return kind.list or any(holds_memory(item) for item in kind.items)
    return isinstance(kind, (ArrayType, ListType, OpaqueType, Unknown)) and not (
        isinstance(kind, OpaqueType)
        and kind.label in ("range", "slice", "type", "function", "module", "ufunc", "dtype")
    )


@dataclass
class View:
    """`named` is set by a rule whose answer depends on what the arguments are called, not only on their types."""

    call: Call
    program: Program
    args: tuple[Type, ...]
    keywords: dict[str, Type] = field(default_factory=dict)
    named: bool = False

    @staticmethod
    def of(call: Call, program: Program) -> View:
        args = tuple(type_of_arg(arg, program) for arg in call.args)
        return View(
            call, program, args, {k: type_of_arg(v, program) for k, v in call.keywords} if call.keywords else {}
        )

    @property
    def types(self) -> Iterator[Type]:
        yield from self.args
        yield from self.keywords.values()

    def arg(self, position: int, keyword: str = "") -> Arg | None:
        """The argument at a position or under a keyword, None where it is not given."""
        if position < len(self.call.args):
            return self.call.args[position]
        return next((value for key, value in self.call.keywords if key == keyword), None)

    def kind(self, position: int, keyword: str = "") -> Type | None:
        arg = self.arg(position, keyword)
        return None if arg is None else type_of_arg(arg, self.program)

    def memory(self) -> tuple[str, ...]:
        """The names among the arguments that can hold memory."""
        return self.memory_of(*self.call.args, *(value for _, value in self.call.keywords))

    def memory_of(self, *arguments: Arg) -> tuple[str, ...]:
        """The names in some arguments that can hold memory."""
        names = (atom.id for arg in arguments for atom in atoms_of(arg) if isinstance(atom, Name))
        return tuple(dict.fromkeys(n for n in names if holds_memory(self.program.types.get(n, Unknown()))))

    def text(self, arg: Arg | None) -> str:
        """What an argument is called in the name of a symbol."""
        self.named = True
        if isinstance(arg, Name):
            return arg.id
        if isinstance(arg, Const):
            return repr(arg.value)
        if isinstance(arg, TupleArg):
            return f"({', '.join(map(self.text, arg.items))})"
        return arg.text if isinstance(arg, Free) else str(arg)

    def result_symbol(self, axis: int | str) -> Dim:
        """A size of the result that nothing is known of, but that the same call always has."""
        texts = [*map(self.text, self.call.args), *(f"{k}={self.text(v)}" for k, v in self.call.keywords)]
        return Dim.symbol(f"~{self.call.prim}({', '.join(texts)}).{axis}")


def as_array(kind: Type | None) -> tuple[str | None, tuple[Dim, ...]] | None:
    """Dtype and shape of what NumPy takes for an array, None where the shape is not known.

    >>> as_array(TupleType((ScalarType("float"), ScalarType("int"))))[0]
    'float'
    """
    if isinstance(kind, ScalarType):
        return kind.dtype, ()
    if isinstance(kind, ArrayType):
        return None if kind.shape is None else (kind.dtype, kind.shape)
    if isinstance(kind, ListType) and kind.length is not None:
        inner = as_array(kind.element)
        return (
            None if inner is None or any("*" in d.symbols for d in inner[1]) else (inner[0], (kind.length, *inner[1]))
        )
    if isinstance(kind, TupleType) and kind.items:
        inners = [as_array(item) for item in kind.items]
        first = inners[0]
        if first is None or any(i is None or i[1] != first[1] for i in inners):
            return None
        dtypes = [i[0] for i in inners if i is not None]
        order = ["bool", "int", "float", "complex"]
        if len(set(dtypes)) == 1:
            dtype = dtypes[0]
        else:
            dtype = max(dtypes, key=lambda d: order.index(d or "")) if all(d in order for d in dtypes) else None
        return dtype, (Dim.const(len(inners)), *first[1])
    return None


def numpy_code(dtype: str) -> str:
    """The dtype of an array of such scalars."""
    return {"bool": "b1", "int": "i8", "float": "f8", "complex": "c16"}.get(dtype, dtype)
