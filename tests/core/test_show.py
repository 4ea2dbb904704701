from s2sad.core.nodes import (
    Call,
    Carry,
    Const,
    DictArg,
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
    Raise,
    While,
    With,
)
from s2sad.core.show import show, show_arg, show_block


def test_show_all_statements():
    add = Call("operator.add", (Name("s@1"), Const(1.0)), (), "operator")
    block = (
        Let("s", Call("list.display"), primal=False),
        For("i", Name("xs"), (Carry("s@1", Name("s"), Name("s@2")),), (Let("s@2", add),), Name("stop")),
        While((), (), Const(True), (Effect(Call("builtins.print", (), (("end", Const("")),))),)),
        If(Name("c"), (), (Raise(Free("ValueError"), Const(None)),), (Join("j", Const(1), Const(2)),)),
        Mutate("u@1", Name("u"), Call("store.set", (Name("u"), Const(0)))),
        With(Free("context"), ()),
    )
    assert show_block(block).splitlines() == [
        "s := list.display()",
        "for i in xs carry s@1 = s then s@2:",
        "    s@2 = operator.add.operator(s@1, 1.0)",
        "    until stop",
        "while:",
        "    pass",
        "test True:",
        "    do builtins.print(end='')",
        "if c:",
        "    pass",
        "else:",
        "    raise $ValueError from None",
        "join j = 1 | 2",
        "u@1 <- u by store.set(u, 0)",
        "with $context:",
        "    pass",
    ]


def test_show_function_and_arguments():
    params = (Param("x"), Param("rest", "VAR_POSITIONAL"), Param("k", "KEYWORD_ONLY", Const(2)))
    assert show(Function("f", params, (), Const(None))) == "f(x, *rest, k=2):\n    return None"
    assert show_arg(DictArg(("a",), (Name("x"),))) == "{'a': x}"
