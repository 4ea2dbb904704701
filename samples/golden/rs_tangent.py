import numpy as np

x = np.arange(-10.0, 11.0)


def rs_derivative(d, xs):
    """Derivative of rs with respect to xs (forward mode), from seed.py:14."""
    t = x - xs
    d0 = np.exp(-1.5 * t**2)
    d0_dot = 3.0 * d0 * t
    t = d0.dot(d0)
    t_1 = d.dot(d0) / t
    t = -(d.dot(d0_dot) - 2.0 * t_1 * d0_dot.dot(d0)) / t * d0
    return t - t_1 * d0_dot
