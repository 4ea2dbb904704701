"""Reading live objects: each kind, its place in the file, and its free objects."""

import ast
import functools
import linecache
import math
import sys

import gast
import numpy as np
import pytest

from s2sad.errors import SourceError
from s2sad.source.read import read

FACTOR = 2.0
PAIR = (lambda x: np.sin(x) * x, lambda x: np.cos(x) * x)
SAME = [lambda x: x * 2.0, lambda x: x * 3.0, lambda x, y=1: x + y]


class Model:
    def __init__(self, weight):
        self.weight = weight

    def energy(self, x):
        return self.weight * x

    def __call__(self, x, scale=1.0):
        return scale * self.energy(x)

    def __hidden(self, x):
        return self.__dict__ and x

    hidden = __hidden


def outer(k):
    def inner(x, /, y=3.0, *rest, z, **named):
        """Text."""
        helper = lambda t: t * k  # noqa: E731
        return helper(x) + y

    return inner


def traced(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args)

    return wrapper


@traced
def decorated(x):
    return x


@functools.lru_cache
def remembered(x):
    assert x > 0
    return x


def test_function():
    got = read(outer(4.0))
    assert (got.name, got.qualname) == ("inner", "outer.<locals>.inner")
    assert str(got.signature) == "(x, /, y=3.0, *rest, z, **named)"
    assert got.closure == {"k": 4.0} and got.defaults == {"y": 3.0} and got.globals is globals()
    assert isinstance(got.node, gast.FunctionDef)


def test_places_are_those_of_the_file():
    got = read(outer(4.0))
    text = linecache.getline(got.file, got.node.body[-1].lineno)
    assert text[got.node.body[-1].col_offset :] == "return helper(x) + y\n"
    origin = got.origin()
    assert linecache.getline(origin.file, origin.line)[origin.column : origin.end_column] == "def inner"


@pytest.mark.parametrize("function, text", list(zip(PAIR + tuple(SAME), ["sin", "cos", "2.0", "3.0", "y=1"])))
def test_one_of_several_lambdas_on_a_line(function, text):
    assert text in read(function).text


def test_lambda_with_a_closure_in_a_call():
    made = [(lambda k: (lambda x: x * k, lambda x: x + k))(5.0)][0]
    assert read(made[1]).text == "lambda x: x + k"
    assert read(made[1]).closure == {"k": 5.0}


def test_method_and_callable_object():
    model = Model(2.0)
    got = read(model.energy)
    assert str(got.signature) == "(x)" and got.bound_self is model and got.self_name == "self"
    assert str(read(Model.energy).signature) == "(self, x)"
    called = read(model)
    assert called.name == "Model" and str(called.signature) == "(x, scale=1.0)" and called.bound_self is model
    assert str(read(model.hidden).signature) == "(x)"


def test_a_decorated_function_is_its_wrapper():
    assert str(read(decorated).signature) == "(*args)"
    assert read(read(decorated).closure["function"]).text.endswith("return x")


def test_cached_function_is_the_function():
    assert read(remembered).name == "remembered"


def test_partial():
    bound = read(functools.partial(SAME[2], 5.0))
    assert str(bound.signature) == "(y=1)" and bound.bound == {"x": 5.0}
    keyword = read(functools.partial(SAME[2], y=7))
    assert str(keyword.signature) == "(x, *, y=7)" and keyword.defaults == {"y": 7} and keyword.bound == {}
    nested = read(functools.partial(functools.partial(outer(1.0), 2.0), 3.0, z=1))
    assert nested.bound == {"x": 2.0, "y": 3.0}


@pytest.mark.parametrize("function, call", [
    (np.exp, "np.exp(x)"), (np.arctan2, "np.arctan2(x, y)"), (math.sin, "math.sin(x)"),
    (np.linalg.norm, "np.linalg.norm(x)"), (np.sum, "np.sum(a)"), (abs, "builtins.abs(x)"),
])  # fmt: skip
def test_library_functions(function, call):
    got = read(function)
    assert call in got.text
    name = call.partition(".")[0]
    assert name in got.globals


def test_wrongly_typed_things():
    for thing in (3, Model, "f", None):
        with pytest.raises(SourceError, match="no function with a source"):
            read(thing)


def test_no_source():
    made = eval("lambda x: x")
    with pytest.raises(SourceError, match="there is no source of '<lambda>'"):
        read(made)


def test_changed_file(tmp_path, monkeypatch):
    path = tmp_path / "changing_module.py"
    path.write_text("import numpy as np\ndef f(x):\n    return np.sum(x) * 2.0\n")
    monkeypatch.syspath_prepend(tmp_path)
    import changing_module

    assert "2.0" in read(changing_module.f).text
    path.write_text("import numpy as np\ndef f(x):\n    return np.sum(x) * 3.0\n")
    linecache.checkcache()
    with pytest.raises(SourceError, match="has changed since"):
        read(changing_module.f)
    path.write_text("\n\n")
    linecache.checkcache()
    with pytest.raises(SourceError, match="there is no 'f' at line"):
        read(changing_module.f)
    del sys.modules["changing_module"]


def test_interactive():
    text = "def typed(x):\n    return x + 1\n"
    name = "<ipython-input-1-abc>"
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    scope = {}
    exec(compile(text, name, "exec"), scope)
    got = read(scope["typed"])
    assert got.text == text.rstrip() and got.file == name and got.first_line == 1


def test_a_cell_of_which_each_statement_is_compiled_by_itself():
    """As IPython does; then the compiler does not know that `np` is an imported name."""
    text = "import numpy as np\n\ndef cell(x):\n    return np.sum(x)\n"
    file = "<ipython-input-99-s2sad>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    namespace = {}
    for statement in ast.parse(text).body:
        exec(compile(ast.Module([statement], []), file, "exec"), namespace)
    assert read(namespace["cell"]).first_line == 3


def test_statements_of_a_cell_are_compiled_one_by_one():
    text = "import numpy as np\ndef cell(x):\n    return np.sum(np.exp(x))\n"
    scope = {}
    linecache.cache["<cell-1>"] = (len(text), None, text.splitlines(keepends=True), "<cell-1>")
    for statement in ast.parse(text).body:
        exec(compile(ast.Module([statement], []), "<cell-1>", "exec"), scope)
    assert read(scope["cell"]).name == "cell"
