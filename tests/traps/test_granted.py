"""Texts that are made without types, run on arguments of other kinds than real arrays: right, or a TypeError."""

from __future__ import annotations

import numpy as np
import pytest

import s2sad

R, S = np.array([0.31, 0.83, 1.37]), np.array([1.1, 0.7, 0.4])
C, D = R + 1j * np.array([0.2, -0.3, 0.4]), S + 1j * np.array([0.5, 0.1, -0.6])
K = np.array([1, 2, 3])
ARGUMENTS = {
    "real": (R, S), "complex": (C, D), "complex x": (C, S), "complex y": (R, D),
    "whole": (K, K[::-1]), "whole x": (K, S), "whole y": (R, K),
    "lists": (list(R), list(S)), "list x": (list(R), S), "list y": (R, list(S)), "list and count": (list(R), 3),
    "numbers": (0.3, 0.7), "number x": (0.3, S), "number y": (R, 0.7), "whole numbers": (2, 3),
    "complex number": (0.3, 0.7 + 0.2j), "single": (R.astype("f4"), S.astype("f4")), "column": (R[:, None], S),
}  # fmt: skip


def product(x, y):
    return np.sum(x * y)


def dot(x, y):
    return x @ y


def sums(x, y):
    return np.sum(x) * np.mean(y * x)


def length(x, y):
    return np.sqrt(np.sum(x * x)) * np.sum(y)


def distance(x, y):
    return abs(np.sum(x * y))


def largest(x, y):
    return np.max(np.maximum(x, y))


def by_element(x, y):
    s = 0.0
    for i in range(len(x)):
        s += x[i] * y[i]
    return s


def into_zeros(x, y):
    u = np.zeros(len(x))
    for i in range(len(x)):
        u[i] = x[i] * y[i]
    return np.sum(u * u)


def into_zeros_like(x, y):
    u = np.zeros_like(x)
    u[1:] = (x * y)[1:]
    return np.sum(u * u)


def into_a_copy(x, y):
    u = y * 1
    u[0] = x[0]
    return np.sum(u * u)


def doubled(x, y):
    return np.sum(np.square(x * 2) * y)


def joined(x, y):
    return np.sum(np.sin(x + x)) + np.sum(y)


def turned(x, y):
    return np.real(np.sum(x * (1j * y)))


def as_array(x, y):
    x = np.asarray(x, dtype=float)
    return np.sum(x * x * y)


FUNCTIONS = [
    product, dot, sums, length, distance, largest, by_element, into_zeros, into_zeros_like, into_a_copy, doubled,
    joined, turned, as_array,
]  # fmt: skip


def loaded(derivative):
    scope: dict[str, object] = {}
    exec(derivative.standalone(), scope)
    return scope[derivative.__name__]


def tried(function, args):
    try:
        return function(*(a.copy() if isinstance(a, np.ndarray | list) else a for a in args))
    except Exception as error:
        return error


def direction(x):
    size = np.linspace(0.3, 0.9, np.size(x)).reshape(np.shape(x))
    single = getattr(x, "dtype", None) == np.float32
    return size.tolist() if isinstance(x, list) else size.astype("f4" if single else "f8")[()]


def as_floats(x):
    return x.astype(float) if isinstance(x, np.ndarray) and x.dtype.kind == "i" else x


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("mode", ["forward", "reverse"])
@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_right_or_a_type_error(function, mode):
    typed = s2sad.tangent(function, wrt="x") if mode == "forward" else s2sad.grad(function, wrt="x")
    text, answers = loaded(typed), 0
    for kind, (x, y) in ARGUMENTS.items():
        if isinstance(tried(function, (x, y)), Exception):
            continue
        more = (direction(x),) if mode == "forward" else ()
        got, expected = tried(text, (x, y, *more)), tried(typed, (as_floats(x), y, *more))
        if isinstance(got, Exception):
            assert kind in REFUSED or isinstance(expected, Exception), f"{kind}: {got!r}"
            assert isinstance(got, TypeError | ValueError | AttributeError), f"{kind}: {got!r}"
        elif not isinstance(expected, Exception):
            got, expected = (np.asarray(v[1] if mode == "forward" else v) for v in (got, expected))
            assert got.shape == expected.shape, kind
            np.testing.assert_allclose(got, expected, rtol=1e-5 if kind == "single" else 1e-10, err_msg=kind)
            answers += 1
    assert answers >= 4


REFUSED = {kind for kind in ARGUMENTS if kind.startswith(("complex", "list", "whole"))}


def message_of(function, *args, mode="reverse", wrt="x"):
    with pytest.raises(TypeError) as found:
        loaded(s2sad.grad(function, wrt=wrt) if mode == "reverse" else s2sad.tangent(function, wrt=wrt))(*args)
    return str(found.value)


def test_what_the_errors_say():
    assert message_of(distance, C, S) == "x or y is complex: such a text needs types (--args)"
    assert message_of(doubled, list(R), S) == "x is a list: such a text needs types (--args)"
    assert message_of(into_zeros_like, K, S).startswith("x has integers, which cut off what is stored")
    assert message_of(into_a_copy, R, K).startswith("y has integers")
    assert s2sad.grad(added_to, wrt="x").standalone().count("raise TypeError") == 1


def modulus(x, *more, **named):
    return abs(np.sum(x) * np.sum(more[0]) * np.sum(named["last"]))


def test_arguments_that_are_collected():
    gradient = loaded(s2sad.grad(modulus))
    np.testing.assert_allclose(gradient(R, S, last=K), np.full(3, np.sum(S) * 6))
    for more, last in ((D, K), (S, C)):
        with pytest.raises(TypeError, match="x or more or named is complex"):
            gradient(R, more, last=last)


def holomorphic(x):
    return np.sum(np.sin(x) * np.exp(x) / (1 + x**2)) + np.sum(x) ** 2


def test_a_holomorphic_function_takes_complex_numbers_without_a_word():
    for derivative in (s2sad.grad(holomorphic), s2sad.tangent(holomorphic)):
        assert "TypeError" not in derivative.standalone()
    step = np.array([1e-6, 0, 0])
    expected = (holomorphic(C + step) - holomorphic(C - step)) / 2e-6
    np.testing.assert_allclose(loaded(s2sad.grad(holomorphic))(C)[0], expected, rtol=1e-8)
    np.testing.assert_allclose(loaded(s2sad.tangent(holomorphic))(C, step)[1], expected * 1e-6, rtol=1e-8)


@pytest.mark.parametrize("args", ["x: f8[n], y: f8[n]", "x: c16[n], y: c16[n]"])
@pytest.mark.parametrize("function", [distance, doubled, into_zeros_like, sums], ids=lambda f: f.__name__)
def test_a_text_with_types_has_no_such_lines(function, args):
    for form in ("tangent", "adjoint"):
        assert "TypeError" not in s2sad.source(function, wrt="x", form=form, args=args)


def size(x):
    return abs(np.sum(x * x * x))


def test_a_second_derivative_refuses_what_the_first_one_does_and_says_so_once():
    second = s2sad.derivative(s2sad.derivative(size))
    assert second.standalone().count("is complex") == 1
    assert loaded(second)(0.7) == pytest.approx(6 * 0.7)
    with pytest.raises(TypeError, match="x is complex"):
        loaded(second)(0.7 + 0.1j)


def added_to(x, y):
    x += y
    return np.sum(x * x)


def added_to_an_alias(x, y):
    s = x
    for _ in range(3):
        s += x * y
    return s * s


def added_to_in_a_helper(x, y):
    return added_to(x, y) + added_to(x * 2, y)


def each_changed(x, y):
    t = 0.0
    for v in x:
        v *= y
        t += v
    return t


def counted_down(x, y):
    while y > 0:
        x = x * y
        y -= 1
    return x


IN_PLACE = [
    (added_to, (0.3, 0.7), (R, S)), (added_to_an_alias, (0.3, 0.7), (R, S)),
    (added_to_in_a_helper, (0.3, 0.7), (R, 0.7)), (each_changed, (R, 0.7), (np.ones((3, 2)), 0.7)),
    (each_changed, ([0.3, 0.4], 0.7), ([[0.3], [0.4]], 0.7)), (counted_down, (0.3, 3), (0.3, np.array([2.0]))),
]  # fmt: skip


@pytest.mark.parametrize(("function", "numbers", "arrays"), IN_PLACE, ids=lambda a: getattr(a, "__name__", ""))
def test_what_would_be_written_in_place_must_be_a_number(function, numbers, arrays):
    derivative = s2sad.tangent(function, wrt="x")
    seed = direction(numbers[0])
    np.testing.assert_allclose(loaded(derivative)(*numbers, seed)[1], derivative(*numbers, seed)[1], rtol=1e-12)
    with pytest.raises(TypeError, match=r"line \d+ would write into \w+: give types"):
        loaded(derivative)(*arrays, direction(arrays[0]))


def test_annotations_say_what_is_written_in_place():
    def number(x: float, y: float):
        x += y
        return x * x

    def array(x: np.ndarray, y: float):
        x += y
        return np.sum(x * x)

    for function in (number, array):
        assert "TypeError" not in s2sad.grad(function, wrt="x").standalone()
    x = R.copy()
    np.testing.assert_allclose(loaded(s2sad.grad(array, wrt="x"))(x, 0.5), 2 * (R + 0.5))
    np.testing.assert_array_equal(x, R + 0.5)
