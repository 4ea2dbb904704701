import math


def orbit_position_adjoint(M, e, a, value_bar):
    """Adjoint of orbit_position with respect to e (reverse mode), from kepler.py:20."""
    # forward sweep
    E_tape = []
    E = M if e < 0.8 else math.pi
    broken = False
    for _ in range(50):
        E_tape.append(E)
        t = math.sin(E)
        E_tape.append(t)
        t_1 = math.cos(E)
        E_tape.append(t_1)
        delta = (E - e * t - M) / (1 - e * t_1)
        E -= delta
        if abs(delta) < 1e-13:
            broken = True
            break
    if not broken:
        raise RuntimeError("Kepler's equation did not converge")
    returned = False
    if not returned:
        result = E
    t = math.cos(result)
    x = a * (t - e)
    t_1 = math.sqrt(1 - e**2)
    t_2 = a * t_1
    t_3 = math.sin(result)
    y = t_2 * t_3
    t_4 = value_bar[1]
    t_5 = a * value_bar[0]
    # reverse sweep
    e_bar = -(e * (1 / t_1) * a * t_4 * t_3 + t_5)
    result_bar = t * t_2 * t_4 - t_3 * t_5
    E_bar = 0.0 if returned else result_bar
    while E_tape:
        E = E_tape.pop()
        t = e * E
        t_1 = 1 - t
        t_2 = -E_bar
        t_3 = t_2 / t_1
        t = (E - t - M) / t_1 * t_2 / t_1
        t_1 = -t_3
        E_bar = E_bar - math.sin(E) * e * t + t_3
        e_bar = e_bar + t * E + t_1 * E
        E_bar += math.cos(E) * e * t_1
    return (x, y), e_bar
