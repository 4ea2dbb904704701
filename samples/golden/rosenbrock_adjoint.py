import numpy as np


def rosenbrock_grad(x):
    """Gradient of rosenbrock with respect to x (reverse mode), from rosenbrock.py:8."""
    # forward sweep
    t = x[:-1]
    # reverse sweep
    t_1 = 200.0 * (x[1:] - t**2.0)
    x_bar = np.zeros(x.shape)
    x_bar[:-1] += -2.0 * (1 - t) - 2.0 * t * t_1
    x_bar[1:] += t_1
    return x_bar
