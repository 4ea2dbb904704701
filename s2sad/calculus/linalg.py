"""Linear algebra, for one matrix or a stack of them; ``mT`` is the transpose of the last two axes."""

from __future__ import annotations

from typing import Any

from s2sad.calculus.registry import rule, rule_for
from s2sad.calculus.rule import CallView, Lines

rule("x = np.linalg.solve(a, b)",
     "dx = np.linalg.solve(a, db - da @ x) if np.ndim(a) == 2 or np.ndim(b) != 1 else "
     "np.linalg.solve(a, (db - (da @ x[..., None])[..., 0])[..., None])[..., 0]",
     adjoint=(
         "g = _expand(dx, x)",
         "t = np.linalg.solve(mT(a), g) if np.ndim(a) == 2 or np.ndim(b) != 1 else "
         "np.linalg.solve(mT(a), g[..., None])[..., 0]",
         "da = -t[..., None] * x[..., None, :] if np.ndim(b) == 1 else "
         "-t @ mT(x) if np.ndim(a) == 2 and np.ndim(b) == 2 else _reduce(w := -t @ mT(x), w, a)",
         "db = t if np.ndim(a) == 2 else _reduce(t, t, b)",
     ))  # fmt: skip
rule("y = np.linalg.inv(a)", "dy = -(y @ da @ y)")
rule("y = np.linalg.det(a)",
     "inverse = mT(np.linalg.inv(a))",
     "dy = y * (np.sum(inverse * da) if np.ndim(a) == 2 else np.sum(inverse * da, axis=(-2, -1)))",
     adjoint="da = dy * y * inverse if np.ndim(a) == 2 else np.expand_dims(dy * y, (-2, -1)) * inverse")  # fmt: skip
rule("y = np.linalg.slogdet(a)",
     "inverse = mT(np.linalg.inv(a))",
     "slope = np.sum(inverse * da) if np.ndim(a) == 2 else np.sum(inverse * da, axis=(-2, -1))",
     "dy = (1j * y[0] * np.imag(slope), np.real(slope)) if np.iscomplexobj(a) else (0.0, slope)",
     adjoint=(
         "s = dy[1] - 1j * np.real(1j * y[0] * dy[0]) if np.iscomplexobj(a) else dy[1]",
         "da = s * inverse if np.ndim(a) == 2 else np.expand_dims(_expand(s, y[1]), (-2, -1)) * inverse",
     ))  # fmt: skip


@rule_for("L = np.linalg.cholesky(a)")
def cholesky(call: CallView) -> Lines:
    """NumPy reads the lower triangle alone, so the derivative is with respect to that triangle."""
    half = "half = 1 - 0.5 * np.eye(np.shape(a)[-1], dtype=L.dtype)"
    if call.kinds.get("a") == "f":
        return Lines(
            (
                half,
                "S = np.tril(_expand(da, a)) + mT(np.tril(_expand(da, a), -1))",
                "P = np.linalg.solve(L, mT(np.linalg.solve(L, S)))",
                "dL = L @ (half * np.tril(P))",
            ),
            (
                "M = half * np.tril(mT(L) @ _expand(dL, L))",
                "W = np.linalg.solve(mT(L), mT(np.linalg.solve(mT(L), mT(M))))",
                "da = np.tril(W) + np.tril(mT(W), -1)",
            ),
        )
    return Lines(
        (
            half,
            "low = np.tril(_expand(da, a), -1)",
            "S = low + mT(np.conj(low)) + np.real(_expand(da, a)) * np.eye(np.shape(a)[-1], dtype=bool)",
            "P = np.linalg.solve(L, mT(np.conj(np.linalg.solve(L, S))))",
            "dL = L @ (half * np.tril(P))",
        ),
        (
            "H = mT(np.conj(L))",
            "X = np.linalg.solve(H, half * np.tril(H @ np.conj(_expand(dL, L))))",
            "W = mT(np.linalg.solve(mT(L), mT(X)))",
            "da = np.tril(np.conj(W), -1) + np.tril(mT(W), -1) + np.real(W) * np.eye(np.shape(a)[-1], dtype=bool)",
        ),
    )


@rule_for("y = np.linalg.matrix_power(a, n)")
def matrix_power(call: CallView) -> Lines:
    """Each factor in turn gives way to its d; a negative power is that of the inverse."""
    n = call.static.get("n")
    if n == 0:
        return Lines(("dy = 0.0 * da",))
    if n == 1:
        return Lines(("dy = da",))
    if n == 2:
        return Lines(("dy = da @ a + a @ da",))
    ahead, behind = "product_rule(a, _expand(da, a), N)", "product_rule(mT(a), _expand(dy, y), N)"
    back, ahead_inverse = "product_rule(mT(a), mT(y) @ _expand(dy, y) @ mT(y), N)", f"-(y @ {ahead} @ y)"
    if isinstance(n, int):
        texts = (ahead, behind) if n > 0 else (ahead_inverse, f"-{back}")
        forward, reverse = (text.replace("N", str(abs(n))) for text in texts)
    else:
        forward, reverse = (
            f"{up.replace('N', 'n')} if n > 0 else {down.replace('N', '-n')} if n < 0 else np.zeros_like(a)"
            for up, down in ((ahead, ahead_inverse), (behind, f"-{back}"))
        )
    return Lines((f"dy = {forward}",), (f"da = {reverse}",))


def product_rule(a: Any, d: Any, n: int) -> Any:
    """The derivative of the `n`-th power of `a` in the direction `d`: the sum of ``a**k @ d @ a**(n - 1 - k)``.

    >>> import numpy as np
    >>> product_rule(np.eye(1) * 2.0, np.eye(1), 3)
    array([[12.]])
    """
    total, right = d, d
    for _ in range(n - 1):
        right = right @ a
        total = a @ total + right
    return total
