"""A class with methods: the swing of a damped pendulum, in its start."""

import math

from samples.sample import Sample


class Pendulum:
    gravity = 9.81

    def __init__(self, length, damping):
        self.length = length
        self.damping = damping

    @property
    def frequency(self):
        return math.sqrt(self.gravity / self.length)

    def acceleration(self, angle, rate):
        return -(self.frequency**2) * math.sin(angle) - self.damping * rate

    def swing(self, angle, rate, dt, steps):
        for _ in range(steps):
            rate += dt * self.acceleration(angle, rate)
            angle += dt * rate
        return angle


def start(rng):
    return 0.6, 0.1, 0.02, 40


SAMPLES = [
    Sample(
        Pendulum(length=0.7, damping=0.2).swing,
        ("angle", "rate"),
        "angle: float, rate: float, dt: float, steps: int",
        start,
        forms=("tangent", "grad"),
        name="swing",
    ),
]
