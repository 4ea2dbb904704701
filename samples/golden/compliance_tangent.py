import numpy as np

YOUNG = 210000000000.0
WIDTH = 0.05


def _expand(d, x):
    """d, broadcast to the shape of x."""
    shape = np.shape(x)
    return d if np.shape(d) == shape else np.broadcast_to(d, shape)


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
        bending_dot = 0.25 * t * t_1**2 * thickness_dot[e]
        t = 2 * e
        t_1 = t + 4
        K[t:t_1, t:t_1] += bending * element
        K_dot[t:t_1, t:t_1] += bending_dot * element
    t = K[2:, 2:]
    displacement = np.linalg.solve(t, load)
    displacement_dot = np.linalg.solve(t, -(K_dot[2:, 2:] @ displacement))
    t = load @ displacement
    return t, _expand(load @ _expand(displacement_dot, displacement), t)
