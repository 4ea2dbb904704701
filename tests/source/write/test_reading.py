"""What makes the text read as a person would have written it."""

from s2sad.core.nodes import Carry, Const, For, Free, If, Join, Let, Mutate, Name, SliceArg, TupleArg
from s2sad.core.types import ScalarType
from s2sad.source.write import write
from tests.source.write.builder import FLOAT, VECTOR, call, let, program

INT, BOOL = ScalarType("int"), ScalarType("bool")


def lines(made):
    return [line.strip() for line in write(made, "f").source.split("def f", 1)[1].splitlines()[1:] if line.strip()]


def item(*parts):
    return TupleArg((Const("getitem"), *parts))


def part(start, stop):
    return SliceArg(Const(start), Const(stop), Const(None))


def test_a_range_stands_in_each_header_that_reads_it():
    body = (let("s@2", "operator.add", "s@1", "x"),)
    back = (let("s@5", "operator.mul", "s@4", "x"),)
    steps = [
        let("t", "builtins.len", "y"),
        let("t@1", "builtins.range", "t"),
        For("i", Name("t@1"), (Carry("s@1", Const(0.0), Name("s@2")),), body),
        let("t@2", "builtins.reversed", "t@1"),
        For("i@1", Name("t@2"), (Carry("s@4", Name("s@1"), Name("s@5")),), back),
    ]
    types = {"y": VECTOR, "t": INT}
    assert lines(program("x y", steps, "s@4", types=types)) == [
        "s = 0.0",
        "for _ in range(len(y)):",
        "s = s + x",
        "for _ in reversed(range(len(y))):",
        "s = s * x",
        "return s",
    ]


def test_an_element_is_updated_in_place():
    steps = [
        let("t", "operator.getitem", "y", 0),
        let("t@1", "operator.sub", "t", "x"),
        Mutate("y@1", Name("y"), call("store.set", "y", "t@1", item(Const(0)))),
    ]
    types = {"y": VECTOR, "t": ScalarType("f8"), "t@1": ScalarType("f8")}
    assert lines(program("x y", steps, "y@1", types=types)) == ["y[0] -= x", "return y"]


def test_an_integer_array_is_not_updated_in_place_by_a_float():
    steps = [
        let("t", "operator.getitem", "y", part(0, 2)),
        let("t@1", "operator.sub", "t", "x"),
        Mutate("y@1", Name("y"), call("store.set", "y", "t@1", item(part(0, 2)))),
    ]
    types = {"y": type(VECTOR)("i8", VECTOR.shape), "t@1": VECTOR}
    assert lines(program("x y", steps, "y@1", types=types)) == ["y[0:2] = y[0:2] - x", "return y"]


def test_an_element_of_a_view_is_an_element():
    steps = [
        Mutate("y@1", Name("y"), call("store.set", "y", "x", item(part(1, 3)), item(Const(0)))),
        Mutate("y@2", Name("y@1"), call("store.set", "y@1", "x", item(part(1, 3)), item(Const(2)))),
    ]
    made = program("x y", steps, "y@2", types={"y": VECTOR, "y@1": VECTOR, "y@2": VECTOR})
    assert lines(made) == ["y[1] = x", "y[1:3][2] = x", "return y"]


def test_one_flag_for_nested_loops_and_a_count_before_the_break():
    step = If(Name("t@3"), (), (), (Join("found@3", Const(True), Const(False)),))
    inner = (
        let("s@3", "operator.mul", "s@2", "x"),
        let("t@3", "operator.gt", "s@3", 2.0),
        step,
        let("rounds@2", "operator.add", "rounds@1", 1),
    )
    carries = (
        Carry("s@2", Name("s@1"), Name("s@3")),
        Carry("found@2", Const(False), Name("found@3")),
        Carry("rounds@1", Const(0), Name("rounds@2")),
    )
    loop = For("j", Name("t@2"), carries, inner, Name("found@3"))
    body = (let("t@2", "builtins.range", 5), loop)
    outer = (
        Carry("s@1", Name("x"), Name("s@2")),
        Carry("found@1", Const(False), Name("found@2")),
        Carry("rounds@4", Const(0), Name("rounds@1")),
    )
    steps = [let("t", "builtins.range", 5), For("i", Name("t"), outer, body, Name("found@2"))]
    result = TupleArg((Name("s@1"), Name("found@1"), Name("rounds@4")))
    types = {f"found@{i}": BOOL for i in range(1, 4)} | {f"rounds@{i}": INT for i in (1, 2, 4)}
    text = lines(program("x", steps, result, types=types))
    assert text == [
        "s = x",
        "found = False",
        "rounds = 0",
        "for _ in range(5):",
        "rounds = 0",
        "for _ in range(5):",
        "s = s * x",
        "rounds += 1",
        "if s > 2.0:",
        "found = True",
        "break",
        "if found:",
        "break",
        "return s, found, rounds",
    ]


def test_functions_that_nobody_calls_are_left_out():
    made = program("x", [let("t", "operator.mul", "x", 2.0)], "t")
    made.functions = {**program("x", [], "x", name="unread").functions, **made.functions}
    assert "unread" not in write(made, "f").source


def test_the_main_function_has_its_name_before_the_others():
    made = program("x", [Let("t", call("@f@1", "x"))], "t")
    made.functions = {"f@1": program("x", [], "x", name="f@1").functions["f@1"], **made.functions}
    assert write(made, "f").source == "def f_1(x):\n    return x\n\n\ndef f(x):\n    return f_1(x)\n"


def test_what_no_other_process_has_is_named():
    made = program("x", [Let("t", call("operator.getitem", Free("table"), "x"))], "t", frees={"table": object()})
    assert write(made, "f").missing == ("table",)


def test_the_flag_of_a_branch_that_is_decided_is_gone():
    step = If(Name("found"), (), (), (Join("y@1", Const(1.0), Name("x")),))
    choose = If(Name("t"), (), (), (Join("found", Const(False), Const(False)),))
    steps = [let("t", "operator.gt", "x", 0.0), choose, step]
    assert "found" not in write(program("x", steps, "y@1", types={"found": BOOL, "y@1": FLOAT}), "f").source
