"""The text of a random program computes what the program computes, bit for bit and effect for effect."""

import numpy as np
import pytest

from s2sad.core.show import show
from s2sad.source.load import load
from s2sad.source.write import write
from tests.source.write.interpreter import Interpreter
from tests.source.write.random_programs import random_program


def compare(seed, size=12):
    program = random_program(seed, size)
    logged, box = [], np.zeros(1)

    def log(value):
        logged.append(value)
        box[0] += 1.0
        return value * 0.5

    program.frees |= {"log": log, "box": box}
    args = (0.3, -0.7, np.array([0.1, -0.2, 0.3, 0.4]), np.array([1.5, 0.5, -0.5, 0.25]))
    with np.errstate(all="ignore"):
        wanted = Interpreter(program).run("f", *args)
        expected, logged[:], box[0] = list(logged), [], 0.0
        text = write(program, "f")
        got = load(text, "f")(*(np.copy(a) if isinstance(a, np.ndarray) else a for a in args))
    message = f"seed {seed}\n{show(program.functions['f'])}\n\n{text.source}"
    assert repr(logged) == repr(expected), message
    for one, other in zip(wanted, got, strict=True):
        assert repr(one) == repr(other) or np.array_equal(one, other, equal_nan=True), message


@pytest.mark.parametrize("block", range(10))
def test_random_programs(block):
    for seed in range(60):
        compare(1000 * block + seed, size=4 + block)
