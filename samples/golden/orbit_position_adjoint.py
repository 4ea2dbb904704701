import math


def orbit_position_adjoint(M, e, a, value_bar):
    """Adjoint of orbit_position with respect to M, e (reverse mode), from
    kepler.py:20.
    """
    # forward sweep
    tape = []
    E_tape = []
    t = e < 0.8
    E = M if t else math.pi
    broken = False
    for _ in range(50):
        E_tape.append(E)
        t_1 = math.sin(E)
        t_2 = math.cos(E)
        tape.append((t_1, t_2))
        delta = (E - e * t_1 - M) / (1 - e * t_2)
        E -= delta
        if abs(delta) < 1e-13:
            broken = True
            break
    if not broken:
        raise RuntimeError("Kepler's equation did not converge")
    result = E
    t_1 = math.cos(result)
    x = a * (t_1 - e)
    t_2 = math.sqrt(1 - e**2)
    t_3 = a * t_2
    t_4 = math.sin(result)
    y = t_3 * t_4
    # reverse sweep
    t_5 = value_bar[1]
    t_6 = a * value_bar[0]
    e_bar = -(e * (1 / t_2) * a * t_5 * t_4 + t_6)
    result_bar = t_1 * t_3 * t_5 - t_4 * t_6
    M_bar = 0.0
    while tape:
        t_1, t_2 = tape.pop()
        E = E_tape.pop()
        t_3 = 1 - e * t_2
        t_4 = -result_bar
        t_5 = t_4 / t_3
        t_3 = (E - e * t_1 - M) / t_3 * t_4 / t_3
        t_4 = -t_5
        M_bar -= t_5
        e_bar = e_bar + t_3 * t_2 + t_4 * t_1
        result_bar = result_bar - math.sin(E) * e * t_3 + t_5 + math.cos(E) * e * t_4
    if t:
        M_bar += result_bar
    return (x, y), (M_bar, e_bar)
