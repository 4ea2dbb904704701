import numpy as np


def logistic_loss_tangent(w, b, X, y, lam, w_dot, b_dot):
    """Tangent of logistic_loss with respect to w, b (forward mode), from
    logistic_regression.py:12.
    """
    t = np.exp(-(X @ w + b))
    t_1 = 1.0 + t
    p = 1.0 / t_1
    p_dot = p * t * (X @ w_dot + b_dot) / t_1
    t = 1 - y
    t_1 = 1 - p
    nll = -np.mean(y * np.log(p) + t * np.log(t_1))
    t_2 = 0.5 * lam
    t_dot = 2.0 * t_2 * w.dot(w_dot) - (y * (p_dot / p) - t * (p_dot / t_1)).mean()
    return nll + t_2 * np.sum(w**2), t_dot
