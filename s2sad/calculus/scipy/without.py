"""Why a function of SciPy has no derivative, or makes what does not depend on any number that could vary."""

from __future__ import annotations

from s2sad.calculus.scipy.without_arrays import CREATES_ARRAYS, REASONS_OF_ARRAYS

__all__ = ["CREATES", "OTHERS", "REASONS"]

CREATES: dict[str, str] = {
    "scipy.special": """
        roots_chebyc roots_chebys roots_chebyt roots_chebyu roots_gegenbauer roots_genlaguerre roots_hermite
        roots_hermitenorm roots_jacobi roots_laguerre roots_legendre roots_sh_chebyt roots_sh_chebyu roots_sh_jacobi
        roots_sh_legendre c_roots cg_roots h_roots he_roots j_roots js_roots l_roots la_roots p_roots ps_roots s_roots
        t_roots ts_roots u_roots us_roots
        ai_zeros bi_zeros ber_zeros bei_zeros berp_zeros beip_zeros ker_zeros kei_zeros kerp_zeros keip_zeros
        kelvin_zeros erf_zeros fresnel_zeros fresnelc_zeros fresnels_zeros jn_zeros jnp_zeros jnjnp_zeros jnyn_zeros
        yn_zeros ynp_zeros y0_zeros y1_zeros y1p_zeros bernoulli euler
    """,
    **CREATES_ARRAYS,
}
"""For each module the functions whose results are constants: of degrees and of counts."""

REASONS: dict[str, dict[str, str]] = {
    "scipy.special": {
        "an object that is a polynomial: take eval_legendre and its kin": """
            chebyc chebys chebyt chebyu gegenbauer genlaguerre hermite hermitenorm jacobi laguerre legendre sh_chebyt
            sh_chebyu sh_jacobi sh_legendre
        """,
        "it gives its derivatives itself, with diff_n=1": """
            legendre_p legendre_p_all assoc_legendre_p assoc_legendre_p_all sph_legendre_p sph_legendre_p_all
            sph_harm_y sph_harm_y_all
        """,
        "it gives its derivatives itself, beside the values": """
            lmbda lpn lpmn clpmn lqn lqmn riccati_jn riccati_yn pbdv_seq pbvv_seq pbdn_seq
        """,
        "of whole numbers": "factorial2 factorialk stirling2",
        "in what it could vary in its derivative is no function that SciPy has": """
            bdtrik bdtrin btdtria btdtrib chdtriv fdtridfd gdtrib nbdtrik nbdtrin pdtrik stdtridf mathieu_a
            mathieu_b mathieu_even_coef mathieu_odd_coef sph_harm
        """,
        "a distribution that is not central: its density is no function that SciPy has": """
            chndtr chndtridf chndtrinc chndtrix ncfdtr ncfdtri ncfdtridfd ncfdtridfn ncfdtrinc nctdtr nctdtridf
            nctdtrinc nctdtrit
        """,
        "its derivative divides by differences of its arguments": "elliprd elliprg elliprj",
        "a polynomial in pieces: its limit kolmogorov has one": "smirnov smirnovi",
        "a wave function in coordinates of an ellipsoid": """
            ellip_harm ellip_harm_2 ellip_normal obl_ang1 obl_ang1_cv obl_cv obl_cv_seq obl_rad1 obl_rad1_cv obl_rad2
            obl_rad2_cv pro_ang1 pro_ang1_cv pro_cv pro_cv_seq pro_rad1 pro_rad1_cv pro_rad2 pro_rad2_cv
        """,
    },
    **REASONS_OF_ARRAYS,
}
"""For each module the reasons, each with the functions that it holds for."""

OTHERS: dict[str, str] = {
    "scipy.integrate": "no rule: solve_ivp, odeint, quad, quad_vec and the integrals of samples have one",
    "scipy.interpolate": "no rule: CubicSpline, PchipInterpolator, BSpline, interp1d, interpn and kin have one",
    "scipy.optimize": "no rule: roots, fixed points, minima, least_squares and curve_fit have one",
    "scipy.sparse": "no rule: sums, products, solutions and diags have one",
    "scipy.sparse.linalg": "no rule: spsolve, splu, factorized, cg, bicgstab, gmres and minres have one",
    "scipy.stats": "no rule: its density written out",
}
"""For each module what is said of every other function."""
