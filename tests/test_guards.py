"""Which free objects a derivative depends on."""

import numpy as np

from s2sad.guards import free_objects, unchanged
from s2sad.source.read import read

SCALE = 2.0
UNREAD = 1.0


def helper(x):
    return SCALE * x


def user(x):
    return np.sin(helper(x))


def make(k):
    def inner(x):
        return k * x

    def change(value):
        nonlocal k
        k = value

    return inner, change


class Model:
    def __init__(self):
        self.weight = 1.0
        self.other = 2.0

    def f(self, x):
        return self.weight * x


def names(guards):
    return {name for _, name, _ in guards}


def test_globals_of_helpers(monkeypatch):
    guards = free_objects(read(user))
    assert names(guards) == {"helper", "SCALE"}
    assert unchanged(guards)
    monkeypatch.setitem(globals(), "SCALE", 3.0)
    assert not unchanged(guards)


def test_a_function_that_is_an_argument(monkeypatch):
    guards = free_objects(read(lambda f, x: f(x)), (helper,))
    assert names(guards) == {"SCALE"}


def test_closure():
    inner, change = make(2.0)
    guards = free_objects(read(inner))
    assert unchanged(guards)
    change(3.0)
    assert not unchanged(guards)


def test_attributes_of_the_instance():
    model = Model()
    guards = free_objects(read(model.f))
    assert names(guards) == {"weight"}
    model.other = 5.0
    assert unchanged(guards)
    model.weight = 5.0
    assert not unchanged(guards)
