import numpy as np

GRAVITY = 9.81
DRY = 1e-06


def misfit_tangent(
    bed, friction, level, gauge, observed, dx, steps, bed_dot, friction_dot
):
    """Tangent of misfit with respect to bed, friction (forward mode), from
    shallow_water.py:44.
    """
    h = level - bed
    h_dot = -bed_dot
    h[len(h) // 2:] -= 0.3
    hu = np.zeros_like(h)
    t = len(h) - 2
    t_1 = t + 1
    t_2 = np.zeros(t_1)
    t_1 = np.zeros(t_1)
    t = np.zeros(t + 2)
    hu_dot = np.zeros(bed.shape)
    t_dot = np.zeros(t.shape)
    t_dot_1 = np.zeros(t_2.shape)
    t_dot_2 = np.zeros(t_1.shape)
    total = 0.0
    total_dot = 0.0
    for n in range(steps):
        t_3 = np.sqrt(GRAVITY * h)
        fastest = np.max(t_3)
        t_4 = t_3 == fastest
        t_5 = 0.5 * GRAVITY
        dt = 0.4 * dx / fastest
        t_3 = (
            -0.5
            * dt
            * (GRAVITY * (1 / t_3 * h_dot * t_4).sum() / np.count_nonzero(t_4))
        )
        dt_dot = t_3 / fastest
        t_3 = h[-2]
        t_dot_3 = h_dot[-2]
        h[0] = h[1]
        h_dot[0] = h_dot[1]
        h[-1] = t_3
        h_dot[-1] = t_dot_3
        t_3 = -hu[-2]
        t_dot_3 = -hu_dot[-2]
        hu[0] = -hu[1]
        hu_dot[0] = -hu_dot[1]
        hu[-1] = t_3
        hu_dot[-1] = t_dot_3
        t_3 = h > DRY
        t_4 = np.maximum(h, DRY)
        t_6 = 0.5 * h_dot
        t_7 = hu / t_4
        t_8 = hu_dot - t_7 * np.where(h == DRY, t_6, np.where(h == t_4, h_dot, 0.0))
        u = np.where(t_3, t_7, 0.0)
        u_dot = np.where(t_3, t_8 / t_4, 0.0)
        t_3 = np.maximum(h, 0.0)
        t_4 = np.sqrt(GRAVITY * t_3)
        t_dot_3 = (
            t_5 * (1 / t_4) * np.where(h == 0.0, t_6, np.where(h == t_3, h_dot, 0.0))
        )
        t[:] = np.absolute(u) + t_4
        t_dot[:] = np.sign(u) * u_dot + t_dot_3
        t_3 = t[:-1]
        t_dot_3 = t_dot[:-1]
        t_4 = t[1:]
        t_dot_4 = t_dot[1:]
        fastest = np.maximum(t_3, t_4)
        t_6 = np.where(t_3 == fastest, t_dot_3, t_dot_4)
        fastest_dot = np.where(t_3 == t_4, 0.5 * (t_dot_3 + t_dot_4), t_6)
        momentum = hu * u + t_5 * h**2
        momentum_dot = hu_dot * u + hu * u_dot + 2.0 * t_5 * h * h_dot
        t_3 = hu[:-1]
        t_dot_3 = hu_dot[:-1]
        t_4 = hu[1:]
        t_dot_4 = hu_dot[1:]
        t_5 = 0.5 * fastest
        t_dot_5 = 0.5 * fastest_dot
        t_6 = h[1:] - h[:-1]
        t_dot_6 = (
            0.5 * (t_dot_3 + t_dot_4) - (t_dot_5 * t_6 + t_5 * (h_dot[1:] - h_dot[:-1]))
        )
        t_2[:] = 0.5 * (t_3 + t_4) - t_5 * t_6
        t_dot_1[:] = t_dot_6
        t_dot_6 = 0.5 * (momentum_dot[:-1] + momentum_dot[1:])
        t_3 = t_4 - t_3
        t_1[:] = 0.5 * (momentum[:-1] + momentum[1:]) - t_5 * t_3
        t_dot_2[:] = t_dot_6 - (t_dot_5 * t_3 + t_5 * (t_dot_4 - t_dot_3))
        t_3 = dt / dx
        t_dot_3 = dt_dot / dx
        t_4 = t_2[1:] - t_2[:-1]
        h[1:-1] -= t_3 * t_4
        h_dot[1:-1] += -t_dot_3 * t_4 - t_3 * (t_dot_1[1:] - t_dot_1[:-1])
        t_4 = t_1[1:] - t_1[:-1]
        hu[1:-1] -= t_3 * t_4
        hu_dot[1:-1] += -t_dot_3 * t_4 - t_3 * (t_dot_2[1:] - t_dot_2[:-1])
        t_3 = dt * GRAVITY
        t_4 = h[1:-1]
        t_dot_3 = h_dot[1:-1]
        t_5 = t_3 * t_4
        t_6 = bed[2:] - bed[:-2]
        t_3 = (dt_dot * GRAVITY * t_4 + t_3 * t_dot_3) * t_6
        t_7 = 2 * dx
        hu[1:-1] -= t_5 * t_6 / t_7
        hu_dot[1:-1] -= (t_3 + t_5 * (bed_dot[2:] - bed_dot[:-2])) / t_7
        t_3 = hu[1:-1]
        t_dot_4 = hu_dot[1:-1]
        t_5 = dt * friction
        t_6 = np.absolute(t_3)
        t_7 = (dt_dot * friction + dt * friction_dot) * t_6
        t_8 = np.maximum(t_4, DRY)
        t_dot_3 = np.where(
            t_4 == DRY, 0.5 * t_dot_3, np.where(t_4 == t_8, t_dot_3, 0.0)
        )
        t_4 = 7.0 / 3.0
        t_9 = t_8**t_4
        t_6 = t_5 * t_6 / t_9
        t_4 = (
            t_7
            + t_5 * np.sign(t_3) * t_dot_4
            - t_4 * t_6 * t_8 ** (t_4 - (t_4 != 0)) * t_dot_3
        )
        t_5 = 1.0 + t_6
        t_3 = t_3 / t_5
        t_dot_3 = (t_dot_4 - t_3 * (t_4 / t_9)) / t_5
        hu[1:-1] = t_3
        hu_dot[1:-1] = t_dot_3
        t_3 = h[gauge] + bed[gauge] - observed[n]
        total += t_3**2
        total_dot += 2.0 * t_3 * (h_dot[gauge] + bed_dot[gauge])
    return total, total_dot
