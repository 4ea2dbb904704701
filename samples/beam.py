"""Finite elements for a clamped beam: its compliance, in the thickness of each element (topology optimisation)."""

import numpy as np

from samples.sample import Sample

YOUNG = 210e9
WIDTH = 0.05


def stiffness(length):
    return (
        np.array(
            [
                [12.0, 6 * length, -12.0, 6 * length],
                [6 * length, 4 * length**2, -6 * length, 2 * length**2],
                [-12.0, -6 * length, 12.0, -6 * length],
                [6 * length, 2 * length**2, -6 * length, 4 * length**2],
            ]
        )
        / length**3
    )


def compliance(thickness, load, length):
    n = len(thickness)
    element = stiffness(length / n)
    K = np.zeros((2 * n + 2, 2 * n + 2))
    for e in range(n):
        bending = YOUNG * WIDTH * thickness[e] ** 3 / 12
        K[2 * e : 2 * e + 4, 2 * e : 2 * e + 4] += bending * element
    free = slice(2, None)
    displacement = np.linalg.solve(K[free, free], load)
    return load @ displacement


def cantilever(rng):
    load = np.zeros(10)
    load[-2] = -1000.0
    return rng.uniform(0.04, 0.06, 5), load, 1.0


SAMPLES = [
    Sample(
        compliance, "thickness", "thickness: f8[n], load: f8[m], length: float", cantilever, forms=("tangent", "grad")
    )
]
