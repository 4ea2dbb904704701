import math

self_frequency_2 = 3.743565908900993
self_damping = 0.2


def swing_grad(angle, rate, dt, steps):
    """Gradient of swing with respect to angle, rate (reverse mode), from
    pendulum.py:22.
    """
    # forward sweep
    t_tape = []
    angle_tape = []
    for _ in range(steps):
        angle_tape.append(angle)
        t = self_frequency_2**2
        t_tape.append(t)
        rate += dt * (-t * math.sin(angle) - self_damping * rate)
        angle += dt * rate
    # reverse sweep
    angle_bar = 1.0
    rate_bar = 0.0
    for _ in range(steps):
        t = t_tape.pop()
        angle = angle_tape.pop()
        rate_bar += dt * angle_bar
        t_1 = dt * rate_bar
        rate_bar -= self_damping * t_1
        angle_bar -= math.cos(angle) * t * t_1
    return angle_bar, rate_bar
