"""The heat equation by a stencil written in place: the mismatch at the end, in the start and the conductivity."""

import numpy as np

from samples.sample import Sample


def diffuse(u, kappa, dt, steps):
    for _ in range(steps):
        u[1:-1, 1:-1] += (
            dt * kappa[1:-1, 1:-1] * (u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4 * u[1:-1, 1:-1])
        )
        u[0, :] = u[1, :]
        u[-1, :] = u[-2, :]


def heat_misfit(u0, kappa, observed, dt, steps):
    u = u0.copy()
    diffuse(u, kappa, dt, steps)
    return 0.5 * np.sum((u - observed) ** 2)


SAMPLES = [
    Sample(
        heat_misfit,
        ("u0", "kappa"),
        "u0: f8[n,m], kappa: f8[n,m], observed: f8[n,m], dt: float, steps: int",
        lambda rng: (rng.random((6, 5)), rng.uniform(0.5, 1.5, (6, 5)), rng.random((6, 5)), 0.1, 4),
        forms=("tangent", "grad"),
    ),
]
