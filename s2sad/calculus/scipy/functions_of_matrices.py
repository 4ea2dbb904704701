"""`scipy.linalg`: what is composed of the functions of matrices that have rules of their own."""

from __future__ import annotations

from s2sad.calculus.registry import composed, rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank
from s2sad.calculus.scipy.linalg import conj, literal

__all__ = ["conj"]


@rule_for("y = scipy.linalg.polar(a, side='right')")
def polar(call: CallView) -> Lines:
    """The positive factor of the smaller side is the root of ``a.T @ a`` whatever its eigenvalues are, of full rank."""
    side = literal(call, "side", "right")
    if call.kinds.get("a") != "f" or side not in ("right", "left"):
        raise LookupError("scipy.linalg.polar has a rule for real matrices")
    tall = "np.linalg.solve(np.real(scipy.linalg.sqrtm(a.T @ a)), a.T).T"
    wide = "np.linalg.solve(np.real(scipy.linalg.sqrtm(a @ a.T)), a)"
    turn = f"u = {tall} if np.shape(a)[0] >= np.shape(a)[1] else {wide}"
    return Lines(composed=(turn, f"y = (u, {'u.T @ a' if side == 'right' else 'a @ u.T'})"))


@rule_for("y = scipy.linalg.orthogonal_procrustes(a, b, check_finite=True)", A="a", B="b")
def orthogonal_procrustes(call: CallView) -> Lines:
    if call.kinds.get("a") != "f" or call.kinds.get("b") != "f":
        raise LookupError("scipy.linalg.orthogonal_procrustes has a rule for real matrices")
    root = "p = np.real(scipy.linalg.sqrtm(m.T @ m))"
    return Lines(composed=("m = a.T @ b", root, "y = (np.linalg.solve(p, m.T).T, np.trace(p))"))


@rule_for("y = scipy.linalg.fractional_matrix_power(a, t)", A="a")
def fractional_matrix_power(call: CallView) -> Lines:
    power = call.static.get("t")
    if isinstance(power, int) or isinstance(power, float) and power.is_integer():
        return Lines(composed=(f"y = np.linalg.matrix_power(a, {int(power)})",))
    return Lines(composed=("y = scipy.linalg.expm(t * scipy.linalg.logm(a))",))


@rule_for("y = scipy.linalg.solve_circulant(c, b, singular='raise', tol=None, caxis=-1, baxis=0, outaxis=0)")
def solve_circulant(call: CallView) -> Lines:
    """By the Fourier transform, which has the eigenvalues."""
    axes = [literal(call, name, 0) for name in ("baxis", "outaxis")]
    if known_rank(call, "c") != 1 or any(axes) or literal(call, "singular", "raise") != "raise":
        raise LookupError("scipy.linalg.solve_circulant has a rule for one vector c and the first axis of b")
    marks = "[:, None]" if known_rank(call, "b") == 2 else ""
    made = f"np.fft.ifft(np.fft.fft(b, axis=0) / np.fft.fft(c){marks}, axis=0)"
    real = call.kinds.get("c") == "f" and call.kinds.get("b") == "f"
    return Lines(composed=(f"y = {f'np.real({made})' if real else made}",))


@rule_for("y = scipy.linalg.pinvh(a, atol=None, rtol=None, lower=True)")
def pinvh(call: CallView) -> Lines:
    """Of the triangle that is read; the diagonal of a Hermitian matrix is real."""
    half, k = ("np.tril", -1) if literal(call, "lower", True) else ("np.triu", 1)
    beside = f"{half}(a, {k})"
    diagonal = "np.real(a) * np.eye(np.shape(a)[-1])"
    whole = f"{half}(a) + {beside}.T" if call.kinds.get("a") == "f" else f"{beside} + conj({beside}).T + {diagonal}"
    return Lines(composed=(f"s = {whole}", "y = np.linalg.pinv(s)"))


composed(
    "y = scipy.linalg.khatri_rao(a, b)",
    "y = np.reshape(a[:, None, :] * b[None, :, :], (np.shape(a)[0] * np.shape(b)[0], -1))",
)
composed(
    "y = scipy.linalg.convolution_matrix(a, n)",
    "zeros = np.zeros(n - 1)",
    "y = scipy.linalg.toeplitz(np.concatenate((a, zeros)), np.concatenate((a[:1], zeros)))",
)
composed(
    "y = scipy.optimize.rosen(x)",
    "y = np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2, axis=0)",
)
