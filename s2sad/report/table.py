"""Rows of text in columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ["table"]


def table(rows: Iterable[Sequence[str]]) -> str:
    """Align columns to the left, two spaces apart.

    >>> print(table([("wrt", "error"), ("xs", "1e-9")]))
    wrt  error
    xs   1e-9
    """
    kept = list(rows)
    widths = [max(map(len, column)) for column in zip(*kept, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in kept
    )
