"""`scipy.special`: Bessel functions and their kin, in the argument; DLMF 10.6, 10.29, 10.51, 11.4, 9.2."""

from __future__ import annotations

from s2sad.calculus.registry import same
from s2sad.calculus.rule import CallView, Lines
from s2sad.calculus.scipy.notation import of_several, several, special, special_for

special("y = sp.j0(x)", "dy = -sp.j1(x) * dx")
special("y = sp.j1(x)", "dy = 0.5 * (sp.j0(x) - sp.jv(2, x)) * dx")
special("y = sp.y0(x)", "dy = -sp.y1(x) * dx")
special("y = sp.y1(x)", "dy = (sp.y0(x) - y / x) * dx")
special("y = sp.i0(x)", "dy = sp.i1(x) * dx")
special("y = sp.i1(x)", "dy = 0.5 * (sp.i0(x) + sp.iv(2, x)) * dx")
special("y = sp.k0(x)", "dy = -sp.k1(x) * dx")
special("y = sp.k1(x)", "dy = -(sp.k0(x) + y / x) * dx")
special("y = sp.i0e(x)", "dy = (sp.i1e(x) - np.sign(x) * y) * dx")
special("y = sp.i1e(x)", "dy = (0.5 * (sp.i0e(x) + sp.ive(2, x)) - np.sign(x) * y) * dx")
special("y = sp.k0e(x)", "dy = (y - sp.k1e(x)) * dx")
special("y = sp.k1e(x)", "dy = (y - sp.k0e(x) - y / x) * dx")

# -- of any order: the mean of, or the half difference between, the orders below and above -------------------------

for name in ("jv", "yv", "hankel1", "hankel2"):
    special(f"y = sp.{name}(v, z)", f"dy = 0.5 * (sp.{name}(v - 1, z) - sp.{name}(v + 1, z)) * dz")
special("y = sp.yn(n, x)", "dy = 0.5 * (sp.yn(n - 1, x) - sp.yn(n + 1, x)) * dx")
special("y = sp.iv(v, z)", "dy = 0.5 * (sp.iv(v - 1, z) + sp.iv(v + 1, z)) * dz")
special("y = sp.kv(v, z)", "dy = -0.5 * (sp.kv(v - 1, z) + sp.kv(v + 1, z)) * dz")
special("y = sp.kn(n, x)", "dy = -0.5 * (sp.kn(np.abs(n - 1), x) + sp.kn(n + 1, x)) * dx")
same("scipy.special.jv", "scipy.special.jn")

# Those with a factor: exp(-|Im z|), exp(-|Re z|), exp(z), exp(-iz) and exp(iz).
for name in ("jve", "yve"):
    special(
        f"y = sp.{name}(v, z)",
        f"w = 0.5 * (sp.{name}(v - 1, z) - sp.{name}(v + 1, z))",
        "u = y * np.sign(np.imag(z))",
        "dy = w * dz - u * np.imag(dz) if np.iscomplexobj(z) else w * dz",
        adjoint=("dz = _reduce(w * dy + 1j * np.real(u * dy) if np.iscomplexobj(z) else w * dy, y, z)",),
    )
special(
    "y = sp.ive(v, z)",
    "w = 0.5 * (sp.ive(v - 1, z) + sp.ive(v + 1, z))",
    "u = y * np.sign(np.real(z))",
    "dy = w * dz - u * np.real(dz)",
    adjoint=("dz = _reduce(w * dy - np.real(u * dy), y, z)",),
)
special("y = sp.kve(v, z)", "dy = (y - 0.5 * (sp.kve(v - 1, z) + sp.kve(v + 1, z))) * dz")
for name, i in (("hankel1e", "- 1j"), ("hankel2e", "+ 1j")):
    special(f"y = sp.{name}(v, z)", f"dy = (0.5 * (sp.{name}(v - 1, z) - sp.{name}(v + 1, z)) {i} * y) * dz")
for name in ("jvp", "yvp", "ivp", "kvp", "h1vp", "h2vp"):
    special(f"y = sp.{name}(v, z, n=1)", f"dy = sp.{name}(v, z, n + 1) * dz")

# -- spherical: DLMF 10.51.1 and 10.51.4 hold for their derivatives too --------------------------------------------

for name, signs in (("jn", "-+"), ("yn", "-+"), ("in", "++"), ("kn", "+-")):
    below, above = f"n * sp.spherical_{name}(np.abs(n - 1), z, True)", f"(n + 1) * sp.spherical_{name}(n + 1, z, True)"
    twice = f"{'-' if signs == '+-' else ''}({below} {'-' if signs == '-+' else '+'} {above}) / (2 * n + 1)"
    special(
        f"y = sp.spherical_{name}(n, z, derivative=False)",
        f"dy = ({twice} if derivative else sp.spherical_{name}(n, z, True)) * dz",
    )

# -- Airy functions: DLMF 9.2.1 ------------------------------------------------------------------------------------

several("y = sp.airy(z)", z=("y[1]", "z * y[0]", "y[3]", "z * y[2]"))


@special_for("y = sp.airye(z)")
def airye(call: CallView) -> Lines:
    """With factors exp(ζ) and exp(-|Re ζ|), of which the second is no analytic function; ζ' is the root of z."""
    if call.kinds.get("z") != "f":
        raise LookupError("scipy.special.airye has a rule for real numbers: give the type (an annotation, or --args)")
    root = "s = np.where(z > 0, np.sqrt(np.where(z > 0, z, 1.0)), 0.0)"
    slopes = ("y[1] + s * y[0]", "z * y[0] + s * y[1]", "y[3] - s * y[2]", "z * y[2] - s * y[3]")
    return of_several(call, (root,), {"z": slopes})


several("y = sp.itairy(x)", "a = sp.airy(x)", "b = sp.airy(-x)", x=("a[0]", "a[2]", "b[0]", "b[2]"))

# -- Struve functions: DLMF 11.4.27 and 11.4.29, and 11.4.24 and 11.4.26 where the argument is small ----------


def struve(name: str, sign: str) -> None:
    """One of the two kinds; the sign is that of the order above."""

    def lines(call: CallView) -> Lines:
        if type(call.static.get("v")) is int and call.static["v"] == 0:
            return Lines((f"dy = (0.6366197723675814 {sign} sp.{name}(1, x)) * dx",))
        power = "0.5641895835477563 * (0.5 * x) ** v * sp.rgamma(v + 1.5)"
        return Lines(
            (
                f"near = 0.5 * (sp.{name}(v - 1, x) {sign} sp.{name}(v + 1, x) + {power})",
                f"far = sp.{name}(v - 1, x) - v * y / (x + (x == 0))",
                "dy = np.where(np.abs(x) < 4, near, far) * dx",
            )
        )

    special_for(f"y = sp.{name}(v, x)")(lines)


struve("struve", "-")
struve("modstruve", "+")

# -- integrals -----------------------------------------------------------------------------------------------------

special("y = sp.itstruve0(x)", "dy = sp.struve(0, x) * dx")
special("y = sp.it2struve0(x)", "dy = -sp.struve(0, x) / x * dx")
special("y = sp.itmodstruve0(x)", "dy = sp.modstruve(0, x) * dx")
several("y = sp.itj0y0(x)", x=("sp.j0(x)", "sp.y0(x)"))
several("y = sp.iti0k0(x)", x=("sp.i0(x)", "sp.k0(x)"))
for kind, sign, far in (("j0y0", "-", "(1 - sp.j0(x)) / t"), ("i0k0", "+", "(sp.i0(x) - 1) / t")):
    series = "1"  # DLMF 10.2.2, 10.25.2
    for k in (7, 6, 5, 4, 3, 2):
        series = f"1 {sign} u / {k * k} * ({series})"
    several(
        f"y = sp.it2{kind}(x)",
        "u = 0.25 * x * x",
        "t = x + (x == 0)",
        x=(f"np.where(np.abs(x) < 1, 0.25 * x * ({series}), {far})", f"-sp.{kind[2:]}(x) / x"),
    )
special("y = sp.besselpoly(a, m, v)", "dy = (sp.besselpoly(a, m + 1, v - 1) - sp.besselpoly(a, m + 1, v + 1)) * da")

# -- Kelvin functions: the equation of DLMF 10.61.3 ----------------------------------------------------------------

for real, imaginary, ratios in (
    ("ber", "bei", ("y / (x + (x == 0))", "np.where(x == 0, 0.5, y / (x + (x == 0)))")),
    ("ker", "kei", ("y / x", "y / x")),
):
    special(f"y = sp.{real}(x)", f"dy = sp.{real}p(x) * dx")
    special(f"y = sp.{imaginary}(x)", f"dy = sp.{imaginary}p(x) * dx")
    special(f"y = sp.{real}p(x)", f"dy = -(sp.{imaginary}(x) + {ratios[0]}) * dx")
    special(f"y = sp.{imaginary}p(x)", f"dy = (sp.{real}(x) - {ratios[1]}) * dx")
several("y = sp.kelvin(x)", x=("y[2]", "y[3]", "1j * y[0] - y[2] / x", "1j * y[1] - y[3] / x"))
