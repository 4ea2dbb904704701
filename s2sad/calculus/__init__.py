"""The mathematics of s2sad, and only that: derivatives as lines of a calculus book, and how a line is transposed."""

from s2sad.calculus.registry import rule, still

__all__ = ["rule", "still"]
