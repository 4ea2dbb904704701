"""`scipy.special`: orthogonal polynomials, in the argument; DLMF 18.9.15 to 18.9.28.

Their derivatives are polynomials of their kind, of one degree less: nothing is divided by 1 - x².
"""

from __future__ import annotations

from s2sad.calculus.rule import CallView, Lines
from s2sad.calculus.scipy.notation import special, special_for


def from_one(call: str, slope: str) -> None:
    """A rule whose slope has a degree less, ``n - 1``, which SciPy does not have of degree zero."""

    def lines(view: CallView) -> Lines:
        n = view.static.get("n")
        if type(n) is int:
            return Lines((f"dy = {slope if n > 0 else '0.0'} * dx",))
        return Lines((f"dy = {slope.replace('n - 1', 'np.abs(n - 1)')} * dx",))

    special_for(call)(lines)


special("y = sp.eval_legendre(n, x)", "dy = sp.eval_gegenbauer(n - 1, 1.5, x) * dx")
special("y = sp.eval_chebyt(n, x)", "dy = n * sp.eval_chebyu(n - 1, x) * dx")
special("y = sp.eval_chebyu(n, x)", "dy = 2 * sp.eval_gegenbauer(n - 1, 2, x) * dx")
special("y = sp.eval_chebyc(n, x)", "dy = n * sp.eval_chebys(n - 1, x) * dx")
special("y = sp.eval_chebys(n, x)", "dy = sp.eval_gegenbauer(n - 1, 2, 0.5 * x) * dx")
special("y = sp.eval_sh_legendre(n, x)", "dy = 2 * sp.eval_gegenbauer(n - 1, 1.5, 2 * x - 1) * dx")
special("y = sp.eval_sh_chebyt(n, x)", "dy = 2 * n * sp.eval_sh_chebyu(n - 1, x) * dx")
special("y = sp.eval_sh_chebyu(n, x)", "dy = 4 * sp.eval_gegenbauer(n - 1, 2, 2 * x - 1) * dx")
special("y = sp.eval_gegenbauer(n, a, x)", "dy = 2 * a * sp.eval_gegenbauer(n - 1, a + 1, x) * dx")
special("y = sp.eval_jacobi(n, a, b, x)", "dy = 0.5 * (n + a + b + 1) * sp.eval_jacobi(n - 1, a + 1, b + 1, x) * dx")
from_one("y = sp.eval_sh_jacobi(n, p, q, x)", "n * sp.eval_sh_jacobi(n - 1, p + 2, q + 1, x)")
special("y = sp.eval_laguerre(n, x)", "dy = -sp.eval_genlaguerre(n - 1, 1, x) * dx")
special("y = sp.eval_genlaguerre(n, a, x)", "dy = -sp.eval_genlaguerre(n - 1, a + 1, x) * dx")
special("y = sp.assoc_laguerre(x, n, k=0.0)", "dy = -sp.assoc_laguerre(x, n - 1, k + 1) * dx")
from_one("y = sp.eval_hermite(n, x)", "2 * n * sp.eval_hermite(n - 1, x)")
from_one("y = sp.eval_hermitenorm(n, x)", "n * sp.eval_hermitenorm(n - 1, x)")
special(  # DLMF 14.10.2 with 14.10.4
    "y = sp.lpmv(m, v, x)",
    "s = (1 - x) * (1 + x)",
    "dy = -(sp.lpmv(m + 1, v, x) / np.sqrt(s) + m * x * y / s) * dx",
)
