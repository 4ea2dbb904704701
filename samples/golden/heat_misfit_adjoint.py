import numpy as np


def heat_misfit_grad(u0, kappa, observed, dt, steps):
    """Gradient of heat_misfit with respect to u0, kappa (reverse mode), from
    heat.py:17.
    """
    # forward sweep
    tape = []
    u = u0.copy()
    for _ in range(steps):
        t = dt * kappa[1:-1, 1:-1]
        t_1 = (
            u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4 * u[1:-1, 1:-1]
        )
        tape.append((t, t_1))
        u[1:-1, 1:-1] += t * t_1
        u[0, :] = u[1, :]
        u[-1, :] = u[-2, :]
    # reverse sweep
    kappa_bar = np.zeros(kappa.shape)
    u_bar = u - observed
    for _ in range(steps):
        t, t_1 = tape.pop()
        t_2 = u_bar[-1, :].copy()
        u_bar[-1, :] = 0.0
        u_bar[-2, :] += t_2
        t_2 = u_bar[0, :].copy()
        u_bar[0, :] = 0.0
        u_bar[1, :] += t_2
        t_2 = u_bar[1:-1, 1:-1]
        t = t * t_2
        t_2 = t_2.copy()
        u_bar[1:-1, 1:-1] -= 4.0 * t
        u_bar[1:-1, :-2] += t
        u_bar[1:-1, 2:] += t
        u_bar[:-2, 1:-1] += t
        u_bar[2:, 1:-1] += t
        kappa_bar[1:-1, 1:-1] += dt * t_2 * t_1
    return u_bar, kappa_bar
