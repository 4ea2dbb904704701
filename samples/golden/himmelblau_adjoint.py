import numpy as np


def himmelblau_grad(p):
    """Gradient of himmelblau with respect to p (reverse mode), from
    rosenbrock.py:19.
    """
    # forward sweep
    t = p[0]
    t_1 = p[1]
    # reverse sweep
    t_2 = 2.0 * (t + t_1**2 - 7)
    t_3 = 2.0 * (t**2 + t_1 - 11)
    p_bar = np.zeros(p.shape)
    p_bar[1] += 2.0 * t_1 * t_2 + t_3
    p_bar[0] += t_2 + 2.0 * t * t_3
    return p_bar
