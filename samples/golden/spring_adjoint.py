def spring_grad(k, s, steps):
    """Gradient of spring with respect to k (reverse mode), from hard.py:47."""
    # forward sweep
    p_tape = []
    p = s.p
    v = s.v
    for _ in range(steps):
        p_tape.append(p)
        a = -k * p
        p += 0.01 * v
        v += 0.01 * a
    # reverse sweep
    p_bar = 1.0
    v_bar = 0.0
    k_bar = 0.0
    for _ in range(steps):
        p = p_tape.pop()
        t = 0.01 * v_bar
        v_bar += 0.01 * p_bar
        p_bar -= k * t
        k_bar -= t * p
    return k_bar
