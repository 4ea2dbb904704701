"""Core as text for people: what ``s2sad dump --stage core`` prints."""

from __future__ import annotations

from collections.abc import Iterator

from s2sad.core.nodes import (
    Arg,
    Atom,
    Block,
    Call,
    Carry,
    Const,
    DictArg,
    Effect,
    For,
    Free,
    Function,
    If,
    Let,
    Mutate,
    Name,
    Param,
    Raise,
    SliceArg,
    Statement,
    StructArg,
    Try,
    TupleArg,
    While,
)

__all__ = ["show", "show_arg", "show_block", "show_call", "show_program"]

INDENT = "    "


def show_arg(arg: Arg) -> str:
    """One argument.

    >>> show_arg(TupleArg((Name("i@1"), SliceArg(Const(1), Const(None), Const(None)), Free("n"))))
    '(i@1, 1:, $n)'
    """
    if isinstance(arg, Name):
        return arg.id
    if isinstance(arg, Const):
        return "..." if arg.value is Ellipsis else repr(arg.value)
    if isinstance(arg, Free):
        return "$" + arg.text
    if isinstance(arg, SliceArg):
        parts = (arg.lower, arg.upper, arg.step)
        lower, upper, step = ("" if part == Const(None) else show_arg(part) for part in parts)
        return f"{lower}:{upper}" + (f":{step}" if step else "")
    items = [show_arg(item) for item in arg.items]
    if isinstance(arg, TupleArg):
        return f"[{', '.join(items)}]" if arg.list else f"({', '.join(items)}{',' * (len(items) == 1)})"
    if isinstance(arg, DictArg):
        return "{" + ", ".join(f"{key!r}: {item}" for key, item in zip(arg.keys, items, strict=True)) + "}"
    assert isinstance(arg, StructArg)
    return f"{arg.cls.text}({', '.join(f'{name}={item}' for name, item in zip(arg.fields, items, strict=True))})"


def show_call(call: Call) -> str:
    """One operation; a spelling that is not the plain function stands behind a dot."""
    args = [show_arg(arg) for arg in call.args] + [f"{key}={show_arg(arg)}" for key, arg in call.keywords]
    return f"{call.prim}{'.' + call.spelling if call.spelling else ''}({', '.join(args)})"


def _carries(carries: tuple[Carry, ...]) -> str:
    return ", ".join(f"{c.name} = {show_arg(c.init)} then {show_arg(c.next)}" for c in carries)


def _until(until: Atom | None) -> Iterator[str]:
    if until is not None:
        yield f"{INDENT}until {show_arg(until)}"


def _block(block: Block) -> Iterator[str]:
    if not block:
        yield INDENT + "pass"
    for statement in block:
        for line in _statement(statement):
            yield INDENT + line


def _if(statement: If) -> Iterator[str]:
    yield f"if {show_arg(statement.test)}:"
    yield from _block(statement.then)
    if statement.other:
        yield "else:"
        yield from _block(statement.other)
    for join in statement.joins:
        yield f"join {join.name} = {show_arg(join.then)} | {show_arg(join.other)}"


def _loop(statement: For | While) -> Iterator[str]:
    carries = f" carry {_carries(statement.carries)}" if statement.carries else ""
    if isinstance(statement, For):
        yield f"for {statement.target} in {show_arg(statement.iterable)}{carries}:"
    else:
        yield f"while{carries}:"
        yield from _block(statement.head)
        yield f"test {show_arg(statement.test)}:"
    yield from _block(statement.body)
    yield from _until(statement.until)


def _statement(statement: Statement) -> Iterator[str]:
    if isinstance(statement, Let):
        yield f"{statement.name} {'=' if statement.primal else ':='} {show_call(statement.call)}"
    elif isinstance(statement, Effect):
        yield f"do {show_call(statement.call)}"
    elif isinstance(statement, Mutate):
        yield f"{statement.name} <- {statement.target.id} by {show_call(statement.call)}"
    elif isinstance(statement, Raise):
        cause = f" from {show_arg(statement.cause)}" if statement.cause is not None else ""
        yield "raise" + (f" {show_arg(statement.exception)}" if statement.exception is not None else "") + cause
    elif isinstance(statement, If):
        yield from _if(statement)
    elif isinstance(statement, (For, While)):
        yield from _loop(statement)
    else:
        word = "try" if isinstance(statement, Try) else "with"
        yield f"{word} {show_arg(statement.context)}" + (f" as {statement.name}:" if statement.name else ":")
        yield from _block(statement.body)


def show_block(block: Block) -> str:
    """The statements of a block, one a line; ``:=`` marks what only a derivative computes."""
    return "\n".join(line for statement in block for line in _statement(statement))


def _param(parameter: Param) -> str:
    mark = {"VAR_POSITIONAL": "*", "VAR_KEYWORD": "**"}.get(parameter.kind, "")
    default = f"={show_arg(parameter.default)}" if parameter.default is not None else ""
    return f"{mark}{parameter.name}{default}"


def show(function: Function) -> str:
    """A function of core as text.

    >>> from s2sad.core.nodes import Call, Function, Let, Name, Param
    >>> square = Let("y@1", Call("operator.mul", (Name("x"), Name("x"))))
    >>> print(show(Function("square", (Param("x"),), (square,), Name("y@1"))))
    square(x):
        y@1 = operator.mul(x, x)
        return y@1
    """
    head = f"{function.name}({', '.join(_param(parameter) for parameter in function.params)}):"
    body = [INDENT + line for line in show_block(function.body).splitlines()]
    return "\n".join([head, *body, f"{INDENT}return {show_arg(function.result)}"])


def show_program(functions: dict[str, Function]) -> str:
    """All functions of a program, a blank line between them."""
    return "\n\n".join(show(function) for function in functions.values())
