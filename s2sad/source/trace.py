"""Tracebacks through generated code: before each of its lines the line of the user's function that it comes from."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from types import FrameType, TracebackType

from s2sad.core.nodes import Origin

__all__ = ["keep_lines", "with_origins"]

_lines: dict[str, Mapping[int, Origin]] = {}
_MARK = {"__name__": "s2sad", "__doc__": "a line that a derivative was made from"}


def keep_lines(file: str, lines: Mapping[int, Origin]) -> None:
    """Remember where the lines of a generated file come from."""
    _lines[file] = lines


def with_origins(error: Exception) -> Exception:
    """The error with the user's lines in its traceback, to be raised again where it was caught."""
    assert error.__traceback__ is not None
    rebuilt = None
    for entry, origin in reversed(list(_with_origins(error.__traceback__.tb_next))):
        rebuilt = TracebackType(rebuilt, entry.tb_frame, entry.tb_lasti, entry.tb_lineno)
        if origin is not None:
            rebuilt = TracebackType(rebuilt, *_place(origin))
    return error.with_traceback(rebuilt)


def _with_origins(entry: TracebackType | None) -> Iterator[tuple[TracebackType, Origin | None]]:
    """The entries of a traceback, each with the user's line that is still to be shown before it."""
    shown = False
    while entry is not None:
        code = entry.tb_frame.f_code
        yield entry, None if shown else _origin(code.co_filename, entry.tb_lineno)
        shown = entry.tb_frame.f_globals is _MARK
        entry = entry.tb_next


def _origin(file: str, line: int) -> Origin | None:
    """Where a line comes from: through derivatives of derivatives to the user's own."""
    found = None
    while file in _lines and (origin := _lines[file].get(line)) is not None:
        found, file, line = origin, origin.file, origin.line
    return found


def _place(origin: Origin) -> tuple[FrameType, int, int]:
    """A frame that stands at a place of the user's file, as `TracebackType` takes it."""
    where = {
        "lineno": origin.line,
        "end_lineno": origin.end_line,
        "col_offset": origin.column,
        "end_col_offset": origin.end_column,
    }
    raised = ast.Raise(ast.Name("Exception", ast.Load(), **where), None, **where)
    code = compile(ast.Module([raised], []), origin.file, "exec").replace(co_name=origin.function or "<module>")
    try:
        exec(code, _MARK)
    except Exception as error:
        assert error.__traceback__ is not None
        entry = error.__traceback__.tb_next
        assert entry is not None
        return entry.tb_frame, entry.tb_lasti, entry.tb_lineno
    raise AssertionError("a raise statement raises")
