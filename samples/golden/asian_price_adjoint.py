import numpy as np


def asian_price_grad(S0, r, sigma, K, T, normals):
    """Gradient of asian_price with respect to S0, sigma (reverse mode), from
    stochastic_volatility.py:8.
    """
    # forward sweep
    t = normals.shape[1]
    dt = T / t
    t_1 = np.sqrt(dt)
    log_returns = (r - 0.5 * sigma**2) * dt + sigma * t_1 * normals
    t_2 = np.exp(np.cumsum(log_returns, axis=1))
    S = S0 * t_2
    t_3 = S.mean(axis=1) - K
    payoff = np.maximum(t_3, 0)
    # reverse sweep
    payoff_bar = np.exp(-r * T) / payoff.size
    t_4 = np.where(t_3 == payoff, payoff_bar, 0.0)
    S_bar = np.expand_dims(np.where(t_3 == 0, 0.5 * payoff_bar, t_4), 1) / t
    log_returns_bar = np.flip(np.flip(S * S_bar, 1).cumsum(axis=1), 1)
    t = (log_returns_bar * normals).sum() * t_1
    sigma_bar = t - sigma * log_returns_bar.sum() * dt
    return (S_bar * t_2).sum(), sigma_bar
