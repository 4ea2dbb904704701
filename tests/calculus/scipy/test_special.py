"""`scipy.special`: both modes and the second order against differences, and the values where a formula could fail."""

from __future__ import annotations

import re

import numpy as np
import pytest

import s2sad
from s2sad.calculus import registry
from s2sad.calculus.rule import Rule
from tests.calculus.made import made
from tests.calculus.scipy.lines import has, of
from tests.support import check, check_second_order

scipy = pytest.importorskip("scipy")
special = pytest.importorskip("scipy.special")

X = np.array([0.31, 0.62, 0.83, 1.14])
P = np.array([0.12, 0.35, 0.62, 0.83])
VALUES = {
    "x": X,
    "p": P,
    "a": X + 0.3,
    "b": X[::-1] + 0.4,
    "c": X[[1, 3, 0, 2]] + 0.2,
    "m": X[:, None] * np.array([1.0, 0.7, 1.3]),
    "z": X + 1j * X[::-1] + 0.2,
    "u": X - 1j * X[::-1] - 0.9,
}


def names(texts):
    return [text.strip() for line in texts.strip().splitlines() for text in line.split("|")]


def parameters(text):
    """The parameters that a text reads, in the order of `VALUES`."""
    read = re.sub(r"\b[a-z]=", "", text)
    return [name for name in VALUES if re.search(rf"\b{name}\b", read)]


# -- of one number -------------------------------------------------------------------------------------------------

ONE = {
    "x": """
        exp2 exp10 expm1 exprel log1p cbrt cosm1 sindg cosdg tandg cotdg expit log_expit softplus entr exp1 expi spence
        wrightomega gamma gammaln loggamma rgamma psi digamma erf erfc erfi erfcx dawsn ndtr log_ndtr j0 j1 y0 y1 i0 i1
        k0 k1 i0e i1e k0e k1e itstruve0 it2struve0 itmodstruve0 ber bei berp beip ker kei kerp keip kolmogorov
    """,
    "p": "logit erfinv erfcinv ndtri ellipk ellipe ellipkm1 kolmogi",
    "-x": "rgamma gamma erfcx dawsn ndtri_exp log_ndtr i0e i1e i0 i1 expi",
}
ONES = [(name, at) for at, listed in ONE.items() for name in listed.split() if hasattr(special, name)]


@pytest.mark.parametrize(("name", "at"), ONES)
def test_of_one_number(name, at):
    x = {"x": X, "p": P, "-x": -X}[at]
    f = of(f"{name}(x)", "x")
    for value in (x, float(x[1]), x[:0]):
        check(f, value)
    if name not in ("ellipkm1", "kolmogi"):  # of float32 they are too rough for differences
        check(f, x.astype(np.float32))
    check_second_order(made(f"np.sum(scipy.special.{name}(x) * x)", "x", scipy=scipy), x)


@pytest.mark.parametrize("name", ["erf", "erfcx", "gamma", "expit", "j1", "ellipk"])
def test_of_one_number_in_other_shapes(name):
    f = of(f"{name}(x)", "x")
    for value in (np.float64(P[1]), np.array(P[2]), P[:1], P.reshape(2, 2), np.float32(P[1]), P[:2][None]):
        check(f, value)


# -- of several, where the derivative is in some -------------------------------------------------------------------

SEVERAL = """
    powm1(a, b) | radian(a, b, c) | diric(x, 5) | diric(x, 4) | xlogy(a, b) | xlog1py(a, b) | rel_entr(a, b)
    kl_div(a, b) | huber(a, b) | huber(b, a) | pseudo_huber(a, b) | boxcox(a, b) | boxcox1p(a, b)
    inv_boxcox(a, b) | inv_boxcox1p(a, b) | owens_t(a, b) | voigt_profile(a, b, c) | expn(2, x) | expn(1, x)
    expn(0, x) | hyp0f1(1.3, x) | hyp1f1(1.3, 2.1, x) | hyp2f1(1.3, 0.4, 2.1, p) | hyperu(1.3, 0.4, x)
    wright_bessel(1.3, 0.4, x) | log_wright_bessel(1.3, 0.4, x) | lambertw(x).real | lambertw(-0.3 * p, -1).real
    polygamma(2, x) | poch(a, b) | multigammaln(3 + a, 3) | zeta(1.3 + a, b) | zetac(1.3 + a) | binom(2 + a, b)
    factorial(a) | perm(3 + a, b) | comb(3 + a, b) | beta(a, b) | betaln(a, b)
    betainc(a, 2.1, p) | betaincc(1.3, 2.1, p) | betaincinv(1.3, 2.1, p) | betainccinv(1.3, 2.1, p)
    gammainc(a, x) | gammaincc(1.3, x) | gammaincinv(1.3, p)
    gammainccinv(1.3, p) | jv(2, x) | jv(1.3, x) | jn(0, x) | yv(0.3, x) | yn(0, x) | yn(3, x) | iv(0.3, x)
    kv(0.3, x) | kn(0, x) | kn(2, x) | jve(0.3, x) | yve(0.3, x) | ive(0.3, x) | ive(2, -x) | kve(0.3, x)
    hankel1(0.3, x).real | hankel2(0.3, x).imag | hankel1e(0.3, x).real | hankel2e(0.3, x).imag | jvp(2, x)
    yvp(2, x, 2) | ivp(2, x) | kvp(2, x) | h1vp(2, x).real | h2vp(2, x).imag | spherical_jn(2, x)
    spherical_jn(0, x, True) | spherical_yn(1, x) | spherical_yn(0, x, derivative=True) | spherical_in(2, x)
    spherical_in(0, x, True) | spherical_kn(2, x) | spherical_kn(1, x, True) | struve(0, x) | struve(1.3, x)
    struve(1.3, 6 + x) | modstruve(0, x) | modstruve(1.3, x) | modstruve(0.4, 5 + x) | besselpoly(x, 1.0, 2.0)
    ellipkinc(x, 0.3) | ellipeinc(-9 * x, 0.3) | wofz(x).real | airy(x)[0] | airy(-x)[3] | airye(x)[0]
    airye(-x)[2] | airye(x)[3] | itairy(x)[1] | sici(x)[1] | shichi(x)[0] | pbdv(1.3, x)[1] | pbvv(1.3, x)[0]
    pbwa(0.7, x)[0] | fresnel(x)[0] | modfresnelp(x)[0].real | modfresnelm(x)[1].imag | itj0y0(x)[1]
    iti0k0(x)[0] | it2j0y0(x)[0] | it2i0k0(x)[1] | kelvin(x)[0].real | kelvin(x)[3].imag | ellipj(7 * x, 0.3)[0]
    ellipj(x, 0.3)[2] | mathieu_cem(2, 0.7, 30 * x)[0] | mathieu_sem(1, 0.7, 50 * x)[1]
    mathieu_modcem1(1, 0.7, x)[0] | mathieu_modcem2(1, 0.7, x)[1] | mathieu_modsem1(1, 0.7, x)[1]
    mathieu_modsem2(1, 0.7, x)[0] | eval_legendre(3, x) | eval_legendre(0, x) | eval_legendre(1.7, p)
    eval_chebyt(3, x) | eval_chebyt(0, x) | eval_chebyu(3, x) | eval_chebyc(3, x) | eval_chebys(3, x)
    eval_sh_legendre(3, x) | eval_sh_chebyt(3, x) | eval_sh_chebyu(3, x) | eval_gegenbauer(3, 0.7, x)
    eval_jacobi(3, 0.7, 0.4, x) | eval_sh_jacobi(3, 3.7, 1.4, x) | eval_sh_jacobi(0, 3.7, 1.4, x)
    eval_laguerre(3, x) | eval_genlaguerre(3, 0.7, x) | assoc_laguerre(x, 3, 0.7) | eval_hermite(3, x)
    eval_hermite(0, x) | eval_hermitenorm(3, x) | lpmv(1, 3, p) | lpmv(0, 2.5, p) | lpmv(2, 3, p)
    bdtr(2, 6, p) | bdtrc(2, 6, p) | bdtri(2, 6, p) | nbdtr(2, 6, p) | nbdtrc(2, 6, p) | nbdtri(2, 6, p) | pdtr(2, x)
    pdtrc(2, x) | pdtri(2, p) | chdtr(2.3, x) | chdtrc(2.3, x) | chdtri(2.3, p) | fdtr(2.3, 3.1, x)
    fdtrc(2.3, 3.1, x) | fdtri(2.3, 3.1, p) | stdtr(2.3, x) | stdtrit(2.3, p) | gdtr(a, 2.3, b) | gdtrc(a, 2.3, b)
    gdtrix(a, 2.3, p) | gdtria(p, 2.3, a) | nrdtrimn(p, a, b) | nrdtrisd(a, 0.4 * p, -3 - b) | tklmbda(x - 0.5, 0.7)
"""
# whose second derivatives are those of elliprd, which has none
ONCE = """
    agm(a, b) | elliprf(a, b, c) | elliprc(a, b) | ellipkinc(a, p) | ellipkinc(9 * a, p) | ellipeinc(9 * a, p)
    ellipj(8 * a, p)[0] | ellipj(a, p)[2]
"""
# whose second derivatives are those of gammainc and betainc, which are tried
FLOWING = """
    gammaincc(a, x) | gammaincinv(a, p) | gammainccinv(a, p) | betainc(a, 2 * b, p) | betaincc(a, b, p)
    betaincinv(a, b, p) | betainccinv(a, b, p) | chdtr(a, x) | chdtrc(a, x) | chdtri(a, p) | fdtr(a, b, x)
    fdtrc(a, b, x) | fdtri(a, b, p) | stdtr(a, x) | stdtrit(a, p) | gdtr(a, b, x) | gdtrc(a, b, x) | gdtrix(a, b, p)
    gdtria(p, b, a)
"""
SUMS = """
    logsumexp(a) | logsumexp(a, b=b) | logsumexp(a, b=b, return_sign=True)[0] | logsumexp(m, axis=0)
    logsumexp(m, axis=(0, 1)) | logsumexp(m, axis=1, keepdims=True) | logsumexp(m, 0, m * m) | logsumexp(m, 1, a[:3])
    logsumexp(m, 1, -a[:3], True, True)[0] | logsumexp(m, -1, return_sign=True)[0] * logsumexp(m, -1, None, False, True)[1]
    softmax(m, axis=0) | softmax(m) | log_softmax(m, axis=1) | log_softmax(m) | logsumexp(m[0], b=-2.0, return_sign=True)[0]
"""  # noqa: E501


@pytest.mark.parametrize("text", [text for text in names(SEVERAL) + names(SUMS) if has(text)])
def test_of_several_numbers(text):
    params = parameters(text)
    values = [VALUES[name] for name in params]
    check(of(text, ", ".join(params)), *values, wrt=tuple(params))
    twice = of(f"np.sum({text} * {params[0]}.ravel()[1])", ", ".join(params))
    check_second_order(twice, *values, wrt=tuple(params))


@pytest.mark.parametrize("text", [text for text in names(ONCE) + names(FLOWING) if has(text)])
def test_of_several_numbers_once(text):
    params = parameters(text)
    check(of(text, ", ".join(params)), *[VALUES[name] for name in params], wrt=tuple(params))


WHOLE = "airy airye itairy sici shichi fresnel modfresnelp modfresnelm itj0y0 iti0k0 it2j0y0 it2i0k0 kelvin"


@pytest.mark.parametrize("text", [*(f"{name}(x)" for name in WHOLE.split()), "ellipj(a, p)", "pbdv(1.3, x)"])
def test_all_results_of_a_function_of_several(text):
    params = parameters(text)
    check(of(text, ", ".join(params)), *[VALUES[name] for name in params], wrt=tuple(params))


PAIRS = "xlogy(a, b) | rel_entr(a, b) | betaln(a, b) | huber(a, b) | owens_t(a, b) | poch(a, b) | boxcox(a, b)"


@pytest.mark.parametrize("text", names(PAIRS))
def test_broadcasting(text):
    f = of(text, "a, b")
    for a, b in (
        (0.7, 1.3),
        (X, 1.3),
        (0.7, X),
        (X[:, None], X[:3] + 0.05),
        (X[:1], X + 0.05),
        (X[:0], 0.4),
        (np.array(0.7), X),
    ):
        check(f, a, b, wrt=("a", "b"))
    check(f, X.astype(np.float32), X[::-1].astype(np.float32), wrt=("a", "b"))
    check(f, X[:, None], X[:3] + 0.05, wrt="a")


@pytest.mark.parametrize(
    "text", ["jv(n, x)", "expn(n, x)", "eval_legendre(n, x)", "eval_hermite(n, x)", "polygamma(n, x)"]
)
def test_an_order_for_each_number(text):
    n = np.array([0, 1, 2, 3])
    check(of(text, "n, x"), n, X, wrt="x")
    check_second_order(of(f"np.sum({text} * x)", "n, x"), n, X, wrt="x")


# -- complex numbers -----------------------------------------------------------------------------------------------

COMPLEX = """
    expm1(z) | log1p(z) | exp1(z) | expi(z) | spence(z) | wrightomega(z) | gamma(z) | loggamma(z) | rgamma(z) | erf(z)
    rgamma(u) | erfc(z) | erfi(z) | erfcx(z) | dawsn(z) | log_ndtr(z) | wofz(z) | lambertw(z) | sici(z) | shichi(z)
    fresnel(z) | airy(z) | jv(0.3, z) | yv(0.3, z) | hankel1(0.3, z) | hankel2(0.3, z) | iv(0.3, z) | kv(0.3, z)
    jve(0.3, z) | yve(0.3, z) | ive(0.3, z) | kve(0.3, z) | hankel1e(0.3, z) | hankel2e(0.3, z) | jve(0.3, u)
    yve(0.3, u) | ive(0.3, u) | eval_legendre(2, z) | eval_jacobi(3, 0.7, 0.4, z) | eval_laguerre(3, z)
    hyp0f1(1.3, z) | hyp1f1(1.3, 0.4, z) | hyp2f1(1.3, 0.4, 2.1, z / 3) | xlogy(z, z * z) | xlog1py(z, z * z)
    spherical_jn(2, z) | logsumexp(z) | wofz(x) | lambertw(x) | hankel1(0.3, x) | hankel2e(0.3, x) | h1vp(2, x)
"""


@pytest.mark.parametrize("text", [text for text in names(COMPLEX) if has(text)])
def test_of_complex_numbers(text):
    (name,) = parameters(text)
    check(of(text, name), VALUES[name])
    check(of(text, name), VALUES[name][1].item() if "logsumexp" not in text else VALUES[name][:2])


# -- what is refused -----------------------------------------------------------------------------------------------

REFUSED = {
    "jv(x, 1.0)": "no derivative in 'v'",
    "kn(2, x) * kv(x, 0.3)": "no derivative in 'v'",
    "pdtr(x, 1.0)": "no derivative in 'k'",
    "hyp1f1(x, 1.0, 0.3)": "no derivative in 'a'",
    "eval_legendre(x, 0.3)": "no derivative in 'n'",
    "elliprd(x, 1.0, 2.0)": "no derivative for scipy.special.elliprd",
    "smirnov(3, x)": "no derivative for scipy.special.smirnov",
    "comb(5.0, x, repetition=True)": "without repetition",
    "airye(x + 0.3j)[0].real": "real numbers",
    "logsumexp(x + 0.3j, return_sign=True)[0]": "of real numbers",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_has_no_derivative_is_refused(text):
    with pytest.raises(s2sad.TransformError, match=re.escape(REFUSED[text])):
        s2sad.grad(of(text, "x"))(0.3)


def test_a_slope_that_has_none_itself():
    """The derivative of psi for complex numbers, and of an elliptic integral in its parameter."""
    s2sad.grad(of("psi(x + 0.3j).real", "x"))
    for text in ("psi(x + 0.3j).real", "ellipkinc(1.2, x)"):
        first = s2sad.grad(of(text, "x"))
        with pytest.raises(s2sad.NotSupportedError):
            s2sad.grad(first)(0.3)


def test_lists_and_single_precision():
    """Lists of parameters of any name; a tangent is no wider than its value."""
    for text in ("radian(a, a, a)", "voigt_profile(a, a, a)", "factorial(a)", "nrdtrimn(0.4, a, 2.0)", "comb(a, 0.3)"):
        check(of(text, "a"), X.tolist())
    for text in ("psi(x)", "xlogy(x, x)", "gammainc(x, x)", "ellipk(x / 2)", "kolmogorov(x)", "zeta(x + 1)"):
        for x in (X.astype(np.float32), np.float32(X[1])):
            check(of(text, "x"), x)


# -- the table -----------------------------------------------------------------------------------------------------


def test_every_rule_is_tried():
    texts = " ".join([SEVERAL, ONCE, FLOWING, SUMS, COMPLEX, WHOLE.replace(" ", "( ") + "("])
    tried = set(re.findall(r"([a-z]\w*)\(", texts)) | {name for listed in ONE.values() for name in listed.split()}
    rules = [name for name in registry.names("scipy.special.*") if isinstance(registry.find(name), Rule)]
    assert {name.removeprefix("scipy.special.") for name in rules} == tried


def test_a_ufunc_of_scipy_is_not_that_of_numpy():
    assert registry.name_of(special.exp2) == "scipy.special.exp2" and registry.name_of(np.exp2) == "numpy.exp2"
    assert registry.name_of(special.i0) == "scipy.special.i0"
    assert s2sad.value_and_grad(of("np.sum(exp2(x))", "x"))(X)[0] == np.sum(special.exp2(X))


def written(x):
    out, other = np.empty_like(x), np.zeros_like(x)
    special.expit(x, out=out)
    special.gammaln(x, other, where=x > 0.5)
    return out * other * special.erf(x, np.empty_like(x))


def written_by_several(x):
    a, b = np.empty_like(x), np.empty_like(x)
    special.sici(x, a, b)
    return a * b


def test_results_that_are_written():
    check(written, X)
    check(written_by_several, X)


def test_what_is_printed_imports_what_it_needs():
    assert "import scipy" not in s2sad.grad(of("kolmogorov(x) + diric(x, 4)", "x: float")).source
    assert "import scipy.special\n" in s2sad.grad(of("gammaln(x)", "x")).source
    assert "zeros" not in s2sad.grad(of("airy(x)[1]", "x: float")).source
