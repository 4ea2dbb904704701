"""What the text of a module looks like: expressions, patterns, names of the module level."""

import math
import sys
import types

import numpy as np
import pytest

from s2sad.core.nodes import (
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
    Origin,
    Param,
    SliceArg,
    TupleArg,
    While,
)
from s2sad.core.types import OpaqueType, ScalarType, TupleType
from s2sad.source.load import load
from s2sad.source.write import write
from tests.source.write.builder import FLOAT, VECTOR, call, let, program


def lines(made, doc=""):
    source = write(made, "f", doc).source
    return [line.strip() for line in source.splitlines() if line.startswith("    ")]


def one(*body, params="x y", result="t", **options):
    """The expression that a function of one line returns."""
    return lines(program(params, body, result, **options))[-1].removeprefix("return ")


def part(lower=None, upper=None, step=None):
    return SliceArg(Const(lower), Const(upper), Const(step))


@pytest.mark.parametrize(
    "text, prim, args",
    [
        ("x**-2", "operator.pow", ("x", -2)),
        ("(-2) ** x", "operator.pow", (-2, "x")),
        ("(-1.5) ** x", "operator.pow", (-1.5, "x")),
        ("x - -1.0", "operator.sub", ("x", -1.0)),
        ("x in y", "operator.contains", ("y", "x")),
        ("not x", "operator.not_", ("x",)),
        ("x is not None", "operator.is_not", ("x", None)),
        ("x[1:, None, ...]", "operator.getitem", ("x", TupleArg((part(1), Const(None), Const(...))))),
        ("x[::-1]", "operator.getitem", ("x", part(step=-1))),
        ("x[(), ]", "operator.getitem", ("x", TupleArg((TupleArg(()),)))),
        ("x[()]", "operator.getitem", ("x", TupleArg(()))),
        ("x[[0, 0, 1]]", "operator.getitem", ("x", TupleArg((Const(0), Const(0), Const(1)), list=True))),
        ("x.a", "getattr", ("x", Const("a"))),
        ("np.linalg.solve(x, y)", "numpy.linalg.solve", ("x", "y")),
        ("math.exp(x)", "math.exp", ("x",)),
        ("abs(x)", "builtins.abs", ("x",)),
        ("np.inf * x", "operator.mul", (math.inf, "x")),
        ("-np.inf * x", "operator.mul", (-math.inf, "x")),
        ("2j * x", "operator.mul", (2j, "x")),
        ("x if y else 1", "select", ("y", "x", 1)),
    ],
)  # fmt: skip
def test_expression(text, prim, args):
    assert one(let("t", prim, *args)).replace("(),]", "(), ]") == text


def test_format():
    spec = TupleArg((Name("y"), Const("r"), Const(">5")))
    assert one(let("t", "format", Const("a{ "), "x", spec), result="t") == "f'a{{ {x}{y!r:>5}'"


def test_spelling_follows_the_user_and_is_cheap_in_derivatives():
    types = {"x": VECTOR}
    assert one(let("t", "numpy.sum", "x"), types=types) == "np.sum(x)"
    assert one(let("t", "numpy.sum", "x", spelling="method", axis=0), types=types) == "x.sum(axis=0)"
    assert one(let("t", "numpy.sum", "x", primal=False), types=types) == "x.sum()"
    assert one(let("t", "numpy.sum", "y", primal=False), types=types) == "np.sum(y)"
    assert one(let("t", "numpy.transpose", "x", primal=False), types=types) == "x.T"
    assert one(let("t", "numpy.shape", "x", spelling="attribute")) == "x.shape"


def test_user_names_keep_their_lines_and_temporaries_go_back():
    made = program(
        "x",
        [let("t", "operator.mul", "x", "x"), let("y", "operator.add", "t", 1.0), let("t@1", "math.sin", "y")],
        "t@1",
    )
    assert lines(made) == ["y = x * x + 1.0", "return math.sin(y)"]


def test_signs_are_tidied_only_in_derivatives():
    body = [let("t", "operator.neg", "y", primal=False), let("t@1", "operator.add", "x", "t", primal=False)]
    assert one(*body, result="t@1") == "x - y"
    body = [let("t", "operator.mul", "x", "y", primal=False), let("t@1", "operator.neg", "t", primal=False)]
    assert one(*body, result="t@1") == "-x * y"
    assert one(let("t", "operator.neg", "y"), let("t@1", "operator.add", "x", "t"), result="t@1") == "x + -y"


def test_swap_is_one_assignment():
    loop = For("i", Name("t"), (Carry("x@1", Name("x"), Name("y@1")), Carry("y@1", Name("y"), Name("x@1"))), ())
    made = program("x y n", [let("t", "builtins.range", "n"), loop], TupleArg((Name("x@1"), Name("y@1"))))
    assert lines(made) == ["for _ in range(n):", "x, y = y, x", "return x, y"]


def test_boolean_operators_and_chains():
    body = [
        let("t", "operator.lt", "x", "y"),
        If(Name("t"), (let("t@1", "operator.lt", "y", 2.0),), (), (Join("t@2", Name("t@1"), Name("t")),)),
        If(Name("t@2"), (), (let("t@3", "operator.eq", "x", 0.0),), (Join("t@4", Name("t@2"), Name("t@3")),)),
    ]
    assert one(*body, result="t@4") == "x < y and y < 2.0 or x == 0.0"


def test_early_return_and_elif():
    inner = If(Name("t@1"), (), (), (Join("value@1", Const(1), Const(2)),))
    body = [
        let("t", "operator.lt", "x", 0.0),
        If(Name("t"), (), (let("t@1", "operator.lt", "x", 1.0), inner), (Join("value@2", Const(0), Name("value@1")),)),
    ]
    assert lines(program("x", body, "value@2"))[:2] == ["if x < 0.0:", "return 0"]


def test_flag_becomes_break():
    step = If(Name("t@1"), (), (), (Join("crossed@1", Const(True), Const(False)),))
    loop = For(
        "i", Name("t"), (Carry("s@1", Name("s"), Name("s@2")),),
        (let("s@2", "operator.mul", "s@1", "x"), let("t@1", "operator.gt", "s@2", 2.0), step), Name("crossed@1"),
    )  # fmt: skip
    made = program("s x", [let("t", "builtins.range", 5), loop], "s@1")
    assert lines(made) == ["for _ in range(5):", "s = s * x", "if s > 2.0:", "break", "return s"]


def test_tuples_are_taken_apart():
    pair = {"t@1": TupleType((FLOAT, OpaqueType("pair"))), "t": OpaqueType("zip")}
    items = (("i", "t@2", 0), ("t@3", "t@2", 1), ("a", "t@3", 0), ("b", "t@3", 1))
    body = (
        *(let(name, "operator.getitem", of, place) for name, of, place in items),
        let("t@4", "operator.mul", "a", "b"),
        let("s@2", "operator.add", "s@1", "t@4"),
        let("s@3", "operator.mul", "s@2", "i"),
    )
    loop = For("t@2", Name("t@1"), (Carry("s@1", Const(0.0), Name("s@3")),), body)
    made = program(
        "x y", [let("t", "builtins.zip", "x", "y"), let("t@1", "builtins.enumerate", "t"), loop], "s@1", types=pair
    )
    made.types.pop("t@1")
    assert lines(made)[:2] == ["s = 0.0", "for i, (a, b) in enumerate(zip(x, y)):"]
    body = [
        let("t", "builtins.divmod", "x", "y"),
        let("q", "operator.getitem", "t", 0),
        let("m", "operator.getitem", "t", 1),
    ]
    made = program("x y", body, TupleArg((Name("q"), Name("m"))), types={"t": TupleType((FLOAT, FLOAT))})
    assert lines(made) == ["q, m = divmod(x, y)", "return q, m"]


def write_to(name, target, prim, value, *steps):
    steps = tuple(TupleArg((Const(step[0]), *step[1:])) for step in steps)
    return Mutate(name, Name(target), call(prim, target, value, *steps))


def test_writes():
    item, turn = ("getitem", Const(0)), ("numpy.transpose",)
    body = [
        let("u", "numpy.copy", "x"),
        write_to("u@1", "u", "store.set", 1.0, item),
        write_to("u@2", "u@1", "store.set", 2.0),
        write_to("u@3", "u@2", "store.add", "y"),
        write_to("u@4", "u@3", "store.add", "y", turn, item),
        write_to("u@5", "u@4", "store.add_at", 1.0, ("getitem", TupleArg((Const(0), Const(0)), list=True))),
    ]
    assert lines(program("x y", body, "u@5", types={"x": VECTOR}))[1:-1] == [
        "u[0] = 1.0", "u[...] = 2.0", "u += y", "u.T[0] += y", "np.add.at(u, [0, 0], 1.0)",
    ]  # fmt: skip


def test_a_read_is_not_moved_past_a_write():
    body = [
        let("u", "numpy.copy", "x"), let("t", "numpy.sum", "u"),
        write_to("u@1", "u", "store.set", 1.0, ("getitem", Const(0))), let("r", "operator.mul", "t", 2.0),
    ]  # fmt: skip
    assert (
        lines(program("x", body, TupleArg((Name("r"), Name("u@1"))), types={"u": VECTOR, "x": VECTOR}))[1]
        == "t = np.sum(u)"
    )


def test_pop():
    body = [let("tape", "list.display"), write_to("tape@1", "tape", "list.append", "x"),
            let("y", "list.last", "tape@1"), Mutate("tape@2", Name("tape@1"), call("list.init", "tape@1"))]  # fmt: skip
    assert lines(program("x", body, "y")) == ["tape = []", "tape.append(x)", "y = tape.pop()", "return y"]


def test_put_off_a_step_that_would_need_a_second_name():
    scalars = dict.fromkeys(("r_bar@1", "r_bar@2", "x_bar@1", "x_bar@2"), FLOAT)
    body = (
        let("x_bar@2", "operator.mul", "x_bar@1", "r", primal=False),
        let("r_bar@2", "operator.add", "r_bar@1", "x_bar@1", primal=False),
    )
    carries = (Carry("x_bar@1", Const(1.0), Name("x_bar@2")), Carry("r_bar@1", Const(0.0), Name("r_bar@2")))
    made = program(
        "r n", [let("t", "builtins.range", "n"), For("_", Name("t"), carries, body)], "r_bar@1", types=scalars
    )
    assert lines(made)[3:5] == ["r_bar += x_bar", "x_bar *= r"]


def test_parameters_clash_with_the_module_level():
    body = [let("r", "numpy.sum", "np"), let("s", "operator.mul", "r", Free("x"))]
    text = write(program("np x", body, "s", frees={"x": 3.0}), "f")
    assert "import numpy as np_1" in text.source
    assert load(text, "f")(np.ones(3), None) == 9.0


def test_globals_are_copied_imported_or_live(tmp_path, monkeypatch):
    source = "import numpy as np\nscale = 2.0\ngrid = scale * np.arange(3.0)\nnoise = np.random.rand(3)\n"
    source += "def helper(x): return x\n"
    (tmp_path / "user_module_w.py").write_text(source)
    monkeypatch.syspath_prepend(str(tmp_path))
    import user_module_w as module

    frees = {"grid": module.grid, "noise": module.noise, "helper": module.helper}
    body = [
        let("a", "operator.add", "x", Free("grid")),
        let("b", "operator.add", "a", Free("noise")),
        let("t", "call", Free("helper"), "b"),
    ]
    made = program("x", body, "t", frees=frees)
    old = made.functions["f"]
    made.functions["f"] = Function(old.name, old.params, old.body, old.result, "", Origin(module.__file__, 1))
    text = write(made, "f")
    assert "scale = 2.0\ngrid = scale * np.arange(3.0)" in text.source
    assert "from user_module_w import helper, noise" in text.source
    assert np.array_equal(load(text, "f")(1.0), 1.0 + module.grid + module.noise)
    sys.modules.pop("user_module_w")


def test_modules_and_aliases():
    alias = types.ModuleType("scipy_like")
    body = [let("t", "math.sqrt", "x"), let("t@1", "call", Free("m.tau_of"), "t")]
    assert "import math" in write(program("x", body, "t@1", frees={"m": alias, "m.tau_of": None}), "f").source


def test_intrinsics_are_printed_where_they_are_used():
    body = [let("t", "s2sad.reduce", "y", "z", "x", primal=False), let("t@1", "s2sad.expand", "t", "x", primal=False)]
    text = write(program("x y z", body, "t@1"), "f")
    assert "def _reduce(d, z, x):" in text.source and "def _zeros" not in text.source
    assert np.array_equal(load(text, "f")(np.ones((1, 3)), 1.0, np.ones((2, 3))), [[2.0, 2.0, 2.0]])


def test_docstring_sweeps_defaults_and_lines():
    made = program("x", [let("y", "operator.mul", "x", "x"), let("x_bar", "operator.mul", 2.0, "y", primal=False),
                         let("x_bar@1", "operator.add", "x_bar", "x_bar", primal=False)], "x_bar@1")  # fmt: skip
    old = made.functions["f"]
    first = old.body[0]
    body = (Let(first.name, first.call, Origin("user.py", 7)), *old.body[1:])
    made.functions["f"] = Function("f", (*old.params, Param("k", "KEYWORD_ONLY", Const(3))), body, old.result)
    text = write(made, "f", "Gradient of f.")
    assert text.source.splitlines()[:4] == [
        "def f(x, *, k=3):",
        '    """Gradient of f."""',
        "    # forward sweep",
        "    y = x * x",
    ]
    assert text.lines[4].line == 7


def test_while_with_a_head_of_several_lines():
    head = (let("y", "operator.mul", "x@1", 2.0), let("t", "operator.lt", "y", 9.0))
    loop = While((Carry("x@1", Name("x"), Name("y")),), head, Name("t"), ())
    assert lines(program("x", [loop], "x@1"))[:3] == ["while True:", "y = x * 2.0", "if not y < 9.0:"]


def test_effects_keep_their_order():
    body = [let("t", "call", Free("g"), "x"), let("t@1", "call", Free("g"), "y"), let("r", "operator.add", "t", "t@1"),
            Effect(call("builtins.print", "r"))]  # fmt: skip
    made = program("x y", body, "r", frees={"g": print}, types={"x": ScalarType("float")})
    assert lines(made) == ["r = g(x) + g(y)", "print(r)", "return r"]
