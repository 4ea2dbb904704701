import math


def option_price_grad(S, K, r, sigma, T, call=True):
    """Gradient of option_price with respect to S, sigma, r, T (reverse mode), from
    black_scholes.py:12.
    """
    # forward sweep
    t = S / K
    t_1 = r + 0.5 * sigma**2
    t_2 = math.sqrt(T)
    t_3 = sigma * t_2
    d1 = (math.log(t) + t_1 * T) / t_3
    d2 = d1 - t_3
    if call:
        t_4 = math.sqrt(2.0)
        t_5 = d1 / t_4
        S_bar = 0.5 * (1.0 + math.erf(t_5))
        t_6 = -r
        t_7 = math.exp(t_6 * T)
        t_8 = K * t_7
        t_9 = d2 / t_4
        t_10 = 0.5 * (1.0 + math.erf(t_9))
    else:
        t_11 = -r
        t_12 = math.exp(t_11 * T)
        t_13 = K * t_12
        t_14 = math.sqrt(2.0)
        t_15 = -d2 / t_14
        t_16 = 0.5 * (1.0 + math.erf(t_15))
        t_17 = -d1 / t_14
        t_18 = 0.5 * (1.0 + math.erf(t_17))
    # reverse sweep
    if call:
        d2_bar = -0.5641895835477563 * math.exp(-t_9 * t_9) * t_8 / t_4
        t_bar = -t_7 * K * t_10
        T_bar = t_6 * t_bar
        r_bar = -t_bar * T
        d1_bar = 0.5641895835477563 * math.exp(-t_5 * t_5) * S / t_4
    else:
        S_bar = -t_18
        d1_bar = 0.5641895835477563 * math.exp(-t_17 * t_17) * S / t_14
        d2_bar = -0.5641895835477563 * math.exp(-t_15 * t_15) * t_13 / t_14
        t_bar = t_12 * K * t_16
        T_bar = t_11 * t_bar
        r_bar = -t_bar * T
    d1_bar += d2_bar
    t_4 = d1_bar / t_3
    t_bar = -(d2_bar + d1 * d1_bar / t_3)
    T_bar += 0.5 / t_2 * sigma * t_bar
    t_3 = t_4 * T
    S_bar += t_4 / t / K
    return S_bar, t_bar * t_2 + sigma * t_3, r_bar + t_3, T_bar + t_1 * t_4
