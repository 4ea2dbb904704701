"""Derivatives of `samples.control_flow` as a numerical analyst writes them."""

# samples.control_flow:logistic_map --wrt r,x --mode reverse
#
# Only what the reverse sweep reads and the loop overwrites is on a tape.  In plain Python a
# list is the fastest tape; where the trip count is known and the code is compiled, it is an
# array of that length.


def logistic_map_grad(r, x, steps):
    # forward sweep
    x_tape = []
    for _ in range(steps):
        x_tape.append(x)
        x = r * x * (1 - x)
    # reverse sweep
    x_bar = 1.0
    r_bar = 0.0
    for _ in range(steps):
        x = x_tape.pop()
        r_bar += x_bar * x * (1 - x)
        x_bar = x_bar * r * (1 - 2 * x)
    return r_bar, x_bar


# samples.control_flow:newton_sqrt --wrt a --mode reverse


def newton_sqrt_grad(a, tolerance):
    # forward sweep
    y_tape = []
    y = a
    while abs(y * y - a) > tolerance:
        if y == 0.0:
            break
        y_tape.append(y)
        y = 0.5 * (y + a / y)
    # reverse sweep
    y_bar = 1.0
    a_bar = 0.0
    while y_tape:
        y = y_tape.pop()
        s_bar = 0.5 * y_bar
        a_bar += s_bar / y
        y_bar = s_bar - s_bar * a / y**2
    return a_bar + y_bar
