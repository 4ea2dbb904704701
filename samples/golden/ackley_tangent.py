import numpy as np


def ackley_tangent(x, a=20, b=0.2, c=6.283185307179586, *, x_dot):
    """Tangent of ackley with respect to x (forward mode), from rosenbrock.py:12."""
    d = len(x)
    sum1 = np.sum(x**2)
    t = c * x
    sum2 = np.sum(np.cos(t))
    t_1 = -b
    t_2 = np.sqrt(sum1 / d)
    t_3 = -a * np.exp(t_1 * t_2)
    t_4 = np.exp(sum2 / d)
    t = t_4 * (c * np.sin(t).dot(x_dot) / d)
    return t_3 - t_4 + a + np.e, t_3 * t_1 * (1 / t_2) * (x.dot(x_dot) / d) + t
