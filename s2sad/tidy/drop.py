"""Drop what nobody reads: operations, what branches and loops hand on, and the loops and branches themselves."""

from __future__ import annotations

from s2sad.core.nodes import (
    Arg,
    Atom,
    Block,
    For,
    Function,
    If,
    Let,
    Name,
    Statement,
    Try,
    While,
    With,
    atoms_of,
)
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.walk import (
    binds,
    map_blocks,
    own_args,
    same_or_new,
    statements,
)
from s2sad.facts.purity import cannot_fit, is_pure, may_miss
from s2sad.facts.sharing import Sharing, is_update

__all__ = ["caller_writes", "drop"]


def drop(function: Function, program: Program, kept: frozenset[str] | None = None) -> Function:
    """The function without dead code; effects stay, and so do the user's writes into memory of the caller (`kept`).

    >>> from s2sad.core.nodes import Call, Param
    >>> from s2sad.core.show import show
    >>> lets = [Let(name, Call("numpy.exp", (Name(of),))) for name, of in (("y", "x"), ("z", "y"), ("u", "x"))]
    >>> print(show(drop(Function("f", (Param("x"),), tuple(lets), Name("u")), Program())))
    f(x):
        u = numpy.exp(x)
        return u
    """
    mark = _Mark(program, caller_writes(function, program) if kept is None else kept)
    mark.read(function.result)
    size = -1
    while size != len(mark.live):
        size = len(mark.live)
        mark.staying.clear()
        mark.block(function.body)
    return replace(function, body=mark.sweep(function.body))


def caller_writes(function: Function, program: Program) -> frozenset[str]:
    """The user's stores into arrays and lists that are not made in the function."""
    stores = [s for s in _lets(function.body) if s.primal and (is_update(s.call) or program.written_by(s.call))]
    if not stores:
        return frozenset()
    sharing = Sharing(function, program)
    found = set()
    for let in stores:
        for handle in sharing.written(let.call):
            if not all(sharing.is_made_here(root) for root in sharing.roots(handle)):
                found.add(let.name)
    return frozenset(found)


def _lets(block: Block) -> list[Let]:
    return [s for s in statements(block) if isinstance(s, Let)]


class _Mark:
    """`live` grows until it has every name that something kept reads; `staying` has the `id` of what stays by it."""

    def __init__(self, program: Program, kept: frozenset[str]) -> None:
        self.program, self.kept = program, kept
        self.live: set[str] = set()
        self.staying: set[int] = set()

    def read(self, *args: Arg | Atom | None) -> None:
        for arg in args:
            for atom in atoms_of(arg):
                if isinstance(atom, Name):
                    self.live.add(atom.id)

    def block(self, block: Block) -> bool:
        """Mark what a block needs; whether anything in it stays."""
        stays = False
        for statement in reversed(block):
            if self.statement(statement):
                self.staying.add(id(statement))
                stays = True
        return stays

    def statement(self, statement: Statement) -> bool:
        if isinstance(statement, If):
            return self.branch(statement)
        if isinstance(statement, (For, While)):
            return self.loop(statement)
        if isinstance(statement, Try):
            return self.attempt(statement)
        stays = self.block(statement.body) if isinstance(statement, With) else self.needed(statement)
        if stays and isinstance(statement, Let):
            self.live.update(statement.call.names)
        elif stays:
            self.read(*own_args(statement))
        return stays

    def attempt(self, attempt: Try) -> bool:
        """What may raise tells which path is taken, whoever reads its value."""
        if not self.live.intersection(binds(attempt)) and all(
            isinstance(s, Let) and is_pure(s.call, self.program) for s in attempt.body
        ):
            return False
        for statement in reversed(attempt.body):
            if self.is_tried(statement):
                self.read(*own_args(statement))
                self.live.update(binds(statement))
        self.read(*own_args(attempt))
        return True

    def is_tried(self, statement: Statement) -> bool:
        return not isinstance(statement, Let) or statement.primal or self.needed(statement)

    def needed(self, statement: Statement) -> bool:
        if not isinstance(statement, Let):
            return True
        if statement.name in self.live or statement.name in self.kept or not is_pure(statement.call, self.program):
            return True
        return statement.primal and (may_miss(statement.call, self.program) or cannot_fit(statement.call, self.program))

    def branch(self, branch: If) -> bool:
        stays = False
        for join in branch.joins:
            if join.name in self.live:
                stays = True
                self.read(join.then, join.other)
        stays |= self.block(branch.then) | self.block(branch.other)
        if stays:
            self.read(branch.test)
        return stays

    def loop(self, loop: For | While) -> bool:
        carried = False
        for carry in loop.carries:
            if carry.name in self.live:
                carried = True
                self.read(carry.init, carry.next)
        stays = self.block(loop.body)
        if isinstance(loop, While):
            stays |= self.block(loop.head) if not stays and not carried else False
        if not (stays or carried):
            return False
        self.read(*own_args(loop))
        if isinstance(loop, While):
            self.block(loop.head)
        return True

    # -- sweeping -------------------------------------------------------------------------------

    def sweep(self, block: Block) -> Block:
        return same_or_new(block, [self.thin(statement) for statement in block if id(statement) in self.staying])

    def thin(self, statement: Statement) -> Statement:
        """A statement that stays, without what in it does not."""
        if isinstance(statement, If) and not all(join.name in self.live for join in statement.joins):
            statement = replace(statement, joins=tuple([j for j in statement.joins if j.name in self.live]))
        if isinstance(statement, (For, While)) and not all(carry.name in self.live for carry in statement.carries):
            statement = replace(statement, carries=tuple([c for c in statement.carries if c.name in self.live]))
        if isinstance(statement, Try):
            return replace(statement, body=same_or_new(statement.body, list(filter(self.is_tried, statement.body))))
        return map_blocks(statement, self.sweep)
