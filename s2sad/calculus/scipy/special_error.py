"""`scipy.special`: error functions and Fresnel integrals."""

from __future__ import annotations

from s2sad.calculus.scipy.notation import several, special

special("y = sp.erf(x)", "dy = 1.1283791670955126 * np.exp(-x * x) * dx")
special("y = sp.erfc(x)", "dy = -1.1283791670955126 * np.exp(-x * x) * dx")
special("y = sp.erfi(z)", "dy = 1.1283791670955126 * np.exp(z * z) * dz")
special("y = sp.erfinv(p)", "dy = 0.886226925452758 * np.exp(y * y) * dp")
special("y = sp.erfcinv(p)", "dy = -0.886226925452758 * np.exp(y * y) * dp")
special(  # far out the two terms are nearly equal, and the expansion of DLMF 7.12.1 is exact
    "y = sp.erfcx(x)",
    "near = 2 * x * y - 1.1283791670955126",
    "u = 0.5 / np.maximum(x, 1.0) ** 2",
    "rest = 1 - 7 * u * (1 - 9 * u * (1 - 11 * u * (1 - 13 * u * (1 - 15 * u))))",
    "far = -1.1283791670955126 * u * (1 - 3 * u * (1 - 5 * u * rest))",
    "dy = (near if np.iscomplexobj(x) else np.where(x < 20, near, far)) * dx",
)
special("y = sp.dawsn(x)", "dy = sp.hyp1f1(1, 0.5, -x * x) * dx")  # DLMF 13.6.7, 13.2.39, 13.3.18
special(  # DLMF 7.10.2
    "y = sp.wofz(z)",
    "w = 1.1283791670955126j - 2 * z * y",
    "dy = w * dz",
    adjoint=("dz = _reduce(w * dy, y, z)",),
)
special(
    "y = sp.voigt_profile(x, s, g)",
    "z = (x + 1j * g) / (1.4142135623730951 * s)",
    "w = (1.1283791670955126j - 2 * z * sp.wofz(z)) * 0.28209479177387814 / s**2",
    "dy = np.real(w) * dx - np.imag(w) * dg - (y / s + 1.4142135623730951 * np.real(z * w)) * ds",
)
special("y = sp.ndtr(x)", "dy = 0.3989422804014327 * np.exp(-0.5 * x * x) * dx")
special(
    "y = sp.log_ndtr(x)",
    "high = 0.3989422804014327 * np.exp(-0.5 * x * x - y)",
    "low = 0.7978845608028654 / sp.erfcx(-0.7071067811865476 * np.minimum(x, 0.0))",
    "dy = (high if np.iscomplexobj(x) else np.where(x < 0, low, high)) * dx",
)
special("y = sp.ndtri(p)", "dy = 2.5066282746310002 * np.exp(0.5 * y * y) * dp")
special("y = sp.ndtri_exp(p)", "dy = 1.2533141373155001 * sp.erfcx(-0.7071067811865476 * y) * dp")
special(
    "y = sp.owens_t(h, a)",
    "s = 1 + a * a",
    "dy = 0.15915494309189535 * np.exp(-0.5 * h * h * s) / s * da"
    " - 0.19947114020071635 * np.exp(-0.5 * h * h) * sp.erf(0.7071067811865476 * a * h) * dh",
)
several("y = sp.fresnel(z)", "t = 1.5707963267948966 * z * z", z=("np.sin(t)", "np.cos(t)"))
for name, i in (("modfresnelp", "1j"), ("modfresnelm", "-1j")):
    factor = f"0.5641895835477563 * np.exp(-0.7853981633974483 * {i})"
    several(f"y = sp.{name}(x)", x=(f"-np.exp({i} * x * x)", f"-{factor} - 2 * {i} * x * y[1]"))
