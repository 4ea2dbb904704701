"""Operators and protocols of user classes: each is the method that Python would call."""

import numpy as np
import pytest

import s2sad
from tests.support import Case, check_refused, derivatives, second_derivatives


class V:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return V(self.x + other.x, self.y + other.y) if isinstance(other, V) else V(self.x + other, self.y + other)

    def __radd__(self, other):
        return V(other + self.x, other * self.y)

    def __sub__(self, other):
        return V(self.x - other.x, self.y - other.y)

    def __rsub__(self, other):
        return V(other - self.x, other - self.y)

    def __mul__(self, k):
        return V(self.x * k, self.y * k)

    __rmul__ = __mul__

    def __truediv__(self, k):
        return V(self.x / k, self.y / k)

    def __rtruediv__(self, k):
        return V(k / self.x, k / self.y)

    def __pow__(self, k):
        return V(self.x**k, self.y**k)

    def __rpow__(self, k):
        return V(k**self.x, k**self.y)

    def __mod__(self, k):
        return V(self.x % k, self.y % k)

    def __floordiv__(self, k):
        return V(self.x // k + self.x, self.y)

    def __neg__(self):
        return V(-self.x, -self.y)

    def __pos__(self):
        return V(self.x, self.x)

    def __invert__(self):
        return V(self.y, self.x)

    def __abs__(self):
        return np.sqrt(self.x * self.x + self.y * self.y)

    def __matmul__(self, other):
        return self.x * other.x + self.y * other.y

    def __rmatmul__(self, other):
        return self.x * other[0] + self.y * other[1]

    def __xor__(self, other):
        return self.x * other.y - self.y * other.x

    def __and__(self, other):
        return self.x * other.y

    def __lshift__(self, k):
        return self.x * k

    def __lt__(self, other):
        return self.x < other.x

    def __le__(self, other):
        return self.x <= other.x

    def __gt__(self, other):
        return self.x > other.x

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y

    def __hash__(self):
        return 1

    def __len__(self):
        return 2

    def __getitem__(self, k):
        return (self.x, self.y)[k]

    def __setitem__(self, k, value):
        if k == 0:
            self.x = value
        else:
            self.y = value

    def __contains__(self, value):
        return value < self.x

    def __bool__(self):
        return self.x > 0

    def __call__(self, t):
        return self.x * t + self.y

    def __float__(self):
        return float(self.x)

    def __iadd__(self, other):
        self.x = self.x + other.x
        self.y = self.y * other.y
        return self


def changed_by_itself(x, y):
    v = V(x, y)
    other = v
    v += V(y, x * x)
    return other.x * v.y * (2.0 if other is v else x)


def items_assigned(x, y):
    v = V(x, y)
    v[0] = y * y
    v[1] *= x
    return v.x * v.y


def in_a_loop(x, y):
    v = V(x, y)
    for k in range(3):
        v = v * x + V(y, k)
    return v @ v


OPERATORS = {
    "add": lambda x, y: (V(x, y) + V(y, x * y)).x * y,
    "add_number": lambda x, y: (V(x, y) + y).x * x,
    "radd": lambda x, y: (y + V(x, y)).y * x,
    "sum": lambda x, y: sum([V(x, y), V(y, x) * x], V(0.0, 0.0)).x * y,
    "sum_from_0": lambda x, y: sum([V(x, y), V(y, x) * x]).x * y,
    "sub": lambda x, y: (V(x * x, y) - V(y, x)).x * y,
    "rsub": lambda x, y: (2.0 - V(x, y)).y * x,
    "mul": lambda x, y: (V(x, y) * x).y,
    "rmul": lambda x, y: (x * V(x, y)).y,
    "div": lambda x, y: (V(x, y) / y).x,
    "rdiv": lambda x, y: (1.0 / V(x, y)).x * y,
    "pow": lambda x, y: (V(x, y) ** 2).x * y,
    "rpow": lambda x, y: (2.0 ** V(x, y)).x * y,
    "mod": lambda x, y: (V(x, y) % 0.5).x * y,
    "floordiv": lambda x, y: (V(x, y) // 0.5).x * y,
    "neg": lambda x, y: (-V(x, y)).x * y,
    "pos": lambda x, y: (+V(x, y)).y * y,
    "invert": lambda x, y: (~V(x, y)).x * x,
    "abs": lambda x, y: abs(V(x, y)),
    "matmul": lambda x, y: V(x, y) @ V(y, x * x),
    "rmatmul": lambda x, y: (x, y) @ V(y, x * x),
    "xor": lambda x, y: V(x, y) ^ V(y, x * x),
    "and": lambda x, y: V(x, y) & V(y, x),
    "shift": lambda x, y: (V(x, y) << 2) * x,
    "lt": lambda x, y: x * x if V(x, y) < V(y, x) else y * x,
    "gt": lambda x, y: x * x if V(x, y) > V(y, x) else y * x * x,
    "reflected_ge": lambda x, y: x * x * y if V(x, y) >= V(y, x) else y * y * x,
    "eq": lambda x, y: x * x if V(x, y) == V(x, y) else y * x,
    "ne": lambda x, y: x * x if V(x, y) != V(y, x) else y * x,
    "chain": lambda x, y: x * x if V(y, x) < V(x, y) < V(x * 2, y) else y * x * y,
    "len": lambda x, y: len(V(x, y)) * x * y,
    "getitem": lambda x, y: V(x, y)[0] * V(x, y)[1],
    "call": lambda x, y: V(x, y)(x) * y,
    "bool": lambda x, y: x * x if V(x, y) else y * x,
    "not": lambda x, y: x * x if not V(x, y) else y * x * y,
    "and_then": lambda x, y: (V(x, y) and V(y, x)).x * y,
    "contains": lambda x, y: x * y if 0.5 in V(x, y) else y,
    "not_contains": lambda x, y: x * y if 0.5 not in V(x, y) else y,
    "float": lambda x, y: float(V(x, y)) * y,
    "in_a_list": lambda x, y: x * y if V(x, y) in [V(y, x), V(x, y)] else y,
    "iadd": changed_by_itself,
    "setitem": items_assigned,
    "loop": in_a_loop,
}

test_derivative = derivatives([Case(f, (1.3, 0.4), ("x", "y"), name=name) for name, f in OPERATORS.items()])
test_second = second_derivatives(
    [Case(OPERATORS[name], (1.3, 0.4), ("x", "y"), name=name) for name in ("matmul", "iadd", "loop", "rpow", "abs")]
)


class Plain:
    def __init__(self, v):
        self.v = v


def identity(x):
    a = Plain(x)
    b, c = a, Plain(x)
    r = (x * x if a is b else x) * (3.0 if a is c else 5.0) * (x if a is not c else 7.0)
    return r * (11.0 if a == b else x) * (x if a != c else 13.0) * (2.0 if a in [c, b] else x)


test_identity = derivatives([Case(identity, (1.3,))])


class Circle:
    def __init__(self, r):
        self.r = r

    def area(self):
        return 3.0 * self.r**2


class Square:
    def __init__(self, r):
        self.r = r

    def area(self):
        return self.r**2


def of_two_classes(x):
    shape = Circle(x) if x > 1 else Square(x)
    return shape.area()


def of_many_classes(x):
    return sum(shape.area() for shape in [Circle(x), Square(x * x)])


test_each_of_its_class = derivatives([Case(of_many_classes, (1.3,))])


def test_an_object_of_another_class_on_each_path_is_refused():
    """The fields are the same, the methods are not."""
    check_refused(of_two_classes, 1.3, line="shape = Circle(x) if x > 1 else Square(x)")


def test_a_function_without_source_may_change_what_it_is_given():
    namespace = {}
    exec("def grow(p):\n    p.v = p.v * 2.0\n", namespace)
    grow = namespace["grow"]

    def hidden(x):
        p = Plain(x)
        grow(p)
        return p.v * x

    with pytest.raises(s2sad.NotSupportedError, match="grow has no source"):
        s2sad.grad(hidden)(2.0)
