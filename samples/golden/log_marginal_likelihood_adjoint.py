import numpy as np


def _expand(d, x):
    """d, broadcast to the shape of x."""
    shape = np.shape(x)
    return d if np.shape(d) == shape else np.broadcast_to(d, shape)


def _reduce(d, z, x):
    """d, expanded to the shape of z and summed over the axes along which x was broadcast to it."""
    if np.iscomplexobj(d) and not np.iscomplexobj(x):
        d = np.real(d)
    shape, full = np.shape(x), np.shape(z)
    if shape == full:
        return d
    d = np.broadcast_to(d, full)
    added = len(full) - len(shape)
    d = np.sum(d, axis=tuple(range(added)))
    axes = tuple(i for i, n in enumerate(shape) if n == 1 and full[added + i] != 1)
    return np.sum(d, axis=axes, keepdims=True) if axes else d


def _scatter(d, x, index):
    """An array of zeros like x, into which d is added at index."""
    x_bar = np.zeros(np.shape(x), np.result_type(x, d))
    np.add.at(x_bar, index, d)
    return x_bar


def log_marginal_likelihood_grad(theta, X, y):
    """Gradient of log_marginal_likelihood with respect to theta (reverse mode), from gaussian_process.py:13."""
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
    t_8 = t_4 * t_7
    t_9 = t_3**2
    t_10 = np.eye(X.shape[0])
    t_11 = t_9 * t_10
    K = t_8 + t_11
    L = np.linalg.cholesky(K)
    t_12 = L.T
    t_13 = np.linalg.solve(L, y)
    alpha = np.linalg.solve(t_12, t_13)
    t_14 = np.diag(L)
    n = np.arange(t_14.shape[0])
    # reverse sweep
    L_bar = _scatter(-1.0 / t_14, L, (n, n))
    t_14 = np.linalg.solve(t_12.T, -0.5 * y)
    t_bar = -t_14[..., None] * alpha[..., None, :]
    t_13 = np.linalg.solve(t_12, t_14)[..., None] * t_13[..., None, :]
    L_bar = L_bar - t_13 + t_bar.T
    half = 1 - 0.5 * np.eye(K.shape[1])
    M = half * np.tril(t_12 @ _expand(L_bar, L))
    t_13 = np.ndim(M) == 2
    t_14 = np.linalg.solve(t_12, np.transpose(M) if t_13 else np.swapaxes(M, -1, -2))
    if np.ndim(t_14) == 2:
        t_13 = np.transpose(M) if t_13 else np.swapaxes(M, -1, -2)
        t_13 = np.transpose(np.linalg.solve(t_12, t_13))
    else:
        t_13 = np.transpose(M) if t_13 else np.swapaxes(M, -1, -2)
        t_13 = np.swapaxes(np.linalg.solve(t_12, t_13), -1, -2)
    W = np.linalg.solve(t_12, t_13)
    t_12 = np.ndim(W) == 2
    t_12 = np.transpose(W) if t_12 else np.swapaxes(W, -1, -2)
    K_bar = np.tril(W) + np.tril(t_12, -1)
    t_bar = _reduce(-t_4 / t_5 * t_6 * t_7 * K_bar, t_6, t_5)
    t_bar_1 = np.zeros(theta.shape)
    t_bar_1[2] += 2.0 * t_3 * _reduce(K_bar * t_10, t_11, t_9)
    t_bar_1[1] += 2.0 * t_2 * _reduce(K_bar * t_7, t_8, t_4)
    t_bar_1[0] += 2.0 * t_1 * t_bar
    return t * t_bar_1
