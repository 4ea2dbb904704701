def first_crossing_grad(x, limit):
    """Gradient of first_crossing with respect to x (reverse mode), from hard.py:16."""
    # forward sweep
    s_tape = []
    rounds_tape = []
    s = x
    returned = False
    for _ in range(5):
        rounds = 0
        for j in range(5):
            s_tape.append(s)
            s = s * x + 0.1 * j
            rounds += 1
            if s > limit:
                returned = True
                break
        rounds_tape.append(rounds)
        if returned:
            break
    # reverse sweep
    if returned:
        result_bar = 1.0
        s_bar = 0.0
    else:
        result_bar = 0.0
        s_bar = 1.0
    x_bar = 0.0
    while rounds_tape:
        for j in reversed(range(rounds_tape.pop())):
            s = s_tape.pop()
            s_1 = s * x + 0.1 * j
            if s_1 > limit:
                s_bar += result_bar * x
                x_bar += s_1 * result_bar
            x_bar += s * s_bar
            s_bar *= x
            result_bar = 0.0
        result_bar = 0.0
    return x_bar + s_bar
