"""The log-likelihood of a Gaussian mixture, in weights, means and inverse covariance factors."""

import math

import numpy as np

from samples.sample import Sample


def logsumexp(x):
    mx = np.max(x)
    return np.log(np.sum(np.exp(x - mx))) + mx


def Qtimesx(q, l, x):  # noqa: E741
    d = len(q)
    result = np.exp(q) * x
    index = 0
    for i in range(d):
        for j in range(i + 1, d):
            result[j] += l[index] * x[i]
            index += 1
    return result


def mixture_likelihood(alphas, means, icf, x):
    n, d = x.shape
    k = len(alphas)
    sum_qs = np.sum(icf[:, :d], axis=1)
    total = 0.0
    for i in range(n):
        terms = np.zeros(k)
        for j in range(k):
            Qx = Qtimesx(icf[j, :d], icf[j, d:], x[i] - means[j])
            terms[j] = alphas[j] + sum_qs[j] - 0.5 * np.sum(Qx**2)
        total += logsumexp(terms)
    return total - n * logsumexp(alphas) - n * d * 0.5 * math.log(2 * math.pi)


def points(rng):
    return (
        rng.standard_normal(3),
        rng.standard_normal((3, 2)),
        0.4 * rng.standard_normal((3, 3)),
        rng.standard_normal((6, 2)),
    )


SAMPLES = [
    Sample(
        mixture_likelihood,
        ("alphas", "means", "icf"),
        "alphas: f8[k], means: f8[k,d], icf: f8[k,m], x: f8[n,d]",
        points,
        forms=("tangent", "grad"),
    ),
]
