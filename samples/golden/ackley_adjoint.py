import numpy as np


def ackley_grad(x, a=20, b=0.2, c=6.283185307179586):
    """Gradient of ackley with respect to x (reverse mode), from rosenbrock.py:12."""
    d = len(x)
    sum1 = np.sum(x**2)
    t = c * x
    sum2 = np.sum(np.cos(t))
    t_1 = -b
    t_2 = np.sqrt(sum1 / d)
    t_1 = 1 / t_2 * t_1 * np.exp(t_1 * t_2) * -a / d * x
    return c * (np.exp(sum2 / d) / d) * np.sin(t) + t_1
