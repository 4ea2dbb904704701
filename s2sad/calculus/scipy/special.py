"""`scipy.special`: elementary functions, logistic and logarithmic ones, sums of exponentials.

Equations in these tables are those of the Digital Library of Mathematical Functions (DLMF), https://dlmf.nist.gov.
"""

from __future__ import annotations

from s2sad.calculus.rule import CallView, Lines
from s2sad.calculus.scipy.notation import special, special_for

special("y = sp.exp2(x)", "dy = 0.6931471805599453 * y * dx")
special("y = sp.exp10(x)", "dy = 2.302585092994046 * y * dx")
special("y = sp.expm1(x)", "dy = np.exp(x) * dx")
special("y = sp.exprel(x)", "dy = 0.5 * sp.hyp1f1(2, 3, x) * dx")  # DLMF 13.6.2, 13.3.15
special("y = sp.log1p(x)", "dy = dx / (1 + x)")
special("y = sp.cbrt(x)", "dy = dx / (3 * y**2)")
special("y = sp.powm1(x, p)", "dy = p * x ** (p - 1) * dx + sp.xlogy(y + 1, x) * dp")
special("y = sp.cosm1(x)", "dy = -np.sin(x) * dx")
special("y = sp.sindg(x)", "dy = 0.017453292519943295 * sp.cosdg(x) * dx")
special("y = sp.cosdg(x)", "dy = -0.017453292519943295 * sp.sindg(x) * dx")
special("y = sp.tandg(x)", "dy = 0.017453292519943295 * (1 + y**2) * dx")
special("y = sp.cotdg(x)", "dy = -0.017453292519943295 * (1 + y**2) * dx")
special("y = sp.radian(d, m, s)", "dy = 0.017453292519943295 * (dd + dm / 60 + ds / 3600)")
special(  # the sum of cosines that the quotient of sines is
    "y = sp.diric(x, n)",
    "k = np.arange(n) - 0.5 * (n - 1)",
    "dy = -np.mean(k * np.sin(np.expand_dims(x, -1) * k), axis=-1) * dx",
)
special(  # DLMF 19.22.8 with 19.18.1
    "y = sp.agm(a, b)",
    "w = 0.2122065907891938 * y * y",
    "dy = w * a * sp.elliprd(0, b * b, a * a) * da + w * b * sp.elliprd(0, a * a, b * b) * db",
)

# -- logistic functions --------------------------------------------------------------------------------------------

special("y = sp.expit(x)", "dy = y * sp.expit(-x) * dx")
special("y = sp.log_expit(x)", "dy = sp.expit(-x) * dx")
special("y = sp.softplus(x)", "dy = sp.expit(x) * dx")
special("y = sp.logit(x)", "dy = dx / (x * (1 - x))")

# -- logarithms, where 0 times infinity is 0 -----------------------------------------------------------------------

special("y = sp.xlogy(a, b)", "dy = sp.xlogy(1.0, b) * da + a / (b + ((a == 0) & (b == 0))) * db")
special("y = sp.xlog1py(a, b)", "dy = sp.xlog1py(1.0, b) * da + a / (1 + b + ((a == 0) & (b == -1))) * db")
special("y = sp.entr(x)", "dy = -(np.log(x) + 1) * dx")
special("y = sp.rel_entr(a, b)", "dy = (np.log(a / b) + 1) * da - a / (b + ((a == 0) & (b == 0))) * db")
special("y = sp.kl_div(a, b)", "dy = np.log(a / b) * da + (1 - a / (b + ((a == 0) & (b == 0)))) * db")
special(
    "y = sp.huber(h, r)",
    "dy = np.where(np.abs(r) <= h, 0.0, np.abs(r) - h) * dh + np.where(np.abs(r) <= h, r, h * np.sign(r)) * dr",
)
special(
    "y = sp.pseudo_huber(h, r)",
    "u = r / h",
    "s = np.hypot(1.0, u)",
    "dy = r * (u / s) * (u / (s + 1)) ** 2 * dh + r / s * dr",
)
special(
    "y = sp.boxcox(x, p)",
    "t = np.log(x)",
    "dy = x ** (p - 1) * dx + 0.5 * t * t * sp.hyp1f1(2, 3, p * t) * dp",
)
special(
    "y = sp.boxcox1p(x, p)",
    "t = np.log1p(x)",
    "dy = np.exp((p - 1) * t) * dx + 0.5 * t * t * sp.hyp1f1(2, 3, p * t) * dp",
)
special(
    "y = sp.inv_boxcox(b, p)",
    "t = np.log(y)",
    "dy = y ** (1 - p) * (db - 0.5 * t * t * sp.hyp1f1(2, 3, p * t) * dp)",
)
special(
    "y = sp.inv_boxcox1p(b, p)",
    "t = np.log1p(y)",
    "dy = np.exp((1 - p) * t) * (db - 0.5 * t * t * sp.hyp1f1(2, 3, p * t) * dp)",
)

# -- sums of exponentials ------------------------------------------------------------------------------------------


@special_for("y = sp.logsumexp(a, axis=None, b=None, keepdims=False, return_sign=False)")
def logsumexp(call: CallView) -> Lines:
    """The weights of the exponentials in the sum; of a sum with a sign there is one of real numbers."""
    weighted = "b" in call.given and call.static.get("b", 0) is not None
    signed = call.static.get("return_sign", "return_sign" in call.given)
    if signed and (signed is not True or any(call.kinds.get(p) != "f" for p in ("a", "b")[: 1 + weighted])):
        raise LookupError("return_sign has a derivative of real numbers, where it is literally True")
    is_seeded = call.parts is None or 0 in call.parts
    value, seed = ("y[0]", "dy[0]") if signed else ("y", "dy")
    along = "{0} if axis is None or keepdims else np.expand_dims({1}, axis)"
    sign = (f"n = {along.format('y[1]', 'y[1]')}", "e = n * np.exp(a - m)") if signed else ("e = np.exp(a - m)",)
    sums = "np.sum({} * d{}, axis=axis, keepdims=keepdims)"
    change = sums.format("w", "a") + (" + " + sums.format("e", "b") if weighted else "")
    return Lines(
        (
            f"m = {along.format(value, value)}",
            *sign,
            "w = b * e" if weighted else "w = e",
            f"dy = ({change}, 0.0)" if signed else f"dy = {change}",
        ),
        (
            f"g = {along.format(seed, f'_expand({seed}, {value})') if is_seeded else '0.0'}",
            "da = _reduce(w * g, w, a)" if weighted else "da = w * g",
            "db = _reduce(e * g, w, b)",
        ),
    )


special(
    "y = sp.softmax(x, axis=None)",
    "dy = y * (dx - np.sum(y * dx, axis=axis, keepdims=True))",
    adjoint=("dx = y * (dy - np.sum(y * dy, axis=axis, keepdims=True))",),
)
special(
    "y = sp.log_softmax(x, axis=None)",
    "dy = dx - np.sum(np.exp(y) * dx, axis=axis, keepdims=True)",
    adjoint=("dx = dy - np.exp(y) * np.sum(_expand(dy, y), axis=axis, keepdims=True)",),
)
