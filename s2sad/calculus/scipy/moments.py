"""`scipy.stats`: what samples say."""

from __future__ import annotations

from s2sad.calculus.registry import composed

composed("y = scipy.stats.gmean(a, axis=0)", "y = np.exp(np.mean(np.log(a), axis=axis))")
