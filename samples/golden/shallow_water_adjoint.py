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
    tape_5 = []
    h = level - bed
    t = len(h) // 2
    h[t:] -= 0.3
    hu = np.zeros_like(h)
    t_1 = len(h) - 2
    t_2 = t_1 + 1
    t_3 = np.zeros(t_2)
    t_2 = np.zeros(t_2)
    t_1 = np.zeros(t_1 + 2)
    for _ in range(steps):
        t_4 = np.sqrt(GRAVITY * h)
        fastest = np.max(t_4)
        dt = 0.4 * dx / fastest
        t_5 = h[-2]
        h[0] = h[1]
        h[-1] = t_5
        t_5 = -hu[-2]
        hu[0] = -hu[1]
        hu[-1] = t_5
        t_5 = h > DRY
        t_6 = np.maximum(h, DRY)
        tape.append((t_4, fastest, h.copy(), hu.copy(), t_5, t_6))
        t_4 = hu / t_6
        u = np.where(t_5, t_4, 0.0)
        t_5 = np.maximum(h, 0.0)
        t_6 = np.sqrt(GRAVITY * t_5)
        t_1[:] = np.absolute(u) + t_6
        t_7 = t_1[:-1]
        t_8 = t_1[1:]
        tape_1.append((t_4, u, t_5, t_6, t_7.copy(), t_8.copy()))
        fastest = np.maximum(t_7, t_8)
        momentum = hu * u + 0.5 * GRAVITY * h**2
        t_4 = hu[:-1]
        t_5 = hu[1:]
        t_6 = 0.5 * fastest
        t_7 = h[1:] - h[:-1]
        t_3[:] = 0.5 * (t_4 + t_5) - t_6 * t_7
        t_4 = t_5 - t_4
        tape_2.append((fastest, momentum, t_6, t_7, t_6, t_4))
        t_2[:] = 0.5 * (momentum[:-1] + momentum[1:]) - t_6 * t_4
        t_4 = dt / dx
        t_5 = t_3[1:] - t_3[:-1]
        h[1:-1] -= t_4 * t_5
        t_6 = t_2[1:] - t_2[:-1]
        hu[1:-1] -= t_4 * t_6
        t_4 = h[1:-1]
        t_7 = dt * GRAVITY * t_4
        t_8 = bed[2:] - bed[:-2]
        hu[1:-1] -= t_7 * t_8 / (2 * dx)
        t_9 = hu[1:-1]
        tape_3.append((t_5, t_6, t_4.copy(), t_7, t_8, t_9.copy()))
        t_5 = np.absolute(t_9)
        t_6 = np.maximum(t_4, DRY)
        t_7 = t_6 ** (7.0 / 3.0)
        t_8 = dt * friction * t_5 / t_7
        t_10 = 1.0 + t_8
        tape_4.append((t_5, t_4.copy(), t_6, t_7, t_8, t_10))
        t_4 = t_9 / t_10
        hu[1:-1] = t_4
        tape_5.append((t_4, h[gauge]))
    # reverse sweep
    h_bar = np.zeros(h.shape)
    hu_bar = np.zeros(hu.shape)
    t_bar = np.zeros(t_1.shape)
    t_bar_1 = np.zeros(t_3.shape)
    t_bar_2 = np.zeros(t_2.shape)
    bed_bar = np.zeros(bed.shape)
    friction_bar = 0.0
    for n in reversed(range(steps)):
        t_1, fastest, h, hu, t_2, t_3 = tape.pop()
        t_4, u, t_5, t_6, t_7, t_8 = tape_1.pop()
        fastest_1, momentum, t_9, t_10, t_11, t_12 = tape_2.pop()
        t_13, t_14, t_15, t_16, t_17, t_18 = tape_3.pop()
        t_19, t_20, t_21, t_22, t_23, t_24 = tape_4.pop()
        t_25, t_26 = tape_5.pop()
        dt = 0.4 * dx / fastest
        t_27 = 0.5 * GRAVITY
        t_26 = 2.0 * (t_26 + bed[gauge] - observed[n])
        bed_bar[gauge] += t_26
        h_bar[gauge] += t_26
        t_26 = hu_bar[1:-1]
        t_28 = t_26 / t_24
        t_24 = -t_25 * t_26 / t_24
        t_25 = t_24 / t_22
        t_26 = t_21 ** (2.3333333333333335 - (2.3333333333333335 != 0))
        t_22 = -2.3333333333333335 * t_26 * (t_23 * t_24 / t_22)
        h_bar[1:-1] += np.where(
            t_20 == DRY, 0.5 * t_22, np.where(t_20 == t_21, t_22, 0.0)
        )
        t_bar_3 = t_25.dot(t_19)
        hu_bar[1:-1] = 0.0
        hu_bar[1:-1] += dt * friction * np.sign(t_18) * t_25
        friction_bar += dt * t_bar_3
        hu_bar[1:-1] += t_28
        t_18 = hu_bar[1:-1]
        t_19 = -t_18 / (2.0 * dx)
        t_17 = t_19 * t_17
        t_16 = t_16 * t_19
        bed_bar[:-2] -= t_16
        bed_bar[2:] += t_16
        h_bar[1:-1] += dt * GRAVITY * t_17
        dt_bar = t_bar_3 * friction + t_17.dot(t_15) * GRAVITY
        t_15 = t_18.copy()
        hu_bar[1:-1] = 0.0
        hu_bar[1:-1] += t_15
        t_15 = hu_bar[1:-1]
        t_16 = -dt / dx
        t_17 = t_16 * t_15
        t_bar_2[:-1] -= t_17
        t_bar_2[1:] += t_17
        dt_bar -= t_15.dot(t_14) / dx
        t_14 = t_15.copy()
        hu_bar[1:-1] = 0.0
        hu_bar[1:-1] += t_14
        t_14 = h_bar[1:-1]
        t_15 = t_16 * t_14
        t_bar_1[:-1] -= t_15
        t_bar_1[1:] += t_15
        dt_bar -= t_14.dot(t_13) / dx
        t_13 = t_14.copy()
        h_bar[1:-1] = 0.0
        h_bar[1:-1] += t_13
        t_13 = t_bar_2[:]
        t_11 = t_11 * t_13
        t_14 = -t_11
        hu_bar[:-1] += t_11
        hu_bar[1:] += t_14
        t_11 = 0.5 * t_13
        t_14 = t_bar_1[:]
        t_9 = t_9 * t_14
        t_15 = -t_9
        h_bar[:-1] += t_9
        h_bar[1:] += t_15
        t_9 = 0.5 * t_14
        fastest_bar = -0.5 * t_13 * t_12 - t_9 * t_10
        hu_bar[1:] += t_9
        hu_bar[:-1] += t_9
        momentum_bar = np.zeros(momentum.shape)
        momentum_bar[1:] += t_11
        momentum_bar[:-1] += t_11
        h_bar += GRAVITY * h * momentum_bar
        hu_bar += momentum_bar * u
        t_8 = t_7 == t_8
        t_9 = 0.5 * fastest_bar
        t_7 = t_7 == fastest_1
        t_bar[1:] += np.where(t_8, t_9, np.where(t_7, 0.0, fastest_bar))
        t_bar[:-1] += np.where(t_8, t_9, np.where(t_7, fastest_bar, 0.0))
        t_7 = t_bar[:]
        t_6 = t_27 * (1 / t_6) * t_7
        h_bar += np.where(h == 0.0, 0.5 * t_6, np.where(h == t_5, t_6, 0.0))
        u_bar = hu * momentum_bar + np.sign(u) * t_7
        t_5 = np.where(t_2, u_bar, 0.0)
        t_bar_3 = np.where(t_2, -t_4 * t_5 / t_3, 0.0)
        hu_bar += np.where(t_2, t_5 / t_3, 0.0)
        t_3 = np.where(h == DRY, 0.5 * t_bar_3, np.where(h == t_3, t_bar_3, 0.0))
        h_bar += np.where(t_2, t_3, 0.0)
        t_2 = hu_bar[-1]
        hu_bar[-1] = 0.0
        t_3 = hu_bar[0]
        hu_bar[0] = 0.0
        hu_bar[-2] -= t_2
        hu_bar[1] -= t_3
        t_2 = h_bar[-1]
        h_bar[-1] = 0.0
        t_3 = h_bar[0]
        h_bar[0] = 0.0
        h_bar[-2] += t_2
        h_bar[1] += t_3
        t_2 = t_1 == fastest
        t_1 = t_27 * (dt * dt_bar / fastest / np.count_nonzero(t_2)) * (1 / t_1) * t_2
        h_bar = h_bar - t_1
        t_bar_2[:] = 0.0
        t_bar_1[:] = 0.0
        t_bar[:] = 0.0
    t_1 = h_bar[t:].copy()
    h_bar[t:] = 0.0
    h_bar[t:] += t_1
    return bed_bar - h_bar, friction_bar
