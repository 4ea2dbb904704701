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
     "c = _cofactors(a, y)",
     "dy = np.sum(c * da) if np.ndim(a) == 2 else np.sum(c * da, axis=(-2, -1))",
     adjoint="da = dy * c if np.ndim(a) == 2 else np.expand_dims(_expand(dy, y), (-2, -1)) * c")  # fmt: skip
rule("y = np.linalg.slogdet(a)",
     "inverse = mT(np.linalg.inv(a))",
     "slope = np.sum(inverse * da) if np.ndim(a) == 2 else np.sum(inverse * da, axis=(-2, -1))",
     "dy = (1j * y[0] * np.imag(slope), np.real(slope)) if np.iscomplexobj(a) else (0.0, slope)",
     adjoint=(
         "s = dy[1] - 1j * np.real(1j * y[0] * dy[0]) if np.iscomplexobj(a) else dy[1]",
         "da = s * inverse if np.ndim(a) == 2 else np.expand_dims(_expand(s, y[1]), (-2, -1)) * inverse",
     ))  # fmt: skip


@rule_for("y = np.linalg.cholesky(a, *_, upper=False)")
def cholesky(call: CallView) -> Lines:
    """NumPy reads one triangle alone, the lower where it gives the lower: the derivative is with respect to that."""
    upper = call.static.get("upper", None if "upper" in call.given else False)
    if upper is None:
        raise LookupError("upper of np.linalg.cholesky must be a literal")
    real = call.kinds.get("a") == "f"
    conj = "" if real else "np.conj"
    half, k = ("np.triu", 1) if upper else ("np.tril", -1)
    turned = f"mT({conj}(X))"
    L, dL, g = (turned.replace("X", t) if upper else t for t in ("y", "L @ (half * np.tril(P))", "_expand(dy, y)"))
    return Lines(
        (
            f"L = {L}",
            "half = 1 - 0.5 * np.eye(np.shape(a)[-1], dtype=L.dtype)",
            *hermitian_from(half, k, real),
            f"P = np.linalg.solve(L, mT({conj}(np.linalg.solve(L, S))))",
            f"dy = {dL}",
        ),
        (
            f"H = mT({conj}(L))",
            f"M = half * np.tril(H @ {conj}({g}))",
            "W = np.linalg.solve(mT(L), mT(np.linalg.solve(mT(L), mT(M))))" if real else
            "W = mT(np.linalg.solve(mT(L), mT(np.linalg.solve(H, M))))",
            f"da = {half}(W) + {half}(mT(W), {k})" if real else
            f"da = {half}(np.conj(W), {k}) + {half}(mT(W), {k}) + np.real(W) * np.eye(np.shape(a)[-1], dtype=bool)",
        ),
    )  # fmt: skip


def hermitian_from(half: str, k: int, real: bool) -> tuple[str, ...]:
    """The differential of the matrix whose triangle is read."""
    d = "_expand(da, a)"
    if real:
        return (f"S = {half}({d}) + mT({half}({d}, {k}))",)
    diagonal = f"np.real({d}) * np.eye(np.shape(a)[-1], dtype=bool)"
    return f"beside = {half}({d}, {k})", f"S = beside + mT(np.conj(beside)) + {diagonal}"


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
