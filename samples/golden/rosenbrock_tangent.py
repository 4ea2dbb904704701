import numpy as np


def rosenbrock_tangent(x, x_dot):
    """Tangent of rosenbrock with respect to x (forward mode), from rosenbrock.py:8."""
    t = x[:-1]
    t_dot = x_dot[:-1]
    t_1 = x[1:] - t**2.0
    t_2 = 1 - t
    t_dot = 200.0 * t_1 * (x_dot[1:] - 2.0 * t * t_dot) - 2.0 * t_2 * t_dot
    return np.sum(100.0 * t_1**2.0 + t_2**2.0), t_dot.sum()
