"""Objects of classes that are not followed: what is done with one has a rule in what the object was made with."""

import subprocess
import sys

import numpy as np
import pytest

import s2sad
from tests.support import check, check_refused, check_second_order

X = np.array([0.3, -0.8, 1.3])


class Kernel:
    """What it does with a number goes through a text, where no derivative could follow."""

    def __init__(self, width, offset=0.0):
        self.width = float(str(width))
        self.offset = float(str(offset))

    def apply(self, x, power=1):
        return self.width * np.tanh(x) ** power + self.offset

    def __call__(self, x):
        return np.sin(x) * self.width

    def slope(self):
        return Slope(self.width)


class Slope:
    def __init__(self, width):
        self.width = width

    def at(self, x):
        return self.width / np.cosh(x) ** 2


def smooth(width):
    return Kernel(width * 1.0)


s2sad.rule(
    "y = Kernel(width, offset=0.0).apply(x, power=1)",
    "t = np.tanh(x)",
    "dy = t**power * dwidth + doffset + width * power * t ** (power - 1) * (1 - t * t) * dx",
)
s2sad.rule(
    Kernel, "y = Kernel(width, offset=0.0)(x)", "dy = np.sin(x) * dwidth + 0.0 * doffset + np.cos(x) * width * dx"
)
s2sad.rule(
    "y = Kernel(width, offset=0.0).slope().at(x)",
    "dy = (dwidth - 2 * width * np.tanh(x) * dx) / np.cosh(x)**2",
)
s2sad.rule("y = smooth(width)(x)", "dy = np.sin(x) * dwidth + np.cos(x) * width * dx")


def applied(x, w):
    kernel = Kernel(w * w, offset=w)
    return np.sum(kernel.apply(x) * kernel(x) + kernel.apply(x, power=2))


def further(x, w):
    return np.sum(Kernel(w).slope().at(x) ** 2)


def by_a_function(x, w):
    return np.sum(smooth(w)(x) ** 2)


class Holder:
    def __init__(self, w):
        self.kernel = Kernel(w)

    def run(self, x):
        return self.kernel(x)


def held_and_in_a_loop(x, w):
    holder = Holder(w)
    for k in range(3):
        x = holder.run(x) + Kernel(w * (k + 1)).apply(x)
    return np.sum(x)


FUNCTIONS = [applied, further, by_a_function, held_and_in_a_loop]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_in_what_the_object_was_made_with(function):
    check(function, X, 0.7, wrt=("x", "w"))
    check(function, X, 0.7, wrt="w")
    check(function, X, 0.7, wrt="x")
    check_second_order(function, X, 0.7, wrt=("x", "w"))


def test_the_text_keeps_the_object():
    text = s2sad.source(applied, "w", form="value_and_grad", args="x: f8[3], w: float")
    assert "kernel = Kernel(t, offset=w)" in text and "kernel.apply(x, power=2)" in text and "kernel(x)" in text


def its_field(x, w):
    return Kernel(w).width * np.sum(x)


def on_two_paths(x, w):
    kernel = Kernel(w) if x[0] > 0 else Kernel(2.0 * w)
    return np.sum(kernel(x))


def in_a_list(x, w):
    kernels = [Kernel(w * k) for k in range(int(x.size))]
    return sum(kernel(1.0) for kernel in kernels)


@pytest.mark.parametrize("function", [its_field, on_two_paths, in_a_list], ids=lambda f: f.__name__)
def test_what_no_rule_speaks_of(function):
    lines = {its_field: "Kernel(w).width", on_two_paths: "kernel(x)", in_a_list: "kernel"}
    check_refused(function, X, 0.7, wrt="w", line=lines[function])


def test_a_dumped_module_runs_by_itself(tmp_path):
    pytest.importorskip("scipy.interpolate")
    (tmp_path / "model.py").write_text(
        "import numpy as np\nfrom scipy.interpolate import CubicSpline\nfrom scipy.sparse import csr_matrix\n\n"
        "NODES = np.linspace(0.0, 1.0, 5)\n\n\ndef f(y, data):\n"
        "    a = csr_matrix((data, (np.arange(3), np.arange(3))), shape=(3, 3))\n"
        "    return np.sum(a @ CubicSpline(NODES, y)(np.array([0.1, 0.4, 0.9])))\n"
    )
    dump = [sys.executable, "-m", "s2sad", "dump", f"{tmp_path}/model.py:f", "--wrt", "y,data", "--form", "grad"]
    dump += ["--args", "y: f8[5], data: f8[3]"]
    text = subprocess.run(dump, capture_output=True, text=True, check=True, cwd=tmp_path).stdout
    (tmp_path / "dumped.py").write_text(text)
    run = (
        "import sys, numpy as np, dumped, model\n"
        "y, d = np.arange(5.0), np.array([1.0, 2.0, 3.0])\n"
        "bars = dumped.f_grad(y, d)\nassert 's2sad' not in sys.modules\n"
        "for k, bar in enumerate(bars):\n    for i in range(bar.size):\n        at = [y, d]\n"
        "        at[k] = at[k].copy(); at[k][i] += 1.0\n"
        "        assert abs(model.f(*at) - model.f(y, d) - bar[i]) < 1e-12\nprint('ok')"
    )
    out = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, cwd=tmp_path)
    assert out.stdout.strip() == "ok", out.stderr


# -- frozen distributions ---------------------------------------------------------------------------


def test_frozen_distributions():
    normal = pytest.importorskip("scipy.stats").norm
    before = normal(0.3, scale=2.0)

    def f(x, m, s):
        own = normal(m, s)
        return np.sum(own.logpdf(x)) + np.sum(normal(loc=m).logpdf(x)) * np.sum(before.logpdf(x * m))

    check(f, X, 0.4, 1.7, wrt=("x", "m", "s"), order=2)
    assert s2sad.value_and_grad(f)(X, 0.4, 1.7)[0] == f(X, 0.4, 1.7)


def test_a_frozen_distribution_of_vectors():
    stats = pytest.importorskip("scipy.stats")

    def f(m, c):
        return stats.multivariate_normal(m * m, cov=c @ c.T + np.eye(3)).logpdf(X)

    check(f, X + 0.5, np.arange(9.0).reshape(3, 3) / 9, wrt=("m", "c"))


def test_what_is_drawn_from_a_frozen_distribution():
    normal = pytest.importorskip("scipy.stats").norm

    def f(m):
        return normal(m).rvs()

    check_refused(f, 0.4, line="normal(m).rvs")
