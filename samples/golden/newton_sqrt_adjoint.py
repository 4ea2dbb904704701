def newton_sqrt_grad(a, tolerance):
    """Gradient of newton_sqrt with respect to a (reverse mode), from
    control_flow.py:12.
    """
    # forward sweep
    y_tape = []
    y = a
    while abs(y * y - a) > tolerance:
        y_tape.append(y)
        if y == 0.0:
            break
        y = 0.5 * (y + a / y)
    # reverse sweep
    y_bar = 1.0
    a_bar = 0.0
    while y_tape:
        y = y_tape.pop()
        if y != 0.0:
            t = 0.5 * y_bar
            a_bar += t / y
            y_bar = t - a / y * t / y
    return a_bar + y_bar
