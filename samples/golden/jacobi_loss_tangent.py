import numpy as np


def jacobi_loss_tangent(steps, A, B, A_dot):
    """Tangent of jacobi_loss with respect to A (forward mode), from memory.py:14."""
    A = A.copy()
    B_1 = B.copy()
    B_dot = np.zeros(B.shape)
    A_dot = A_dot.copy()
    for _ in range(1, steps):
        B_1[1:-1] = 0.33333 * (A[:-2] + A[1:-1] + A[2:])
        B_dot[1:-1] = 0.33333 * (A_dot[:-2] + A_dot[1:-1] + A_dot[2:])
        A[1:-1] = 0.33333 * (B_1[:-2] + B_1[1:-1] + B_1[2:])
        A_dot[1:-1] = 0.33333 * (B_dot[:-2] + B_dot[1:-1] + B_dot[2:])
    return np.sum(A * A), 2.0 * A_dot.dot(A)
