"""`scipy.linalg`: the equations of Riccati, each by the equation of Lyapunov that its differential is.

P. Lancaster, L. Rodman, *Algebraic Riccati Equations* (1995): with the gain K of the solution, what is left of A is
``A - B K``, which is stable. SciPy takes symmetric Q and R alone.
"""

from __future__ import annotations

from s2sad.calculus.registry import rule_for
from s2sad.calculus.rule import CallView, Lines


def plain(call: CallView, name: str) -> None:
    if any(p in call.given and call.static.get(p, 0) is not None for p in "es") or any(
        call.kinds.get(p) == "c" for p in "abqr"
    ):
        raise LookupError(f"scipy.linalg.{name} has a rule for real matrices, without e and s")


def by_lyapunov(gain: str, change: str, tangent: str, adjoint: str, weight: str) -> Lines:
    """The equation of what is left of A has the `change` of a, b and x on its right, and `weight` in its adjoint."""
    return Lines(
        (
            f"K = {gain}",
            "A = a - b @ K",
            f"H = {change} @ (da - db @ K)",
            "C = H + H.T + dq + K.T @ dr @ K",
            f"dx = scipy.linalg.{tangent}",
        ),
        (
            f"S = scipy.linalg.{adjoint}",
            f"W = {weight} @ (S + S.T)",
            "da = W",
            "db = -W @ K.T",
            "dq = S",
            "dr = K @ S @ K.T",
        ),
    )


@rule_for("x = scipy.linalg.solve_continuous_are(a, b, q, r, e=None, s=None, balanced=True)")
def solve_continuous_are(call: CallView) -> Lines:
    plain(call, "solve_continuous_are")
    return by_lyapunov(
        "np.linalg.solve(r, b.T @ x)",
        "x",
        "solve_continuous_lyapunov(A.T, -C)",
        "solve_continuous_lyapunov(A, -_expand(dx, x))",
        "x",
    )


@rule_for("x = scipy.linalg.solve_discrete_are(a, b, q, r, e=None, s=None, balanced=True)")
def solve_discrete_are(call: CallView) -> Lines:
    plain(call, "solve_discrete_are")
    return by_lyapunov(
        "np.linalg.solve(r + b.T @ x @ b, b.T @ x @ a)",
        "A.T @ x",
        "solve_discrete_lyapunov(A.T, C)",
        "solve_discrete_lyapunov(A, _expand(dx, x))",
        "x @ A",
    )
