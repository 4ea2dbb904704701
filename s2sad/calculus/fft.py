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


Axes = tuple[int, ...] | None
LAST_TWO = (-2, -1)


def transform_of_several(name: str, default: Axes) -> None:
    def lines(call: CallView) -> Lines:
        again = f"np.fft.{name}(_expand(dy, y), axes=axes, norm=norm)"
        if has_lengths(call):
            over = tuple(axes_of(call, default))
            again = fitted_axes(again.replace("axes=axes", f"axes={over}"), call, default)
        return Lines((f"dy = np.fft.{name}(da, s=s, axes=axes, norm=norm)",), (f"da = {real(again, call)}",))

    rule_for(f"y = np.fft.{name}(a, s=None, axes={default}, norm=None)")(lines)


def has_lengths(call: CallView) -> bool:
    return "s" in call.given and call.static.get("s", 0) is not None


def axes_of(call: CallView, default: Axes) -> list[int]:
    """The axes of a transform over several, counted from the front."""
    rank, axes = known_rank(call, "a"), call.static.get("axes", None if "axes" in call.given else default)
    if "axes" in call.given and "axes" not in call.static:
        raise LookupError("the axes of a Fourier transform must be literal")
    if axes is None:
        count = call.counts.get("s", rank)
        axes = range(rank - count, rank) if isinstance(count, int) else range(rank)
    return [k % rank for k in axes]  # type: ignore[attr-defined]


def fitted_axes(text: str, call: CallView, default: Axes, last: str = "K") -> str:
    """The transpose of cutting axes off at, or filling them up to, the lengths s; of the last axis to `last`."""
    axes, rank = axes_of(call, default), known_rank(call, "a")
    inside = ", ".join(f":np.shape(a)[{k}]" if k in axes else ":" for k in range(rank))
    lengths = {k: (last if k == axes[-1] else "K").replace("K", length_of(call, i, k)) for i, k in enumerate(axes)}
    reached = ", ".join(f"slice({lengths[k]})" if k in axes else "slice(None)" for k in range(rank))
    return f"_scatter(({text})[{inside}], a, ({reached},))"


def length_of(call: CallView, i: int, axis: int) -> str:
    """What an axis is cut off at, or filled up to; it may be told as -1, which is all of it."""
    lengths = call.static.get("s")
    return f"s[{i}]" if isinstance(lengths, (tuple, list)) and lengths[i] != -1 else f"np.shape(y)[{axis}]"


for name in ("fft", "ifft"):
    transform(name)
    transform_of_several(name + "2", LAST_TWO)
    transform_of_several(name + "n", None)


@rule_for("y = np.fft.rfft(a, n=None, axis=-1, norm=None)")
def rfft(call: CallView) -> Lines:
    """Half of the transform of a real array; the other half, its conjugate, is not read."""
    if has_length(call):
        back = fitted("np.real(np.fft.fft(_expand(dy, y), n, axis=axis, norm=norm))", call)
    else:
        back = "np.real(np.fft.fft(_expand(dy, y), np.shape(a)[axis], axis=axis, norm=norm))"
    return Lines(("dy = np.fft.rfft(da, n=n, axis=axis, norm=norm)",), (f"da = {back}",))


OPPOSITE: dict[object, str] = {None: "forward", "backward": "forward", "forward": "backward", "ortho": "ortho"}


def norm_of(call: CallView) -> object:
    if "norm" in call.given and "norm" not in call.static:
        raise LookupError("the norm of this Fourier transform must be a literal")
    return call.static.get("norm")


def counts(call: CallView) -> str:
    """How often each frequency counts."""
    axis = call.static.get("axis", None if "axis" in call.given else -1)
    if not isinstance(axis, int):
        raise LookupError("the axis of this Fourier transform must be a literal number")
    marks = ", None" * (-axis - 1 if axis < 0 else known_rank(call, "a") - 1 - axis)
    return f"{TWICE.replace('K', 'axis')}[:{marks}]" if marks else TWICE.replace("K", "axis")


TWICE = "(2 - (k == 0) - (2 * k == np.shape(y)[K])).astype(y.dtype)"


@rule_for("y = np.fft.irfft(a, n=None, axis=-1, norm=None)")
def irfft(call: CallView) -> Lines:
    """Frequencies whose conjugate is in the other half count twice; the first, and the middle one if any, once."""
    again = f"{counts(call)} * np.conj(np.fft.rfft(_expand(dy, y), axis=axis, norm='{OPPOSITE[norm_of(call)]}'))"
    if has_length(call):
        again = fitted(again, call, "n // 2 + 1")
    return Lines(
        ("dy = np.fft.irfft(da, n=n, axis=axis, norm=norm)",),
        ("k = np.arange(np.shape(y)[axis] // 2 + 1)", f"da = {real(again, call)}"),
    )


@rule_for("y = np.fft.hfft(a, n=None, axis=-1, norm=None)")
def hfft(call: CallView) -> Lines:
    """`irfft` of the conjugate, in the opposite norm."""
    again = f"{counts(call)} * np.fft.rfft(_expand(dy, y), axis=axis, norm=norm)"
    if has_length(call):
        again = fitted(again, call, "n // 2 + 1")
    return Lines(
        ("dy = np.fft.hfft(da, n=n, axis=axis, norm=norm)",),
        ("k = np.arange(np.shape(y)[axis] // 2 + 1)", f"da = {real(again, call)}"),
    )


@rule_for("y = np.fft.ihfft(a, n=None, axis=-1, norm=None)")
def ihfft(call: CallView) -> Lines:
    """The conjugate of `rfft`, in the opposite norm."""
    length = "n" if has_length(call) else "np.shape(a)[axis]"
    back = f"np.real(np.fft.fft(np.conj(_expand(dy, y)), {length}, axis=axis, norm='{OPPOSITE[norm_of(call)]}'))"
    back = fitted(back, call) if has_length(call) else back
    return Lines(("dy = np.fft.ihfft(da, n=n, axis=axis, norm=norm)",), (f"da = {back}",))


def real_transforms(suffix: str, default: Axes) -> None:
    """`rfft` along the last of the axes, and a transform along the others."""

    def forward(call: CallView) -> Lines:
        over = axes_of(call, default)
        whole = f"np.shape(a)[{over[-1]}]"
        length = f"(s[-1] if s[-1] != -1 else {whole})" if has_lengths(call) else whole
        sizes = [f"np.shape(y)[{k}]" for k in over[:-1]] + [length]
        back = f"np.real(np.fft.fftn(_expand(dy, y), ({', '.join(sizes)},), {tuple(over)}, norm))"
        back = fitted_axes(back, call, default, length) if has_lengths(call) else back
        return Lines((f"dy = np.fft.rfft{suffix}(da, s=s, axes=axes, norm=norm)",), (f"da = {back}",))

    def inverse(call: CallView) -> Lines:
        over, rank = axes_of(call, default), known_rank(call, "a")
        last = over[-1]
        twice = TWICE.replace("K", str(last)) + (f"[:{', None' * (rank - 1 - last)}]" if last < rank - 1 else "")
        norm = OPPOSITE[norm_of(call)]
        again = f"{twice} * np.conj(np.fft.rfftn(_expand(dy, y), axes={tuple(over)}, norm={norm!r}))"
        if has_lengths(call):
            again = fitted_axes(again, call, default, "K // 2 + 1")
        return Lines(
            (f"dy = np.fft.irfft{suffix}(da, s=s, axes=axes, norm=norm)",),
            (f"k = np.arange(np.shape(y)[{last}] // 2 + 1)", f"da = {real(again, call)}"),
        )

    rule_for(f"y = np.fft.rfft{suffix}(a, s=None, axes={default}, norm=None)")(forward)
    rule_for(f"y = np.fft.irfft{suffix}(a, s=None, axes={default}, norm=None)")(inverse)


real_transforms("2", LAST_TWO)
real_transforms("n", None)

rule("y = np.fft.fftshift(x, axes=None)",
     "dy = np.fft.fftshift(dx, axes)",
     adjoint="dx = np.fft.ifftshift(_expand(dy, y), axes)")  # fmt: skip
rule("y = np.fft.ifftshift(x, axes=None)",
     "dy = np.fft.ifftshift(dx, axes)",
     adjoint="dx = np.fft.fftshift(_expand(dy, y), axes)")  # fmt: skip
