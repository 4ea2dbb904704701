"""From the tree of a user's function to core: an abstract interpreter that knows types as it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from s2sad.core.nodes import Arg, Const, Function, Name, Param
from s2sad.core.program import Program
from s2sad.core.records import dataclass, field
from s2sad.core.types import Unknown
from s2sad.source.lower import callbacks as _callbacks  # noqa: F401 - it says what NumPy does with functions
from s2sad.source.lower import contractions as _contractions  # noqa: F401 - it reads the labels of np.einsum
from s2sad.source.lower import expansions as _expansions  # noqa: F401 - it says which functions are others
from s2sad.source.lower import fits as _fits  # noqa: F401
from s2sad.source.lower import flows as _flows  # noqa: F401
from s2sad.source.lower import importing as _importing  # noqa: F401 - it says what import statements do
from s2sad.source.lower import integrals as _integrals  # noqa: F401
from s2sad.source.lower import marks as _marks  # noqa: F401 - it says what `stop_gradient` does
from s2sad.source.lower import minima as _minima  # noqa: F401
from s2sad.source.lower import multiple_integrals as _multiple_integrals  # noqa: F401
from s2sad.source.lower import outer, surveying
from s2sad.source.lower import roots as _roots  # noqa: F401 - and these what SciPy does
from s2sad.source.lower import sequences as _sequences  # noqa: F401 - it says what displays are
from s2sad.source.lower import surfaces as _surfaces  # noqa: F401 - it takes polynomials of several variables apart
from s2sad.source.lower.inlining import NONE, Recursion, key_of, run_body
from s2sad.source.lower.lowerer import Frame, Lowerer, Opened, Refusal
from s2sad.source.lower.parameters import Spec, kind_of, result_of, structure_of, value_for
from s2sad.source.lower.signals import InSteps
from s2sad.source.lower.surveying import Survey
from s2sad.source.lower.values import Path, Value
from s2sad.source.lower.written import WrittenObjects
from s2sad.source.read import ReadFunction

__all__ = ["Lowered", "Survey", "lower"]


@dataclass
class Lowered:
    """A lowered function: its program, and the values that its parameters and its result have as structures."""

    program: Program
    main: str
    params: dict[str, Value] = field(default_factory=dict)
    param_args: dict[str, Arg] = field(default_factory=dict)
    specs: dict[str, Spec] = field(default_factory=dict)
    structures: dict[str, Arg] = field(default_factory=dict)
    result: Arg | None = None

    @property
    def function(self) -> Function:
        return self.program.functions[self.main]


def lower(got: ReadFunction, specs: Mapping[str, Spec], survey: Survey | None = None) -> Lowered:
    """Lower a function for arguments of which `specs` says what they are; a missing spec is a number or an array.

    Parameters
    ----------
    survey : is told the problems; then what can be lowered of the function is.

    Raises
    ------
    NotSupportedError
        With all that s2sad cannot lower in the function.
    """
    recursive: dict[object, frozenset[Path]] = {}
    written = WrittenObjects()
    follows = 0  # what is chosen, and which views lists have, where somebody writes into them
    in_steps: set[object] = set()
    inside: tuple[dict[object, Any], dict[object, Any]] = ({}, {})  # derivatives that are made inside, each once
    while True:
        program = Program()
        lo = Lowerer(program)
        lo.local_functions, lo.derived = inside
        lo.recursive, lo.changing = {key: {} for key in recursive}, recursive
        lo.in_steps = in_steps
        lo.follows_choices, lo.follows_views, lo.survey = follows > 0, follows > 1, survey
        try:
            return _lower(lo, got, specs, written)
        except Recursion as found:
            recursive = {**recursive, found.key: recursive.get(found.key, frozenset()) | found.changing}
        except Opened as found:
            written.add(found)
        except InSteps as found:
            in_steps = {*in_steps, found.loop}
        except Refusal as refusal:
            surveying.note(lo, refusal.problem)
            if follows == 2 or not lo.spoils:
                lo.finish()
            follows += 1


def _lower(lo: Lowerer, got: ReadFunction, specs: Mapping[str, Spec], written: WrittenObjects) -> Lowered:
    program = lo.program
    key = key_of(got)
    frame = Frame(next(lo.ids), got.name, got.file, got.globals, dict(got.closure), got.cells, None, key, None)
    lowered = Lowered(program, program.fresh(got.name), specs=dict(specs))
    with lo.build.block() as block, lo.entered(frame):
        written.bind(lo)
        params = _parameters(lo, got, specs, lowered)
        if key in lo.recursive:
            result = _through_call(lo, got, lowered, frame, key)
        else:
            lo.locals.update(lowered.params)
            result = _returned(lo, got)
        if lo.problems and (lo.survey is None or (lo.spoils and not lo.follows_views)):
            raise Refusal(lo.problems.pop())
        lowered.result = _result(lo, got, result)
        if lo.survey is not None:
            lo.survey.problems = lo.problems
    program.functions[lowered.main] = Function(lowered.main, params, tuple(block), lowered.result, "", got.origin())
    return lowered


def _returned(lo: Lowerer, got: ReadFunction) -> Value:
    try:
        return run_body(lo, got.node.body, got.node)
    except Refusal as refusal:
        if lo.survey is None:
            raise
        surveying.note(lo, refusal.problem)
        return NONE


def _result(lo: Lowerer, got: ReadFunction, result: Value) -> Arg:
    try:
        return result_of(lo, outer.handed_out(lo, result, got.node), got.node)
    except Refusal as refusal:
        if lo.survey is None:
            raise
        surveying.note(lo, refusal.problem)
        return Const(None)


def _parameters(lo: Lowerer, got: ReadFunction, specs: Mapping[str, Spec], lowered: Lowered) -> tuple[Param, ...]:
    arguments = got.node.args
    kinds = [(a.id, "POSITIONAL_ONLY") for a in arguments.posonlyargs]
    kinds += [(a.id, "POSITIONAL_OR_KEYWORD") for a in arguments.args]
    kinds += [(arguments.vararg.id, "VAR_POSITIONAL")] if arguments.vararg else []
    kinds += [(a.id, "KEYWORD_ONLY") for a in arguments.kwonlyargs]
    kinds += [(arguments.kwarg.id, "VAR_KEYWORD")] if arguments.kwarg else []
    params = []
    for name, kind in kinds:
        if name == got.self_name and got.bound_self is not None:
            lowered.params[name] = lo.from_object(got.bound_self, name)
            continue
        if name in got.bound:
            lowered.params[name] = lo.from_object(got.bound[name], name)
            continue
        spec = specs.get(name, Unknown(shape_of=name))
        core = lo.program.fresh(name, kind_of(spec))
        lo.program.external.add(core)
        default = _default(lo, got, name)
        params.append(Param(core, kind, default))
        lowered.params[name] = value_for(lo, spec, Name(core), name)
        lowered.param_args[name] = Name(core)
        lowered.structures[name] = structure_of(lo, lowered.params[name])
    return tuple(params)


def _default(lo: Lowerer, got: ReadFunction, name: str) -> Arg | None:
    from s2sad.source.lower.binding import default_value

    if name not in got.defaults:
        return None
    return lo.arg(default_value(lo, got.defaults[name], f"{got.name}_{name}"))


def _through_call(lo: Lowerer, got: ReadFunction, lowered: Lowered, frame: Frame, key: object) -> Value:
    from s2sad.source.lower.recursion import call_recursive

    return call_recursive(lo, frame, got.node.body, lowered.params, key, got.node, "value")
