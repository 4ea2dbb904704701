def window_grad(x):
    """Gradient of window with respect to x (reverse mode), from hard.py:26."""
    # forward sweep
    y = x * x
    y[1] = 3.0 * x[0]
    # reverse sweep
    y_bar = 2.0 * y
    t = 3.0 * y_bar[1]
    y_bar[1] = 0.0
    x_bar = 2.0 * y_bar * x
    x_bar[0] += t
    return x_bar
