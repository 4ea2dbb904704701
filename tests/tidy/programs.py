"""Random programs of core: arrays, views, stores, lists, branches and loops, over one symbol of size."""

from __future__ import annotations

from random import Random

from s2sad.core.nodes import (
    Arg,
    Atom,
    Block,
    Call,
    Carry,
    Const,
    For,
    Function,
    If,
    Join,
    Let,
    Name,
    Param,
    SliceArg,
    Statement,
    TupleArg,
    While,
)
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, Dim, ListType, ScalarType, Type
from s2sad.types import infer, merge

SIZE = 4
VECTOR = ArrayType("f8", (Dim.symbol("n"),))
NONE = Const(None)
Scope = dict[str, list[str]]


def getitem(index: Arg) -> TupleArg:
    return TupleArg((Const("getitem"), index))


class Maker:
    """Builds one function; `scope` has the names that can be read, by kind: vec, half (a vector of two), num, list."""

    def __init__(self, random: Random, primal_stores: bool = True) -> None:
        self.random, self.program = random, Program()
        self.primal_stores = primal_stores
        self.blocks: list[list[Statement]] = [[]]
        self.depth = 0

    def function(self, size: int) -> Function:
        params = [self.program.fresh(base, VECTOR) for base in ("x", "y")]
        self.program.external.update(params)
        scope: Scope = {"vec": list(params), "half": [], "num": [], "list": []}
        self.add(scope, "list", "list.display", Name("x"), base="tape")
        self.statements(scope, size)
        names = [name for kind in ("vec", "half", "num", "list") for name in scope[kind]]
        kept = self.random.sample(names, min(len(names), 5))
        body = tuple(self.blocks[0])
        return Function("f", tuple(Param(p) for p in params), body, TupleArg(tuple(Name(n) for n in kept)))

    def add(self, scope: Scope, kind: str, prim: str, *args: Arg, base: str = "t", primal: bool = False) -> str:
        call = Call(prim, args)
        inferred = infer(call, self.program)
        name = self.program.fresh(base, inferred.type)
        if inferred.shares:
            self.program.shares[name] = inferred.shares
        self.blocks[-1].append(Let(name, call, None, primal))
        scope[kind].append(name)
        return name

    def pick(self, scope: Scope, kind: str) -> Name:
        """A name, the newest ones more often."""
        names = scope[kind]
        return Name(names[-1 - self.random.choice([0, 0, 1, 1, 2, 3, 5, 9]) % len(names)])

    # -- statements -----------------------------------------------------------------------------

    def statements(self, scope: Scope, count: int) -> None:
        for _ in range(count):
            choices = [self.fresh, self.view, self.store, self.store, self.push, self.pop, self.element]
            if self.depth < 3:
                choices += [self.branch, self.loop, self.loop]
            self.random.choice(choices)(scope)

    def fresh(self, scope: Scope) -> None:
        prim = self.random.choice(["operator.mul", "operator.add", "operator.sub"])
        self.add(scope, "vec", prim, self.pick(scope, "vec"), self.pick(scope, "vec"))

    def view(self, scope: Scope) -> None:
        x = self.pick(scope, "vec")
        if self.random.random() < 0.3:
            self.add(scope, "vec", "numpy.flip", x, base="v")
        else:
            self.add(scope, "half", "operator.getitem", x, self.slice(), base="v")

    def slice(self) -> SliceArg:
        start = self.random.choice([0, 1, 2])
        return SliceArg(Const(start), Const(start + 2), NONE)

    def element(self, scope: Scope) -> None:
        kind = "half" if scope["half"] and self.random.random() < 0.5 else "vec"
        self.add(scope, "num", "operator.getitem", self.pick(scope, kind), Const(self.random.choice([0, 1])), base="s")

    def store(self, scope: Scope) -> None:
        target = self.pick(scope, "vec")
        prim = self.random.choice(["store.set", "store.add"])
        primal = self.primal_stores and self.random.random() < 0.5
        how = self.random.random()
        if how < 0.3 and scope["half"]:
            args: tuple[Arg, ...] = (self.pick(scope, "half"), getitem(self.slice()))
        elif how < 0.5 and scope["num"]:
            args = (self.pick(scope, "num"), getitem(Const(self.random.choice([0, 1, 3]))))
        elif how < 0.6:
            args = (self.pick(scope, "vec"), TupleArg((Const("numpy.flip"),)))
        elif how < 0.7:
            twice = TupleArg(tuple(map(Const, (0, 1, 1, 3))), list=True)
            prim, args = "store.add_at", (self.pick(scope, "vec"), getitem(twice))
        else:
            args = (self.pick(scope, "vec"),)
        self.add(scope, "vec", prim, target, *args, base=target.base, primal=primal)

    def push(self, scope: Scope) -> None:
        tape = self.pick(scope, "list")
        self.add(scope, "list", "list.append", tape, self.pick(scope, "vec"), base="tape")

    def pop(self, scope: Scope) -> None:
        tape = self.pick(scope, "list")
        self.add(scope, "vec", "list.last", tape, base="p")
        if self.random.random() < 0.2:
            self.add(scope, "list", "list.append", tape, self.pick(scope, "vec"), base="tape")

    # -- control flow ---------------------------------------------------------------------------

    def inner(self, scope: Scope) -> tuple[Block, Scope]:
        inside = {kind: list(names) for kind, names in scope.items()}
        self.blocks.append([])
        self.depth += 1
        self.statements(inside, self.random.randint(1, 4))
        self.depth -= 1
        return tuple(self.blocks.pop()), inside

    def branch(self, scope: Scope) -> None:
        test = Name(self.add({"flag": []}, "flag", "operator.lt", self.number(scope), Const(0.5)))
        then, one = self.inner(scope)
        other, two = self.inner(scope)
        joins = []
        for kind in self.random.choices(["vec", "vec", "list"], k=self.random.randint(1, 2)):
            a, b = self.pick(one, kind), self.pick(two, kind)
            name = self.handed(scope, kind, (a, b), "j")
            joins.append(Join(name, a, b))
        self.blocks[-1].append(If(test, then, other, tuple(joins)))

    def number(self, scope: Scope) -> Atom:
        return Name(self.add(scope, "num", "operator.getitem", self.pick(scope, "vec"), Const(0), base="s"))

    def handed(self, scope: Scope, kind: str, args: tuple[Name, Name], base: str) -> str:
        name = self.program.fresh(base, self.type_of(kind, args))
        scope[kind].append(name)
        return name

    def type_of(self, kind: str, args: tuple[Name, Name]) -> Type:
        if kind == "num":
            return ScalarType("f8")
        return ListType(VECTOR) if kind == "list" else merge(*(self.program.type_of(a.id) for a in args))

    def loop(self, scope: Scope) -> None:
        inside = {kind: list(names) for kind, names in scope.items()}
        kinds = self.random.choices(["vec", "vec", "vec", "list", "num"], k=self.random.randint(1, 3))
        kinds = [kind for kind in kinds if scope[kind]]
        inits = [self.pick(scope, kind) for kind in kinds]
        names = [self.handed(inside, kind, (init, init), "c") for kind, init in zip(kinds, inits, strict=True)]
        if self.random.random() < 0.6:
            self.counted(scope, inside, kinds, names, inits)
        else:
            self.tested(scope, inside, kinds, names, inits)
        for kind, name in zip(kinds, names, strict=True):
            scope[kind].append(name)

    def carries(self, inside: Scope, kinds: list[str], names: list[str], inits: list[Name]) -> tuple[Carry, ...]:
        return tuple(Carry(n, i, self.pick(inside, k)) for k, n, i in zip(kinds, names, inits, strict=True))

    def counted(self, scope: Scope, inside: Scope, kinds: list[str], names: list[str], inits: list[Name]) -> None:
        if self.random.random() < 0.2:
            iterable: Arg = self.pick(scope, "vec")
            target = self.program.fresh("e", ScalarType("f8"))
            inside["num"].append(target)
        else:
            iterable = TupleArg((Const(0), Const(1), Const(2)))
            target = self.program.fresh("i", ScalarType("int"))
        body, after = self.inner(inside)
        until = None
        if self.random.random() < 0.3:
            self.blocks.append(list(body))
            until = Name(self.add({"flag": []}, "flag", "operator.gt", self.number(after), Const(0.3)))
            body = tuple(self.blocks.pop())
        self.blocks[-1].append(For(target, iterable, self.carries(after, kinds, names, inits), body, until))

    def tested(self, scope: Scope, inside: Scope, kinds: list[str], names: list[str], inits: list[Name]) -> None:
        count = self.program.fresh("k", ScalarType("int"))
        self.blocks.append([])
        if self.random.random() < 0.3:
            self.statements(inside, 1)
        test = Name(self.add({"flag": []}, "flag", "operator.lt", Name(count), Const(3)))
        head = tuple(self.blocks.pop())
        body, after = self.inner(inside)
        self.blocks.append(list(body))
        step = Name(self.add({"count": []}, "count", "operator.add", Name(count), Const(1)))
        body = tuple(self.blocks.pop())
        carries = (*self.carries(after, kinds, names, inits), Carry(count, Const(0), step))
        self.blocks[-1].append(While(carries, head, test, body))
