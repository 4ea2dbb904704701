"""The way of a function through the house, one line a stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from s2sad.core.program import Program
from s2sad.core.show import show
from s2sad.errors import NotSupportedError
from s2sad.forms import Derived, derive_form
from s2sad.known import specs_of
from s2sad.request import Request
from s2sad.source import fence
from s2sad.source.lower import Lowered, lower
from s2sad.source.lower.lowerer import Refusal
from s2sad.source.read import ReadFunction
from s2sad.source.write import Text, write
try:
    from s2sad.tidy import tidy
except ImportError:
    tidy = lambda f, p: f
from s2sad.tidy.results import own_results
from s2sad.tidy.settle import settle

__all__ = ["derive", "stages"]

Types = Mapping[str, Any] | None


def derive(read: ReadFunction, request: Request, types: Types = None) -> Text:
    """The text of a derivative.

    Parameters
    ----------
    types : what is known of the arguments, by parameter; a missing one is any number or array.

    Raises
    ------
    TransformError
        With everything in the function that s2sad refuses.
    """
    lowered = lowered_for(read, types)
    derived = derived_for(lowered, read, request)
    tidied(derived)
    settled(derived)
    return write(derived.program, derived.main, derived.doc)


def lowered_for(read: ReadFunction, types: Types) -> Lowered:
    fence.check(read)
    return lower(read, specs_of(types or {}, read))


def derived_for(lowered: Lowered, read: ReadFunction, request: Request) -> Derived:
    try:
        return derive_form(lowered, read, request)
    except Refusal as refusal:
        raise NotSupportedError([refusal.problem]) from None


def tidied(derived: Derived) -> None:
    """Each function as a person would have written it, and nothing that nobody reads."""
    for name, function in list(derived.program.functions.items()):
        derived.program.functions[name] = tidy(function, derived.program)


def settled(derived: Derived) -> None:
    """Versions of arrays as writes in place."""
    program = derived.program
    for name, function in list(program.functions.items()):
        owned = own_results(function, program) if name == derived.main else function
        program.functions[name] = settle(owned, program, derived.owned.get(name, ()), derived.consumes)


def stages(read: ReadFunction, request: Request, types: Types = None) -> dict[str, str]:
    """What stands after each stage, as text."""
    lowered = lowered_for(read, types)
    shown = {"core": show_all(lowered.program)}
    derived = derived_for(lowered, read, request)
    shown["facts"] = derived.facts
    shown["derived"] = show_all(derived.program)
    tidied(derived)
    shown["tidied"] = show_all(derived.program)
    settled(derived)
    shown["source"] = write(derived.program, derived.main, derived.doc).source
    return shown


def show_all(program: Program) -> str:
    return "\n\n".join(show(function) for function in program.functions.values())
