"""`scipy.sparse`: products and solutions, in the vectors and in the entries of a matrix that is made where it is used.

The adjoint of the entries is taken on their pattern alone: never a matrix that is not sparse.
"""

from __future__ import annotations

from s2sad.calculus.registry import rule_for, still
from s2sad.calculus.rule import CallView, Lines
from s2sad.calculus.scipy.linalg import literal

FORMATS = ("csr", "csc", "coo", "bsr", "dia", "lil", "dok")
CLASSES = [f"scipy.sparse.{name}_{kind}" for name in FORMATS for kind in ("matrix", "array")]
MADE = {name: f"{name}(arg1, shape=None, dtype=None, copy=False)" for name in CLASSES}
MADE |= {"scipy.sparse.spmatrix": "scipy.sparse.spmatrix(arg1)"}
DIAGONALS = {"scipy.sparse.diags": "offsets=0, ", "scipy.sparse.diags_array": "*_, offsets=0, "}
MADE |= {name: f"{name}(diagonals, {more}shape=None, format=None, dtype=None)" for name, more in DIAGONALS.items()}
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
        if "dtype" in call.given:  # which may round
            return
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

    def adjoint(self, left: str, right: str, sign: str = "") -> tuple[str, ...]:
        """The lines for the adjoint of the arguments, which for an entry is a product of elements of two vectors."""
        return self.of(along(f"{sign}{left}[rows]", f"{right}[cols]"))

    def of(self, bar: str) -> tuple[str, ...]:
        """From the adjoint of the entries; real where these are."""
        return (f"darg1 = {self.bar.format(f'_reduce({bar}, arg1[0], arg1[0])')}",)


def along(left: str, right: str) -> str:
    """The sum over the columns of two matrices, or the product of two vectors."""
    return f"{left} * {right} if np.ndim(x) == 1 else np.sum({left} * {right}, axis=1)"


class Diagonals:
    """The entries of a matrix by its diagonals; a diagonal may be one number for all of it."""

    lines: tuple[str, ...] = ()

    def __init__(self, turned: bool, call: CallView) -> None:
        self.matrix, self.parts, self.offsets = "", [], []
        offsets, count = (
            call.static.get("offsets", None if "offsets" in call.given else 0),
            call.counts.get("diagonals"),
        )
        if "dtype" in call.given:
            return
        if isinstance(offsets, int) and count is None and call.ranks.get("diagonals") == 1:
            self.parts, self.offsets = ["diagonals"], [offsets]
        elif isinstance(offsets, (list, tuple)) and count == len(offsets):
            self.parts, self.offsets = [f"diagonals[{i}]" for i in range(len(offsets))], list(offsets)
        else:
            return
        self.single = isinstance(offsets, int)
        made = ", ".join(f"_expand(d{part}, {part})" for part in self.parts)
        shape = "self.shape[::-1]" if turned else "self.shape"
        made = made if self.single else f"[{made}]"
        self.matrix = f"scipy.sparse.diags({made}, {offsets}, shape={shape}){'.T' * turned}"
        self.offsets = [-k if turned else k for k in self.offsets]

    def adjoint(self, left: str, right: str, sign: str = "") -> tuple[str, ...]:
        lines, bars = [], []
        for k, (part, offset) in enumerate(zip(self.parts, self.offsets, strict=True)):
            rows, columns = max(-offset, 0), max(offset, 0)
            lines.append(f"n{k} = min({_less(left, rows)}, {_less(right, columns)})")
            product = along(f"{sign}{left}[{_from(rows, k)}]", f"{right}[{_from(columns, k)}]")
            lines.append(f"p{k} = {product}")
            bars.append(f"_reduce(p{k}, p{k}, {part})")
        return (*lines, f"ddiagonals = {bars[0] if self.single else '(' + ', '.join(bars) + ',)'}")


def _less(vector: str, count: int) -> str:
    return f"np.shape({vector})[0]" + (f" - {count}" if count else "")


def _from(start: int, k: int) -> str:
    return f"{start}:{start} + n{k}" if start else f":n{k}"


def entries_of(name: str, turned: bool, call: CallView) -> Entries | Diagonals:
    return Diagonals(turned, call) if name in DIAGONALS else Entries(name, turned, call)


def product(made: str, name: str, turned: bool) -> None:
    """``A @ x`` for a matrix or a vector x."""

    @rule_for(f"y = {made} @ x")
    def lines(call: CallView) -> Lines:
        entries = entries_of(name, turned, call)
        terms = "self @ _expand(dx, x)" + (f" + {entries.matrix} @ x" if entries.matrix else "")
        more = entries.adjoint("g", "x") if entries.matrix else ()
        adjoints = ("g = _expand(dy, y)", "dx = _reduce(self.T @ g, x, x)", *more)
        return Lines((*entries.lines, f"dy = {terms}"), adjoints)


def product_from_left(made: str, name: str, turned: bool) -> None:
    """``x @ A``."""

    @rule_for(f"y = x @ {made}")
    def lines(call: CallView) -> Lines:
        entries = entries_of(name, turned, call)
        terms = "_expand(dx, x) @ self" + (f" + x @ {entries.matrix}" if entries.matrix else "")
        more: tuple[str, ...] = ()
        if isinstance(entries, Entries) and entries.matrix:
            bar = "x[rows] * g[cols] if np.ndim(x) == 1 else np.sum(x[:, rows] * g[:, cols], axis=0)"
            more = entries.of(bar)
        elif entries.matrix and call.ranks.get("x") == 1:
            more = entries.adjoint("x", "g")
        elif entries.matrix:
            terms = "_expand(dx, x) @ self"
        adjoints = ("g = _expand(dy, y)", "dx = _reduce(g @ self.T, x, x)", *more)
        return Lines((*entries.lines, f"dy = {terms}"), adjoints)


def solution(made: str, name: str, turned: bool) -> None:
    """``A x = b``: M. B. Giles, *Collected matrix derivative results* (2008), on the pattern."""

    @rule_for(f"x = {SOLVE}({made}, b, permc_spec=None, use_umfpack=True)")
    def lines(call: CallView) -> Lines:
        entries = entries_of(name, turned, call)
        right = "_expand(db, b)" + (f" - {entries.matrix} @ x" if entries.matrix else "")
        more = entries.adjoint("t", "x", "-") if entries.matrix else ()
        adjoints = (f"t = {SOLVE}(self.T, _expand(dx, x))", "db = _reduce(t, b, b)", *more)
        return Lines((*entries.lines, f"dx = {SOLVE}(self, {right})"), adjoints)


def dense(made: str, name: str, turned: bool) -> None:
    """The matrix with its zeros; entries of one place add up."""

    @rule_for(f"y = {made}.toarray()")
    def lines(call: CallView) -> Lines:
        entries = made_of_entries(name, turned, call)
        return Lines((*entries.lines, f"dy = {entries.matrix}.toarray()"), entries.of("_expand(dy, y)[rows, cols]"))


def total(made: str, name: str, turned: bool) -> None:
    """The sum of all entries."""

    @rule_for(f"y = {made}.sum()")
    def lines(call: CallView) -> Lines:
        entries = made_of_entries(name, turned, call)
        return Lines((*entries.lines, f"dy = {entries.matrix}.sum()"), entries.of("dy"))


def diagonal(made: str, name: str, turned: bool) -> None:
    """Of entries that stand elsewhere nothing is seen."""

    @rule_for(f"y = {made}.diagonal()")
    def lines(call: CallView) -> Lines:
        entries = made_of_entries(name, turned, call)
        bar = "np.where(rows == cols, _expand(dy, y)[np.minimum(rows, np.size(y) - 1)], 0.0)"
        return Lines((*entries.lines, f"dy = {entries.matrix}.diagonal()"), entries.of(bar))


def made_of_entries(name: str, turned: bool, call: CallView) -> Entries:
    entries = Entries(name, turned, call)
    if not entries.matrix:
        raise LookupError("make the matrix of (data, (i, j)) for a derivative in its entries")
    return entries


def factors(made: str) -> None:
    """The factors of a matrix that stays as it is."""

    @rule_for(f"x = {made}.solve(rhs, trans='N')")
    def lines(call: CallView) -> Lines:
        trans = literal(call, "trans", "N")
        if trans not in ("N", "T"):
            raise LookupError("solve(b) and solve(b, 'T') have a derivative")
        back = "self.solve(_expand(dx, x), 'T')" if trans == "N" else "self.solve(_expand(dx, x))"
        again = ", trans" if "trans" in call.given else ""
        return Lines((f"dx = self.solve(_expand(drhs, rhs){again})",), (f"drhs = {back}",))


factors("scipy.sparse.linalg.SuperLU(A)")
factors("scipy.sparse.linalg.splu(A)")
factors("scipy.sparse.linalg.factorized(A)")

for _name, _made in MADE.items():
    for _turned in (False, True):
        for _define in (product, product_from_left, solution, dense, total, diagonal):
            _define(_made + ".T" * _turned, _name, _turned)
    still(f"{_name}().shape", f"{_name}().T.shape")
