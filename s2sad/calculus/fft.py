"""Fourier transforms: linear, and their matrices are symmetric."""

from __future__ import annotations

from s2sad.calculus.joining import along
from s2sad.calculus.registry import rule, rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank


def real(text: str, call: CallView) -> str:
    return f"({text} if np.iscomplexobj(a) else np.real({text}))" if call.kinds.get("a") != "f" else f"np.real({text})"


def fitted(text: str, call: CallView, reach: str = "n") -> str:
    """The transpose of cutting an axis off at, or filling it up to, n elements."""
    axis = call.static.get("axis", None if "axis" in call.given else -1)
    inside, reached = along(axis, ":np.shape(a)[axis]"), along(axis, "REACHED")
    reached = reached.replace(":", "slice(None)").replace("REACHED", f"slice({reach})")
    return f"_scatter(({text})[{inside}], a, ({reached},))"


def has_length(call: CallView) -> bool:
    return "n" in call.given and not ("n" in call.static and call.static["n"] is None)


def transform(name: str) -> None:
    def lines(call: CallView) -> Lines:
        again = f"np.fft.{name}(_expand(dy, y), axis=axis, norm=norm)"
        if has_length(call):
            again = fitted(again, call)
        return Lines((f"dy = np.fft.{name}(da, n=n, axis=axis, norm=norm)",), (f"da = {real(again, call)}",))

    rule_for(f"y = np.fft.{name}(a, n=None, axis=-1, norm=None)")(lines)


def transform_of_several(name: str, axes: str) -> None:
    again = f"np.fft.{name}(_expand(dy, y), axes=axes, norm=norm)"
    rule_for(f"y = np.fft.{name}(a, s=None, axes={axes}, norm=None)")(
        lambda call: (
            Lines((f"dy = np.fft.{name}(da, axes=axes, norm=norm)",), (f"da = {real(again, call)}",))
            if "s" not in call.given
            else refuse(name)
        )
    )


def refuse(name: str) -> Lines:
    raise LookupError(f"np.fft.{name} with other lengths has no rule")


for name in ("fft", "ifft"):
    transform(name)
    transform_of_several(name + "2", "(-2, -1)")
    transform_of_several(name + "n", "None")


@rule_for("y = np.fft.rfft(a, n=None, axis=-1, norm=None)")
def rfft(call: CallView) -> Lines:
    """Half of the transform of a real array; the other half, its conjugate, is not read."""
    if has_length(call):
        back = fitted("np.real(np.fft.fft(_expand(dy, y), n, axis=axis, norm=norm))", call)
    else:
        back = "np.real(np.fft.fft(_expand(dy, y), np.shape(a)[axis], axis=axis, norm=norm))"
    return Lines(("dy = np.fft.rfft(da, n=n, axis=axis, norm=norm)",), (f"da = {back}",))


OPPOSITE = {None: "forward", "backward": "forward", "forward": "backward", "ortho": "ortho"}


@rule_for("y = np.fft.irfft(a, n=None, axis=-1, norm=None)")
def irfft(call: CallView) -> Lines:
    """Frequencies whose conjugate is in the other half count twice; the first, and the middle one if any, once."""
    if "norm" in call.given and "norm" not in call.static:
        raise LookupError("the norm of np.fft.irfft must be a literal")
    norm = OPPOSITE[call.static.get("norm")]  # type: ignore[index]
    axis = call.static.get("axis", -1)
    if not isinstance(axis, int):
        raise LookupError("the axis of np.fft.irfft must be a literal number")
    marks = ", None" * (-axis - 1 if axis < 0 else known_rank(call, "a") - 1 - axis)
    weight = "(2 - (k == 0) - (2 * k == np.shape(y)[axis]))" + (f"[:{marks}]" if marks else "")
    again = f"{weight} * np.conj(np.fft.rfft(_expand(dy, y), axis=axis, norm='{norm}'))"
    if has_length(call):
        again = fitted(again, call, "n // 2 + 1")
    return Lines(
        ("dy = np.fft.irfft(da, n=n, axis=axis, norm=norm)",),
        ("k = np.arange(np.shape(y)[axis] // 2 + 1)", f"da = {real(again, call)}"),
    )


rule("y = np.fft.fftshift(x, axes=None)",
     "dy = np.fft.fftshift(dx, axes)",
     adjoint="dx = np.fft.ifftshift(_expand(dy, y), axes)")  # fmt: skip
rule("y = np.fft.ifftshift(x, axes=None)",
     "dy = np.fft.ifftshift(dx, axes)",
     adjoint="dx = np.fft.fftshift(_expand(dy, y), axes)")  # fmt: skip
