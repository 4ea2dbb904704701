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
    """What a rule is for: the primitive, the name of its result, and its parameters.

    Where the primitive is what is done with an object, `base` makes the object, and `steps` are the parameters of what
    leads to it: of ``C(a).derivative(n)(x)`` those of ``C(a)`` and of ``.derivative(n)``.  Their arguments stand in the
    core call as keywords ``%0.0``, ``%0.name``, ``%1.0``, …
    """

    prim: str
    result: str
    signature: Signature
    base: str = ""
    steps: tuple[Signature, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for signature in (self.signature, *self.steps) for name in signature.parameters)

    @property
    def made(self) -> tuple[str, ...]:
        """The parameters of what makes the object."""
        return tuple(name for signature in self.steps for name in signature.parameters)

    @property
    def path(self) -> str:
        """What the object is made by: the primitive without its last step."""
        return "" if not self.base else _before_last(self.prim)

    @property
    def defaults(self) -> dict[str, object]:
        parameters = [p for signature in (self.signature, *self.steps) for p in signature.parameters.values()]
        return {p.name: p.default for p in parameters if p.default is not Parameter.empty}

    def bind(self, positional: int, keywords: Iterable[str] = (), spelled: Mapping[str, str] = {}) -> dict[str, Place]:
        """Say where each parameter that is given stands in the call; LookupError if the rule does not have it.

        >>> parse_head("y = np.sum(a, axis=None, *_, keepdims=False)").bind(1, ["keepdims"])
        {'a': 0, 'keepdims': 'keepdims'}
        """
        hidden = [k for k in keywords if k.startswith("%")]
        renamed = {spelled.get(k, k): k for k in keywords if k not in hidden}
        try:
            places: dict[str, Place] = dict(self.signature.bind(*range(positional), **renamed).arguments)
            for level, signature in enumerate(self.steps):
                given = {k.partition(".")[2]: k for k in hidden if k.startswith(f"%{level}.")}
                counted = [given.pop(str(i)) for i in range(len(given)) if str(i) in given]
                places |= signature.bind_partial(*counted, **given).arguments
            return places
        except TypeError as error:
            public = self.prim.replace("numpy.", "np.").removeprefix("builtins.")
            raise LookupError(f"the rule for {public}{self.signature} does not cover this call: {error}") from None


def parse_head(text: str) -> Head:
    """Take the call line of a rule apart."""
    statement = ast.parse(text.strip()).body[0]
    if not (isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)):
        raise ValueError(f"a rule starts with 'result = function(parameters)', not with {text!r}")
    call, result = statement.value, statement.targets[0].id
    chain = _chain(call)
    if chain is None:
        return Head(prim_of(call), result, Signature(_parameters(call)))
    base, steps = chain
    *before, (text, last) = steps
    path = base + "".join(step for step, _ in before)
    prim = f"{text} {path}" if text.endswith(" of") else path + text
    own = Parameter("self", Parameter.POSITIONAL_ONLY)
    return Head(prim, result, Signature([own, *last]), base, tuple(Signature(parameters) for _, parameters in before))


Steps = list[tuple[str, list[Parameter]]]


def _before_last(prim: str) -> str:
    """``C().derivative()`` of ``C().derivative()()``; ``C()`` of ``f of C()`` and of ``C()@``."""
    if " of " in prim:
        return prim.partition(" of ")[2]
    if prim.endswith("()()"):
        return prim[:-2]
    return prim[:-1] if prim.endswith("@") else prim.rpartition(".")[0]


def _chain(node: ast.expr) -> tuple[str, Steps] | None:
    """What makes an object, and the steps from there to the operation; None for an operation without an object."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        for owner, other, text in ((node.left, node.right, "@"), (node.right, node.left, ".__rmatmul__()")):
            if isinstance(owner, (ast.Call, ast.Attribute)):
                return _further(owner, text, [Parameter(ast.unparse(other), Parameter.POSITIONAL_ONLY)])
    if isinstance(node, ast.Attribute) and not _is_dotted(node):
        return _further(node.value, f".{node.attr}", [])
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Attribute) and not _is_dotted(node.func):
        return _further(node.func.value, f".{node.func.attr}()", _parameters(node))
    if not _is_dotted(node.func):
        return _further(node.func, "()", _parameters(node))
    if node.args and isinstance(node.args[0], (ast.Call, ast.Attribute)):
        rest = ast.copy_location(ast.Call(node.func, node.args[1:], node.keywords), node)
        return _further(node.args[0], f"{dotted_name(node.func)} of", _parameters(rest))
    return None


def _further(owner: ast.expr, text: str, parameters: list[Parameter]) -> tuple[str, Steps] | None:
    if isinstance(owner, ast.Call) and _is_dotted(owner.func):
        return dotted_name(owner.func), [("()", _parameters(owner)), (text, parameters)]
    chain = _chain(owner)
    return None if chain is None else (chain[0], [*chain[1], (text, parameters)])


def _is_dotted(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) or isinstance(node, ast.Attribute) and _is_dotted(node.value)


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
    if isinstance(call, (ast.BinOp, ast.UnaryOp)):
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
