import numpy as np

x = np.arange(-10.0, 11.0)


def rs_adjoint(d, xs, value_bar):
    """Adjoint of rs with respect to xs (reverse mode), from seed.py:14."""
    # forward sweep
    t = x - xs
    d0 = np.exp(-1.5 * t**2)
    t_1 = np.sum(d0 * d0)
    t_2 = np.sum(d * d0) / t_1
    t_3 = -(value_bar * d0).sum()
    # reverse sweep
    d0_bar = -2.0 * (t_2 * t_3 / t_1) * d0 - t_2 * value_bar
    t = 3.0 * (t * d0 * (d0_bar + t_3 / t_1 * d)).sum()
    return d - t_2 * d0, t
