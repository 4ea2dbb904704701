"""Expressions: one function for each node type, from syntax to value."""

from __future__ import annotations

from functools import partial

import gast

from s2sad.core.nodes import Arg, Const, Free, Name, TupleArg
from s2sad.core.types import StringType
from s2sad.source.lower import (
    appends,
    attributes,
    branches,
    calls,
    comprehensions,
    connectives,
    dicts,
    generators,
    identity,
    long_dicts,
    maybe,
    natures,
    objects,
    outer,
    partly,
    picking,
    repeats,
    set_methods,
    sets,
    sparse_matrices,
    tables,
    tuples,
)  # fmt: skip
from s2sad.source.lower.dispatch import HANDLERS, handles
from s2sad.source.lower.lowerer import Lowerer
from s2sad.source.lower.values import (
    DictContent,
    ItemsOf,
    Num,
    ObjectRef,
    SliceValue,
    Spread,
    TupleValue,
    Value,
)  # fmt: skip

__all__ = ["evaluate", "evaluate_all", "tested"]

BINARY = {
    gast.Add: "add", gast.Sub: "sub", gast.Mult: "mul", gast.Div: "truediv", gast.FloorDiv: "floordiv", gast.Mod: "mod",
    gast.Pow: "pow", gast.MatMult: "matmul", gast.LShift: "lshift", gast.RShift: "rshift", gast.BitAnd: "and_",
    gast.BitOr: "or_", gast.BitXor: "xor",
}  # fmt: skip
COMPARE = {
    gast.Eq: "eq", gast.NotEq: "ne", gast.Lt: "lt", gast.LtE: "le", gast.Gt: "gt", gast.GtE: "ge", gast.Is: "is_",
    gast.IsNot: "is_not", gast.In: "contains", gast.NotIn: "contains",
}  # fmt: skip
UNARY = {gast.USub: "neg", gast.UAdd: "pos", gast.Invert: "invert"}
NONE = Num(Const(None))


def evaluate(lo: Lowerer, node: gast.AST, hint: str = "t") -> Value:
    """The value of an expression; `hint` is the user's name for it, if he gives it one."""
    handler = HANDLERS.get(type(node))
    if handler is None:
        lo.refuse(node, f"{type(node).__name__} is not supported here")
    if isinstance(node, (gast.Name, gast.Constant)):
        return handler(lo, node, hint)
    around = lo.build.origin
    lo.build.origin = lo.origin_of(node)
    try:
        return handler(lo, node, hint)
    finally:
        lo.build.origin = around


def evaluate_all(lo: Lowerer, nodes: list[gast.AST], call: bool = False) -> list[Value]:
    """The values of a list of expressions, starred ones spread; the last of a `call` may be of unknown length."""
    values: list[Value] = []
    for node in nodes:
        if isinstance(node, gast.Starred):
            starred = generators.left(lo, evaluate(lo, node.value), node)
            if call and node is nodes[-1] and attributes.is_long(lo, starred):
                values.append(Spread(comprehensions.listed(lo, starred, node, "items")))
            else:
                values += attributes.spread(lo, starred, node)
        else:
            values.append(evaluate(lo, node))
    return values


@handles(gast.Constant)
def _constant(lo: Lowerer, node: gast.Constant, hint: str) -> Value:
    return Num(Const(node.value))


@handles(gast.Name)
def _name(lo: Lowerer, node: gast.Name, hint: str) -> Value:
    return lo.lookup(node.id, node)


@handles(gast.NamedExpr)
def _named(lo: Lowerer, node: gast.NamedExpr, hint: str) -> Value:
    value = evaluate(lo, node.value, node.target.id)
    outer.bind(lo, node.target.id, value, node)
    return value


@handles(gast.UnaryOp)
def _unary(lo: Lowerer, node: gast.UnaryOp, hint: str) -> Value:
    if isinstance(node.op, gast.Not):
        return branches.negate(lo, tested(lo, node.operand))
    value = evaluate(lo, node.operand)
    constant = value.atom.value if isinstance(value, Num) and isinstance(value.atom, Const) else None
    if (
        isinstance(node.op, gast.USub)
        and isinstance(constant, (int, float, complex))
        and not isinstance(constant, bool)
    ):
        return Num(Const(-constant))
    overloaded = calls.operator_method(lo, f"__{UNARY[type(node.op)]}__", [value], node)
    if overloaded is not None:
        return overloaded
    of_object = sparse_matrices.operator(lo, UNARY[type(node.op)], value, None, node, hint)
    if of_object is not None:
        return of_object
    result = lo.call_prim(f"operator.{UNARY[type(node.op)]}", [value], {}, node, hint=hint)
    _note_constant(lo, node, value, result)
    return result


def _note_constant(lo: Lowerer, node: gast.UnaryOp, value: Value, result: Value) -> None:
    """Remember what minus infinity is: rules read it as they read literals."""
    negated = isinstance(node.op, gast.USub) and isinstance(value, Num) and value.atom == Free("np.inf")
    if negated and isinstance(result, Num) and isinstance(result.atom, Name):
        lo.program.constants[result.atom.id] = -float("inf")


def negative(lo: Lowerer, value: Value, node: gast.AST) -> Value:
    """``-value``."""
    return lo.call_prim("operator.neg", [value], {}, node)


@handles(gast.BinOp)
def _binary(lo: Lowerer, node: gast.BinOp, hint: str) -> Value:
    left = evaluate(lo, node.left)
    right = evaluate(lo, node.right)
    return binary(lo, BINARY[type(node.op)], left, right, node, hint)


def binary(lo: Lowerer, name: str, left: Value, right: Value, node: gast.AST, hint: str = "t") -> Value:
    """``left <name> right``: containers, classes with operators of their own, numbers."""
    left, right = (maybe.present(lo, side, node, f"has no operator {name!r}") for side in (left, right))
    structural = sets.binary(lo, name, left, right) or _sequence_binary(lo, name, left, right)
    if structural is not None:
        return structural
    merged = dicts.joined(lo, name, left, right, node)
    if merged is not None:
        return merged
    of_object = sparse_matrices.operator(lo, name, left, right, node, hint)
    if of_object is not None:
        return of_object
    overloaded = calls.operator_method(lo, f"__{name.strip('_')}__", [left, right], node)
    if overloaded is not None:
        return overloaded
    return lo.call_prim(f"operator.{name}", [left, right], {}, node, hint=hint)


def _sequence_binary(lo: Lowerer, name: str, left: Value, right: Value) -> Value | None:
    natures.check_operands(lo, name, left, right)
    a, b = attributes.items_of(lo, left), attributes.items_of(lo, right)
    if a is not None and b is not None and name == "add":
        return attributes.like(lo, left, a + b)
    for items, times, owner in ((a, right, left), (b, left, right)):
        if items is not None and name == "mul" and isinstance(times, Num):
            count = lo.build.static(times.atom)
            if isinstance(count, int):
                return attributes.like(lo, owner, items * count)
            made = repeats.repeat_known(lo, items, times)
            return tuples.marked(lo, made) if made is not None and isinstance(owner, TupleValue) else made
    again = repeats.repeat(lo, name, left, right) or repeats.repeat(lo, name, right, left)
    return again or attributes.long_concatenate(lo, name, left, right)


@handles(gast.BoolOp)
def _bool_op(lo: Lowerer, node: gast.BoolOp, hint: str) -> Value:
    return connectives.bool_op(lo, node.values, isinstance(node.op, gast.And), node, evaluate)


def tested(lo: Lowerer, node: gast.AST) -> Value:
    """The truth of an expression."""
    return connectives.tested(lo, node, evaluate)


@handles(gast.IfExp)
def _if_exp(lo: Lowerer, node: gast.IfExp, hint: str) -> Value:
    test = tested(lo, node.test)
    return branches.choose(lo, test, lambda: evaluate(lo, node.body), lambda: evaluate(lo, node.orelse), node, hint)


@handles(gast.Compare)
def _compare(lo: Lowerer, node: gast.Compare, hint: str) -> Value:
    left = evaluate(lo, node.left)
    if len(node.ops) == 1:
        return compare(lo, node.ops[0], left, evaluate(lo, node.comparators[0]), node)
    operands = [left]

    def link(index: int) -> Value:
        operands.append(evaluate(lo, node.comparators[index]))
        return compare(lo, node.ops[index], operands[index], operands[index + 1], node)

    return connectives.all_of(lo, [partial(link, i) for i in range(len(node.ops))], node)


def compare(lo: Lowerer, op: gast.AST, left: Value, right: Value, node: gast.AST) -> Value:
    name = COMPARE[type(op)]
    if maybe.is_any(left, right):
        return maybe.compared(lo, op, left, right, node, compare)
    of_sets = sets.binary(lo, name, left, right)
    if of_sets is not None:
        return of_sets
    known = identity.known_comparison(lo, op, left, right)
    if known is not None:
        return Num(Const(known))
    if name == "contains":
        value = _contains(lo, right, left, node)
        return branches.negate(lo, value) if isinstance(op, gast.NotIn) else value
    same = identity.same_object(lo, name, left, right, node)
    if same is not None:
        return Num(Const(same))
    fields = identity.compared_fields(lo, name, left, right, node)
    if fields is not None:
        return lo.call_prim(f"operator.{name}", list(fields), {}, node)
    overloaded = calls.operator_method(lo, f"__{name}__", [left, right], node)
    return overloaded if overloaded is not None else lo.call_prim(f"operator.{name}", [left, right], {}, node)


def _contains(lo: Lowerer, container: Value, item: Value, node: gast.AST) -> Value:
    method = calls.special(lo, container, "__contains__")
    if method is not None:
        return branches.truth(lo, calls.call(lo, method, [container, item], {}, node), node)
    if isinstance(container, ItemsOf) and container.part == "keys":
        container = container.owner
    if isinstance(container, ObjectRef) and long_dicts.is_long_dict(lo, container):
        return long_dicts.contains(lo, container, item, node)
    members_of, container = container, generators.left(lo, container, node)
    partly.mark(lo, members_of)
    members = attributes.items_of(lo, container)
    if members and any(isinstance(member, ObjectRef) for member in (item, *members)):
        return connectives.any_of(lo, [partial(_is_or_equals, lo, member, item, node) for member in members], node)
    return lo.call_prim("operator.contains", [container, item], {}, node)


def _is_or_equals(lo: Lowerer, member: Value, item: Value, node: gast.AST) -> Value:
    if member == item:
        return Num(Const(True))
    return compare(lo, gast.Eq(), member, item, node)


@handles(gast.Dict)
def _dict(lo: Lowerer, node: gast.Dict, hint: str) -> Value:
    from s2sad.source.lower.assignment import set_item

    made = lo.new_object(DictContent((), ()))
    lo.rows.add(made.id)
    for key, item in zip(node.keys, node.values, strict=True):
        if key is None:
            calls.call(lo, objects.get_attribute(lo, made, "update", node), [evaluate(lo, item)], {}, node)
        else:
            known = evaluate(lo, key)
            set_item(lo, made, known, evaluate(lo, item), node)
    return made


@handles(gast.Set)
def _set(lo: Lowerer, node: gast.Set, hint: str) -> Value:
    return set_methods.display(lo, node)


@handles(gast.SetComp)
def _set_comp(lo: Lowerer, node: gast.SetComp, hint: str) -> Value:
    return set_methods.comprehension(lo, node, hint)


@handles(gast.Attribute)
def _attribute(lo: Lowerer, node: gast.Attribute, hint: str) -> Value:
    owner = node.value
    if node.attr in objects.MUTATING and isinstance(owner, gast.Subscript) and not isinstance(owner.slice, gast.Slice):
        changed = picking.row(lo, evaluate(lo, owner.value), evaluate(lo, owner.slice), owner)
        return objects.get_attribute(lo, changed, node.attr, node)
    return objects.get_attribute(lo, evaluate(lo, owner), node.attr, node)


@handles(gast.Slice)
def _slice(lo: Lowerer, node: gast.Slice, hint: str) -> Value:
    parts = [NONE if part is None else evaluate(lo, part) for part in (node.lower, node.upper, node.step)]
    return SliceValue(*parts)


@handles(gast.Subscript)
def _subscript(lo: Lowerer, node: gast.Subscript, hint: str) -> Value:
    inner = node.value
    if isinstance(inner, gast.Subscript) and not isinstance(node.slice, gast.Slice):
        table = evaluate(lo, inner.value)
        owner = picking.row(lo, table, evaluate(lo, inner.slice), inner, picking.FEW)
    else:
        owner = evaluate(lo, inner)
    index = evaluate(lo, node.slice)
    if isinstance(owner, ObjectRef) and picking.are_lists(lo, owner) and appends.is_changed_later(lo, hint):
        tables.make_table(lo, owner, index)
    return attributes.get_item(lo, owner, index, node, hint)


@handles(gast.Call)
def _call(lo: Lowerer, node: gast.Call, hint: str) -> Value:
    return calls.call_node(lo, node, hint)


@handles(gast.Lambda)
def _lambda(lo: Lowerer, node: gast.Lambda, hint: str) -> Value:
    return calls.closure(lo, node)


@handles(gast.ListComp)
def _list_comp(lo: Lowerer, node: gast.ListComp, hint: str) -> Value:
    return comprehensions.list_comp(lo, node, hint)


@handles(gast.GeneratorExp)
def _generator(lo: Lowerer, node: gast.GeneratorExp, hint: str) -> Value:
    return generators.expression(lo, node)


@handles(gast.Yield)
def _yield(lo: Lowerer, node: gast.Yield, hint: str) -> Value:
    """The consumer's turn; what it sends back is None, as from a loop."""
    visit = lo.yields.get(lo.frame.id)
    if visit is None:
        lo.refuse(node, "yield (a generator) is not supported here", "make a list and return it")
    visit(NONE if node.value is None else evaluate(lo, node.value))
    return NONE


@handles(gast.YieldFrom)
def _yield_from(lo: Lowerer, node: gast.YieldFrom, hint: str) -> Value:
    """``for item in iterable: yield item``, which is all that a loop sees of it."""
    from s2sad.source.lower import statements

    item = gast.Name("%item", gast.Store(), None, None)
    loop = gast.For(item, node.value, [gast.Expr(gast.Yield(gast.Name("%item", gast.Load(), None, None)))], [], None)
    for part in gast.walk(loop):
        if not hasattr(part, "lineno"):
            gast.copy_location(part, node)
    statements.execute_block(lo, [loop])
    return NONE


@handles(gast.DictComp)
def _dict_comp(lo: Lowerer, node: gast.DictComp, hint: str) -> Value:
    return comprehensions.dict_comp(lo, node)


@handles(gast.JoinedStr)
def _joined(lo: Lowerer, node: gast.JoinedStr, hint: str) -> Value:
    parts: list[Arg] = []
    for part in node.values:
        if isinstance(part, gast.Constant):
            parts.append(Const(part.value))
            continue
        value = lo.arg(evaluate(lo, part.value), part)
        spec = Const(None) if part.format_spec is None else lo.arg(_joined(lo, part.format_spec, "t"))
        plain = part.conversion == -1 and spec == Const(None)
        parts.append(value if plain else TupleArg((value, Const(part.conversion), spec)))
    if all(isinstance(part, Const) and isinstance(part.value, str) for part in parts):
        return Num(Const("".join(str(part.value) for part in parts if isinstance(part, Const))))
    return Num(lo.build.emit("format", *parts, kind=StringType(), hint=hint))
