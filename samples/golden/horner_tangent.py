def horner_tangent_1(c, x, n, c_dot, x_dot):
    if n == len(c) - 1:
        result = c[n]
        t_dot = c_dot[n]
    else:
        t = c[n]
        t_dot = c_dot[n]
        t_1, t_dot_1 = horner_tangent_1(c, x, n + 1, c_dot, x_dot)
        result = t + x * t_1
        t_dot += x_dot * t_1 + x * t_dot_1
    return result, t_dot


def horner_tangent(c, x, n, c_dot, x_dot):
    """Tangent of horner with respect to c, x (forward mode), from hard.py:10."""
    value, value_dot = horner_tangent_1(c, x, n, c_dot, x_dot)
    return value, value_dot
