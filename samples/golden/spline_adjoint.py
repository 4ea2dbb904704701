import numpy as np


def spline_adjoint(x, y, t, value_bar):
    """Adjoint of spline with respect to y, t (reverse mode), from spline.py:24."""
    # forward sweep
    tape = []
    t_tape = []
    t_tape_1 = []
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
        t_1 = c[t_2]
        t_tape_1.append(t_1)
        denom = 2.0 * (h0 + h1) - h0 * t_1
        c[i] = h1 / denom
        m[i] = (rhs - h0 * m[t_2]) / denom
    for i in range(n - 2, 0, -1):
        t_1 = c[i]
        t_tape.append(t_1)
        m[i] -= t_1 * m[i + 1]
    t_1 = len(t)
    values = np.empty(t_1)
    for k in range(t_1):
        t_2 = t[k]
        t_3 = np.searchsorted(x, t_2)
        i = t_3 - 1
        t_4 = i + 1
        t_5 = x[t_4]
        t_6 = x[i]
        h = t_5 - t_6
        a = (t_5 - t_2) / h
        b = (t_2 - t_6) / h
        t_2 = a**3
        t_5 = m[i]
        t_6 = b**3
        t_7 = m[t_4]
        t_8 = h**2
        tape.append((t_3, t_2, t_5, t_6, t_7, t_8))
        values[k] = (
            a * y[i] + b * y[t_4] + ((t_2 - a) * t_5 + (t_6 - b) * t_7) * t_8 / 6.0
        )
    # reverse sweep
    m_bar = np.zeros(m.shape)
    t_bar = np.zeros(t.shape)
    y_bar = np.zeros(y.shape)
    value_bar = value_bar.copy()
    for k in reversed(range(t_1)):
        t_1, t_2, t_3, t_4, t_5, t_6 = tape.pop()
        i = t_1 - 1
        t_1 = i + 1
        t_7 = x[t_1]
        t_8 = x[i]
        h = t_7 - t_8
        t_9 = t[k]
        a = (t_7 - t_9) / h
        b = (t_9 - t_8) / h
        t_7 = value_bar[k]
        t_6 = t_7 / 6.0 * t_6
        t_5 = t_6 * t_5
        m_bar[t_1] += (t_4 - b) * t_6
        t_3 = t_6 * t_3
        m_bar[i] += (t_2 - a) * t_6
        y_bar[t_1] += b * t_7
        y_bar[i] += a * t_7
        t_bar[k] += (3.0 * b**2 * t_5 - t_5 + t_7 * y[t_1]) / h
        t_bar[k] -= (3.0 * a**2 * t_3 - t_3 + t_7 * y[i]) / h
        value_bar[k] = 0.0
    for i in reversed(range(n - 2, 0, -1)):
        t = t_tape.pop()
        t_1 = m_bar[i]
        m_bar[i] = 0.0
        m_bar[i + 1] -= t * t_1
        m_bar[i] += t_1
    for i in reversed(range(1, n - 1)):
        t = t_tape_1.pop()
        t_1 = x[i]
        t_2 = i - 1
        h0 = t_1 - x[t_2]
        t_3 = i + 1
        h1 = x[t_3] - t_1
        t = m_bar[i] / (2.0 * (h0 + h1) - h0 * t)
        m_bar[i] = 0.0
        m_bar[t_2] -= h0 * t
        t = 6.0 * t
        t_1 = -t / h0
        y_bar[t_2] -= t_1
        y_bar[i] += t_1
        t /= h1
        y_bar[i] -= t
        y_bar[t_3] += t
    return values, (y_bar, t_bar)
