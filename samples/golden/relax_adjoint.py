import numpy as np


def relax_grad(x, sweeps):
    """Gradient of relax with respect to x (reverse mode), from hard.py:33."""
    # forward sweep
    tape = []
    u = x.copy()
    for _ in range(sweeps):
        for i in range(1, len(x) - 1):
            t = u[i - 1]
            t_1 = u[i + 1]
            tape.append((t, t_1))
            u[i] = 0.5 * (t * t_1 + x[i])
    # reverse sweep
    u_bar = 2.0 * u
    x_bar = np.zeros(x.shape)
    for _ in range(sweeps):
        for i in reversed(range(1, len(x) - 1)):
            t, t_1 = tape.pop()
            t_2 = 0.5 * u_bar[i]
            x_bar[i] += t_2
            u_bar[i] = 0.0
            u_bar[i + 1] += t * t_2
            u_bar[i - 1] += t_2 * t_1
    x_bar += u_bar
    return x_bar
