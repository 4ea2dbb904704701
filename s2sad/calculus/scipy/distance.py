"""`scipy.spatial.distance`: distances between vectors; at a distance of zero the derivative is zero."""

from __future__ import annotations

from s2sad.calculus.registry import rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank
from s2sad.calculus.scipy.linalg import literal

# Each distance has a slope in the differences ``u`` along the last axis; ``r`` is the distance, with an axis of length
# one in the place of the vectors.
NEAR = "(r + (r == 0))"


def slope(metric: str, call: CallView) -> str:
    """The derivative of a distance in the difference of two vectors."""
    w = "w * " if given(call, "w") else ""
    if metric == "euclidean":
        return f"{w}u / {NEAR}"
    if metric == "sqeuclidean":
        return f"2 * {w}u"
    if metric == "cityblock":
        return f"{w}np.sign(u)"
    if metric == "minkowski":
        return f"{w}np.sign(u) * (np.abs(u) / {NEAR}) ** (p - 1)"
    if metric == "chebyshev" and not w:
        tied = "(np.abs(u) == r)"
        return f"np.sign(u) * {tied} / np.sum({tied}, axis=-1, keepdims=True)"
    if metric == "seuclidean" and given(call, "V"):
        return f"u / V / {NEAR}"
    if metric == "mahalanobis" and given(call, "VI"):
        return f"0.5 * (u @ VI + u @ np.transpose(VI)) / {NEAR}"
    raise LookupError(
        f"the distance {metric!r} has no rule with these arguments: V and VI must be given, chebyshev has no weights"
    )


def real(call: CallView, *names: str) -> None:
    if any(call.kinds.get(name) == "c" for name in names):
        raise LookupError("a distance has a rule for real vectors: take the real and imaginary parts apart")


def given(call: CallView, name: str) -> bool:
    return name in call.given and call.static.get(name, 0) is not None


# -- two vectors ---------------------------------------------------------------------------------------------------

SIGNED = ("euclidean", "sqeuclidean", "cityblock", "chebyshev", "minkowski", "seuclidean", "mahalanobis")
REST = {"minkowski": ", p=2, w=None", "seuclidean": ", V", "mahalanobis": ", VI"}


def of_two(name: str) -> None:
    def lines(call: CallView) -> Lines:
        real(call, "a", "b")
        return Lines(
            ("u = a - b", "r = y", f"s = {slope(name, call)}", "dy = np.sum(s * (da - db))"),
            ("s_bar = dy * s", "da = s_bar", "db = -s_bar"),
        )

    rule_for(f"y = scipy.spatial.distance.{name}(a, b{REST.get(name, ', w=None')})", u="a", v="b")(lines)


for name in SIGNED:
    of_two(name)


def of_angle(name: str, centred: bool) -> None:
    """One less the cosine of the angle between two vectors, of which the mean may be taken away before."""

    def lines(call: CallView) -> Lines:
        real(call, "a", "b")
        if given(call, "w") or not literal(call, "centered", True):
            raise LookupError(f"scipy.spatial.distance.{name} has a rule without weights, centered=True")
        x, z = ("a - np.mean(a)", "b - np.mean(b)") if centred else ("a", "b")
        along_x, along_z = ("da - np.mean(da)", "db - np.mean(db)") if centred else ("da", "db")
        back = "d{0} = -dy * ({1} - np.mean({1}))" if centred else "d{0} = -dy * {1}"
        return Lines(
            (
                f"x = {x}",
                f"z = {z}",
                "p = np.sqrt(x @ x)",
                "q = np.sqrt(z @ z)",
                "c = 1 - y",
                "s = (z / q - c * x / p) / p",
                "t = (x / p - c * z / q) / q",
                f"dy = -(np.sum(s * ({along_x})) + np.sum(t * ({along_z})))",
            ),
            (back.format("a", "s"), back.format("b", "t")),
        )

    tail = ", centered=True" if centred else ""
    rule_for(f"y = scipy.spatial.distance.{name}(a, b, w=None{tail})", u="a", v="b")(lines)


of_angle("cosine", False)
of_angle("correlation", True)


@rule_for("y = scipy.spatial.distance.canberra(a, b, w=None)", u="a", v="b")
def canberra(call: CallView) -> Lines:
    """Each difference over the sum of the sizes; of two zeros the part is zero."""
    real(call, "a", "b")
    w = "w * " if given(call, "w") else ""
    return Lines(
        (
            "total = np.abs(a) + np.abs(b)",
            "total = total + (total == 0)",
            "part = np.abs(a - b) / total",
            f"s = {w}(np.sign(a - b) - part * np.sign(a)) / total",
            f"t = {w}(np.sign(b - a) - part * np.sign(b)) / total",
            "dy = np.sum(s * da) + np.sum(t * db)",
        ),
        ("da = dy * s", "db = dy * t"),
    )


@rule_for("y = scipy.spatial.distance.braycurtis(a, b, w=None)", u="a", v="b")
def braycurtis(call: CallView) -> Lines:
    real(call, "a", "b")
    w = "w * " if given(call, "w") else ""
    return Lines(
        (
            f"total = np.sum({w}np.abs(a + b))",
            f"s = {w}(np.sign(a - b) - y * np.sign(a + b)) / total",
            f"t = {w}(np.sign(b - a) - y * np.sign(a + b)) / total",
            "dy = np.sum(s * da) + np.sum(t * db)",
        ),
        ("da = dy * s", "db = dy * t"),
    )


# -- all pairs -----------------------------------------------------------------------------------------------------

OPTIONS = "metric='euclidean', *_, p=2.0, w=None, V=None, VI=None"
ALIASES = {"sqeuclidean": "sqeuclidean", "manhattan": "cityblock", "cheby": "chebyshev", "mahalanobis": "mahalanobis"}


def metric_of(call: CallView) -> str:
    metric = literal(call, "metric", "euclidean")
    if not isinstance(metric, str):
        raise LookupError("the metric must be a literal name")
    return ALIASES.get(metric, metric)


CENTRED = "({0} - np.mean({0}, axis=-1, keepdims=True))"


def angles(call: CallView, centred: bool) -> Lines:
    """One less the cosines: of rows of length one, the products."""
    x, z = (CENTRED.format(n) if centred else n for n in ("XA", "XB"))
    dx, dz = (CENTRED.format(f"_expand(d{n}, {n})") if centred else f"_expand(d{n}, {n})" for n in ("XA", "XB"))
    unit = "({0} - {1} * np.sum({1} * {0}, axis=-1, keepdims=True)) / {2}"
    bars = []
    for name, rows, size, bar in (("XA", "U", "p", "G @ W"), ("XB", "W", "q", "np.transpose(G) @ U")):
        made = unit.format(f"({bar})", rows, size)
        bars += [f"bar_{rows} = {made}", f"d{name} = -{CENTRED.format(f'bar_{rows}') if centred else f'bar_{rows}'}"]
    return Lines(
        (
            f"x = {x}",
            f"z = {z}",
            "p = np.sqrt(np.sum(x * x, axis=-1, keepdims=True))",
            "q = np.sqrt(np.sum(z * z, axis=-1, keepdims=True))",
            "U = x / p",
            "W = z / q",
            f"dU = {unit.format(dx, 'U', 'p')}",
            f"dW = {unit.format(dz, 'W', 'q')}",
            "dy = -(dU @ np.transpose(W)) - U @ np.transpose(dW)",
        ),
        ("G = _expand(dy, y)", *bars),
    )


@rule_for(f"y = scipy.spatial.distance.cdist(XA, XB, {OPTIONS})")
def cdist(call: CallView) -> Lines:
    """By the differences of all pairs: sums of products would cancel where points are close."""
    real(call, "XA", "XB")
    metric = metric_of(call)
    if metric in ("cosine", "correlation"):
        return angles(call, metric == "correlation")
    moved = "_expand(dXA, XA)[:, None] - _expand(dXB, XB)"
    return Lines(
        (
            "u = XA[:, None] - XB",
            "r = y[:, :, None]",
            f"s = {slope(metric, call)}",
            f"dy = np.sum(s * ({moved}), axis=-1)",
        ),
        (
            "D = s * _expand(dy, y)[:, :, None]",
            "dXA = np.sum(D, axis=1)",
            "dXB = -np.sum(D, axis=0)",
        ),
    )


@rule_for(f"y = scipy.spatial.distance.pdist(X, {OPTIONS})")
def pdist(call: CallView) -> Lines:
    real(call, "X")
    metric = metric_of(call)
    if metric in ("cosine", "correlation"):
        raise LookupError(f"scipy.spatial.distance.pdist has no rule for {metric!r}: take cdist(X, X)")
    return Lines(
        (
            "i, j = np.triu_indices(np.shape(X)[0], 1)",
            "u = X[i] - X[j]",
            "r = y[:, None]",
            f"s = {slope(metric, call)}",
            "d = _expand(dX, X)",
            "dy = np.sum(s * (d[i] - d[j]), axis=-1)",
        ),
        ("D = s * _expand(dy, y)[:, None]", "dX = _scatter(D, X, (i,)) - _scatter(D, X, (j,))"),
    )


@rule_for("y = scipy.spatial.distance.squareform(X, force='no', checks=True)")
def squareform(call: CallView) -> Lines:
    """Of a matrix the upper triangle is read."""
    if known_rank(call, "X") == 1:
        return Lines(
            ("dy = scipy.spatial.distance.squareform(_expand(dX, X))",),
            (
                "g = _expand(dy, y)",
                "dX = (g + np.transpose(g))[np.triu_indices(np.shape(y)[0], 1)]",
            ),
        )
    return Lines(
        ("dy = scipy.spatial.distance.squareform(_expand(dX, X), checks=False)",),
        ("dX = np.triu(scipy.spatial.distance.squareform(_expand(dy, y)))",),
    )
