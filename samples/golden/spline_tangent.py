import numpy as np


def spline_tangent(x, y, t, y_dot, t_dot):
    """Tangent of spline with respect to y, t (forward mode), from spline.py:24."""
    n = len(x)
    m = np.zeros(n)
    c = np.zeros(n)
    m_dot = np.zeros(m.shape)
    for i in range(1, n - 1):
        t_1 = x[i]
        t_2 = i - 1
        h0 = t_1 - x[t_2]
        t_3 = i + 1
        h1 = x[t_3] - t_1
        t_1 = y[i]
        t_dot_1 = y_dot[i]
        rhs = 6.0 * ((y[t_3] - t_1) / h1 - (t_1 - y[t_2]) / h0)
        rhs_dot = 6.0 * ((y_dot[t_3] - t_dot_1) / h1 - (t_dot_1 - y_dot[t_2]) / h0)
        denom = 2.0 * (h0 + h1) - h0 * c[t_2]
        c[i] = h1 / denom
        m[i] = (rhs - h0 * m[t_2]) / denom
        m_dot[i] = (rhs_dot - h0 * m_dot[t_2]) / denom
    for i in range(n - 2, 0, -1):
        t_1 = c[i]
        t_2 = i + 1
        m[i] -= t_1 * m[t_2]
        m_dot[i] -= t_1 * m_dot[t_2]
    t_1 = len(t)
    values = np.empty(t_1)
    values_dot = np.zeros(values.shape)
    for k in range(t_1):
        t_1 = t[k]
        t_dot_1 = t_dot[k]
        i = np.searchsorted(x, t_1) - 1
        t_2 = i + 1
        t_3 = x[t_2]
        t_4 = x[i]
        h = t_3 - t_4
        a = (t_3 - t_1) / h
        a_dot = -t_dot_1 / h
        b = (t_1 - t_4) / h
        b_dot = t_dot_1 / h
        t_1 = y[i]
        t_3 = y[t_2]
        t_dot_1 = a_dot * t_1 + a * y_dot[i] + (b_dot * t_3 + b * y_dot[t_2])
        t_4 = a**3 - a
        t_5 = m[i]
        t_6 = b**3 - b
        t_7 = m[t_2]
        t_dot_2 = (3.0 * b**2 * b_dot - b_dot) * t_7 + t_6 * m_dot[t_2]
        t_2 = h**2
        t_dot_2 = ((3.0 * a**2 * a_dot - a_dot) * t_5 + t_4 * m_dot[i] + t_dot_2) * t_2
        values[k] = a * t_1 + b * t_3 + (t_4 * t_5 + t_6 * t_7) * t_2 / 6.0
        values_dot[k] = t_dot_1 + t_dot_2 / 6.0
    return values, values_dot
