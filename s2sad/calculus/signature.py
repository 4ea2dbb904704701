"""Read the first line of a rule, such as ``y = np.sum(a, axis=None, *_, keepdims=False)``."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Mapping
from inspect import Parameter, Signature
from typing import Any

from s2sad.core.records import dataclass

__all__ = ["Head", "Place", "dotted_name", "parse_head", "prim_of"]

Place = int | str | tuple[int, ...]
"""Where an argument stands in a call: its position, its keyword, or the positions that ``*args`` takes."""

MODULES = {"np": "numpy", "ndarray": "ndarray"}
OPERATORS = {
    "Add": "add", "Sub": "sub", "Mult": "mul", "Div": "truediv", "FloorDiv": "floordiv", "Mod": "mod", "Pow": "pow",
    "MatMult": "matmul", "USub": "neg", "UAdd": "pos", "Invert": "invert",
}  # fmt: skip


@dataclass(frozen=True)
class Head:
    """What a rule is for: the primitive, the name of its result, and its parameters."""

    prim: str
    result: str
    signature: Signature

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.signature.parameters)

    @property
    def defaults(self) -> dict[str, object]:
        parameters = self.signature.parameters.values()
        return {p.name: p.default for p in parameters if p.default is not Parameter.empty}

    def bind(self, positional: int, keywords: Iterable[str] = (), spelled: Mapping[str, str] = {}) -> dict[str, Place]:
        """Say where each parameter that is given stands in the call; LookupError if the rule does not have it.

        >>> parse_head("y = np.sum(a, axis=None, *_, keepdims=False)").bind(1, ["keepdims"])
        {'a': 0, 'keepdims': 'keepdims'}
        """
        renamed = {spelled.get(k, k): k for k in keywords}
        try:
            return dict(self.signature.bind(*range(positional), **renamed).arguments)
        except TypeError as error:
            public = self.prim.replace("numpy.", "np.").removeprefix("builtins.")
            raise LookupError(f"the rule for {public}{self.signature} does not cover this call: {error}") from None


def parse_head(text: str) -> Head:
    """Take the call line of a rule apart."""
    statement = ast.parse(text.strip()).body[0]
    if not (isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)):
        raise ValueError(f"a rule starts with 'result = function(parameters)', not with {text!r}")
    call = statement.value
    return Head(prim_of(call), statement.targets[0].id, Signature(_parameters(call)))


def dotted_name(node: ast.expr) -> str:
    """The name in ``numpy.linalg.solve``, with the modules' own names; a bare name may be a builtin."""
    head, dot, rest = ast.unparse(node).partition(".")
    if dot:
        return f"{MODULES.get(head, head)}.{rest}"
    return f"builtins.{head}" if hasattr(builtins, head) else head


def prim_of(call: ast.expr) -> str:
    """The primitive that an expression is a use of.

    >>> prim_of(ast.parse("x ** y", mode="eval").body), prim_of(ast.parse("np.linalg.inv(a)", mode="eval").body)
    ('operator.pow', 'numpy.linalg.inv')
    """
    if isinstance(call, ast.Call):
        return dotted_name(call.func)
    if isinstance(call, ast.Subscript):
        return "operator.getitem"
    if isinstance(call, ast.BinOp | ast.UnaryOp):
        return "operator." + OPERATORS[type(call.op).__name__]
    raise ValueError(f"{ast.unparse(call)!r} is not a call")


def _parameters(call: ast.expr) -> list[Parameter]:
    if not isinstance(call, ast.Call):
        operands = [n for n in ast.iter_child_nodes(call) if isinstance(n, ast.Name)]
        return [Parameter(n.id, Parameter.POSITIONAL_ONLY) for n in operands]
    parts: list[Any] = sorted([*call.args, *call.keywords], key=lambda n: (n.lineno, n.col_offset))
    kind: Any = Parameter.POSITIONAL_OR_KEYWORD
    parameters = []
    for part in parts:
        if isinstance(part, ast.Starred):
            name = ast.unparse(part.value)
            if name != "_":
                parameters.append(Parameter(name, Parameter.VAR_POSITIONAL))
            kind = Parameter.KEYWORD_ONLY
        elif isinstance(part, ast.keyword):
            parameters.append(Parameter(part.arg or "", kind, default=ast.literal_eval(part.value)))
        else:
            parameters.append(Parameter(ast.unparse(part), kind))
    return parameters
