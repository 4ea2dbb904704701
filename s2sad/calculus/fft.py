"""Fourier transforms: linear, and their matrices are symmetric."""

from __future__ import annotations

from s2sad.calculus.registry import rule_for
from s2sad.calculus.rule import CallView, Lines


def transform(name: str) -> None:
    def lines(call: CallView) -> Lines:
        if call.static.get("n") is not None or ("n" in call.given and "n" not in call.static):
            raise LookupError(f"np.fft.{name} with another length has no rule")
        again = f"np.fft.{name}(_expand(dy, y), axis=axis, norm=norm)"
        return Lines(
            (f"dy = np.fft.{name}(da, axis=axis, norm=norm)",),
            (f"da = {again} if np.iscomplexobj(a) else np.real({again})",),
        )

    rule_for(f"y = np.fft.{name}(a, n=None, axis=-1, norm=None)")(lines)


for name in ("fft", "ifft"):
    transform(name)
