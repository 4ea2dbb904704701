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
        t_11 = t_4
    else:
        t_12 = -r
        t_13 = math.exp(t_12 * T)
        t_14 = K * t_13
        t_15 = math.sqrt(2.0)
        t_16 = -d2 / t_15
        t_17 = 0.5 * (1.0 + math.erf(t_16))
        t_19 = -d1 / t_15
        t_20 = 0.5 * (1.0 + math.erf(t_19))
        t_18 = t_15
    # reverse sweep
    if call:
        d2_bar = -0.5641895835477563 * math.exp(-t_9 * t_9) * t_8 / t_11
        t_bar = -t_7 * K * t_10
        T_bar = t_6 * t_bar
        r_bar = -t_bar * T
        d1_bar = 0.5641895835477563 * math.exp(-t_5 * t_5) * S / t_4
    else:
        S_bar = -t_20
        d1_bar = 0.5641895835477563 * math.exp(-t_19 * t_19) * S / t_18
        d2_bar = -0.5641895835477563 * math.exp(-t_16 * t_16) * t_14 / t_15
        t_bar = t_13 * K * t_17
        T_bar = t_12 * t_bar
        r_bar = -t_bar * T
    t_4 = -d2_bar
    d1_bar += d2_bar
    t_5 = 0.5 / t_2 * sigma
    t_6 = d1_bar / t_3
    t_3 = -d1 * d1_bar / t_3
    t_7 = t_6 * T
    T_bar = T_bar + t_5 * t_4 + t_5 * t_3 + t_1 * t_6
    return S_bar + t_6 / t / K, t_4 * t_2 + t_3 * t_2 + sigma * t_7, r_bar + t_7, T_bar
