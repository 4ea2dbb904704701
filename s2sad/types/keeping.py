"""Results with the shape, or at least the rank, of an argument, where a trial on samples cannot tell.

SciPy's solutions have the shape of the right-hand side, however the matrix is stored.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from s2sad.core.types import ArrayType, NoneType, ScalarType, TupleType, Type, Unknown
from s2sad.types.probe import probe
from s2sad.types.values import dtype_code
from s2sad.types.view import Inferred, View, as_array, numpy_code

__all__ = ["KEEPING_RULES"]


def _solution(place: int, rank: int = 2) -> Callable[[View], Inferred | None]:
    """The right-hand side stands behind the matrix, which has this rank as it is stored."""

    def rule(view: View) -> Inferred | None:
        found, side, matrix = probe(view), view.kind(place, "b"), view.kind(place - 1)
        matrix = matrix.items[0] if isinstance(matrix, TupleType) and matrix.items else matrix
        known, stored_as = (None if kind is None else as_array(kind) for kind in (side, matrix))
        if known is None or len(known[1]) not in (1, 2) or stored_as is None or len(stored_as[1]) != rank:
            return found
        if found is not None and isinstance(found.type, ArrayType) and found.type.shape is not None:
            same = len(found.type.shape) == len(known[1])
            return Inferred(ArrayType(found.type.dtype, known[1], found.type.contiguous)) if same else found
        codes = [code for kind in view.args for code in _codes(kind)]
        dtype = dtype_code(np.result_type(np.float32, *(numpy_code(c) for c in codes))) if codes else None
        stored = found is None or isinstance(found.type, Unknown)
        return Inferred(ArrayType(dtype, known[1], True)) if stored and dtype else found

    return rule


def _codes(kind: Type) -> list[str]:
    """The dtypes of the arrays of floating-point numbers in an argument."""
    if isinstance(kind, TupleType):
        return [code for item in kind.items for code in _codes(item)]
    return [kind.dtype] if isinstance(kind, ArrayType) and kind.dtype and kind.dtype[0] in "fc" else []


def _rank_of(place: int, keyword: str, least: str = "f2", same: bool = False) -> Callable[[View], Inferred | None]:
    """As many axes as an argument has, or the same sizes; of a width that is not under the least, if that is known."""

    def rule(view: View) -> Inferred | None:
        found, kind = probe(view), view.kind(place, keyword)
        known = as_array(kind) if kind is not None else None
        if known is None or not known[1] or (found is not None and not isinstance(found.type, Unknown)):
            return found
        own = [kind] if keyword == "array" and kind is not None else view.args
        codes = [code for one in own for code in _codes(one)]
        widths: list[Any] = [np.dtype(least), *(numpy_code(c) for c in codes)] if codes and least else []
        dtype = dtype_code(np.result_type(*widths)) if widths else None
        sizes = known[1] if same else tuple(view.result_symbol(str(axis)) for axis in range(len(known[1])))
        return Inferred(ArrayType(dtype, sizes, dtype is not None))

    return rule


def _between(view: View) -> Inferred | None:
    """``map_coordinates``: what its array is of, at as many places as there are coordinates."""
    found = probe(view)
    kinds = (view.kind(0, "input"), view.kind(1, "coordinates"))
    array, places = (None if kind is None else as_array(kind) for kind in kinds)
    if array is None or places is None or not places[1] or (found is not None and not isinstance(found.type, Unknown)):
        return found
    return Inferred(ArrayType(array[0], places[1][1:], True)) if view.kind(2, "output") is None else found


def _filtered(view: View) -> Inferred | None:
    """The signal in its shape; with a state a pair of both."""
    kinds = [view.kind(k, name) for k, name in enumerate(("b", "a", "x", "axis", "zi"))]
    codes = [code for kind in kinds if kind is not None for code in _codes(kind)]
    signal, state = (None if kind is None else as_array(kind) for kind in (kinds[2], kinds[4]))
    if signal is None or not codes or (state is None and not isinstance(kinds[4], (NoneType, type(None)))):
        return probe(view)
    listed = any(isinstance(kind, TupleType) for kind in kinds)  # whose numbers are of double width
    dtype = dtype_code(np.result_type(*(["f8"] if listed else []), *(numpy_code(c) for c in codes)))
    if state is None:
        return probe(view) or (Inferred(ArrayType(dtype, signal[1])) if dtype else None)
    return Inferred(TupleType((ArrayType(dtype, signal[1]), ArrayType(dtype, state[1]))))


def _values_and_vectors(view: View) -> Inferred | None:
    """Of a matrix that is given by its diagonals, the second of which is shorter than samples can know."""
    kind = view.kind(0, "d")
    known = as_array(kind) if kind is not None else None
    found = probe(view)
    if found is not None or known is None or len(known[1]) != 1 or view.kind(2, "eigvals_only") is not None:
        return found
    size = known[1][0]
    return Inferred(TupleType((ArrayType(known[0], (size,), True), ArrayType(known[0], (size, size)))))


def _on_spline(view: View) -> Inferred | None:
    """``splev``: an array, of numbers too."""
    kind = view.kind(0, "x")
    known = as_array(kind) if kind is not None else None
    return Inferred(ArrayType("f8", known[1], True)) if known is not None else None


def _spectrum(least: str, times: bool = False) -> Callable[[View], Inferred | None]:
    """Frequencies, times where there are some, and a spectrum of as many axes as the signal has, and one for times."""

    def rule(view: View) -> Inferred | None:
        with warnings.catch_warnings():  # segments that are longer than the samples
            warnings.simplefilter("ignore")
            found = probe(view)
        known = found is not None and not isinstance(found.type, Unknown)
        return found if known else _spectra(view, least, times) or found

    return rule


def _cross_spectrum(view: View) -> Inferred | None:
    """Real where both signals are one object, as two samples of one type are."""
    return _spectra(view, "f4" if view.call.args[:1] == view.call.args[1:2] else "c8", False)


def _spectra(view: View, least: str, times: bool) -> Inferred | None:
    kind = view.kind(0, "x")
    known = as_array(kind) if kind is not None else None
    if known is None or not known[1]:
        return None
    lines = [ArrayType("f8", (view.result_symbol(str(k)),), True) for k in range(1 + times)]
    sizes = tuple(view.result_symbol(f"s{k}") for k in range(len(known[1]) + times))
    codes = [code for one in view.args for code in _codes(one)]
    dtype = dtype_code(np.result_type(np.dtype(least), *(numpy_code(c) for c in codes))) if codes else None
    return Inferred(TupleType((*lines, ArrayType(dtype, sizes))))


KEEPING_RULES: dict[str, Callable[[View], Inferred | None]] = {
    "scipy.linalg.solve_banded": _solution(2),
    "scipy.linalg.solveh_banded": _solution(1),
    "scipy.linalg.solve_toeplitz": _solution(1, rank=1),
    "scipy.linalg.cho_solve": _solution(1),
    "scipy.linalg.lu_solve": _solution(1),
    "scipy.linalg.eigh_tridiagonal": _values_and_vectors,
    "scipy.interpolate.splev": _on_spline,
    "scipy.interpolate.splint": lambda view: Inferred(ScalarType("float")),
    "scipy.signal.lfilter": _filtered,
    **{f"scipy.signal.{name}": _spectrum("f4") for name in ("welch", "periodogram", "coherence")},
    "scipy.signal.csd": _cross_spectrum,
    "scipy.signal.stft": _spectrum("c8", times=True),
    "scipy.signal.spectrogram": _spectrum("f4", times=True),
    "scipy.ndimage.map_coordinates": _between,
    **{f"scipy.ndimage.{name}": _rank_of(0, "input", "f8") for name in ("affine_transform", "rotate", "zoom")},
    "scipy.ndimage.spline_filter": _rank_of(0, "input", "f8", same=True),
    "scipy.ndimage.spline_filter1d": _rank_of(0, "input", "f8", same=True),
    "scipy.integrate.cumulative_simpson": _rank_of(0, "y", ""),
    "numpy.pad": _rank_of(0, "array"),
    **{f"scipy.signal.{n}": _rank_of(0, "in1") for n in ("convolve", "correlate", "fftconvolve", "oaconvolve")},
}
