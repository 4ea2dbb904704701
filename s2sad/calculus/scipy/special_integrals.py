"""`scipy.special`: integrals of elementary functions, what inverts them, and hypergeometric functions."""

from __future__ import annotations

from s2sad.calculus.rule import CallView, Lines
from s2sad.calculus.scipy.notation import several, special, special_for

special("y = sp.exp1(z)", "dy = -np.exp(-z) / z * dz")
special("y = sp.expi(x)", "dy = np.exp(x) / x * dx")


@special_for("y = sp.expn(n, x)")
def expn(call: CallView) -> Lines:
    """DLMF 8.19.13; of order zero it is an elementary function."""
    n = call.static.get("n")
    lower, last = "sp.expn(n - 1, x)", "np.exp(-x) * (x + 1) / (x * x)"
    if isinstance(n, int):
        return Lines((f"dy = -{lower if n > 0 else last} * dx",))
    return Lines((f"dy = -np.where(n > 0, {lower.replace('n - 1', 'np.maximum(n - 1, 0)')}, {last}) * dx",))


several("y = sp.sici(x)", x=("np.sinc(x / np.pi)", "np.cos(x) / x"))
several(
    "y = sp.shichi(x)",
    x=("np.sinh(x) / x if np.iscomplexobj(x) else 0.5 * (sp.exprel(x) + sp.exprel(-x))", "np.cosh(x) / x"),
)
special(  # DLMF 15.4.1 near 1
    "y = sp.spence(z)",
    "dy = np.where(np.abs(z - 1) < 0.5, -sp.hyp2f1(1, 1, 2, 1 - z), np.log(z) / (1 - z + (z == 1))) * dz",
)
special(  # DLMF 4.13.4
    "y = sp.lambertw(z, k=0, tol=1e-8)",
    "w = np.exp(-y) / (1 + y)",
    "dy = w * dz",
    adjoint=("dz = _reduce(w * dy, y, z)",),
)
special("y = sp.wrightomega(z)", "dy = y / (1 + y) * dz")

# -- hypergeometric functions: in the argument; DLMF 13.3.15, 13.3.22, 15.5.1 --------------------------------------

special("y = sp.hyp0f1(v, z)", "dy = sp.hyp0f1(v + 1, z) / v * dz")
special("y = sp.hyp1f1(a, b, z)", "dy = a / b * sp.hyp1f1(a + 1, b + 1, z) * dz")
special("y = sp.hyp2f1(a, b, c, z)", "dy = a * b / c * sp.hyp2f1(a + 1, b + 1, c + 1, z) * dz")
special("y = sp.hyperu(a, b, x)", "dy = -a * sp.hyperu(a + 1, b + 1, x) * dx")
special("y = sp.wright_bessel(a, b, x)", "dy = sp.wright_bessel(a, b + a, x) * dx")  # DLMF 10.46.1
special("y = sp.log_wright_bessel(a, b, x)", "dy = np.exp(sp.log_wright_bessel(a, b + a, x) - y) * dx")

# -- parabolic cylinder functions, with their slopes: DLMF 12.2.2, 12.2.3 ------------------------------------------

several("y = sp.pbdv(v, x)", x=("y[1]", "(0.25 * x * x - v - 0.5) * y[0]"))
several("y = sp.pbvv(v, x)", x=("y[1]", "(0.25 * x * x - v - 0.5) * y[0]"))
several("y = sp.pbwa(a, x)", x=("y[1]", "(a - 0.25 * x * x) * y[0]"))
