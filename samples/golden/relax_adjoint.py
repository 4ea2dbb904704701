import numpy as np


def relax_grad(x, sweeps):
    """Gradient of relax with respect to x (reverse mode), from hard.py:33."""
    # forward sweep
    u_tape = []
    u = x.copy()
    for _ in range(sweeps):
        for i in range(1, len(x) - 1):
            u_tape.append(u[i])
            u[i] = 0.5 * (u[i - 1] * u[i + 1] + x[i])
    # reverse sweep
    u_bar = 2.0 * u
    x_bar = np.zeros(x.shape)
    for _ in range(sweeps):
        for i in range(len(x) - 2, 0, -1):
            t = i - 1
            t_1 = i + 1
            u[i] = u_tape.pop()
            t_2 = 0.5 * u_bar[i]
            x_bar[i] += t_2
            u_bar[i] = 0.0
            u_bar[t_1] += u[t] * t_2
            u_bar[t] += t_2 * u[t_1]
    x_bar += u_bar
    return x_bar
