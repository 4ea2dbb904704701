"""What `wrt` may be, and the signatures of the forms."""

import inspect

import pytest

from s2sad.errors import SignatureError, WrtError
from s2sad.request import bind, call, request_for, signature_of_form


def f(d, xs, *, k=1.0):
    return d


SIGNATURE = inspect.signature(f)


@pytest.mark.parametrize("wrt, names, single", [
    (None, ("d",), True), ("xs", ("xs",), True), (1, ("xs",), True), (-1, ("k",), True),
    (("xs",), ("xs",), False), (["k", 0], ("k", "d"), False),
])  # fmt: skip
def test_wrt(wrt, names, single):
    request = request_for(SIGNATURE, wrt, "grad")
    assert (request.wrt, request.single, request.mode) == (names, single, "reverse")


@pytest.mark.parametrize("wrt, message", [
    ("x", "f has no parameter 'x'; did you mean 'xs'?"), ("qqq", "it has d, xs, k"), (3, "there is no position 3"),
    (True, "not True"), (1.5, "not 1.5"), ((), "is empty"), (("d", 0), "twice"),
])  # fmt: skip
def test_wrong_wrt(wrt, message):
    with pytest.raises(WrtError, match=message):
        request_for(SIGNATURE, wrt, "grad", of="f")


def test_no_parameters():
    with pytest.raises(WrtError, match="no parameter"):
        request_for(inspect.signature(lambda: 1.0), None, "grad")


def test_forms():
    with pytest.raises(SignatureError, match="did you mean 'adjoint'"):
        request_for(SIGNATURE, None, "adjont")
    with pytest.raises(SignatureError, match="in reverse mode, not in 'forward'"):
        request_for(SIGNATURE, None, "grad", mode="forward")


@pytest.mark.parametrize("function, form, expected", [
    (lambda x, y: x, "tangent", "(x, y, x_dot)"), (lambda x, y: x, "adjoint", "(x, y, value_bar)"),
    (lambda x, y: x, "grad", "(x, y)"), (lambda x, y=1: x, "tangent", "(x, y=1, *, x_dot)"),
    (lambda x, *rest, **more: x, "adjoint", "(x, *rest, value_bar, **more)"),
    (lambda x, x_dot: x, "tangent", "(x, x_dot, x_dot_1)"),
])  # fmt: skip
def test_signature_of_form(function, form, expected):
    signature = inspect.signature(function)
    assert str(signature_of_form(signature, request_for(signature, 0, form))) == expected


def test_bind_and_call_are_inverse():
    def g(a, b=2, *rest, c, **more):
        return a, b, rest, c, more

    signature = inspect.signature(g)
    arguments = bind(signature, (1, 5, 6), {"c": 3, "d": 4}, "g")
    assert call(g, signature, arguments) == g(1, 5, 6, c=3, d=4)
    with pytest.raises(SignatureError, match=r"g\(.*\): missing a required"):
        bind(signature, (), {}, "g")
