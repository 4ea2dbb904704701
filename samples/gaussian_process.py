"""The marginal log-likelihood of a Gaussian process, in the hyperparameters of its kernel."""

import numpy as np

from samples.sample import Sample


def squared_exponential(x1, x2, length, amplitude):
    sqdist = np.sum(x1**2, 1)[:, None] + np.sum(x2**2, 1)[None, :] - 2 * x1 @ x2.T
    return amplitude**2 * np.exp(-0.5 * sqdist / length**2)


def log_marginal_likelihood(theta, X, y):
    length, amplitude, noise = np.exp(theta)
    n = X.shape[0]
    K = squared_exponential(X, X, length, amplitude) + noise**2 * np.eye(n)
    L = np.linalg.cholesky(K)
    alpha = np.linalg.solve(L.T, np.linalg.solve(L, y))
    return -0.5 * y.dot(alpha) - np.sum(np.log(np.diag(L))) - 0.5 * n * np.log(2 * np.pi)


def observations(rng):
    X = rng.uniform(-2, 2, (7, 2))
    return np.array([-0.1, 0.2, -1.2]), X, np.sin(X[:, 0]) + 0.1 * rng.standard_normal(7)


SAMPLES = [
    Sample(
        log_marginal_likelihood, "theta", "theta: f8[3], X: f8[n,d], y: f8[n]", observations, forms=("tangent", "grad")
    )
]
