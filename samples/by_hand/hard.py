"""Derivatives of `samples.hard` as a numerical analyst writes them."""

import numpy as np

from samples.hard import State

# samples.hard:horner --wrt c,x --mode reverse
#
# A recursive function is a pair.  The adjoint of an array that is read by element is one buffer
# that the calls hand down and add into: no array of zeros for each call.


def horner_forward(c, x, n):
    if n == len(c) - 1:
        return c[n], None
    inner, inner_tape = horner_forward(c, x, n + 1)
    return c[n] + x * inner, (inner, inner_tape)


def horner_backward(c, x, n, tape, value_bar, c_bar):
    c_bar[n] += value_bar
    if n == len(c) - 1:
        return 0.0
    inner, inner_tape = tape
    return inner * value_bar + horner_backward(c, x, n + 1, inner_tape, x * value_bar, c_bar)


def horner_grad(c, x, n):
    _, tape = horner_forward(c, x, n)
    c_bar = np.zeros(c.shape)
    x_bar = horner_backward(c, x, n, tape, 1.0, c_bar)
    return c_bar, x_bar


# samples.hard:first_crossing --wrt x --mode reverse
#
# Which return was taken is remembered in one flag; how often the body ran, by the tape itself.


def first_crossing_grad(x, limit):
    # forward sweep
    s_tape = []
    s = x
    crossed = False
    for i in range(5):
        for j in range(5):
            s_tape.append(s)
            s = s * x + 0.1 * j
            if s > limit:
                crossed = True
                break
        if crossed:
            break
    # reverse sweep
    if crossed:
        x_bar = s
        s_bar = x
    else:
        x_bar = 0.0
        s_bar = 1.0
    while s_tape:
        s = s_tape.pop()
        x_bar += s * s_bar
        s_bar = x * s_bar
    return x_bar + s_bar


# samples.hard:window --wrt x --mode reverse
#
# v shares memory with y, so v_bar shares memory with y_bar.  What was overwritten is not read again:
# nothing is on a tape.


def window_grad(x):
    # forward sweep
    y = x * x
    v = y[1:3]
    v[0] = 3.0 * x[0]
    # reverse sweep
    y_bar = 2.0 * y
    v_bar = y_bar[1:3]
    v0_bar = v_bar[0]
    v_bar[0] = 0.0
    x_bar = 2.0 * x * y_bar
    x_bar[0] += 3.0 * v0_bar
    return x_bar


# samples.hard:relax --wrt x --mode reverse
#
# Each element is overwritten and its old value is read again: the element, not the array, is on the tape, and
# the reverse sweep walks u back to what it was.


def relax_grad(x, sweeps):
    # forward sweep
    u = x.copy()
    u_tape = []
    for _ in range(sweeps):
        for i in range(1, len(x) - 1):
            u_tape.append(u[i])
            u[i] = 0.5 * (u[i - 1] * u[i + 1] + x[i])
    # reverse sweep
    u_bar = 2.0 * u
    x_bar = np.zeros(x.shape)
    for _ in range(sweeps):
        for i in range(len(x) - 2, 0, -1):
            u[i] = u_tape.pop()
            s_bar = 0.5 * u_bar[i]
            u_bar[i] = 0.0
            u_bar[i - 1] += s_bar * u[i + 1]
            u_bar[i + 1] += s_bar * u[i - 1]
            x_bar[i] += s_bar
    x_bar += u_bar
    return x_bar


# samples.hard:spring --wrt k --mode reverse
#
# Fields have an activity of their own: only s.p is read by the reverse sweep, so only s.p is kept.


def spring_grad(k, s, steps):
    # forward sweep
    p_tape = []
    for _ in range(steps):
        p_tape.append(s.p)
        a = -k * s.p
        s = State(s.p + 0.01 * s.v, s.v + 0.01 * a)
    # reverse sweep
    k_bar = 0.0
    p_bar = 1.0
    v_bar = 0.0
    for _ in range(steps):
        p = p_tape.pop()
        a_bar = 0.01 * v_bar
        v_bar += 0.01 * p_bar
        p_bar -= k * a_bar
        k_bar -= p * a_bar
    return k_bar
