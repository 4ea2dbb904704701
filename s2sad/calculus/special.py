"""Functions of `math` and of Python that have no namesake in NumPy."""

from __future__ import annotations

from s2sad.calculus.reductions import leave_one_out  # noqa: F401 - the rule of math.prod names it
from s2sad.calculus.registry import rule, rule_for
from s2sad.calculus.rule import CallView, Lines

rule("y = math.erf(x)", "dy = 1.1283791670955126 * math.exp(-x * x) * dx")
rule("y = math.erfc(x)", "dy = -1.1283791670955126 * math.exp(-x * x) * dx")


def entries(call: CallView, param: str) -> list[str] | None:
    """The entries of a tuple argument, or of the one tuple in it; None where there is one array."""
    shape = call.counts.get(param)
    if isinstance(shape, tuple) and len(shape) == 1 and shape[0] is not None:
        inner = shape[0] if isinstance(shape[0], int) else len(shape[0])
        return [f"{param}[0][{i}]" for i in range(inner)]
    number = shape if isinstance(shape, int) else len(shape or ())
    return [f"{param}[{i}]" for i in range(number)] if shape is not None else None


def together(parts: list[str]) -> str:
    return "(" + "".join(f"{part}, " for part in parts) + ")"


def extremum(call: CallView) -> Lines:
    """The greatest of some numbers, or of the elements of one array; ties share equally."""
    xs = entries(call, "args")
    if xs is None or len(xs) == 0:
        raise LookupError("how many numbers there are must be known")
    if len(xs) == 1:
        return Lines(
            ("at = np.equal(args[0], y)", "dy = np.sum(at * dargs[0]) / np.sum(at, dtype=np.result_type(y))"),
            ("dargs = (dy / np.sum(at, dtype=np.result_type(y)) * at,)",),
        )
    ties = "n = " + " + ".join(f"(1 if {x} == y else 0)" for x in xs)
    terms = " + ".join(f"(d{x} if {x} == y else 0.0)" for x in xs)
    parts = [f"(dy / n if {x} == y else 0.0)" for x in xs]
    made = together(parts) if xs[0].count("[") == 1 else f"({together(parts)},)"
    return Lines((ties, f"dy = ({terms}) / n"), (f"dargs = {made}",))


@rule_for("y = max(*args)")
def greatest(call: CallView) -> Lines:
    return extremum(call)


@rule_for("y = min(*args)")
def least(call: CallView) -> Lines:
    return extremum(call)


@rule_for("y = sum(iterable, start=0)")
def total(call: CallView) -> Lines:
    xs = entries(call, "iterable")
    if xs is None:
        return Lines(("dy = np.sum(_expand(diterable, iterable), axis=0) + dstart",),
                     ("diterable = dy", "dstart = _reduce(dy, y, start)"))  # fmt: skip
    parts = together([f"_reduce(dy, y, {x})" for x in xs])
    terms = " + ".join([f"d{x}" for x in xs] + ["dstart"])
    return Lines((f"dy = {terms}",), (f"diterable = {parts}", "dstart = _reduce(dy, y, start)"))


@rule_for("y = math.fsum(seq)")
def exact_sum(call: CallView) -> Lines:
    xs = entries(call, "seq")
    if xs is None:
        return Lines(("dy = np.sum(_expand(dseq, seq))",), ("dseq = dy",))
    return Lines((f"dy = {' + '.join(f'd{x}' for x in xs) or '0.0'}",), (f"dseq = {together(['dy' for _ in xs])}",))


@rule_for("y = math.hypot(*coordinates)")
def hypot(call: CallView) -> Lines:
    xs = entries(call, "coordinates") or []
    terms = " + ".join(f"{x} * d{x}" for x in xs)
    parts = together([f"{x} * s" for x in xs])
    return Lines(("r = y + (y == 0)", f"dy = ({terms}) / r"), ("s = dy / r", f"dcoordinates = {parts}"))


@rule_for("y = math.prod(iterable, *_, start=1)")
def product(call: CallView) -> Lines:
    """The product of the others: of those before times those after."""
    xs = entries(call, "iterable")
    if xs is None:
        rest = "start * leave_one_out(np.asarray(iterable))"
        return Lines((f"dy = np.sum({rest} * diterable)",), (f"diterable = dy * {rest}",))
    before = ["start", *xs[:-1]]
    lines = [f"b{i} = {'b' + str(i - 1) + ' * ' if i else ''}{x}" for i, x in enumerate(before[: len(xs)])]
    lines += [f"a{i} = {f'a{i + 1} * ' if i < len(xs) - 2 else ''}{xs[i + 1]}" for i in reversed(range(len(xs) - 1))]
    others = [f"b{i} * a{i}" if i < len(xs) - 1 else f"b{i}" for i in range(len(xs))]
    terms = " + ".join(f"{o} * d{x}" for o, x in zip(others, xs, strict=True))
    parts = together([f"{o} * dy" for o in others])
    return Lines((*lines, f"dy = {terms or '0.0'}"), (f"diterable = {parts}",))


@rule_for("y = math.dist(p, q)")
def dist(call: CallView) -> Lines:
    """The direction from one point to the other; where they meet, there is none."""
    n = call.counts.get("p", call.counts.get("q"))
    if n is None:
        return Lines(("w = (np.asarray(p) - np.asarray(q)) / (y + (y == 0))", "dy = np.sum(w * dp) - np.sum(w * dq)"),
                     ("dp = dy * w", "dq = -dy * w"))  # fmt: skip
    pairs = [(f"p[{i}]", f"q[{i}]") for i in range(n if isinstance(n, int) else len(n))]
    terms = [" + ".join(f"({a} - {b}) * d{x[k]}" for a, b in pairs for x in [(a, b)]) for k in range(2)]
    parts = [[f"({a} - {b}) * s" for a, b in pairs], [f"({b} - {a}) * s" for a, b in pairs]]
    made = [
        together(p) if name in call.counts else f"np.array({together(p)})" for name, p in zip("pq", parts, strict=True)
    ]
    return Lines(
        ("r = y + (y == 0)", f"dy = ({terms[0]}) / r - ({terms[1]}) / r"),
        ("s = dy / r", f"dp = {made[0]}", f"dq = {made[1]}"),
    )


@rule_for("y = math.sumprod(p, q)")
def sum_of_products(call: CallView) -> Lines:
    n = call.counts.get("p", call.counts.get("q"))
    if n is None:
        return Lines(("dy = np.sum(np.asarray(q) * dp) + np.sum(np.asarray(p) * dq)",),
                     ("dp = dy * np.asarray(q)", "dq = dy * np.asarray(p)"))  # fmt: skip
    places = range(n if isinstance(n, int) else len(n))
    terms = " + ".join(f"q[{i}] * dp[{i}] + p[{i}] * dq[{i}]" for i in places)
    parts = [together([f"{other}[{i}] * dy" for i in places]) for other in "qp"]
    made = [m if name in call.counts else f"np.array({m})" for name, m in zip("pq", parts, strict=True)]
    return Lines((f"dy = {terms or '0.0'}",), (f"dp = {made[0]}", f"dq = {made[1]}"))


SHIFT = 10
STIRLING = "(1 / 12 - t * (1 / 120 - t * (1 / 252 - t * (1 / 240 - t * (1 / 132 - t * 691 / 32760)))))"
DIGAMMA = (
    "a = x if x > 0 else 1 - x",
    f"b = a + {SHIFT}",
    "t = 1 / (b * b)",
    f"near = {' + '.join(f'1 / (a + {k})' if k else '1 / a' for k in range(SHIFT))}",
    f"far = math.log(b) - 0.5 / b - t * {STIRLING} - near",
    "psi = far if x > 0 else far - math.pi / math.tan(math.pi * x)",
)
"""Stirling's series of the derivative of log gamma, far enough out for it to hold; left of 0 by reflection."""

rule("y = math.lgamma(x)", *DIGAMMA, "dy = psi * dx")
rule("y = math.gamma(x)", *DIGAMMA, "dy = y * psi * dx")
