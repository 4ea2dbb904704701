"""Numbers that leave by one door and come back by another: a text, bits, a buffer, an object of a library."""

from __future__ import annotations

import array
import decimal

import numpy as np
import pytest

import s2sad
from tests.support import check


def printed(w):
    return float(str(w)) * w


def formatted(w):
    return complex(f"{w:.17g}").real * w


def printed_as_an_array(w):
    return float(np.array2string(np.array(w))) * w


def parsed(w):
    return np.fromstring(str(w), sep=" ")[0] * w


def converted_to_text(w):
    return np.array([w]).astype(str).astype(float)[0] * w


def converted_to_bytes(w):
    return float(np.array([w]).astype("S32")[0]) * w


def bits(w):
    return np.array([w]).view(np.int64).view(float)[0] * w


def through_a_buffer(w):
    buffer = bytearray(8)
    np.frombuffer(buffer)[0] = w
    return np.frombuffer(buffer)[0] * w


def two_arrays_of_a_buffer(w):
    buffer = bytearray(16)
    a, b = np.frombuffer(buffer), np.frombuffer(buffer)
    a[0] = w
    return b[0] * w


def a_decimal(w):
    return float(decimal.Decimal(float(w))) * w


def of_the_array_module(w):
    a = array.array("d", [w])
    return a[0] * w


REFUSED = [
    printed, formatted, printed_as_an_array, parsed, converted_to_text, converted_to_bytes, bits,
    through_a_buffer, two_arrays_of_a_buffer, a_decimal, of_the_array_module,
]  # fmt: skip


@pytest.mark.parametrize("function", REFUSED)
@pytest.mark.parametrize("form", [s2sad.grad, s2sad.derivative])
def test_refused(function, form):
    with pytest.raises(s2sad.NotSupportedError) as found:
        form(function)(0.7)
    assert __file__ in str(found.value)


class Metres(float):
    """A number of a class of its own."""


def of_another_class(w):
    return Metres(3.0) * w


def through_an_argument(w, a):
    b = np.frombuffer(a)
    b[0] = w
    return a[0] * w


def through_a_view_of_an_argument(w, a):
    b = np.asarray(a).reshape(1, 1)
    b[0, 0] = w
    return a[0] * w


def through_a_memoryview(w, a):
    m = memoryview(a)
    m[0] = w
    return a[0] * w


@pytest.mark.parametrize("function", [through_an_argument, through_a_view_of_an_argument, through_a_memoryview])
def test_memory_of_an_object(function):
    with pytest.raises(s2sad.NotSupportedError, match="memory of an object that s2sad cannot look into") as found:
        s2sad.grad(function)(0.7, array.array("d", [1.0]))
    assert "[0" in str(found.value)


def told(w, label):
    name = f"{label} {w:.3f}"
    if name.startswith("speed") and len(str(w)) > 1:
        return w * w
    return w


def constants_of_a_buffer(w, raw):
    return np.sum(np.frombuffer(raw) * w)


def test_derived():
    check(of_another_class, 0.7)
    check(told, 0.7, "speed", wrt="w")
    check(constants_of_a_buffer, 0.7, np.arange(3.0).tobytes(), wrt="w")
