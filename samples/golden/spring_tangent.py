def spring_derivative(k, s, steps):
    """Derivative of spring with respect to k (forward mode), from hard.py:47."""
    p = s.p
    v = s.v
    p_dot = 0.0
    v_dot = 0.0
    for _ in range(steps):
        t = -k
        a = t * p
        t_1 = p + 0.01 * v
        t_dot = p_dot + 0.01 * v_dot
        v += 0.01 * a
        v_dot += 0.01 * (t * p_dot - p)
        p = t_1
        p_dot = t_dot
    return p_dot
