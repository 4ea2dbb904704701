"""Derivatives of `samples.seed` as a numerical analyst writes them."""

import numpy as np

from samples.seed import x

# samples.seed:rs --wrt xs --mode forward
#
# Nothing is computed for d: no tangent, no zero array.  The scalar factors of the chain rule
# are folded (-1.5 * 2 * -1 is 3.0), f is inlined, and the value, which a derivative does not
# return, is not computed beyond what the tangent needs.


def rs_derivative(d, xs):
    u = x - xs
    d0 = np.exp(-1.5 * u**2)
    d0_dot = 3.0 * u * d0
    a = np.sum(d * d0)
    a_dot = np.sum(d * d0_dot)
    b = np.sum(d0 * d0)
    b_dot = 2.0 * np.sum(d0 * d0_dot)
    c = a / b
    c_dot = (a_dot - c * b_dot) / b
    return -(c_dot * d0 + c * d0_dot)


# samples.seed:rs_scalar --wrt xs --mode reverse


def rs_scalar_grad(d, xs):
    # forward sweep
    u = x - xs
    d0 = np.exp(-1.5 * u**2)
    a = np.sum(d * d0)
    b = np.sum(d0 * d0)
    c = a / b
    t = d - c * d0
    # reverse sweep
    t_bar = 2.0 * t
    c_bar = -np.sum(t_bar * d0)
    a_bar = c_bar / b
    b_bar = -c_bar * c / b
    d0_bar = a_bar * d + 2.0 * b_bar * d0 - c * t_bar
    return np.sum(3.0 * u * d0 * d0_bar)
