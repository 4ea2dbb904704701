"""The way of a function through the house, one line a stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from s2sad.checks import check_draws, checks_of_function, checks_of_text
from s2sad.core.nodes import Arg, DictArg, Name, StructArg, TupleArg
from s2sad.core.program import Program
from s2sad.core.records import replace
from s2sad.core.show import show
from s2sad.core.types import known_shape
from s2sad.errors import NotSupportedError, SourceError, TransformError
from s2sad.facts.activity import can_vary
from s2sad.facts.calls import other_memory
from s2sad.facts.written import writes_of
from s2sad.forms import Derived, derive_form
from s2sad.known import specs_of
from s2sad.report.explain import Explanation
from s2sad.request import Request
from s2sad.seeds import Outline
from s2sad.source import fence
from s2sad.source.lower import Lowered, lower
from s2sad.source.lower.lowerer import Refusal
from s2sad.source.read import ReadFunction
from s2sad.source.write import Text, write
from s2sad.source.write.module import Check
from s2sad.tidy import own_results, settle, share, tidy
from s2sad.tidy.dots import dots
from s2sad.tidy.hidden import without_hidden
from s2sad.tidy.marks import has_marks, without_marks
from s2sad.tidy.signs import signs
from s2sad.tidy.taken import without_untaken

__all__ = ["derive", "explain", "stages"]

Types = Mapping[str, Any] | None


def derive(read: ReadFunction, request: Request, types: Types = None, seen: Program | None = None) -> Text:
    """The text of a derivative.

    Parameters
    ----------
    types : what is known of the arguments, by parameter; a missing one is any number or array.
    seen : is told which objects the function was read with.

    Raises
    ------
    TransformError
        With everything in the function that s2sad refuses.
    """
    with problems_together(read, request, types):
        lowered = lowered_for(read, types)
        writes = written(lowered)
        check_draws(lowered.program, request)
        checks = checks_of_function(lowered, request)
        value = outline_of(lowered.function.result, lowered.program) if request.form == "adjoint" else None
        derived = derived_for(lowered, read, request)
        if seen is not None:
            seen.reads, seen.assigned = lowered.program.reads, lowered.program.assigned
            seen.derivatives = lowered.program.derivatives
        tidied(derived)
        settled(derived)
        text = replace(written_out(derived, checks), value=value)
        return replace(text, **writes, seeds=seeds_of(derived, lowered)) if writes else text


def outline_of(value: Arg, program: Program) -> Outline:
    """What is known of a value before it is computed: its parts, or its shape."""
    if isinstance(value, TupleArg):
        return {f"[{k}]": outline_of(item, program) for k, item in enumerate(value.items)}
    if isinstance(value, DictArg):
        return {f"[{key!r}]": outline_of(item, program) for key, item in zip(value.keys, value.items, strict=True)}
    if isinstance(value, StructArg):
        return {f".{name}": outline_of(item, program) for name, item in zip(value.fields, value.items, strict=True)}
    kind = program.type_of(value.id) if isinstance(value, Name) else None
    shape = known_shape(kind) if kind is not None and can_vary(kind) else None
    return None if shape is None else tuple(size.value for size in shape)


@contextmanager
def problems_together(read: ReadFunction, request: Request, types: Types) -> Iterator[None]:
    """An error of one stage comes with the problems that the others would find."""
    try:
        yield
    except SourceError:
        raise
    except TransformError as error:
        from s2sad.survey import completed

        raise completed(error, read, request, types or {}) from None


def written_out(derived: Derived, checks: tuple[Check, ...] = ()) -> Text:
    """The text; for whoever derives it again, one that says what `stop_gradient` holds constant."""
    program, main, marked = derived.program, derived.main, ""
    checks += tuple(checks_of_text(program.functions[main], program))
    if has_marks(program, "s2sad.stop"):
        marked = write(program, main, derived.doc, checks).source
        without_marks(program, "s2sad.stop")
    return replace(write(program, main, derived.doc, checks), marked=marked)


def written(lowered: Lowered) -> dict[str, Any]:
    """What the function writes into of the memory of its caller, if anything."""
    writes = writes_of(lowered.function, lowered.program)
    if not writes:
        return {}
    names = {arg.id: name for name, arg in lowered.param_args.items() if isinstance(arg, Name)}
    writes = tuple(replace(w, path=(names.get(str(w.path[0]), w.path[0]), *w.path[1:])) for w in writes)
    frees = lowered.program.frees
    looked_at = {id(found[0]) for found in (*lowered.program.reads, *lowered.program.assigned)}
    known = {text: obj for text, obj in frees.items() if isinstance(obj, np.ndarray) or id(obj) in looked_at}
    return {"writes": writes, "arrays": known}


def seeds_of(derived: Derived, lowered: Lowered) -> tuple[str, ...]:
    """The parameters of a derivative beyond those of the function."""
    names = [parameter.name.partition("@")[0] for parameter in derived.program.functions[derived.main].params]
    return tuple(name for name in names if name not in lowered.param_args)


def lowered_for(read: ReadFunction, types: Types) -> Lowered:
    fence.check(read)
    lowered = lower(read, specs_of(types or {}, read))
    functions = lowered.program.functions
    functions.update({name: share(function, lowered.program) for name, function in functions.items()})
    return lowered


def derived_for(lowered: Lowered, read: ReadFunction, request: Request) -> Derived:
    try:
        derived = derive_form(lowered, read, request)
    except Refusal as refusal:
        raise NotSupportedError([refusal.problem]) from None
    without_marks(derived.program, "s2sad.reversal")
    without_hidden(derived.program)
    return derived


def tidied(derived: Derived) -> None:
    """Each function as a person would have written it, and nothing that nobody reads."""
    program = derived.program
    for name, function in list(program.functions.items()):
        program.functions[name] = dots(signs(tidy(function, program), program), program, not derived.gives_value)


def settled(derived: Derived) -> None:
    """Versions of arrays as writes in place."""
    program, before = derived.program, dict(derived.program.functions)
    while True:
        for name, function in before.items():
            owned = own_results(function, program) if name == derived.main else function
            program.functions[name] = settle(owned, program, derived.owned.get(name, ()), derived.consumes)
        apart = {
            (name, way)
            for name in program.updates.keys() & before.keys()
            for way in other_memory(program.functions[name], program)
        } - program.apart
        if not apart:
            break
        program.apart |= apart
    if program.updates:
        without_untaken(program, derived.main)


def stages(read: ReadFunction, request: Request, types: Types = None) -> dict[str, str]:
    """What stands after each stage, as text."""
    from s2sad.explained import activity_of, facts_text

    with problems_together(read, request, types):
        lowered = lowered_for(read, types)
        shown = {"core": show_all(lowered.program)}
        shown["facts"] = facts_text(activity_of(lowered, request))
        checks = checks_of_function(lowered, request)
        derived = derived_for(lowered, read, request)
        shown["derived"] = show_all(derived.program)
        tidied(derived)
        shown["tidied"] = show_all(derived.program)
        settled(derived)
        shown["source"] = written_out(derived, checks).source
    return shown


def explain(read: ReadFunction, request: Request, types: Types = None) -> Explanation:
    """Why the derivative is as it is: what is active, what is on the tape, what was left out."""
    from s2sad.explained import activity_of, explanation, left_out_of, taped

    with problems_together(read, request, types):
        lowered = lowered_for(read, types)
        activity = activity_of(lowered, request)
        left_out = left_out_of(activity, lowered, request)
        derived = derived_for(lowered, read, request)
        tidied(derived)
        return explanation(activity, read, request, left_out, taped(activity, derived.program, derived.kept))


def show_all(program: Program) -> str:
    return "\n\n".join(show(function) for function in program.functions.values())
