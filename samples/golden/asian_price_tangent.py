import numpy as np


def asian_price_tangent(S0, r, sigma, K, T, normals, S0_dot, sigma_dot):
    """Tangent of asian_price with respect to S0, sigma (forward mode), from
    stochastic_volatility.py:8.
    """
    dt = T / normals.shape[1]
    t = np.sqrt(dt)
    log_returns = (r - 0.5 * sigma**2) * dt + sigma * t * normals
    log_returns_dot = sigma_dot * t * normals - sigma * sigma_dot * dt
    t = np.exp(np.cumsum(log_returns, axis=1))
    S = S0 * t
    S_dot = S0_dot * t + S * log_returns_dot.cumsum(axis=1)
    t_dot = S_dot.mean(axis=1)
    t = S.mean(axis=1) - K
    payoff = np.maximum(t, 0)
    t_1 = np.where(t == payoff, t_dot, 0.0)
    payoff_dot = np.where(t == 0, 0.5 * t_dot, t_1)
    t = np.exp(-r * T)
    return t * payoff.mean(), t * payoff_dot.mean()
