"""Kepler's equation by Newton's iteration: where a planet is, in the eccentricity and the mean anomaly."""

import math

from samples.sample import Sample


def eccentric_anomaly(M, e, tol=1e-13, max_iter=50):
    E = M if e < 0.8 else math.pi
    for _ in range(max_iter):
        delta = (E - e * math.sin(E) - M) / (1 - e * math.cos(E))
        E = E - delta
        if abs(delta) < tol:
            break
    else:
        raise RuntimeError("Kepler's equation did not converge")
    return E


def orbit_position(M, e, a):
    E = eccentric_anomaly(M, e)
    x = a * (math.cos(E) - e)
    y = a * math.sqrt(1 - e**2) * math.sin(E)
    return x, y


SAMPLES = [
    Sample(orbit_position, ("M", "e"), "M: float, e: float, a: float", lambda rng: (1.1, 0.3, 2.0)),
    Sample(
        orbit_position,
        "e",
        "M: float, e: float, a: float",
        lambda rng: (1.1, 0.85, 2.0),
        ("derivative", "adjoint"),
        "orbit_in_e",
    ),
]
