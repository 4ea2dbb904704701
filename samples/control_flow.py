"""A loop that carries a number, and a while loop that ends by its value."""

from samples.sample import Sample


def logistic_map(r, x, steps):
    for _ in range(steps):
        x = r * x * (1 - x)
    return x


def newton_sqrt(a, tolerance):
    y = a
    while abs(y * y - a) > tolerance:
        if y == 0.0:
            break
        y = 0.5 * (y + a / y)
    return y


SAMPLES = [
    Sample(
        logistic_map,
        ("r", "x"),
        "r: float, x: float, steps: int",
        lambda rng: (3.1, 0.3, 20),
        forms=("tangent", "grad"),
    ),
    Sample(newton_sqrt, "a", "a: float, tolerance: float", lambda rng: (2.0, 1e-12), forms=("derivative", "grad")),
]
