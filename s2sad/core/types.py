"""What s2sad can know of a value: its Python type, dtype, rank and symbolic shape.

A dimension is a polynomial with integer coefficients over symbols, so that ``a[1:]`` and
``a[:-1]`` are known to have one length.  Knowledge is optional: `Unknown` stands for any number
or array.
"""

from __future__ import annotations

from collections.abc import Mapping

from s2sad.core.records import dataclass

__all__ = [
    "ArrayType",
    "SEVERAL",
    "DictType",
    "Dim",
    "ListType",
    "NoneType",
    "OpaqueType",
    "ScalarType",
    "StringType",
    "TupleType",
    "Type",
    "Unknown",
    "known_shape",
    "part_of",
]

Monomial = tuple[str, ...]


@dataclass(frozen=True)
class Dim:
    """``sum(coefficient * product(symbols))``, in canonical order.

    >>> n = Dim.symbol("n")
    >>> (n - 1) + 1 == n, str(n * 2 - 1)
    (True, '2*n - 1')
    """

    terms: tuple[tuple[Monomial, int], ...] = ()

    @staticmethod
    def const(value: int) -> Dim:
        return Dim((((), value),) if value else ())

    @staticmethod
    def symbol(name: str) -> Dim:
        return Dim((((name,), 1),))

    @staticmethod
    def _of(table: Mapping[Monomial, int]) -> Dim:
        return Dim(tuple(sorted((m, c) for m, c in table.items() if c)))

    def __add__(self, other: Dim | int) -> Dim:
        other = other if isinstance(other, Dim) else Dim.const(other)
        table = dict(self.terms)
        for monomial, coefficient in other.terms:
            table[monomial] = table.get(monomial, 0) + coefficient
        return Dim._of(table)

    def __mul__(self, other: Dim | int) -> Dim:
        other = other if isinstance(other, Dim) else Dim.const(other)
        table: dict[Monomial, int] = {}
        for m1, c1 in self.terms:
            for m2, c2 in other.terms:
                monomial = tuple(sorted(m1 + m2))
                table[monomial] = table.get(monomial, 0) + c1 * c2
        return Dim._of(table)

    def __neg__(self) -> Dim:
        return self * -1

    def __sub__(self, other: Dim | int) -> Dim:
        return self + (-other)

    @property
    def value(self) -> int | None:
        """The number, where the dimension is one."""
        if not self.terms:
            return 0
        if len(self.terms) == 1 and self.terms[0][0] == ():
            return self.terms[0][1]
        return None

    @property
    def symbols(self) -> frozenset[str]:
        return frozenset(s for monomial, _ in self.terms for s in monomial)

    def evaluate(self, world: Mapping[str, int]) -> int:
        """The number in a world that gives each symbol a value."""
        total = 0
        for monomial, coefficient in self.terms:
            for symbol in monomial:
                coefficient *= world[symbol]
            total += coefficient
        return total

    def __str__(self) -> str:
        if self.value is not None:
            return str(self.value)
        text = ""
        for monomial, c in sorted(self.terms, key=lambda t: (-len(t[0]), t[0])):
            body = "*".join(([] if abs(c) == 1 and monomial else [str(abs(c))]) + list(monomial))
            text += (" - " if c < 0 else " + ") + body if text else ("-" if c < 0 else "") + body
        return text


@dataclass(frozen=True)
class ScalarType:
    """A Python or NumPy scalar.

    `dtype` is ``bool int float complex`` for Python's own and NumPy's short code (``f8``, ``i8``, ``b1``, ``c16``) for
    NumPy's.  An integer may carry its value as a `Dim`.
    """

    dtype: str
    value: Dim | None = None

    @property
    def python(self) -> bool:
        return self.dtype in ("bool", "int", "float", "complex")

    @property
    def kind(self) -> str:
        """One of ``b i f c``, as ``numpy.dtype.kind`` has it (``u`` counts as ``i``)."""
        return "i" if self.dtype[0] == "u" else self.dtype[0]


@dataclass(frozen=True)
class ArrayType:
    """An ndarray.  `dtype` is NumPy's short code (``f8``) or None; `shape` is None where not even the rank is known.

    `contiguous` says that the memory is C-contiguous for certain.
    """

    dtype: str | None
    shape: tuple[Dim, ...] | None
    contiguous: bool = False

    @property
    def kind(self) -> str | None:
        return None if self.dtype is None else ("i" if self.dtype[0] == "u" else self.dtype[0])


SEVERAL = "several"
"""The nature of a container that is of one nature or of another."""


@dataclass(frozen=True)
class ListType:
    """A list whose length changes; `element` is the type of all its elements.

    The `nature` of what stands in another container says what Python has it as, if that is no plain list or dict.
    """

    element: Type
    length: Dim | None = None
    nature: object = None


@dataclass(frozen=True)
class DictType(ListType):
    """A dict of which only the run knows the keys: values of one type, reached by keys instead of places.

    Its `length` is 0 where it is certainly empty, else None.
    """

    key: Type | None = None


@dataclass(frozen=True)
class LongTupleType(ListType):
    """A tuple of which only the run knows how long it is."""


@dataclass(frozen=True)
class TupleType:
    """A tuple (``list=True``: a list) whose length is known, such as ``x.shape`` or the result of `slogdet`.

    With `cls` an instance of a class of the user, whose `fields` are the items; of `dict`, a dict with these keys.
    """

    items: tuple[Type, ...]
    list: bool = False
    cls: type | None = None
    fields: tuple[str, ...] = ()


def part_of(kind: TupleType, place: int) -> tuple[str, int | str]:
    """The primitive that takes a part out of a value of this type, and what it is given: a place, a field or a key."""
    if not kind.fields:
        return "operator.getitem", place
    return "operator.getitem" if kind.cls is dict else "getattr", kind.fields[place]


@dataclass(frozen=True)
class StringType:
    pass


@dataclass(frozen=True)
class NoneType:
    pass


@dataclass(frozen=True)
class OpaqueType:
    """A Python object that is no number: never varied.

    The label of an object of which rules speak is how it was made, and behind a colon the dtype of what is in it.
    """

    label: str = "object"

    @property
    def path(self) -> str:
        return self.label.partition(":")[0]

    @property
    def dtype(self) -> str | None:
        return self.label.partition(":")[2] or None


@dataclass(frozen=True)
class Unknown:
    """Any number or array of numbers.  Two unknowns with one `shape_of` have one shape; `kind` as for arrays."""

    shape_of: str | None = None
    kind: str | None = None


Type = ScalarType | ArrayType | ListType | TupleType | StringType | NoneType | OpaqueType | Unknown


def known_shape(kind: Type) -> tuple[Dim, ...] | None:
    """The shape of a scalar or array, None where it is not known.

    >>> known_shape(ScalarType("float"))
    ()
    """
    if isinstance(kind, ScalarType):
        return ()
    return kind.shape if isinstance(kind, ArrayType) else None
