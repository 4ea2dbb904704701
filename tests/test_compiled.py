"""A loaded text: how arguments reach it."""

import pickle

import numpy as np
import pytest

from s2sad.compiled import Compiled, portable, restored
from s2sad.source.write import Text


def test_a_plain_function_is_called_without_more():
    made = Compiled(Text("def g(x, y):\n    return x - y\n"), "g")
    assert made.call is made.function and made.call(3.0, 1.0) == 2.0


def test_every_kind_of_parameter():
    made = Compiled(Text("def g(self, x, *rest, k, **more):\n    return self, x, rest, k, more\n"), "g", {"self": "me"})
    assert made.invoke({"x": 1, "rest": (2, 3), "k": 4, "more": {"l": 5}}) == ("me", 1, (2, 3), 4, {"l": 5})


def test_a_seed_may_have_another_name():
    made = Compiled(Text("def g(x, x_dot_2):\n    return x, x_dot_2\n"), "g")
    assert made.invoke({"x": 1, "x_dot": 2}) == (1, 2)


def test_arrays_are_followed():
    space = {"a": np.ones(2)}
    made = Compiled(Text("def g():\n    return a\n", {"a": space["a"]}), "g", guards=((space, "a", space["a"]),))
    space["a"] = np.zeros(2)
    assert made.follows() and made.call().tolist() == [0.0, 0.0]
    space["a"] = np.zeros(3)
    assert not made.follows()


def test_namespace_travels():
    text = restored(pickle.loads(pickle.dumps(portable(Text("", {"np": np, "k": 2.0})))))
    assert text.namespace == {"np": np, "k": 2.0}
    with pytest.raises(pickle.PicklingError, match="reads 'h'"):
        portable(Text("", {"h": lambda x: x}))
