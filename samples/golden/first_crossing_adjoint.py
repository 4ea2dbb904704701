def first_crossing_grad(x, limit):
    """Gradient of first_crossing with respect to x (reverse mode), from hard.py:16."""
    # forward sweep
    s_tape = []
    s = x
    returned = False
    for _ in range(5):
        returned_1 = False
        rounds = 0
        for j in range(5):
            s_tape.append(s)
            s = s * x + 0.1 * j
            returned_2 = True if s > limit else False
            rounds += 1
            if returned_2:
                returned_1 = returned_2
                break
        s_tape.append(rounds)
        if returned_1:
            returned = returned_1
            break
    # reverse sweep
    if returned:
        result_bar = 1.0
        s_bar = 0.0
    else:
        result_bar = 0.0
        s_bar = 1.0
    x_bar = 0.0
    while s_tape:
        rounds = s_tape.pop()
        for j in reversed(range(rounds)):
            s = rounds * x + 0.1 * j
            if s > limit:
                s_bar_1 = s_bar + result_bar * x
                x_bar += s * result_bar
            else:
                s_bar_1 = s_bar
            s_bar = s_bar_1 * x
            x_bar += rounds * s_bar_1
            result_bar = 0.0
        result_bar = 0.0
    return x_bar + s_bar
