import numpy as np


def log_marginal_likelihood_tangent(theta, X, y, theta_dot):
    """Tangent of log_marginal_likelihood with respect to theta (forward mode), from
    gaussian_process.py:13.
    """
    t = np.exp(theta)
    t_dot = t * theta_dot
    t_1 = t[0]
    t_2 = t[1]
    t = t[2]
    t_3 = X.shape[0]
    t_4 = np.sum(X**2, 1)
    sqdist = t_4[:, None] + t_4[None, :] - 2 * X @ X.T
    t_4 = t_2**2
    t_5 = t_1**2
    t_6 = -0.5 * sqdist / t_5
    t_7 = np.exp(t_6)
    t_dot_1 = (
        2.0 * t_2 * t_dot[1] * t_7 - 2.0 * t_4 * (t_1 * t_dot[0] / t_5) * t_7 * t_6
    )
    t_1 = np.eye(t_3)
    K = t_4 * t_7 + t**2 * t_1
    K_dot = t_dot_1 + 2.0 * t * t_dot[2] * t_1
    L = np.linalg.cholesky(K)
    t = np.linalg.solve(L, np.tril(K_dot) + np.tril(K_dot, -1).T).T
    t = (1 - 0.5 * np.eye(K.shape[1])) * np.tril(np.linalg.solve(L, t))
    L_dot = L @ t
    t = L.T
    t_1 = np.linalg.solve(L, y)
    alpha = np.linalg.solve(t, t_1)
    t_1 = np.linalg.solve(L, -(L_dot @ t_1)) - L_dot.T @ alpha
    t_2 = np.diag(L)
    t_dot = -0.5 * y.dot(np.linalg.solve(t, t_1)) - (np.diag(L_dot) / t_2).sum()
    t = -0.5 * y.dot(alpha) - np.sum(np.log(t_2)) - 0.5 * t_3 * np.log(2 * np.pi)
    return t, t_dot
