import numpy as np


def heat_misfit_tangent(u0, kappa, observed, dt, steps, u0_dot, kappa_dot):
    """Tangent of heat_misfit with respect to u0, kappa (forward mode), from
    heat.py:17.
    """
    u = u0.copy()
    u0_dot = u0_dot.copy()
    for _ in range(steps):
        t = dt * kappa[1:-1, 1:-1]
        t_dot = u0_dot[2:, 1:-1] + u0_dot[:-2, 1:-1] + u0_dot[1:-1, 2:]
        t_1 = (
            u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4 * u[1:-1, 1:-1]
        )
        t_2 = t * (t_dot + u0_dot[1:-1, :-2] - 4.0 * u0_dot[1:-1, 1:-1])
        u[1:-1, 1:-1] += t * t_1
        u0_dot[1:-1, 1:-1] += dt * kappa_dot[1:-1, 1:-1] * t_1 + t_2
        u[0, :] = u[1, :]
        u0_dot[0, :] = u0_dot[1, :]
        u[-1, :] = u[-2, :]
        u0_dot[-1, :] = u0_dot[-2, :]
    t = u - observed
    return 0.5 * np.sum(t**2), (t * u0_dot).sum()
