def newton_sqrt_derivative(a, tolerance):
    """Derivative of newton_sqrt with respect to a (forward mode), from
    control_flow.py:12.
    """
    y = a
    y_dot = 1.0
    while abs(y * y - a) > tolerance:
        if y == 0.0:
            break
        t = a / y
        y_1 = 0.5 * (y + t)
        y_dot = 0.5 * (y_dot + (1.0 - t * y_dot) / y)
        y = y_1
    return y_dot
