import numpy as np


def seismogram_tangent(c, source, dt, dx, receiver, c_dot):
    """Tangent of seismogram with respect to c (forward mode), from wave.py:8."""
    nx = len(c)
    nt = len(source)
    u_prev = np.zeros(nx)
    u = np.zeros(nx)
    u_next = np.zeros(nx)
    record = np.zeros(nt)
    t = c * dt / dx
    C2 = t**2
    C2_dot = 2.0 * (dt / dx) * t * c_dot
    record_dot = np.zeros(record.shape)
    u_prev_dot = np.zeros(u_prev.shape)
    u_dot = np.zeros(u.shape)
    u_next_dot = np.zeros(u_next.shape)
    for n in range(nt):
        for i in range(1, nx - 1):
            t = 2 * u[i]
            t_dot = 2.0 * u_dot[i]
            t_1 = C2[i]
            t_2 = i + 1
            t_3 = i - 1
            t_4 = u[t_2] - t + u[t_3]
            t_dot_1 = C2_dot[i] * t_4 + t_1 * (u_dot[t_2] - t_dot + u_dot[t_3])
            u_next[i] = t - u_prev[i] + t_1 * t_4
            u_next_dot[i] = t_dot - u_prev_dot[i] + t_dot_1
        u_next[nx // 4] += dt**2 * source[n]
        record[n] = u_next[receiver]
        record_dot[n] = u_next_dot[receiver]
        u_prev, u, u_next, u_prev_dot, u_dot, u_next_dot = (
            u, u_next, u_prev, u_dot, u_next_dot, u_prev_dot
        )
    return record, record_dot
