import numpy as np


def spline_adjoint(x, y, t, value_bar):
    """Adjoint of spline with respect to y, t (reverse mode), from spline.py:24."""
    # forward sweep
    t_tape = []
    n = len(x)
    m = np.zeros(n)
    c = np.zeros(n)
    for i in range(1, n - 1):
        t_1 = x[i]
        t_2 = i - 1
        h0 = t_1 - x[t_2]
        t_3 = i + 1
        h1 = x[t_3] - t_1
        t_1 = y[i]
        rhs = 6.0 * ((y[t_3] - t_1) / h1 - (t_1 - y[t_2]) / h0)
        denom = 2.0 * (h0 + h1) - h0 * c[t_2]
        c[i] = h1 / denom
        m[i] = (rhs - h0 * m[t_2]) / denom
    for i in range(n - 2, 0, -1):
        m[i] -= c[i] * m[i + 1]
    t_1 = len(t)
    values = np.empty(t_1)
    for k in range(t_1):
        t_2 = t[k]
        t_3 = np.searchsorted(x, t_2)
        t_tape.append(t_3)
        i = t_3 - 1
        t_3 = i + 1
        t_4 = x[t_3]
        t_5 = x[i]
        h = t_4 - t_5
        a = (t_4 - t_2) / h
        b = (t_2 - t_5) / h
        t_2 = (
            a * y[i]
            + b * y[t_3]
            + ((a**3 - a) * m[i] + (b**3 - b) * m[t_3]) * h**2 / 6.0
        )
        values[k] = t_2
    # reverse sweep
    m_bar = np.zeros(m.shape)
    t_bar = np.zeros(t.shape)
    y_bar = np.zeros(y.shape)
    value_bar = value_bar.copy()
    for k in range(t_1 - 1, -1, -1):
        t_1 = t_tape.pop()
        t_2 = t[k]
        i = t_1 - 1
        t_1 = i + 1
        t_3 = x[t_1]
        t_4 = x[i]
        h = t_3 - t_4
        a = (t_3 - t_2) / h
        b = (t_2 - t_4) / h
        t_2 = value_bar[k]
        t_3 = t_2 / 6.0 * h**2
        t_4 = t_3 * m[t_1]
        m_bar[t_1] += (b**3 - b) * t_3
        t_5 = t_3 * m[i]
        m_bar[i] += (a**3 - a) * t_3
        y_bar[t_1] += b * t_2
        y_bar[i] += a * t_2
        t_3 = (3.0 * a**2 * t_5 - t_5 + t_2 * y[i]) / h
        t_bar[k] += (3.0 * b**2 * t_4 - t_4 + t_2 * y[t_1]) / h - t_3
        value_bar[k] = 0.0
    for i in range(1, n - 1):
        m_bar[i + 1] -= c[i] * m_bar[i]
    for i in range(n - 2, 0, -1):
        t = x[i]
        t_1 = i - 1
        h0 = t - x[t_1]
        t_2 = i + 1
        h1 = x[t_2] - t
        t = m_bar[i] / (2.0 * (h0 + h1) - h0 * c[t_1])
        m_bar[i] = 0.0
        m_bar[t_1] -= h0 * t
        t = 6.0 * t
        t_3 = -t / h0
        y_bar[t_1] -= t_3
        t /= h1
        y_bar[i] += t_3 - t
        y_bar[t_2] += t
    return values, (y_bar, t_bar)
