"""Python's operators and the ufuncs that share their rules; on Python's own numbers nothing of NumPy is used."""

from __future__ import annotations

from s2sad.calculus.registry import rule, rule_for, same
from s2sad.calculus.rule import CallView, Lines

rule("z = x + y", "dz = dx + dy")
rule("z = x - y", "dz = dx - dy")
rule("z = x * y", "dz = dx * y + x * dy")
rule("z = x / y", "dz = (dx - z * dy) / y")
rule("z = x % y", "dz = dx - x // y * dy")
rule("y = -x", "dy = -dx")
rule("y = +x", "dy = dx")
rule("z = divmod(x, y)", "dz = 0.0, dx - x // y * dy")
rule("z = np.divmod(x, y)",
     "dz = 0.0, dx - x // y * dy",
     adjoint=("dx = _reduce(dz[1], z[1], x)", "dy = _reduce(-(x // y) * dz[1], z[1], y)"))  # fmt: skip
rule("z = np.fmod(x, y)", "dz = dx - np.trunc(x / y) * dy")
rule("z = math.fmod(x, y)", "dz = dx - math.trunc(x / y) * dy")
rule("z = math.remainder(x, y)", "dz = dx - round((x - z) / y) * dy")


@rule_for("z = x ** y")
def power(call: CallView) -> Lines:
    """x**0 is 1 at every x, 0**y is 0 for every positive y: both have the derivative 0."""
    n, base = call.static.get("y"), call.static.get("x")
    if isinstance(n, (int, float, complex)):
        return Lines(("dz = y * x ** (y - 1) * dx" if n != 0 else "dz = 0.0 * dx",))
    slope = "y * x ** (y - (y != 0)) * dx"
    if isinstance(base, (int, float)) and base > 0:
        return Lines((f"dz = {slope} + math.log(x) * z * dy",))
    return Lines((f"dz = {slope} + np.log(x + (x == 0)) * z * dy",))


same("operator.add", "np.add")
same("operator.sub", "np.subtract")
same("operator.mul", "np.multiply")
same("operator.truediv", "np.divide", "np.true_divide")
same("operator.mod", "np.mod", "np.remainder")
same("operator.pow", "np.power", "np.pow", "np.float_power", "math.pow", "pow")
same("operator.neg", "np.negative")
same("operator.pos", "np.positive")
