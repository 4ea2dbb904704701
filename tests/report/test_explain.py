from s2sad.report.explain import Explanation, Line, Taped


def test_tape():
    line = Line(4, "x = r * x", ("x",), ("x",), ("x",))
    shown = str(Explanation("f", "f.py", ("r",), "reverse", (line,), (Taped("x", 4, "line 4 overwrites it"),)))
    assert shown.endswith("on the tape:\n  x, from line 4: line 4 overwrites it")


def test_no_tape():
    assert str(Explanation("f", "f.py", ("r",), "reverse", (Line(1, "pass"),))).endswith("nothing is on the tape")
    assert "tape" not in str(Explanation("f", "f.py", ("r",), "forward", (Line(1, "pass"),)))
