import numpy as np


def seismogram_adjoint(c, source, dt, dx, receiver, value_bar):
    """Adjoint of seismogram with respect to c (reverse mode), from wave.py:8."""
    # forward sweep
    t_tape = []
    nx = len(c)
    nt = len(source)
    u_prev = np.zeros(nx)
    u = np.zeros(nx)
    u_next = np.zeros(nx)
    record = np.zeros(nt)
    t = c * dt / dx
    C2 = t**2
    for n in range(nt):
        for i in range(1, nx - 1):
            t_1 = 2 * u[i]
            t_2 = u[i + 1] - t_1 + u[i - 1]
            t_tape.append(t_2)
            u_next[i] = t_1 - u_prev[i] + C2[i] * t_2
        u_next[nx // 4] += dt**2 * source[n]
        record[n] = u_next[receiver]
        u_prev, u, u_next = u, u_next, u_prev
    # reverse sweep
    u_prev_bar = np.zeros(u_prev.shape)
    u_bar = np.zeros(u.shape)
    u_next_bar = np.zeros(u_next.shape)
    C2_bar = np.zeros(c.shape)
    value_bar = value_bar.copy()
    for n in range(nt - 1, -1, -1):
        u_bar[receiver] += value_bar[n]
        value_bar[n] = 0.0
        u_next_bar, u_bar, u_prev_bar = u_bar, u_prev_bar, u_next_bar
        for i in range(nx - 2, 0, -1):
            t_1 = t_tape.pop()
            t_2 = u_next_bar[i]
            t_3 = C2[i] * t_2
            u_bar[i - 1] += t_3
            u_bar[i + 1] += t_3
            C2_bar[i] += t_2 * t_1
            u_prev_bar[i] -= t_2
            u_bar[i] += 2.0 * (t_2 - t_3)
            u_next_bar[i] = 0.0
    return record, 2.0 * dt * (t * C2_bar / dx)
