"""How wide a line will be, before it is printed."""

from __future__ import annotations

from collections.abc import Mapping

from s2sad.core.nodes import Arg, Call, Const, Free, Name, SliceArg, TupleArg, atoms_of
from s2sad.core.program import Program
from s2sad.core.walk import call_args
from s2sad.source.write.names import base_of
from s2sad.source.write.spelling import BINARY, COMPARE, attribute_of, method_of
from s2sad.source.write.tree import Assign, Branch, Do, Each, Node, Return, Write, header_args, names_in_pattern

__all__ = ["Widths"]

LOOSE = frozenset({"operator.add", "operator.sub"})
TIGHT = frozenset({"operator.mul", "operator.truediv", "operator.pow", "operator.matmul", "operator.neg"})


class Widths:
    """Estimates the columns that nodes and calls take, `inlined` ones printed where they are read."""

    def __init__(self, inlined: Mapping[str, Call], program: Program) -> None:
        self.inlined, self.program = inlined, program

    def node(self, node: Node) -> int:
        """The columns of the line of a node, its indentation left out."""
        if isinstance(node, Write):
            steps = sum(self.list_of(step.items[1:]) + 2 for step in node.call.args[2:] if isinstance(step, TupleArg))
            return self.arg(node.target) + steps + 3 + sum(self.arg(arg) for arg in node.call.args[1:2])
        if isinstance(node, Assign):
            return self.list_of(Name(name) for name in names_in_pattern(node.target)) + 3 + self.call(node.call)
        if isinstance(node, Do):
            return self.call(node.call)
        head = {Return: 7, Branch: 4, Each: 9}.get(type(node), 7)
        target = self.list_of(Name(n) for n in names_in_pattern(node.target)) if isinstance(node, Each) else 0
        return head + target + self.list_of(header_args(node))

    def list_of(self, args: object) -> int:
        """Arguments with commas between them."""
        widths = [self.arg(arg) for arg in args]  # type: ignore[attr-defined]
        return sum(widths) + 2 * max(len(widths) - 1, 0)

    def arg(self, arg: Arg) -> int:
        if isinstance(arg, Name):
            return self.call(self.inlined[arg.id]) if arg.id in self.inlined else len(base_of(arg.id))
        if isinstance(arg, Const):
            return len(repr(arg.value))
        if isinstance(arg, Free):
            return len(arg.text)
        if isinstance(arg, SliceArg):
            return 1 + sum(0 if part == Const(None) else self.arg(part) for part in (arg.lower, arg.upper))
        return sum(self.arg(atom) + 2 for atom in atoms_of(arg))

    def call(self, call: Call, primal: bool = False) -> int:
        home, _, name = call.prim.rpartition(".")
        args = call_args(call)
        if home == "operator" and name == "getitem":
            index = call.args[1]
            return (
                self.arg(call.args[0])
                + 2
                + (self.list_of(index.items) if isinstance(index, TupleArg) else self.arg(index))
            )
        if home == "operator" and len(args) == 2 and (name in BINARY or name in COMPARE):
            return (
                self.operand(args[0], call)
                + self.operand(args[1], call)
                + (2 if name == "pow" else 4 if name in ("eq", "ne", "le", "ge") else 3)
            )
        if home == "operator" and len(args) == 1:
            return 1 + self.operand(args[0], call)
        attribute = attribute_of(call, self.program, primal)
        if attribute is not None:
            return self.arg(args[0]) + 1 + len(attribute)
        if call.spelling == "display":
            return self.arg(args[0])
        words = sum(len(key) + 1 for key, _ in call.keywords)
        method = method_of(call, self.program, primal)
        if method is not None:
            return self.arg(args[0]) + 3 + len(method) + words + self.list_of(args[1:])
        prefix = 3 + len(call.prim) - len("numpy.") if home.startswith("numpy") else len(name.partition("@")[0])
        return prefix + 2 + words + self.list_of(args)

    def operand(self, arg: Arg, outer: Call) -> int:
        """Sums inside products stand in parentheses."""
        inner = self.inlined.get(arg.id) if isinstance(arg, Name) else None
        wrapped = inner is not None and inner.prim in LOOSE and outer.prim in TIGHT
        return self.arg(arg) + (2 if wrapped else 0)
