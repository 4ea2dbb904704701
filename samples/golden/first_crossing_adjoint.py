def first_crossing_grad(x, limit):
    """Gradient of first_crossing with respect to x (reverse mode), from hard.py:16."""
    # forward sweep
    s_tape = []
    s = x
    returned = False
    for _ in range(5):
        for j in range(5):
            s_tape.append(s)
            s = s * x + 0.1 * j
            if s > limit:
                returned = True
                break
        if returned:
            break
    # reverse sweep
    if returned:
        s_bar = x
        x_bar = s
    else:
        s_bar = 1.0
        x_bar = 0.0
    while s_tape:
        s = s_tape.pop()
        x_bar += s * s_bar
        s_bar *= x
    return x_bar + s_bar
