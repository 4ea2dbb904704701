"""The log-likelihood of observations under a Kalman filter, in the noise and the transition of its model."""

import numpy as np

from samples.sample import Sample


def predict(x, P, F, Q):
    x = F @ x
    P = F @ P @ F.T + Q
    return x, P


def update(x, P, z, H, R):
    y = z - H @ x
    S = H @ P @ H.T + R
    K = P @ H.T @ np.linalg.inv(S)
    x = x + K @ y
    P = (np.eye(len(x)) - K @ H) @ P
    log_likelihood = -0.5 * (y @ np.linalg.solve(S, y) + np.log(np.linalg.det(S)) + len(y) * np.log(2 * np.pi))
    return x, P, log_likelihood


def filter_likelihood(F, q, r, zs, x0):
    x = x0
    P = np.eye(len(x0))
    H = np.array([[1.0, 0.0]])
    Q = q**2 * np.eye(len(x0))
    R = np.array([[r**2]])
    total = 0.0
    for z in zs:
        x, P = predict(x, P, F, Q)
        x, P, ll = update(x, P, z, H, R)
        total += ll
    return total


SAMPLES = [
    Sample(
        filter_likelihood,
        ("F", "q", "r"),
        "F: f8[2,2], q: float, r: float, zs: f8[n,1], x0: f8[2]",
        lambda rng: (np.array([[1.0, 0.1], [-0.1, 0.95]]), 0.3, 0.5, rng.standard_normal((5, 1)), np.zeros(2)),
        forms=("tangent", "grad"),
    ),
]
