"""Why a function has no derivative, or makes what does not depend on any number that could vary."""

from __future__ import annotations

from s2sad.calculus.scipy import without as scipy

__all__ = ["CREATES", "REASONS", "creates", "reason", "why_not"]

CREATES = frozenset(
    """
    zeros ones empty eye identity tri indices zeros_like ones_like empty_like diag_indices diag_indices_from
    tril_indices triu_indices tril_indices_from triu_indices_from mask_indices bartlett blackman hamming hanning
    load loadtxt genfromtxt fromfile fromstring fromregex frombuffer from_dlpack
    """.split()
)
"""Functions whose results are constants: of shapes and of files."""

REASONS: dict[str, str] = {
    "a set of equal elements, or a count: it jumps": """
        histogram histogram2d histogramdd histogram_bin_edges intersect1d setdiff1d setxor1d
    """,
    "a step of rounding": "nextafter spacing",
    "complex numbers in an order: sort by np.argsort of what you mean": "sort_complex",
    "dates": "busday_count busday_offset is_busday datetime_as_string datetime_data busdaycalendar",
    "text, files and settings": """
        array2string array_repr array_str base_repr binary_repr format_float_positional format_float_scientific
        save savetxt savez savez_compressed get_include get_printoptions set_printoptions printoptions getbufsize
        setbufsize geterr seterr geterrcall seterrcall errstate info show_config show_runtime test
        set_default_printstyle typename
    """,
    "calls a Python function for every element or row: write the loop, np.where, or the array expression": """
        frompyfunc
    """,
    "matrices of the old class: use arrays": "asmatrix bmat matrix",
    "an object of a class of NumPy: use arrays and functions of them": """
        broadcast flatiter memmap ndenumerate ndindex nditer nested_iters poly1d recarray record ufunc generic
        Polynomial Chebyshev Legendre Laguerre Hermite HermiteE ndarray dtype
    """,
    "memory and not numbers": """
        base byteswap ctypes data device dump dumps getfield itemset newbyteorder setfield setflags to_device tofile
        resize tobytes tostring view
    """,
}
"""The reasons, each with the functions that it holds for."""


UNDERIVED = ("div", "companion", "vander2d", "vander3d", "valnd", "interpolate", "valfromroots")
"""Functions of the bases of `np.polynomial` that have no rule."""


def creates(name: str, module: str = "numpy") -> bool:
    """Whether a function makes constants."""
    return (module.startswith("numpy") and name in CREATES) or name in scipy.CREATES.get(module, "").split()


def reason(name: str, module: str = "numpy") -> str | None:
    """Why the function of this name has no derivative.

    >>> reason("spacing"), reason("stirling2", "scipy.special")
    ('a step of rounding', 'of whole numbers')
    """
    tables = scipy.REASONS.get(module, {}) | REASONS
    return next((why for why, names in tables.items() if name in names.split()), None)


def why_not(prim: str) -> str | None:
    """Why a function has no derivative, from its whole name.

    >>> why_not("numpy.ma.core.array"), why_not("mylib.spacing")
    ('masked arrays: use np.where, and the mask as an array of its own', None)
    """
    if prim.startswith("numpy.ma."):
        return "masked arrays: use np.where, and the mask as an array of its own"
    if prim.startswith("numpy.polynomial.") and prim.endswith(UNDERIVED):
        return "s2sad has no rule: write it with the value, the product and the powers of the basis"
    module, _, name = prim.rpartition(".")
    return reason(name, module) if module.startswith(("numpy", "scipy")) else None
