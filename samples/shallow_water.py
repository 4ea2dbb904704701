"""Shallow water on a beach in one dimension: a finite-volume solver that writes its fluxes into work arrays."""

import numpy as np

from samples.sample import Sample

GRAVITY = 9.81
DRY = 1e-6


class Work:
    """The arrays of a run, made once."""

    def __init__(self, cells):
        self.height_flux = np.zeros(cells + 1)
        self.momentum_flux = np.zeros(cells + 1)
        self.speed = np.zeros(cells + 2)


def apply_walls(h, hu):
    h[0], h[-1] = h[1], h[-2]
    hu[0], hu[-1] = -hu[1], -hu[-2]


def fluxes(h, hu, work):
    """Rusanov's fluxes at the faces between cells."""
    u = np.where(h > DRY, hu / np.maximum(h, DRY), 0.0)
    work.speed[:] = np.abs(u) + np.sqrt(GRAVITY * np.maximum(h, 0.0))
    fastest = np.maximum(work.speed[:-1], work.speed[1:])
    momentum = hu * u + 0.5 * GRAVITY * h**2
    work.height_flux[:] = 0.5 * (hu[:-1] + hu[1:]) - 0.5 * fastest * (h[1:] - h[:-1])
    work.momentum_flux[:] = 0.5 * (momentum[:-1] + momentum[1:]) - 0.5 * fastest * (hu[1:] - hu[:-1])


def step(h, hu, bed, friction, dt, dx, work):
    apply_walls(h, hu)
    fluxes(h, hu, work)
    h[1:-1] -= dt / dx * (work.height_flux[1:] - work.height_flux[:-1])
    hu[1:-1] -= dt / dx * (work.momentum_flux[1:] - work.momentum_flux[:-1])
    hu[1:-1] -= dt * GRAVITY * h[1:-1] * (bed[2:] - bed[:-2]) / (2 * dx)
    hu[1:-1] /= 1.0 + dt * friction * np.abs(hu[1:-1]) / np.maximum(h[1:-1], DRY) ** (7.0 / 3.0)


def misfit(bed, friction, level, gauge, observed, dx, steps):
    """How far the water at a gauge is from what was observed, for a bed and a friction of the ground."""
    h = level - bed
    h[len(h) // 2 :] -= 0.3
    hu = np.zeros_like(h)
    work = Work(len(h) - 2)
    total = 0.0
    for n in range(steps):
        fastest = np.max(np.sqrt(GRAVITY * h))
        dt = 0.4 * dx / fastest
        step(h, hu, bed, friction, dt, dx, work)
        total += (h[gauge] + bed[gauge] - observed[n]) ** 2
    return total


def start(rng):
    bed = 0.2 * rng.random(12)
    return bed, 0.03, 1.5, 3, 1.4 + 0.1 * rng.random(5), 0.5, 5


SAMPLES = [
    Sample(
        misfit,
        ("bed", "friction"),
        "bed: f8[n], friction: float, level: float, gauge: int, observed: f8[m], dx: float, steps: int",
        start,
        forms=("tangent", "grad"),
        name="shallow_water",
    ),
]
