def first_crossing_derivative(x, limit):
    """Derivative of first_crossing with respect to x (forward mode), from
    hard.py:16.
    """
    s = x
    returned = False
    s_dot = 1.0
    for _ in range(5):
        for j in range(5):
            t_dot = s_dot * x + s
            s = s * x + 0.1 * j
            if s > limit:
                result_dot = t_dot * x + s
                returned = True
                s_dot = t_dot
                break
            s_dot = t_dot
        if returned:
            break
    if not returned:
        result_dot = s_dot
    return result_dot
