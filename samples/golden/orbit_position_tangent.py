import math


def orbit_position_tangent(M, e, a, M_dot, e_dot):
    """Tangent of orbit_position with respect to M, e (forward mode), from
    kepler.py:20.
    """
    if e < 0.8:
        E = M
        E_dot = M_dot
    else:
        E = math.pi
        E_dot = 0.0
    broken = False
    for _ in range(50):
        t = math.sin(E)
        t_1 = math.cos(E)
        t_2 = e * t
        t_3 = e * t_1
        t_dot = E_dot - (e_dot * t + t_3 * E_dot) - M_dot
        t = 1 - t_3
        delta = (E - t_2 - M) / t
        delta_dot = (t_dot + delta * (e_dot * t_1 - t_2 * E_dot)) / t
        E -= delta
        E_dot -= delta_dot
        if abs(delta) < 1e-13:
            broken = True
            break
    if not broken:
        raise RuntimeError("Kepler's equation did not converge")
    result = E
    result_dot = E_dot
    t = math.cos(result)
    t_1 = math.sin(result)
    x = a * (t - e)
    t_2 = math.sqrt(1 - e**2)
    t_3 = a * t_2
    y = t_3 * t_1
    y_dot = t_3 * t * result_dot - a * (1 / t_2) * e * e_dot * t_1
    return (x, y), (-a * (t_1 * result_dot + e_dot), y_dot)
