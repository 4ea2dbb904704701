import numpy as np


def populations_tangent(rates, y0, h, steps, rates_dot, y0_dot):
    """Tangent of populations with respect to rates, y0 (forward mode), from
    lotka_volterra.py:24.
    """
    t = rates[0]
    t_dot = rates_dot[0]
    t_1 = rates[1]
    t_dot_1 = rates_dot[1]
    t_2 = rates[2]
    t_dot_2 = rates_dot[2]
    t_3 = rates[3]
    t_dot_3 = rates_dot[3]
    y = y0
    y_dot = y0_dot
    for _ in range(steps):
        t_4 = y[0]
        t_dot_4 = y_dot[0]
        t_5 = y[1]
        t_dot_5 = y_dot[1]
        t_6 = t_1 * t_4
        t_dot_6 = (
            t_dot * t_4
            + t * t_dot_4
            - ((t_dot_1 * t_4 + t_1 * t_dot_4) * t_5 + t_6 * t_dot_5)
        )
        t_7 = t_2 * t_4
        t_dot_4 = (
            (t_dot_2 * t_4 + t_2 * t_dot_4) * t_5
            + t_7 * t_dot_5
            - (t_dot_3 * t_5 + t_3 * t_dot_5)
        )
        k1 = np.array([t * t_4 - t_6 * t_5, t_7 * t_5 - t_3 * t_5])
        k1_dot = np.array((t_dot_6, t_dot_4))
        t_4 = h / 2
        t_5 = y + t_4 * k1
        t_dot_4 = y_dot + t_4 * k1_dot
        t_6 = t_5[0]
        t_dot_5 = t_dot_4[0]
        t_5 = t_5[1]
        t_dot_4 = t_dot_4[1]
        t_7 = t_1 * t_6
        t_dot_6 = (
            t_dot * t_6
            + t * t_dot_5
            - ((t_dot_1 * t_6 + t_1 * t_dot_5) * t_5 + t_7 * t_dot_4)
        )
        t_8 = t_2 * t_6
        t_dot_4 = (
            (t_dot_2 * t_6 + t_2 * t_dot_5) * t_5
            + t_8 * t_dot_4
            - (t_dot_3 * t_5 + t_3 * t_dot_4)
        )
        k2 = np.array([t * t_6 - t_7 * t_5, t_8 * t_5 - t_3 * t_5])
        k2_dot = np.array((t_dot_6, t_dot_4))
        t_5 = y + t_4 * k2
        t_dot_4 = y_dot + t_4 * k2_dot
        t_4 = t_5[0]
        t_dot_5 = t_dot_4[0]
        t_5 = t_5[1]
        t_dot_4 = t_dot_4[1]
        t_6 = t_1 * t_4
        t_dot_6 = (
            t_dot * t_4
            + t * t_dot_5
            - ((t_dot_1 * t_4 + t_1 * t_dot_5) * t_5 + t_6 * t_dot_4)
        )
        t_7 = t_2 * t_4
        t_dot_4 = (
            (t_dot_2 * t_4 + t_2 * t_dot_5) * t_5
            + t_7 * t_dot_4
            - (t_dot_3 * t_5 + t_3 * t_dot_4)
        )
        k3 = np.array([t * t_4 - t_6 * t_5, t_7 * t_5 - t_3 * t_5])
        k3_dot = np.array((t_dot_6, t_dot_4))
        t_4 = y + h * k3
        t_dot_4 = y_dot + h * k3_dot
        t_5 = t_4[0]
        t_dot_5 = t_dot_4[0]
        t_4 = t_4[1]
        t_dot_4 = t_dot_4[1]
        t_6 = t_1 * t_5
        t_dot_6 = (
            t_dot * t_5
            + t * t_dot_5
            - ((t_dot_1 * t_5 + t_1 * t_dot_5) * t_4 + t_6 * t_dot_4)
        )
        t_7 = t_2 * t_5
        t_dot_4 = (
            (t_dot_2 * t_5 + t_2 * t_dot_5) * t_4
            + t_7 * t_dot_4
            - (t_dot_3 * t_4 + t_3 * t_dot_4)
        )
        k4 = np.array([t * t_5 - t_6 * t_4, t_7 * t_4 - t_3 * t_4])
        t_4 = h / 6
        t_dot_4 = k1_dot + 2.0 * k2_dot + 2.0 * k3_dot + np.array((t_dot_6, t_dot_4))
        y = y + t_4 * (k1 + 2 * k2 + 2 * k3 + k4)
        y_dot = y_dot + t_4 * t_dot_4
    return y.copy(), y_dot.copy()
