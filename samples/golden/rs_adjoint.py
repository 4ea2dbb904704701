import numpy as np

x = np.arange(-10.0, 11.0)


def rs_adjoint(d, xs, value_bar):
    """Adjoint of rs with respect to xs (reverse mode), from seed.py:14."""
    # forward sweep
    t = x - xs
    d0 = np.exp(-1.5 * t**2)
    t_1 = np.sum(d0 * d0)
    t_2 = np.sum(d * d0) / t_1
    # reverse sweep
    t_bar = -value_bar.dot(d0)
    d0_bar = -2.0 * (t_2 * t_bar / t_1) * d0 - t_2 * value_bar
    xs_bar = 3.0 * (t * d0).dot(d0_bar + t_bar / t_1 * d)
    return d - t_2 * d0, xs_bar
