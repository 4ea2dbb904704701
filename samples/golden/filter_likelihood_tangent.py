import numpy as np


def _cofactors(a, det):
    """The derivative of the determinant of a; of a singular matrix by its minors."""
    if np.all(det):
        return np.expand_dims(det, (-2, -1)) * np.swapaxes(np.linalg.inv(a), -1, -2)
    n = np.arange(np.shape(a)[-1])
    others = n[:-1] + (n[:-1] >= n[:, None])
    minors = np.linalg.det(a[..., others[:, None, :, None], others[:, None, :]])
    return minors * (1 - 2 * ((n[:, None] + n) % 2)).astype(a.dtype)


def filter_likelihood_tangent(F, q, r, zs, x0, F_dot, q_dot, r_dot):
    """Tangent of filter_likelihood with respect to F, q, r (forward mode), from
    kalman.py:24.
    """
    P = np.eye(len(x0))
    H = np.array([[1.0, 0.0]])
    Q = q**2 * P
    Q_dot = 2.0 * q * q_dot * P
    R = np.array([[r**2]])
    R_dot = np.array(((2.0 * r * r_dot,),))
    x0_dot = np.zeros(x0.shape)
    P_dot = np.zeros(P.shape)
    x = x0
    total = 0.0
    total_dot = 0.0
    for i in range(len(zs)):
        x_1 = F @ x
        x_dot = F_dot @ x + F @ x0_dot
        t = F @ P
        t_1 = F.T
        P_1 = t @ t_1 + Q
        P_dot = (F_dot @ P + F @ P_dot) @ t_1 + t @ F_dot.T + Q_dot
        t_dot = H @ x_dot
        y = zs[i] - H @ x_1
        t = H.T
        S = H @ P_1 @ t + R
        S_dot = H @ P_dot @ t + R_dot
        t_1 = P_1 @ t
        t_2 = np.linalg.inv(S)
        K = t_1 @ t_2
        K_dot = P_dot @ t @ t_2 - t_1 @ (t_2 @ S_dot @ t_2)
        x = x_1 + K @ y
        x0_dot = x_dot + (K_dot @ y - K @ t_dot)
        t = np.eye(len(x)) - K @ H
        P = t @ P_1
        P_dot = t @ P_dot - K_dot @ H @ P_1
        t = np.linalg.solve(S, y)
        t_dot = y @ np.linalg.solve(S, -(t_dot + S_dot @ t)) - t_dot @ t
        t_1 = np.linalg.det(S)
        log_likelihood = -0.5 * (y @ t + np.log(t_1) + len(y) * np.log(2 * np.pi))
        total += log_likelihood
        t = 0.5 * (t_dot + (_cofactors(S, t_1) * S_dot).sum() / t_1)
        total_dot -= t
    return total, total_dot
