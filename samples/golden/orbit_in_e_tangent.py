import math


def orbit_position_derivative(M, e, a):
    """Derivative of orbit_position with respect to e (forward mode), from
    kepler.py:20.
    """
    E = M if e < 0.8 else math.pi
    broken = False
    E_dot = 0.0
    for _ in range(50):
        t = math.sin(E)
        t_1 = math.cos(E)
        t_2 = e * t
        t_3 = e * t_1
        t_4 = 1 - t_3
        delta = (E - t_2 - M) / t_4
        delta_dot = (E_dot - (t + t_3 * E_dot) + delta * (t_1 - t_2 * E_dot)) / t_4
        E -= delta
        E_dot -= delta_dot
        if abs(delta) < 1e-13:
            broken = True
            break
    if not broken:
        raise RuntimeError("Kepler's equation did not converge")
    result = E
    result_dot = E_dot
    t = math.sin(result)
    t_1 = math.sqrt(1 - e**2)
    y_dot = a * t_1 * math.cos(result) * result_dot - a * (1 / t_1) * e * t
    return -a * (t * result_dot + 1.0), y_dot
