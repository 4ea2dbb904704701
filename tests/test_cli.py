"""The command line: what it prints, and its exit codes."""

import subprocess
import sys

import pytest

from s2sad import cli

MODEL = """
import numpy as np

x = np.arange(-10.0, 11.0)


def f(m):
    return np.exp(-1.5 * (x - m) ** 2)


def rs(d, xs):
    d0 = f(xs)
    return d - np.sum(d * d0) / np.sum(d0 * d0) * d0


def energy(d, xs):
    return np.sum(rs(d, xs) ** 2)


def asynchronous(x):
    yield x


def fails(x):
    raise KeyError("user")
"""
ARGS = "d: f8[21], xs: float"


@pytest.fixture
def model(tmp_path, monkeypatch):
    (tmp_path / "seed_model.py").write_text(MODEL)
    monkeypatch.chdir(tmp_path)
    yield "seed_model.py"
    sys.modules.pop("seed_model", None)


def run(capsys, *argv):
    code = cli.main(argv)
    out = capsys.readouterr()
    return code, out.out, out.err


def test_dump(model, capsys):
    code, out, _ = run(capsys, "dump", f"{model}:rs", "--wrt", "xs", "--mode", "forward", "--args", ARGS)
    assert code == 0 and "def rs_derivative(d, xs):" in out and "import s2sad" not in out and "d_dot" not in out
    code, out, _ = run(capsys, "dump", f"{model}:energy", "--wrt", "xs", "--mode", "reverse")
    assert code == 0 and "def energy_grad(d, xs):" in out
    code, out, _ = run(capsys, "dump", f"{model}:rs", "--wrt", "d,xs", "--form", "adjoint")
    assert code == 0 and "def rs_adjoint(d, xs, value_bar):" in out


def test_a_dumped_file_runs_alone(model, capsys, tmp_path):
    code, out, _ = run(capsys, "dump", "seed_model:energy", "--wrt", "xs", "--mode", "reverse", "-o", "out.py")
    assert code == 0 and out == ""
    call = "print(float(out.energy_grad(np.ones(21), 0.3)))"
    script = f"import sys; sys.modules['s2sad'] = None; import numpy as np, out; {call}"
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    sys.path.insert(0, str(tmp_path))
    import seed_model

    sys.path.remove(str(tmp_path))
    import numpy as np

    h = 1e-6
    expected = (seed_model.energy(np.ones(21), 0.3 + h) - seed_model.energy(np.ones(21), 0.3 - h)) / (2 * h)
    assert float(done.stdout) == pytest.approx(expected, rel=1e-6), done.stderr


@pytest.mark.parametrize("stage", cli.STAGES)
def test_stages(model, capsys, stage):
    code, out, _ = run(capsys, "dump", f"{model}:rs", "--wrt", "xs", "--stage", stage, "--args", ARGS)
    assert code == 0 and out.strip()


def test_a_text_among_the_types_is_the_argument_itself(tmp_path, capsys):
    source = "def f(x, method):\n    return x * x if method == 'rk4' else 3.0 * x\n"
    (tmp_path / "by_name.py").write_text(source)
    target = f"{tmp_path / 'by_name.py'}:f"
    for types, line in (("x: float, method: 'rk4'", "2.0 * x"), ('method: "euler", x: float', "return 3.0")):
        code, out, _ = run(capsys, "dump", target, "--wrt", "x", "--args", types)
        assert code == 0 and line in out and "if" not in out


def test_check(model, capsys):
    code, out, _ = run(capsys, "check", f"{model}:rs", "--wrt", "d,xs", "--at", "d=np.ones(21), xs=0.3")
    assert code == 0 and out.count(" ok") == 6


def test_check_that_fails(model, capsys, monkeypatch):
    from s2sad import verify

    monkeypatch.setattr(verify.Comparison, "agrees", property(lambda self: False))
    code, out, _ = run(capsys, "check", f"{model}:rs", "--wrt", "xs", "--at", "d=np.ones(21), xs=0.3")
    assert code == 1 and "WRONG" in out


def test_rules(capsys):
    code, out, _ = run(capsys, "rules", "*tanh*")
    assert code == 0 and "numpy.tanh" in out
    code, _, err = run(capsys, "rules", "numpy.tahn")
    assert code == 2 and "did you mean 'numpy.tan" in err


def test_explain(model, capsys):
    code, out, _ = run(capsys, "explain", f"{model}:rs", "--wrt", "xs", "--mode", "reverse")
    assert code == 0 and "d0 = f(xs)" in out and "active" in out


@pytest.mark.parametrize("argv, message", [
    (["dump", "seed_model.py:rx"], "did you mean 'rs'?"),
    (["dump", "sed_model.py:rs"], "did you mean 'seed_model.py'?"),
    (["dump", "seed_model.py:rs", "--wrt", "x"], "did you mean 'xs'?"),
    (["dump", "seed_model.py:rs", "--args", "y: what"], ""),
    (["dump", "seed_model.py:asynchronous"], "yield"), (["dump", "rs"], "is no target"),
    (["dump", "seed_model.py:rs", "--mode", "forward", "--form", "grad"], "in reverse mode"),
    (["check", "seed_model.py:rs", "--at", "d=nonsense"], "cannot be evaluated"),
    (["check", "seed_model.py:rs", "--at", "d=1.0"], "missing a required argument: 'xs'"),
    (["check", "seed_model.py:fails", "--at", "x=1.0"], ""),
])  # fmt: skip
def test_refused(model, capsys, argv, message):
    code, out, err = run(capsys, *argv)
    assert code == 2 and out == "" and message in err and err


@pytest.mark.parametrize("argv", [[], ["dmup"], ["dump"], ["dump", "a:b", "--mode", "sideways"]])
def test_bad_usage(capsys, argv):
    with pytest.raises(SystemExit) as info:
        cli.main(argv)
    assert info.value.code == 2 and capsys.readouterr().err


def test_module_and_version():
    done = subprocess.run([sys.executable, "-m", "s2sad", "--version"], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stdout.startswith("s2sad ")
