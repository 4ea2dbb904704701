"""Temporaries that are read once go back into the expression that reads them.

A call moves from where it stands to the one place that reads it, past whatever stands between;
`Effects.allows` says whether its value is the same there.  It never leaves its block, so it
never moves into a loop, out of one, or into a branch.
"""

from __future__ import annotations

from s2sad.core.nodes import UNDEFINED, Arg, Call, Const, Free, Name, atoms_of
from s2sad.core.program import Program
from s2sad.core.walk import call_args
from s2sad.source.write.effects import Effects, is_impure
from s2sad.source.write.names import base_of, is_temporary
from s2sad.source.write.tree import (
    Assign,
    Body,
    Branch,
    Copy,
    Do,
    Each,
    Node,
    Repeat,
    Return,
    Routine,
    Write,
    arg_names,
    bodies_of,
    call_names,
    header_args,
    nodes,
)
from s2sad.source.write.widths import Widths

__all__ = ["inline"]

WIDTH = 88
READABLE = 72
"""How wide a line that a derivative alone computes may become, its indentation left out."""
SHORT = 30
"""How wide the value of a named tangent or adjoint may be if it is not to have a line of its own."""


def inline(routine: Routine, program: Program) -> frozenset[str]:
    """Inline what can be and reads well; returns the inlined names that only a derivative computes."""
    inliner = _Inliner(routine, program)
    inliner.body(routine.body, indent=4)
    return frozenset(inliner.derived)


class _Inliner:
    def __init__(self, routine: Routine, program: Program) -> None:
        self.routine, self.program = routine, program
        self.inlined = routine.inlined
        self.effects = Effects(routine, program)
        self.widths = Widths(self.inlined, program)
        self.derived: set[str] = set()
        self.ordered: set[str] = set()
        self.counts: dict[str, int] = {}
        for node in nodes(routine.body):
            for arg in header_args(node):
                self.count(arg, 1)

    def count(self, arg: Arg, step: int) -> None:
        for atom in atoms_of(arg):
            if isinstance(atom, Name):
                self.counts[atom.id] = self.counts.get(atom.id, 0) + step
                if atom.id in self.inlined:
                    for inner in call_args(self.inlined[atom.id]):
                        self.count(inner, step)

    # -- blocks -----------------------------------------------------------------------------------

    def body(self, body: Body, indent: int) -> None:
        for place, node in enumerate(body):
            if isinstance(node, Repeat):
                self.head(node, indent)
            for inner in bodies_of(node):
                if not (isinstance(node, Repeat) and inner is node.head):
                    self.body(inner, indent + 4)
            if isinstance(node, Branch):
                body[place] = self.chosen(node) or node
        self.block(body, indent)

    def head(self, loop: Repeat, indent: int) -> None:
        """The head of a ``while`` goes into its test, as if the test were a statement after it."""
        test = Return(loop.test)
        steps: Body = [*loop.head, test]
        self.body(steps, indent + 4)
        loop.head[:] = steps[:-1]

    def block(self, body: Body, indent: int) -> None:
        """Inline within one block; the original list stands for the order in which things happen."""
        order = list(body)
        assigned = [(place, node.target) for place, node in enumerate(order) if isinstance(node, Assign)]
        defined = {target: place for place, target in assigned if isinstance(target, str)}
        for place, node in enumerate(order):
            if isinstance(node, Copy):
                self.seeds(node, place, order, defined)
            elif not isinstance(node, Repeat):
                self.into(node, place, order, defined, indent)
        body[:] = [node for node in body if not (isinstance(node, Assign) and node.target in self.inlined)]

    def into(self, node: Node, place: int, order: Body, defined: dict[str, int], indent: int) -> None:
        """Inline what one node reads, the latest first, as long as the line is not too wide."""
        names = [name for arg in eager_args(node) for name in arg_names(arg, self.inlined)]
        fixed = {node.target.id} if isinstance(node, Write) else set()
        names = [name for name in names if self.counts[name] == 1 and defined.get(name, place) < place]
        names = [name for name in names if name not in fixed]
        taken: list[str] = []
        for name in sorted(names, key=lambda name: -defined[name]):
            source = order[defined[name]]
            assert isinstance(source, Assign)
            between = order[defined[name] + 1 : place]
            if not self.wanted(name, source, node):
                continue
            if not self.movable(source, node, between):
                if not self.in_order(name, node, between):
                    continue
                self.ordered.add(name)
            self.inlined[name] = source.call
            taken.append(name)
            if not source.primal:
                self.derived.add(name)
        self.narrow(node, taken, defined, indent)
        if node.origin is None:
            node.origin = next((order[defined[name]].origin for name in taken), None)

    def seeds(self, copy: Copy, place: int, order: Body, defined: dict[str, int]) -> None:
        """A step of the user that becomes an adjoint is printed where it does: ``u_bar = u - observed``."""
        for into, value in copy.pairs if not copy.loop else []:
            name = value.id if isinstance(value, Name) and base_of(into).endswith("_bar") else ""
            source = order[defined[name]] if defined.get(name, place) < place and self.counts.get(name) == 1 else None
            if (
                isinstance(source, Assign)
                and source.primal
                and is_temporary(name)
                and not is_impure(source.call, self.inlined)
            ) and all(self.effects.allows(source.call, passed) for passed in order[defined[name] + 1 : place]):
                self.inlined[name] = source.call

    def narrow(self, node: Node, taken: list[str], defined: dict[str, int], indent: int) -> None:
        """Take the widest operands out again until the line fits, and those whose place depends on them."""
        limit = WIDTH - indent
        if not getattr(node, "primal", True) or self.derived.intersection(taken):
            limit = min(READABLE, limit)
        while self.widths.node(node) > limit and (widest := self.widest(taken)) is not None:
            for name in [n for n in taken if n == widest or n in self.ordered and defined[n] < defined[widest]]:
                taken.remove(name)
                del self.inlined[name]
                self.derived.discard(name)

    def widest(self, taken: list[str]) -> str | None:
        """The operand that saves most where it has a line of its own."""
        saved = {name: self.widths.call(self.inlined[name]) - len(base_of(name)) for name in taken}
        return max((name for name in taken if saved[name] > 0), key=lambda name: saved[name], default=None)

    # -- whether to -------------------------------------------------------------------------------

    def wanted(self, name: str, source: Assign, node: Node) -> bool:
        """Whether the user (or a reader of a derivative) would not give this value a line of its own."""
        if source.call.prim == "tape.pop":
            return isinstance(node, Write) and node.call.args[1] == Name(name) or self.is_count(node)
        if is_temporary(name):
            return True
        if source.primal:
            return False
        if isinstance(node, Return) and node.value == Name(name):
            return True
        pushed = isinstance(node, Do) and node.call.prim == "tape.push"
        return (pushed or isinstance(node, (Assign, Write, Return))) and self.widths.call(source.call) <= SHORT

    def is_count(self, node: Node) -> bool:
        """Whether a node is a loop over ``range(n)`` alone."""
        call = (
            self.inlined.get(node.iterable.id) if isinstance(node, Each) and isinstance(node.iterable, Name) else None
        )
        return call is not None and call.prim in ("builtins.range", "builtins.reversed")

    def movable(self, source: Assign, node: Node, between: Body) -> bool:
        if not is_impure(source.call, self.inlined):
            return all(self.effects.allows(source.call, passed) for passed in between)
        return all(self.is_plain(node) for node in between) and self.comes_first(source, node)

    def is_plain(self, node: Node) -> bool:
        """Whether a node only gives further names to values."""
        return isinstance(node, Copy) and not any(
            isinstance(atom, Free) or isinstance(atom, Name) and atom.id in self.inlined
            for _, value in node.pairs
            for atom in atoms_of(value)
        )

    def in_order(self, name: str, node: Node, between: Body) -> bool:
        """Whether all that stands between is printed inside the node too, evaluated in the order of its lines."""
        lines = [name, *(one.target for one in between if isinstance(one, Assign) and one.target in self.inlined)]
        if isinstance(node, Write) or len(lines) != len(between) + 1:
            return False
        sequence = [found for found in self.sequence(node, name) if found in lines]
        return sequence == lines and None not in self.sequence(node, name)

    def sequence(self, node: Node, name: str) -> list[str | None]:
        """The inlined names in the order of their evaluation; None where that is not from left to right."""
        found: list[str | None] = []

        def visit(args: tuple[Arg, ...]) -> None:
            for atom in (atom for arg in args for atom in atoms_of(arg)):
                if isinstance(atom, Name) and (atom.id in self.inlined or atom.id == name):
                    if atom.id in self.inlined:
                        visit_call(self.inlined[atom.id])
                    found.append(atom.id)

        def visit_call(call: Call) -> None:
            if call.prim == "operator.contains" or call.prim.startswith("write."):
                found.append(None)
            visit(call_args(call))

        if isinstance(node, (Assign, Do)):
            visit_call(node.call)
        else:
            visit(header_args(node))
        return found

    def comes_first(self, source: Assign, node: Node) -> bool:
        """Whether an impure call, moved into the next statement, is still the first thing that happens."""
        if isinstance(node, Write):
            return node.call.prim == "store.set" and node.call.args[1] == Name(str(source.target))  # before its place
        if isinstance(node, (Assign, Do)) and node.call.prim.startswith("write."):
            return False
        if isinstance(node, (Assign, Do)) and node.call.prim == "operator.contains":
            return False
        return self.leads(header_args(node), str(source.target), self.skips(node))

    def leads(self, args: tuple[Arg, ...], name: str, skipped: int = 0) -> bool:
        """Whether nothing is computed before `name` is read."""
        for place, atom in enumerate(atom for arg in args for atom in atoms_of(arg)):
            if atom == Name(name):
                return True
            if isinstance(atom, Name) and atom.id in self.inlined:
                call = self.inlined[atom.id]
                return name in call_names(call, self.inlined) and self.leads(call_args(call), name)
            if isinstance(atom, Free) and place >= skipped:
                return False
        return False

    def skips(self, node: Node) -> int:
        return 1 if isinstance(node, (Assign, Do)) and node.call.prim == "call" else 0

    # -- branches that are expressions ------------------------------------------------------------

    def chosen(self, branch: Branch) -> Assign | None:
        """A branch that does nothing but choose one value, as a conditional expression or ``and``/``or``."""
        sides = [self.sole_copy(side) for side in (branch.then, branch.other)]
        if sides[0] is None or sides[1] is None or sides[0][0] != sides[1][0]:
            return None
        name, (then, other) = sides[0][0], (sides[0][1], sides[1][1])
        steps = len(branch.then) + len(branch.other) > 2
        kept = any(isinstance(value, Name) and base_of(value.id) == base_of(name) for value in (then, other))
        if not is_temporary(name) and (steps or kept):
            return None
        if all(isinstance(v, Const) and isinstance(v.value, bool) for v in (then, other)) and not is_temporary(name):
            return None
        if UNDEFINED in (then, other) or not all(self.absorbs(side) for side in (branch.then, branch.other)):
            return None
        for side in (branch.then, branch.other):
            self.absorb(side)
        return Assign(name, self.choice(branch.test, then, other), branch.origin, primal=True)

    def sole_copy(self, side: Body) -> tuple[str, Arg] | None:
        """The one value that a side hands on, if all its other statements are temporaries that could go into it."""
        if not side or not isinstance(side[-1], Copy) or len(side[-1].pairs) != 1:
            return None
        steps = side[:-1]
        return side[-1].pairs[0] if all(isinstance(n, Assign) and self.absorbable(n) for n in steps) else None

    def absorbable(self, node: Assign) -> bool:
        if not isinstance(node.target, str) or self.counts.get(node.target) != 1:
            return False
        return is_temporary(node.target) or not node.primal

    def absorbs(self, side: Body) -> bool:
        """Whether what is left of a side's steps is one, which its copy reads."""
        return len(side) == 1 or len(side) == 2 and self.reads_directly(side[-1], str(getattr(side[0], "target", "")))

    def absorb(self, side: Body) -> None:
        for step in side[:-1]:
            assert isinstance(step, Assign)
            self.inlined[str(step.target)] = step.call
            if not step.primal:
                self.derived.add(str(step.target))

    def reads_directly(self, node: Node, name: str) -> bool:
        return any(atom == Name(name) for arg in header_args(node) for atom in atoms_of(arg))

    def choice(self, test: Arg, then: Arg, other: Arg) -> Call:
        if other == test and isinstance(test, Name):
            self.counts[test.id] -= 1
            return Call("write.and", (test, then))
        if then == test and isinstance(test, Name):
            self.counts[test.id] -= 1
            return Call("write.or", (test, other))
        return Call("write.select", (test, then, other))


def eager_args(node: Node) -> tuple[Arg, ...]:
    """What a node reads whatever happens: of a conditional expression only the test."""
    args = header_args(node)
    return args[:1] if isinstance(node, Assign) and node.call.prim.startswith("write.") else args
