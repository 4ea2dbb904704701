def logistic_map_grad(r, x, steps):
    """Gradient of logistic_map with respect to r, x (reverse mode), from
    control_flow.py:6.
    """
    # forward sweep
    x_tape = []
    for _ in range(steps):
        x_tape.append(x)
        x = r * x * (1 - x)
    # reverse sweep
    x_bar = 1.0
    r_bar = 0.0
    for _ in range(steps):
        x = x_tape.pop()
        t = x_bar * (1 - x)
        r_bar += t * x
        x_bar = r * t - r * x * x_bar
    return r_bar, x_bar
