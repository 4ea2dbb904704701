"""`scipy.special`: elliptic integrals and functions, Mathieu functions.

In the parameter by hypergeometric functions (DLMF 19.5.1, 19.5.2 with 15.5.1) and by Carlson's integrals (19.18.1,
19.25.5, 19.25.9), which lose nothing where the textbook form divides 0 by 0.
"""

from __future__ import annotations

from s2sad.calculus.scipy.notation import several, special

special(
    "y = sp.ellipk(m)",
    "far = 0.5 * (sp.ellipe(m) / (1 - m + (m == 1)) - y) / (m + (m == 0))",
    "dy = np.where(m < -0.5, far, 0.39269908169872414 * sp.hyp2f1(1.5, 1.5, 2, m)) * dm",
)
special(
    "y = sp.ellipe(m)",
    "far = 0.5 * (y - sp.ellipk(m)) / (m + (m == 0))",
    "dy = np.where(np.abs(m) > 0.5, far, -0.39269908169872414 * sp.hyp2f1(0.5, 1.5, 2, m)) * dm",
)
special(
    "y = sp.ellipkm1(p)",
    "far = 0.5 * (y - sp.ellipe(1 - p) / p) / (1 - p + (p == 1))",
    "dy = np.where(np.abs(p - 1) > 0.5, far, -0.39269908169872414 * sp.hyp2f1(1.5, 1.5, 2, 1 - p)) * dp",
)
special(
    "y = sp.elliprf(a, b, c)",
    "dy = (-sp.elliprd(b, c, a) * da - sp.elliprd(a, c, b) * db - sp.elliprd(a, b, c) * dc) / 6",
)
special("y = sp.elliprc(a, b)", "dy = -sp.elliprd(b, b, a) / 6 * da - sp.elliprd(a, b, b) / 3 * db")

# The amplitude is turned back by k half turns, each of which adds two complete integrals.
TURNED = ("k = np.round({0} / np.pi)", "s = np.sin({0} - k * np.pi)", "c = 1 - s * s", "q = 1 - m * s * s")
WHOLE = "np.where(k == 0, 0.0, 0.7853981633974483 * k * sp.hyp2f1({}, 1.5, 2, m))"
IN_M = f"s**3 / 6 * sp.elliprd(c, 1.0, q) + {WHOLE.format(1.5)}"
special(
    "y = sp.ellipkinc(phi, m)",
    *(line.format("phi") for line in TURNED),
    f"dy = dphi / np.sqrt(q) + ({IN_M}) * dm",
)
special(
    "y = sp.ellipeinc(phi, m)",
    *(line.format("phi") for line in TURNED),
    f"dy = np.sqrt(q) * dphi - (s**3 / 6 * sp.elliprd(c, q, 1.0) + {WHOLE.format(0.5)}) * dm",
)
several(
    "y = sp.ellipj(u, m)",
    *(line.format("y[3]") for line in TURNED),
    f"w = -y[2] * ({IN_M})",
    u=("y[1] * y[2]", "-y[0] * y[2]", "-m * y[0] * y[1]", "y[2]"),
    m=("y[1] * w", "-y[0] * w", "-(0.5 * y[0] + m * y[1] * w) * y[0] / y[2]", "w"),
)

# -- Mathieu functions, of an angle in degrees, and modified ones; DLMF 28.2.1, 28.20.1 ----------------------------

for kind, turning, growing in (("a", "cem", ("modcem1", "modcem2")), ("b", "sem", ("modsem1", "modsem2"))):
    curvature = f"(2 * q * np.cos(0.03490658503988659 * x) - sp.mathieu_{kind}(m, q)) * y[0]"
    several(
        f"y = sp.mathieu_{turning}(m, q, x)",
        x=("0.017453292519943295 * y[1]", f"0.017453292519943295 * {curvature}"),
    )
    for name in growing:
        curvature = f"(sp.mathieu_{kind}(m, q) - 2 * q * np.cosh(2 * x)) * y[0]"
        several(f"y = sp.mathieu_{name}(m, q, x)", x=("y[1]", curvature))
