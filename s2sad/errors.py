"""What s2sad raises: one hierarchy, and the layout of a message.

A refusal names the user's file and line, shows the text with carets, and says what to do instead.
"""

from __future__ import annotations

import difflib
import linecache
from collections.abc import Iterable

from s2sad.core.nodes import Origin
from s2sad.core.records import dataclass

__all__ = [
    "ArgumentTypeError", "NotDifferentiableError", "NotScalarError", "NotSupportedError", "Problem", "S2sadError",
    "SignatureError", "SourceError", "TargetError", "TransformError", "VerificationError", "WrtError", "nearest",
    "refusal",
]  # fmt: skip

UNSUPPORTED, NEVER = "unsupported", "never"

FINE, WRONG, REFUSED = 0, 1, 2
"""Exit codes of the command line."""

LONG = 6
"""So many places of a way are shown."""


@dataclass(frozen=True)
class Problem:
    """One reason to refuse; `kind` is ``unsupported`` (s2sad does not have it) or ``never`` (it has no derivative).

    `hint` is something that can be pasted; `wrt` names the argument that the value depends on, `through` the lines that
    hand it on.
    """

    origin: Origin | None
    message: str
    hint: str = ""
    kind: str = UNSUPPORTED
    wrt: str = ""
    through: tuple[Origin, ...] = ()

    def __str__(self) -> str:
        lines = [self.message + (f" (depends on {self.wrt!r})" if self.wrt else "")]
        if self.origin is not None:
            lines.append(where(self.origin))
        if self.through:
            lines.append("  by way of")
            lines += [f"    {_shown(origin)}" for origin in shortened(self.through)]
        if self.hint:
            lines.append(
                "\n".join("  " + ("hint: " if not k else "      ") + h for k, h in enumerate(self.hint.splitlines()))
            )
        return "\n".join(lines)


class S2sadError(Exception):
    """Base of everything that s2sad raises itself."""


class TransformError(S2sadError):
    """A function cannot be differentiated; `problems` has every reason that was found.

    >>> print(TransformError([Problem(None, "no rule for erf", hint="s2sad.rule('y = erf(x)', ...)")]))
    no rule for erf
      hint: s2sad.rule('y = erf(x)', ...)
    """

    def __init__(self, problems: Iterable[Problem] | Problem | str) -> None:
        if isinstance(problems, str):
            problems = Problem(None, problems)
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        count = len(self.problems)
        head = f"{count} problems\n" if count > 1 else ""
        return head + "\n".join(map(str, self.problems))


class NotSupportedError(TransformError, NotImplementedError):
    """s2sad does not support this, though it has a derivative."""


class NotDifferentiableError(TransformError, ValueError):
    """This has no derivative, and no version of s2sad will have one for it."""


class SourceError(TransformError, OSError):
    """The source of a function cannot be had, or is not the text that runs."""

    def __str__(self) -> str:
        return TransformError.__str__(self)


class WrtError(S2sadError, ValueError):
    """`wrt` names no parameter, or one that nothing can be differentiated in."""


class ArgumentTypeError(WrtError, TypeError):
    """The argument for a `wrt` parameter has a type that has no derivative, such as an array of integers."""


class SignatureError(S2sadError, TypeError):
    """A derivative was called with arguments that do not fit."""


class NotScalarError(S2sadError, ValueError):
    """`grad` of a function whose result is no scalar."""


class TargetError(S2sadError, LookupError):
    """``file.py:name`` or ``package.module:name`` leads nowhere."""


class VerificationError(S2sadError, AssertionError):
    """A derivative does not agree with the function; the message has the numbers."""


def refusal(problems: Iterable[Problem]) -> TransformError:
    """The error for these problems: never differentiable only where every one of them is so.

    >>> type(refusal([Problem(None, "int() of x", kind="never")])).__name__
    'NotDifferentiableError'
    """
    problems = tuple(problems)
    never = all(p.kind == NEVER for p in problems)
    return NotDifferentiableError(problems) if never else NotSupportedError(problems)


def nearest(name: str, names: Iterable[str]) -> str:
    """A question to put at the end of a message, empty where nothing is near.

    >>> nearest("xz", ["xs", "d"])
    "; did you mean 'xs'?"
    """
    found = difflib.get_close_matches(name, list(names), n=1, cutoff=0.5)
    return f"; did you mean {found[0]!r}?" if found else ""


def where(origin: Origin) -> str:
    """A line of a Python traceback: file and line, then the text with carets where the file can be read."""
    place = f", in {origin.function}" if origin.function else ""
    head = f'  File "{origin.file}", line {origin.line}{place}'
    text = linecache.getline(origin.file, origin.line).rstrip("\n")
    if not text.strip():
        return head
    start = _characters(text, origin.column)
    end = _characters(text, origin.end_column) if origin.end_line == origin.line else len(text.rstrip())
    indent = len(text) - len(text.lstrip())
    carets = " " * max(start - indent, 0) + "^" * max(end - max(start, indent), 1)
    return f"{head}\n    {text.strip()}\n    {carets}"


def shortened(way: tuple[Origin, ...]) -> tuple[Origin | None, ...]:
    """The places of a way, those in the middle of a long one left out."""
    return way if len(way) <= LONG else (*way[: LONG // 2], None, *way[-LONG // 2 :])


def _shown(origin: Origin | None) -> str:
    if origin is None:
        return "..."
    place = f"line {origin.line}" + (f", in {origin.function}" if origin.function else "")
    return f"{place}: {linecache.getline(origin.file, origin.line).strip()}"


def _characters(text: str, offset: int) -> int:
    """`ast` counts columns in bytes of UTF-8; people see characters."""
    return len(text.encode()[:offset].decode(errors="ignore"))
