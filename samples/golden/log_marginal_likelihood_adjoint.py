import numpy as np


def _scatter(d, x, index):
    """An array of zeros like x, into which d is added at index."""
    x_bar = np.zeros(np.shape(x), np.result_type(x, d))
    np.add.at(x_bar, index, d)
    return x_bar


def log_marginal_likelihood_grad(theta, X, y):
    """Gradient of log_marginal_likelihood with respect to theta (reverse mode), from
    gaussian_process.py:13.
    """
    # forward sweep
    t = np.exp(theta)
    t_1 = t[0]
    t_2 = t[1]
    t_3 = t[2]
    t_4 = np.sum(X**2, 1)
    sqdist = t_4[:, None] + t_4[None, :] - 2 * X @ X.T
    t_4 = t_2**2
    t_5 = t_1**2
    t_6 = -0.5 * sqdist / t_5
    t_7 = np.exp(t_6)
    t_8 = np.eye(X.shape[0])
    K = t_4 * t_7 + t_3**2 * t_8
    L = np.linalg.cholesky(K)
    t_9 = L.T
    t_10 = np.linalg.solve(L, y)
    alpha = np.linalg.solve(t_9, t_10)
    t_11 = np.diag(L)
    # reverse sweep
    n = np.arange(t_11.shape[0])
    t_12 = np.linalg.solve(L, -0.5 * y)
    t_10 = np.linalg.solve(t_9, t_12)[..., None] * t_10[..., None, :]
    L_bar = _scatter(-1.0 / t_11, L, (n, n)) - t_10
    L_bar_1 = (-t_12[..., None] * alpha[..., None, :]).T
    M = (1 - 0.5 * np.eye(K.shape[1])) * np.tril(t_9 @ (L_bar + L_bar_1))
    W = np.linalg.solve(t_9, np.linalg.solve(t_9, M.T).T)
    K_bar = np.tril(W) + np.tril(W.T, -1)
    t_bar = np.zeros(theta.shape)
    t_bar[2] += 2.0 * t_3 * (K_bar * t_8).sum()
    t_bar[1] += 2.0 * t_2 * (K_bar * t_7).sum()
    t_bar[0] -= 2.0 * t_1 * (t_4 / t_5) * (t_6 * t_7 * K_bar).sum()
    return t * t_bar
