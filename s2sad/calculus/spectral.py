"""Eigenvalues, singular values and what rests on them, for one matrix or a stack of them.

Eigenvectors and singular vectors are fixed by their matrix up to a phase, and where values repeat up to a rotation:
what would only turn them among each other there is taken to be zero.

M. B. Giles, *Collected matrix derivative results for forward and reverse mode algorithmic differentiation* (2008), for
eigenvalues and singular values; S.-X. Wan, S.-X. Zhang, *Automatic differentiation for complex valued SVD* (2019).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from s2sad.calculus.registry import rule_for
from s2sad.calculus.rule import CallView, Lines

__all__ = [
    "PLUS", "Matrix", "gaps", "of_columns", "singular_values", "unit_columns", "unit_columns_back",
]  # fmt: skip

PLUS = " + "


@dataclass(frozen=True)
class Matrix:
    """How the parts of a formula are written for a matrix: real or complex, one or a stack."""

    call: CallView
    name: str = "a"

    @property
    def real(self) -> bool:
        return self.call.kinds.get(self.name) == "f"

    def conj(self, text: str) -> str:
        return text if self.real else f"np.conj({text})"

    def re(self, text: str) -> str:
        return text if self.real else f"np.real({text})"

    def T(self, text: str) -> str:
        return f"np.transpose({text})" if self.call.ranks.get(self.name) == 2 else f"np.swapaxes({text}, -1, -2)"

    def H(self, text: str) -> str:
        return self.T(self.conj(text))

    def given(self, part: int) -> bool:
        """Whether a part of the result has an adjoint."""
        return self.call.parts is None or part in self.call.parts


# -- Hermitian matrices: NumPy reads one triangle, so the derivative is with respect to that triangle --------------


def triangle(call: CallView) -> tuple[str, int]:
    """The function that cuts out the triangle that is read, and where it begins beside the diagonal."""
    which = call.static.get("UPLO", None if "UPLO" in call.given else "L")
    if which not in ("L", "U"):
        raise LookupError("UPLO must be the literal 'L' or 'U'")
    return ("np.tril", -1) if which == "L" else ("np.triu", 1)


def hermitian(call: CallView) -> str:
    """The differential of the matrix that the triangle stands for."""
    m, (half, k) = Matrix(call), triangle(call)
    beside = f"{half}(da, {k})"
    if m.real:
        return f"S = {half}(da) + {m.T(beside)}"
    return f"S = {beside} + {m.H(beside)} + np.real(da) * np.eye(np.shape(a)[-1], dtype=bool)"


def triangular(call: CallView) -> str:
    """The adjoint of the triangle from `W`, that of the matrix."""
    m, (half, k) = Matrix(call), triangle(call)
    turned = m.T("W")
    if m.real:
        return f"da = {half}(W) + {half}({turned}, {k})"
    return f"da = {half}(np.conj(W) + {turned}, {k}) + np.real(W) * np.eye(np.shape(a)[-1], dtype=bool)"


def gaps(values: str) -> tuple[str, ...]:
    """One over the distance of two values; zero where they are the same."""
    w = values
    return (f"gap = {w}[..., None, :] - {w}[..., :, None]", "F = (gap != 0) / (gap + (gap == 0))")


def of_columns(m: Matrix) -> str:
    """The diagonal of ``V.H @ S @ V``."""
    return m.re(f"np.sum({m.conj('V')} * (S @ V), axis=-2)")


@rule_for("y = np.linalg.eigh(a, UPLO='L')")
def eigh(call: CallView) -> Lines:
    m = Matrix(call)
    vh = m.H("V")
    turn = f"F * ({vh} @ {m.conj('_expand(dy[1], V)')})"
    stretch = "_expand(dy[0], w)[..., None, :]"
    if not m.given(1):
        inner = f"(V * {stretch})"
    elif not m.given(0):
        inner = f"V @ ({turn})"
    else:
        inner = f"V @ ({turn} + {stretch} * np.eye(np.shape(a)[-1], dtype=bool))"
    return Lines(
        ("w = y[0]", "V = y[1]", *gaps("w"), hermitian(call), f"dy = ({of_columns(m)}, V @ (F * ({vh} @ S @ V)))"),
        (f"W = {inner} @ {vh}", triangular(call)),
    )


@rule_for("w = np.linalg.eigvalsh(a, UPLO='L')")
def eigvalsh(call: CallView) -> Lines:
    m = Matrix(call)
    return Lines(
        ("V = np.linalg.eigh(a, UPLO)[1]", hermitian(call), f"dw = {of_columns(m)}"),
        (f"W = (V * _expand(dw, w)[..., None, :]) @ {m.H('V')}", triangular(call)),
    )


# -- matrices without symmetry: LAPACK's eigenvectors have length one, and their largest element is real -----------


@rule_for("y = np.linalg.eig(a)")
def eig(call: CallView) -> Lines:
    m = Matrix(call)
    stretch = "_expand(dy[0], w)[..., None, :] * np.eye(np.shape(a)[-1], dtype=bool)"
    turn = f"F * ({m.T('V')} @ unit_columns_back(V, _expand(dy[1], V)))"
    return Lines(
        (
            "w = y[0]",
            "V = y[1]",
            *gaps("w"),
            "M = np.linalg.solve(V, da @ V)",
            "dy = (np.diagonal(M, 0, -2, -1), unit_columns(V, V @ (F * M)))",
        ),
        (f"B = {' + '.join(t for k, t in enumerate((stretch, turn)) if m.given(k))}", *similar(m, "B")),
    )


def similar(m: Matrix, middle: str) -> tuple[str, str]:
    """The adjoint of `a` from that of ``inv(V) @ a @ V``; a real matrix may have complex eigenvalues."""
    turned = m.T("V")
    back = f"R = np.linalg.solve({turned}, {middle} @ {turned})"
    return back, "da = R if np.iscomplexobj(a) else np.real(R)"


@rule_for("w = np.linalg.eigvals(a)")
def eigvals(call: CallView) -> Lines:
    """NumPy takes the same steps as in `eig`, so that the order is the same."""
    m = Matrix(call)
    return Lines(
        (
            "V = np.linalg.eig(a)[1]",
            "dw = np.diagonal(np.linalg.solve(V, da @ V), 0, -2, -1)",
        ),
        similar(m, "(_expand(dw, w)[..., None, :] * np.eye(np.shape(a)[-1], dtype=bool))"),
    )


def unit_columns(V: Any, X: Any) -> Any:
    """The derivative of eigenvectors `V` that keep length one and a real largest element, from that of others."""
    if not np.size(V):
        return X
    top = np.arange(np.shape(V)[-2])[:, None] == np.argmax(np.abs(V), axis=-2)[..., None, :]
    turn = np.imag(np.sum(top * X, axis=-2, keepdims=True) / np.sum(top * V, axis=-2, keepdims=True))
    X = X - V * np.sum(np.real(np.conj(V) * X), axis=-2, keepdims=True)
    return X - 1j * V * turn if np.iscomplexobj(V) else X


def unit_columns_back(V: Any, g: Any) -> Any:
    """The transpose of `unit_columns`."""
    if not np.size(V):
        return g
    top = np.arange(np.shape(V)[-2])[:, None] == np.argmax(np.abs(V), axis=-2)[..., None, :]
    turn = np.sum(np.imag(g * V), axis=-2, keepdims=True) / np.sum(top * V, axis=-2, keepdims=True)
    g = g - np.conj(V) * np.sum(np.real(g * V), axis=-2, keepdims=True)
    return g - 1j * top * turn if np.iscomplexobj(V) else g


# -- singular values -----------------------------------------------------------------------------------------------


def distances(s: str) -> tuple[str, ...]:
    """One over the distance of two squares, and over each value; zero where there is none."""
    return (
        f"gap = ({s}[..., None, :] - {s}[..., :, None]) * ({s}[..., None, :] + {s}[..., :, None])",
        "F = (gap != 0) / (gap + (gap == 0))",
        f"over = ({s} != 0) / ({s} + ({s} == 0))",
    )


@rule_for("y = np.linalg.svd(a, full_matrices=True, compute_uv=True, hermitian=False)")
def svd(call: CallView) -> Lines:
    """Singular values alone, the vectors that go with them, or bases of the whole spaces."""
    if call.static.get("hermitian", "hermitian" in call.given) is not False:
        raise LookupError("np.linalg.svd with hermitian=True has no rule: use np.linalg.eigh")
    vectors = call.static.get("compute_uv", None if "compute_uv" in call.given else True)
    full = call.static.get("full_matrices", None if "full_matrices" in call.given else True)
    if vectors is False:
        return singular_values(Matrix(call), "y")
    if vectors is None or full is None:
        raise LookupError("full_matrices and compute_uv of np.linalg.svd must be literal")
    return whole_svd(Matrix(call)) if full and "a" not in call.square else thin_svd(Matrix(call))


def singular_values(m: Matrix, s: str) -> Lines:
    along = f"np.sum({m.conj('u')} * (d{m.name} @ {m.H('vt')}), axis=-2)"
    back = m.conj(f"(u * _expand(d{s}, {s})[..., None, :]) @ vt")
    return Lines(
        (f"u, _, vt = np.linalg.svd({m.name}, full_matrices=False)", f"d{s} = {m.re(along)}"),
        (f"d{m.name} = {back}",),
    )


@rule_for("s = np.linalg.svdvals(x)")
def svdvals(call: CallView) -> Lines:
    return singular_values(Matrix(call, "x"), "s")


FACTORS = ("u = y[0]", "s = y[1]", "vt = y[2]")
TURN_U = "F * (P * s[..., None, :] + s[..., :, None] * Q)"
TURN_V = "F * (s[..., :, None] * P + Q * s[..., None, :])"


def thin_svd(m: Matrix) -> Lines:
    """Beside what turns the vectors among each other there is what leads out of the space of them."""
    square = "a" in m.call.square
    uh, v, p = m.H("u"), m.H("vt"), "U @ da @ V"
    phase = "" if m.real else " + u * (1j * np.imag(np.diagonal(P, 0, -2, -1)) * over)[..., None, :]"
    out_u = "" if square else f" + ((da @ V - u @ P) * over[..., None, :] if {TALL} else 0.0)"
    out_v = "" if square else f" + (over[..., :, None] * (U @ da - P @ vt) if {WIDE} else 0.0)"
    return Lines(
        (
            *FACTORS,
            *distances("s"),
            f"U = {uh}",
            f"V = {v}",
            f"P = {p}",
            f"Q = {m.H('P')}",
            f"dy = (u @ ({TURN_U}){phase}{out_u}, {m.re('np.diagonal(P, 0, -2, -1)')}, -({TURN_V}) @ vt{out_v})",
        ),
        (*seeds_of_svd(m), f"da = {m.conj(thin_svd_back(m, square))}"),
    )


TALL, WIDE = "np.shape(a)[-2] > np.shape(a)[-1]", "np.shape(a)[-2] < np.shape(a)[-1]"


def seeds_of_svd(m: Matrix) -> tuple[str, ...]:
    """The adjoints of both bases, and what they say in these bases."""
    left = (f"G = {m.conj('_expand(dy[0], u)')}", "X = U @ G") if m.given(0) else ()
    right = (f"H = {m.T('_expand(dy[2], vt)')}", "Y = vt @ H") if m.given(2) else ()
    return (*left, *right)


def thin_svd_back(m: Matrix, square: bool) -> str:
    middle, outer = [], []
    if m.given(0):
        middle.append(f"F * (X - {m.H('X')}) * s[..., None, :]")
        if not m.real:
            middle.append(
                "(1j * np.imag(np.diagonal(X, 0, -2, -1)) * over)[..., None, :] * np.eye(np.shape(s)[-1], dtype=bool)"
            )
        outer.append(f"((((G - u @ X) * over[..., None, :]) @ vt) if {TALL} else 0.0)")
    if m.given(2):
        middle.append(f"s[..., :, None] * (F * (Y - {m.H('Y')}))")
        outer.append(f"((u * over[..., None, :]) @ ({m.H('H')} - {m.H('Y')} @ vt) if {WIDE} else 0.0)")
    if m.given(1):
        stretch = "_expand(dy[1], s)[..., None, :]"
        if not middle:
            return f"(u * {stretch}) @ vt"
        middle.append(f"{stretch} * np.eye(np.shape(s)[-1], dtype=bool)")
    return " + ".join([f"u @ ({' + '.join(middle)}) @ vt", *([] if square else outer)])


def whole_svd(m: Matrix) -> Lines:
    """With zeros for the singular values that a matrix of other sides lacks, it is a square one."""
    top, side = "..., : np.shape(a)[-2], : np.shape(a)[-2]", "..., : np.shape(a)[-1], : np.shape(a)[-1]"
    phase = "" if m.real else " + u * (1j * np.imag(np.diagonal(P, 0, -2, -1)) * over)[..., None, : np.shape(a)[-2]]"
    back = []
    if m.given(0):
        back.append(f"F * (X - {m.H('X')}) * s[..., None, :]")
        if not m.real:
            back.append("(1j * np.imag(np.diagonal(X, 0, -2, -1)) * over)[..., None, :] * np.eye(n, dtype=bool)")
    if m.given(1):
        back.append("filled(_expand(dy[1], y[1])[..., None, :], 1, n) * np.eye(n, dtype=bool)")
    if m.given(2):
        back.append(f"s[..., :, None] * (F * (Y - {m.H('Y')}))")
    seeds = [f"{line[:4]}filled({line[4:]}, n, n)" if line[0] in "XY" else line for line in seeds_of_svd(m)]
    return Lines(
        (
            "u = y[0]",
            "vt = y[2]",
            "n = max(np.shape(a)[-2], np.shape(a)[-1])",
            "s = filled(y[1][..., None, :], 1, n)[..., 0, :]",
            *distances("s"),
            f"U = {m.H('u')}",
            f"V = {m.H('vt')}",
            "P = filled(U @ da @ V, n, n)",
            f"Q = {m.H('P')}",
            f"dy = (u @ ({TURN_U})[{top}]{phase}, "
            f"{m.re('np.diagonal(U @ da @ V, 0, -2, -1)')}, -({TURN_V})[{side}] @ vt)",
        ),
        (*seeds, f"da = {m.conj(f'u @ ({PLUS.join(back)})[..., : np.shape(a)[-2], : np.shape(a)[-1]] @ vt')}"),
    )


def filled(x: Any, m: int, n: int) -> Any:
    """`x` in the corner of m by n zeros."""
    y = np.zeros((*np.shape(x)[:-2], m, n), np.result_type(x))
    y[..., : np.shape(x)[-2], : np.shape(x)[-1]] = x
    return y


# -- what rests on them --------------------------------------------------------------------------------------------


@rule_for("y = np.linalg.pinv(a, rcond=None, hermitian=False, *_, rtol=None)")
def pinv(call: CallView) -> Lines:
    """For a rank that stays as it is: G. H. Golub, V. Pereyra, *The differentiation of pseudo-inverses* (1973)."""
    m = Matrix(call)
    symmetric = call.static.get("hermitian", None if "hermitian" in call.given else False)
    if symmetric is None:
        raise LookupError("hermitian of np.linalg.pinv must be a literal")
    a, S = ("h", "S") if symmetric else ("a", "da")
    yh, dh, gh, g = m.H("y"), m.H(S), m.H("g"), m.conj("_expand(dy, y)")
    left, right = (f"np.eye(np.shape(a)[{k}], dtype=y.dtype) - {p}" for k, p in ((-2, f"{a} @ y"), (-1, f"y @ {a}")))
    back = f"-({yh} @ g @ {yh}) + (L @ {gh} @ y) @ {yh} + {yh} @ (y @ {gh} @ R)"
    whole = (hermitian(call).replace("da", "a").replace("S = ", "h = "), hermitian(call)) if symmetric else ()
    return Lines(
        (
            *whole,
            f"L = {left}",
            f"R = {right}",
            f"dy = -(y @ {S} @ y) + y @ ({yh} @ {dh} @ L) + (R @ {dh} @ {yh}) @ y",
        ),
        (f"g = {g}", *((f"W = {back}", triangular(call)) if symmetric else (f"da = {m.conj(back)}",))),
    )


@rule_for("y = np.linalg.cond(x, p=None)")
def cond(call: CallView) -> Lines:
    """The largest singular value over the smallest."""
    order, m = call.static.get("p", None if "p" in call.given else 2), Matrix(call, "x")
    if order not in (None, 2, -2) or ("p" in call.given and "p" not in call.static):
        raise LookupError(
            "np.linalg.cond has a rule for the norms 2 and -2: use np.linalg.norm of x and of its inverse"
        )
    sign = "-" if order == -2 else ""
    slopes = f"np.sum({m.re('(first - last) * dx')}, axis=(-2, -1))"
    return Lines(
        (
            "u, s, vt = np.linalg.svd(x, full_matrices=False)",
            f"first = {m.conj('u[..., :, :1] @ vt[..., :1, :]')} / s[..., :1, None]",
            f"last = {m.conj('u[..., :, -1:] @ vt[..., -1:, :]')} / s[..., -1:, None]",
            f"dy = {sign}y * {slopes}",
        ),
        (
            f"slope = {sign}dy * y",
            "dx = (slope if np.ndim(x) == 2 else np.expand_dims(_expand(slope, y), (-2, -1))) * (first - last)",
        ),
    )
