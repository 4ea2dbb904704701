"""The energy of bodies that attract one another, whose negative gradient is the force; and their leapfrog in place."""

import numpy as np

from samples.sample import Sample

G = 6.674e-11 * 1e11


def potential_energy(pos, mass, softening):
    energy = 0.0
    for i in range(len(mass)):
        for j in range(i + 1, len(mass)):
            r = pos[j] - pos[i]
            energy -= G * mass[i] * mass[j] / np.sqrt(r @ r + softening**2)
    return energy


def accelerations(pos, mass, softening):
    dx = pos[:, 0:1].T - pos[:, 0:1]
    dy = pos[:, 1:2].T - pos[:, 1:2]
    dz = pos[:, 2:3].T - pos[:, 2:3]
    inv_r3 = (dx**2 + dy**2 + dz**2 + softening**2) ** (-1.5)
    ax = G * (dx * inv_r3) @ mass
    ay = G * (dy * inv_r3) @ mass
    az = G * (dz * inv_r3) @ mass
    return np.stack((ax, ay, az), axis=1)


def leapfrog(pos, vel, mass, softening, dt, steps):
    pos = pos.copy()
    vel = vel.copy()
    acc = accelerations(pos, mass, softening)
    for _ in range(steps):
        vel += acc * dt / 2.0
        pos += vel * dt
        acc = accelerations(pos, mass, softening)
        vel += acc * dt / 2.0
    return pos, vel


def cluster(rng):
    return rng.standard_normal((4, 3)), rng.uniform(0.05, 0.1, 4), 0.1


def moving_cluster(rng):
    return rng.standard_normal((4, 3)), rng.standard_normal((4, 3)), rng.uniform(0.05, 0.1, 4), 0.1, 0.05, 5


SAMPLES = [
    Sample(potential_energy, "pos", "pos: f8[n,3], mass: f8[n], softening: float", cluster, forms=("tangent", "grad")),
    Sample(
        leapfrog,
        ("pos", "vel"),
        "pos: f8[n,3], vel: f8[n,3], mass: f8[n], softening: float, dt: float, steps: int",
        moving_cluster,
    ),
]
