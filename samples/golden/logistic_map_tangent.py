def logistic_map_tangent(r, x, steps, r_dot, x_dot):
    """Tangent of logistic_map with respect to r, x (forward mode), from
    control_flow.py:6.
    """
    for _ in range(steps):
        t = r * x
        t_1 = 1 - x
        x_1 = t * t_1
        x_dot = (r_dot * x + r * x_dot) * t_1 - t * x_dot
        x = x_1
    return x, x_dot
