"""What `explain` says of a function: activity by line, the tape with its reasons, what was left out."""

import inspect

import numpy as np

from s2sad import pipeline
from s2sad.request import request_for
from s2sad.source.read import read
from s2sad.types.parse import parse_types


def explained(function, wrt, form, types=None):
    request = request_for(inspect.signature(function), wrt, form)
    return pipeline.explain(read(function), request, None if types is None else parse_types(types))


def line_with(found, text):
    (line,) = [line for line in found.lines if text in line.text]
    return line


def shape(m):
    return np.exp(-m * m)


def fit(d, xs):
    d0 = shape(xs)
    unused = xs * 2.0
    scale = np.sum(d * d)
    print(unused)
    return scale * d0


def powers(x, k, n):
    s = 0.0
    for _ in range(n):
        x = np.sin(x) * k
        s = s + x
    return s


def sweeps(u, c):
    u = u.copy()
    for _ in range(3):
        u[1:-1] *= c * u[1:-1]
    return np.sum(u)


def test_activity_by_line():
    found = explained(fit, "xs", "derivative", "d: f8[n], xs: float")
    assert line_with(found, "d0 = shape(xs)").active == ("d0",)
    assert line_with(found, "unused =").varied == ("unused",)
    assert line_with(found, "unused =").active == ()
    assert line_with(found, "scale =").varied == () and line_with(found, "scale =").useful == ("scale",)
    assert line_with(found, "return scale").active == ("its value",)
    assert line_with(found, "(in shape)").active


def test_what_was_left_out():
    found = explained(fit, "xs", "derivative", "d: f8[n], xs: float")
    lines, first = inspect.getsourcelines(fit)
    at = next(first + k for k, line in enumerate(lines) if "scale =" in line)
    below = next(first + k for k, line in enumerate(lines) if "unused =" in line)
    assert f"d: not in wrt, so line {at} has no derivative" in found.left_out
    assert f"unused (line {below}): varies, but the result does not depend on it" in found.left_out


def test_the_tape_and_why():
    found = explained(powers, "x", "grad", "x: float, k: float, n: int")
    first = inspect.getsourcelines(powers)[1]
    (taped,) = found.tape
    assert taped.name == "x"
    assert f"the derivative of line {first + 3} reads it" in taped.because
    assert f"the loop at line {first + 2}" in taped.because


def test_a_copy_on_the_tape():
    found = explained(sweeps, "u", "grad", "u: f8[n], c: float")
    first = inspect.getsourcelines(sweeps)[1]
    assert any(f"line {first + 3} writes in place, so a copy is kept" in taped.because for taped in found.tape)


def relaxed(u, n):
    u = u.copy()
    for _ in range(n):
        for i in range(1, 5):
            u[i] = u[i - 1] * u[i + 1]
    return np.sum(u * u)


def test_what_is_put_back():
    found = explained(relaxed, "u", "grad", "u: f8[m], n: int")
    (taped,) = found.tape
    assert (taped.name, taped.number) == ("u", inspect.getsourcelines(relaxed)[1] + 4)
    assert "this line overwrites it" in taped.because


def test_nothing_on_the_tape_forwards():
    assert explained(powers, "x", "derivative").tape == ()


def recursive(x, n):
    if n == 0:
        return 1.0
    return np.sin(x) * recursive(x, n - 1)


def test_the_tape_of_a_pair():
    found = explained(recursive, "x", "grad", "x: float, n: int")
    assert "what the call keeps" in {taped.name for taped in found.tape}


def test_facts():
    shown = pipeline.stages(read(powers), request_for(inspect.signature(powers), "x", "grad"), None)["facts"]
    head, *rows = shown.splitlines()
    assert head.split() == ["name", "type", "activity"]
    assert next(row for row in rows if row.startswith("x ")).endswith("active")
