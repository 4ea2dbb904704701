"""The layout of messages, and the hierarchy."""

import linecache
import pickle

import numpy as np
import pytest

import s2sad
from s2sad.core.nodes import Origin
from s2sad.errors import Problem, nearest, refusal

TEXT = ["def f(é, x):\n", "    y = é + g(x)\n", "    return y\n"]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "user.py"
    path.write_text("".join(TEXT), encoding="utf-8")
    linecache.checkcache()
    return str(path)


def test_layout(file):
    start = len("    y = é + ".encode())
    origin = Origin(file, 2, start, 2, start + 4, "f")
    error = refusal([Problem(origin, "g has no derivative", "s2sad.still(g)\ns2sad.rule(...)", wrt="x")])
    assert str(error).splitlines() == [
        "g has no derivative (depends on 'x')",
        f'  File "{file}", line 2, in f',
        "    y = é + g(x)",
        "            ^^^^",
        "  hint: s2sad.still(g)",
        "        s2sad.rule(...)",
    ]


def test_a_statement_of_several_lines_has_carets_to_the_end_of_its_first(file):
    assert str(Problem(Origin(file, 1, 0, 3, 12), "no")).splitlines()[-1] == "    ^^^^^^^^^^^^"


def test_no_file():
    assert str(Problem(Origin("<nowhere>", 3), "no")) == 'no\n  File "<nowhere>", line 3'


def test_several_problems_come_in_one_error():
    error = refusal([Problem(None, "a", kind="never"), Problem(None, "b")])
    assert type(error) is s2sad.NotSupportedError and str(error) == "2 problems\na\nb"
    assert type(refusal([Problem(None, "a", kind="never")])) is s2sad.NotDifferentiableError


@pytest.mark.parametrize("name, base", [
    ("NotSupportedError", NotImplementedError), ("NotDifferentiableError", ValueError), ("SourceError", OSError),
    ("WrtError", ValueError), ("ArgumentTypeError", TypeError), ("SignatureError", TypeError),
    ("NotScalarError", ValueError), ("TargetError", LookupError), ("VerificationError", AssertionError),
])  # fmt: skip
def test_hierarchy(name, base):
    kind = getattr(s2sad, name)
    assert issubclass(kind, base) and issubclass(kind, s2sad.S2sadError)
    again = pickle.loads(pickle.dumps(kind("what happened")))
    assert type(again) is kind and str(again) == "what happened"


def test_nearest():
    assert nearest("deriv", ["derivative", "grad"]) == "; did you mean 'derivative'?"
    assert nearest("q", ["derivative"]) == ""


def stretched(u, k):
    v = u * k
    return np.histogram(v)[0]


def with_two_problems(x, a, w):
    y = x * 2.0
    for _ in range(3):
        z = y + a
        y = z * a
    counts = stretched(z, 3)
    common = np.intersect1d(w, a)
    return np.sum(counts) * np.sum(common)


def test_every_problem_says_what_varies_and_through_which_lines():
    with pytest.raises(s2sad.NotSupportedError) as found:
        s2sad.grad(with_two_problems, wrt=("x", "w"))(np.ones(3), 2.0, 1.0)
    of_counts, of_common = found.value.problems
    assert (of_counts.wrt, of_common.wrt) == ("x", "w") and of_common.through == ()
    assert [origin.function for origin in of_counts.through] == ["with_two_problems"] * 2 + ["stretched"]
    text = str(found.value)
    assert "a count: it jumps (depends on 'x')" in text
    assert "    return np.histogram(v)[0]\n           ^^^^^^^^^^^^^^^\n  by way of\n" in text
    assert ": y = x * 2.0\n" in text and ": z = y + a\n" in text and "in stretched: v = u * k\n" in text
    assert "             ^^^^^^^^^^^^^^^^^^^^\n  hint: s2sad.rule(np.intersect1d" in text


def misspelt(x):
    return np.summ(x)


def of_bytes(x):
    return np.frombuffer(np.sort(x).tobytes())[0]


def without_an_end(x):
    return without_an_end(x * 2.0)


@pytest.mark.parametrize(
    ("function", "message", "line"),
    [
        (misspelt, "np has no attribute 'summ'; did you mean 'sum'?", "np.summ(x)"),
        (of_bytes, "no derivative for 'tobytes' (depends on 'x')", "np.sort(x).tobytes()"),
        (without_an_end, "without_an_end calls itself on every path", "return without_an_end(x * 2.0)"),
    ],
)
def test_what_a_message_names(function, message, line):
    with pytest.raises(s2sad.NotSupportedError) as found:
        s2sad.grad(function)(np.ones(3))
    assert message in str(found.value)
    assert line in str(found.value)
    assert "getattr" not in str(found.value)


def long_way(x):
    y = x * 1.1
    y = y * 1.2
    y = y * 1.3
    y = y * 1.4
    y = y * 1.5
    y = y * 1.6
    y = y * 1.7
    return np.sum(np.histogram(y)[0])


def test_of_a_long_way_both_ends_are_shown():
    with pytest.raises(s2sad.NotSupportedError) as found:
        s2sad.grad(long_way)(np.ones(3))
    lines = str(found.value).splitlines()
    way = lines[lines.index("  by way of") + 1 : -1]
    assert [line[-3:] for line in way] == ["1.1", "1.2", "1.3", "...", "1.5", "1.6", "1.7"]
