import numpy as np

x = np.arange(-10.0, 11.0)


def rs_scalar_grad(d, xs):
    """Gradient of rs_scalar with respect to xs (reverse mode), from seed.py:19."""
    # forward sweep
    t = x - xs
    d0 = np.exp(-1.5 * t**2)
    t_1 = d0.dot(d0)
    t_2 = d.dot(d0) / t_1
    # reverse sweep
    t_3 = -2.0 * (d - t_2 * d0)
    t_bar = t_3.dot(d0)
    d0_bar = t_2 * t_3 - 2.0 * (t_2 * t_bar / t_1) * d0
    return 3.0 * (t * d0).dot(d0_bar + t_bar / t_1 * d)
