from s2sad.core.nodes import Carry, Const, For, If, Join, Name
from s2sad.core.types import ScalarType
from s2sad.source.write import write
from tests.source.write.builder import let, program

BOOL = ScalarType("bool")


def test_a_flag_is_set_before_the_loop_and_where_it_breaks():
    step = If(Name("t@1"), (), (), (Join("found@2", Const(True), Const(False)),))
    carries = (Carry("found@1", Const(False), Name("found@2")), Carry("s@1", Name("s"), Name("s@2")))
    body = (let("s@2", "operator.mul", "s@1", "x"), let("t@1", "operator.gt", "s@2", 2.0), step)
    loop = For("i", Name("t"), carries, body, Name("found@2"))
    ends = If(Name("found@1"), (), (), (Join("value", Name("s@1"), Const(0.0)),))
    types = {"found@1": BOOL, "found@2": BOOL}
    text = write(program("s x", [let("t", "builtins.range", 5), loop, ends], "value", types=types), "f").source
    assert text.splitlines()[1:] == [
        "    found = False",
        "    for _ in range(5):",
        "        s = s * x",
        "        if s > 2.0:",
        "            found = True",
        "            break",
        "    if found:",
        "        return s",
        "    return 0.0",
    ]
