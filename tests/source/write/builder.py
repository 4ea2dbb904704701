"""Core by hand, one line a statement."""

from s2sad.core.nodes import Arg, Call, Const, Function, Let, Name, Param
from s2sad.core.program import Program
from s2sad.core.types import ArrayType, Dim, ScalarType

FLOAT = ScalarType("float")
VECTOR = ArrayType("f8", (Dim.symbol("n"),))


def atom(value):
    return Name(value) if isinstance(value, str) else value if isinstance(value, Arg) else Const(value)


def call(prim, *args, spelling="", **keywords):
    return Call(prim, tuple(atom(a) for a in args), tuple((k, atom(v)) for k, v in keywords.items()), spelling)


def let(name, prim, *args, primal=True, spelling="", **keywords):
    return Let(name, call(prim, *args, spelling=spelling, **keywords), None, primal)


def program(params, body, result, types=None, frees=None, name="f"):
    function = Function(name, tuple(Param(p) for p in params.split()), tuple(body), atom(result))
    return Program({name: function}, types=dict(types or {}), frees=dict(frees or {}), external=set(params.split()))
