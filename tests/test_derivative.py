"""The object that users call: binding, specialisation, free objects, threads, pickling."""

import inspect
import pickle
import subprocess
import sys
import threading

import numpy as np
import pytest

import s2sad
from s2sad import pipeline
from s2sad.derivative import Derivative

k = 2.0
table = np.array([1.0, 2.0])


def f(x, y=3.0):
    """Text of f."""
    return k * x * y


def weighted(x, y):
    return table * x * y


class Model:
    def __init__(self, weight):
        self.weight = weight

    def energy(self, x):
        return self.weight * x * x

    slope = s2sad.derivative(energy, wrt="x")


@pytest.fixture
def derivations(monkeypatch):
    """Counts how often a derivation runs."""
    real, seen = pipeline.derive, []

    def derive(*args):
        seen.append(args)
        return real(*args)

    monkeypatch.setattr(pipeline, "derive", derive)
    return seen


def test_all_ways_to_pass_arguments():
    g = s2sad.grad(f)
    assert [g(2.0), g(2.0, 5.0), g(2.0, y=5.0), g(x=2.0, y=5.0), g(y=5.0, x=2.0)] == [6.0, 10.0, 10.0, 10.0, 10.0]


def test_what_it_says_of_itself():
    g = s2sad.tangent(f, wrt="y")
    assert g.__wrapped__ is f and g.__name__ == "f_tangent" and g.wrt == ("y",)
    assert str(inspect.signature(g)) == "(x, y=3.0, *, y_dot)"
    assert "with respect to y" in g.__doc__ and repr(g) == "<tangent of f with respect to y>"
    assert isinstance(g, Derivative)


def test_wrong_calls():
    g = s2sad.grad(f)
    for args, kwargs in [((), {}), ((1.0, 2.0, 3.0), {}), ((1.0,), {"z": 1.0}), ((1.0,), {"x": 1.0})]:
        with pytest.raises(s2sad.SignatureError, match="f_grad"):
            g(*args, **kwargs)
    with pytest.raises(s2sad.WrtError, match="did you mean"):
        s2sad.grad(weighted, wrt="xx")


def test_one_derivation_for_each_signature(derivations):
    g = s2sad.derivative(f, wrt="y")
    for n in (2, 3, 2, 7):
        assert np.array_equal(g(np.ones(n), 2.0), k * np.ones(n))
    assert len(derivations) == 1
    g(np.ones(1), 2.0), g(1.0, 2.0), g(np.ones((2, 3)), 2.0), g(np.ones(3, dtype="f4"), 2.0)
    assert len(derivations) == 5
    g(np.ones(9), 5.0), g(2.0, y=4.0)
    assert len(derivations) == 5


def test_integers_count_as_floats():
    g = s2sad.grad(f)
    assert g(2) == 6.0 and isinstance(g(2), float)
    with pytest.raises(s2sad.ArgumentTypeError, match=r"x\.astype\(float\)"):
        s2sad.grad(f)(np.arange(3), 1.0)
    with pytest.raises(s2sad.ArgumentTypeError, match="leave it out of wrt"):
        s2sad.grad(f)("text", 1.0)


def test_a_global_that_changes(monkeypatch):
    g = s2sad.grad(f)
    assert g(2.0) == 6.0
    monkeypatch.setitem(globals(), "k", 10.0)
    assert g(2.0) == 30.0 and s2sad.grad(f)(2.0, y=1.0) == 10.0


def test_an_array_that_is_bound_anew_costs_no_derivation(monkeypatch, derivations):
    g = s2sad.derivative(weighted)
    assert g(1.0, 1.0).tolist() == [1.0, 2.0]
    monkeypatch.setitem(globals(), "table", np.array([5.0, 6.0]))
    assert g(1.0, 1.0).tolist() == [5.0, 6.0] and len(derivations) == 1
    monkeypatch.setitem(globals(), "table", np.array([5.0, 6.0, 7.0], dtype="f4"))
    assert g(1.0, 1.0).tolist() == [5.0, 6.0, 7.0] and len(derivations) == 2


def test_method():
    model = Model(3.0)
    assert s2sad.grad(model.energy)(2.0) == 12.0
    assert s2sad.grad(Model.energy, wrt="x")(model, 2.0) == 12.0
    assert model.slope(2.0) == 12.0
    g = s2sad.grad(model.energy)
    g(2.0)
    model.weight = 5.0
    assert g(2.0) == 20.0


def test_source_before_and_after_a_call():
    g = s2sad.grad(f)
    assert "def f_grad(x, y=3.0):" in g.source
    g(2.0)
    assert "def f_grad(x, y=3.0):" in g.source and "import s2sad" not in g.source


def test_many_threads_make_the_first_call(derivations):
    g, results, barrier = s2sad.grad(f), [], threading.Barrier(8)

    def work():
        barrier.wait()
        results.append(g(2.0, 5.0))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [10.0] * 8 and len(derivations) == 1


def test_pickle_here():
    for g in (s2sad.grad(f), s2sad.value_and_grad(f, wrt=("x", "y"))):
        g(2.0)
        again = pickle.loads(pickle.dumps(g))
        assert again(2.0) == g(2.0) and again(3.0, y=np.float64(2.0)) == g(3.0, y=np.float64(2.0))
        assert again.__wrapped__ is f and inspect.signature(again) == inspect.signature(g)


def test_pickle_where_the_function_is_not(tmp_path):
    g = s2sad.grad(f)
    g(2.0)
    (tmp_path / "g.pickle").write_bytes(pickle.dumps(g).replace(__name__.encode(), b"x" * len(__name__)))
    script = f"import pickle; print(pickle.load(open({str(tmp_path / 'g.pickle')!r}, 'rb'))(2.0, 5.0))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "10.0", done.stderr


def test_derivative_of_a_derivative():
    cubic = lambda x, c: c * x**3  # noqa: E731
    first = s2sad.grad(cubic)
    assert s2sad.grad(first)(2.0, 5.0) == 60.0
    assert s2sad.grad(s2sad.grad(first))(2.0, 5.0) == 30.0
    assert s2sad.derivative(first, wrt="c")(2.0, 5.0) == 12.0


def test_one_of_defaults_keywords_and_stars():
    def g(x, *rest, scale=2.0, **more):
        return scale * x * rest[0] * more["w"]

    assert s2sad.grad(g)(2.0, 3.0, w=5.0) == 30.0
    assert s2sad.tangent(g)(2.0, 3.0, w=5.0, x_dot=1.0) == (60.0, 30.0)


def test_a_warm_call_costs_little():
    import timeit

    g = s2sad.derivative(f, wrt="y")
    x = np.ones(20)
    g(x, 2.0)
    direct = g.__s2sad_function__({"x": x, "y": 2.0})
    through, alone = (min(timeit.repeat(lambda h=h: h(x, 2.0), number=2000, repeat=5)) / 2000 for h in (g, direct))
    assert through - alone < 2e-6 * 2  # 0.7e-6 measured; twice what is asked for, on a machine that does other things


def scaled_as_told(x, how, label=""):
    if how == "double":
        return 2.0 * x
    if how == "square":
        return x * x
    raise ValueError(how)


def test_what_a_string_says_is_known():
    gradient = s2sad.grad(scaled_as_told)
    assert gradient(3.0, "double") == 2.0
    assert "square" not in gradient.source and "if" not in gradient.source.split('"""')[-1]
    assert gradient(3.0, "square") == 6.0 and gradient(3.0, "double") == 2.0
    with pytest.raises(ValueError, match="cube"):
        gradient(3.0, "cube")


def test_a_string_that_changes_with_every_call_is_not_looked_at():
    gradient = s2sad.grad(scaled_as_told)
    for n in range(100):
        assert gradient(float(n), "square", f"run {n}") == 2.0 * n
    assert len(gradient._entries) < 20
    assert gradient(3.0, "double", "again") == 2.0
