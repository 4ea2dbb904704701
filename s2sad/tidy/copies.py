"""Statements that copy a value, as its type asks."""

from __future__ import annotations

from s2sad.core.nodes import Arg, Atom, Call, Free, Let, Name, Origin, TupleArg
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, DictType, ListType, LongTupleType, ScalarType, TupleType, Type, Unknown
from s2sad.types.view import holds_memory, type_of_arg

__all__ = ["base_of", "copied", "copying", "is_unchanging", "let"]


def base_of(name: str) -> str:
    """What a copy of a name (``$text`` for a free name) is called."""
    base = name.removeprefix("$").partition("@")[0]
    return base if base.isidentifier() else "t"


def let(program: Program, base: str, kind: Type, call: Call, origin: Origin | None = None) -> Let:
    """A new value that only a derivative computes."""
    return Let(program.fresh(base, kind), call, origin, primal=False)


def copied(name: str, program: Program, origin: Origin | None = None, deep: bool = False) -> tuple[list[Let], Name]:
    """Statements that make a copy of a value, and the name of the copy; `deep` for what is inside a list too.

    >>> from s2sad.core.show import show_block
    >>> from s2sad.core.types import Dim
    >>> program = Program(types={"x": ArrayType("f8", (Dim.symbol("n"),))}, counters={"x": 1})
    >>> print(show_block(tuple(copied("x", program)[0])))
    x@1 := numpy.copy.method(x)
    """
    atom: Atom = Free(name[1:]) if name.startswith("$") else Name(name)
    kind = type_of_arg(atom, program) if isinstance(atom, Free) else program.type_of(name)
    base = base_of(name)
    if isinstance(kind, ArrayType):
        kind = ArrayType(kind.dtype, kind.shape, True)
        made = [let(program, base, kind, Call("numpy.copy", (atom,), (), "method"), origin)]
    elif isinstance(kind, Unknown):
        array = let(program, base, kind, Call("numpy.copy", (atom,)), origin)
        index: Arg = TupleArg(())
        made = [array, let(program, base, kind, Call("operator.getitem", (Name(array.name), index)), origin)]
        program.shares[made[1].name] = (array.name,)
    elif not deep and (isinstance(kind, ListType) or (isinstance(kind, TupleType) and kind.list)):
        prims = {DictType: "builtins.dict", LongTupleType: "builtins.tuple"}
        prim = prims.get(type(kind), "builtins.list")
        made = [let(program, base, kind, Call(prim, (atom,)), origin)]
        program.shares[made[0].name] = (name,)
    else:
        made = [let(program, base, kind, Call("copy.deepcopy", (atom,)), origin)]
    return made, Name(made[-1].name)


def is_unchanging(kind: Type) -> bool:
    """Whether nothing can write into such a value: a tuple of numbers."""
    return isinstance(kind, LongTupleType) and not holds_memory(kind.element)


def copying(name: str, kind: Type, unbound: bool = False) -> Call:
    """The call that copies an array, a list of numbers or a dict for a tape; `unbound`: it may be None."""
    if isinstance(kind, LongTupleType):
        return Call("copy.deepcopy", (Name(name),))
    if isinstance(kind, DictType):
        plain = isinstance(kind.element, ScalarType) and not unbound
        return Call("builtins.dict" if plain else "copy.deepcopy", (Name(name),))
    if unbound and isinstance(kind, ListType):
        return Call("list.given", (Name(name),))
    spelling = "" if isinstance(kind, Unknown) else "method"  # an unknown may be a scalar
    return Call("numpy.copy", (Name(name),), (), spelling)
