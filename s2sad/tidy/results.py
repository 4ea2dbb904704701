"""What a derivative returns is the caller's to write in: it is no memory of an argument, nor of another result."""

from __future__ import annotations

from s2sad.core.nodes import Arg, Atom, Free, Function, Let, Name
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.types import ArrayType
from s2sad.core.walk import map_arg
from s2sad.facts.sharing import Handle, Sharing
from s2sad.tidy.copies import copied
from s2sad.types.view import type_of_arg

__all__ = ["own_results"]


def own_results(function: Function, program: Program) -> Function:
    """The function with a copy of each result that may be memory of a parameter, of a global or of a result before it.

    >>> from s2sad.core.nodes import Param, TupleArg
    >>> from s2sad.core.show import show
    >>> from s2sad.core.types import ArrayType
    >>> program = Program(types={"x": ArrayType("f8", None)}, counters={"x": 1})
    >>> print(show(own_results(Function("f", (Param("x"),), (), TupleArg((Name("x"),))), program)))
    f(x):
        x@1 := numpy.copy.method(x)
        return (x@1,)
    """
    sharing = Sharing(function, program)
    added: list[Let] = []
    taken: list[Handle] = []

    def own(atom: Atom) -> Arg:
        if not isinstance(atom, (Name, Free)):
            return atom
        name = atom.id if isinstance(atom, Name) else "$" + atom.text
        handles = sharing.levels(name)
        found = {one for handle in handles for one, _ in sharing.reached(handle)}
        outside = any(_is_outside(one, sharing) for one in found)
        if isinstance(type_of_arg(atom, program), ArrayType):
            outside = outside or any(sharing.is_spread(one) for one in found)
        if not outside and not any(sharing.may_share(handle, other) for handle in handles for other in taken):
            taken.extend(handles)
            return atom
        lets, copy = copied(name, program, deep=True)
        added.extend(lets)
        return copy

    result = map_arg(function.result, own)
    return replace(function, body=(*function.body, *added), result=result) if added else function


def _is_outside(one: Handle, sharing: Sharing) -> bool:
    return not sharing.sources(one) and not sharing.is_made_here(one)
