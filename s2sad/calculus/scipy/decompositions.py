"""`scipy.linalg`: eigenvalues, singular values, orthogonal factors and norms, mostly by NumPy's rules."""

from __future__ import annotations

import re

from s2sad.calculus import fitting, norms, spectral
from s2sad.calculus.registry import also, rule_for
from s2sad.calculus.rule import CallView, Lines
from s2sad.calculus.scipy.linalg import literal, matrix_part
from s2sad.calculus.spectral import Matrix, gaps, of_columns, singular_values, unit_columns, unit_columns_back

__all__ = ["unit_columns", "unit_columns_back"]

SETTINGS = "overwrite_a=False, check_finite=True"


# -- Hermitian matrices --------------------------------------------------------------------------------------------


def of_triangle(call: CallView, name: str) -> tuple[str, str]:
    """The differential of the matrix that a triangle stands for, and the adjoint of the triangle from the matrix's."""
    along, back = matrix_part("her", literal(call, "lower", True), call.kinds.get(name) == "f")
    back = back.replace("np.triu(W + np.conj(mT(W))", "np.triu(np.conj(W) + mT(W)")
    back = back.replace("np.tril(W + np.conj(mT(W))", "np.tril(np.conj(W) + mT(W)")
    return tuple(t.replace("(da", f"(d{name}").replace("(a)", f"({name})") for t in (along, back))  # type: ignore[return-value]


def subset(call: CallView) -> tuple[int, int] | None:
    """The first and the last of the eigenvalues that are asked for, if not all are."""
    if literal(call, "subset_by_value", None) is not None:
        raise LookupError("subset_by_value has no rule: take all eigenvalues, and of them what you need")
    ends = literal(call, "subset_by_index", None)
    if ends is not None and (not isinstance(ends, (tuple, list)) or has_metric(call)):
        raise LookupError("subset_by_index has a rule for two literals, and for one matrix")
    if literal(call, "type", 1) != 1:
        raise LookupError("the generalised eigenvalues have a rule for type=1")
    return None if ends is None else (int(ends[0]), int(ends[1]))


HERMITIAN = "lower=True, {}overwrite_a=False, overwrite_b=False, type=1, check_finite=True, subset_by_index=None, "
HERMITIAN += "subset_by_value=None, driver=None"


@rule_for(f"y = scipy.linalg.eigh(a, b=None, *_, {HERMITIAN.format('eigvals_only=False, ')})")
def eigh(call: CallView) -> Lines:
    ends = subset(call)
    if literal(call, "eigvals_only", False):
        return eigenvalues(call)
    return some_vectors(call, *ends) if ends else vectors(call, ("w = y[0]", "V = y[1]"), True)


@rule_for(f"y = scipy.linalg.eigvalsh(a, b=None, *_, {HERMITIAN.format('')})")
def eigvalsh(call: CallView) -> Lines:
    subset(call)
    return eigenvalues(call)


def eigenvalues(call: CallView) -> Lines:
    other = "b" if has_metric(call) else "None"
    lower = "".join(f", {p}={p}" for p in ("lower", "subset_by_index") if p in call.given)
    made = f"V = scipy.linalg.eigh(a{', ' + other if other == 'b' else ''}{lower})[1]"
    return vectors(call, ("w = y", made), False)


def has_metric(call: CallView) -> bool:
    return "b" in call.given and call.static.get("b", 0) is not None


def vectors(call: CallView, parts: tuple[str, str], wanted: bool) -> Lines:
    """``A V = B V w`` with ``V.H B V = 1``; where values repeat the vectors keep their length and no more."""
    m, metric = Matrix(call), has_metric(call)
    (along, back), vh = of_triangle(call, "a"), m.H("V")
    turn = f"F * ({vh} @ {m.conj('_expand(dy[1], V)')})"
    bar = "_expand(dy[0], w)" if wanted else "_expand(dy, w)"
    stretch, eye = f"{bar}[..., None, :]", "np.eye(np.shape(a)[-1])"
    first, second = not wanted or m.given(0), wanted and m.given(1)
    inner = f"V @ ({turn} + {stretch} * {eye})"
    if not (first and second):
        inner = f"(V * {stretch})" if first else f"V @ ({turn})"
    values = of_columns(m)
    if not metric:
        dy = f"({values}, V @ (F * ({vh} @ S @ V)))" if wanted else values
        lines = (*parts, *(gaps("w") if wanted else ()), f"S = {along}", f"dy = {dy}")
        return Lines(lines, (f"W = {inner} @ {vh}", f"da = {back}"))
    along_b, back_b = of_triangle(call, "b")
    moved = f"({vh} @ Z @ V)"
    values = m.re(f"np.sum({m.conj('V')} * (S @ V - (Z @ V) * w[..., None, :]), axis=-2)")
    both = f"V @ (F * ({vh} @ S @ V - {moved} * w[..., None, :]) - 0.5 * (gap == 0) * {moved})"
    pulled = (
        (f"{turn} * w[..., None, :] + 0.5 * (gap == 0) * ({vh} @ {m.conj('_expand(dy[1], V)')})",) if second else ()
    )
    scaled = (f"{stretch} * w[..., None, :] * {eye}",) if first else ()
    return Lines(
        (
            *parts,
            *gaps("w"),
            f"S = {along}",
            f"Z = {along_b}",
            f"dy = {f'({values}, {both})' if wanted else values}",
        ),
        (
            f"X = {inner} @ {vh}",
            f"Y = -V @ ({' + '.join((*pulled, *scaled))}) @ {vh}",
            f"da = {back.replace('W', 'X')}",
            f"db = {back_b.replace('W', 'Y')}",
        ),
    )


def some_vectors(call: CallView, first: int, last: int) -> Lines:
    """Those that are asked for turn towards all others, too."""
    m = Matrix(call)
    along, back = of_triangle(call, "a")
    uh, lower = m.H("U"), ", lower=lower" if "lower" in call.given else ""
    own = f"np.arange(np.size(u))[:, None] == np.arange({first}, {last + 1})"
    bars = []
    if m.given(0):
        bars.append("(V * _expand(dy[0], y[0]))")
    if m.given(1):
        bars.append(f"U @ (F * ({uh} @ {m.conj('_expand(dy[1], V)')}))")
    return Lines(
        (
            "V = y[1]",
            f"u, U = scipy.linalg.eigh(a{lower})",
            "gap = y[0] - u[:, None]",
            f"far = (gap != 0) & ~({own})",
            "F = far / np.where(far, gap, 1.0)",
            f"S = {along}",
            f"dy = ({of_columns(m)}, U @ (F * ({uh} @ S @ V)))",
        ),
        (f"W = ({' + '.join(bars)}) @ {m.H('V')}", f"da = {back}"),
    )


# -- matrices without symmetry -------------------------------------------------------------------------------------

GENERAL = "overwrite_a=False, overwrite_b=False, check_finite=True, homogeneous_eigvals=False"


@rule_for(f"y = scipy.linalg.eig(a, b=None, left=False, right=True, {GENERAL})")
def eig(call: CallView) -> Lines:
    """SciPy's eigenvalues are complex where the vectors are real."""
    one_matrix(call)
    if literal(call, "left", False) or not literal(call, "right", True):
        raise LookupError("scipy.linalg.eig has a rule for the values with the right vectors: take eigvals, or inv")
    found = spectral.eig(call)
    return Lines(("w = y[0] if np.iscomplexobj(y[1]) else np.real(y[0])", *found.lines[1:]), found.adjoint)


@rule_for(f"w = scipy.linalg.eigvals(a, b=None, {GENERAL.replace('overwrite_b=False, ', '')})")
def eigvals(call: CallView) -> Lines:
    one_matrix(call)
    found = spectral.eigvals(call)
    return Lines(tuple(line.replace("np.linalg", "scipy.linalg") for line in found.lines), found.adjoint)


def one_matrix(call: CallView) -> None:
    if has_metric(call) or literal(call, "homogeneous_eigvals", False):
        raise LookupError("the eigenvalues of a pair of matrices have a rule for symmetric ones: scipy.linalg.eigh")


# -- singular values, orthogonal factors ---------------------------------------------------------------------------

also("np.linalg.svd",
     f"y = scipy.linalg.svd(a, full_matrices=True, compute_uv=True, {SETTINGS}, lapack_driver='gesdd')")  # fmt: skip
rule_for(f"s = scipy.linalg.svdvals(a, {SETTINGS})")(lambda call: singular_values(Matrix(call), "s"))
also("np.linalg.pinv", "y = scipy.linalg.pinv(a, *_, atol=None, rtol=None, check_finite=True)")


@rule_for("y = scipy.linalg.norm(x, ord=None, axis=None, keepdims=False, check_finite=True)", a="x")
def norm(call: CallView) -> Lines:
    """LAPACK adds in another order than NumPy: which sum is the largest is asked of NumPy's."""
    lines = norms.norm(call).lines
    if not any(line.startswith("at =") for line in lines):
        return Lines(lines)
    own = "r = np.linalg.norm(x, ord=ord, axis=axis, keepdims=keepdims)"
    return Lines((own, *(re.sub(r"\by\b", "r", line) for line in lines)))


@rule_for("y = scipy.linalg.lstsq(a, b, cond=None, overwrite_a=False, overwrite_b=False, check_finite=True, "
          "lapack_driver=None)")  # fmt: skip
def lstsq(call: CallView) -> Lines:
    """As NumPy's; the misfit of one right-hand side is a number."""
    cutoff = "rtol=cond" if call.static.get("cond", 0) is not None and "cond" in call.given else ""
    return fitting.least_squares(call, f"scipy.linalg.pinv(a{', ' + cutoff if cutoff else ''})", "np.reshape({}, {})")
