def first_crossing_derivative(x, limit):
    """Derivative of first_crossing with respect to x (forward mode), from
    hard.py:16.
    """
    s = x
    returned = False
    s_dot = 1.0
    for _ in range(5):
        for j in range(5):
            s_dot = s_dot * x + s
            s = s * x + 0.1 * j
            if s > limit:
                returned = True
                break
        if returned:
            break
    if returned:
        result_dot = s_dot * x + s
    else:
        result_dot = s_dot
    return result_dot
