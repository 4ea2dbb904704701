"""`scipy.special`."""

from __future__ import annotations

from s2sad.calculus.registry import rule, same

rule("y = scipy.special.erf(x)", "dy = 1.1283791670955126 * np.exp(-x * x) * dx")
rule("y = scipy.special.erfc(x)", "dy = -1.1283791670955126 * np.exp(-x * x) * dx")
rule("y = scipy.special.erfinv(y0)", "dy = 0.886226925452758 * np.exp(y * y) * dy0")
rule("y = scipy.special.expit(x)", "dy = y * (1 - y) * dx")
rule("y = scipy.special.logit(x)", "dy = dx / (x * (1 - x))")
rule("y = scipy.special.ndtr(x)", "dy = 0.3989422804014327 * np.exp(-0.5 * x * x) * dx")
rule("y = scipy.special.gammaln(x)", "dy = scipy.special.digamma(x) * dx")
rule("y = scipy.special.gamma(x)", "dy = y * scipy.special.digamma(x) * dx")
rule("y = scipy.special.digamma(x)", "dy = scipy.special.polygamma(1, x) * dx")
rule("y = scipy.special.xlogy(x, y0)", "dy = scipy.special.xlogy(1.0, y0) * dx + np.where(x == 0, 0.0, x / y0) * dy0")
rule("y = scipy.special.j0(x)", "dy = -scipy.special.j1(x) * dx")
rule("y = scipy.special.logsumexp(a, axis=None, *_, keepdims=False)",
     "m = y if axis is None or keepdims else np.expand_dims(y, axis)",
     "dy = np.sum(np.exp(a - m) * da, axis=axis, keepdims=keepdims)")  # fmt: skip
rule("y = scipy.special.softmax(x, axis=None)",
     "dy = y * (dx - np.sum(y * dx, axis=axis, keepdims=True))",
     adjoint="dx = y * (dy - np.sum(y * dy, axis=axis, keepdims=True))")  # fmt: skip
same("scipy.special.digamma", "scipy.special.psi")
