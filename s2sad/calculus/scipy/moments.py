"""`scipy.stats`: what is said of samples; each is composed of sums and means."""

from __future__ import annotations

from s2sad.calculus.registry import composed

MEAN = "m = np.mean(a, axis=axis, keepdims=True)"

composed("y = scipy.stats.gmean(a, axis=0)", "y = np.exp(np.mean(np.log(a), axis=axis))")
composed("y = scipy.stats.hmean(a, axis=0)", "y = 1 / np.mean(1 / a, axis=axis)")
composed("y = scipy.stats.pmean(a, p, *_, axis=0)",
         "y = np.exp(np.mean(np.log(a), axis=axis)) if p == 0 else np.mean(a**p, axis=axis) ** (1 / p)")  # fmt: skip
composed("y = scipy.stats.zscore(a, axis=0, ddof=0)",
         MEAN,
         "y = (a - m) / np.std(a, axis=axis, ddof=ddof, keepdims=True)")  # fmt: skip
composed("y = scipy.stats.variation(a, axis=0, nan_policy='propagate', ddof=0)",
         "y = np.std(a, axis=axis, ddof=ddof) / np.mean(a, axis=axis)")  # fmt: skip
composed("y = scipy.stats.sem(a, axis=0, ddof=1)",
         "n = np.size(a) if axis is None else np.shape(a)[axis]",
         "y = np.std(a, axis=axis, ddof=ddof) / np.sqrt(n)")  # fmt: skip
composed("y = scipy.stats.moment(a, order=1, axis=0)", MEAN, "y = np.mean((a - m) ** order, axis=axis)")
composed(
    "y = scipy.stats.skew(a, axis=0, bias=True)",
    MEAN,
    "n = np.size(a) if axis is None else np.shape(a)[axis]",
    "s = np.mean((a - m) ** 3, axis=axis) / np.mean((a - m) ** 2, axis=axis) ** 1.5",
    "y = s if bias else np.sqrt(n * (n - 1)) / (n - 2) * s",
)
composed(
    "y = scipy.stats.kurtosis(a, axis=0, fisher=True, bias=True)",
    MEAN,
    "n = np.size(a) if axis is None else np.shape(a)[axis]",
    "k = np.mean((a - m) ** 4, axis=axis) / np.mean((a - m) ** 2, axis=axis) ** 2",
    "k = k if bias else ((n**2 - 1) * k - 3 * (n - 1) ** 2) / ((n - 2) * (n - 3)) + 3",
    "y = k - 3 if fisher else k",
)
composed(
    "y = scipy.stats.entropy(pk, qk=None, base=None, axis=0)",
    "p = pk / np.sum(pk, axis=axis, keepdims=True)",
    "q = None if qk is None else qk / np.sum(qk, axis=axis, keepdims=True)",
    "s = np.sum(scipy.special.entr(p) if qk is None else scipy.special.rel_entr(p, q), axis=axis)",
    "y = s if base is None else s / np.log(base)",
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
