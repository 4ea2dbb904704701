"""A program → the text of a module that runs by itself."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Sequence

from s2sad.core.nodes import Call, Const, Effect, Free, Function, Let, Mutate, Origin, TupleArg, atoms_of
from s2sad.core.program import Program, Write
from s2sad.core.records import dataclass, field
from s2sad.core.walk import args_of, call_args, statements
from s2sad.errors import NotSupportedError, Problem
from s2sad.source.write.explicit import routine_of
from s2sad.source.write.expressions import ExpressionMaker
from s2sad.source.write.flags import without_repeated_flags, without_settled_branches
from s2sad.source.write.headers import ranges_in_headers
from s2sad.source.write.imports import ModuleNames
from s2sad.source.write.inline import inline
from s2sad.source.write.layout import WIDTH, text_of
from s2sad.source.write.names import base_of, name_routine
from s2sad.source.write.order import put_off
from s2sad.source.write.patterns import return_calls, unpack
from s2sad.source.write.statements import StatementMaker
from s2sad.source.write.sweeps import sweeps
from s2sad.source.write.tree import Routine, arg_names, header_args, nodes
from s2sad.source.write.unbound import bind_what_is_copied

__all__ = ["Check", "Text", "write"]

Comments = dict[ast.stmt, str]


@dataclass
class Text:
    """The text of a generated module.

    Attributes
    ----------
    source : the module's text; it runs by itself wherever its imports do.
    namespace : live objects for its free names, so that in this process it sees the user's own.
    lines : for a line of the text, where in the user's file it comes from.
    missing : free names that the text can neither import nor define: only `namespace` has them.
    writes : the parts of its arguments that the function writes into; they share no memory with anything else.
    seeds : the parameters beyond those of the function.
    arrays : the arrays, containers and objects among the user's globals that it reads or writes, by their free names.
    marked : the source for whoever derives it again, where that differs: it says what is to be held constant.
    value : of an adjoint, what is known beforehand of the value whose adjoint it is given (`s2sad.seeds.Outline`).
    """

    source: str
    namespace: dict[str, object] = field(default_factory=dict)
    lines: dict[int, Origin] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    writes: tuple[Write, ...] = ()
    seeds: tuple[str, ...] = ()
    arrays: dict[str, object] = field(default_factory=dict)
    marked: str = ""
    value: object = None

    def standalone(self) -> str:
        """The source, if it runs by itself in another process.

        >>> Text("y = table", missing=("table",)).standalone()
        Traceback (most recent call last):
            ...
        s2sad.errors.NotSupportedError: 'table' is known to this process only: its module cannot be imported by name
          hint: define it at the top level of a module, or pass it as an argument
        """
        if self.missing:
            hint = "define it at the top level of a module, or pass it as an argument"
            what = "is known to this process only: its module cannot be imported by name"
            raise NotSupportedError([Problem(None, f"{name!r} {what}", hint=hint) for name in self.missing])
        return self.source


@dataclass(frozen=True)
class Check:
    """A line at the head of `main`: where `test`, an expression of its parameters, holds, it raises a TypeError."""

    test: str
    message: str


def write(program: Program, main: str, doc: str = "", checks: tuple[Check, ...] = ()) -> Text:
    """Print all functions of a program, `main` last, and what they need above them."""
    functions = _reached(program, main)
    params = {base_of(p.name) for f in functions for p in f.params}
    module = ModuleNames(program, params, _files(functions))
    module.taken.discard(base_of(main))
    module.own(main, base_of(main))
    for function in functions:
        module.own(function.name, base_of(function.name))
    for function in functions:
        _note_globals(function, program, module)
    if any("np." in check.test for check in checks):
        module.numpy()
    origins: dict[ast.stmt, Origin] = {}
    comments: Comments = {}
    defs = [
        _definition(f, program, module, main, doc if f.name == main else f.doc, origins, comments) for f in functions
    ]
    _put_first(checks, defs[-1], ast.unparse(module.numpy()) if checks else "")
    return _assemble(module, defs, origins, comments)


def _reached(program: Program, main: str) -> list[Function]:
    """The functions that `main` calls, also through others, in the order of the program; `main` is the last."""
    found, waiting = {main}, [main]
    while waiting:
        for call in _calls(program.functions[waiting.pop()]):
            given = [arg.text for arg in call_args(call) if isinstance(arg, Free)]
            for callee in (text[1:] for text in (call.prim, *given) if text.startswith("@")):
                if callee not in found:
                    found.add(callee)
                    waiting.append(callee)
    return [f for key, f in program.functions.items() if key in found - {main}] + [program.functions[main]]


def _calls(function: Function) -> Iterator[Call]:
    for statement in statements(function.body):
        if isinstance(statement, (Let, Effect, Mutate)):
            yield statement.call


def _files(functions: list[Function]) -> set[str]:
    origins = [f.origin for f in functions] + [s.origin for f in functions for s in statements(f.body)]
    return {origin.file for origin in origins if origin is not None}


def _note_globals(function: Function, program: Program, module: ModuleNames) -> None:
    """Claim the names of the module level before local names are chosen."""
    probe = ExpressionMaker(program, module, {}, {}, frozenset())
    for statement in statements(function.body):
        if isinstance(statement, Let):
            probe.call(statement.call, statement.primal)
        elif isinstance(statement, Effect) and statement.call.prim not in ("assert", "setitem", "setattr"):
            probe.call(statement.call)
        elif isinstance(statement, Mutate):
            _note_write(statement.call, probe)
        for arg in args_of(statement):
            for atom in atoms_of(arg):
                if isinstance(atom, Free) and atom.text:
                    module.free(atom.text)
    for parameter in function.params:
        if parameter.default is not None:
            probe.arg(parameter.default)
    probe.arg(function.result)


def _note_write(call: Call, probe: ExpressionMaker) -> None:
    for arg in call.args[1:]:
        probe.arg(arg)
        step = arg.items[0] if isinstance(arg, TupleArg) and arg.items else None
        if isinstance(step, Const) and isinstance(step.value, str) and "." in step.value:
            probe.step(probe.constant(None), arg)
    if call.prim == "store.add_at":
        probe.module.numpy()


def _definition(
    function: Function,
    program: Program,
    module: ModuleNames,
    main: str,
    doc: str,
    origins: dict[ast.stmt, Origin],
    comments: Comments,
) -> ast.FunctionDef:
    routine = routine_of(function, program, inner=function is not program.functions[main])
    without_settled_branches(routine, program)
    unpack(routine, program)
    return_calls(routine)
    derived = ranges_in_headers(routine, program) | inline(routine, program)
    params, reserved = tuple(p.name for p in function.params), module.printed()
    names = put_off(routine, program, lambda: name_routine(routine, params, reserved))
    while bind_what_is_copied(routine, names):
        names = name_routine(routine, params, reserved)
    without_repeated_flags(routine, program, names)
    expressions = ExpressionMaker(program, module, names, routine.inlined, derived)
    maker = StatementMaker(expressions, _read(routine), origins)
    forward, reverse = (maker.body(part) for part in sweeps(routine))
    if forward and reverse and function is program.functions[main]:
        comments.update({forward[0]: "# forward sweep", reverse[0]: "# reverse sweep"})
    body = forward + reverse
    if len(body) > 1 and isinstance(body[-1], ast.Return) and body[-1].value is None:
        body.pop()
    if doc or function.doc:
        body.insert(0, ast.Expr(ast.Constant(_indented(doc or function.doc))))
    made = ast.parse(f"def {module.own(function.name, function.name)}(): pass").body[0]
    assert isinstance(made, ast.FunctionDef)
    made.args, made.body = _arguments(function, expressions), body or [ast.Pass()]
    if function.origin is not None:
        origins[made] = function.origin
    return made


def _put_first(checks: tuple[Check, ...], made: ast.FunctionDef, numpy: str) -> None:
    """The checks after the docstring, but for those that stand there, as they do in what is derived again."""
    there = {ast.dump(node) for node in made.body}
    for check in reversed(checks):
        text = f"if {check.test.replace('np.', f'{numpy}.')}:\n    raise TypeError({check.message!r})"
        statement = ast.parse(text).body[0]
        if ast.dump(statement) not in there:
            made.body.insert(1 if ast.get_docstring(made) else 0, statement)


def _indented(doc: str) -> str:
    """A docstring as it stands in a function: further lines indented, the closing quotes on a line of their own."""
    lines = doc.strip().splitlines()
    if len(lines) == 1 and len(lines[0]) > WIDTH - 10:
        what, comma, place = lines[0].rpartition(", from ")
        lines = textwrap.wrap(f"{what}." if comma else place, WIDTH - 7, break_long_words=False, break_on_hyphens=False)
        lines += ["", f"From {place}"] if comma else []
    return (
        lines[0]
        if len(lines) == 1
        else "\n".join([lines[0], *(f"    {line}".rstrip() for line in lines[1:])]) + "\n    "
    )


def _read(routine: Routine) -> frozenset[str]:
    args = [arg for node in nodes(routine.body) for arg in header_args(node)]
    return frozenset(name for arg in args for name in arg_names(arg, routine.inlined))


def _arguments(function: Function, expressions: ExpressionMaker) -> ast.arguments:
    made = ast.arguments(posonlyargs=[], args=[], vararg=None, kwonlyargs=[], kw_defaults=[], kwarg=None, defaults=[])
    for parameter in function.params:
        arg = ast.arg(expressions.names.get(parameter.name, parameter.name))
        default = None if parameter.default is None else expressions.arg(parameter.default)
        if parameter.kind == "VAR_POSITIONAL":
            made.vararg = arg
        elif parameter.kind == "VAR_KEYWORD":
            made.kwarg = arg
        elif parameter.kind == "KEYWORD_ONLY":
            made.kwonlyargs.append(arg)
            made.kw_defaults.append(default)
        else:
            (made.posonlyargs if parameter.kind == "POSITIONAL_ONLY" else made.args).append(arg)
            if default is not None:
                made.defaults.append(default)
    return made


def _assemble(
    module: ModuleNames, defs: list[ast.FunctionDef], origins: dict[ast.stmt, Origin], comments: Comments
) -> Text:
    head = _imports(module)
    constants = text_of(ast.parse("\n".join(module.constants))).strip("\n") if module.constants else ""
    blocks = ["\n".join(head), constants]
    prefix = "\n\n".join(block for block in blocks if block)
    parts = [*([prefix] if prefix else []), *(text.rstrip() for text in module.helpers())]
    lines: dict[int, Origin] = {}
    for made in defs:
        text = _commented(made, text_of(ast.Module([made], [])).strip("\n"), comments)
        above = sum(part.count("\n") + 3 for part in parts)
        _map_lines(made, text, above, origins, lines)
        parts.append(text)
    return Text("\n\n\n".join(parts) + "\n", dict(module.namespace), lines, tuple(module.missing))


def _imports(module: ModuleNames) -> list[str]:
    """The lines of imports: modules first, then names, those of one module in one line."""
    whole = sorted(line for line in module.imports if line.startswith("import "))
    named: dict[str, list[str]] = {}
    for line in sorted(line for line in module.imports if line.startswith("from ")):
        home, _, name = line.partition(" import ")
        named.setdefault(home, []).append(name)
    return whole + [f"{home} import {', '.join(names)}" for home, names in named.items()]


def _commented(made: ast.FunctionDef, text: str, comments: Comments) -> str:
    """The text with a comment above each statement that has one."""
    parsed = ast.parse(text).body[0]
    assert isinstance(parsed, ast.FunctionDef)
    lines = text.split("\n")
    for node, twin in reversed(list(zip(made.body, parsed.body, strict=True))):
        if node in comments:
            lines.insert(twin.lineno - 1, f"    {comments[node]}")
    return "\n".join(lines)


def _map_lines(
    made: ast.FunctionDef, text: str, above: int, origins: dict[ast.stmt, Origin], lines: dict[int, Origin]
) -> None:
    """Where each line comes from: the printed text is parsed again and walked beside the tree."""
    for node, twin in zip(_statements([made]), _statements(ast.parse(text).body), strict=True):
        origin = origins.get(node)
        if origin is not None:
            for line in range(twin.lineno, _last_line(twin) + 1):
                lines.setdefault(above + line, origin)


def _statements(body: Sequence[ast.AST]) -> Iterator[ast.stmt]:
    """The statements of a body and of the bodies inside it."""
    for node in body:
        if isinstance(node, ast.stmt):
            yield node
        for part in ("body", "handlers", "orelse", "finalbody"):
            yield from _statements(getattr(node, part, ()))


def _last_line(node: ast.stmt) -> int:
    """The last line of a statement itself, its inner statements left out."""
    return node.lineno if hasattr(node, "body") else node.end_lineno or node.lineno
