import numpy as np


def mlp_loss_grad(x, y, w1, b1, w2, b2):
    """Gradient of mlp_loss with respect to w1, b1, w2, b2 (reverse mode), from
    memory.py:21.
    """
    # forward sweep
    h = np.tanh(x @ w1 + b1)
    e = h @ w2 + b2 - y
    # reverse sweep
    e_bar = 2.0 / y.size * e
    t_bar = (1 - h**2) * (e_bar @ w2.T)
    return x.T @ t_bar, t_bar.sum(axis=0), h.T @ e_bar, e_bar.sum(axis=0)
