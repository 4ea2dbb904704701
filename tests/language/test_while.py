"""while: what it ends by, and what it carries."""

from tests.support import Case, derivatives


def while_counted(x, n):
    k = 0
    y = 1.0
    while k < n:
        y = y * x + k
        k += 1
    return y


def while_by_value(x):
    n = 0
    while x < 100.0:
        x = x * x + 1.0
        n += 1
    return x / n


def while_true(a):
    y = a
    while True:
        z = 0.5 * (y + a / y)
        if abs(z - y) < 1e-13:
            return z
        y = z


def while_else(x):
    while x > 1.0:
        x = 0.4 * x
        if x < 0.2:
            break
    else:
        x = x * x
    return x


def while_continue(x):
    k = 0
    total = 0.0
    while k < 6:
        k += 1
        if k % 2:
            continue
        total += x**k
    return total


def bisection(a):
    low, high = 0.0, a + 1.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        if middle * middle * middle < a:
            low = middle
        else:
            high = middle
    return middle - (middle**3 - a) / (3.0 * middle**2)


test_derivative = derivatives([
    Case(while_counted, (0.6, 5), "x"),
    Case(while_by_value, (1.1,)),
    Case(while_true, (2.0,)),
    Case(while_else, (5.0,)),
    Case(while_else, (1.2,), name="while_else_runs"),
    Case(while_continue, (0.9,)),
    Case(bisection, (3.0,), rtol=1e-5),
])  # fmt: skip
