"""Which names may still be read at each place."""

from __future__ import annotations

from s2sad.core.nodes import Arg, Block, For, Function, If, Let, Mutate, Raise, Statement, Try, While, With
from s2sad.core.records import dataclass, field
from s2sad.core.walk import (
    bound_in,
    entering,
    names_of,
    own_args,
)
from s2sad.facts.sharing import Path

__all__ = ["Liveness", "liveness"]

Names = frozenset[str]


@dataclass
class Liveness:
    """`after` has, for the path of each statement, the names that may be read once it is done."""

    after: dict[Path, Names] = field(default_factory=dict)

    # Backwards: what is live before follows from what is live after.

    def block(self, block: Block, at: Path, live: Names) -> Names:
        for index in range(len(block) - 1, -1, -1):
            path = (*at, index)
            self.after[path] = self.after.get(path, frozenset()) | live
            live = self.statement(block[index], path, live)
        return live

    def statement(self, statement: Statement, path: Path, live: Names) -> Names:
        if isinstance(statement, If):
            return self.branch(statement, path, live)
        if isinstance(statement, (For, While)):
            return self.loop(statement, path, live)
        if isinstance(statement, With):
            own = frozenset(entering(statement))
            inside = self.block(statement.body, (*path, 0), live)
            if isinstance(statement, Try):  # what it raises, a `raise` at its end too, comes after it
                inside |= live - bound_in(statement.body)
            return _reads(statement.context) | (inside - own)
        if isinstance(statement, (Let, Mutate)):
            live = live - {statement.name}
        reads = _reads(*own_args(statement))
        return reads if isinstance(statement, Raise) else live | reads

    def branch(self, branch: If, path: Path, live: Names) -> Names:
        live -= {join.name for join in branch.joins}
        then = self.block(branch.then, (*path, 0), live | _reads(*(join.then for join in branch.joins)))
        other = self.block(branch.other, (*path, 1), live | _reads(*(join.other for join in branch.joins)))
        return then | other | _reads(branch.test)

    def loop(self, loop: For | While, path: Path, live: Names) -> Names:
        carried = frozenset(carry.name for carry in loop.carries)
        again = _reads(*(carry.next for carry in loop.carries), loop.until)
        head: Names = frozenset()
        while True:
            end = (head - carried) | again | (live - carried)
            grown = head | self.round(loop, path, end, live)
            if grown == head:
                break
            head = grown
        outside = _reads(loop.iterable) if isinstance(loop, For) else frozenset()
        return (head - carried) | outside | _reads(*(carry.init for carry in loop.carries))

    def round(self, loop: For | While, path: Path, end: Names, live: Names) -> Names:
        """What is live at the beginning of a round, where the loop may also end."""
        if isinstance(loop, For):
            return (self.block(loop.body, (*path, 0), end) - {loop.target}) | live
        tested = self.block(loop.body, (*path, 1), end) | live | _reads(loop.test)
        return self.block(loop.head, (*path, 0), tested)


def _reads(*args: Arg | None) -> Names:
    return frozenset(names_of(*args))


def liveness(function: Function) -> Liveness:
    """What is live after each statement.

    >>> from s2sad.core.nodes import Call, Name, Param
    >>> lets = tuple(Let(y, Call("numpy.exp", (Name(x),))) for y, x in ("yx", "zy"))
    >>> sorted(liveness(Function("f", (Param("x"),), lets, Name("z"))).after[0,])
    ['y']
    """
    found = Liveness()
    found.block(function.body, (), _reads(function.result))
    return found
