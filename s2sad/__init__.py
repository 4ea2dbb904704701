"""s2sad: a function's source in, its derivative's source out.

>>> import s2sad
>>> def rectangle(width, height):
...     return width * height
>>> s2sad.grad(rectangle, wrt="width")(2.0, 5.0)
5.0
"""

from typing import TYPE_CHECKING, Any

from s2sad import pipeline as _pipeline  # noqa: F401 - a first call is short: only the rules are read by it
from s2sad.api import (
    adjoint,
    derivative,
    differentiable,
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    source,
    tangent,
    value_and_grad,
    vjp,
)
from s2sad.derivative import Derivative
from s2sad.errors import (
    ArgumentTypeError,
    NotDifferentiableError,
    NotScalarError,
    NotSupportedError,
    Problem,
    S2sadError,
    SignatureError,
    SourceError,
    TargetError,
    TransformError,
    VerificationError,
    WrtError,
)
from s2sad.rule_check import check_rule
from s2sad.verify import check_derivative
from s2sad.version import VERSION as __version__

if TYPE_CHECKING:
    from s2sad.calculus.marks import adjoint_of, stop_gradient
    from s2sad.calculus.registry import rule, still

__all__ = [
    "ArgumentTypeError",
    "Derivative",
    "NotDifferentiableError",
    "NotScalarError",
    "NotSupportedError",
    "Problem",
    "S2sadError",
    "SignatureError",
    "SourceError",
    "TargetError",
    "TransformError",
    "VerificationError",
    "WrtError",
    "__version__",
    "adjoint",
    "adjoint_of",
    "check_derivative",
    "check_rule",
    "derivative",
    "differentiable",
    "grad",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "rule",
    "source",
    "still",
    "stop_gradient",
    "tangent",
    "value_and_grad",
    "vjp",
]


def __getattr__(name: str) -> Any:
    """The rules are read when they are first needed."""
    if name in ("rule", "still"):
        from s2sad.calculus import registry

        return getattr(registry, name)
    if name in ("adjoint_of", "stop_gradient"):
        from s2sad.calculus import marks

        return getattr(marks, name)
    raise AttributeError(f"module 's2sad' has no attribute {name!r}")
