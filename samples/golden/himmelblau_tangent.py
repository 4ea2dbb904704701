def himmelblau_tangent(p, p_dot):
    """Tangent of himmelblau with respect to p (forward mode), from rosenbrock.py:19."""
    t = p[0]
    t_dot = p_dot[0]
    t_1 = p[1]
    t_dot_1 = p_dot[1]
    t_2 = t**2 + t_1 - 11
    t_3 = t + t_1**2 - 7
    t_dot_2 = 2.0 * t_3 * (t_dot + 2.0 * t_1 * t_dot_1)
    return t_2**2 + t_3**2, 2.0 * t_2 * (2.0 * t * t_dot + t_dot_1) + t_dot_2
