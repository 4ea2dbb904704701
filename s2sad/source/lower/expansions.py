"""NumPy's functions that are others of NumPy put together: they are written out as NumPy does them."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable

import gast

from s2sad.core.nodes import Const, Free, Name
from s2sad.source.lower import attributes
from s2sad.source.lower.library import PRIMITIVES
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.texts import inline_text
from s2sad.source.lower.values import Num, Value

__all__: list[str] = []

Given = dict[str, Value]
NONE = Num(Const(None))
PERIODIC = """
def interp(x, xp, fp, period):
    period = abs(period)
    xp = np.asarray(xp, float) % period
    order = np.argsort(xp)
    xp, fp = xp[order], np.asarray(fp)[order]
    xp = np.concatenate((xp[-1:] - period, xp, xp[0:1] + period))
    return np.interp(np.asarray(x, float) % period, xp, np.concatenate((fp[-1:], fp, fp[0:1])))
"""
HERMITIAN = """
def svd(a):
    s, u = np.linalg.eigh(a)
    size = np.abs(s)
    order = np.argsort(size)[..., ::-1]
    sign = np.take_along_axis(np.sign(s), order, axis=-1)
    u = np.take_along_axis(u, order[..., None, :], axis=-1)
    vt = np.conj(np.swapaxes(u * sign[..., None, :], -1, -2))
    return u, np.take_along_axis(size, order, axis=-1), vt
"""
VALUES = "def svdvals(a):\n    return np.sort(np.abs(np.linalg.eigvalsh(a)))[..., ::-1]\n"
CONDITION = """
def cond(x):
    return np.linalg.norm(x, P, axis=(-2, -1)) * np.linalg.norm(np.linalg.inv(x), P, axis=(-2, -1))
"""
SPACED = (
    "def linspace(start, stop, num, endpoint):\n    return np.moveaxis(np.linspace(start, stop, num, endpoint), 0, A)\n"
)


def expansion(head: str) -> Callable[[Callable[[Lowerer, Given], tuple[str, list[Value]] | None]], None]:
    """Register what says for a call, given its arguments by name, which text it is and of which of them; or None."""
    call = ast.parse(head, mode="eval").body
    assert isinstance(call, ast.Call)
    prim, names = ast.unparse(call.func).replace("np.", "numpy.", 1), [ast.unparse(arg) for arg in call.args]

    def register(maker: Callable[[Lowerer, Given], tuple[str, list[Value]] | None]) -> None:
        def handler(lo: Lowerer, args: list[Value], keywords: Given, node: gast.AST, hint: str) -> Value | None:
            made = maker(lo, dict(zip(names, args, strict=False)) | keywords)
            return None if made is None else inline_text(lo, made[0].lstrip(), made[1], {}, hint)

        PRIMITIVES[prim] = handler

    return register


def literal(lo: Lowerer, given: Given, name: str, default: object = None) -> object:
    """The value of an argument, NotImplemented where it is not written there."""
    if name not in given:
        return default
    atom = getattr(given[name], "atom", None)
    if isinstance(atom, Name) and atom.id in lo.program.constants:
        return lo.program.constants[atom.id]
    infinite = isinstance(atom, Free) and atom.text in ("np.inf", "math.inf")
    return math.inf if infinite else attributes.constant_key(lo, given[name])


@expansion("np.interp(x, xp, fp, left, right, period)")
def _interp(lo: Lowerer, given: Given) -> tuple[str, list[Value]] | None:
    """The points are repeated once at each end."""
    periodic = given.get("period", NONE) != NONE
    return (PERIODIC, [given[name] for name in ("x", "xp", "fp", "period")]) if periodic else None


@expansion("np.linalg.svd(a, full_matrices, compute_uv, hermitian)")
def _svd(lo: Lowerer, given: Given) -> tuple[str, list[Value]] | None:
    """The singular values of a Hermitian matrix are the sizes of its eigenvalues."""
    vectors = literal(lo, given, "compute_uv", True)
    if literal(lo, given, "hermitian", False) is not True or not isinstance(vectors, bool):
        return None
    return HERMITIAN if vectors else VALUES, [given["a"]]


@expansion("np.linalg.cond(x, p)")
def _cond(lo: Lowerer, given: Given) -> tuple[str, list[Value]] | None:
    """The norm of the matrix times that of its inverse."""
    order = literal(lo, given, "p")
    if order not in ("fro", "nuc", 1, -1, math.inf, -math.inf):
        return None
    return CONDITION.replace("P", repr(order).replace("inf", "np.inf")), [given["x"]]


@expansion("np.linspace(start, stop, num, endpoint, retstep, dtype, axis)")
def _linspace(lo: Lowerer, given: Given) -> tuple[str, list[Value]] | None:
    axis = literal(lo, given, "axis", 0)
    if not isinstance(axis, int) or axis == 0 or {"retstep", "dtype"} & set(given):
        return None
    rest = [given.get("num", Num(Const(50))), given.get("endpoint", Num(Const(True)))]
    return SPACED.replace("A", str(axis)), [given["start"], given["stop"], *rest]


@expansion("np.unstack(x, axis)")
def _unstack(lo: Lowerer, given: Given) -> tuple[str, list[Value]] | None:
    """The items of the array with the axis in front."""
    if literal(lo, given, "axis", 0) == 0:
        return "def unstack(x):\n    return tuple(x)\n", [given["x"]]
    return "def unstack(x, axis):\n    return tuple(np.moveaxis(x, axis, 0))\n", [given["x"], given["axis"]]
