"""Types as text (``d: f8[21], xs: float``) and as annotations."""

from __future__ import annotations

import re
import typing

import numpy as np

from s2sad.core.records import dataclass
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
from s2sad.types.values import dtype_code

__all__ = ["Literal", "annotation_type", "parse_types"]

NAMES: dict[str, Type] = {
    "float": ScalarType("float"),
    "int": ScalarType("int"),
    "bool": ScalarType("bool"),
    "complex": ScalarType("complex"),
    "str": StringType(),
    "None": NoneType(),
    "dict": OpaqueType("dict"),
    "object": OpaqueType("object"),
    "list": ListType(Unknown()),
    "array": ArrayType(None, None),
    "ndarray": ArrayType(None, None),
    "Any": Unknown(),
}
TOKEN = re.compile(r"""\s*(?:(?P<word>[A-Za-z_][\w.]*|\d+|\.\.\.|'[^']*'|"[^"]*")|(?P<mark>[\[\](),:*+-]))""")


@dataclass(frozen=True)
class Literal:
    """A text that an argument is, in the place of its type."""

    value: str


def parse_types(text: str) -> dict[str, Type | Literal]:
    """Read the types of arguments; a letter in a shape stands for a size of at least 2, the same wherever it stands.

    A text in quotes is an argument itself: ``method: 'rk4'``.

    >>> types = parse_types("d: f8[21], xs: float, A: f8[n, m], s: list[float], ...")
    >>> types["xs"], str(types["A"].shape[0])
    (ScalarType(dtype='float', value=None), '$n')
    """
    return _Parser(text).parameters()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[str] = []
        place = 0
        while text[place:].strip():
            match = TOKEN.match(text, place)
            if match is None:
                raise ValueError(f"cannot read {text[place:].strip()!r} in the types {text!r}")
            self.tokens.append(match["word"] or match["mark"])
            place = match.end()
        self.place = 0

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.peek()
        if not token or (expected and token != expected):
            what = f"{expected!r}" if expected else "more"
            rest = " ".join(self.tokens[self.place :]) or "the end"
            raise ValueError(f"expected {what} before {rest!r} in the types {self.text!r}")
        self.place += 1
        return token

    def parameters(self) -> dict[str, Type | Literal]:
        found: dict[str, Type | Literal] = {}
        while self.peek():
            if self.peek() == "...":
                self.take()
                if self.peek():
                    raise ValueError(f"nothing may come after '...' in the types {self.text!r}")
                break
            name = self.take()
            if not name.isidentifier() or name in found:
                raise ValueError(f"{name!r} cannot be the name of another argument in the types {self.text!r}")
            self.take(":")
            is_text = self.peek()[:1] in ("'", '"')
            found[name] = Literal(self.take()[1:-1]) if is_text else self.type()
            if self.peek():
                self.take(",")
        return found

    def type(self) -> Type:
        word = self.take()
        if word in ("list", "List") and self.peek() == "[":
            (element,) = self.bracket(1)
            return ListType(element)
        if word in ("tuple", "Tuple") and self.peek() == "[":
            return TupleType(tuple(self.bracket()))
        if word == "dict" and self.peek() == "[":
            self.bracket(2)
            return OpaqueType("dict")
        code = _code(word)
        if self.peek() == "[" and (code is not None or word in ("array", "ndarray")):
            return ArrayType(code, self.shape())
        if code is not None:
            return ScalarType(code)
        if word.rpartition(".")[2] in NAMES:
            return NAMES[word.rpartition(".")[2]]
        raise ValueError(
            f"{word!r} is not a type in the types {self.text!r}: "
            "write float, int, bool, complex, str, list[...], tuple[...], dict, or an array such as f8[n, 3]"
        )

    def bracket(self, count: int | None = None) -> list[Type]:
        self.take("[")
        items = []
        while self.peek() != "]":
            items.append(self.type())
            if self.peek() != "]":
                self.take(",")
        self.take("]")
        if count is not None and len(items) != count:
            raise ValueError(
                f"expected {count} types inside the brackets, found {len(items)}, in the types {self.text!r}"
            )
        return items

    def shape(self) -> tuple[Dim, ...] | None:
        self.take("[")
        if self.peek() == "...":
            self.take()
            self.take("]")
            return None
        sizes = []
        while self.peek() != "]":
            sizes.append(self.size())
            if self.peek() != "]":
                self.take(",")
        self.take("]")
        return tuple(sizes)

    def size(self) -> Dim:
        total = self.product()
        while self.peek() in ("+", "-"):
            sign = 1 if self.take() == "+" else -1
            total = total + self.product() * sign
        return total

    def product(self) -> Dim:
        total = self.factor()
        while self.peek() == "*":
            self.take()
            total = total * self.factor()
        return total

    def factor(self) -> Dim:
        word = self.take()
        if word.isdigit():
            return Dim.const(int(word))
        if word.isidentifier():
            return Dim.symbol(f"${word}")
        raise ValueError(f"{word!r} is not a size in the types {self.text!r}")


def _code(word: str) -> str | None:
    """The code of a NumPy dtype, by code or by name."""
    if word in ("float", "int", "bool", "complex", "str", "object", "list", "dict") or word.isdigit():
        return None
    try:
        return dtype_code(np.dtype(word.rpartition(".")[2]))
    except TypeError:
        return None


def annotation_type(annotation: object) -> Type | None:
    """The type that an annotation promises, None where it promises nothing.

    >>> annotation_type(float), annotation_type("np.ndarray"), annotation_type("Iterable[float]")
    (ScalarType(dtype='float', value=None), ArrayType(dtype=None, shape=None, contiguous=False), None)
    """
    if isinstance(annotation, str):
        return _annotation_text(annotation)
    if annotation is np.ndarray:
        return ArrayType(None, None)
    if isinstance(annotation, type) and annotation in (float, int, bool, complex, str):
        return NAMES[annotation.__name__]
    if isinstance(annotation, type) and issubclass(annotation, np.generic):
        code = _code(annotation.__name__)
        return None if code is None else ScalarType(code)
    if getattr(typing.get_origin(annotation), "__name__", "") == "NDArray":  # an alias of its own from NumPy 2.5 on
        (scalar,) = typing.get_args(annotation)
        return ArrayType(_code(getattr(scalar, "__name__", "")), None)
    if typing.get_origin(annotation) is np.ndarray:
        inner = [arg for part in typing.get_args(annotation)[1:] for arg in typing.get_args(part)]
        known = [arg for arg in inner if isinstance(arg, type) and issubclass(arg, np.generic)]
        return ArrayType(_code(known[0].__name__) if known else None, None)
    return None


def _annotation_text(text: str) -> Type | None:
    name = text.strip().strip("'\"")
    if name in ("float", "int", "bool", "complex", "str"):
        return NAMES[name]
    if name.rpartition(".")[2] == "ndarray":
        return ArrayType(None, None)
    match = re.fullmatch(r"(?:[\w.]+\.)?NDArray\[(?:[\w.]+\.)?(\w+)\]", name)
    return ArrayType(_code(match[1]), None) if match else None
