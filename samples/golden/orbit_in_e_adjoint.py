import math


def orbit_position_adjoint(M, e, a, value_bar):
    """Adjoint of orbit_position with respect to e (reverse mode), from kepler.py:20."""
    # forward sweep
    tape = []
    E_tape = []
    E = M if e < 0.8 else math.pi
    broken = False
    for _ in range(50):
        E_tape.append(E)
        t = math.sin(E)
        t_1 = math.cos(E)
        tape.append((t, t_1))
        delta = (E - e * t - M) / (1 - e * t_1)
        E -= delta
        if abs(delta) < 1e-13:
            broken = True
            break
    if not broken:
        raise RuntimeError("Kepler's equation did not converge")
    result = E
    t = math.cos(result)
    x = a * (t - e)
    t_1 = math.sqrt(1 - e**2)
    t_2 = a * t_1
    t_3 = math.sin(result)
    y = t_2 * t_3
    # reverse sweep
    t_4 = value_bar[1]
    t_5 = a * value_bar[0]
    e_bar = -(e * (1 / t_1) * a * t_4 * t_3 + t_5)
    result_bar = t * t_2 * t_4 - t_3 * t_5
    while tape:
        t, t_1 = tape.pop()
        E = E_tape.pop()
        t_2 = 1 - e * t_1
        t_3 = -result_bar
        t_4 = t_3 / t_2
        t_2 = (E - e * t - M) / t_2 * t_3 / t_2
        t_3 = -t_4
        e_bar = e_bar + t_2 * t_1 + t_3 * t
        result_bar = result_bar - math.sin(E) * e * t_2 + t_4 + math.cos(E) * e * t_3
    return (x, y), e_bar
