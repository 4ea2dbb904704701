import numpy as np


def mlp_loss_tangent(x, y, w1, b1, w2, b2, w1_dot, b1_dot, w2_dot, b2_dot):
    """Tangent of mlp_loss with respect to w1, b1, w2, b2 (forward mode), from
    memory.py:21.
    """
    h = np.tanh(x @ w1 + b1)
    h_dot = (1 - h**2) * (x @ w1_dot + b1_dot)
    e = h @ w2 + b2 - y
    t_dot = 2.0 * ((h_dot @ w2 + h @ w2_dot + b2_dot) * e).mean()
    return np.mean(e * e), t_dot
