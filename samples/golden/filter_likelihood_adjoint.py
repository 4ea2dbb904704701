import numpy as np


def filter_likelihood_grad(F, q, r, zs, x0):
    """Gradient of filter_likelihood with respect to F, q, r (reverse mode), from kalman.py:24."""
    # forward sweep
    K_tape = []
    P = np.eye(len(x0))
    H = np.array([[1.0, 0.0]])
    Q = q**2 * P
    R = np.array([[r**2]])
    t = len(zs)
    x = x0
    P_1 = P
    for i in range(t):
        K_tape.append(P_1)
        K_tape.append(x)
        x = F @ x
        t_1 = F @ P_1
        K_tape.append(t_1)
        P_1 = t_1 @ F.T + Q
        K_tape.append(P_1)
        y = zs[i] - H @ x
        K_tape.append(y)
        t_1 = H.T
        S = H @ P_1 @ t_1 + R
        K_tape.append(S)
        t_1 = P_1 @ t_1
        K_tape.append(t_1)
        t_2 = np.linalg.inv(S)
        K_tape.append(t_2)
        K = t_1 @ t_2
        K_tape.append(K)
        x = x + K @ y
        t_1 = np.eye(len(x)) - K @ H
        K_tape.append(t_1)
        P_1 = t_1 @ P_1
        K_tape.append(np.linalg.solve(S, y))
        K_tape.append(np.linalg.det(S))
    x_bar = np.zeros(x.shape)
    P_bar = np.zeros(P_1.shape)
    F_bar = np.zeros(F.shape)
    Q_bar = np.zeros(Q.shape)
    R_bar = np.zeros(R.shape)
    # reverse sweep
    for _ in range(t):
        K = K_tape.pop()
        t = F.T
        t_1 = H.T
        S_bar = -0.5 * (1 / K) * K * np.linalg.inv(K).T
        y_bar = -0.5 * K
        t_2 = K.T
        t_3 = np.linalg.solve(t_2, y_bar)
        S_bar = S_bar - t_3[..., None] * K[..., None, :]
        K_bar = x_bar[..., None] * K - P_bar @ t_2 @ t_1
        S_bar = S_bar - t_2 @ (t_2 @ K_bar @ t_2)
        t_4 = t_1.T
        P_bar = t_2 @ P_bar + K_bar @ t_2 @ t_4
        R_bar += S_bar
        P_bar = P_bar + t_1 @ (S_bar @ t_4)
        x_bar_1 = x_bar - t_1 @ (y_bar + t_3 + t_2 @ x_bar)
        Q_bar += P_bar
        t_bar = P_bar @ t.T
        F_bar += (t_2 @ P_bar).T
        P_bar = t @ t_bar
        F_bar += t_bar @ t_2
        x_bar = t @ x_bar_1
        F_bar += x_bar_1[..., None] * K
    t = 2.0 * q * (Q_bar * P).sum()
    return F_bar, t, 2.0 * r * R_bar[0][0]
