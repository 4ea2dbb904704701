"""Quantiles, covariances and correlations."""

from __future__ import annotations

from s2sad.calculus.registry import rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank

# How fast the place in the sorted order moves with q, for n elements (R. J. Hyndman, Y. Fan, *Sample quantiles in
# statistical packages*, 1996); it stands still for the methods that take an element as it is.
PACE = {
    "linear": "(n - 1)", "interpolated_inverted_cdf": "n", "hazen": "n", "weibull": "(n + 1)",
    "median_unbiased": "(n + 1 / 3)", "normal_unbiased": "(n + 0.25)",
}  # fmt: skip
STEPS = ("inverted_cdf", "averaged_inverted_cdf", "closest_observation", "lower", "higher", "midpoint", "nearest")


# The places of the elements, the sums with their weights, and the transpose of those; holes have weights of their own.
WEIGHED = {
    False: ("places", "W @ D", "np.transpose(W) @ G"),
    True: (
        "places[:, None]",
        "np.sum(W * D, axis=1)",
        "np.sum(W * np.reshape(G, (-1, 1, np.shape(rows)[1])), axis=0)",
    ),
}  # fmt: skip


def quantile(name: str, part: str) -> None:
    """A quantile of 0, 1, 2, ... is a place in the sorted order, and each element has a share by its distance from it.

    Of equal elements the one that is sorted there has the share.
    """
    place, weigh, spread = WEIGHED[name.startswith("nan")]
    moved = weigh.replace("W", "K").replace("D", "rows[order, columns]")

    def lines(call: CallView) -> Lines:
        if "weights" in call.given and call.static.get("weights", 0) is not None:
            return of_weights(call)
        pace = pace_of(name, call)
        front, n, back = _in_front(call)
        ahead, along = front.replace("A", "a"), front.replace("A", "da")
        q_bar = f"np.sum(G * ({moved}))"
        if call.ranks.get("q") != 0:
            q_bar = f"np.reshape(np.sum(G * ({moved}), axis=-1), np.shape(q))"
        return Lines(
            (
                *(f"n = {n}", "places = np.arange(n)", f"rows = np.reshape({ahead}, (n, -1))"),
                *("order = np.argsort(rows, 0)", "columns = np.arange(np.shape(rows)[1])", place_in_order(name)),
                f"W = np.maximum(1 - np.abs(at - {place}), 0.0).astype(y.dtype)",
                f"K = ({part}{pace} * np.sign({place} - at) * (W > 0)).astype(y.dtype)",
                f"D = np.reshape({along}, (n, -1))[order, columns]",
                f"dy = np.reshape({weigh}, np.shape(y)) + np.reshape(({moved}) * np.reshape(dq, (-1, 1)), np.shape(y))",
            ),
            (
                "G = np.reshape(_expand(dy, y), (np.size(q), -1))",
                f"B = np.reshape(({spread})[np.argsort(order, 0), columns], np.shape({ahead}))",
                f"da = {back}",
                f"dq = {q_bar}",
            ),
        )

    rule_for(
        f"y = np.{name}(a, q, axis=None, *_, method='linear', keepdims=False, weights=None, overwrite_input=False)"
    )(lines)


def of_weights(call: CallView) -> Lines:
    """With weights NumPy takes an element as it is; of equal elements it is the first that counts."""
    front, n, back = _in_front(call)
    ahead, along = front.replace("A", "a"), front.replace("A", "da")
    return Lines(
        (
            *(f"n = {n}", f"rows = np.reshape({ahead}, (n, -1))", "columns = np.arange(np.shape(rows)[1])"),
            "source = np.argmax(rows == np.reshape(y, (np.size(q), 1, -1)), axis=1)",
            f"dy = np.reshape(np.reshape({along}, (n, -1))[source, columns], np.shape(y)) + 0.0 * dq + 0.0 * dweights",
        ),
        (
            "G = np.reshape(_expand(dy, y), (np.size(q), -1))",
            f"B = np.reshape(_scatter(G, rows, (source, columns)), np.shape({ahead}))",
            f"da = {back}",
            "dq = 0.0",
            "dweights = 0.0",
        ),
    )


def pace_of(name: str, call: CallView) -> str:
    """How fast the place moves with q, by the method."""
    method = call.static.get("method", None if "method" in call.given else "linear")
    if method not in PACE and method not in STEPS:
        raise LookupError(f"the method of np.{name} must be a literal: {', '.join([*PACE, *STEPS])}")
    return PACE.get(str(method), "0")


def place_in_order(name: str) -> str:
    """The line that asks NumPy for the place: a quantile of the places themselves."""
    if not name.startswith("nan"):
        return f"at = np.reshape(np.{name}(places, q, method=method), (-1, 1))"
    holes = "np.where(np.isnan(np.sort(rows, 0)), np.nan, places[:, None])"
    return f"at = np.reshape(np.{name}({holes}, q, axis=0, method=method), (-1, 1, np.shape(rows)[1]))"


def _in_front(call: CallView) -> tuple[str, str, str]:
    """The array ``A`` with the axes of a reduction in front, the number of elements along them, and the way back."""
    axis = call.static.get("axis")
    if "axis" not in call.given or ("axis" in call.static and axis is None):
        return "A", "np.size(a)", "B"
    if isinstance(axis, int):
        return "np.moveaxis(A, axis, 0)", "np.shape(a)[axis]", "np.moveaxis(B, 0, axis)"
    if not isinstance(axis, tuple):
        raise LookupError("the axis of a quantile must be literal")
    front = tuple(range(len(axis)))
    n = " * ".join(f"np.shape(a)[{k}]" for k in axis)
    return f"np.moveaxis(A, axis, {front})", n, f"np.moveaxis(B, {front}, axis)"


for prefix in ("", "nan"):
    quantile(f"{prefix}quantile", "")
    quantile(f"{prefix}percentile", "0.01 * ")


# -- covariances ---------------------------------------------------------------------------------------------------


def variables(call: CallView, first: str, d: str = "") -> str:
    """The variables as rows: those of the first argument, and those of `y` under them."""
    turn = _by_rows(call)

    def rows(name: str) -> str:
        text = f"_expand(d{name}, {name})" if d else name
        if known_rank(call, name) < 2:
            return f"np.reshape({text}, (1, -1))"
        return text if turn else f"np.transpose({text})"

    return f"np.concatenate(({rows(first)}, {rows('y')}), axis=0)" if _second(call) else rows(first)


def separated(call: CallView, first: str, bar: str) -> tuple[str, ...]:
    """The adjoints of the arguments from that of their rows."""
    turn = _by_rows(call)

    def back(name: str, rows: str) -> str:
        if known_rank(call, name) < 2:
            return f"np.reshape({rows}, np.shape({name}))"
        return rows if turn else f"np.transpose({rows})"

    if not _second(call):
        return (f"d{first} = {back(first, bar)}",)
    count = "1" if known_rank(call, first) < 2 else f"np.shape({first})[{0 if turn else 1}]"
    return f"B = {bar}", f"k = {count}", f"d{first} = {back(first, 'B[:k]')}", f"dy = {back('y', 'B[k:]')}"


def _second(call: CallView) -> bool:
    return "y" in call.given and call.static.get("y", 0) is not None


def _by_rows(call: CallView) -> bool:
    turn = call.static.get("rowvar", None if "rowvar" in call.given else True)
    if turn is None:
        raise LookupError("rowvar must be a literal")
    return bool(turn)


def _real(call: CallView, first: str) -> bool:
    return call.kinds.get(first) == "f" and call.kinds.get("y", "f") == "f"


def weights(call: CallView) -> tuple[tuple[str, ...], str, float]:
    """The weight of each observation, what the sums are divided by, and the degrees of freedom that are lost."""
    given = [w for w in ("fweights", "aweights") if w in call.given and call.static.get(w, 0) is not None]
    bias = call.static.get("bias", None if "bias" in call.given else False)
    ddof = call.static.get("ddof", NotImplemented if "ddof" in call.given else None)
    if bias is None or ddof is NotImplemented:
        raise LookupError("bias and ddof must be literal")
    free = ddof if isinstance(ddof, (int, float)) else 0 if bias else 1
    if not given:
        return (), f"(np.shape(X)[1]{f' - {free}' if free else ''})", free
    lost = f" - {free} * np.sum(w * np.asarray(aweights)) / np.sum(w)" if "aweights" in given else f" - {free}"
    return (f"w = {' * '.join(f'np.asarray({name})' for name in given)}",), f"(np.sum(w){lost if free else ''})", free


@rule_for("C = np.cov(m, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None, *_, dtype=None)")
def cov(call: CallView) -> Lines:
    """Products of the deviations from the mean; the mean moves too, but the deviations sum to zero."""
    line, share, free = weights(call)
    times = " * w" if line else ""
    mean = "np.sum(X * w, axis=1, keepdims=True) / np.sum(w)" if line else "np.mean(X, axis=1, keepdims=True)"
    conj = "" if _real(call, "m") else "np.conj"
    moved, back = _by_weights(call, mean, share, free, conj)
    return Lines(
        (
            f"X = {variables(call, 'm')}",
            *line,
            f"scaled = {conj}(X - {mean}){times} / {share}",
            f"P = {variables(call, 'm', 'd')} @ np.transpose(scaled)",
            f"dC = np.reshape(P + np.transpose({conj}(P)), np.shape(C)){moved}",
        ),
        (
            "G = np.reshape(_expand(dC, C), (np.shape(X)[0], np.shape(X)[0]))",
            *separated(call, "m", f"(G + {conj}(np.transpose(G))) @ scaled"),
            *back,
        ),
    )


def _by_weights(call: CallView, mean: str, share: str, free: float, conj: str) -> tuple[str, tuple[str, ...]]:
    """What a covariance changes by with its weights, and their adjoint: the mean moves too, but that sums to zero."""
    if "aweights" not in call.given:
        return "", ()
    counts = "fweights" in call.given and call.static.get("fweights", 0) is not None
    times, a, c = "np.asarray(fweights) * " if counts else "", "np.asarray(aweights)", f"(X - {mean})"
    da, real = "_expand(daweights, aweights)", "np.real" if conj else ""
    slope, lost = "1", ""
    if free:
        slope = f"(1 - {free} * ({a} / np.sum(w) - np.sum(w * {a}) / np.sum(w) ** 2))"
        lost = f"{free} * w / np.sum(w)"
    moves = f"np.sum({slope} * ({times}{da}))" + (f" - np.sum({lost} * {da})" if free else "")
    moved = f"({c} * ({times}{da})) @ np.transpose({conj}({c})) / {share}"
    each = f"{real}(np.sum({c} * (G @ {conj}({c})), axis=0) / {share})"
    return f" + np.reshape({moved}, np.shape(C)) - C * (({moves}) / {share})", (
        f"t = {real}(np.sum(dC * C)) / {share}",
        f"daweights = {times}({each} - t * {slope})" + (f" + t * ({lost})" if free else ""),
    )


@rule_for("R = np.corrcoef(x, y=None, rowvar=True, *_, dtype=None)")
def corrcoef(call: CallView) -> Lines:
    """Products of deviations of length one: their derivatives stand upright on them."""
    conj, re = ("", "") if _real(call, "x") else ("np.conj", "np.real")
    size = "c**2" if not conj else "np.abs(c) ** 2"
    return Lines(
        (
            f"X = {variables(call, 'x')}",
            "c = X - np.mean(X, axis=1, keepdims=True)",
            f"size = np.sqrt(np.sum({size}, axis=1, keepdims=True))",
            "Z = c / size",
            f"D = {variables(call, 'x', 'd')}",
            f"P = ((D - Z * np.sum({re}({conj}(Z) * D), axis=1, keepdims=True)) / size) @ np.transpose({conj}(Z))",
            f"dR = np.reshape(P + np.transpose({conj}(P)), np.shape(R))",
        ),
        (
            "G = np.reshape(_expand(dR, R), (np.shape(X)[0], np.shape(X)[0]))",
            f"H = (G + {conj}(np.transpose(G))) @ {conj}(Z)",
            *separated(call, "x", f"(H - {conj}(Z) * np.sum({re}(H * Z), axis=1, keepdims=True)) / size"),
        ),
    )
