"""`scipy.special`: gamma and beta functions, complete and incomplete."""

from __future__ import annotations

from s2sad.calculus.registry import same, still
from s2sad.calculus.rule import CallView, Lines
from s2sad.calculus.scipy.notation import special, special_for

special("y = sp.gamma(z)", "dy = y * sp.psi(z) * dz")
special("y = sp.gammaln(x)", "dy = sp.psi(x) * dx")
special("y = sp.loggamma(z)", "dy = sp.psi(z) * dz")
special(  # to the left by reflection, DLMF 5.5.3 and 5.5.4, where psi has poles and this function none
    "y = sp.rgamma(z)",
    "left = np.real(z) < 0.5",
    "w = np.where(left, 1 - z, z)",
    "dy = (np.where(left, np.cos(np.pi * z) * sp.gamma(w), 0.0) - sp.psi(w) * y) * dz",
)


@special_for("y = sp.psi(z)")
def psi(call: CallView) -> Lines:
    """The derivative is a function that SciPy has of real numbers."""
    if call.kinds.get("z") == "c":
        raise LookupError("scipy.special has polygamma, the derivative of psi, of real numbers alone")
    return Lines(("dy = sp.polygamma(1, z) * dz",))


same("scipy.special.psi", "scipy.special.digamma")


@special_for("y = sp.zeta(x, q=None)")
def zeta(call: CallView) -> Lines:
    """DLMF 25.11.17 in q."""
    if call.kinds.get("x") == "c":
        raise LookupError("zeta has a rule in real numbers")
    if "q" in call.given and call.static.get("q", 0) is not None:
        return Lines(("dy = hurwitz_slope(x, q) * dx - x * sp.zeta(x + 1, q) * dq",))
    return Lines(("dy = riemann_slope(x) * dx",))


special("y = sp.zetac(x)", "dy = riemann_slope(x) * dx")
special("y = sp.polygamma(n, x)", "dy = sp.polygamma(n + 1, x) * dx")
special("y = sp.poch(z, m)", "w = sp.psi(z + m)", "dy = y * (w - sp.psi(z)) * dz + y * w * dm")
special(
    "y = sp.multigammaln(a, d)",
    "dy = np.sum(sp.psi(np.expand_dims(a, -1) - 0.5 * np.arange(d)), axis=-1) * da",
)
still("scipy.special.gammasgn", "scipy.special.round")

# -- counting, between whole numbers; where there is nothing to count, it stays so ---------------------------------

special("y = sp.binom(n, k)",
        "w = sp.psi(n - k + 1)",
        "dy = y * (sp.psi(n + 1) - w) * dn + y * (w - sp.psi(k + 1)) * dk")  # fmt: skip
special("y = sp.factorial(n, exact=False, extend='zero')", "dy = np.where(y == 0, 0.0, y * sp.psi(n + 1)) * dn")
special("y = sp.perm(N, k, exact=False)",
        "w = sp.psi(N - k + 1)",
        "dy = np.where(y == 0, 0.0, y * (sp.psi(N + 1) - w)) * dN + np.where(y == 0, 0.0, y * w) * dk")  # fmt: skip


@special_for("y = sp.comb(N, k, *_, exact=False, repetition=False)")
def comb(call: CallView) -> Lines:
    """Choices without repetition."""
    if call.static.get("repetition", "repetition" in call.given):
        raise LookupError("scipy.special.comb has a rule without repetition: comb(N + k - 1, k)")
    first, second = ("np.where(y == 0, 0.0, y * (sp.psi(N + 1) - w))", "np.where(y == 0, 0.0, y * (w - sp.psi(k + 1)))")
    return Lines(("w = sp.psi(N - k + 1)", f"dy = {first} * dN + {second} * dk"))


# -- beta functions ------------------------------------------------------------------------------------------------

special("y = sp.beta(a, b)", "w = sp.psi(a + b)", "dy = y * (sp.psi(a) - w) * da + y * (sp.psi(b) - w) * db")
special("y = sp.betaln(a, b)", "w = sp.psi(a + b)", "dy = (sp.psi(a) - w) * da + (sp.psi(b) - w) * db")

# -- incomplete integrals, in their limit: DLMF 8.17.1, 8.2.4, and in what their integrands have besides.

GAMMA, BETA = "sp.xlogy({1}, {0}) - {0} - sp.gammaln(a)", "sp.xlogy({1}, {0}) + sp.xlog1py({2}, -{0}) - sp.betaln(a, b)"
for tail, sign, other in (("", "", "-"), ("c", "-", "")):
    special(f"y = sp.gammainc{tail}(a, x)",
            f"dy = {sign}np.exp({GAMMA.format('x', 'a - 1')}) * dx"
            f" {other or '+'} np.exp({GAMMA.format('x', 'a')}) * gamma_flow(a, x) * da")  # fmt: skip
    special(f"y = sp.gammainc{tail}inv(a, p)",
            f"dy = {sign}np.exp(-({GAMMA.format('y', 'a - 1')})) * dp + y * gamma_flow(a, y) * da")  # fmt: skip
    special(
        f"y = sp.betainc{tail}(a, b, x)",
        f"w = {sign}np.exp({BETA.format('x', 'a', 'b')})",
        f"dy = {sign}np.exp({BETA.format('x', 'a - 1', 'b - 1')}) * dx"
        " + w * (beta_flow(b, a, 1 - x, x) * db - beta_flow(a, b, x, 1 - x) * da)",
    )
    special(
        f"y = sp.betainc{tail}inv(a, b, p)",
        f"dy = {sign}np.exp(-({BETA.format('y', 'a - 1', 'b - 1')})) * dp"
        " + y * (1 - y) * (beta_flow(a, b, y, 1 - y) * da - beta_flow(b, a, 1 - y, y) * db)",
    )
