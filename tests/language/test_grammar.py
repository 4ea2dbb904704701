"""One function for each node type of Python's grammar: it is derived, or refused with its line and a caret.

The table is driven by the node types of `ast` themselves: one that a new Python brings and that has no entry here is
an error of this test.
"""

import ast
import importlib.util
import inspect
import sys
import textwrap
from dataclasses import dataclass

import pytest

from tests.support import check, check_refused

AT = 1.3


@dataclass(frozen=True)
class Derived:
    """The body of a function of x (or the whole module, if it has a ``def f``) that is derived."""

    text: str
    since: tuple[int, int] = (3, 10)


@dataclass(frozen=True)
class Refused:
    """The same for what is refused, with the line that the message shows."""

    text: str
    line: str
    since: tuple[int, int] = (3, 10)


TABLE = {
    # statements
    "AnnAssign": Derived("y: float = x * x\nz: int\nreturn y"),
    "Assert": Derived("assert x > 0, 'positive'\nreturn x * x"),
    "Assign": Derived("y = z = x * x\n(a, *b), [c] = (y, z, x), [x]\nreturn a * b[0] * b[1] * c"),
    "AsyncFor": Refused("async def f(x):\n    async for y in x:\n        return y", "async def f"),
    "AsyncFunctionDef": Refused("async def f(x):\n    return x * x", "async def f"),
    "AsyncWith": Refused("async def f(x):\n    async with x:\n        return x", "async def f"),
    "AugAssign": Derived("x *= 2\nx -= x * x\na = [x, 1.0]\na[1] += x\nreturn a[0] * a[1]"),
    "Break": Derived("for k in range(5):\n    x = x * 1.1\n    if x > 1.6: break\nelse:\n    x = -x\nreturn x"),
    "ClassDef": Derived("class Local:\n    def scaled(self, v):\n        return v * v * x\nreturn Local().scaled(x)"),
    "Continue": Derived("y = 0.0\nfor k in range(5):\n    if k == 2:\n        continue\n    y += x**k\nreturn y"),
    "Delete": Derived("a = [x, x * x, 3.0]\ndel a[0]\nd = {'p': x, 'q': 2.0}\ndel d['q'], x\nreturn a[0] * d['p']"),
    "Expr": Derived("'text'\nmax(x, 2.0)\nreturn x * x"),
    "For": Derived("y = x\nfor k, v in enumerate([x, 2 * x]):\n    y = y * v + k\nreturn y"),
    "FunctionDef": Derived("def g(a, /, b=2.0, *c, d=1.0, **e):\n    return a * b * d\nreturn g(x) + g(x, x, d=x)"),
    "Global": Derived("COUNT = 0\ndef f(x):\n    global COUNT\n    COUNT += 1\n    return x * x"),
    "If": Derived("if x > 2:\n    return x\nelif x > 1:\n    x = x * x\nelse:\n    x = -x\nreturn x * x"),
    "Import": Derived("import math as m, os.path\nreturn m.sin(x)"),
    "ImportFrom": Derived("from math import sin, cos as c\nreturn sin(x) * c(x)"),
    "Match": Derived("match 2:\n    case 1:\n        return x\n    case _:\n        return x * x"),
    "Nonlocal": Derived(
        "calls = 0\ndef g(v):\n    nonlocal calls\n    calls += 1\n    return v * calls\nreturn g(x) + g(x * x)"
    ),
    "Pass": Derived("if x > 0:\n    pass\nreturn x * x"),
    "Raise": Derived("if x < 0:\n    raise ValueError(x) from None\nreturn x * x"),
    "Return": Derived("return x * x"),
    "Try": Derived("try:\n    y = x / 0\nexcept ZeroDivisionError:\n    y = x * x\nfinally:\n    pass\nreturn y"),
    "TryStar": Refused("try:\n    return x * x\nexcept* ValueError:\n    x = 0.0\nreturn x", "try:", (3, 11)),
    "TypeAlias": Refused("type Number = float\nreturn x", "type Number", (3, 12)),
    "While": Derived("while x < 5:\n    x = x * 1.5\nelse:\n    x = x * x\nreturn x"),
    "With": Derived("import numpy as np\nwith np.errstate(all='ignore') as old:\n    y = x * x\nreturn y"),
    # expressions
    "Attribute": Derived("import math\nreturn math.pi * x.real"),
    "Await": Refused("async def f(x):\n    return await x", "async def f"),
    "BinOp": Derived("return x + x * x"),
    "BoolOp": Derived("return (x > 0 and x) * (x < 0 or x * x)"),
    "Call": Derived("return pow(*(x, 3)) + max(x, *[0.0], **{})"),
    "Compare": Derived("return x if 0 < x < 2 != 3 else -x"),
    "Constant": Derived("return x * 2 * 1.5 * (True + 1) * len('ab') * (1j * 1j).real if ... is not None else None"),
    "Dict": Derived("d = {'a': x, **{'b': x * x}}\nreturn d['a'] * d['b']"),
    "DictComp": Derived("d = {k: x**k for k in range(3)}\nreturn d[1] * d[2]"),
    "FormattedValue": Derived("name = f'{2:>3}{x!r}'\nreturn x * x"),
    "GeneratorExp": Derived("return sum(k * x for k in (1, 2, 3)) * max(v for v in [x, x * x])"),
    "IfExp": Derived("return x * x if x > 1 else x"),
    "JoinedStr": Derived("table = {'a1': x * x}\nreturn table[f'a{1}']"),
    "Lambda": Derived("square = lambda v, *, k=2: v**k\nreturn square(x) + square(x, k=3)"),
    "List": Derived("a = [x, *(x * x, 2.0)]\nreturn a[0] * a[1] * a[2]"),
    "ListComp": Derived("return sum([a * b for a in [x, 2 * x] for b in (1.0, x) if b != a])"),
    "Name": Derived("y = x\nreturn y * x"),
    "NamedExpr": Derived("return (y := x * x) * y + [z := x, z * 2][1]"),
    "Set": Derived("return x * x if len({1, 2, 2}) in {2, 3} else x"),
    "SetComp": Derived("y = 0.0\nfor k in {k % 3 for k in range(7)}:\n    y += x**k\nreturn y"),
    "Slice": Derived("a = [x, 2 * x, 3 * x, x * x]\nreturn a[1:][0] * a[::-1][0] * a[-2:3][0]"),
    "Starred": Derived("first, *rest = [x, x * x, 2 * x]\nreturn first * sum([*rest, *rest])"),
    "Subscript": Derived("return [x, x * x][1] * {'k': x}['k']"),
    "TemplateStr": Refused("name = t'{x}'\nreturn x", "t'{x}'", (3, 14)),
    "Interpolation": Refused("name = t'{x}'\nreturn x", "t'{x}'", (3, 14)),
    "Tuple": Derived("a, b = x, x * x\nreturn (a, b)[0] * b"),
    "UnaryOp": Derived("return -x * +x"),
    "Yield": Refused("yield x * x", "yield x * x"),
    "YieldFrom": Refused("yield from [x]", "yield from [x]"),
    # operators
    "Add": Derived("return x + x"),
    "And": Derived("return x > 1 and x * x"),
    "BitAnd": Derived("return x * (6 & 3)"),
    "BitOr": Derived("return x * (6 | 3)"),
    "BitXor": Derived("return x * (6 ^ 3)"),
    "Div": Derived("return 1 / x"),
    "Eq": Derived("return x * x if 1 == 1 else x"),
    "FloorDiv": Derived("return x * (7 // 2) + x // 0.4"),
    "Gt": Derived("return x * x if x > 1 else x"),
    "GtE": Derived("return x * x if x >= 1 else x"),
    "In": Derived("return x * x if 'a' in 'abc' else x"),
    "Invert": Derived("return x * ~2"),
    "Is": Derived("y = None\nreturn x * x if y is None else x"),
    "IsNot": Derived("return x * x if x is not None else x"),
    "LShift": Derived("return x * (1 << 3)"),
    "Lt": Derived("return x * x if x < 1 else x"),
    "LtE": Derived("return x * x if x <= 1 else x"),
    "MatMult": Derived("import numpy as np\na = np.array([x, 2.0])\nreturn a @ a"),
    "Mod": Derived("return x * (x % 0.4)"),
    "Mult": Derived("return x * x"),
    "Not": Derived("return x * x if not x < 1 else x"),
    "NotEq": Derived("return x * x if x != 1 else x"),
    "NotIn": Derived("return x * x if 3 not in (1, 2) else x"),
    "Or": Derived("return x < 1 or x * x"),
    "Pow": Derived("return x**3 * 2**x"),
    "RShift": Derived("return x * (9 >> 1)"),
    "Sub": Derived("return x * x - x"),
    "UAdd": Derived("return +x * x"),
    "USub": Derived("return -x * x"),
    # patterns
    "MatchAs": Derived("match x:\n    case y:\n        return y * x"),
    "MatchClass": Derived("match x:\n    case str():\n        return x\n    case float(y):\n        return y * y"),
    "MatchMapping": Derived("match {'k': x, 'n': 2}:\n    case {'k': y, **rest}:\n        return y ** rest['n']"),
    "MatchOr": Derived("match 2:\n    case 1 | 2:\n        return x * x\nreturn x"),
    "MatchSequence": Derived("match (x, 2.0):\n    case [a]: return a\n    case [a, b]:\n        return a * a * b"),
    "MatchSingleton": Derived("match None:\n    case True:\n        return x\n    case None:\n        return x * x"),
    "MatchStar": Derived("match [x, x * x, 2.0]:\n    case [a, *b]:\n        return a * b[0] * b[1]"),
    "MatchValue": Derived("match 'sq':\n    case 'sq':\n        return x * x\n    case _:\n        return x"),
    "match_case": Derived("match 3:\n    case n if n > 5: return x\n    case n if n > 2:\n        return x * n"),
    # parts of others
    "ExceptHandler": Derived("try:\n    raise KeyError(x)\nexcept (ValueError, KeyError) as e:\n    return -x * x"),
    "alias": Derived("import math as m\nreturn m.sin(x)"),
    "arg": Derived("return (lambda a, b: a * b)(x, 2.0)"),
    "arguments": Derived("return (lambda a, /, *b, c=3.0, **d: a * b[0] * c * d['e'])(x, x, e=2.0)"),
    "comprehension": Derived("return sum(k * x for k in range(5) if k % 2 if k > 1)"),
    "keyword": Derived("return (lambda k: k * k)(k=x)"),
    "withitem": Derived("import numpy as np\nwith np.errstate(all='ignore'), np.errstate() as y:\n    return x * x"),
    "Load": Derived("return x"),
    "Store": Derived("y = x\nreturn y"),
    "Del": Derived("y = x * x\nz = y\ndel y\nreturn z"),
    "TypeVar": Derived("def f[T](x: T) -> T:\n    return x * x", (3, 12)),
    "TypeVarTuple": Derived("def f[*T](x: float) -> float:\n    return x * x", (3, 12)),
    "ParamSpec": Derived("def f[**P](x: float) -> float:\n    return x * x", (3, 12)),
}  # fmt: skip

NOT_IN_A_FUNCTION = {
    "Module", "Interactive", "Expression", "FunctionType", "Suite",  # what a whole text is parsed to
    "TypeIgnore",  # a comment
    "AugLoad", "AugStore", "Param", "Index", "ExtSlice", "Num", "Str", "Bytes", "NameConstant", "Ellipsis", "slice",
}  # fmt: skip


def node_types() -> set[str]:
    """Every concrete node type that `ast` has here, those of old Pythons left out."""
    types = {name: cls for name, cls in vars(ast).items() if isinstance(cls, type) and issubclass(cls, ast.AST)}
    kinds = {base for cls in types.values() for base in cls.__mro__[1:]}
    return {name for name, cls in types.items() if cls not in kinds and not name.startswith("_")}


def function_of(entry: Derived | Refused, path):
    text = entry.text
    if "def f" not in text:
        text = "def f(x):\n" + textwrap.indent(text, "    ")
    path.write_text(text + "\n")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module.f, text


def test_every_node_type_of_this_python_has_an_entry():
    assert not node_types() - TABLE.keys() - NOT_IN_A_FUNCTION


@pytest.mark.parametrize("name", sorted(TABLE))
def test_node_type(name, tmp_path):
    entry = TABLE[name]
    if sys.version_info < entry.since:
        pytest.skip(f"a node of Python {entry.since[0]}.{entry.since[1]}")
    function, text = function_of(entry, tmp_path / f"grammar_{name.lower()}.py")
    assert name in {type(node).__name__ for node in ast.walk(ast.parse(text))}, "the text has no such node"
    if isinstance(entry, Derived):
        check(function, AT)
    elif inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        check_refused(function, AT, line=entry.line)
    else:
        check_refused(function, AT, line=entry.line)


@pytest.mark.parametrize("name", sorted(n for n, e in TABLE.items() if isinstance(e, Refused)))
def test_a_refusal_has_a_hint(name, tmp_path):
    from tests.support import refusal

    entry = TABLE[name]
    if sys.version_info < entry.since:
        pytest.skip(f"a node of Python {entry.since[0]}.{entry.since[1]}")
    function, _ = function_of(entry, tmp_path / f"grammar_hint_{name.lower()}.py")
    assert "hint:" in str(refusal(function, AT))
