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
    t_tape = []
    h = level - bed
    h[len(h) // 2:] -= 0.3
    hu = np.zeros_like(h)
    t = len(h) - 2
    t_1 = t + 1
    t_2 = np.zeros(t_1)
    t_1 = np.zeros(t_1)
    t = np.zeros(t + 2)
    for _ in range(steps):
        t_tape.append(t.copy())
        t_3 = np.sqrt(GRAVITY * h)
        fastest = np.max(t_3)
        dt = 0.4 * dx / fastest
        t_4 = h[-2]
        h_1 = h[0]
        h[0] = h[1]
        h_2 = h[-1]
        h[-1] = t_4
        t_4 = -hu[-2]
        hu_1 = hu[0]
        hu[0] = -hu[1]
        tape.append((t_3, fastest, h_1, h_2, hu_1, hu[-1]))
        hu[-1] = t_4
        t_3 = h > DRY
        t_4 = np.maximum(h, DRY)
        t_5 = hu / t_4
        u = np.where(t_3, t_5, 0.0)
        t_6 = np.maximum(h, 0.0)
        t_7 = np.sqrt(GRAVITY * t_6)
        tape_1.append((t_3, t_4, t_5, u, t_6, t_7))
        t[:] = np.absolute(u) + t_7
        fastest = np.maximum(t[:-1], t[1:])
        momentum = hu * u + 0.5 * GRAVITY * h**2
        t_3 = hu[:-1]
        t_4 = hu[1:]
        t_5 = 0.5 * fastest
        t_2[:] = 0.5 * (t_3 + t_4) - t_5 * (h[1:] - h[:-1])
        t_1[:] = 0.5 * (momentum[:-1] + momentum[1:]) - t_5 * (t_4 - t_3)
        t_3 = dt / dx
        t_4 = t_2[1:] - t_2[:-1]
        h_1 = h[1:-1].copy()
        h[1:-1] -= t_3 * t_4
        t_6 = t_1[1:] - t_1[:-1]
        tape_2.append((fastest, t_5, t_4, h_1, t_6, hu[1:-1].copy()))
        hu[1:-1] -= t_3 * t_6
        t_3 = h[1:-1]
        t_4 = bed[2:] - bed[:-2]
        hu_1 = hu[1:-1].copy()
        hu[1:-1] -= dt * GRAVITY * t_3 * t_4 / (2 * dx)
        t_5 = hu[1:-1]
        t_6 = np.absolute(t_5)
        t_3 = np.maximum(t_3, DRY)
        t_7 = t_3 ** (7.0 / 3.0)
        t_8 = dt * friction * t_6 / t_7
        tape_3.append((t_4, hu_1, t_6, t_3, t_7, t_8))
        t_3 = 1.0 + t_8
        t_4 = t_5 / t_3
        tape_4.append((t_3, t_4, t_5.copy()))
        hu[1:-1] = t_4
    # reverse sweep
    h_bar = np.zeros(h.shape)
    hu_bar = np.zeros(hu.shape)
    t_bar = np.zeros(t.shape)
    t_bar_1 = np.zeros(t_2.shape)
    t_bar_2 = np.zeros(t_1.shape)
    t_1 = bed.shape
    bed_bar = np.zeros(t_1)
    friction_bar = 0.0
    for n in range(steps - 1, -1, -1):
        t_2, fastest, h_1, h_2, hu_1, hu_2 = tape.pop()
        t_3, t_4, t_5, u, t_6, t_7 = tape_1.pop()
        fastest_1, t_8, t_9, h_3, t_10, hu_3 = tape_2.pop()
        t_11, hu_4, t_12, t_13, t_14, t_15 = tape_3.pop()
        t_16, t_17, hu_5 = tape_4.pop()
        t_18 = t_tape.pop()
        dt = 0.4 * dx / fastest
        t_19 = 0.5 * GRAVITY
        t_20 = dt * GRAVITY
        t_21 = 2.0 * (h[gauge] + bed[gauge] - observed[n])
        bed_bar[gauge] += t_21
        h_bar[gauge] += t_21
        hu[1:-1] = hu_5
        t_21 = hu_bar[1:-1]
        t_17 = -t_17 * t_21 / t_16
        t_22 = t_17 / t_14
        t_14 = -2.3333333333333335 * t_13**1.3333333333333335 * (t_15 * t_17 / t_14)
        t_15 = h[1:-1]
        t_13 = np.where(t_15 == DRY, 0.5 * t_14, np.where(t_15 == t_13, t_14, 0.0))
        t_bar_3 = t_22.dot(t_12)
        friction_bar += dt * t_bar_3
        hu_bar[1:-1] = t_21 / t_16 + dt * friction * np.sign(hu[1:-1]) * t_22
        hu[1:-1] = hu_4
        t_12 = hu_bar[1:-1]
        t_14 = -t_12 / (2.0 * dx)
        t_11 = t_14 * t_11
        t_14 = t_20 * t_15 * t_14
        bed_bar[:-2] -= t_14
        bed_bar[2:] += t_14
        h_bar[1:-1] += t_13 + t_20 * t_11
        dt_bar = t_bar_3 * friction + t_11.dot(t_15) * GRAVITY
        hu[1:-1] = hu_3
        t_10 = t_12.dot(t_10)
        t_11 = -dt / dx
        t_12 = t_11 * t_12
        t_bar_2[:-1] -= t_12
        t_bar_2[1:] += t_12
        h[1:-1] = h_3
        t_12 = h_bar[1:-1]
        t_11 = t_11 * t_12
        t_bar_1[:-1] -= t_11
        t_bar_1[1:] += t_11
        dt_bar -= (t_10 + t_12.dot(t_9)) / dx
        t_9 = t_bar_2[:]
        t_10 = t_8 * t_9
        t_11 = 0.5 * t_9
        t_12 = t_bar_1[:]
        t_8 = t_8 * t_12
        t_13 = -t_8
        h_bar[:-1] += t_8
        h_bar[1:] += t_13
        t_8 = -0.5 * (t_9 * (hu[1:] - hu[:-1]) + t_12 * (h[1:] - h[:-1]))
        t_9 = 0.5 * t_12
        hu_bar[1:] += t_9 - t_10
        hu_bar[:-1] += t_10 + t_9
        momentum_bar = np.zeros(t_1)
        momentum_bar[1:] += t_11
        momentum_bar[:-1] += t_11
        h_bar += GRAVITY * h * momentum_bar
        hu_bar += momentum_bar * u
        t_9 = t[:-1]
        t = t_9 == t[1:]
        t_10 = 0.5 * t_8
        t_9 = t_9 == fastest_1
        t_bar[1:] += np.where(t, t_10, np.where(t_9, 0.0, t_8))
        t_bar[:-1] += np.where(t, t_10, np.where(t_9, t_8, 0.0))
        t = t_bar[:]
        t_7 = t_19 * (1 / t_7) * t
        h_bar += np.where(h == 0.0, 0.5 * t_7, np.where(h == t_6, t_7, 0.0))
        u_bar = hu * momentum_bar + np.sign(u) * t
        t = np.where(t_3, u_bar, 0.0)
        t_bar_3 = np.where(t_3, -t_5 * t / t_4, 0.0)
        hu_bar += np.where(t_3, t / t_4, 0.0)
        t = np.where(h == DRY, 0.5 * t_bar_3, np.where(h == t_4, t_bar_3, 0.0))
        h_bar += np.where(t_3, t, 0.0)
        hu[-1] = hu_2
        t = hu_bar[-1]
        hu[0] = hu_1
        hu_bar[-1] = 0.0
        t_3 = hu_bar[0]
        hu_bar[0] = 0.0
        hu_bar[-2] -= t
        hu_bar[1] -= t_3
        h[-1] = h_2
        t = h_bar[-1]
        h[0] = h_1
        h_bar[-1] = 0.0
        t_3 = h_bar[0]
        h_bar[0] = 0.0
        h_bar[-2] += t
        h_bar[1] += t_3
        t = t_2 == fastest
        t = t_19 * (dt * dt_bar / fastest / np.count_nonzero(t)) * (1 / t_2) * t
        h_bar = h_bar - t
        t_bar_2[:] = 0.0
        t_bar_1[:] = 0.0
        t_bar[:] = 0.0
        t = t_18
    return bed_bar - h_bar, friction_bar
