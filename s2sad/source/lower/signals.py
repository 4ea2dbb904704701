"""What the lowering raises to leave what it is doing: a refusal, an exception of the user's function, a new start."""

from __future__ import annotations

from s2sad.core.nodes import Arg
from s2sad.errors import Problem

__all__ = ["InSteps", "Opened", "Raising", "Refusal"]


class Refusal(Exception):
    """One problem of the user's function, raised at the statement that has it and collected there."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Raising(Exception):
    """What the user's function raises whenever it comes here."""

    def __init__(self, cls: type[BaseException], *args: Arg) -> None:
        super().__init__(cls.__name__)
        self.cls, self.arguments = cls, args


class Opened(Exception):
    """A function writes an attribute of an object that is there before it runs; the lowering starts again with that
    known."""

    def __init__(self, obj: object, text: str, name: str) -> None:
        super().__init__(f"{text}.{name}")
        self.obj, self.text, self.name = obj, text, name


class InSteps(Exception):
    """Something else takes items of the iterator that a loop walks over; the lowering starts again with that known."""

    def __init__(self, loop: object) -> None:
        super().__init__(str(loop))
        self.loop = loop
