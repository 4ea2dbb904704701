import numpy as np


def horner_forward(c, x, n):
    if n == len(c) - 1:
        return c[n], (None,)
    t = c[n]
    pair = horner_forward(c, x, n + 1)
    return t + x * pair[0], (pair,)


def horner_backward(c, x, n, tape, value_bar, c_bar):
    pair = tape[0]
    if n == len(c) - 1:
        c_bar[n] += value_bar
        return 0.0
    t = value_bar * pair[0]
    x_bar = horner_backward(c, x, n + 1, pair[1], x * value_bar, c_bar)
    c_bar[n] += value_bar
    return t + x_bar


def horner_grad(c, x, n):
    """Gradient of horner with respect to c, x (reverse mode), from hard.py:10."""
    # forward sweep
    _, horner_tape = horner_forward(c, x, n)
    # reverse sweep
    c_bar = np.zeros(c.shape)
    x_bar = horner_backward(c, x, n, horner_tape, 1.0, c_bar)
    return c_bar, x_bar
