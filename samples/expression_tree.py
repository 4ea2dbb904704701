"""The value of an expression that stands as a tree, by recursive descent, in the values of its variables."""

import math
from dataclasses import dataclass
from typing import Any

from samples.sample import Sample


@dataclass(frozen=True)
class Number:
    value: float


@dataclass(frozen=True)
class Variable:
    name: str


@dataclass(frozen=True)
class Negated:
    operand: Any


@dataclass(frozen=True)
class Binary:
    sign: str
    left: Any
    right: Any


@dataclass(frozen=True)
class Applied:
    function: str
    argument: Any


FUNCTIONS = {"sin": math.sin, "exp": math.exp, "sqrt": math.sqrt}


def evaluate(tree, values):
    if isinstance(tree, Number):
        return tree.value
    if isinstance(tree, Variable):
        return values[tree.name]
    if isinstance(tree, Negated):
        return -evaluate(tree.operand, values)
    if isinstance(tree, Applied):
        return FUNCTIONS[tree.function](evaluate(tree.argument, values))
    left = evaluate(tree.left, values)
    right = evaluate(tree.right, values)
    if tree.sign == "+":
        return left + right
    if tree.sign == "-":
        return left - right
    if tree.sign == "*":
        return left * right
    if tree.sign == "/":
        return left / right
    if tree.sign == "^":
        return left**right
    raise ValueError(f"unknown sign {tree.sign!r}")


def gaussian_wave():
    """exp(-a^2 / 2) * sin(b) + (a - 3) / (b * b + 1)"""
    a, b = Variable("a"), Variable("b")
    bell = Applied("exp", Negated(Binary("/", Binary("^", a, Number(2.0)), Number(2.0))))
    ratio = Binary("/", Binary("-", a, Number(3.0)), Binary("+", Binary("*", b, b), Number(1.0)))
    return Binary("+", Binary("*", bell, Applied("sin", b)), ratio)


SAMPLES = [
    Sample(
        evaluate, "values", "", lambda rng: (gaussian_wave(), {"a": 0.7, "b": 1.9}), forms=("tangent", "grad"),
        name="expression_tree",
    ),
]  # fmt: skip
