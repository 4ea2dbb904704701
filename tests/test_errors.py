"""The layout of messages, and the hierarchy."""

import linecache
import pickle

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
