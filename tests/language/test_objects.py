"""Objects of user classes: methods, properties, inheritance, operators, attributes."""

import math

import numpy as np
import pytest

import s2sad
from tests.support import Case, derivatives


class Model:
    offset = 0.25

    def __init__(self, weights, rate):
        self.weights = weights
        self.rate = rate

    def predict(self, x):
        return np.tanh(self.features(x) @ self.weights) * self.rate + self.offset

    def features(self, x):
        return np.array([1.0, x, x * x, x**3])

    def __call__(self, x):
        return self.predict(x) ** 2

    @property
    def norm(self):
        return math.sqrt(np.sum(self.weights**2))

    @staticmethod
    def activation(x):
        return x / (1.0 + abs(x))

    @classmethod
    def shifted(cls, x):
        return x + cls.offset

    def combined(self, x):
        return self.activation(x) * self.norm + self.shifted(x) * self.predict(x)


class Cubic(Model):
    def features(self, x):
        return super().features(x) * x


class Vector:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, scale):
        return Vector(self.x * scale, self.y * scale)

    def __getitem__(self, k):
        return (self.x, self.y)[k]

    def dot(self, other):
        return self.x * other.x + self.y * other.y


def user_class(x, y):
    v = Vector(x, y)
    w = v * 2.0 + Vector(y, x * y)
    return w.dot(v) + w[1]


MODEL = Model(np.array([0.3, -0.5, 0.8, 0.1]), 1.5)


def object_argument(model, x):
    return model.predict(x) * model.rate + model(x)


def attribute_counter(counter, x):
    counter.calls += 1
    return x * x * counter.gain


class Counter:
    def __init__(self):
        self.calls = 0
        self.gain = 2.0

    def __eq__(self, other):
        return (self.calls, self.gain) == (other.calls, other.gain)

    __hash__ = None


def called_twice(f, x):
    return f(x) * f(2.0 * x)


test_derivative = derivatives([
    Case(MODEL.predict, (0.6,), name="bound_method"),
    Case(MODEL.combined, (0.6,), name="method_that_calls_methods"),
    Case(MODEL, (0.6,), name="callable_object"),
    Case(Cubic(MODEL.weights, 0.5).predict, (0.6,), name="inherited_method"),
    Case(object_argument, (MODEL, 0.6), "x"),
    Case(called_twice, (MODEL.predict, 0.6), "x", name="method_as_argument"),
    Case(user_class, (1.3, 0.4), ("x", "y")),
    Case(attribute_counter, (Counter(), 0.6), "x"),
])  # fmt: skip


class LooksUp:
    """What it does not store it looks up; a name that it does not have is a KeyError."""

    def __init__(self, **values):
        self.__dict__["values"] = values

    def __getattr__(self, name):
        return self.values[name]


SETTINGS = {"fast": LooksUp(rate=3.0)}


def looked_up(x, settings):
    return settings.scale * x**2 * SETTINGS["fast"].rate


def test_an_object_whose_attributes_are_looked_up():
    found = s2sad.grad(looked_up)(0.7, LooksUp(scale=2.0))
    assert found == pytest.approx(8.4)
