"""Derivatives of solutions: what follows from the equation of a value, where the value itself is a library's.

For a root x of F(x, θ), with J = ∂F/∂x and dF = ∂F/∂θ dθ, the implicit-function theorem gives dx = -J⁻¹ dF, and its
transpose (Griewank & Walther, *Evaluating Derivatives*, chapter 15; for fixed points Christianson, *Reverse
accumulation and attractive fixed points*, 1994).  A minimum is a root of the gradient, whose J is the Hessian.
"""

from __future__ import annotations

__all__ = [
    "FREE_HESSIAN", "FREE_SIDE", "INSIDE", "MATRIX", "NUMBER", "ROWS", "SENSITIVITY", "VARIATION", "VECTOR",
]  # fmt: skip

NUMBER = {
    "root": ("def f(J, dF):\n    return -dF / J", "def f(J, x_bar):\n    return -x_bar / J"),
    "minimum": ("def f(H, dg):\n    return -dg / H", "def f(H, x_bar):\n    return -x_bar / H"),
    "fixed": ("def f(J, dF):\n    return dF / (1 - J)", "def f(J, x_bar):\n    return x_bar / (1 - J)"),
}
"""For each kind of equation in one number (or elementwise) the differential dx, and the adjoint of F."""

VECTOR = {
    "root": (
        "def f(J, dF):\n    return -np.linalg.solve(J, dF)",
        "def f(J, x_bar):\n    return -np.linalg.solve(J.T, x_bar)",
    ),
    "minimum": (
        "def f(H, dg):\n    return -np.linalg.solve(H, dg)",
        "def f(H, x_bar):\n    return -np.linalg.solve(H, x_bar)",
    ),
    "fixed": (
        "def f(J, dF):\n    return np.linalg.solve(np.eye(len(J)) - J, dF)",
        "def f(J, x_bar):\n    return np.linalg.solve((np.eye(len(J)) - J).T, x_bar)",
    ),
}
"""The same for vectors."""

INSIDE = "def f(x, lower, upper):\n    return (x > np.array(lower)) & (x < np.array(upper))"
FREE_HESSIAN = "def f(H, free):\n    return np.where(np.outer(free, free), H, np.eye(len(H)))"
FREE_SIDE = "def f(b, free):\n    return np.where(free, b, 0.0)"
"""A minimum within bounds: what is at one stays there (Nocedal & Wright, *Numerical Optimization*, section 16.7)."""

VARIATION = """def f(z, rate, along):
    n = len(z) // 2
    y = z[:n]
    y_dot = z[n:]
    return np.concatenate([rate(y), along(y, y_dot)])"""
"""The variational equation: beside y' = F(t, y, θ) its derivative along one direction (Hairer, Nørsett & Wanner,
*Solving Ordinary Differential Equations I*, section I.14)."""

SENSITIVITY = """def f(z, n, rate, jacobian{names}):
    y = z[:n]
    S = z[n:].reshape(n, -1)
    S_dot = jacobian(y) @ S
{forcing}    return np.concatenate([rate(y), S_dot.ravel()])"""
"""The same for all directions at once: S' = J S + ∂F/∂θ, with S = ∂y/∂(y0, θ) row by row."""

MATRIX = """def f(x, along):
    n = len(x)
    basis = np.eye(n)
    matrix = np.empty((n, n))
    for k in range(n):
        matrix[{place}] = along(basis[k])
    return matrix"""
"""A Jacobian or Hessian from what a function gives along each direction."""

ROWS = """def f(n, x, along):
    basis = np.eye(n)
    matrix = np.empty((n, np.size(x)))
    for k in range(n):
        matrix[k] = np.ravel(along(basis[k]))
    return matrix"""
"""A Jacobian in an array of any shape, one row for each adjoint direction."""
