import numpy as np

YOUNG = 210000000000.0
WIDTH = 0.05


def compliance_grad(thickness, load, length):
    """Gradient of compliance with respect to thickness (reverse mode), from
    beam.py:25.
    """
    # forward sweep
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
    for e in range(n):
        bending = YOUNG * WIDTH * thickness[e] ** 3 / 12
        t = 2 * e
        t_1 = t + 4
        K[t:t_1, t:t_1] += bending * element
    t = K[2:, 2:]
    displacement = np.linalg.solve(t, load)
    # reverse sweep
    t = np.linalg.solve(t.T, load)[..., None]
    t_bar = -t * displacement[..., None, :]
    K_bar = np.zeros(K.shape)
    K_bar[2:, 2:] += t_bar
    thickness_bar = np.zeros(thickness.shape)
    for e in range(n - 1, -1, -1):
        t = 2 * e
        t_1 = t + 4
        bending_bar = (K_bar[t:t_1, t:t_1] * element).sum()
        t = 3.0 * thickness[e] ** 2 * YOUNG * WIDTH * (bending_bar / 12)
        thickness_bar[e] += t
    return thickness_bar
