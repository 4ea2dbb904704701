import numpy as np


def relax_tangent(x, sweeps, x_dot):
    """Tangent of relax with respect to x (forward mode), from hard.py:33."""
    u = x.copy()
    x_dot_1 = x_dot.copy()
    for _ in range(sweeps):
        for i in range(1, len(x) - 1):
            t = i - 1
            t_1 = u[t]
            t_2 = i + 1
            t_3 = u[t_2]
            u[i] = 0.5 * (t_1 * t_3 + x[i])
            x_dot_1[i] = 0.5 * (x_dot_1[t] * t_3 + t_1 * x_dot_1[t_2] + x_dot[i])
    return np.sum(u * u), 2.0 * x_dot_1.dot(u)
