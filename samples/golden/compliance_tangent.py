import numpy as np

YOUNG = 210000000000.0
WIDTH = 0.05


def compliance_tangent(thickness, load, length, thickness_dot):
    """Tangent of compliance with respect to thickness (forward mode), from
    beam.py:25.
    """
    n = len(thickness)
    t = length / n
    t_1 = 6 * t
    t_2 = t**2
    t_3 = 4 * t_2
    t_4 = -6 * t
    t_2 = 2 * t_2
    t_1 = np.array(
        [
            [12.0, t_1, -12.0, t_1],
            [t_1, t_3, t_4, t_2],
            [-12.0, t_4, 12.0, t_4],
            [t_1, t_2, t_4, t_3],
        ]
    )
    element = t_1 / t**3
    t = 2 * n + 2
    K = np.zeros((t, t))
    K_dot = np.zeros(K.shape)
    for e in range(n):
        t = YOUNG * WIDTH
        t_1 = thickness[e]
        bending = t * t_1**3 / 12
        t_2 = 2 * e
        t_3 = t_2 + 4
        t_dot = 0.25 * t * t_1**2 * thickness_dot[e] * element
        K[t_2:t_3, t_2:t_3] += bending * element
        K_dot[t_2:t_3, t_2:t_3] += t_dot
    t = K[2:, 2:]
    displacement = np.linalg.solve(t, load)
    displacement_dot = np.linalg.solve(t, -(K_dot[2:, 2:] @ displacement))
    return load @ displacement, load @ displacement_dot
