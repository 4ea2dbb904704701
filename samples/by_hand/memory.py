"""Derivatives of `samples.memory` as a numerical analyst writes them."""

import numpy as np

# samples.memory:jacobi_loss --wrt A --mode reverse
#
# The stencil is linear, so the reverse sweep reads none of the overwritten values: there is no
# tape at all.  Every array that is written in place has one shadow of the same shape, and a
# slice of the array has the same slice of the shadow as its adjoint.


def jacobi_loss_grad(steps, A, B):
    # forward sweep
    A = A.copy()
    B = B.copy()
    for _ in range(1, steps):
        B[1:-1] = 0.33333 * (A[:-2] + A[1:-1] + A[2:])
        A[1:-1] = 0.33333 * (B[:-2] + B[1:-1] + B[2:])
    # reverse sweep
    A_bar = 2.0 * A
    B_bar = np.zeros(B.shape)
    for _ in range(1, steps):
        g = 0.33333 * A_bar[1:-1]
        A_bar[1:-1] = 0.0
        B_bar[:-2] += g
        B_bar[1:-1] += g
        B_bar[2:] += g
        g = 0.33333 * B_bar[1:-1]
        B_bar[1:-1] = 0.0
        A_bar[:-2] += g
        A_bar[1:-1] += g
        A_bar[2:] += g
    return A_bar


# samples.memory:mlp_loss --wrt w1,b1,w2,b2 --mode reverse
#
# x and y are not asked for: x_bar (the most expensive product here) is never formed.


def mlp_loss_grad(x, y, w1, b1, w2, b2):
    # forward sweep
    h = np.tanh(x @ w1 + b1)
    e = h @ w2 + b2 - y
    # reverse sweep
    e_bar = 2.0 / e.size * e
    h_bar = e_bar @ w2.T
    w2_bar = h.T @ e_bar
    b2_bar = np.sum(e_bar, axis=0)
    z_bar = (1 - h**2) * h_bar
    w1_bar = x.T @ z_bar
    b1_bar = np.sum(z_bar, axis=0)
    return w1_bar, b1_bar, w2_bar, b2_bar
