"""Distributions of vectors in `scipy.stats`."""

from __future__ import annotations

from s2sad.calculus.registry import composed, rule_for
from s2sad.calculus.rule import CallView, Lines, known_rank


def normal(call: CallView, factor: str) -> Lines:
    """The normal distribution; of its covariance SciPy reads the lower triangle.

    With w = cov⁻¹ (x - mean), d log p = -w·(dx - dmean) + (w·dcov w - tr(cov⁻¹ dcov)) / 2: K. B. Petersen,
    M. S. Pedersen, *The Matrix Cookbook*, 2012, 8.1.
    """
    if call.static.get("allow_singular", "allow_singular" in call.given):
        raise LookupError("the normal distribution has a rule for covariances that are not singular")
    has_mean = "mean" in call.given and call.static.get("mean", 0) is not None
    if known_rank(call, "x") < 1 or call.ranks.get("cov", 0) != 2 or (has_mean and known_rank(call, "mean") != 1):
        raise LookupError("the normal distribution has a rule for vectors x and mean and a matrix cov")
    moved, few = "dx - dmean" if has_mean else "dx", call.ranks["x"] < 3
    shaped = "change" if call.ranks["x"] == 1 else "np.reshape(change, np.shape(y))"
    return Lines(
        (
            "S = np.tril(cov) + np.transpose(np.tril(cov, -1))",
            f"r = np.reshape({'x - mean' if has_mean else 'x'}, (-1, np.shape(cov)[0]))",
            "v = np.transpose(np.linalg.solve(S, np.transpose(r)))",
            "w = np.reshape(v, np.shape(x))",
            "dS = np.tril(dcov) + np.transpose(np.tril(dcov, -1))",
            "turned = 0.5 * np.sum(w * (w @ dS), axis=-1) - 0.5 * np.trace(np.linalg.solve(S, dS))",
            f"change = turned - np.sum(w * ({moved}), axis=-1)",
            f"dy = {factor}{shaped}",
        ),
        (
            f"g = _expand({factor}dy, v[:, 0])" if few else f"g = np.ravel(_expand({factor}dy, y))",
            "u = np.expand_dims(g, -1) * v",
            "dx = -np.reshape(u, np.shape(x))",
            "dmean = np.sum(u, axis=0)",
            "G = np.transpose(u) @ v - np.sum(g) * np.linalg.inv(S)",
            "dcov = np.tril(G) - 0.5 * np.diag(np.diag(G))",
        ),
    )


@rule_for("y = scipy.stats.multivariate_normal.logpdf(x, mean=None, cov=1, allow_singular=False)")
def log_normal(call: CallView) -> Lines:
    return normal(call, "")


@rule_for("y = scipy.stats.multivariate_normal.pdf(x, mean=None, cov=1, allow_singular=False)")
def normal_itself(call: CallView) -> Lines:
    return normal(call, "y * ")


def dirichlet(call: CallView, factor: str) -> Lines:
    """The Dirichlet distribution of the columns of x, of which SciPy makes the last entries where they are left out."""
    if known_rank(call, "x") not in (1, 2) or known_rank(call, "alpha") != 1:
        raise LookupError("the Dirichlet distribution has a rule for x of one or two axes and alpha of one")
    several = call.ranks["x"] == 2
    column = ", (-1, 1))" if several else ", -1)"
    whole = "np.shape(x)[0] == np.shape(alpha)[0]"
    return Lines(
        (
            f"u = x if {whole} else np.concatenate((x, 1 - np.sum(x, axis=0, keepdims=True)))",
            f"slope = (np.reshape(alpha{column} - 1) / u",
            "level = scipy.special.psi(np.sum(alpha)) - scipy.special.psi(alpha)",
            f"rise = np.log(u) + np.reshape(level{column}",
            f"du = dx if {whole} else np.concatenate((dx, -np.sum(dx, axis=0, keepdims=True)))",
            f"change = np.sum(slope * du, axis=0) + np.sum(rise * np.reshape(dalpha{column}, axis=0)",
            f"dy = {factor}np.reshape(change, np.shape(y))",
        ),
        (
            f"g = {factor}dy",
            "s = slope * g",
            f"dx = s if {whole} else s[:-1] - s[-1:]",
            "dalpha = np.sum(_expand(rise * g, u), axis=1)" if several else "dalpha = rise * g",
        ),
    )


@rule_for("y = scipy.stats.dirichlet.logpdf(x, alpha)")
def log_dirichlet(call: CallView) -> Lines:
    return dirichlet(call, "")


@rule_for("y = scipy.stats.dirichlet.pdf(x, alpha)")
def dirichlet_itself(call: CallView) -> Lines:
    return dirichlet(call, "y * ")


# The last probability is what the others leave: SciPy reads no more of it.
REST = "np.concatenate((p[..., :-1], 1 - np.sum(p[..., :-1], axis=-1, keepdims=True)), axis=-1)"
COUNTS = (
    "scipy.special.gammaln(n + 1) + np.sum(scipy.special.xlogy(x, q) - scipy.special.gammaln(np.add(x, 1)), axis=-1)"
)
composed("y = scipy.stats.multinomial.logpmf(x, n, p)", f"q = {REST}", f"y = {COUNTS}")
composed("y = scipy.stats.multinomial.pmf(x, n, p)", f"q = {REST}", f"y = np.exp({COUNTS})")


def student(call: CallView, result: str) -> Lines:
    """The t distribution of vectors; of its shape SciPy reads the lower triangle."""
    if call.static.get("allow_singular", "allow_singular" in call.given):
        raise LookupError("the t distribution has a rule for shapes that are not singular")
    if known_rank(call, "x") != 1 or call.ranks.get("shape", 0) != 2 or call.ranks.get("loc", 0) != 1:
        raise LookupError("the t distribution of vectors has a rule for a vector x, a vector loc and a matrix shape")
    gammas = "scipy.special.gammaln(0.5 * (df + d)) - scipy.special.gammaln(0.5 * df)"
    return Lines(
        composed=(
            "d = np.shape(x)[0]",
            "S = np.tril(shape) + np.transpose(np.tril(shape, -1))",
            "r = x - loc",
            "q = np.sum(r * np.linalg.solve(S, r))",
            "w = 0.5 * d * np.log(np.pi * df) + 0.5 * np.linalg.slogdet(S)[1] + 0.5 * (df + d) * np.log1p(q / df)",
            result.format(f"{gammas} - w"),
        )
    )


@rule_for("y = scipy.stats.multivariate_t.logpdf(x, loc=None, shape=1, df=1)")
def log_student(call: CallView) -> Lines:
    return student(call, "y = {}")


@rule_for("y = scipy.stats.multivariate_t.pdf(x, loc=None, shape=1, df=1, allow_singular=False)")
def student_itself(call: CallView) -> Lines:
    return student(call, "y = np.exp({})")
