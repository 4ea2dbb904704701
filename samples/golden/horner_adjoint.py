import numpy as np


def horner_forward(c, x, n):
    if n == len(c) - 1:
        result = c[n]
        pair = None
    else:
        t = c[n]
        pair = horner_forward(c, x, n + 1)
        result = t + x * pair[0]
    return result, (pair,)


def horner_backward(c, x, n, tape, value_bar, c_bar):
    # forward sweep
    pair = tape[0]
    # reverse sweep
    if n == len(c) - 1:
        c_bar[n] += value_bar
        x_bar = 0.0
    else:
        t = n + 1
        horner_tape = pair[1]
        t_1 = value_bar * pair[0]
        t_2 = x * value_bar
        c_bar, x_bar = horner_backward(c, x, t, horner_tape, t_2, c_bar)
        x_bar = t_1 + x_bar
        c_bar[n] += value_bar
    return c_bar, x_bar


def horner_grad(c, x, n):
    """Gradient of horner with respect to c, x (reverse mode), from hard.py:10."""
    # forward sweep
    pair = horner_forward(c, x, n)
    t = np.zeros(c.shape)
    # reverse sweep
    c_bar, x_bar = horner_backward(c, x, n, pair[1], 1.0, t)
    return c_bar, x_bar
