import numpy as np

GRAVITY = 9.81
DRY = 1e-06


def misfit_grad(bed, friction, level, gauge, observed, dx, steps):
    """Gradient of misfit with respect to bed, friction (reverse mode), from
    shallow_water.py:44.
    """
    # forward sweep
    tape = []
    tape_1 = []
    tape_2 = []
    tape_3 = []
    tape_4 = []
    h = level - bed
    h[len(h) // 2:] -= 0.3
    hu = np.zeros_like(h)
    t = len(h) - 2
    t_1 = t + 1
    t_2 = np.zeros(t_1)
    t_1 = np.zeros(t_1)
    t = np.zeros(t + 2)
    for _ in range(steps):
        t_3 = np.sqrt(GRAVITY * h)
        fastest = np.max(t_3)
        dt = 0.4 * dx / fastest
        t_4 = h[-2]
        h[0] = h[1]
        h[-1] = t_4
        t_4 = -hu[-2]
        hu[0] = -hu[1]
        hu[-1] = t_4
        t_4 = h > DRY
        t_5 = np.maximum(h, DRY)
        tape.append((t_3, fastest, h.copy(), hu.copy(), t_4, t_5))
        t_3 = hu / t_5
        u = np.where(t_4, t_3, 0.0)
        t_4 = np.maximum(h, 0.0)
        t_5 = np.sqrt(GRAVITY * t_4)
        t[:] = np.absolute(u) + t_5
        t_6 = t[:-1]
        t_7 = t[1:]
        tape_1.append((t_3, u, t_4, t_5, t_6.copy(), t_7.copy()))
        fastest = np.maximum(t_6, t_7)
        momentum = hu * u + 0.5 * GRAVITY * h**2
        t_3 = hu[:-1]
        t_4 = hu[1:]
        t_5 = 0.5 * fastest
        t_6 = h[1:] - h[:-1]
        t_2[:] = 0.5 * (t_3 + t_4) - t_5 * t_6
        t_3 = t_4 - t_3
        t_1[:] = 0.5 * (momentum[:-1] + momentum[1:]) - t_5 * t_3
        t_4 = dt / dx
        t_7 = t_2[1:] - t_2[:-1]
        tape_2.append((fastest, momentum, t_5, t_6, t_3, t_7))
        h[1:-1] -= t_4 * t_7
        t_3 = t_1[1:] - t_1[:-1]
        hu[1:-1] -= t_4 * t_3
        t_4 = h[1:-1]
        t_5 = dt * GRAVITY * t_4
        t_6 = bed[2:] - bed[:-2]
        hu[1:-1] -= t_5 * t_6 / (2 * dx)
        t_7 = hu[1:-1]
        t_8 = np.absolute(t_7)
        tape_3.append((t_3, t_4.copy(), t_5, t_6, t_7.copy(), t_8))
        t_3 = np.maximum(t_4, DRY)
        t_4 = t_3 ** (7.0 / 3.0)
        t_5 = dt * friction * t_8 / t_4
        t_6 = 1.0 + t_5
        t_7 = t_7 / t_6
        hu[1:-1] = t_7
        tape_4.append((t_3, t_4, t_5, t_6, t_7, h[gauge]))
    # reverse sweep
    h_bar = np.zeros(h.shape)
    hu_bar = np.zeros(hu.shape)
    t_bar = np.zeros(t.shape)
    t_bar_1 = np.zeros(t_2.shape)
    t_bar_2 = np.zeros(t_1.shape)
    bed_bar = np.zeros(bed.shape)
    friction_bar = 0.0
    for n in reversed(range(steps)):
        t, fastest, h, hu, t_1, t_2 = tape.pop()
        t_3, u, t_4, t_5, t_6, t_7 = tape_1.pop()
        fastest_1, momentum, t_8, t_9, t_10, t_11 = tape_2.pop()
        t_12, t_13, t_14, t_15, t_16, t_17 = tape_3.pop()
        t_18, t_19, t_20, t_21, t_22, t_23 = tape_4.pop()
        dt = 0.4 * dx / fastest
        t_24 = 0.5 * GRAVITY
        t_23 = 2.0 * (t_23 + bed[gauge] - observed[n])
        bed_bar[gauge] += t_23
        h_bar[gauge] += t_23
        t_23 = hu_bar[1:-1]
        t_22 = -t_22 * t_23 / t_21
        t_25 = t_22 / t_19
        t_19 = -2.3333333333333335 * t_18**1.3333333333333335 * (t_20 * t_22 / t_19)
        t_18 = np.where(t_13 == DRY, 0.5 * t_19, np.where(t_13 == t_18, t_19, 0.0))
        t_bar_3 = t_25.dot(t_17)
        friction_bar += dt * t_bar_3
        hu_bar[1:-1] = t_23 / t_21 + dt * friction * np.sign(t_16) * t_25
        t_16 = hu_bar[1:-1]
        t_17 = -t_16 / (2.0 * dx)
        t_15 = t_17 * t_15
        t_14 = t_14 * t_17
        bed_bar[:-2] -= t_14
        bed_bar[2:] += t_14
        h_bar[1:-1] += t_18 + dt * GRAVITY * t_15
        dt_bar = t_bar_3 * friction + t_15.dot(t_13) * GRAVITY
        t_13 = -dt / dx
        t_14 = t_13 * t_16
        t_bar_2[:-1] -= t_14
        t_bar_2[1:] += t_14
        t_14 = h_bar[1:-1]
        t_13 = t_13 * t_14
        t_bar_1[:-1] -= t_13
        t_bar_1[1:] += t_13
        dt_bar -= (t_16.dot(t_12) + t_14.dot(t_11)) / dx
        t_11 = t_bar_2[:]
        t_12 = t_8 * t_11
        t_13 = 0.5 * t_11
        t_14 = t_bar_1[:]
        t_8 = t_8 * t_14
        t_15 = -t_8
        h_bar[:-1] += t_8
        h_bar[1:] += t_15
        t_8 = -0.5 * (t_11 * t_10 + t_14 * t_9)
        t_9 = 0.5 * t_14
        hu_bar[1:] += t_9 - t_12
        hu_bar[:-1] += t_12 + t_9
        momentum_bar = np.zeros(momentum.shape)
        momentum_bar[1:] += t_13
        momentum_bar[:-1] += t_13
        h_bar += GRAVITY * h * momentum_bar
        hu_bar += momentum_bar * u
        t_7 = t_6 == t_7
        t_9 = 0.5 * t_8
        t_6 = t_6 == fastest_1
        t_bar[1:] += np.where(t_7, t_9, np.where(t_6, 0.0, t_8))
        t_bar[:-1] += np.where(t_7, t_9, np.where(t_6, t_8, 0.0))
        t_6 = t_bar[:]
        t_5 = t_24 * (1 / t_5) * t_6
        h_bar += np.where(h == 0.0, 0.5 * t_5, np.where(h == t_4, t_5, 0.0))
        u_bar = hu * momentum_bar + np.sign(u) * t_6
        t_4 = np.where(t_1, u_bar, 0.0)
        t_bar_3 = np.where(t_1, -t_3 * t_4 / t_2, 0.0)
        hu_bar += np.where(t_1, t_4 / t_2, 0.0)
        t_2 = np.where(h == DRY, 0.5 * t_bar_3, np.where(h == t_2, t_bar_3, 0.0))
        h_bar += np.where(t_1, t_2, 0.0)
        t_1 = hu_bar[-1]
        hu_bar[-1] = 0.0
        t_2 = hu_bar[0]
        hu_bar[0] = 0.0
        hu_bar[-2] -= t_1
        hu_bar[1] -= t_2
        t_1 = h_bar[-1]
        h_bar[-1] = 0.0
        t_2 = h_bar[0]
        h_bar[0] = 0.0
        h_bar[-2] += t_1
        h_bar[1] += t_2
        t_1 = t == fastest
        t = t_24 * (dt * dt_bar / fastest / np.count_nonzero(t_1)) * (1 / t) * t_1
        h_bar = h_bar - t
        t_bar_2[:] = 0.0
        t_bar_1[:] = 0.0
        t_bar[:] = 0.0
    return bed_bar - h_bar, friction_bar
