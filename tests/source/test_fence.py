"""The fence reports everything at once, with lines and carets."""

import pytest

import s2sad.errors as errors
from s2sad.source import fence
from s2sad.source.read import read


def refused(x, table):
    from math import sin

    try:
        y = x
    finally:
        y = 2 * x
    del table["a"]

    async def sooner():
        pass

    async def later():
        pass

    return y, sin


def generator(x):
    yield x


async def later(x):
    return await x


def fine(x):
    import math

    def numbers():
        yield 1
        yield from {2, 3}

    total = sum(numbers())
    del total

    y = z = x
    y += 1
    for k in range(3):
        if k > 1:
            break
        y = y * math.sin(x)
    else:
        y = -y
    while (w := y) > 3.0:
        y = y / 2
    del w
    assert y < 3, f"{y}"
    with open("f") as f:
        print(f)
    return [2 * t for t in (y, z)], {"a": lambda t: t}


def test_everything_is_reported_at_once():
    with pytest.raises(errors.NotSupportedError) as info:
        fence.check(read(refused))
    text = str(info.value)
    for what in ("sooner", "later"):
        assert what in text
    first = refused.__code__.co_firstlineno
    assert [p.origin.line - first for p in info.value.problems] == [9, 12]
    assert "    async def later():\n    ^^^^^^^^^^^^^^^^^^" in text


@pytest.mark.parametrize("function, what", [(generator, "yield"), (later, "async")])
def test_refused(function, what):
    with pytest.raises(errors.NotSupportedError, match=what):
        fence.check(read(function))


def test_what_is_supported_passes():
    assert not list(fence.problems(read(fine)))


def test_what_contains_a_refused_construct_only_in_a_string_passes():
    assert not list(fence.problems(read(lambda x: "try: yield {1}")))
