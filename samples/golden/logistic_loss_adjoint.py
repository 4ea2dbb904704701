import numpy as np


def logistic_loss_grad(w, b, X, y, lam):
    """Gradient of logistic_loss with respect to w, b (reverse mode), from
    logistic_regression.py:12.
    """
    # forward sweep
    t = np.exp(-(X @ w + b))
    t_1 = 1.0 + t
    p = 1.0 / t_1
    # reverse sweep
    t_bar = -1.0 / y.size
    p_bar = y * t_bar / p - (1 - y) * t_bar / (1 - p)
    t_bar = t * (p * p_bar / t_1)
    w_bar = 2.0 * (0.5 * lam) * w + X.T @ t_bar
    return w_bar, t_bar.sum()
