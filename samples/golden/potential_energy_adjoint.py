import numpy as np

G = 6.674e-11 * 100000000000.0


def potential_energy_grad(pos, mass, softening):
    """Gradient of potential_energy with respect to pos (reverse mode), from
    n_body.py:10.
    """
    # forward sweep
    tape = []
    for i in range(len(mass)):
        for j in range(i + 1, len(mass)):
            r = pos[j] - pos[i]
            tape.append((r, np.sqrt(r @ r + softening**2)))
    # reverse sweep
    pos_bar = np.zeros(pos.shape)
    for i in range(len(mass) - 1, -1, -1):
        for j in range(len(mass) - 1, i, -1):
            r, t = tape.pop()
            r_bar = 1 / t * (G * mass[i] * mass[j] / t / t) * r
            pos_bar[i] -= r_bar
            pos_bar[j] += r_bar
    return pos_bar
