"""Dicts and lists of classes of one's own: attributes that are items, methods, properties, and what is refused."""

import numpy as np
import pytest

import s2sad
from tests.support import Case, check, check_refused, derivatives, second_derivatives


class AttrDict(dict):
    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


class DotDict(dict):
    __getattr__ = dict.get
    __setattr__ = dict.__setitem__
    __delattr__ = dict.__delitem__


class Own(dict):
    def __init__(self, *args, **kw):
        super().__init__(*args, **kw)
        self.__dict__ = self


class Careful(dict):
    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name, value):
        self[name] = value


class Params(dict):
    @property
    def area(self):
        return self["w"] * self["h"]

    def scaled(self, k):
        return self["w"] * k

    @area.setter
    def area(self, v):
        self["w"] = v / self["h"]


class Missing(dict):
    def __missing__(self, k):
        return 7.0


class Stack(list):
    def push(self, v):
        self.append(v)

    def top(self):
        return self[-1]

    @property
    def total(self):
        return sum(self)


class Filled(list):
    def __init__(self, n, v):
        super().__init__([v] * n)


class Upper(dict):
    def __setitem__(self, k, v):
        super().__setitem__(k, v * 2)


def arg(p, x):
    return p.a * x + p["b"] ** 2


def arg2(p, x):
    return p.area * x + p.scaled(3.0) * p["w"]


def nested(p, x):
    return p.layer.w * x + np.sum(p.layer["b"] ** 2) * p.a


def made(x):
    p = AttrDict(a=x, b=2.0)
    p.c = p.a * p.b
    p["a"] = p.c * x
    p.b += x
    p["c"] *= x
    s = 0.0
    for k, v in p.items():
        s += v * v
    return s + p.a * ("c" in p) + len(p)


def own(x):
    p = Own(a=x, b=x * x)
    p.c = p.a * p.b
    return p.c * p["c"] + p.b


def careful(x):
    p = Careful({"a": x})
    p.z = p.a**2
    return p.z * getattr(p, "a") + 3.0 * x


def prop(x):
    p = Params(w=x, h=x * 2)
    p.area = x**3
    return p.area + p.scaled(x)


def stack(x):
    s = Stack()
    s.push(x)
    s.push(x * x)
    s.pop()
    s.push(x**3)
    return s.top() * s[0] + s.total


def stack_loop(x, n):
    s = Stack()
    for i in range(n):
        s.push(x * i)
    return s.top() * s.total * len(s)


def filled(x):
    s = Filled(3, x)
    s[1] = x * x
    return s[0] * s[1] * s[2]


def keyed(x, ks):
    p = AttrDict()
    for k in ks:
        p[k] = x * k
    p.a = x
    return sum(p.values()) * p.a


def missing(x):
    p = Missing(a=x)
    return p["a"] * p["q"]


def upper(x):
    p = Upper()
    p["a"] = x
    return p["a"]


def returned(x):
    p = AttrDict(a=x)
    p.b = x * x
    return p


def joined(x, n):
    p = AttrDict(a=x)
    if n > 2:
        p.a = x * x
    return p.a


def looped(x, n):
    p = AttrDict(a=x, b=0.0)
    for i in range(n):
        p.b = p.b + p.a * i
        p.a *= x
    return p.b


def none_there(x):
    p = DotDict(a=x)
    return p.a if p.q is None else x


def ints(p, x):
    return p.n * x


CASES = [
    Case(arg, (AttrDict(a=1.0, b=2.0), 3.0), wrt=("p", "x")),
    Case(arg2, (Params(w=1.0, h=2.0), 3.0), wrt=("p", "x")),
    Case(nested, (AttrDict(a=1.0, layer=AttrDict(w=2.0, b=np.ones(3))), 3.0), wrt="p"),
    Case(made, (1.3,), wrt="x"),
    Case(own, (1.3,), wrt="x"),
    Case(careful, (1.3,), wrt="x"),
    Case(prop, (1.3,), wrt="x"),
    Case(stack, (1.3,), wrt="x"),
    Case(stack_loop, (1.3, 12), wrt="x"),
    Case(filled, (1.3,), wrt="x"),
    Case(keyed, (1.3, np.array([1, 2, 1])), wrt="x"),
    Case(joined, (1.3, 3), wrt="x"),
    Case(looped, (1.3, 3), wrt="x"),
    Case(none_there, (1.3,), wrt="x"),
    Case(ints, (AttrDict(n=3, s="a"), 2.0), wrt="x"),
]
test_first_order = derivatives(CASES)
TWICE = (made, own, careful, stack, looped)
test_second_order = second_derivatives([case for case in CASES if case.function in TWICE])


def test_a_dict_of_a_class_is_a_result():
    check(returned, 1.3, wrt="x")


def test_the_gradient_is_of_the_class():
    gradient = s2sad.grad(arg, wrt="p")(AttrDict(a=1.0, b=2.0), 3.0)
    assert type(gradient) is AttrDict and gradient == {"a": 3.0, "b": 4.0}


def test_another_content_is_another_signature():
    derived = s2sad.grad(ints, wrt="x")
    assert derived(AttrDict(n=3), 2.0) == 3
    assert derived(AttrDict(n=2.5, m=1), 2.0) == 2.5


def whether(x):
    p = Careful(a=x)
    return x if hasattr(p, "q") else x * x


def beside(x):
    p = Params(w=x)
    p.extra = x
    return p.extra


def stack_out(x):
    s = Stack()
    s.push(x)
    return s


def own_out(x):
    return Own(a=x)


@pytest.mark.parametrize(
    ("function", "line"),
    [
        (missing, "p = Missing(a=x)"),
        (upper, 'return p["a"]'),
        (whether, 'hasattr(p, "q")'),
        (beside, "p.extra = x"),
        (stack_out, "def stack_out(x):"),
        (own_out, "return Own(a=x)"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_refused(function, line):
    check_refused(function, 1.3, wrt="x", line=line)
