"""A ``return`` inside a loop is a ``break`` and a ``return`` after the loop.

The value is then computed once, where it is returned, instead of in each round, and a loop has one way out::

    for i in range(n):                  left = False
        if f(i):                        for i in range(n):
            return i * x       ->           if f(i):
                                                left = True
                                                break
                                        if left:
                                            return i * x
"""

from __future__ import annotations

import gast

__all__ = ["with_returns_after"]

Loop = gast.For | gast.While
Definition = gast.FunctionDef | gast.AsyncFunctionDef | gast.ClassDef


def with_returns_after(loop: gast.AST) -> list[gast.AST] | None:
    """The statements that a loop stands for, None where it stays as it is.

    A loop over anything but a ``range`` may be unrolled, and what it returns may be another function in each round;
    what a ``with`` or ``try`` returns is computed inside it.

    >>> node = gast.parse("while True:\\n    x = x / 2\\n    if x < 1:\\n        return x").body[0]
    >>> [type(made).__name__ for made in with_returns_after(node)]
    ['Assign', 'While', 'Return']
    """
    if not isinstance(loop, Loop) or not all(map(_is_plain, [loop, *_inside(loop.body)])):
        return None
    returns: list[gast.Return] = []
    made = _changed(loop, body=_body(loop.body, returns))
    if not returns:
        return None
    flags = [_set(_flag(k), False, node) for k, node in enumerate(returns)]
    leaving = [_if([_flag(k)], [node], node) for k, node in enumerate(returns)]
    if isinstance(loop, gast.While) and _is_true(loop.test) and not _breaks(loop.body):
        leaving[-1] = returns[-1]  # there is no other way out
    return [*flags, made, *leaving]


def _inside(body: list[gast.AST]) -> list[gast.AST]:
    """The statements of a body, those of the functions that it defines left out."""
    found = list(body)
    for node in body:
        if not isinstance(node, Definition):
            found += _inside([*getattr(node, "body", []), *getattr(node, "orelse", [])])
    return found


def _is_plain(node: gast.AST) -> bool:
    if isinstance(node, gast.For):
        call = node.iter
        return isinstance(call, gast.Call) and isinstance(call.func, gast.Name) and call.func.id == "range"
    return not hasattr(node, "body") or isinstance(node, (gast.While, gast.If, Definition))


def _is_true(test: gast.AST) -> bool:
    return isinstance(test, gast.Constant) and bool(test.value)


def _breaks(body: list[gast.AST]) -> bool:
    """Whether a loop with this body is broken by the user."""
    for node in body:
        inner = node.orelse if isinstance(node, Loop) else [*getattr(node, "body", []), *getattr(node, "orelse", [])]
        if isinstance(node, gast.Break) or (not isinstance(node, Definition) and _breaks(inner)):
            return True
    return False


def _body(body: list[gast.AST], returns: list[gast.Return]) -> list[gast.AST]:
    made: list[gast.AST] = []
    for node in body:
        first = len(returns)
        if isinstance(node, gast.Return):
            returns.append(node)
            made += [_set(_flag(first), True, node), _at(gast.Break(), node)]
        elif isinstance(node, gast.If):
            made.append(_changed(node, body=_body(node.body, returns), orelse=_body(node.orelse, returns)))
        elif isinstance(node, Loop):
            inner = _body(node.body, returns)
            flags = [_flag(k) for k in range(first, len(returns))]
            made.append(_changed(node, body=inner, orelse=_body(node.orelse, returns)))
            made += [_if(flags, [_at(gast.Break(), node)], node)] if flags else []
        else:
            made.append(node)
    return made


def _flag(number: int) -> str:
    return f"%returned{number}"


def _set(name: str, value: bool, at: gast.AST) -> gast.AST:
    return _at(gast.Assign([gast.Name(name, gast.Store(), None, None)], gast.Constant(value, None), None), at)


def _if(names: list[str], body: list[gast.AST], at: gast.AST) -> gast.AST:
    tests = [gast.Name(name, gast.Load(), None, None) for name in names]
    return _at(gast.If(tests[0] if len(tests) == 1 else gast.BoolOp(gast.Or(), tests), body, []), at)


def _changed(node: gast.AST, **fields: object) -> gast.AST:
    made = type(node)(**{name: getattr(node, name) for name in node._fields} | fields)
    return gast.copy_location(made, node)


def _at(node: gast.AST, place: gast.AST) -> gast.AST:
    """Made nodes are where the statement is that they come from."""
    for part in gast.walk(node):
        if not hasattr(part, "lineno"):
            gast.copy_location(part, place)
    return node
