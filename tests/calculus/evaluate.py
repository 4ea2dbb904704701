"""Run the texts of a rule as they are, with NumPy, and compare both with a numerical derivative."""

from __future__ import annotations

import importlib

import numpy as np

from s2sad.calculus import registry
from s2sad.calculus.rule import CallView


def function_of(prim):
    module, _, name = prim.rpartition(".")
    if module == "ndarray":
        return lambda x, *args, **kw: getattr(x, name)(*args, **kw)
    if hasattr(np, module.partition(".")[2]):  # np.linalg, or a ufunc whose method it is
        return getattr(getattr(np, module.partition(".")[2]), name)
    return getattr(importlib.import_module(module), name)


def run(text, scope):
    names = dict(scope)
    exec(compile(text, "<rule>", "exec"), names)
    return names[text[4 : text.index("(")]]


MADE = {}


def function_from(rule, mode, which, view):
    """The function of a rule's text, made once for all that is asked of the same call."""
    key = (id(rule), mode, which, repr(view))
    if key not in MADE:
        MADE[key] = run(getattr(rule, mode)(which, view), rule.globals)
    return MADE[key]


def count_of(value):
    if not isinstance(value, (tuple, list)):
        return None
    inner = tuple(count_of(v) for v in value)
    return inner if any(i is not None for i in inner) else len(inner)


def kind_of(value):
    kind = np.asarray(value).dtype.kind if not isinstance(value, (tuple, list)) else None
    return {"u": "i"}.get(kind, kind) if kind in ("f", "c", "i", "u", "b") else None


def is_literal(value):
    plain = (bool, int, str, type(None), slice, type(Ellipsis))
    return isinstance(value, plain) or (isinstance(value, (tuple, list)) and all(is_literal(v) for v in value))


def differentiable(value):
    if isinstance(value, (tuple, list)):
        return len(value) > 0 and all(differentiable(v) for v in value)
    return isinstance(value, (float, complex)) or (
        isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "fc"
    )


def like(value, make):
    """The same nesting with every number replaced."""
    if isinstance(value, (tuple, list)):
        return [like(v, make) for v in value]
    return make(value)


def random_like(rng):
    def make(x):
        d = rng.standard_normal(np.shape(x)) + (1j * rng.standard_normal(np.shape(x)) if np.iscomplexobj(x) else 0)
        return float(d) if isinstance(x, float) else complex(d) if isinstance(x, complex) else np.asarray(d)

    return make


def plus(x, d, h):
    if isinstance(x, (tuple, list)):
        made = [plus(a, b, h) for a, b in zip(x, d)]
        return made if isinstance(x, list) else tuple(made)
    return x + h * d


def pairing(a, b):
    """Re(sum(a * b)) over a nesting; `a` may be smaller than `b`, or one number for a whole tuple."""
    if isinstance(b, (tuple, list)):
        a = a if isinstance(a, (tuple, list)) or np.ndim(a) else (a,) * len(b)
        assert len(a) == len(b)
        return sum(pairing(u, v) for u, v in zip(a, b))
    assert np.broadcast_shapes(np.shape(a), np.shape(b)) == np.shape(b), (np.shape(a), np.shape(b))
    return float(np.real(np.sum(np.broadcast_to(a, np.shape(b)) * b)))


class Case:
    """One call of a function with a rule."""

    def __init__(self, prim, *args, **keywords):
        self.rule = registry.find(prim)
        self.function = function_of(prim)
        self.args, self.keywords = args, keywords
        places = self.rule.bind(len(args), keywords)
        self.given = {p: self.at(place) for p, place in places.items()}
        self.values = {**self.rule.defaults, **self.given}
        if any(p.kind == p.VAR_POSITIONAL for p in self.rule.head.signature.parameters.values()):
            for name in self.rule.parameters:
                self.values.setdefault(name, ())
        self.places = places
        self.result = self.function(*args, **keywords)

    def at(self, place):
        if isinstance(place, tuple):
            return tuple(self.args[i] for i in place)
        return self.keywords[place] if isinstance(place, str) else self.args[place]

    def call(self, param, value):
        args, keywords = list(self.args), dict(self.keywords)
        place = self.places[param]
        if isinstance(place, tuple):
            for i, v in zip(place, value):
                args[i] = v
        elif isinstance(place, str):
            keywords[place] = value
        else:
            args[place] = value
        return self.function(*args, **keywords)

    def view(self, knowledge):
        static = {p: v for p, v in self.given.items() if is_literal(v)}
        counts = {p: count_of(v) for p, v in self.given.items() if count_of(v) is not None}
        if not knowledge:
            return CallView(frozenset(self.given), static, counts)
        kinds = {p: kind_of(v) for p, v in self.given.items() if kind_of(v)}
        arrays = {p: v for p, v in self.given.items() if not isinstance(v, (tuple, list, str, slice, type(None)))}
        return CallView(frozenset(self.given), static, counts, kinds, {p: np.ndim(v) for p, v in arrays.items()})

    @property
    def active(self):
        return [p for p, v in self.given.items() if differentiable(v) and not is_literal(v)]

    def arguments(self):
        return [self.values[p] for p in self.rule.parameters]

    def tangent(self, param, d, view):
        return function_from(self.rule, "tangent", frozenset({param}), view)(*self.arguments(), self.result, d)

    def adjoint(self, param, bar, view):
        return function_from(self.rule, "adjoint", param, view)(*self.arguments(), self.result, bar)

    def numerical(self, param, d):
        """A central difference of fourth order."""
        h, x = 1e-4, self.given[param]
        f = [self.call(param, plus(x, d, k * h)) for k in (-2, -1, 1, 2)]
        weights = (1 / 12, -2 / 3, 2 / 3, -1 / 12)
        if isinstance(f[0], (tuple, list)):
            return [sum(w * np.asarray(v[i]) for w, v in zip(weights, f)) / h for i in range(len(f[0]))]
        return sum(w * np.asarray(v) for w, v in zip(weights, f)) / h

    def check(self, rtol=1e-6, atol=1e-7, only=None):
        rng = np.random.default_rng(7)
        checked = 0
        for param in only or self.active:
            for knowledge in (True, False):
                view = self.view(knowledge)
                if not knowledge and not self.has_text(param, view):
                    continue
                for smaller in (False, True):
                    self.check_one(param, view, rng, smaller, rtol, atol)
                    checked += 1
        assert checked, "nothing is active"

    def has_text(self, param, view):
        """Whether the rule can do without ranks."""
        try:
            return function_from(self.rule, "adjoint", param, view) is not None
        except LookupError as error:
            assert "rank" in str(error)
            return False

    def check_one(self, param, view, rng, smaller, rtol, atol):
        d = like(self.given[param], random_like(rng) if not smaller else lambda x: 0.7)
        full = (
            d
            if not smaller
            else like(self.given[param], lambda x: 0.7 if np.ndim(x) == 0 else np.full(np.shape(x), 0.7))
        )
        expected = self.numerical(param, full)
        tangent = self.tangent(param, d, view)
        compare(tangent, expected, self.result, rtol, atol)
        nested = isinstance(self.result, (tuple, list))
        bar = (
            like(self.result, random_like(rng) if not smaller else lambda x: 0.3)
            if nested
            else (0.3 if smaller else random_like(rng)(self.result))
        )
        x_bar = self.adjoint(param, bar, view)
        direction = like(self.given[param], random_like(rng))
        along = self.tangent(param, direction, view)
        if not nested:
            along = np.broadcast_to(along, np.shape(self.result))
        else:
            along = [np.broadcast_to(a, np.shape(r)) for a, r in zip(along, self.result)]
        np.testing.assert_allclose(pairing(x_bar, direction), pairing(bar, along), rtol=1e-9, atol=1e-9)


def compare(tangent, expected, result, rtol, atol):
    if isinstance(result, (tuple, list)):
        for t, e, r in zip(tangent, expected, result):
            compare(t, e, r, rtol, atol)
        return
    np.testing.assert_allclose(np.broadcast_to(tangent, np.shape(result)), expected, rtol=rtol, atol=atol)


def check(prim, *args, **keywords):
    Case(prim, *args, **keywords).check()
