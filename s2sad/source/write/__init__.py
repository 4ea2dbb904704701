"""Core → the text of a module: as a person would have written it."""

from s2sad.source.write.module import Text, write

__all__ = ["Text", "write"]
