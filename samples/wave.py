"""The wave equation with three buffers that change places: the signal at a receiver, in the velocity model."""

import numpy as np

from samples.sample import Sample


def seismogram(c, source, dt, dx, receiver):
    nx = len(c)
    nt = len(source)
    u_prev = np.zeros(nx)
    u = np.zeros(nx)
    u_next = np.zeros(nx)
    record = np.zeros(nt)
    C2 = (c * dt / dx) ** 2
    for n in range(nt):
        for i in range(1, nx - 1):
            u_next[i] = 2 * u[i] - u_prev[i] + C2[i] * (u[i + 1] - 2 * u[i] + u[i - 1])
        u_next[nx // 4] += dt**2 * source[n]
        u_prev, u, u_next = u, u_next, u_prev
        record[n] = u[receiver]
    return record


def ricker(rng):
    t = np.linspace(-1.0, 1.0, 24)
    pulse = (1 - 2 * (3 * t) ** 2) * np.exp(-((3 * t) ** 2))
    return rng.uniform(0.8, 1.2, 16), 100 * pulse, 0.5, 1.0, 10


SAMPLES = [Sample(seismogram, "c", "c: f8[n], source: f8[t], dt: float, dx: float, receiver: int", ricker)]
