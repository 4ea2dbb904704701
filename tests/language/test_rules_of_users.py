"""Rules of users: for functions, local functions, ufuncs, methods of every kind; each for its own object."""

import subprocess
import sys

import numpy as np
import pytest
import scipy.special

import s2sad
from s2sad.calculus import registry
from tests.support import check, check_second_order

X = np.array([0.3, -0.8, 1.3])


class Kernel:
    """Its methods count their calls, which no derivative could follow."""

    calls = []

    def __init__(self, width):
        self.width = width

    def apply(self, x):
        self.calls.append(1)
        return np.tanh(x) * self.width

    def shift(self, x, by=0.0):
        self.calls.append(1)
        return x * x + by

    @staticmethod
    def bend(x):
        Kernel.calls.append(1)
        return np.sin(x)

    @classmethod
    def scaled(cls, x):
        cls.calls.append(1)
        return 3.0 * x * x

    def __call__(self, x):
        self.calls.append(1)
        return np.exp(x) * self.width


class Wide(Kernel):
    @classmethod
    def scaled(cls, x):
        return 5.0 * x * x


s2sad.rule("y = Kernel.apply(self, x)", "dy = (1 - np.tanh(x)**2) * self.width * dx")
s2sad.rule(Kernel.shift, "y = shift(self, x, by=0.0)", "dy = 2 * x * dx + dby")
s2sad.rule(Kernel.bend, "y = bend(x)", "dy = np.cos(x) * dx")
s2sad.rule(Kernel.scaled, "y = scaled(x)", "dy = 6 * x * dx")
s2sad.rule(Kernel.__call__, "y = call(self, x)", "dy = y * dx")
KERNEL = Kernel(1.5)


def of_an_argument(x, kernel):
    return np.sum(kernel.apply(x) ** 2)


def of_a_global(x):
    return np.sum(KERNEL.apply(x) * KERNEL(x))


def of_one_made_here(x):
    kernel = Kernel(2.5)
    return np.sum(kernel.apply(x) ** 2)


def with_a_default(x):
    return np.sum(KERNEL.shift(x) * KERNEL.shift(x, by=x[0]))


def static(x):
    return np.sum(KERNEL.bend(x) + Kernel.bend(2.0 * x))


def of_the_class(x):
    return np.sum(Kernel.scaled(x) ** 2)


def of_the_class_through_an_instance(x):
    return np.sum(KERNEL.scaled(x) ** 2)


def of_another_class(x):
    return np.sum(Wide.scaled(x) ** 2)


FUNCTIONS = [
    of_a_global, of_one_made_here, with_a_default, static, of_the_class, of_the_class_through_an_instance,
    of_another_class,
]  # fmt: skip


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_methods(function):
    check(function, X)
    check_second_order(function, X)


def test_of_an_argument():
    check(of_an_argument, X, KERNEL, wrt="x")


def test_a_method_is_printed_as_it_is_called():
    assert "KERNEL.apply(x)" in s2sad.source(of_a_global, form="value_and_grad")


def test_a_rule_is_for_the_function_of_a_class():
    with pytest.raises(ValueError, match="for the function of a class"):
        s2sad.rule(KERNEL.apply, "y = apply(x)", "dy = dx")


def make(factor):
    def inner(x):
        return factor * x

    return inner


def test_a_local_function_is_not_another_of_its_name():
    three, four = make(3.0), make(4.0)
    s2sad.rule(three, "y = inner(x)", "dy = 30 * dx")
    assert s2sad.value_and_grad(lambda x: np.sum(three(x)))(X)[1].tolist() == [30.0] * 3
    assert s2sad.value_and_grad(lambda x: np.sum(four(x)))(X)[1].tolist() == [4.0] * 3


def test_a_lambda():
    square = lambda x: x * x  # noqa: E731
    s2sad.rule(square, "y = square(x)", "dy = 20 * x * dx")
    value, bar = s2sad.value_and_grad(lambda x: np.sum(square(x)))(X)
    assert value == np.sum(X * X) and np.array_equal(bar, 20 * X)


def test_a_local_name_in_a_text():
    def weird(x):
        return float(str(x))

    s2sad.rule("y = weird(x)", "dy = dx")
    assert s2sad.value_and_grad(lambda x: weird(x) ** 2)(3.0) == (9.0, 6.0)


def test_a_name_that_another_module_defines_elsewhere():
    s2sad.rule("y = scipy.special.spherical_jn(n, z)", "dy = scipy.special.spherical_jn(n, z, True) * dz")
    assert s2sad.check_rule(scipy.special.spherical_jn, 2, 0.7, order=1).agrees


ROOT = np.frompyfunc(lambda x: x**0.5, 1, 1)


def test_ufuncs():
    s2sad.rule(scipy.special.kv, "y = kv(v, x)", "dy = -(kv(v - 1, x) + kv(v + 1, x)) / 2 * dx")
    check(lambda x: np.sum(scipy.special.kv(1.5, x * x)), X, order=2)
    s2sad.rule(ROOT, "y = root(x)", "dy = 0.5 / y * dx")
    value, bar = s2sad.value_and_grad(lambda x: float(ROOT(x * x)))(3.0)
    assert (value, bar) == (3.0, 1.0)


def test_what_cannot_be_transposed_is_refused_where_it_is_used(monkeypatch):
    monkeypatch.setattr(registry, "USERS", dict(registry.USERS))

    def sorted_(x):
        return np.sort(x)

    s2sad.rule(sorted_, "y = sorted_(x)", "dy = np.sort(dx)")
    with pytest.raises(s2sad.NotSupportedError, match="give adjoint="):
        s2sad.grad(lambda x: np.sum(sorted_(x)))(X)


@pytest.mark.parametrize("lines", [("dy = ",), ("dz = dx",), ("dx",), ("g = (", "dy = dx")])
def test_a_line_that_is_none(lines):
    with pytest.raises(ValueError):
        s2sad.rule(make(1.0), "y = inner(x)", *lines)


def test_a_dumped_module_runs_by_itself(tmp_path):
    (tmp_path / "kernels.py").write_text(
        "import numpy as np\nimport s2sad\n\n\nclass Kernel:\n"
        "    def __init__(self, w):\n        self.w = w\n\n"
        "    def apply(self, x):\n        return np.array([v * v for v in x])\n\n\n"
        's2sad.rule("y = Kernel.apply(self, x)", "dy = 2 * x * dx")\nKERNEL = Kernel(2.0)\n\n\n'
        "def f(x):\n    return np.sum(KERNEL.apply(x) * KERNEL.w)\n"
    )
    dump = [sys.executable, "-m", "s2sad", "dump", f"{tmp_path}/kernels.py:f", "--form", "value_and_grad"]
    text = subprocess.run(dump, capture_output=True, text=True, check=True, cwd=tmp_path).stdout
    (tmp_path / "dumped.py").write_text(text)
    run = "import numpy as np, dumped; v, g = dumped.f_value_and_grad(np.array([1.0, 2.0])); print(v, g)"
    out = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert out.stdout.strip() == "10.0 [4. 8.]"
    assert "s2sad" not in [line.partition(" ")[2] for line in text.splitlines() if line.startswith("import")]
