import numpy as np


def jacobi_loss_grad(steps, A, B):
    """Gradient of jacobi_loss with respect to A (reverse mode), from memory.py:14."""
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
        t = 0.33333 * A_bar[1:-1]
        B_bar[2:] += t
        B_bar[1:-1] += t
        B_bar[:-2] += t
        t = 0.33333 * B_bar[1:-1]
        A_bar[1:-1] = t
        A_bar[2:] += t
        A_bar[:-2] += t
        B_bar[1:-1] = 0.0
    return A_bar
