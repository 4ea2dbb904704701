"""Share: what is computed twice from the same values is computed once."""

from __future__ import annotations

from collections.abc import Hashable

from s2sad.core.nodes import (
    Arg,
    Atom,
    Block,
    Call,
    Const,
    Function,
    Let,
    Name,
    Statement,
    Try,
    With,
)
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.types import ArrayType, ScalarType, Type
from s2sad.core.walk import map_arg, map_args, map_blocks, map_own_args, same_or_new, statements
from s2sad.facts.purity import is_pure
from s2sad.facts.sharing import Sharing, is_update
from s2sad.tidy.renaming import rename_shares

__all__ = ["share"]

COMMUTATIVE = frozenset({"operator.add", "operator.mul", "operator.eq", "operator.ne", "numpy.add", "numpy.multiply"})
FRESH = frozenset(f"numpy.{n}" for n in ("empty", "empty_like", "zeros", "zeros_like", "ones", "copy", "array"))
"""Memory that is made to be written; sharing it would only cost a copy."""

NOT_SHARED = ("list.", "dict.", "store.", "builtins.", "copy.", "@", "getattr", "format", "s2sad.made")
"""Operations on what may change, or that make something to be changed."""


def share(function: Function, program: Program) -> Function:
    """The function with each pure operation done once in its scope.

    >>> from s2sad.core.nodes import Param, TupleArg
    >>> from s2sad.core.show import show
    >>> program = Program(types=dict.fromkeys("ab", ScalarType("float")))
    >>> one, two = (Let(n, Call("operator.mul", (Name(a), Name(b)))) for n, a, b in ("xab", "yba"))
    >>> f = Function("f", (Param("a"), Param("b")), (one, two), TupleArg((Name("x"), Name("y"))))
    >>> print(show(share(f, program)))
    f(a, b):
        x = operator.mul(a, b)
        return (x, x)
    """
    sharer = _Sharer(program, _written(function, program))
    body = sharer.block(function.body, {})
    rename_shares(program, sharer.instead)
    return replace(function, body=body, result=map_arg(function.result, sharer.atom))


def _written(function: Function, program: Program) -> frozenset[str]:
    """The names whose memory a store will be made in."""
    stores = [s for s in statements(function.body) if isinstance(s, Let) and is_update(s.call)]
    if not stores:
        return frozenset()
    sharing = Sharing(function, program)
    return frozenset(h[0] for let in stores for one in sharing.written(let.call) for h, _ in sharing.reached(one))


class _Sharer:
    def __init__(self, program: Program, written: frozenset[str]) -> None:
        self.program, self.written = program, written
        self.instead: dict[str, Atom] = {}

    def atom(self, atom: Atom) -> Atom:
        return self.instead.get(atom.id, atom) if isinstance(atom, Name) else atom

    def block(self, block: Block, known: dict[Hashable, str]) -> Block:
        made: list[Statement] = []
        for statement in block:
            if isinstance(statement, Let):
                made += self.let(statement, known)
            else:
                made.append(self.statement(statement, known))
        return same_or_new(block, made)

    def let(self, let: Let, known: dict[Hashable, str]) -> list[Let]:
        """The statement, or nothing if an earlier one has its value."""
        if self.instead:
            changed = map_args(let, self.atom)
            assert isinstance(changed, Let)
            let = changed
        key = self.key(let)
        if key is None:
            return [let]
        earlier = known.setdefault(key, let.name)
        if earlier == let.name:
            return [let]
        self.instead[let.name] = Name(earlier)
        return []

    def key(self, let: Let) -> Hashable | None:
        """What the value depends on; None if it must not be shared."""
        call = let.call
        if let.name in self.written or not self.is_shareable(call):
            return None
        args = list(call.args)
        if call.prim in COMMUTATIVE and all(_is_number(self.type_of(arg)) for arg in call.args):
            args.sort(key=repr)
        return call.prim, tuple(args), tuple(sorted(call.keywords, key=repr))

    def is_shareable(self, call: Call) -> bool:
        if call.spelling == "display":
            return True
        if call.prim in FRESH or call.prim.startswith(NOT_SHARED):
            return call.prim in ("builtins.abs", "builtins.len")
        return is_pure(call, self.program)

    def type_of(self, arg: Arg) -> Type | None:
        if isinstance(arg, Name):
            return self.program.type_of(arg.id)
        return ScalarType("float") if isinstance(arg, Const) and isinstance(arg.value, (int, float)) else None

    def statement(self, statement: Statement, known: dict[Hashable, str]) -> Statement:
        """Blocks first, so that what the statement hands on from them is renamed too."""
        if isinstance(statement, With) and not isinstance(statement, Try):
            inner: Statement = replace(statement, body=self.block(statement.body, known))
        else:
            inner = map_blocks(statement, lambda block: self.block(block, dict(known)))
        return map_own_args(inner, self.atom) if self.instead else inner


def _is_number(kind: Type | None) -> bool:
    return isinstance(kind, (ScalarType, ArrayType))
