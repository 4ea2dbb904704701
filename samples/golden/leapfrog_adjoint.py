import numpy as np

G = 6.674e-11 * 100000000000.0


def leapfrog_adjoint(pos, vel, mass, softening, dt, steps, value_bar):
    """Adjoint of leapfrog with respect to pos, vel (reverse mode), from
    n_body.py:30.
    """
    # forward sweep
    tape = []
    pos = pos.copy()
    vel = vel.copy()
    t = pos[:, 0:1]
    dx = t.T - t
    t = pos[:, 1:2]
    dy = t.T - t
    t = pos[:, 2:3]
    dz = t.T - t
    t = softening**2
    t_1 = dx**2 + dy**2 + dz**2 + t
    inv_r3 = t_1**-1.5
    ax = G * (dx * inv_r3) @ mass
    ay = G * (dy * inv_r3) @ mass
    az = G * (dz * inv_r3) @ mass
    acc = np.stack((ax, ay, az), axis=1)
    for _ in range(steps):
        vel += acc * dt / 2.0
        pos += vel * dt
        t_2 = pos[:, 0:1]
        dx_1 = t_2.T - t_2
        t_2 = pos[:, 1:2]
        dy_1 = t_2.T - t_2
        t_2 = pos[:, 2:3]
        dz_1 = t_2.T - t_2
        t_2 = dx_1**2 + dy_1**2 + dz_1**2 + t
        inv_r3_1 = t_2**-1.5
        tape.append((dx_1, dy_1, dz_1, t_2, inv_r3_1))
        ax = G * (dx_1 * inv_r3_1) @ mass
        ay = G * (dy_1 * inv_r3_1) @ mass
        az = G * (dz_1 * inv_r3_1) @ mass
        acc = np.stack((ax, ay, az), axis=1)
        vel += acc * dt / 2.0
    # reverse sweep
    vel_bar = value_bar[1]
    acc_bar = np.zeros(acc.shape)
    pos_bar = value_bar[0].copy()
    for _ in range(steps):
        dx_1, dy_1, dz_1, t, inv_r3_1 = tape.pop()
        acc_bar += dt * (vel_bar / 2.0)
        t_2 = G * acc_bar[:, 2][..., None] * mass
        t_3 = G * acc_bar[:, 1][..., None] * mass
        t_4 = G * acc_bar[:, 0][..., None] * mass
        t = -1.5 * t**-2.5 * (dz_1 * t_2 + dy_1 * t_3 + dx_1 * t_4)
        dz_bar = t_2 * inv_r3_1 + 2.0 * dz_1 * t
        dy_bar = t_3 * inv_r3_1 + 2.0 * dy_1 * t
        dx_bar = t_4 * inv_r3_1 + 2.0 * dx_1 * t
        t = dz_bar.sum(axis=1, keepdims=True)
        t_bar = dz_bar.sum(axis=0, keepdims=True).T - t
        pos_bar[:, 2:3] += t_bar
        t = dy_bar.sum(axis=1, keepdims=True)
        t_bar = dy_bar.sum(axis=0, keepdims=True).T - t
        pos_bar[:, 1:2] += t_bar
        t = dx_bar.sum(axis=1, keepdims=True)
        t_bar = dx_bar.sum(axis=0, keepdims=True).T - t
        pos_bar[:, 0:1] += t_bar
        vel_bar = vel_bar + dt * pos_bar
        acc_bar = dt * (vel_bar / 2.0)
    t = G * acc_bar[:, 2][..., None] * mass
    t_2 = G * acc_bar[:, 1][..., None] * mass
    t_3 = G * acc_bar[:, 0][..., None] * mass
    t_1 = -1.5 * t_1**-2.5 * (dz * t + dy * t_2 + dx * t_3)
    dz_bar = t * inv_r3 + 2.0 * dz * t_1
    dy_bar = t_2 * inv_r3 + 2.0 * dy * t_1
    dx_bar = t_3 * inv_r3 + 2.0 * dx * t_1
    t = dz_bar.sum(axis=1, keepdims=True)
    t_bar = dz_bar.sum(axis=0, keepdims=True).T - t
    pos_bar[:, 2:3] += t_bar
    t = dy_bar.sum(axis=1, keepdims=True)
    t_bar = dy_bar.sum(axis=0, keepdims=True).T - t
    pos_bar[:, 1:2] += t_bar
    t = dx_bar.sum(axis=1, keepdims=True)
    t_bar = dx_bar.sum(axis=0, keepdims=True).T - t
    pos_bar[:, 0:1] += t_bar
    return (pos, vel), (pos_bar.copy(), vel_bar.copy())
