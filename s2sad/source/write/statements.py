"""The tree → statements of Python's `ast`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from s2sad.core.nodes import UNDEFINED, Arg, Call, Const, Name, Origin, TupleArg, atoms_of
from s2sad.core.types import ArrayType, ListType, ScalarType
from s2sad.source.write.expressions import ExpressionMaker
from s2sad.source.write.pieces import dotted, store
from s2sad.source.write.spelling import BINARY
from s2sad.source.write.tree import (
    Assign,
    Attempt,
    Body,
    Branch,
    Break,
    Copy,
    Do,
    Each,
    Node,
    Pattern,
    Repeat,
    Return,
    Scope,
    Throw,
    Write,
    arg_names,
    ends,
)

__all__ = ["StatementMaker"]

UNUSED = "_"
PLACES = {"setitem": "operator.getitem", "setattr": "getattr"}


class StatementMaker:
    """Prints the tree of one function; `read` are the names that something reads, `unused` stands for the others."""

    def __init__(self, expressions: ExpressionMaker, read: frozenset[str], origins: dict[ast.stmt, Origin]) -> None:
        self.make = expressions
        self.read = read
        self.origins = origins
        self.unused = "_unused" if any(expressions.names.get(name) == UNUSED for name in read) else UNUSED

    def body(self, body: Body) -> list[ast.stmt]:
        made: list[ast.stmt] = []
        for node in body:
            for statement in self.node(node):
                if node.origin is not None:
                    self.origins.setdefault(statement, node.origin)
                made.append(statement)
        return made

    def node(self, node: Node) -> Iterator[ast.stmt]:
        if isinstance(node, Assign):
            yield self.assign(node)
        elif isinstance(node, Write):
            yield from self.write(node)
        elif isinstance(node, Copy):
            yield from self.copy(node)
        elif isinstance(node, Do):
            yield self.effect(node.call)
        elif isinstance(node, Throw):
            yield ast.Raise(*(None if arg is None else self.make.arg(arg) for arg in (node.exception, node.cause)))
        elif isinstance(node, Branch):
            yield from self.branch(node)
        elif isinstance(node, Each):
            body = self.body(node.body) or [ast.Pass()]
            yield ast.For(self.pattern(node.target), self.make.arg(node.iterable), body, [])
        elif isinstance(node, Repeat):
            yield self.repeat(node)
        elif isinstance(node, Attempt):
            yield from self.attempt(node)
        elif isinstance(node, Scope):
            target = store(self.name(node.name)) if node.name in self.read else None
            yield ast.With([ast.withitem(self.make.arg(node.context), target)], self.body(node.body) or [ast.Pass()])
        elif isinstance(node, Break):
            yield ast.Break()
        else:
            assert isinstance(node, Return)
            yield ast.Return(None if node.value == Const(None) else self.make.arg(node.value))

    # -- assignments ------------------------------------------------------------------------------

    def name(self, core: str) -> str:
        return self.make.names.get(core, core)

    def pattern(self, pattern: Pattern) -> ast.expr:
        if isinstance(pattern, tuple):
            return ast.Tuple([self.pattern(item) for item in pattern], ast.Store())
        return store(self.unused if pattern is None or pattern not in self.read else self.name(pattern))

    def assign(self, node: Assign) -> ast.stmt:
        call = node.call
        if isinstance(node.target, str):
            if node.target not in self.read and call.prim == "call":
                return ast.Expr(self.make.call(call, node.primal))
            augmented = self.augmented(node.target, call, node.primal)
            if augmented is not None:
                return augmented
            return ast.Assign([store(self.name(node.target))], self.make.call(call, node.primal))
        return ast.Assign([self.pattern(node.target)], self.make.call(call, node.primal))

    def augmented(self, target: str, call: Call, primal: bool) -> ast.stmt | None:
        """``s += v`` for numbers only: of an array it would write into memory that others may hold."""
        home, _, name = call.prim.rpartition(".")
        old = call.args[0] if home == "operator" and name in BINARY else None
        if not isinstance(old, Name) or old.id in self.make.inlined or self.name(old.id) != self.name(target):
            return None
        if not all(isinstance(self.make.program.type_of(core), ScalarType) for core in (target, old.id)):
            return None
        return self.increment(store(self.name(target)), name, self.make.arg(call.args[1]), primal)

    def increment(self, target: ast.Name | ast.Subscript, name: str, value: ast.expr, primal: bool = False) -> ast.stmt:
        flipped = {"add": "sub", "sub": "add"}.get(name)
        minus = leading_minus(value) if not primal and flipped else None
        if minus is not None:
            assert flipped is not None
            name, value = flipped, minus
        return ast.AugAssign(target, BINARY[name](), value)

    def copy(self, node: Copy) -> Iterator[ast.stmt]:
        """What is left of simultaneous assignments: one after another where the order allows it, else one tuple."""
        left = [(self.name(name), value) for name, value in node.pairs if value != UNDEFINED]
        left = [(name, value) for name, value in left if not self.is_same(name, value)]
        while left:
            ready = next((pair for pair in left if not self.is_read_by_others(pair, left)), None)
            if ready is None:
                targets: list[ast.expr] = [store(name) for name, _ in left]
                values = [self.make.arg(value) for _, value in left]
                yield ast.Assign([ast.Tuple(targets, ast.Store())], ast.Tuple(values, ast.Load()))
                return
            yield ast.Assign([store(ready[0])], self.make.arg(ready[1]))
            left.remove(ready)

    def is_same(self, name: str, value: Arg) -> bool:
        return isinstance(value, Name) and value.id not in self.make.inlined and self.name(value.id) == name

    def is_read_by_others(self, pair: tuple[str, Arg], pairs: list[tuple[str, Arg]]) -> bool:
        others = (value for other in pairs if other is not pair for value in (other[1],))
        return any(self.name(core) == pair[0] for value in others for core in arg_names(value, self.make.inlined))

    def attempt(self, node: Attempt) -> Iterator[ast.stmt]:
        """``try`` around what may raise; what is raised is noted."""
        assert isinstance(node.context, TupleArg)
        handlers = []
        caught = "caught"
        while caught in self.make.names.values():
            caught += "_"
        for place, classes in enumerate(node.context.items):
            notes: list[tuple[str, ast.expr]] = [(node.name, ast.Constant(True)), (node.which, ast.Constant(place + 1))]
            notes.append((node.error, ast.Name(caught, ast.Load())))
            body: list[ast.stmt] = [
                ast.Assign([store(self.name(name))], value) for name, value in notes if name in self.read
            ]
            as_name = caught if node.error in self.read else None
            handlers.append(ast.ExceptHandler(self.make.arg(classes), as_name, body or [ast.Pass()]))
        if node.name in self.read:
            yield ast.Assign([store(self.name(node.name))], ast.Constant(False))
        yield ast.Try(self.body(node.body) or [ast.Pass()], handlers, [], [])

    # -- control flow -----------------------------------------------------------------------------

    def effect(self, call: Call) -> ast.stmt:
        if call.prim == "assert":
            parts = [self.make.arg(arg) for arg in call.args]
            return ast.Assert(parts[0], parts[1] if len(parts) > 1 else None)
        if call.prim in ("setitem", "setattr"):
            owner, place, value = call.args
            target = self.make.call(Call(PLACES[call.prim], (owner, place)))
            assert isinstance(target, (ast.Subscript, ast.Attribute))
            made = self.make.arg(value)
            adds = isinstance(made, ast.BinOp) and ast.dump(made.left) == ast.dump(target)
            target.ctx = ast.Store()
            if adds and isinstance(value, Name) and isinstance(self.make.program.type_of(value.id), ScalarType):
                return ast.AugAssign(target, made.op, made.right)  # type: ignore[attr-defined]
            return ast.Assign([target], made)
        return ast.Expr(self.make.call(call))

    def branch(self, node: Branch) -> Iterator[ast.stmt]:
        test, then, other = self.make.arg(node.test), self.body(node.then), self.body(node.other)
        if not then and not other:
            if not isinstance(test, (ast.Name, ast.Constant)):
                yield ast.Expr(test)
        elif not then:
            yield ast.If(self.opposite(node.test, test), other, [])
        elif other and ends(node.then):
            yield ast.If(test, then, [])
            yield from other
        elif other and ends(node.other) and not ends(node.then):
            yield ast.If(self.opposite(node.test, test), other, [])
            yield from then
        else:
            yield ast.If(test, then, other)

    def opposite(self, core: Arg, test: ast.expr) -> ast.expr:
        """The opposite of a test; of two numbers, ``==`` is the opposite of ``!=``."""
        call = self.make.inlined.get(core.id) if isinstance(core, Name) else None
        if call is not None and call.prim in ("operator.eq", "operator.ne") and isinstance(test, ast.Compare):
            names = [atom for arg in call.args for atom in atoms_of(arg) if not isinstance(atom, Const)]
            if all(isinstance(a, Name) and isinstance(self.make.program.type_of(a.id), ScalarType) for a in names):
                opposite = ast.NotEq() if isinstance(test.ops[0], ast.Eq) else ast.Eq()
                return ast.Compare(test.left, [opposite], test.comparators)
        return inverted(test)

    def repeat(self, node: Repeat) -> ast.stmt:
        head, test, body = self.body(node.head), self.make.arg(node.test), self.body(node.body)
        if not head:
            return ast.While(test, body or [ast.Pass()], [])
        return ast.While(ast.Constant(True), [*head, ast.If(inverted(test), [ast.Break()], []), *body], [])

    # -- writes in place --------------------------------------------------------------------------

    def write(self, node: Write) -> Iterator[ast.stmt]:
        if node.call.prim != "store.left":
            yield self._write(node)
        if self.name(node.name) != self.name(node.target.id) and node.name in self.read:
            yield ast.Assign([store(self.name(node.name))], self.make.arg(node.target))

    def _write(self, node: Write) -> ast.stmt:
        prim, target = node.call.prim, self.make.arg(node.target)
        value = self.make.arg(node.call.args[1]) if len(node.call.args) > 1 else ast.Constant(None)
        if prim in ("list.append", "list.extend"):
            row = self.place(target, node.call.args[2:])
            return ast.Expr(ast.Call(dotted(row, prim.rpartition(".")[2]), [value], []))
        if prim == "list.init":
            return self.pop(node, ast.Call(dotted(self.place(target, node.call.args[1:]), "pop"), [], []))
        if prim == "dict.without":
            return self.without(node, target)
        steps = node.call.args[2:]
        place, index = self.place(target, steps[:-1]), steps[-1] if steps else None
        if len(steps) > 1 and self.make.is_array(node.target) and prim in ("store.set", "store.add"):
            made = self.make.step(place, steps[-1], array=True)
            if isinstance(made, ast.Subscript) and made.value is not place:
                return self.composed(node, ast.Subscript(made.value, made.slice, ast.Store()), value)
        updated = self.updated(node) if prim == "store.set" and steps else None
        if updated is not None:
            return self.increment(
                self.subscript(place, index), updated.prim.rpartition(".")[2], self.make.arg(updated.args[1])
            )
        if prim == "store.add_at":
            return self.add_at(place, index, value)
        if prim == "store.add":
            return self.increment(self.subscript(place, index, whole=True), "add", value)
        return ast.Assign([self.subscript(place, index)], value)

    def composed(self, node: Write, place: ast.Subscript, value: ast.expr) -> ast.stmt:
        """A write to one element of a view, as a write to the element."""
        return self.increment(place, "add", value) if node.call.prim == "store.add" else ast.Assign([place], value)

    def updated(self, node: Write) -> Call | None:
        """The call of which ``y[i] = y[i] - v`` is the short form ``y[i] -= v``."""
        value = node.call.args[1]
        call = self.make.inlined.get(value.id) if isinstance(value, Name) else None
        if call is None or call.keywords or call.prim.rpartition(".")[2] not in BINARY or len(call.args) != 2:
            return None
        old, steps = call.args[0], list(node.call.args[2:])
        for step in reversed(steps):
            read = self.make.inlined.get(old.id) if isinstance(old, Name) else None
            if read is None or read.prim != "operator.getitem" or not isinstance(step, TupleArg):
                return None
            if step.items != (Const("getitem"), read.args[1]):
                return None
            old = read.args[0]
        same = isinstance(old, Name) and self.name(old.id) == self.name(node.target.id)
        return call if same and self.keeps_kind(node, str(getattr(value, "id", ""))) else None

    def keeps_kind(self, node: Write, value: str) -> bool:
        """Whether the array can hold the sum as it is: an operator in place refuses to round it."""
        array, kind = self.make.program.type_of(node.target.id), self.make.program.type_of(value)
        if isinstance(array, ListType):
            return isinstance(kind, ScalarType)
        return isinstance(array, ArrayType) and array.kind == "f" and getattr(kind, "kind", "") == "f"

    def pop(self, node: Write, call: ast.expr) -> ast.stmt:
        if node.popped is None or node.popped not in self.read:
            return ast.Expr(call)
        return ast.Assign([store(self.name(node.popped))], call)

    def without(self, node: Write, target: ast.expr) -> ast.stmt:
        """``del d[k]``; ``d.pop(k, default)`` where there may be no such key, or where somebody reads what it was."""
        _, *rest = node.call.args
        target, rest = self.place(target, tuple(rest[2:])), rest[:2]
        read = node.popped is not None and node.popped in self.read
        if len(rest) == 1 and not read:
            return ast.Delete([ast.Subscript(target, self.make.index(rest[0]), ast.Del())])
        if not read:
            rest[1] = Const(None)
        return self.pop(node, ast.Call(dotted(target, "pop"), [self.make.arg(arg) for arg in rest], []))

    def place(self, target: ast.expr, steps: tuple[Arg, ...]) -> ast.expr:
        """The view of the target that the steps lead to."""
        for step in steps:
            target = self.make.step(target, step)
        return target

    def subscript(self, target: ast.expr, step: Arg | None, whole: bool = False) -> ast.Name | ast.Subscript:
        """The target of an assignment; a whole array is ``target[...]``, or its bare name where that adds in place."""
        index: ast.expr = ast.Constant(Ellipsis)
        if step is not None:
            made = self.make.step(target, step)
            if isinstance(made, ast.Subscript):
                return ast.Subscript(made.value, made.slice, ast.Store())
            return ast.Subscript(made, index, ast.Store())
        if whole and isinstance(target, ast.Name):
            return store(target.id)
        return ast.Subscript(target, index, ast.Store())

    def add_at(self, place: ast.expr, step: Arg | None, value: ast.expr) -> ast.stmt:
        index: ast.expr = ast.Constant(Ellipsis)
        if step is not None:
            made = self.make.step(place, step)
            if isinstance(made, ast.Subscript):
                place, index = made.value, plain_index(made.slice, self.make)
            else:
                place = made
        return ast.Expr(ast.Call(self.make.module.function("numpy.add.at"), [place, index, value], []))


def leading_minus(value: ast.expr) -> ast.expr | None:
    """What remains of an expression without the minus in front of it, or None if there is none."""
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
        return value.operand
    if isinstance(value, ast.BinOp) and isinstance(value.op, (ast.Mult, ast.Div)):
        left = leading_minus(value.left)
        return None if left is None else ast.BinOp(left, value.op, value.right)
    return None


def plain_index(index: ast.expr, make: ExpressionMaker) -> ast.expr:
    """An index as an argument of a function, where slices have to be spelled out."""
    if isinstance(index, ast.Tuple):
        return ast.Tuple([plain_index(item, make) for item in index.elts], ast.Load())
    if isinstance(index, ast.Slice):
        parts = [part or ast.Constant(None) for part in (index.lower, index.upper, index.step)]
        return make.function("builtins.slice", *parts)
    return index


def inverted(test: ast.expr) -> ast.expr:
    """The opposite of a test; only ``not`` itself, `is` and `in` can be turned round for every kind of value."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        opposite = {ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In}.get(type(test.ops[0]))
        if opposite is not None:
            return ast.Compare(test.left, [opposite()], test.comparators)
    return ast.UnaryOp(ast.Not(), test)
