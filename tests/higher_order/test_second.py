"""Second order: s2sad applied to its own output in each order of modes, against second differences of the function."""

import math

import numpy as np
import pytest

import s2sad
from samples import samples
from tests.support import Case, check_second_order, second_derivatives

RNG = np.random.default_rng(11)
A = RNG.normal(size=(3, 3)) + 3 * np.eye(3)
X = np.array([0.7, -0.6, 1.1, 0.4])
P = np.array([0.8, 1.7, 2.4])


def polynomial(x):
    return x**4 - 2 * x**3 + x


def two_variables(x, y):
    return x * y**2 + math.sin(x * y) / y


def quotient(x, y):
    return (x + 1.0) / (1.0 + x * x * y)


def real_power(x, y):
    return x**y + y**1.5


def hyperbolic(x):
    return math.tanh(x) * math.exp(-x) + math.atan(x) * math.log(x + 2.0)


def quadratic_form(x, a):
    return x @ a @ x + np.sum(a * a)


def rosenbrock(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def log_sum_exp(x):
    m = np.max(x)
    return m + np.log(np.sum(np.exp(x - m)))


def softmax_entropy(x):
    p = np.exp(x) / np.sum(np.exp(x))
    return -np.sum(p * np.log(p))


def norm_and_mean(x):
    return np.linalg.norm(x) * np.mean(x**3) + np.var(x)


def log_determinant(a):
    return np.linalg.slogdet(a)[1] + np.trace(np.linalg.inv(a))


def linear_solve(a, b):
    return np.sum(np.linalg.solve(a, b) ** 2)


def network(w, v, x):
    return np.sum(np.tanh(np.tanh(x @ w) @ v) ** 2)


def loop(x, n):
    y = 1.0
    for k in range(n):
        y = y * x + math.sin(y + k)
    return y


def branches(x):
    if x > 1.0:
        y = x * x
    else:
        y = math.exp(x)
    return y * x


def newton(a):
    y = a
    for _ in range(8):
        y = 0.5 * (y + a / y)
    return y * a


def while_loop(x):
    y = x
    while y < 10.0:
        y = y * y + x
    return y


def recursion(x, n):
    return 1.0 if n == 0 else x * recursion(x, n - 1) + math.cos(x)


def written_in_place(x):
    y = np.zeros(len(x))
    y[0] = x[0]
    for k in range(1, len(x)):
        y[k] = y[k - 1] * x[k] + 0.5 * y[k - 1] ** 2
    return np.sum(y * y)


def buffers(u, steps):
    a, b = u.copy(), u.copy()
    for _ in range(steps):
        b[1:-1] = a[:-2] * a[2:] + 0.5 * a[1:-1]
        a[1:-1] = b[1:-1] ** 2
    return np.sum(a)


def gathered(x):
    return np.sum(x[[0, 2, 2]] ** 3) * x[1]


def pairs(points):
    energy = 0.0
    for i in range(len(points)):
        for j in range(i):
            energy += 1.0 / (points[i] - points[j]) ** 2
    return energy


def helper_square(x):
    return x * x


def helpers(x, y):
    return helper_square(helper_square(x) * y) + helper_square(y)


def masked(x):
    return np.sum(np.where(x > 0, x**3, x**2)) + np.sum(np.abs(x) ** 3)


def product(x):
    return np.prod(x) + np.sum(np.cumprod(x))


def kernel(theta, x):
    d = x[:, None] - x[None, :]
    k = np.exp(theta[0] - 0.5 * d**2 * np.exp(theta[1])) + 0.5 * np.eye(len(x))
    return np.sum(np.log(np.diag(np.linalg.cholesky(k))))


CASES = [
    Case(polynomial, (1.3,)),
    Case(two_variables, (1.3, 0.7), ("x", "y")),
    Case(quotient, (1.3, 0.7), ("x", "y")),
    Case(real_power, (1.3, 0.7), ("x", "y")),
    Case(hyperbolic, (0.4,)),
    Case(quadratic_form, (P, A), ("x", "a")),
    Case(rosenbrock, (X,)),
    Case(log_sum_exp, (X,)),
    Case(softmax_entropy, (X,)),
    Case(norm_and_mean, (X,)),
    Case(log_determinant, (A,)),
    Case(linear_solve, (A, P), ("a", "b")),
    Case(network, (A, A.T.copy(), P), ("w", "v")),
    Case(loop, (0.6, 5), "x"),
    Case(branches, (1.4,)),
    Case(branches, (0.4,), name="branches_other"),
    Case(newton, (2.0,)),
    Case(while_loop, (1.2,)),
    Case(written_in_place, (X,)),
    Case(buffers, (X, 2), "u"),
    Case(gathered, (X,)),
    Case(pairs, (P,)),
    Case(helpers, (0.8, 1.2), ("x", "y")),
    Case(masked, (X,)),
    Case(product, (P,)),
    Case(kernel, (np.array([0.1, -0.3]), P), "theta"),
]  # fmt: skip

test_second_order = second_derivatives(CASES)

SCALAR = [s for s in samples() if s.forms[1] == "grad" and s.types and str(s) not in ("compliance", "jacobi_loss")]


@pytest.mark.parametrize("sample", SCALAR, ids=str)
def test_samples(sample):
    check_second_order(sample.function, *sample.args(), wrt=sample.wrt, rtol=1e-4, recursive=str(sample) == "horner")


def test_second_order_of_a_recursive_function():
    check_second_order(recursion, 0.8, 4, wrt="x", recursive=True)


def test_there_are_enough():
    assert len(CASES) >= 20


@pytest.mark.parametrize("x", [0.3, 1.7])
def test_third_order_of_a_float(x):
    f = lambda x: math.sin(x) * x**2
    exact = -math.cos(x) * x**2 - 6 * x * math.sin(x) + 6 * math.cos(x)
    forward, reverse = s2sad.derivative, s2sad.grad
    for first in (forward, reverse):
        for second in (forward, reverse):
            for third in (forward, reverse):
                assert third(second(first(f)))(x) == pytest.approx(exact, rel=1e-10)


def test_a_hessian_is_symmetric_and_has_the_shape_of_its_argument_twice():
    hessian = s2sad.hessian(rosenbrock)(X)
    assert hessian.shape == (4, 4)
    np.testing.assert_allclose(hessian, hessian.T, atol=1e-12)
    np.testing.assert_allclose(hessian @ X, s2sad.hvp(rosenbrock)((X,), X), rtol=1e-10)


def test_the_hessian_of_a_matrix_argument():
    hessian = s2sad.hessian(lambda a: np.sum(a**3) / 6)(A)
    assert hessian.shape == (3, 3, 3, 3)
    np.testing.assert_allclose(hessian.reshape(9, 9), np.diag(A.ravel()), atol=1e-12)


def test_jacobians_of_both_modes_agree():
    f = lambda x: np.outer(x, x**2)
    forward, reverse = (s2sad.jacobian(f, mode=mode)(X) for mode in ("forward", "reverse"))
    assert forward.shape == (4, 4, 4)
    np.testing.assert_allclose(forward, reverse, rtol=1e-12)
