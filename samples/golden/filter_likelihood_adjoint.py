import numpy as np


def _cofactors(a, det):
    """The derivative of the determinant of a; of a singular matrix by its minors."""
    if np.all(det):
        return np.expand_dims(det, (-2, -1)) * np.swapaxes(np.linalg.inv(a), -1, -2)
    n = np.arange(np.shape(a)[-1])
    others = n[:-1] + (n[:-1] >= n[:, None])
    minors = np.linalg.det(a[..., others[:, None, :, None], others[:, None, :]])
    return minors * (1 - 2 * ((n[:, None] + n) % 2)).astype(a.dtype)


def filter_likelihood_grad(F, q, r, zs, x0):
    """Gradient of filter_likelihood with respect to F, q, r (reverse mode), from
    kalman.py:24.
    """
    # forward sweep
    tape = []
    tape_1 = []
    x_tape = []
    P_tape = []
    P = np.eye(len(x0))
    H = np.array([[1.0, 0.0]])
    Q = q**2 * P
    R = np.array([[r**2]])
    x = x0
    P_1 = P
    for i in range(len(zs)):
        x_tape.append(x)
        P_tape.append(P_1)
        x = F @ x
        t = F @ P_1
        P_1 = t @ F.T + Q
        y = zs[i] - H @ x
        t_1 = H.T
        S = H @ P_1 @ t_1 + R
        t_1 = P_1 @ t_1
        t_2 = np.linalg.inv(S)
        tape.append((t, P_1, y, S, t_1, t_2))
        K = t_1 @ t_2
        x = x + K @ y
        t = np.eye(len(x)) - K @ H
        P_1 = t @ P_1
        tape_1.append((K, t, np.linalg.solve(S, y), np.linalg.det(S)))
    # reverse sweep
    x_bar = np.zeros(x.shape)
    P_bar = np.zeros(P_1.shape)
    F_bar = np.zeros(F.shape)
    Q_bar = np.zeros(Q.shape)
    R_bar = np.zeros(R.shape)
    for _ in range(len(zs)):
        t, P_1, y, S, t_1, t_2 = tape.pop()
        K, t_3, t_4, t_5 = tape_1.pop()
        x = x_tape.pop()
        P_2 = P_tape.pop()
        t_6 = F.T
        t_7 = H.T
        t_8 = np.linalg.solve(S.T, -0.5 * y)
        t_9 = t_8[..., None] * t_4[..., None, :]
        K_bar = x_bar[..., None] * y - P_bar @ P_1.T @ t_7
        t_2 = t_2.T
        S_bar = -0.5 / t_5 * _cofactors(S, t_5) - t_9 - t_2 @ (t_1.T @ K_bar @ t_2)
        R_bar += S_bar
        P_bar = t_3.T @ P_bar + K_bar @ t_2 @ H + t_7 @ (S_bar @ H)
        x_bar_1 = x_bar - t_7 @ (-0.5 * t_4 + t_8 + K.T @ x_bar)
        Q_bar += P_bar
        t_bar = P_bar @ F
        F_bar += P_bar.T @ t
        P_bar = t_6 @ t_bar
        F_bar += t_bar @ P_2.T
        x_bar = t_6 @ x_bar_1
        F_bar += x_bar_1[..., None] * x
    return F_bar, 2.0 * q * (Q_bar * P).sum(), 2.0 * r * R_bar[0, 0]
