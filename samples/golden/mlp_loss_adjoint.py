import numpy as np


def mlp_loss_grad(x, y, w1, b1, w2, b2):
    """Gradient of mlp_loss with respect to w1, b1, w2, b2 (reverse mode), from memory.py:21."""
    # forward sweep
    h = np.tanh(x @ w1 + b1)
    e = h @ w2 + b2 - y
    # reverse sweep
    e_bar = 2.0 * (1 / y.size) * e
    w2_bar = h.T @ e_bar
    t_bar = (1 - h**2) * (e_bar @ w2.T)
    t = t_bar.sum(axis=0)
    w1_bar = x.T @ t_bar
    return w1_bar, t, w2_bar, e_bar.sum(axis=0)
