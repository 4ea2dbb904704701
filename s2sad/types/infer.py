"""`infer`: the type of the result of one operation."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from s2sad.core.nodes import Arg, Call, Const, DictArg, Free, Name, SliceArg, StructArg, TupleArg, atoms_of
from s2sad.core.program import Program
from s2sad.core.types import Dim, ListType, NoneType, ScalarType, Type, Unknown
from s2sad.types.containers import CONTAINER_RULES
from s2sad.types.elements import instantiated
from s2sad.types.elementwise import elementwise, math_result
from s2sad.types.indexing import getitem
from s2sad.types.integers import INTEGER_RULES
from s2sad.types.joining import JOINING_RULES
from s2sad.types.keeping import KEEPING_RULES
from s2sad.types.merge import merge_elements
from s2sad.types.probe import probe
from s2sad.types.shaping import SHAPING_RULES
from s2sad.types.unknown import PREDICATES, STRINGS, unknown_result
from s2sad.types.view import Inferred, View, holds_memory, type_of_arg

__all__ = ["infer"]

Rule = Callable[[View], Inferred | None]

RULES: dict[str, Rule] = {
    **CONTAINER_RULES,
    **SHAPING_RULES,
    **JOINING_RULES,
    **KEEPING_RULES,
    **INTEGER_RULES,
    "operator.getitem": getitem,
}

# by prim and types; the result with the places of the names that it shares memory with
_by_types: dict[Hashable, tuple[Type, tuple[int, ...]]] = {}
# the entry of what depends on the names too
NAMED: tuple[Type, tuple[int, ...]] = (Unknown(), (-1,))
_by_names: dict[Hashable, Inferred] = {}
LIMIT = 20_000


def infer(call: Call, program: Program) -> Inferred:
    """The type of a call's result and the names among the arguments whose memory it may be.

    It never fails: what cannot be told is `Unknown`.

    >>> program = Program(types={"x": ScalarType("float")})
    >>> infer(Call("operator.mul", (Const(2), Name("x"))), program).type
    ScalarType(dtype='float', value=None)
    """
    key = _key(call, program) if call.prim[0] != "@" else None
    if key is None:
        return _infer(View.of(call, program))
    entry = _by_types.get(key)
    if entry is not None and entry is not NAMED:
        kind, places = entry
        return Inferred(kind, _names_at(call, places) if places else ())
    names = (key, tuple([a.id for a in _atoms(call) if isinstance(a, Name)]))
    known = _by_names.get(names)
    if known is not None:
        return known
    view = View.of(call, program)
    result = _infer(view)
    _remember(key, names, view, result)
    return result


def _remember(key: Hashable, names: Hashable, view: View, result: Inferred) -> None:
    if len(_by_types) > LIMIT or len(_by_names) > LIMIT:
        _by_types.clear()
        _by_names.clear()
    if view.named:
        _by_types[key] = NAMED
        _by_names[names] = result
        return
    atoms = [a.id if isinstance(a, Name) else None for a in _atoms(view.call)]
    # every place: another call of these types may have different names where this one has one twice
    _by_types[key] = result.type, tuple(i for i, name in enumerate(atoms) if name in result.shares)


def _atoms(call: Call) -> list[Arg]:
    found: list[Arg] = []
    for arg in call.args:
        found.extend(atoms_of(arg))
    for _, arg in call.keywords:
        found.extend(atoms_of(arg))
    return found


def _names_at(call: Call, places: tuple[int, ...]) -> tuple[str, ...]:
    atoms = _atoms(call)
    return tuple(dict.fromkeys(atom.id for place in places if isinstance(atom := atoms[place], Name)))


def _key(call: Call, program: Program) -> Hashable | None:
    """What the result depends on; None where that has no key: an object of the user."""
    types = program.types
    key: list[object] = [call.prim]
    for arg in call.args:
        if type(arg) is Name:
            kind = types.get(arg.id)
            if type(kind) is ScalarType and kind.value is None and kind.dtype[0] in "iu":
                kind = ScalarType(kind.dtype, Dim.symbol(arg.id))
            elif type(kind) is ListType and kind.length is None:
                key.append(arg.id)
            key.append(kind)
        elif not _add_key(arg, program, key):
            return None
    for name, arg in call.keywords:
        key.append(name)
        if not _add_key(arg, program, key):
            return None
    return tuple(key)


def _add_key(arg: Arg, program: Program, key: list[object]) -> bool:
    if isinstance(arg, Const):
        key.append(type(arg.value))
        key.append(arg.value)
    elif isinstance(arg, Name):
        key.append(arg.id)
        key.append(program.types.get(arg.id))
    elif isinstance(arg, Free):
        value = program.frees.get(arg.text)
        if not isinstance(value, (type, float, int, str)):
            return False
        key.append(type(value))
        key.append(value)
    elif isinstance(arg, SliceArg):
        key.append(slice)
        return all([_add_key(part, program, key) for part in (arg.lower, arg.upper, arg.step)])
    elif isinstance(arg, TupleArg):
        key.append(("list" if arg.list else "tuple", len(arg.items)))
        return all([_add_key(item, program, key) for item in arg.items])
    elif isinstance(arg, StructArg):
        key.append((program.frees.get(arg.cls.text), arg.fields))
        return all([_add_key(item, program, key) for item in arg.items])
    else:
        assert isinstance(arg, DictArg)
        return False
    return True


def _infer(view: View) -> Inferred:
    try:
        result = _by_rule(view)
    except Exception:  # a wrong program must fail in its own run, not here
        result = Inferred(Unknown(), view.memory())
    if result.shares and not holds_memory(result.type):
        return Inferred(result.type)
    return result


def _by_rule(view: View) -> Inferred:
    prim = view.call.prim
    if prim.startswith("@"):
        return _of_function(view)
    if any(isinstance(arg, Free) and arg.text.startswith("@") for arg in view.call.args):
        return Inferred(Unknown())  # a library's call of a function of the program, which must not be run here
    if prim in PREDICATES or prim in STRINGS:
        return unknown_result(view)
    rule = RULES.get(prim)
    found = rule(view) if rule is not None else None
    if found is None:
        found = elementwise(view)
    if found is None and prim.startswith(("math.", "cmath.")):
        found = math_result(view)
    if found is None and not any(_is_unknown(kind) for kind in view.types):
        found = probe(view)
    return unknown_result(view) if found is None else found


def _is_unknown(kind: Type) -> bool:
    return isinstance(kind, Unknown)


def _of_function(view: View) -> Inferred:
    """A call of another function of the program: what its result is, without the sizes and values of its own names."""
    function = view.program.functions.get(view.call.prim[1:])
    if function is None:
        return Inferred(Unknown(), view.memory())
    kind = type_of_arg(function.result, view.program)
    if isinstance(kind, NoneType):
        return Inferred(kind)
    return Inferred(instantiated(merge_elements(None, kind), view.result_symbol), view.memory())
