"""Why a derivative looks as it does: statement by statement, then the tape, then what was left out."""

from __future__ import annotations

from s2sad.core.records import dataclass
from s2sad.report.table import table

__all__ = ["Explanation", "Line", "Taped"]


@dataclass(frozen=True)
class Line:
    """A statement of the user, with the names it binds that depend on `wrt`, that the result depends on, and both."""

    number: int
    text: str
    varied: tuple[str, ...] = ()
    useful: tuple[str, ...] = ()
    active: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taped:
    """A value that the reverse sweep reads after it was overwritten."""

    name: str
    number: int
    because: str


@dataclass(frozen=True)
class Explanation:
    """All of it; ``str()`` is what ``s2sad explain`` prints.

    >>> line = Line(2, "y = x * k", ("y",), ("y",), ("y",))
    >>> print(Explanation("f", "f.py", ("x",), "reverse", (line,), left_out=("k: not in wrt",)))
    f with respect to x, reverse mode (f.py)
    <BLANKLINE>
    line  varied  useful  active  statement
    2     y       y       y       y = x * k
    <BLANKLINE>
    nothing is on the tape
    <BLANKLINE>
    left out:
      k: not in wrt
    """

    function: str
    file: str
    wrt: tuple[str, ...]
    mode: str
    lines: tuple[Line, ...]
    tape: tuple[Taped, ...] = ()
    left_out: tuple[str, ...] = ()

    def __str__(self) -> str:
        head = f"{self.function} with respect to {', '.join(self.wrt)}, {self.mode} mode ({self.file})"
        parts = [head, self._statements()]
        if self.tape:
            parts.append(
                "on the tape:\n" + "\n".join(f"  {t.name}, from line {t.number}: {t.because}" for t in self.tape)
            )
        elif self.mode == "reverse":
            parts.append("nothing is on the tape")
        if self.left_out:
            parts.append("left out:\n" + "\n".join(f"  {item}" for item in self.left_out))
        return "\n\n".join(part for part in parts if part)

    def _statements(self) -> str:
        rows = [("line", "varied", "useful", "active", "statement")]
        for line in self.lines:
            marks = (_names(line.varied), _names(line.useful), _names(line.active))
            rows.append((str(line.number), *marks, line.text))
        return table(rows)


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "-"
