"""Particles that repel and attract one another, found by lists of neighbours that are made anew now and then."""

from dataclasses import dataclass

import numpy as np

from samples.sample import Sample


@dataclass
class Box:
    size: float
    cutoff: float
    skin: float

    def nearest(self, shift):
        return shift - self.size * np.round(shift / self.size)

    def neighbours(self, positions):
        """For each particle, the later ones within reach."""
        lists = []
        for i in range(len(positions) - 1):
            shift = self.nearest(positions[i + 1 :] - positions[i])
            distance = np.sqrt(np.sum(shift**2, axis=1))
            lists.append(i + 1 + np.flatnonzero(distance < self.cutoff + self.skin))
        return lists


def forces(positions, box, lists, depth, radius):
    """Lennard-Jones forces, shifted to zero at the cutoff, and the energy."""
    force = np.zeros_like(positions)
    energy = 0.0
    for i, near in enumerate(lists):
        for j in near:
            shift = box.nearest(positions[j] - positions[i])
            squared = shift @ shift
            if squared >= box.cutoff**2:
                continue
            ratio = (radius**2 / squared) ** 3
            energy += 4.0 * depth * (ratio**2 - ratio)
            push = 24.0 * depth * (2.0 * ratio**2 - ratio) / squared * shift
            force[i] -= push
            force[j] += push
    return force, energy


def mean_energy(depth, radius, positions, velocities, box, dt, steps):
    """The mean potential energy along a trajectory of velocity Verlet, per step."""
    positions = positions.copy()
    velocities = velocities.copy()
    lists = box.neighbours(positions)
    force, _ = forces(positions, box, lists, depth, radius)
    total = 0.0
    for n in range(steps):
        velocities += 0.5 * dt * force
        positions += dt * velocities
        if n % 3 == 2:
            lists = box.neighbours(positions)
        force, energy = forces(positions, box, lists, depth, radius)
        velocities += 0.5 * dt * force
        total += energy
    return total / steps


def start(rng):
    grid = 1.2 * np.array([(i, j) for i in range(3) for j in range(2)], dtype=float)
    positions = grid + 0.1 * rng.standard_normal(grid.shape)
    return 1.0, 1.0, positions, 0.1 * rng.standard_normal(grid.shape), Box(5.0, 2.0, 0.3), 0.01, 5


SAMPLES = [
    Sample(mean_energy, ("depth", "radius"), "", start, forms=("tangent", "grad")),
]
