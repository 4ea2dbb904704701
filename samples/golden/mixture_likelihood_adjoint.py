import numpy as np


def _reduce(d, z, x):
    """d, expanded to the shape of z and summed over the axes along which x was broadcast to it."""
    if np.iscomplexobj(d) and not np.iscomplexobj(x):
        d = np.real(d)
    shape, full = np.shape(x), np.shape(z)
    if shape == full:
        return d
    d = np.broadcast_to(d, full)
    added = len(full) - len(shape)
    d = np.sum(d, axis=tuple(range(added)))
    axes = tuple(i for i, n in enumerate(shape) if n == 1 and full[added + i] != 1)
    return np.sum(d, axis=axes, keepdims=True) if axes else d


def mixture_likelihood_grad(alphas, means, icf, x):
    """Gradient of mixture_likelihood with respect to alphas, means, icf (reverse mode), from gaussian_mixture.py:26."""
    # forward sweep
    index_tape = []
    t, t_1 = x.shape
    k = len(alphas)
    sum_qs = np.sum(icf[:, :t_1], axis=1)
    for i in range(t):
        terms = np.zeros(k)
        for j in range(k):
            t_2 = icf[j, :t_1]
            t_3 = icf[j, t_1:]
            t_4 = x[i] - means[j]
            index_tape.append(t_4)
            d = len(t_2)
            t_2 = np.exp(t_2)
            index_tape.append(t_2)
            result = t_2 * t_4
            result_1 = result.copy()
            index_tape.append(result_1)
            index = 0
            for i_1 in range(d):
                for j_1 in range(i_1 + 1, d):
                    index_tape.append(index)
                    result[j_1] += t_3[index] * t_4[i_1]
                    index += 1
            result_1 = result.copy()
            index_tape.append(result_1)
            t_2 = alphas[j] + sum_qs[j] - 0.5 * np.sum(result**2)
            terms[j] = t_2
        terms_1 = terms.copy()
        index_tape.append(terms_1)
        mx = np.max(terms)
        index_tape.append(mx)
        t_2 = np.exp(terms - mx)
        index_tape.append(t_2)
        index_tape.append(np.sum(t_2))
    mx = np.max(alphas)
    t_2 = np.exp(alphas - mx)
    t_3 = -t
    # reverse sweep
    t_bar = t_3 / np.sum(t_2) * t_2
    t_2 = alphas == mx
    alphas_bar = (t_3 - t_bar.sum()) / np.count_nonzero(t_2) * t_2
    alphas_bar = t_bar + alphas_bar
    icf_bar = np.zeros(icf.shape)
    means_bar = np.zeros(means.shape)
    sum_qs_bar = np.zeros(sum_qs.shape)
    for _ in range(t):
        mx = index_tape.pop()
        t_bar = 1 / mx * mx
        t = mx == mx
        terms_bar = (1.0 - t_bar.sum()) / np.count_nonzero(t) * t
        terms_bar = t_bar + terms_bar
        for j in reversed(range(k)):
            t = icf[j, t_1:]
            d = len(icf[j, :t_1])
            t_2 = terms_bar[j]
            t_3 = t_2 * mx
            t_4 = -t_3
            sum_qs_bar[j] += t_2
            alphas_bar[j] += t_2
            terms_bar[j] = 0.0
            t_bar = np.zeros(t.shape)
            t_bar_1 = np.zeros(mx.shape)
            for i in reversed(range(d)):
                for j_1 in reversed(range(i + 1, d)):
                    t_2 = t_4[j_1]
                    t_bar_1[i] += t[mx] * t_2
                    t_bar[mx] += t_2 * mx[i]
            t = t_3 * mx
            means_bar[j] += t - t_bar_1
            icf_bar[j, t_1:] += t_bar
            icf_bar[j, :t_1] += mx * _reduce(-t, mx, mx)
    icf_bar[:, :t_1] += np.expand_dims(sum_qs_bar, 1)
    return alphas_bar, means_bar, icf_bar
