"""All problems of a function come in one report, in the order of their lines, and each of them is one."""

from __future__ import annotations

import json

import numpy as np
import pytest

import s2sad
from s2sad.cli import main
from s2sad.core.nodes import Origin

T = 0.0
ARGS = "x: f8[n]"


def marked(function, *helpers):
    """The places that a comment marks: ``# !`` for one problem, ``# !!`` for two in the line."""
    found = []
    for one in (function, *helpers):
        lines = one.__code__.co_firstlineno
        with open(one.__code__.co_filename, encoding="utf-8") as file:
            text = file.read().splitlines()[lines - 1 : max(last for _, _, last in one.__code__.co_lines() if last)]
        found += [lines + k for k, line in enumerate(text) for _ in range(line.partition("# ")[2].count("!"))]
    return sorted(found)


def problems_of(function, form="adjoint", args=ARGS):
    with pytest.raises(s2sad.TransformError) as info:
        s2sad.source(function, wrt="x", form=form, args=args)
    return info.value.problems


def of_three_stages(x):
    y = np.lib.stride_tricks.as_strided(x, (2,))  # !
    z = np.nonsense(x)  # !
    t = dict.fromkeys(x, 1.0)  # !
    q = np.linalg.qr(np.outer(x, x), mode="raw")[0]  # !
    u = z * 2.0 + t["a"]
    e = eval("x")  # !
    return np.sum(y) + np.sum(q) + e + u


def helper(v):
    q = eval("v")  # !
    t = np.nonsense(v)  # !
    w = np.histogram(v)[1]  # !
    return q + t + w[0]


def in_a_helper(x):
    u = helper(x)
    r = exec("1")  # !
    return u * x * r + np.histogram_bin_edges(x)[0]  # !


def in_containers(x):
    d = {"b": x}
    d["a"] = eval("x")  # !
    items = []
    items.append(exec("x"))  # !
    first = d["a"] + items[0] + d["b"]
    return first + np.nonsense(x) + d["b"] + np.nonsense_too(x)  # !!


def in_branches_and_loops(x, n=1):
    if eval("n"):  # !
        y = np.nonsense(x)  # !
    else:
        y = np.histogram_bin_edges(x)  # !
    for i in eval("n"):  # !
        y = y + exec("i")  # !
    while eval("n") > 0:  # !
        n = np.nonsense(n)  # !
    return y


def after_early_returns(x):
    if x[0] > 0:
        return np.histogram_bin_edges(x)[0]  # !
    y = np.lib.stride_tricks.as_strided(x, (2,))  # !
    for i in range(3):
        if x[i] > 1.0:
            return eval("x")  # !
    return np.sum(y) * np.nonsense(x)  # !


def made_and_lost(x):
    def inner(v):
        return np.nonsense(v)  # !

    @json.loads
    def decorated(v):  # !
        return v

    import json as other

    w = [inner(v) for v in x]
    made = decorated(x) * other.dumps(w)
    return made + np.nonsense(x)  # !


def beside_the_fence(x):
    y = eval("x")  # !
    if np.sum(x) > 0:
        yield np.histogram_bin_edges(x)  # !
    z = np.nonsense(x)  # !
    return y + z + np.histogram(x)[1]  # !


def given_to_the_outside(x):
    global T
    T = np.sum(x)  # !
    s = np.nonsense(x)  # !
    return float(s) * eval("x")  # !


FUNCTIONS = [
    (of_three_stages,), (in_a_helper, helper), (in_containers,), (in_branches_and_loops,), (after_early_returns,),
    (made_and_lost,), (beside_the_fence,), (given_to_the_outside,),
]  # fmt: skip


@pytest.mark.parametrize("form", ["tangent", "adjoint"])
@pytest.mark.parametrize("functions", FUNCTIONS, ids=lambda functions: functions[0].__name__)
def test_exactly_these_in_the_order_of_lines(functions, form):
    problems = problems_of(functions[0], form)
    assert [problem.origin.line for problem in problems] == marked(*functions), "\n".join(map(str, problems))
    assert all(problem.message for problem in problems)


@pytest.mark.parametrize("functions", FUNCTIONS[:3], ids=lambda functions: functions[0].__name__)
def test_without_types_too(functions):
    assert [problem.origin.line for problem in problems_of(functions[0], args=None)] == marked(*functions)


def test_a_caret_and_a_hint_for_each():
    text = str(s2sad.TransformError(problems_of(of_three_stages)))
    assert text.startswith("5 problems\n") and text.count("^\n") == 5
    assert "depends on 'x'" in text and "write the code itself" in text


def alone(x):
    return np.sum(np.lib.stride_tricks.as_strided(x, (2,)))


def test_one_problem_is_as_it_was():
    (problem,) = problems_of(alone)
    assert problem.wrt == "x" and isinstance(problem.origin, Origin)


def only_printed(x):
    print(np.lib.stride_tricks.as_strided(x, (2,)))
    x = np.histogram(x)
    x = eval("2.0")  # !
    return x


def test_what_nothing_needs_is_no_problem():
    assert [problem.origin.line for problem in problems_of(only_printed)] == marked(only_printed)


def test_the_class_says_whether_there_is_something_to_have():
    for function, cls in ((alone, s2sad.NotSupportedError), (of_three_stages, s2sad.NotSupportedError)):
        with pytest.raises(cls):
            s2sad.source(function, wrt="x", form="adjoint", args=ARGS)


def in_a_rule(x):
    return np.sum(np.linalg.svd(x, full_matrices=True)[0] ** 2)  # !


def test_no_line_is_that_of_a_rule():
    (problem,) = problems_of(in_a_rule, args=None)
    assert problem.origin.line == marked(in_a_rule)[0] and "np.linalg.svd depends on the types" in problem.message
    assert "--args" in problem.hint


def test_several_functions_on_the_command_line(capsys, tmp_path):
    file = tmp_path / "several.py"
    file.write_text(
        "import numpy as np\n\n\ndef f(x):\n    return eval('x')\n\n\ndef g(x):\n    return x * x\n\n\n"
        "def h(x):\n    y = np.nonsense(x)\n    return y + exec('x')\n"
    )
    assert main(["dump", f"{file}:f", f"{file}:g", f"{file}:h", "--wrt", "x"]) == 2
    out, err = capsys.readouterr()
    assert not out and err.startswith("s2sad: refused: 3 problems")
    assert [err.index(f"line {line}") for line in (5, 13, 14)] == sorted(err.index(f"line {n}") for n in (5, 13, 14))
    assert main(["dump", f"{file}:g", f"{file}:g", "--wrt", "x"]) == 0
    assert capsys.readouterr().out.count("def g_derivative(x)") == 2
