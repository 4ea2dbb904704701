import numpy as np


def window_tangent(x, x_dot):
    """Tangent of window with respect to x (forward mode), from hard.py:26."""
    y = x * x
    y_dot = 2.0 * x_dot * x
    y[1] = 3.0 * x[0]
    y_dot[1] = 3.0 * x_dot[0]
    return np.sum(y * y), 2.0 * y_dot.dot(y)
