"""Derivative functions of a function that was given to a library: each is a function of the program, made once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from s2sad.calculus.implicit import MATRIX
from s2sad.core.nodes import Arg, Block, Const, Effect, Function, Name, Param, TupleArg
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.types import ArrayType, ScalarType, TupleType, Type
from s2sad.core.walk import map_blocks, names_of, substitute
from s2sad.facts.activity import varied
from s2sad.facts.forwarded import forwarded
from s2sad.modes.adjoint import Adjoint
from s2sad.modes.pair import Pairs, result_seeds, reverse_sweep
from s2sad.modes.tangent import Tangent
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.texts import inline_text
from s2sad.source.lower.values import Made, Num, Value

__all__ = [
    "Key", "adjoint_of", "gradient_of", "has_size", "hessian_of", "jacobian_of", "moving", "once", "result_type",
    "slope_of", "tangent_of",
]  # fmt: skip


def moving(program: Program, name: str, places: Iterable[int]) -> tuple[int, ...]:
    """Those of the parameters on which the result of a function depends."""
    function = program.functions[name]
    roots = set(names_of(function.result))
    return tuple(i for i in places if roots & varied(function, program, [function.params[i].name]))


def result_type(program: Program, name: str) -> Type:
    return _type_of(program.functions[name].result, program)


def _type_of(result: Arg, program: Program) -> Type:
    if isinstance(result, TupleArg):
        return TupleType(tuple(_type_of(item, program) for item in result.items))
    return program.type_of(result.id) if isinstance(result, Name) else ScalarType("float")


def has_size(kind: Type) -> bool:
    """Whether a value may have several elements."""
    return not isinstance(kind, ScalarType) and not (isinstance(kind, ArrayType) and kind.shape == ())


def tangent_of(program: Program, name: str, pattern: Sequence[int]) -> str:
    """``f_tangent(*params, *dots)``: the directional derivative alone."""
    return once(program, ("tangent", name, tuple(pattern)), _tangent)


def slope_of(program: Program, name: str, pattern: Sequence[int]) -> str:
    """``f_derivative(*params)``: the derivative in one parameter, of an array elementwise."""
    return once(program, ("derivative", name, tuple(pattern)), _tangent)


def adjoint_of(program: Program, name: str, pattern: Sequence[int]) -> str:
    """``f_adjoint(*params, bar)``: the adjoint of one parameter, or of several as a tuple."""
    return once(program, ("adjoint", name, tuple(pattern)), _adjoint)


def gradient_of(program: Program, name: str, pattern: Sequence[int]) -> str:
    """``f_gradient(*params)``: the same for a function with a number for its value, whose adjoint is 1."""
    return once(program, ("gradient", name, tuple(pattern)), _adjoint)


def jacobian_of(program: Program, name: str, pattern: Sequence[int]) -> str:
    """``f_jacobian(*params)``: the matrix of the derivatives of an array in an array, one column a direction."""
    return once(program, ("jacobian", name, tuple(pattern)), _jacobian)


def hessian_of(program: Program, name: str, pattern: Sequence[int]) -> str:
    """``f_hessian(*params)``: one row is the gradient of the derivative along one direction."""
    return once(program, ("hessian", name, tuple(pattern)), _jacobian)


Key = tuple[str, str, tuple[int, ...]]


def once(program: Program, key: Key, make: Callable[[Program, str, Key], Function]) -> str:
    if key not in program.derived:
        kind, name, _ = key
        base = name.partition("@")[0]
        twice = base.endswith(f"_{kind}")
        program.derived[key] = program.fresh(f"{base.removesuffix(f'_{kind}')}{'_second' * twice}_{kind}")
        made = make(program, program.derived[key], key)
        program.functions[made.name] = made
    return program.derived[key]


def _silent(block: Block) -> Block:
    """Without what is done for its effect: that is done where the library calls the function."""
    return tuple(map_blocks(s, _silent) for s in block if not isinstance(s, Effect))


def _source(program: Program, name: str) -> Function:
    function = program.functions[name]
    return replace(function, body=_silent(function.body))


def _tangent(program: Program, made: str, key: Key) -> Function:
    kind, name, pattern = key
    function = _source(program, name)
    inner = Tangent(program)
    seeds: dict[str, Arg] = {}
    extra: list[Param] = []
    for i in pattern:
        param = function.params[i].name
        seeds[param] = Const(1.0)
        if kind == "tangent":
            seed = Name(program.fresh(inner.hint(param), program.type_of(param)))
            program.external.add(seed.id)
            seeds[param] = seed
            extra.append(Param(seed.id))
    body, dot = inner.run(function, seeds)
    return Function(made, (*function.params, *extra), body, dot, "", function.origin)


def _adjoint(program: Program, made: str, key: Key) -> Function:
    kind, name, pattern = key
    function = _source(program, name)
    leaves = [function.params[i].name for i in pattern]
    pairs = Pairs(program)
    adjoint = Adjoint(program, pairs.reverse_call)
    bar: Arg = Const(1.0)
    extra: list[Param] = []
    if kind == "adjoint":
        bar = Name(program.fresh("value_bar", result_type(program, name)))
        program.external.add(bar.id)
        extra.append(Param(bar.id))
    with adjoint.build.block() as start:
        seeds = result_seeds(adjoint, function.result, bar)
    block = substitute(adjoint.run(function, seeds, leaves), forwarded(function.body, program))
    with adjoint.build.block() as tail:
        bars = [adjoint.gradient(Name(leaf)) for leaf in leaves]
    result = bars[0] if len(bars) == 1 else TupleArg(tuple(bars))
    _, body, _ = reverse_sweep(function, (*start, *block, *tail), pairs, program, result)
    return Function(made, (*function.params, *extra), body, result, "", function.origin)


def _jacobian(program: Program, made: str, key: Key) -> Function:
    kind, name, (place,) = key
    source = program.functions[name]
    lo = Lowerer(program, primal=False)
    renamed = [Name(program.fresh(p.name, program.type_of(p.name))) for p in source.params]
    program.external.update(p.id for p in renamed)
    column = tangent_of(program, name, (place,))
    if kind == "hessian":
        column = gradient_of(program, column, (place,))

    def along(args: list[Value], node: object) -> Value:
        made = lo.build.emit(f"@{column}", *renamed, lo.arg(args[0]), kind=result_type(program, column), hint="along")
        return lo.result(made)

    with lo.build.block() as block:
        text = MATRIX.format(place="k" if kind == "hessian" else ":, k")
        result = lo.arg(inline_text(lo, text, [Num(renamed[place]), Made(along)], {}, kind))
    params = tuple(Param(p.id) for p in renamed)
    return Function(made, params, tuple(block), result, "", source.origin)
