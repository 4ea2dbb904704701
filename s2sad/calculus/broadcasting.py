"""The intrinsics themselves: what one derivative prints, the next one differentiates."""

from __future__ import annotations

from s2sad.calculus.registry import rule, still

__all__: list[str] = []

rule("y = s2sad.expand(d, x)", "dy = _expand(dd, x)", adjoint="dd = _reduce(dy, y, d)")
rule("y = s2sad.reduce(d, z, x)",
     "dy = _reduce(_expand(dd, d), z, x)",
     adjoint="dd = dy if np.shape(z) == np.shape(x) else _reduce(_expand(dy, z), z, d)")  # fmt: skip
rule("y = s2sad.scatter(d, x, index)", "dy = _scatter(_expand(dd, d), x, index)", adjoint="dd = _expand(dy, y)[index]")
still("s2sad.zeros")
