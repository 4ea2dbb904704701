import numpy as np

G = 6.674e-11 * 100000000000.0


def leapfrog_tangent(pos, vel, mass, softening, dt, steps, pos_dot, vel_dot):
    """Tangent of leapfrog with respect to pos, vel (forward mode), from
    n_body.py:30.
    """
    pos = pos.copy()
    vel = vel.copy()
    t = pos[:, 0:1]
    t_dot = pos_dot[:, 0:1]
    dx = t.T - t
    dx_dot = t_dot.T - t_dot
    t = pos[:, 1:2]
    t_dot = pos_dot[:, 1:2]
    dy = t.T - t
    dy_dot = t_dot.T - t_dot
    t = pos[:, 2:3]
    t_dot = pos_dot[:, 2:3]
    dz = t.T - t
    dz_dot = t_dot.T - t_dot
    t_dot = 2.0 * dx * dx_dot + 2.0 * dy * dy_dot + 2.0 * dz * dz_dot
    t = softening**2
    t_1 = dx**2 + dy**2 + dz**2 + t
    inv_r3 = t_1**-1.5
    inv_r3_dot = -1.5 * t_1**-2.5 * t_dot
    ax = G * (dx * inv_r3) @ mass
    ax_dot = G * ((dx_dot * inv_r3 + dx * inv_r3_dot) @ mass)
    ay = G * (dy * inv_r3) @ mass
    ay_dot = G * ((dy_dot * inv_r3 + dy * inv_r3_dot) @ mass)
    az = G * (dz * inv_r3) @ mass
    az_dot = G * ((dz_dot * inv_r3 + dz * inv_r3_dot) @ mass)
    acc = np.stack((ax, ay, az), axis=1)
    acc_dot = np.stack((ax_dot, ay_dot, az_dot), axis=1)
    for _ in range(steps):
        t_1 = dt / 2.0
        vel += acc * dt / 2.0
        vel_dot = vel_dot + t_1 * acc_dot
        pos += vel * dt
        pos_dot = pos_dot + dt * vel_dot
        t_2 = pos[:, 0:1]
        t_dot = pos_dot[:, 0:1]
        dx = t_2.T - t_2
        dx_dot = t_dot.T - t_dot
        t_2 = pos[:, 1:2]
        t_dot = pos_dot[:, 1:2]
        dy = t_2.T - t_2
        dy_dot = t_dot.T - t_dot
        t_2 = pos[:, 2:3]
        t_dot = pos_dot[:, 2:3]
        dz = t_2.T - t_2
        dz_dot = t_dot.T - t_dot
        t_dot = 2.0 * dx * dx_dot + 2.0 * dy * dy_dot + 2.0 * dz * dz_dot
        t_2 = dx**2 + dy**2 + dz**2 + t
        inv_r3 = t_2**-1.5
        inv_r3_dot = -1.5 * t_2**-2.5 * t_dot
        ax = G * (dx * inv_r3) @ mass
        ax_dot = G * ((dx_dot * inv_r3 + dx * inv_r3_dot) @ mass)
        ay = G * (dy * inv_r3) @ mass
        ay_dot = G * ((dy_dot * inv_r3 + dy * inv_r3_dot) @ mass)
        az = G * (dz * inv_r3) @ mass
        az_dot = G * ((dz_dot * inv_r3 + dz * inv_r3_dot) @ mass)
        acc = np.stack((ax, ay, az), axis=1)
        acc_dot = np.stack((ax_dot, ay_dot, az_dot), axis=1)
        vel += acc * dt / 2.0
        vel_dot = vel_dot + t_1 * acc_dot
    return (pos, vel), (pos_dot.copy(), vel_dot.copy())
