"""`scipy.fft`: Fourier transforms by NumPy's rules, and the cosine and sine transforms.

The matrix of a transform of type 1 or 4 is symmetric and those of types 2 and 3 are transposes of each other, all up to
the first or last row or column; with ``norm='ortho'`` they are orthogonal: G. Strang, *The discrete cosine transform*
(1999).
"""

from __future__ import annotations

from s2sad.calculus import fft
from s2sad.calculus.registry import own_rule, rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank

SETTINGS = "norm=None, overwrite_x=False, workers=None, *_, plan=None"


def as_in_numpy(name: str, head: str) -> None:
    """NumPy's rule, with SciPy's functions in its text."""
    known = own_rule(f"numpy.fft.{name}")

    def of(text: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(line.replace("np.fft.", "scipy.fft.") for line in text)

    def lines(call: CallView) -> Lines:
        content = known.content
        found = content if isinstance(content, Lines) else content(call)
        assert isinstance(found.adjoint, tuple)
        return Lines(of(found.lines), of(found.adjoint))

    rule_for(f"y = scipy.fft.{name}({head})", x="a")(lines)


for name in ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft"):
    as_in_numpy(name, f"a, n=None, axis=-1, {SETTINGS}")
for name in ("fft", "ifft", "rfft", "irfft"):
    as_in_numpy(f"{name}2", f"a, s=None, axes=(-2, -1), {SETTINGS}")
    as_in_numpy(f"{name}n", f"a, s=None, axes=None, {SETTINGS}")
for name in ("fftshift", "ifftshift"):
    as_in_numpy(name, "x, axes=None")


def hermitian(suffix: str, default: tuple[int, ...] | None) -> None:
    """`irfftn` of the conjugate, and the conjugate of `rfftn`, each in the opposite norm."""

    def forward(call: CallView) -> Lines:
        if fft.has_lengths(call):
            raise LookupError(f"scipy.fft.hfft{suffix} with other lengths has no rule: cut or fill the array before")
        over, rank = fft.axes_of(call, default), known_rank(call, "a")
        last = over[-1]
        twice = fft.TWICE.replace("K", str(last)) + (f"[:{', None' * (rank - 1 - last)}]" if last < rank - 1 else "")
        again = f"{twice} * scipy.fft.rfftn(_expand(dy, y), axes={tuple(over)}, norm=norm)"
        return Lines(
            (f"dy = scipy.fft.hfft{suffix}(da, axes=axes, norm=norm)",),
            (f"k = np.arange(np.shape(y)[{last}] // 2 + 1)", f"da = {fft.real(again, call)}"),
        )

    def backward(call: CallView) -> Lines:
        over = fft.axes_of(call, default)
        length = "s[-1]" if fft.has_lengths(call) else f"np.shape(a)[{over[-1]}]"
        sizes = ", ".join([f"np.shape(y)[{k}]" for k in over[:-1]] + [length])
        norm = fft.OPPOSITE[fft.norm_of(call)]
        back = f"np.real(scipy.fft.fftn(np.conj(_expand(dy, y)), ({sizes},), {tuple(over)}, {norm!r}))"
        back = fft.fitted_axes(back, call, default) if fft.has_lengths(call) else back
        return Lines((f"dy = scipy.fft.ihfft{suffix}(da, s=s, axes=axes, norm=norm)",), (f"da = {back}",))

    for name, lines in (("hfft", forward), ("ihfft", backward)):
        rule_for(f"y = scipy.fft.{name}{suffix}(a, s=None, axes={default}, {SETTINGS})", x="a")(lines)


hermitian("2", (-2, -1))
hermitian("n", None)


# -- cosine and sine transforms ------------------------------------------------------------------------------------

TURNED = {1: 1, 2: 3, 3: 2, 4: 4}


def kind_of(call: CallView, name: str) -> tuple[int, int, bool]:
    """The type, that of the matrix (an inverse of type 2 is type 3), and whether the matrix is orthogonal."""
    for param in ("type", "norm", "orthogonalize"):
        if param in call.given and param not in call.static:
            raise LookupError(f"the {param} of scipy.fft.{name} must be a literal")
    number = call.static.get("type", 2)
    if not isinstance(number, int) or number not in TURNED or call.static.get("orthogonalize") is not None:
        raise LookupError(f"scipy.fft.{name} has a rule for the types 1 to 4, without orthogonalize")
    return number, TURNED[number] if name[0] == "i" else number, call.static.get("norm") == "ortho"


def weight(name: str, matrix: int, axis: int, rank: int) -> tuple[str, str]:
    """What the adjoint is multiplied with before and after the transform along an axis."""
    n = f"np.shape(y)[{axis}]"
    marks = f"[:{', None' * (rank - 1 - axis)}]" if axis < rank - 1 else ""
    k, sine = f"np.arange({n})", "dst" in name
    once = f"({k} == {n} - 1)" if sine else f"({k} == 0)"
    if matrix == 2:
        return f"(1.0 + {once}){marks} * ", ""
    if matrix == 3:
        return "", f"(1.0 - 0.5 * {once}){marks} * "
    if matrix == 1 and not sine:
        inner = f"(2.0 - ({k} == 0) - ({k} == {n} - 1)){marks}"
        return f"1 / {inner} * ", f"{inner} * "
    return "", ""


def cosines(name: str) -> None:
    def lines(call: CallView) -> Lines:
        number, matrix, orthogonal = kind_of(call, name)
        axis, rank = call.static.get("axis", -1), known_rank(call, "a")
        if not isinstance(axis, int) or ("axis" in call.given and "axis" not in call.static):
            raise LookupError(f"the axis of scipy.fft.{name} must be a literal number")
        before, after = ("", "") if orthogonal else weight(name, matrix, axis % rank, rank)
        back = f"{after}scipy.fft.{name}({before}_expand(dy, y), type={TURNED[number]}, axis=axis, norm=norm)"
        back = fft.fitted(back, call) if fft.has_length(call) else back
        return Lines((f"dy = scipy.fft.{name}(da, type=type, n=n, axis=axis, norm=norm)",), (f"da = {back}",))

    rule_for(
        f"y = scipy.fft.{name}(a, type=2, n=None, axis=-1, norm=None, overwrite_x=False, workers=None, "
        "orthogonalize=None)",
        x="a",
    )(lines)


def cosines_of_several(name: str) -> None:
    def lines(call: CallView) -> Lines:
        number, matrix, orthogonal = kind_of(call, name)
        over, rank = fft.axes_of(call, None), known_rank(call, "a")
        pairs = [("", "") if orthogonal else weight(name, matrix, k, rank) for k in over]
        before, after = ("".join(parts) for parts in zip(*pairs, strict=True))
        back = f"{after}scipy.fft.{name}({before}_expand(dy, y), type={TURNED[number]}, axes={tuple(over)}, norm=norm)"
        back = fft.fitted_axes(back, call, None) if fft.has_lengths(call) else back
        return Lines((f"dy = scipy.fft.{name}(da, type=type, s=s, axes=axes, norm=norm)",), (f"da = {back}",))

    rule_for(
        f"y = scipy.fft.{name}(a, type=2, s=None, axes=None, norm=None, overwrite_x=False, workers=None, *_, "
        "orthogonalize=None)",
        x="a",
    )(lines)


for name in ("dct", "idct", "dst", "idst"):
    cosines(name)
    cosines_of_several(f"{name}n")
