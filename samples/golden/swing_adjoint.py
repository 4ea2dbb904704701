import math

self_frequency = 3.743565908900993
self_damping = 0.2


def swing_grad(angle, rate, dt, steps):
    """Gradient of swing with respect to angle, rate (reverse mode), from
    pendulum.py:22.
    """
    # forward sweep
    angle_tape = []
    for _ in range(steps):
        angle_tape.append(angle)
        rate += dt * (-self_frequency**2 * math.sin(angle) - self_damping * rate)
        angle += dt * rate
    # reverse sweep
    angle_bar = 1.0
    rate_bar = 0.0
    for _ in range(steps):
        angle = angle_tape.pop()
        rate_bar += dt * angle_bar
        t = dt * rate_bar
        rate_bar -= self_damping * t
        angle_bar -= math.cos(angle) * self_frequency**2 * t
    return angle_bar, rate_bar
