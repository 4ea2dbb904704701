def horner_tangent_1(c, x, n, c_dot, x_dot):
    if n == len(c) - 1:
        return c[n], c_dot[n]
    t = c[n]
    t_dot = c_dot[n]
    t_1, t_dot_1 = horner_tangent_1(c, x, n + 1, c_dot, x_dot)
    return t + x * t_1, t_dot + (x_dot * t_1 + x * t_dot_1)


def horner_tangent(c, x, n, c_dot, x_dot):
    """Tangent of horner with respect to c, x (forward mode), from hard.py:10."""
    return horner_tangent_1(c, x, n, c_dot, x_dot)
