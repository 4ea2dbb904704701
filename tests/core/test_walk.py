from s2sad.core.nodes import (
    Call,
    Carry,
    Const,
    For,
    Function,
    If,
    Join,
    Let,
    Mutate,
    Name,
    Param,
    SliceArg,
    TupleArg,
    With,
)
from s2sad.core.walk import binds, bound_in, free_names, map_args, statements, substitute, use_counts, used_names

BODY = (
    Let("a", Call("operator.mul", (Name("x"), Name("y")))),
    For(
        "i",
        Name("xs"),
        (Carry("s", Name("a"), Name("t")),),
        (Let("t", Call("operator.add", (Name("s"), Name("i")))),),
        Name("t"),
    ),
    If(Name("c"), (), (), (Join("j", Name("s"), Const(1)),)),
    With(Name("w"), (Let("z", Call("f", (), (("k", Name("j")),))),)),
)


def test_names():
    assert free_names(BODY) == {"x", "y", "xs", "c", "w"}
    assert bound_in(BODY) == {"a", "i", "s", "t", "j", "z"}
    assert [binds(s) for s in BODY] == [("a",), ("s",), ("j",), ("z",)]
    assert len(list(statements(BODY))) == 6
    assert use_counts(BODY, Name("z"))["t"] == 2
    assert used_names(Function("f", (Param("x"),), BODY, Name("q"))) == free_names(BODY) | bound_in(BODY) | {"q"}


def test_substitution_reaches_everything_that_is_read():
    renamed = substitute(BODY, {name: Name(name.upper()) for name in "xyaticswj"})
    assert free_names(renamed) == {"X", "Y", "A", "xs", "C", "S", "T", "I", "J", "W"}
    write = Mutate(
        "u@1", Name("u"), Call("store.set", (Name("u"), TupleArg((SliceArg(Name("a"), Const(None), Const(None)),))))
    )
    changed = map_args(write, lambda atom: Name("v") if isinstance(atom, Name) else atom)
    assert changed == Mutate(
        "u@1", Name("v"), Call("store.set", (Name("v"), TupleArg((SliceArg(Name("v"), Const(None), Const(None)),))))
    )
