"""Random programs of settled core: clashing bases, swaps, breaks, views, and writes whose old version nobody reads."""

import random

from s2sad.core.nodes import (
    Call,
    Carry,
    Const,
    Effect,
    For,
    Free,
    Function,
    If,
    Join,
    Let,
    Mutate,
    Name,
    Param,
    SliceArg,
    TupleArg,
    While,
)
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, Dim, ListType, OpaqueType, ScalarType, TupleType

FLOAT, F8, BOOL, INT = ScalarType("float"), ScalarType("f8"), ScalarType("bool"), ScalarType("int")
ARRAY = ArrayType("f8", (Dim.const(4),))
BASES = ["t", "t", "t", "t", "t", "t", "t", "x", "y", "x_bar", "y_bar", "t_1", "x_1"]


class Generator:
    def __init__(self, seed, size=12):
        self.r = random.Random(seed)
        self.p = Program()
        self.size = size
        self.group = {}  # array -> representative of its memory
        self.owned = set()  # groups that may be written

    # -- names ------------------------------------------------------------------------------------

    def name(self, kind, base=None):
        return self.p.fresh(base or self.r.choice(BASES), kind)

    def let(self, out, kind, prim, *args, base=None):
        name = self.name(kind, base)
        out.append(
            Let(
                name,
                Call(prim, args, (), self.r.choice(["", "method"]) if prim == "numpy.sum" else ""),
                None,
                self.r.random() < 0.5,
            )
        )
        return name

    def array(self, name, like=None, owned=True):
        self.group[name] = self.group[like] if like else name
        if like is None and owned:
            self.owned.add(name)
        return name

    def scalar(self, env):
        """Often something recent, and often for the last time, so that there is something to inline."""
        if self.r.random() < 0.15:
            return Const(self.r.choice([0.5, -1.5, 2.0, -0.0]))
        name = self.r.choice(env["s"][-5:] if self.r.random() < 0.6 else env["s"])
        if name.partition("@")[0] == "t" and self.r.random() < 0.8:
            env["s"] = [other for other in env["s"] if other != name]
        return Name(name)

    # -- statements -------------------------------------------------------------------------------

    def block(self, env, depth, count):
        out = []
        for _ in range(count):
            kinds = (
                ["scalar"] * 4
                + ["array"] * 2
                + [
                    "view",
                    "item",
                    "item",
                    "sum",
                    "sum",
                    "write",
                    "write",
                    "write",
                    "write",
                    "log",
                    "calls",
                    "calls",
                    "effect",
                    "pair",
                    "list",
                    "pop",
                ]
            )
            kinds += ["if", "and", "for", "while", "zip", "choice"] if depth < 3 else []
            getattr(self, "do_" + self.r.choice(kinds))(out, env, depth)
        return tuple(out)

    def do_scalar(self, out, env, depth):
        prim = self.r.choice(["operator.add", "operator.sub", "operator.mul", "math.sin", "operator.neg"])
        args = [self.scalar(env) for _ in range(1 if prim in ("math.sin", "operator.neg") else 2)]
        env["s"].append(self.let(out, FLOAT, "math.tanh" if prim == "math.sin" else prim, *args))

    def do_array(self, out, env, depth):
        a = Name(self.r.choice(env["a"]))
        prim, b = self.r.choice(
            [("operator.mul", self.scalar(env)), ("operator.add", Name(self.r.choice(env["a"]))), ("numpy.tanh", None)]
        )
        made = self.let(out, ARRAY, prim, a, *([] if b is None else [b]))
        env["a"].append(self.array(made))

    def do_view(self, out, env, depth):
        a = self.r.choice(env["a"])
        made = self.let(out, ARRAY, "operator.getitem", Name(a), SliceArg(Const(None), Const(None), Const(-1)))
        self.p.shares[made] = (a,)
        env["a"].append(self.array(made, like=a))

    def do_item(self, out, env, depth):
        env["s"].append(
            self.let(out, F8, "operator.getitem", Name(self.r.choice(env["a"])), Const(self.r.randrange(4)))
        )

    def do_sum(self, out, env, depth):
        env["s"].append(self.let(out, F8, "numpy.sum", Name(self.r.choice(env["a"]))))

    def do_write(self, out, env, depth):
        mine = [a for a in env["a"] if self.group[a] in self.owned]
        if not mine:
            return
        a = self.r.choice(mine)
        value = self.r.choice([self.scalar(env), self.scalar(env), Name(self.r.choice(env["a"]))])
        index = SliceArg(Const(1), Const(3), Const(None)) if self.r.random() < 0.3 else Const(self.r.randrange(4))
        steps = (TupleArg((Const("getitem"), index)),)
        if isinstance(value, Name) and value.id in self.group:
            steps = ()
        prim = self.r.choice(["store.set", "store.add"] + (["store.add_at"] if steps else []))
        name = self.name(ARRAY, a.partition("@")[0] if self.r.random() < 0.8 else None)
        out.append(Mutate(name, Name(a), Call(prim, (Name(a), value, *steps))))
        self.p.shares[name] = (a,)
        self.array(name, like=a)
        self.kill(env, self.group[a])
        env["a"].append(name)

    def kill(self, env, group):
        env["a"][:] = [a for a in env["a"] if self.group[a] != group]

    def do_log(self, out, env, depth):
        env["s"].append(self.let(out, FLOAT, "call", Free("log"), self.scalar(env)))

    def do_calls(self, out, env, depth):
        """Reads and opaque calls, mostly in the order in which an expression evaluates them."""
        steps = [self.read_or_call(out, env) for _ in range(self.r.randrange(2, 5))]
        if self.r.random() < 0.3:
            self.r.shuffle(steps)
        last = steps[0]
        for step in steps[1:]:
            last = self.let(out, FLOAT, "operator.sub", Name(last), Name(step), base="t")
        env["s"].append(last)

    def read_or_call(self, out, env):
        """The call of `log` writes into `box`."""
        if self.r.random() < 0.5:
            return self.let(out, FLOAT, "call", Free("log"), self.scalar(env), base="t")
        return self.let(out, F8, "operator.getitem", Free("box"), Const(0), base="t")

    def do_effect(self, out, env, depth):
        out.append(Effect(Call("call", (Free("log"), self.scalar(env)))))

    def do_pair(self, out, env, depth):
        pair = self.let(out, TupleType((FLOAT, FLOAT)), "builtins.divmod", self.scalar(env), Const(3.0))
        for i in self.r.sample([0, 1], self.r.choice([1, 2])):
            env["s"].append(self.let(out, FLOAT, "operator.getitem", Name(pair), Const(i)))

    def do_list(self, out, env, depth):
        tape = env["tape"].pop()
        name = self.name(ListType(FLOAT), "tape")
        out.append(Mutate(name, Name(tape), Call("list.append", (Name(tape), self.scalar(env)))))
        self.p.shares[name] = (tape,)
        env["tape"].append(name)

    def do_pop(self, out, env, depth):
        self.do_list(out, env, depth)
        tape = env["tape"].pop()
        env["s"].append(self.let(out, FLOAT, "list.last", Name(tape)))
        name = self.name(ListType(FLOAT), "tape")
        out.append(Mutate(name, Name(tape), Call("list.init", (Name(tape),))))
        self.p.shares[name] = (tape,)
        env["tape"].append(name)

    def test(self, out, env):
        return self.let(out, BOOL, "operator.gt", self.scalar(env), self.scalar(env))

    def inner(self, env):
        return {key: list(names) for key, names in env.items()}

    # -- branches ---------------------------------------------------------------------------------

    def do_if(self, out, env, depth):
        test = Name(self.test(out, env))
        sides = [self.inner(env), self.inner(env)]
        blocks = [self.block(side, depth + 1, self.r.randrange(4)) for side in sides]
        joins = self.joined_arrays(env, sides)
        for _ in range(self.r.randrange(3)):
            name = self.name(FLOAT)
            joins.append(Join(name, *(self.scalar(side) for side in sides)))
            env["s"].append(name)
        out.append(If(test, blocks[0], blocks[1], tuple(joins)))

    def joined_arrays(self, env, sides):
        """Arrays written on a side are handed on as what they have become there; the tape always is."""
        joins = []
        tape = self.name(ListType(FLOAT), "tape")
        self.p.shares[tape] = tuple(side["tape"][0] for side in sides)
        joins.append(Join(tape, *(Name(side["tape"][0]) for side in sides)))
        env["tape"] = [tape]
        gone = {self.group[a] for a in env["a"]} - {
            self.group[a] for a in env["a"] if all(a in side["a"] for side in sides)
        }
        gone |= {self.group[a] for a in env["a"] if not all(a in side["a"] for side in sides)}
        for group in sorted(gone):
            self.kill(env, group)
            ends = [[a for a in side["a"] if self.group[a] == group] for side in sides]
            name = self.name(ARRAY, group.partition("@")[0])
            joins.append(Join(name, *(Name(self.r.choice(end)) for end in ends)))
            self.p.shares[name] = tuple(v.id for v in (joins[-1].then, joins[-1].other))
            self.array(name, like=group)
            env["a"].append(name)
        return joins

    def do_and(self, out, env, depth):
        first = self.test(out, env)
        inner = self.inner(env)
        block = []
        second = self.test(block, inner)
        name = self.name(BOOL, "t")
        then, other = (tuple(block), ()) if self.r.random() < 0.5 else ((), tuple(block))
        values = (Name(second), Name(first)) if then else (Name(first), Name(second))
        out.append(If(Name(first), then, other, (Join(name, *values),)))
        used = self.name(FLOAT)
        out.append(If(Name(name), (), (), (Join(used, self.scalar(env), self.scalar(env)),)))
        env["s"].append(used)

    def do_choice(self, out, env, depth):
        test = Name(self.test(out, env))
        blocks, values = [], []
        for _ in range(2):
            block = []
            a = self.let(block, FLOAT, "operator.mul", self.scalar(env), self.scalar(env), base="t")
            values.append(Name(self.let(block, FLOAT, "operator.add", Name(a), self.scalar(env), base="t")))
            blocks.append(tuple(block))
        name = self.name(FLOAT)
        out.append(If(test, blocks[0], blocks[1], (Join(name, *values),)))
        env["s"].append(name)

    # -- loops ------------------------------------------------------------------------------------

    def enter(self, env):
        """Carries for the loop: some scalars, the tape, and each owned array that the body may write."""
        env["tape"], tape = [], env["tape"][0]
        carries = [[self.name(FLOAT), self.scalar(env)] for _ in range(self.r.randrange(1, 4))]
        arrays = []
        for group in sorted({self.group[a] for a in env["a"]} & self.owned):
            a = self.r.choice([a for a in env["a"] if self.group[a] == group])
            if self.r.random() < 0.5:
                name = self.name(ARRAY, a.partition("@")[0])
                self.p.shares[name] = (a,)
                self.kill(env, group)
                self.array(name, like=a)
                arrays.append([name, Name(a), group])
        kept = self.name(ListType(FLOAT), "tape")
        inner = self.inner(env)
        frozen = {self.group[a] for a in inner["a"]}
        inner["s"] += [name for name, _ in carries]
        inner["a"] += [name for name, _, _ in arrays]
        inner["tape"] = [kept]
        self.p.shares[kept] = (tape,)
        return carries, arrays, kept, tape, inner, frozen

    def leave(self, env, entered):
        carries, arrays, kept, tape, inner, _ = entered
        made = [Carry(name, init, self.scalar(inner)) for name, init in carries]
        for name, init, group in arrays:
            last = self.r.choice([a for a in inner["a"] if self.group[a] == group])
            self.p.shares[name] = (*self.p.shares[name], last)
            made.append(Carry(name, init, Name(last)))
            env["a"].append(name)
        self.p.shares[kept] = (*self.p.shares[kept], inner["tape"][0])
        made.append(Carry(kept, Name(tape), Name(inner["tape"][0])))
        env["s"] += [name for name, _ in carries]
        env["tape"] = [kept]
        return tuple(made)

    def body(self, entered, depth, first=()):
        inner, frozen = entered[4], entered[5]
        owned = self.owned
        self.owned = owned - frozen
        block = (*first, *self.block(inner, depth + 1, self.r.randrange(1, 6)))
        self.owned = owned
        until = None
        if self.r.random() < 0.5:
            out = list(block)
            flag = self.test(out, inner)
            if self.r.random() < 0.5:
                rest = []
                value = self.let(rest, FLOAT, "operator.add", self.scalar(inner), self.scalar(inner))
                name, crossed = self.name(FLOAT), self.name(BOOL, "crossed")
                joins = (Join(name, self.scalar(inner), Name(value)), Join(crossed, Const(True), Const(False)))
                out.append(If(Name(flag), (), tuple(rest), joins))
                inner["s"].append(name)
                flag = self.r.choice([flag, crossed])
            block, until = tuple(out), Name(flag)
        return block, until

    def do_for(self, out, env, depth):
        items = self.let(out, OpaqueType("range"), "builtins.range", Const(3))
        entered = self.enter(env)
        target = self.name(INT, self.r.choice(["i", "_", "x"]))
        if self.r.random() < 0.7:
            entered[4]["s"].append(target)
        block, until = self.body(entered, depth)
        out.append(For(target, Name(items), self.leave(env, entered), block, until))

    def do_zip(self, out, env, depth):
        xs = [Name(self.r.choice(env["a"])) for _ in range(2)]
        frozen = {self.group[x.id] for x in xs}
        items = self.let(out, OpaqueType("zip"), "builtins.zip", *xs)
        owned, self.owned = self.owned, self.owned - frozen
        entered = self.enter(env)
        target = self.name(TupleType((F8, F8)), "t")
        first = []
        for i in range(2):
            entered[4]["s"].append(self.let(first, F8, "operator.getitem", Name(target), Const(i)))
        block, until = self.body(entered, depth, tuple(first))
        out.append(For(target, Name(items), self.leave(env, entered), block, until))
        self.owned |= owned

    def do_while(self, out, env, depth):
        start = self.let(out, FLOAT, "operator.mul", Const(1.0), Const(0.0))
        entered = self.enter(env)
        counter = self.name(FLOAT)
        head = []
        if self.r.random() < 0.3:
            entered[4]["s"].append(self.let(head, FLOAT, "operator.add", self.scalar(entered[4]), Const(1.0)))
        test = self.let(head, BOOL, "operator.lt", Name(counter), Const(self.r.choice([0.0, 2.0, 3.0])))
        entered[4]["s"].append(counter)
        block, until = self.body(entered, depth)
        more = list(block)
        after = self.let(more, FLOAT, "operator.add", Name(counter), Const(1.0))
        carries = (*self.leave(env, entered), Carry(counter, Name(start), Name(after)))
        out.append(While(carries, tuple(head), Name(test), tuple(more), until))
        env["s"].append(counter)

    # -- whole ------------------------------------------------------------------------------------

    def make(self):
        for name, kind in (("x", FLOAT), ("y", FLOAT), ("u", ARRAY), ("v", ARRAY)):
            self.p.fresh(name, kind)
        self.p.external |= {"u", "v"}
        self.p.frees |= {"log": None, "box": None}
        self.array("u", owned=False)
        self.array("v", owned=False)
        env = {"s": ["x", "y"], "a": ["u", "v"], "tape": []}
        out = []
        env["tape"] = [self.let(out, ListType(FLOAT), "list.display", base="tape")]
        for array in ("u", "v"):
            env["a"].append(self.array(self.let(out, ARRAY, "numpy.copy", Name(array), base=self.r.choice(["w", "x"]))))
        body = (*out, *self.block(env, 0, self.size))
        results = (
            [Name(self.r.choice(env["s"])) for _ in range(3)]
            + [Name(a) for a in env["a"][-3:]]
            + [Name(env["tape"][0])]
        )
        params = tuple(Param(name) for name in ("x", "y", "u", "v"))
        self.p.functions["f"] = Function("f", params, body, TupleArg(tuple(results)))
        return self.p


def random_program(seed, size=12):
    return Generator(seed, size).make()
