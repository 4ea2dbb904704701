"""Find the type of a result by running the operation on samples in a few worlds."""

from __future__ import annotations

import contextlib
import functools
import math
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from s2sad.core.nodes import Arg, Free, Name, atoms_of
from s2sad.core.records import dataclass
from s2sad.core.types import (
    ArrayType,
    Dim,
    ListType,
    NoneType,
    OpaqueType,
    ScalarType,
    StringType,
    TupleType,
    Type,
    Unknown,
    known_shape,
)
from s2sad.types.merge import merge
from s2sad.types.resolve import Function, resolve
from s2sad.types.samples import LARGE, Sampler, Unsampled, dims_of
from s2sad.types.values import dtype_code
from s2sad.types.view import Inferred, View, holds_memory
from s2sad.types.worlds import World, main_worlds, small_worlds, solve, uniform_worlds

__all__ = ["probe"]

# the shape of the result depends on values
BY_DATA = frozenset(
    "numpy.argwhere numpy.bincount numpy.compress numpy.delete numpy.extract numpy.flatnonzero "
    "numpy.frombuffer numpy.fromstring numpy.histogram numpy.histogram2d numpy.histogram_bin_edges "
    "numpy.histogramdd numpy.intersect1d numpy.linalg.lstsq numpy.ma.compressed numpy.nonzero numpy.packbits "
    "numpy.poly numpy.polyadd numpy.polydiv numpy.polymul numpy.polysub numpy.roots numpy.setdiff1d "
    "numpy.setxor1d numpy.trim_zeros numpy.union1d numpy.unique numpy.unique_all numpy.unique_counts "
    "numpy.unique_inverse numpy.unique_values numpy.unpackbits numpy.where scipy.linalg.lstsq "
    "scipy.linalg.null_space scipy.linalg.orth".split()
) | {
    f"numpy.polynomial.{basis}.{short}{name}"  # zeros at the end are left out
    for basis, short in zip(
        ("polynomial", "chebyshev", "legendre", "laguerre", "hermite", "hermite_e"),
        ("poly", "cheb", "leg", "lag", "herm", "herme"),
        strict=True,
    )
    for name in ("add", "sub", "mul", "mulx", "pow", "div", "roots", "companion", "line", "2poly")
} | {f"numpy.polynomial.{basis}.poly2{short}" for basis, short in (
    ("chebyshev", "cheb"), ("legendre", "leg"), ("laguerre", "lag"), ("hermite", "herm"), ("hermite_e", "herme"),
)}  # fmt: skip
# the dtype of the result depends on values
KIND_BY_DATA = frozenset(
    "numpy.linalg.eig numpy.linalg.eigvals numpy.real_if_close numpy.roots scipy.linalg.eig scipy.linalg.eigvals "
    "scipy.linalg.sqrtm scipy.linalg.logm scipy.linalg.fractional_matrix_power scipy.linalg.schur".split()
)
# integers among the arguments of these are counts, places to cut or sizes: from an array or list they are data
CUTTING = frozenset(
    "numpy.repeat numpy.split numpy.array_split numpy.hsplit numpy.vsplit numpy.dsplit numpy.insert "
    "numpy.tile numpy.pad numpy.resize numpy.reshape numpy.broadcast_to numpy.full_like numpy.zeros_like "
    "numpy.ones_like numpy.empty_like".split()
)
# and these have such arguments only
CREATING = frozenset(
    "numpy.zeros numpy.ones numpy.empty numpy.full numpy.identity numpy.arange numpy.linspace "
    "numpy.logspace numpy.geomspace numpy.tri numpy.eye numpy.indices numpy.ix_".split()
)


@dataclass
class Trial:
    """What came out in each world of one set."""

    worlds: Sequence[World]
    results: list[object]
    shared: frozenset[str]


class Prober:
    """One operation under trial."""

    def __init__(self, view: View, function: Function) -> None:
        self.view = view
        self.function = function
        self.args = (*view.call.args, *(value for _, value in view.call.keywords))
        dims = [dim for kind in view.types for dim in dims_of(kind)]
        self.basis = list(dict.fromkeys(dim for dim in dims if dim.value is None))
        self.symbols = tuple(dict.fromkeys(s for dim in self.basis for m, _ in dim.terms for s in m))
        self.constants = tuple(dict.fromkeys(f"={d.value}" for d in dims if d.value is not None and d.value >= LARGE))
        literal = not any(isinstance(atom, (Name, Free)) for arg in self.args for atom in atoms_of(arg))
        self.by_data = not literal and (
            view.call.prim in BY_DATA or self._counts_data() or self._float_range() or self._scaled()
        )

    def _counts_data(self) -> bool:
        kinds = list(self.view.types)[0 if self.view.call.prim in CREATING else 1 :]
        return self.view.call.prim in CUTTING | CREATING and any(map(_has_integer_array, kinds))

    def _float_range(self) -> bool:
        floats = [k for k in self.view.types if not isinstance(k, ScalarType) or k.kind not in "ib"]
        return self.view.call.prim == "numpy.arange" and any(isinstance(k, (ScalarType, ArrayType)) for k in floats)

    def _scaled(self) -> bool:
        """Whether a number among the arguments may scale the result, as a zoom does."""
        floats = any(isinstance(kind, ScalarType) and kind.kind == "f" for kind in self.view.types)
        return floats and self.view.call.prim.startswith(("scipy.ndimage", "scipy.signal"))

    def run(self) -> Inferred | None:
        """The type of the result, None where no world gives one."""
        trial, exact = self._trial()
        if trial is None:
            return None
        if self.symbols and exact:
            self._add_edges(trial)
        if any(isinstance(kind, ArrayType) and kind.shape and not kind.contiguous for kind in self._flat_types()):
            strided = self._try(trial.worlds[:1], strided=True)
            if strided is not None:
                trial.shared |= strided.shared
                contiguous = _contiguous(strided.results[0])
            else:
                contiguous = False
        else:
            contiguous = True
        return Inferred(self._compare(trial, exact, contiguous), tuple(sorted(trial.shared)))

    def _add_edges(self, trial: Trial) -> None:
        """Try small sizes too; what then does not run at all tells nothing."""
        for world in small_worlds(self.symbols):
            full = {**{c: min(int(c[1:]), 50) for c in self.constants}, **world}
            if 0 in world.values():
                with warnings.catch_warnings():  # of means of nothing
                    warnings.simplefilter("ignore")
                    edge = self._try([full])
            else:
                edge = self._try([full])
            if edge is not None:
                trial.results.extend(edge.results)
                trial.worlds = [*trial.worlds, full]
                trial.shared |= edge.shared

    def _flat_types(self) -> Iterator[Type]:
        for kind in self.view.types:
            yield from kind.items if isinstance(kind, TupleType) else (kind,)

    def _trial(self) -> tuple[Trial | None, bool]:
        """The first set of worlds in which the operation runs, and whether sizes can be told from it."""
        if not self.symbols and self._small():
            return self._try([{}]), True
        found = self._try(main_worlds(self.symbols + self.constants))
        if found is not None:
            return found, True
        if self.symbols:
            for factor in self._factors():
                found = self._try(main_worlds(self.symbols, factor))
                if found is not None:
                    return found, True
            return self._uniform(), False
        return self._try([{}]), True

    def _uniform(self) -> Trial | None:
        """Try with all sizes the same, or the same as one of the constants."""
        found = self._try(uniform_worlds(self.symbols + self.constants))
        for constant in sorted({d.value for kind in self.view.types for d in dims_of(kind) if d.value is not None}):
            if found is None and 2 <= constant <= 64:
                found = self._try([dict.fromkeys(self.symbols, constant)])
        return found

    def _small(self) -> bool:
        """Whether the constants are small enough to be tried as they are."""
        sizes = [math.prod(d.value or 1 for d in known_shape(k) or ()) for k in self._flat_types()]
        numbers = [k.value.value or 1 for k in self._flat_types() if isinstance(k, ScalarType) and k.value is not None]
        return max(sizes, default=0) <= 4096 and math.prod(numbers) <= 4096

    def _factors(self) -> Iterator[int]:
        """What sizes may have to be divisible by: the constants of the call."""
        numbers = {d.value for kind in self.view.types for d in dims_of(kind)} - {None, 0, 1, -1}
        product = 1
        for number in sorted(abs(n) for n in numbers if n is not None and abs(n) <= 16):
            product *= number
        yield 1
        if 1 < product <= 64:
            yield product

    def _try(self, worlds: Sequence[World], strided: bool = False) -> Trial | None:
        results, shared = [], set()
        call = self.view.call
        try:
            for world in worlds:
                sampler = Sampler(self.view.program, world, strided)
                samples: dict[str, object] = {}
                args = [self._sample(sampler, arg, samples) for arg in call.args]
                keywords = {k: self._sample(sampler, v, samples) for k, v in call.keywords}
                result = self.function(*args, **keywords)
                results.append(result)
                shared |= _sharing(result, args + list(keywords.values()), self.args)
        except Unsampled:
            raise
        except Exception:  # what the operation raises here, the real run will raise with its own values
            return None
        return Trial(worlds, results, frozenset(shared))

    def _sample(self, sampler: Sampler, arg: Arg, samples: dict[str, object]) -> object:
        if not isinstance(arg, Name):
            return sampler.arg(arg)
        if arg.id not in samples:
            samples[arg.id] = sampler.arg(arg)
        return samples[arg.id]

    # -- from results to a type -----------------------------------------------------------------

    def _compare(self, trial: Trial, exact: bool, contiguous: bool, path: str = "") -> Type:
        results = trial.results
        first = results[0]
        if isinstance(first, np.ndarray) and all(type(r) is type(first) for r in results):
            return self._array(trial, exact, contiguous, path)
        if isinstance(first, (tuple, list)) and all(type(r) is type(first) for r in results):
            return self._container(trial, exact, contiguous, path)
        # the sum of an empty list is an int
        return functools.reduce(merge, map(_scalar_kind, results))

    def _array(self, trial: Trial, exact: bool, contiguous: bool, path: str) -> Type:
        arrays: list[np.ndarray[Any, Any]] = trial.results  # type: ignore[assignment]
        codes = {dtype_code(a.dtype) for a in arrays}
        dtype = codes.pop() if len(codes) == 1 else None
        if dtype is None or len({a.ndim for a in arrays}) > 1:
            return Unknown(kind=dtype[0].replace("u", "i") if dtype else None)
        sizes = zip(*(a.shape for a in arrays), strict=True)
        shape = tuple(self._size(list(s), trial, exact, f"{path}.{axis}") for axis, s in enumerate(sizes))
        if self.view.call.prim in KIND_BY_DATA:
            return ArrayType(None, shape)
        contiguous = contiguous and not (self.by_data and len(shape) > 1)
        return ArrayType(dtype, shape, contiguous and all(a.flags.c_contiguous for a in arrays))

    def _container(self, trial: Trial, exact: bool, contiguous: bool, path: str) -> Type:
        containers: list[Sequence[object]] = trial.results  # type: ignore[assignment]
        is_list = isinstance(containers[0], list)
        if len({len(c) for c in containers}) > 1 or (self.by_data and is_list):
            return Unknown() if not is_list else ListType(Unknown(), None)
        items = []
        for i, parts in enumerate(zip(*containers, strict=True)):
            part = Trial(trial.worlds, list(parts), trial.shared)
            items.append(self._compare(part, exact, False, f"{path}.{i}"))
        return TupleType(tuple(items), is_list)

    def _size(self, sizes: list[int], trial: Trial, exact: bool, path: str) -> Dim:
        if self.by_data or not exact:
            return self.view.result_symbol(path.strip("."))
        if not self.symbols and len(trial.worlds) == 1:
            return Dim.const(sizes[0])
        names = [n for n in self.constants if n in trial.worlds[0]]
        basis = self.basis + [Dim.symbol(n) for n in names]
        count = min(3, len(sizes))
        dim = solve(sizes[:count], trial.worlds[:count], basis)
        if dim is None or any(dim.evaluate(w) != s for w, s in zip(trial.worlds[count:], sizes[count:], strict=True)):
            return self.view.result_symbol(path.strip("."))
        dim = _constants_back(dim)
        return dim if "*" not in dim.symbols else self.view.result_symbol(path.strip("."))


def _has_integer_array(kind: Type) -> bool:
    if isinstance(kind, ArrayType):
        return kind.kind in ("i", "b", None)
    return isinstance(kind, (ListType, Unknown, OpaqueType))


def _constants_back(dim: Dim) -> Dim:
    """Replace ``=21`` by 21."""
    if not any(s[0] == "=" for s in dim.symbols):
        return dim
    total = Dim.const(0)
    for monomial, coefficient in dim.terms:
        term = Dim.const(coefficient)
        for symbol in monomial:
            term = term * (Dim.const(int(symbol[1:])) if symbol[0] == "=" else Dim.symbol(symbol))
        total = total + term
    return total


def _contiguous(result: object) -> bool:
    return isinstance(result, np.ndarray) and bool(result.flags.c_contiguous)


def _scalar_kind(result: object) -> Type:
    if isinstance(result, np.generic):
        code = dtype_code(result.dtype)
        return ScalarType(code) if code else OpaqueType(type(result).__name__)
    if isinstance(result, (bool, int, float, complex)):
        return ScalarType(type(result).__name__)
    if isinstance(result, str):
        return StringType()
    if isinstance(result, np.dtype):
        return OpaqueType(f"dtype {dtype_code(result)}")
    return NoneType() if result is None else OpaqueType(type(result).__name__)


def _arrays(value: object) -> Iterator[np.ndarray[Any, Any]]:
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _arrays(item)


def _sharing(result: object, samples: Sequence[object], args: Sequence[Arg]) -> set[str]:
    """The names among `args` whose sample the result shares memory with."""
    outputs = list(_arrays(result))
    known = (np.ndarray, np.generic, bool, int, float, complex, str, tuple, list, type(None), np.dtype)
    opaque = not isinstance(result, known)
    found = set()
    for arg, sample in zip(args, samples, strict=True):
        inputs = list(_arrays(sample))
        same = sample is result or any(np.may_share_memory(a, b) for a in inputs for b in outputs)
        if same or (inputs and opaque):
            found |= {atom.id for atom in atoms_of(arg) if isinstance(atom, Name)}
    return found


def probe(view: View) -> Inferred | None:
    """Infer a call by running it on samples; None where it may not or cannot be run."""
    function = resolve(view.call.prim)
    if function is None:
        return None
    fit = view.call.prim.endswith("fit")  # which warns of few points
    with np.errstate(all="ignore"), warnings.catch_warnings() if fit else contextlib.nullcontext():
        if fit:
            warnings.simplefilter("ignore")
        try:
            found = Prober(view, function).run()
        except Unsampled:
            return None
    if found is None or holds_memory(found.type):
        return found
    return Inferred(found.type)
