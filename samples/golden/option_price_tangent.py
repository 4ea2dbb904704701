import math


def option_price_tangent(
    S, K, r, sigma, T, call=True, *, S_dot, sigma_dot, r_dot, T_dot
):
    """Tangent of option_price with respect to S, sigma, r, T (forward mode), from
    black_scholes.py:12.
    """
    t = S / K
    t_1 = r + 0.5 * sigma**2
    t_dot = S_dot / K / t + ((r_dot + sigma * sigma_dot) * T + t_1 * T_dot)
    t_2 = math.sqrt(T)
    t_3 = sigma * t_2
    t_dot_1 = sigma_dot * t_2 + 0.5 / t_2 * sigma * T_dot
    d1 = (math.log(t) + t_1 * T) / t_3
    d1_dot = (t_dot - d1 * t_dot_1) / t_3
    d2 = d1 - t_3
    d2_dot = d1_dot - t_dot_1
    if call:
        t = math.sqrt(2.0)
        t_1 = d1 / t
        t_2 = 0.5 * (1.0 + math.erf(t_1))
        t_dot = (
            S_dot * t_2 + 0.5641895835477563 * S * math.exp(-t_1 * t_1) * (d1_dot / t)
        )
        t_1 = -r
        t_3 = K * math.exp(t_1 * T)
        t_4 = d2 / t
        t_5 = 0.5 * (1.0 + math.erf(t_4))
        t = 0.5641895835477563 * t_3 * math.exp(-t_4 * t_4) * (d2_dot / t)
        return S * t_2 - t_3 * t_5, t_dot - (t_3 * (t_1 * T_dot - r_dot * T) * t_5 + t)
    t = -r
    t_1 = K * math.exp(t * T)
    t_2 = math.sqrt(2.0)
    t_3 = -d2 / t_2
    t_4 = 0.5 * (1.0 + math.erf(t_3))
    t_3 = 0.5641895835477563 * t_1 * math.exp(-t_3 * t_3) * (d2_dot / t_2)
    t_5 = -d1 / t_2
    t_6 = 0.5 * (1.0 + math.erf(t_5))
    t_dot = S_dot * t_6 - 0.5641895835477563 * S * math.exp(-t_5 * t_5) * (d1_dot / t_2)
    return t_1 * t_4 - S * t_6, t_1 * (t * T_dot - r_dot * T) * t_4 - t_3 - t_dot
