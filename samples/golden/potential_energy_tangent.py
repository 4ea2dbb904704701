import numpy as np

G = 6.674e-11 * 100000000000.0


def potential_energy_tangent(pos, mass, softening, pos_dot):
    """Tangent of potential_energy with respect to pos (forward mode), from
    n_body.py:10.
    """
    energy = 0.0
    energy_dot = 0.0
    for i in range(len(mass)):
        for j in range(i + 1, len(mass)):
            r = pos[j] - pos[i]
            r_dot = pos_dot[j] - pos_dot[i]
            t = np.sqrt(r @ r + softening**2)
            t_1 = G * mass[i] * mass[j] / t
            energy -= t_1
            energy_dot += 0.5 * t_1 * (1 / t) * (r_dot @ r + r @ r_dot) / t
    return energy, energy_dot
