"""The forms of a derivative: which parameters the generated function has, what it seeds, and what it returns."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from s2sad.core.nodes import (
    Arg,
    Block,
    Const,
    DictArg,
    Function,
    Let,
    Name,
    Param,
    Raise,
    Statement,
    StructArg,
    TupleArg,
)
from s2sad.core.program import Program
from s2sad.core.records import dataclass, field
from s2sad.core.types import ArrayType, ListType, OpaqueType
from s2sad.core.walk import substitute
from s2sad.errors import NotScalarError
from s2sad.facts.forwarded import forwarded
from s2sad.independents import (
    Entries,
    Part,
    as_floats,
    differentiable,
    independents,
    is_scalar,
    parts_of,
    rebuilt,
    seed_type,
    take_apart,
)
from s2sad.modes.adjoint import Adjoint
from s2sad.modes.pair import Pairs, result_seeds, reverse_sweep
from s2sad.modes.tangent import Tangent
from s2sad.modes.tape import Kept
from s2sad.request import Request, seeds
from s2sad.source.lower import Lowered
from s2sad.source.read import ReadFunction

__all__ = ["Derived", "derive_form"]

DOCSTRING = 78
"""So wide is the first line of a docstring inside its quotes, for a text of 88 columns."""


@dataclass
class Derived:
    """A program whose main function is the derivative.

    `owned` and `consumes` tell `settle` which buffers are handed down; `kept` is what the reverse sweep has on tapes;
    `gives_value` tells whether the derivative returns the function's value too.
    """

    program: Program
    main: str
    doc: str
    owned: dict[str, tuple[str, ...]] = field(default_factory=dict)
    consumes: dict[str, tuple[int, ...]] = field(default_factory=dict)
    kept: tuple[Kept, ...] = ()
    gives_value: bool = True


def derive_form(lowered: Lowered, read: ReadFunction, request: Request) -> Derived:
    """Write the derivative that is asked for into the program, in the place of the function."""
    make = forward_form if request.mode == "forward" else reverse_form
    return make(lowered, read, request)


def describe(read: ReadFunction, request: Request) -> str:
    what = {
        "tangent": "Tangent",
        "derivative": "Derivative",
        "adjoint": "Adjoint",
        "grad": "Gradient",
        "value_and_grad": "Value and gradient",
    }
    names = ", ".join(request.wrt)
    place = f"{read.file.rpartition('/')[2]}:{read.first_line}"
    text = f"{what[request.form]} of {read.name} with respect to {names} ({request.mode} mode), from {place}."
    return textwrap.fill(text, DOCSTRING, break_long_words=False, break_on_hyphens=False)


def finish(
    lowered: Lowered, read: ReadFunction, request: Request, extra: list[Param], body: Block, result: Arg
) -> Derived:
    """Put the derivative in the place of the function that it is of."""
    program, function = lowered.program, lowered.function
    name = program.fresh(request.name_for(read.name))
    del program.functions[lowered.main]
    variadic = any(p.kind != "POSITIONAL_OR_KEYWORD" or p.default is not None for p in function.params)
    last = [p for p in function.params if p.kind == "VAR_KEYWORD"]
    rest = [p for p in function.params if p.kind != "VAR_KEYWORD"]
    extra = [Param(p.name, "KEYWORD_ONLY" if variadic else p.kind) for p in extra]
    program.functions[name] = Function(name, (*rest, *extra, *last), body, result, "", function.origin)
    gives_value = request.has_aux or request.form not in ("derivative", "grad")
    return Derived(program, name, describe(read, request), gives_value=gives_value)


# -- forward ------------------------------------------------------------------------------------


def forward_form(lowered: Lowered, read: ReadFunction, request: Request) -> Derived:
    structures = independents(lowered, request)
    as_floats(lowered.program, list(structures.values()))
    if request.form == "tangent":
        return _tangent(lowered, read, request, structures)
    return _derivative(lowered, read, request, structures)


def _tangent(lowered: Lowered, read: ReadFunction, request: Request, structures: dict[str, Part]) -> Derived:
    tangent = Tangent(lowered.program)
    extra: list[Param] = []
    dots: dict[str, Arg] = {}
    with tangent.build.block() as start:
        for name, dot in zip(structures, seeds(request, tuple(lowered.param_args)), strict=True):
            param = _seed_param(lowered, tangent.program, dot, structures[name])
            extra.append(Param(param.id))
            take_apart(tangent, structures[name], param, dots)
    body, result = tangent.run(lowered.function, dots)
    body = _seeded(body, start, structures)
    derived = finish(lowered, read, request, extra, body, TupleArg((lowered.function.result, result)))
    derived.owned, derived.consumes = tangent.made.owned, tangent.made.consumes
    return derived


def _seeded(body: Block, start: Sequence[Statement], structures: Mapping[str, Part]) -> Block:
    """The statements that make the seeds, after what they need the shape of."""
    shapes = {name.id for part in structures.values() if isinstance(part, Entries) for name in parts_of(part)}
    places = [k for k, s in enumerate(body) if isinstance(s, Let) and s.name in shapes]
    first = places[-1] + 1 if places else 0
    return (*body[:first], *start, *body[first:])


def _seed_param(lowered: Lowered, program: Program, name: str, structure: Part) -> Name:
    kind = seed_type(program.type_of(structure.id)) if isinstance(structure, Name) else OpaqueType("structure")
    param = Name(program.fresh(name, kind))
    program.external.add(param.id)
    return param


def _derivative(lowered: Lowered, read: ReadFunction, request: Request, structures: dict[str, Part]) -> Derived:
    results = []
    owned: dict[str, tuple[str, ...]] = {}
    consumes: dict[str, tuple[int, ...]] = {}
    program, body = lowered.program, lowered.function.body
    for name, structure in structures.items():
        if not is_scalar(program, structure):
            raise NotScalarError(
                f"the derivative is in a scalar, and {name!r} is none: "
                "take s2sad.jacobian, or s2sad.tangent for one direction"
            )
        tangent = Tangent(program)
        dots: dict[str, Arg] = {}
        with tangent.build.block() as start:
            take_apart(tangent, structure, Const(1.0), dots)
        function = Function(lowered.main, lowered.function.params, body, lowered.function.result)
        seeded, result = tangent.run(function, dots)
        seeded = _seeded(seeded, start, {name: structure})
        kept = {id(s) for s in body}
        body = seeded if len(structures) == 1 else _merged(body, seeded, kept)
        results.append(result)
        owned |= tangent.made.owned
        consumes |= tangent.made.consumes
    derived = finish(lowered, read, request, [], body, results[0] if request.single else TupleArg(tuple(results)))
    derived.owned, derived.consumes = owned, consumes
    return derived


def _merged(body: Block, seeded: Block, kept: set[int]) -> Block:
    """The statements of several directions over one primal program."""
    return seeded


# -- reverse ------------------------------------------------------------------------------------


def reverse_form(lowered: Lowered, read: ReadFunction, request: Request) -> Derived:
    structures = independents(lowered, request)
    as_floats(lowered.program, list(structures.values()))
    program, function = lowered.program, lowered.function
    value, aux = _value_and_aux(function, request, program)
    pairs = Pairs(program)
    adjoint = Adjoint(program, pairs.reverse_call)
    leaves = [leaf.id for s in structures.values() for leaf in parts_of(s) if differentiable(program, leaf)]
    extra: list[Param] = []
    with adjoint.build.block() as start:
        if request.form == "adjoint":
            adjoint.seeded = True
            bar = _seed_param(lowered, program, seeds(request, tuple(lowered.param_args))[0], value)
            extra.append(Param(bar.id))
            seeded = result_seeds(adjoint, value, bar)
        else:
            seeded = [(value.id, Const(1.0))] if isinstance(value, Name) else []
    differentiated = Function(function.name, function.params, function.body, value, "", function.origin)
    block = substitute(adjoint.run(differentiated, seeded, leaves), forwarded(function.body, program))
    with adjoint.build.block() as tail:
        bars = [rebuilt(s, adjoint, lambda leaf: _bar(adjoint, leaf)) for s in structures.values()]
    gradient = bars[0] if request.single else TupleArg(tuple(bars))
    tape, body, _ = reverse_sweep(function, (*start, *block, *tail), pairs, program, gradient)
    derived = finish(lowered, read, request, extra, body, _returned(request, value, aux, gradient))
    derived.owned, derived.consumes, derived.kept = pairs.owned, pairs.consumes, (*tape.kept, *pairs.kept)
    return derived


def _bar(adjoint: Adjoint, leaf: Name) -> Arg:
    return adjoint.gradient(leaf) if differentiable(adjoint.program, leaf) else Const(None)


def _value_and_aux(function: Function, request: Request, program: Program) -> tuple[Arg, Arg | None]:
    result: Arg = function.result
    aux: Arg | None = None
    if request.has_aux:
        if not isinstance(result, TupleArg) or len(result.items) != 2:
            raise NotScalarError("with has_aux=True the function returns a pair (value, aux)")
        result, aux = result.items
    if request.form != "adjoint" and not _always_raises(function):
        _check_scalar(result, program)
    return result, aux


def _always_raises(function: Function) -> bool:
    return any(isinstance(statement, Raise) for statement in function.body)


def _check_scalar(result: Arg, program: Program) -> None:
    hint = "take s2sad.jacobian for all its derivatives, or s2sad.vjp for one combination of them"
    if isinstance(result, (TupleArg, DictArg, StructArg)):
        raise NotScalarError(
            f"the gradient is of a scalar, and the function returns a {type(result).__name__[:-3].lower()}: {hint}"
        )
    if isinstance(result, Const) and result.value is None:
        raise NotScalarError("the gradient is of a scalar, and the function returns None")
    kind = program.type_of(result.id) if isinstance(result, Name) else None
    if isinstance(kind, ListType) or (isinstance(kind, ArrayType) and kind.shape is not None and len(kind.shape) > 0):
        raise NotScalarError(f"the gradient is of a scalar, and the function returns an array or a list: {hint}")


def _returned(request: Request, value: Arg, aux: Arg | None, gradient: Arg) -> Arg:
    if request.form == "grad":
        return gradient if aux is None else TupleArg((gradient, aux))
    return TupleArg((value if aux is None else TupleArg((value, aux)), gradient))
