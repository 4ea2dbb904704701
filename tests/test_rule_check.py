"""`check_rule`: a right rule passes, and each way of being wrong is found."""

import numpy as np
import pytest
import scipy.special

import s2sad
from s2sad.errors import VerificationError

X = np.array([0.3, 0.7, 1.2])


def bump(x, height):
    return height * np.exp(-x * x)


s2sad.rule(bump, "y = bump(x, height)", "g = np.exp(-x * x)", "dy = -2 * x * y * dx + g * dheight")


def test_right():
    report = s2sad.check_rule(bump, X, 2.0)
    assert report.agrees and "WRONG" not in str(report)
    assert {row.wrt for row in report.comparisons} >= {"x", "height", "x, x", "x, height", "height, x"}
    assert any("complex step" in row.what for row in report.comparisons)
    assert any(row.what == "adjoint: adjoint, dot product" for row in report.comparisons)


def test_to_third_order():
    rows = s2sad.check_rule(bump, 0.4, 2.0, wrt="x", order=3).comparisons
    assert {row.wrt for row in rows} == {"x", "x, x", "x, x, x"}


def test_by_name():
    assert s2sad.check_rule("numpy.tanh", X).agrees
    assert s2sad.check_rule("numpy.linalg.solve", np.eye(3) + 0.1, X).agrees
    assert s2sad.check_rule("scipy.special.erf", X).agrees
    assert s2sad.check_rule(f"{__name__}.bump", X, 2.0).agrees
    with pytest.raises(VerificationError, match="no dotted name"):
        s2sad.check_rule("nowhere.f", X)


def test_literals_keywords_and_lists():
    assert s2sad.check_rule("numpy.sum", np.ones((2, 3)), axis=1, keepdims=True).agrees
    assert s2sad.check_rule(np.concatenate, [X, 2 * X]).agrees


def test_single_and_complex():
    assert s2sad.check_rule("numpy.tanh", X.astype("f4")).agrees
    assert s2sad.check_rule("numpy.exp", X + 0.5j).agrees


def wrong_case(*lines, **more):
    def f(x, w):
        return w * np.sin(x)

    s2sad.rule(f, "y = f(x, w)", *lines, **more)
    with pytest.raises(VerificationError) as caught:
        s2sad.check_rule(f, X, 2.0)
    return [line for line in str(caught.value).splitlines() if line.endswith("WRONG")]


def test_a_wrong_factor():
    assert any("tangent, central" in line for line in wrong_case("dy = 1.01 * w * np.cos(x) * dx + np.sin(x) * dw"))


def test_a_wrong_adjoint():
    wrong = wrong_case("dy = w * np.cos(x) * dx + np.sin(x) * dw", adjoint="dx = 1.001 * w * np.cos(x) * dy")
    assert any(line.startswith("x ") and "adjoint, dot product" in line for line in wrong)
    assert not any(line.startswith("x ") and "tangent, c" in line for line in wrong)


def test_a_wrong_second_derivative():
    """`frozen` has the value of the cosine and, by its rule, no derivative."""

    def frozen(x):
        return np.cos(x)

    s2sad.still(frozen)

    def f(x):
        return np.sin(x)

    s2sad.rule(f, "y = f(x)", "dy = frozen(x) * dx")
    assert s2sad.check_rule(f, X, order=1).agrees
    with pytest.raises(VerificationError) as caught:
        s2sad.check_rule(f, X)
    wrong = [line for line in str(caught.value).splitlines() if line.endswith("WRONG")]
    assert wrong and all(line.startswith("x, x") for line in wrong)


def test_not_linear():
    def f(x):
        return 2 * x

    s2sad.rule(f, "y = f(x)", "dy = 2 * dx", adjoint="dx = dy + np.abs(dy)")
    with pytest.raises(VerificationError) as caught:
        s2sad.check_rule(f, X)
    assert "adjoint, linear" in next(
        line for line in str(caught.value).splitlines() if "linear" in line and "WRONG" in line
    )


def test_what_has_no_derivative_is_left_out():
    def clamp(x, low):
        return np.maximum(x, low)

    s2sad.rule(clamp, "y = clamp(x, low)", "dy = (x > low) * dx")
    assert {row.wrt for row in s2sad.check_rule(clamp, X, 0.5).comparisons} == {"x", "x, x"}
    with pytest.raises(s2sad.NotSupportedError, match="no derivative in 'low'"):
        s2sad.check_rule(clamp, X, 0.5, wrt="low")


def test_still():
    def bucket(x):
        return np.searchsorted([0.0, 1.0], x) * 1.0

    s2sad.still(bucket)
    assert s2sad.check_rule(bucket, X).agrees
    s2sad.still(identity)
    with pytest.raises(VerificationError):
        s2sad.check_rule(identity, X)


def identity(x):
    return x * 1.0


def test_no_rule():
    with pytest.raises(VerificationError, match="has no rule"):
        s2sad.check_rule(lambda x: x, 1.0)


def test_domain():
    def root(x, n):
        return x ** (1 / n)

    s2sad.rule(root, "y = root(x, n)", "dy = y / (n * x) * dx", domain={"x": (0.5, 2.0), "n": 3})
    assert {row.wrt for row in s2sad.check_rule(root).comparisons} == {"x", "x, x"}
    s2sad.rule(root, "y = root(x, n)", "dy = y / (n * x) * dx")
    with pytest.raises(VerificationError, match="domain"):
        s2sad.check_rule(root)


def test_a_ufunc_of_scipy():
    s2sad.rule(scipy.special.kn, "y = kn(n, x)", "dy = -(kn(n - 1, x) + kn(n + 1, x)) / 2 * dx")
    assert s2sad.check_rule(scipy.special.kn, 2, 0.7).agrees
