import numpy as np


def _reduce(d, z, x):
    """d, broadcast to the shape of z and summed over the axes that x lacks there."""
    if np.iscomplexobj(d) and not np.iscomplexobj(x):
        d = np.real(d)
    full = np.shape(z)
    shape = np.shape(x)[max(0, np.ndim(x) - len(full)) :]
    if shape == full:
        return d
    d = np.broadcast_to(d, full)
    added = len(full) - len(shape)
    d = np.sum(d, axis=tuple(range(added)))
    axes = tuple(i for i, n in enumerate(shape) if n == 1 and full[added + i] != 1)
    return np.sum(d, axis=axes, keepdims=True) if axes else d


def mixture_likelihood_grad(alphas, means, icf, x):
    """Gradient of mixture_likelihood with respect to alphas, means, icf (reverse
    mode), from gaussian_mixture.py:26.
    """
    # forward sweep
    index_tape = []
    tape = []
    tape_1 = []
    t, t_1 = x.shape
    k = len(alphas)
    sum_qs = np.sum(icf[:, :t_1], axis=1)
    for i in range(t):
        terms = np.zeros(k)
        for j in range(k):
            t_2 = icf[j, :t_1]
            t_3 = icf[j, t_1:]
            t_4 = x[i] - means[j]
            d = len(t_2)
            t_2 = np.exp(t_2)
            result = t_2 * t_4
            index = 0
            for i_1 in range(d):
                for j_1 in range(i_1 + 1, d):
                    index_tape.append(index)
                    result[j_1] += t_3[index] * t_4[i_1]
                    index += 1
            tape.append((t_4, t_2, result.copy()))
            terms[j] = alphas[j] + sum_qs[j] - 0.5 * np.sum(result**2)
        mx = np.max(terms)
        t_2 = np.exp(terms - mx)
        tape_1.append((terms.copy(), mx, t_2, np.sum(t_2)))
    mx = np.max(alphas)
    t_2 = np.exp(alphas - mx)
    # reverse sweep
    t_3 = -t
    t_bar = t_3 / np.sum(t_2) * t_2
    t_2 = alphas == mx
    alphas_bar = (t_3 - t_bar.sum()) / np.count_nonzero(t_2) * t_2
    alphas_bar = t_bar + alphas_bar
    icf_bar = np.zeros(icf.shape)
    means_bar = np.zeros(means.shape)
    sum_qs_bar = np.zeros(sum_qs.shape)
    for _ in range(t):
        terms, mx, t, t_2 = tape_1.pop()
        t_bar = 1 / t_2 * t
        t = terms == mx
        terms_bar = (1.0 - t_bar.sum()) / np.count_nonzero(t) * t
        terms_bar = t_bar + terms_bar
        for j in range(k - 1, -1, -1):
            t, t_2, result = tape.pop()
            t_3 = icf[j, t_1:]
            d = len(icf[j, :t_1])
            t_4 = terms_bar[j]
            t_5 = -t_4 * result
            sum_qs_bar[j] += t_4
            alphas_bar[j] += t_4
            terms_bar[j] = 0.0
            t_bar = np.zeros(t_3.shape)
            t_bar_1 = np.zeros(t.shape)
            for i in range(d - 1, -1, -1):
                for j_1 in range(d - 1, i, -1):
                    index = index_tape.pop()
                    t_6 = t_5[j_1]
                    t_bar_1[i] += t_3[index] * t_6
                    t_bar[index] += t_6 * t[i]
            means_bar[j] += t_4 * t_2 * result - t_bar_1
            icf_bar[j, t_1:] += t_bar
            icf_bar[j, :t_1] += t_2 * _reduce(t_5 * t, result, t_2)
    t_bar = np.expand_dims(sum_qs_bar, 1)
    icf_bar[:, :t_1] += t_bar
    return alphas_bar, means_bar, icf_bar
