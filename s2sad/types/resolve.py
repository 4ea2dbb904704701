"""From the dotted name of a primitive to the function that may be run on samples, if it may be run at all."""

from __future__ import annotations

import builtins
import importlib
import inspect
import math
import re
from collections.abc import Callable
from functools import cache

import numpy as np

from s2sad.core.nodes import Call

__all__ = ["DENSITIES", "elementwise_call", "elementwise_function", "place_of_out", "resolve", "writes_out"]

# builtins that are pure on numbers and containers of numbers
BUILTINS = frozenset(
    "abs bool complex divmod enumerate float int len list max min pow reversed round sorted sum tuple zip".split()
)
# the methods of a distribution that are functions of their arguments alone
DENSITIES = frozenset("pdf logpdf pmf logpmf cdf logcdf sf logsf ppf isf mean var std entropy interval".split())
PROBED = re.compile(
    r"(operator|math|cmath|numpy|numpy\.(linalg|fft|random|lib\.stride_tricks|polynomial\.\w+)"
    r"|scipy\.(special|linalg|fft|signal|ndimage|integrate|spatial\.distance))\.\w+"
    r"|numpy\.\w+\.(reduce|accumulate|outer|reduceat)"
    rf"|scipy\.stats\.(?!multinomial)\w+\.({'|'.join(sorted(DENSITIES))})"
    r"|scipy\.stats\.([ghp]mean|zscore|zmap|variation|sem|moment|skew|kurtosis|entropy|pearsonr|linregress)"
    r"|scipy\.optimize\.rosen"
)
# what writes, reads or keeps something outside of its arguments
FORBIDDEN = frozenset(
    "copyto fill_diagonal fromfile fromregex genfromtxt load loadtxt memmap place put put_along_axis "
    "putmask save savetxt savez savez_compressed seterr seterrcall setbufsize set_printoptions "
    "show_config test vectorize frompyfunc apply_along_axis apply_over_axes fromfunction fromiter "
    "errstate printoptions info lookfor source".split()
)
OPERATORS = frozenset(
    "operator.add operator.sub operator.mul operator.truediv operator.floordiv operator.mod operator.pow "
    "operator.neg operator.pos operator.invert operator.lshift operator.rshift operator.and_ operator.or_ "
    "operator.xor operator.eq operator.ne operator.lt operator.gt operator.ge operator.le builtins.abs "
    "builtins.pow".split()
)
ELEMENTWISE = frozenset("numpy.where numpy.clip numpy.real numpy.imag numpy.angle numpy.sinc numpy.isclose".split())

Function = Callable[..., object]


def _method(name: str) -> Function:
    def call(array: object, *args: object, **keywords: object) -> object:
        return getattr(array, name)(*args, **keywords)

    return call


@cache
def resolve(prim: str) -> Function | None:
    """The function behind a primitive, None where it must not be run on made-up values.

    >>> resolve("numpy.linalg.inv") is np.linalg.inv, resolve("mylib.simulate")
    (True, None)
    """
    package, _, name = prim.partition(".")
    if package == "ndarray":
        return _method(name)
    if package == "builtins":
        return getattr(builtins, name) if name in BUILTINS else None
    if not PROBED.fullmatch(prim) or name.rpartition(".")[2] in FORBIDDEN:
        return None
    if prim.startswith("numpy.random."):
        # a generator of our own: the user's must not advance
        found = getattr(np.random.RandomState(0), prim.rpartition(".")[2], None)
    else:
        found = _look_up(prim)
    is_class = isinstance(found, type) and not issubclass(found, np.generic)
    return found if callable(found) and not is_class else None


def _look_up(prim: str) -> object:
    module_name, _, name = prim.rpartition(".")
    try:
        return getattr(importlib.import_module(module_name), name)
    except (ImportError, AttributeError):
        pass
    value: object = importlib.import_module(prim.partition(".")[0])
    for part in prim.split(".")[1:]:
        value = getattr(value, part, None)
    return value


def elementwise_call(call: Call) -> Function | None:
    """The function of a call that is elementwise in all its arguments, none of which says where to write."""
    function = elementwise_function(call.prim)
    if function is None or call.keywords:
        return None
    operands = function.nin if isinstance(function, np.ufunc) else 3 if call.prim == "numpy.where" else len(call.args)
    return function if len(call.args) == operands else None


def writes_out(call: Call) -> bool:
    """Whether the result goes into an argument: ``out=y`` or y in its place."""
    return any(key == "out" for key, _ in call.keywords) or len(call.args) > place_of_out(call.prim)


@cache
def place_of_out(prim: str) -> float:
    if prim in ("numpy.dot", "numpy.concatenate"):
        return 2
    function = resolve(prim)
    if isinstance(function, np.ufunc):
        return function.nin
    try:
        given = [] if function is None else list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return math.inf
    names = [p.name for p in given if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return names.index("out") if "out" in names else math.inf


@cache
def elementwise_function(prim: str) -> Function | None:
    """The function of an elementwise primitive, None for all others.

    >>> elementwise_function("numpy.exp") is np.exp, elementwise_function("numpy.matmul")
    (True, None)
    """
    if prim in OPERATORS or prim in ELEMENTWISE:
        return resolve(prim)
    if not prim.startswith(("numpy.", "scipy.special.")):
        return None
    found = resolve(prim)
    if isinstance(found, np.ufunc) and found.nout == 1 and found.signature is None:
        return found
    return None
