import math
import numpy as np


def mixture_likelihood_tangent(alphas, means, icf, x, alphas_dot, means_dot, icf_dot):
    """Tangent of mixture_likelihood with respect to alphas, means, icf (forward
    mode), from gaussian_mixture.py:26.
    """
    t, t_1 = x.shape
    k = len(alphas)
    sum_qs = np.sum(icf[:, :t_1], axis=1)
    sum_qs_dot = icf_dot[:, :t_1].sum(axis=1)
    total = 0.0
    total_dot = 0.0
    for i in range(t):
        terms = np.zeros(k)
        terms_dot = np.zeros(terms.shape)
        for j in range(k):
            t_2 = icf[j, :t_1]
            t_3 = icf[j, t_1:]
            t_dot = icf_dot[j, t_1:]
            t_dot_1 = means_dot[j]
            t_4 = x[i] - means[j]
            t_dot_2 = -t_dot_1
            d = len(t_2)
            t_2 = np.exp(t_2)
            result = t_2 * t_4
            result_dot = t_2 * icf_dot[j, :t_1] * t_4 - t_2 * t_dot_1
            index = 0
            for i_1 in range(d):
                for j_1 in range(i_1 + 1, d):
                    t_2 = t_3[index]
                    t_5 = t_4[i_1]
                    result[j_1] += t_2 * t_5
                    result_dot[j_1] += t_dot[index] * t_5 + t_2 * t_dot_2[i_1]
                    index += 1
            terms[j] = alphas[j] + sum_qs[j] - 0.5 * np.sum(result**2)
            terms_dot[j] = alphas_dot[j] + sum_qs_dot[j] - result.dot(result_dot)
        mx = np.max(terms)
        t_2 = terms == mx
        mx_dot = (terms_dot * t_2).sum() / np.count_nonzero(t_2)
        t_2 = np.exp(terms - mx)
        t_3 = np.sum(t_2)
        total += np.log(t_3) + mx
        total_dot += t_2.dot(terms_dot - mx_dot) / t_3 + mx_dot
    mx = np.max(alphas)
    t_2 = alphas == mx
    mx_dot = (alphas_dot * t_2).sum() / np.count_nonzero(t_2)
    t_2 = np.exp(alphas - mx)
    t_3 = np.sum(t_2)
    t_1 = total - t * (np.log(t_3) + mx) - t * t_1 * 0.5 * math.log(2 * math.pi)
    return t_1, total_dot - t * (t_2.dot(alphas_dot - mx_dot) / t_3 + mx_dot)
