"""`scipy.stats`: what is said of samples; most of it is composed of sums and means."""

from __future__ import annotations

from s2sad.calculus.registry import composed, rule_for
from s2sad.calculus.rule import CallView, Lines

POLICY = "nan_policy='propagate'"
MEAN = "m = np.mean(a, axis=axis, keepdims=True)"
OTHERS = "n = np.size(a) / np.size(m)"


def of_samples(call: str, *lines: str) -> None:
    """A function that is composed so, of arrays in which nothing is left out."""
    params = call.partition("(")[2]

    def composition(view: CallView) -> Lines:
        if view.static.get("nan_policy", "nan_policy" in view.given and "?") not in (False, "propagate", "raise"):
            raise LookupError("nan_policy= has a derivative where it is literally 'propagate' or 'raise'")
        if view.ranks.get(params.partition(",")[0]) == 0:
            raise LookupError("this has a derivative in arrays and lists")
        if view.given & {"dtype"}:
            raise LookupError("dtype= has no derivative: a.astype(...)")
        if "weights" in view.given and view.ranks.get("weights") != view.ranks.get("a"):
            raise LookupError("weights= has a derivative where it is known to have as many axes as the samples")
        return Lines(composed=lines)

    rule_for(call)(composition)


MEANS = f"axis=0, dtype=None, weights=None, *_, {POLICY}, keepdims=False"
WEIGHTED = "(np.mean({0}, axis=axis, keepdims=keepdims) if weights is None else "
WEIGHTED += "np.sum(weights * {0}, axis=axis, keepdims=keepdims) / np.sum(weights, axis=axis, keepdims=keepdims))"
of_samples(f"y = scipy.stats.gmean(a, {MEANS})", f"y = np.exp({WEIGHTED.format('np.log(a)')})")
of_samples(f"y = scipy.stats.hmean(a, {MEANS})", f"y = 1 / {WEIGHTED.format('(1 / a)')}")
of_samples(
    f"y = scipy.stats.pmean(a, p, *_, {MEANS.replace(' *_,', '')})",
    f"y = np.exp({WEIGHTED.format('np.log(a)')}) if p == 0 else {WEIGHTED.format('a**p')} ** (1 / p)",
)
of_samples(
    f"y = scipy.stats.zscore(a, axis=0, ddof=0, {POLICY})",
    MEAN,
    "y = (a - m) / np.std(a, axis=axis, ddof=ddof, keepdims=True)",
)
of_samples(
    f"y = scipy.stats.zmap(scores, compare, axis=0, ddof=0, {POLICY})",
    "m = np.mean(compare, axis=axis, keepdims=True)",
    "y = (scores - m) / np.std(compare, axis=axis, ddof=ddof, keepdims=True)",
)
of_samples(
    f"y = scipy.stats.variation(a, axis=0, {POLICY}, ddof=0, *_, keepdims=False)",
    "y = np.std(a, axis=axis, ddof=ddof, keepdims=keepdims) / np.mean(a, axis=axis, keepdims=keepdims)",
)
of_samples(
    f"y = scipy.stats.sem(a, axis=0, ddof=1, {POLICY}, *_, keepdims=False)",
    MEAN,
    OTHERS,
    "y = np.std(a, axis=axis, ddof=ddof, keepdims=keepdims) / np.sqrt(n)",
)


@rule_for(f"y = scipy.stats.moment(a, order=1, axis=0, {POLICY}, *_, center=None, keepdims=False)")
def moment(call: CallView) -> Lines:
    """About the mean or about a centre; of several orders they stand one above the other."""
    if call.static.get("nan_policy", "nan_policy" in call.given and "?") not in (False, "propagate", "raise"):
        raise LookupError("nan_policy= has a derivative where it is literally 'propagate' or 'raise'")
    order = call.static.get("order")
    if "order" in call.counts and not isinstance(order, (tuple, list)):
        raise LookupError("several orders have a derivative where they are literal numbers")
    power = "np.mean((a - m) ** {}, axis=axis, keepdims=keepdims)"
    result = power.format("order")
    if isinstance(order, (tuple, list)):
        result = f"np.stack(({', '.join(map(power.format, order))},))"
    about = "m = np.mean(a, axis=axis, keepdims=True) if center is None else center"
    return Lines(composed=(about, f"y = {result}"))


of_samples(
    f"y = scipy.stats.skew(a, axis=0, bias=True, {POLICY}, *_, keepdims=False)",
    MEAN,
    OTHERS,
    "v = np.mean((a - m) ** 2, axis=axis, keepdims=keepdims)",
    "s = np.mean((a - m) ** 3, axis=axis, keepdims=keepdims) / v**1.5",
    "y = s if bias else np.sqrt(n * (n - 1)) / (n - 2) * s",
)
of_samples(
    f"y = scipy.stats.kurtosis(a, axis=0, fisher=True, bias=True, {POLICY}, *_, keepdims=False)",
    MEAN,
    OTHERS,
    "v = np.mean((a - m) ** 2, axis=axis, keepdims=keepdims)",
    "k = np.mean((a - m) ** 4, axis=axis, keepdims=keepdims) / v**2",
    "k = k if bias else ((n**2 - 1) * k - 3 * (n - 1) ** 2) / ((n - 2) * (n - 3)) + 3",
    "y = k - 3 if fisher else k",
)

# -- of two samples ------------------------------------------------------------------------------------------------

LINE = (
    "n = np.size(x)",
    "u = x - np.mean(x)",
    "v = y - np.mean(y)",
    "s = np.sum(u * u)",
    "t = np.sum(v * v)",
    "b = np.sum(u * v) / s",
    "r = np.sum(u * v) / np.sqrt(s * t)",
)


def on_a_line(call: CallView, result: str, *lines: str) -> Lines:
    """Of two samples of one axis, tested on both sides."""
    if call.ranks.get("x", 1) != 1 or call.ranks.get("y", 1) != 1 or call.given - {"x", "y"}:
        raise LookupError("this has a derivative in two samples of one axis, without further arguments")
    return Lines(composed=(*LINE, *lines, result))


@rule_for("z = scipy.stats.pearsonr(x, y, *_, alternative='two-sided', method=None, axis=0)")
def correlation(call: CallView) -> Lines:
    """With the probability of one as large by chance."""
    return on_a_line(call, "z = (r, 2 * scipy.special.betainc(0.5 * n - 1, 0.5 * n - 1, 0.5 * (1 - np.abs(r))))")


@rule_for(f"z = scipy.stats.linregress(x, y, alternative='two-sided', *_, axis=0, {POLICY}, keepdims=False)")
def straight_line(call: CallView) -> Lines:
    """The line of least squares, its correlation, the probability of that, and the error of its slope."""
    return on_a_line(
        call,
        "z = (b, np.mean(y) - b * np.mean(x), r, p, e)",
        "p = 2 * scipy.special.betainc(0.5 * n - 1, 0.5 * n - 1, 0.5 * (1 - np.abs(r)))",
        "e = np.sqrt((1 - r * r) * t / s / (n - 2))",
    )


# -- distributions of shares; a share of zero has an infinite slope, and the others have theirs --------------------


@rule_for(f"y = scipy.stats.entropy(pk, qk=None, base=None, axis=0, *_, {POLICY}, keepdims=False)")
def entropy(call: CallView) -> Lines:
    """Of shares, or of shares beside others."""
    if call.static.get("nan_policy", "nan_policy" in call.given and "?") not in (False, "propagate", "raise"):
        raise LookupError("nan_policy= has a derivative where it is literally 'propagate' or 'raise'")
    beside = "qk" in call.given and call.static.get("qk", 0) is not None
    unit = "1.0 if base is None else np.log(base)"
    total = "np.sum({} * d{}, axis=axis, keepdims=keepdims) / unit"
    slopes = {"pk": "(np.log(p / q) - h) / np.sum(pk, axis=axis, keepdims=True)"} if beside else {}
    return Lines(
        (
            f"unit = {unit}",
            "p = pk / np.sum(pk, axis=axis, keepdims=True)",
            "q = qk / np.sum(qk, axis=axis, keepdims=True)" if beside else "q = 1.0",
            "h = unit * (y if keepdims or axis is None else np.expand_dims(y, axis))",
            f"u = {slopes['pk']}" if beside else "u = -(np.log(p) + h) / np.sum(pk, axis=axis, keepdims=True)",
            *(("w = (1 - p / (q + ((p == 0) & (q == 0)))) / np.sum(qk, axis=axis, keepdims=True)",) * beside),
            f"dy = {total.format('u', 'pk')}" + (f" + {total.format('w', 'qk')}" if beside else ""),
        )
    )


composed(
    "y = scipy.spatial.distance.jensenshannon(p, q, base=None, *_, axis=0, keepdims=False)",
    "u = p / np.sum(p, axis=axis, keepdims=True)",
    "v = q / np.sum(q, axis=axis, keepdims=True)",
    "w = 0.5 * (u + v)",
    "d = np.sum(scipy.special.rel_entr(u, w) + scipy.special.rel_entr(v, w), axis=axis, keepdims=keepdims)",
    "d = np.where(y > 0, d, 1.0)",
    "y = np.where(y > 0, np.sqrt(0.5 * (d if base is None else d / np.log(base))), 0.0)",
)
