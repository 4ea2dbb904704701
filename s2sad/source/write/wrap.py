"""Long lines broken as Black breaks them: inside brackets, indented by four, the closing bracket on its own line."""

from __future__ import annotations

import io
import re
import tokenize
from itertools import pairwise

from s2sad.core.records import dataclass

__all__ = ["wrapped"]

OPEN, CLOSE = "([{", ")]}"
LEVELS = (("or",), ("and",), ("+", "-"), ("*", "/", "@", "//", "%"))
"""Operators to break before, the loosest first."""
COMPARISONS = frozenset({"not", "in", "is", "<", ">", "<=", ">=", "==", "!="})
HEAD = re.compile(r"(?:return |(?:if|elif|while|assert) |(?:[^=()\[\]]|\[[^\]]*\])+? [-+*/@|&^%<>]*= )")


@dataclass(frozen=True)
class Piece:
    """A token at `start` of a line, `depth` brackets deep (brackets themselves count as outside)."""

    text: str
    start: int
    depth: int


def wrapped(text: str, width: int) -> str:
    """Break the lines of a module that are wider than `width`.

    >>> print(wrapped("total = first_function(alpha, beta) + second_function(gamma)", 50))
    total = (
        first_function(alpha, beta)
        + second_function(gamma)
    )
    """
    lines = text.split("\n")
    if all(len(line) <= width for line in lines):
        return text
    whole = _whole_lines(text)
    made: list[str] = []
    for number, line in enumerate(lines, 1):
        made += _statement(line, width) if len(line) > width and number in whole else [line]
    return "\n".join(made)


def _whole_lines(text: str) -> set[int]:
    """The lines that are one statement, or the head of one."""
    found, start = set(), None
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NEWLINE:
            if start == token.start[0]:
                found.add(start)
            start = None
        elif start is None and token.type not in (tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT):
            start = token.start[0]
    return found


def _pieces(text: str) -> list[Piece]:
    """The operators, brackets and words of a part of a line; nothing of a string."""
    found: list[Piece] = []
    depth, strings = 0, 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            kind = tokenize.tok_name[token.type]
            strings += {"FSTRING_START": 1, "FSTRING_END": -1}.get(kind, 0)
            if strings or token.start[0] > 1:
                continue
            depth -= token.string in CLOSE and kind == "OP"
            found.append(Piece(token.string if kind in ("OP", "NAME", "NUMBER") else "", token.start[1], depth))
            depth += token.string in OPEN and kind == "OP"
    except tokenize.TokenError:
        return []
    return [piece for piece in found if piece.text or piece.start < len(text)]


def _statement(line: str, width: int) -> list[str]:
    indent = len(line) - len(line.lstrip())
    text = line.strip()
    head = HEAD.match(text)
    if head is None:
        return _bracketed(text, indent, width) or [line]
    start, rest = text[: head.end()], text[head.end() :]
    colon = ":" if start.startswith(("if ", "elif ", "while ")) else ""
    if colon:
        rest = rest[:-1]
    single = not _loosest(rest) and not _commas(rest)
    bracketed = _bracketed(rest, indent, width, start) if single else None
    if bracketed is not None:
        return [*bracketed[:-1], bracketed[-1] + colon]
    return [" " * indent + start + "(", *_content(rest, indent + 4, width), " " * indent + ")" + colon]


def _bracketed(text: str, indent: int, width: int, start: str = "") -> list[str] | None:
    """Break inside the last pair of brackets, if what stands before it fits."""
    pieces = [piece for piece in _pieces(text) if piece.depth == 0]
    opens = [piece.start for piece in pieces if piece.text and piece.text in OPEN]
    closes = [piece.start for piece in pieces if piece.text and piece.text in CLOSE]
    for first, last in reversed(list(zip(opens, closes, strict=False))):
        if last > first + 1 and indent + len(start) + first < width and len(text) - last + indent <= width:
            inner = text[first + 1 : last]
            lines = _content(inner, indent + 4, width)
            return [" " * indent + start + text[: first + 1], *lines, " " * indent + text[last:]]
    return None


def _content(text: str, indent: int, width: int) -> list[str]:
    """What stands in brackets: on one line, else one line for each item or operand."""
    if indent + len(text) <= width:
        return [" " * indent + text]
    cuts = _commas(text)
    after = 1
    if not cuts:
        cuts, after = _loosest(text), 0
    if not cuts:
        return _bracketed(text, indent, width) or [" " * indent + text]
    made: list[str] = []
    edges = [0, *(cut + after for cut in cuts), len(text)]
    for start, end in pairwise(edges):
        part = text[start:end].strip()
        short = indent + len(part) <= width
        made += (None if short else _bracketed(part, indent, width)) or [" " * indent + part]
    if after and not made[-1].endswith(","):
        made[-1] += ","
    return made


def _commas(text: str) -> list[int]:
    return [piece.start for piece in _pieces(text) if piece.depth == 0 and piece.text == ","]


def _loosest(text: str) -> list[int]:
    """Where the loosest binary operators outside brackets stand."""
    pieces = [piece for piece in _pieces(text) if piece.depth == 0]
    words = {piece.text for piece in pieces}
    if words & {"lambda", "for"}:
        return []
    if "if" in words:
        return [piece.start for piece in pieces if piece.text in ("if", "else")]
    for level in LEVELS[:2] if words & COMPARISONS else LEVELS:
        cuts = [piece.start for before, piece in pairwise(pieces) if piece.text in level and _ends_operand(before.text)]
        if cuts:
            return cuts
    return []


def _ends_operand(word: str) -> bool:
    return word == "" or word in CLOSE or word[-1].isalnum() or word[-1] in "._"
