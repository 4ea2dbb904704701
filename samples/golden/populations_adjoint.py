import numpy as np


def populations_adjoint(rates, y0, h, steps, value_bar):
    """Adjoint of populations with respect to rates, y0 (reverse mode), from
    lotka_volterra.py:24.
    """
    # forward sweep
    tape = []
    tape_1 = []
    t = rates[0]
    t_1 = rates[1]
    t_2 = rates[2]
    t_3 = rates[3]
    y = y0
    for _ in range(steps):
        t_4 = y[0]
        t_5 = y[1]
        k1 = np.array([t * t_4 - t_1 * t_4 * t_5, t_2 * t_4 * t_5 - t_3 * t_5])
        t_6 = h / 2
        t_7 = y + t_6 * k1
        t_8 = t_7[0]
        t_7 = t_7[1]
        k2 = np.array([t * t_8 - t_1 * t_8 * t_7, t_2 * t_8 * t_7 - t_3 * t_7])
        t_6 = y + t_6 * k2
        t_9 = t_6[0]
        t_6 = t_6[1]
        tape.append((t_4, t_5, t_8, t_7, t_9, t_6))
        k3 = np.array([t * t_9 - t_1 * t_9 * t_6, t_2 * t_9 * t_6 - t_3 * t_6])
        t_4 = y + h * k3
        t_5 = t_4[0]
        t_4 = t_4[1]
        tape_1.append((t_5, t_4))
        k4 = np.array([t * t_5 - t_1 * t_5 * t_4, t_2 * t_5 * t_4 - t_3 * t_4])
        y = y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    # reverse sweep
    y_bar = value_bar
    t_bar = 0.0
    t_bar_1 = 0.0
    t_bar_2 = 0.0
    t_bar_3 = 0.0
    for _ in range(steps):
        t_4, t_5, t_6, t_7, t_8, t_9 = tape.pop()
        t_10, t_11 = tape_1.pop()
        t_12 = h / 2
        t_13 = h / 6 * y_bar
        t_14 = 2.0 * t_13
        t_15 = t_13[0]
        t_16 = t_13[1]
        t_17 = -t_16
        t_18 = t_16 * t_11
        t_19 = -t_15
        t_20 = t_19 * t_11
        t_21 = y0.shape
        t_bar_4 = np.zeros(t_21)
        t_bar_4[1] += t_3 * t_17 + t_2 * t_10 * t_16 + t_1 * t_10 * t_19
        t_bar_4[0] += t_2 * t_18 + t_1 * t_20 + t * t_15
        k3_bar = t_14 + h * t_bar_4
        t_16 = k3_bar[0]
        t_19 = k3_bar[1]
        t_22 = -t_19
        t_23 = t_19 * t_9
        t_24 = -t_16
        t_25 = t_24 * t_9
        t_bar_5 = np.zeros(t_21)
        t_bar_5[1] += t_3 * t_22 + t_2 * t_8 * t_19 + t_1 * t_8 * t_24
        t_bar_5[0] += t_2 * t_23 + t_1 * t_25 + t * t_16
        k2_bar = t_14 + t_12 * t_bar_5
        t_14 = k2_bar[0]
        t_19 = k2_bar[1]
        t_24 = -t_19
        t_26 = t_19 * t_7
        t_27 = -t_14
        t_28 = t_27 * t_7
        t_bar_6 = np.zeros(t_21)
        t_bar_6[1] += t_3 * t_24 + t_2 * t_6 * t_19 + t_1 * t_6 * t_27
        t_bar_6[0] += t_2 * t_26 + t_1 * t_28 + t * t_14
        y_bar = y_bar + t_bar_4 + t_bar_5 + t_bar_6
        k1_bar = t_13 + t_12 * t_bar_6
        t_12 = k1_bar[0]
        t_13 = k1_bar[1]
        t_19 = -t_13
        t_bar_3 = t_bar_3 + t_17 * t_11 + t_22 * t_9 + t_24 * t_7 + t_19 * t_5
        t_7 = t_13 * t_5
        t_bar_2 = t_bar_2 + t_18 * t_10 + t_23 * t_8 + t_26 * t_6 + t_7 * t_4
        t_9 = -t_12
        t_5 = t_9 * t_5
        t_bar_1 = t_bar_1 + t_20 * t_10 + t_25 * t_8 + t_28 * t_6 + t_5 * t_4
        t_bar = t_bar + t_15 * t_10 + t_16 * t_8 + t_14 * t_6 + t_12 * t_4
        y_bar[1] += t_3 * t_19 + t_2 * t_4 * t_13 + t_1 * t_4 * t_9
        y_bar[0] += t_2 * t_7 + t_1 * t_5 + t * t_12
    rates_bar = np.zeros(rates.shape)
    rates_bar[3] += t_bar_3
    rates_bar[2] += t_bar_2
    rates_bar[1] += t_bar_1
    rates_bar[0] += t_bar
    return y.copy(), (rates_bar, y_bar.copy())
