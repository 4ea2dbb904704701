"""`scipy.sparse`: products and solutions, in the vectors and in the entries of a matrix that is made where it is used.

The adjoint of the entries is taken on their pattern alone: never a matrix that is not sparse.
"""

from __future__ import annotations

from s2sad.calculus.registry import rule_for, still
from s2sad.calculus.rule import CallView, Lines

FORMATS = ("csr", "csc", "coo", "bsr", "dia", "lil", "dok")
CLASSES = [f"scipy.sparse.{name}_{kind}" for name in FORMATS for kind in ("matrix", "array")]
MADE = {name: f"{name}(arg1, shape=None, dtype=None, copy=False)" for name in CLASSES}
MADE |= {"scipy.sparse.spmatrix": "scipy.sparse.spmatrix(arg1)"}
SOLVE = "scipy.sparse.linalg.spsolve"


class Entries:
    """The entries of a matrix by their rows and columns, as its class is given them: ``(data, (i, j))`` and its like.

    `lines` name the rows and columns; `matrix` is one of the same pattern with the d's of the entries; `bar` puts an
    adjoint of the entries in the place of these.  All are empty where the entries are given otherwise.
    """

    def __init__(self, name: str, turned: bool, call: CallView) -> None:
        self.lines: tuple[str, ...] = ()
        self.matrix, self.bar = "", "{}"
        kind, count = name.rpartition(".")[2][:3], call.counts.get("arg1")
        pairs = len(count) if isinstance(count, tuple) else count
        shape = "self.shape[::-1]" if turned else "self.shape"
        if pairs == 3 and kind in ("csr", "csc"):
            counted = "np.repeat(np.arange(np.size(arg1[2]) - 1), np.diff(arg1[2]))"
            rows, cols = (counted, "arg1[1]") if kind == "csr" else ("arg1[1]", counted)
            made, self.bar = "arg1[1], arg1[2]", "({}, 0.0, 0.0)"
        elif pairs == 2 and kind in ("csr", "csc", "coo"):
            rows, cols = "arg1[1][0]", "arg1[1][1]"
            made, self.bar = "arg1[1]", "({}, (0.0, 0.0))" if isinstance(count, tuple) else "({}, 0.0)"
        else:
            return
        if turned:
            rows, cols = cols, rows
        self.lines = (f"rows = {rows}", f"cols = {cols}")
        self.matrix = f"{name}((_expand(darg1[0], arg1[0]), {made}), shape={shape}){'.T' * turned}"

    def of(self, bar: str) -> str:
        """The line for the adjoint of the arguments, from that of the entries; real where these are."""
        return f"darg1 = {self.bar.format(f'_reduce({bar}, arg1[0], arg1[0])')}"


def along(left: str, right: str) -> str:
    """The sum over the columns of two matrices, or the product of two vectors."""
    return f"{left} * {right} if np.ndim(x) == 1 else np.sum({left} * {right}, axis=1)"


def product(made: str, name: str, turned: bool) -> None:
    """``A @ x`` for a matrix or a vector x."""

    @rule_for(f"y = {made} @ x")
    def lines(call: CallView) -> Lines:
        entries = Entries(name, turned, call)
        terms = "self @ _expand(dx, x)" + (f" + {entries.matrix} @ x" if entries.matrix else "")
        adjoints = ["g = _expand(dy, y)", "dx = _reduce(self.T @ g, x, x)"]
        if entries.matrix:
            adjoints.append(entries.of(along("g[rows]", "x[cols]")))
        return Lines((*entries.lines, f"dy = {terms}"), tuple(adjoints))


def product_from_left(made: str, name: str, turned: bool) -> None:
    """``x @ A``."""

    @rule_for(f"y = x @ {made}")
    def lines(call: CallView) -> Lines:
        entries = Entries(name, turned, call)
        terms = "_expand(dx, x) @ self" + (f" + x @ {entries.matrix}" if entries.matrix else "")
        adjoints = ["g = _expand(dy, y)", "dx = _reduce(g @ self.T, x, x)"]
        if entries.matrix:
            bar = "x[rows] * g[cols] if np.ndim(x) == 1 else np.sum(x[:, rows] * g[:, cols], axis=0)"
            adjoints.append(entries.of(bar))
        return Lines((*entries.lines, f"dy = {terms}"), tuple(adjoints))


def solution(made: str, name: str, turned: bool) -> None:
    """``A x = b``: M. B. Giles, *Collected matrix derivative results* (2008), on the pattern."""

    @rule_for(f"x = {SOLVE}({made}, b, permc_spec=None, use_umfpack=True)")
    def lines(call: CallView) -> Lines:
        entries = Entries(name, turned, call)
        right = "_expand(db, b)" + (f" - {entries.matrix} @ x" if entries.matrix else "")
        adjoints = [f"t = {SOLVE}(self.T, _expand(dx, x))", "db = _reduce(t, b, b)"]
        if entries.matrix:
            adjoints.append(entries.of(along("-t[rows]", "x[cols]")))
        return Lines((*entries.lines, f"dx = {SOLVE}(self, {right})"), tuple(adjoints))


def dense(made: str, name: str, turned: bool) -> None:
    """The matrix with its zeros; entries of one place add up."""

    @rule_for(f"y = {made}.toarray()")
    def lines(call: CallView) -> Lines:
        entries = Entries(name, turned, call)
        if not entries.matrix:
            raise LookupError("make the matrix of (data, (i, j)) for a derivative in its entries")
        return Lines((*entries.lines, f"dy = {entries.matrix}.toarray()"), (entries.of("_expand(dy, y)[rows, cols]"),))


for _name, _made in MADE.items():
    for _turned in (False, True):
        for _define in (product, product_from_left, solution, dense):
            _define(_made + ".T" * _turned, _name, _turned)
    still(f"{_name}().shape", f"{_name}().T.shape")
