def newton_sqrt_derivative(a, tolerance):
    """Derivative of newton_sqrt with respect to a (forward mode), from control_flow.py:12."""
    y = a
    y_dot = 1.0
    while abs(y * y - a) > tolerance:
        if y == 0.0:
            break
        t = a / y
        t_dot = y_dot + (1.0 - t * y_dot) / y
        y = 0.5 * (y + t)
        y_dot = 0.5 * t_dot
    return y_dot
