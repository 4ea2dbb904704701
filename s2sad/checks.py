"""The lines at the head of a text that is made without types: what it refuses when it runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from s2sad.core.nodes import Function, Name, Param
from s2sad.core.program import Program
from s2sad.errors import NotSupportedError, Problem
from s2sad.facts.granted import stored_into, taken_for_arrays, taken_for_real
from s2sad.request import Request
from s2sad.source.lower import Lowered
from s2sad.source.lower.draws import SEED_IT, SWEPT
from s2sad.source.write.module import Check

__all__ = ["check_draws", "checks_of_function", "checks_of_text"]

NUMBERS = "{} is complex: such a text needs types (--args)"
FLOATS = "{} has integers, which cut off what is stored: .astype(float)"
ARRAYS = "{} is a list: such a text needs types (--args)"


def check_draws(program: Program, request: Request) -> None:
    """Refuse random draws where the function is run several times."""
    if request.swept and program.draws:
        found = dict.fromkeys(program.draws)
        raise NotSupportedError([Problem(at, SWEPT.format(request.swept), SEED_IT) for at in found])


def checks_of_function(lowered: Lowered, request: Request) -> tuple[Check, ...]:
    """What must hold of the arguments for the derivative to be right, found in the function as it was lowered."""
    function, program = lowered.function, lowered.program
    roots = [lowered.param_args.get(path.root) for path in request.paths]
    seeds = [root.id for root in roots if isinstance(root, Name)]
    made = []
    real = taken_for_real(function, program, seeds, request.mode == "reverse")
    if real:
        params = _among(function, real)
        made.append(Check(" or ".join(map(_is_complex, params)), _said(NUMBERS, params)))
    for together in sorted(map(sorted, stored_into(function, program, seeds))):
        params = _among(function, together)
        kinds = ", ".join(map(_spread, params))
        made.append(Check(f"np.result_type({kinds}).kind not in 'fc'", _said(FLOATS, params)))
    return tuple(made)


def checks_of_text(function: Function, program: Program) -> Iterator[Check]:
    """What must hold of the arguments for the statements of the derivative to mean what they say."""
    for param in _among(function, taken_for_arrays(function, program)):
        if param.kind in ("POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD", "KEYWORD_ONLY"):
            yield Check(f"isinstance({_name(param)}, list)", _said(ARRAYS, [param]))


def _among(function: Function, names: Iterable[str]) -> list[Param]:
    wanted = set(names)
    return [param for param in function.params if param.name in wanted]


def _name(param: Param) -> str:
    return param.name.partition("@")[0]


def _said(message: str, params: list[Param]) -> str:
    return message.format(" or ".join(map(_name, params)))


def _is_complex(param: Param) -> str:
    if param.kind == "VAR_POSITIONAL":
        return f"any(map(np.iscomplexobj, {_name(param)}))"
    if param.kind == "VAR_KEYWORD":
        return f"any(map(np.iscomplexobj, {_name(param)}.values()))"
    return f"np.iscomplexobj({_name(param)})"


def _spread(param: Param) -> str:
    stars = {"VAR_POSITIONAL": "*", "VAR_KEYWORD": "*"}.get(param.kind, "")
    return f"{stars}{_name(param)}{'.values()' if param.kind == 'VAR_KEYWORD' else ''}"
