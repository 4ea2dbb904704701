import math

self_frequency = 3.743565908900993
self_damping = 0.2


def swing_tangent(angle, rate, dt, steps, angle_dot, rate_dot):
    """Tangent of swing with respect to angle, rate (forward mode), from
    pendulum.py:22.
    """
    for _ in range(steps):
        t = -self_frequency**2
        t_dot = dt * (t * math.cos(angle) * angle_dot - self_damping * rate_dot)
        rate += dt * (t * math.sin(angle) - self_damping * rate)
        rate_dot += t_dot
        angle += dt * rate
        angle_dot += dt * rate_dot
    return angle, angle_dot
