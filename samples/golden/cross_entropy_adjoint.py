import numpy as np


def cross_entropy_grad(layers, x, labels, weight_decay):
    """Gradient of cross_entropy with respect to layers (reverse mode), from
    mlp.py:15.
    """
    # forward sweep
    layers_0 = layers[0]
    layers_0_0 = layers_0[0]
    layers_0_1 = layers_0[1]
    layers_1 = layers[1]
    layers_1_0 = layers_1[0]
    layers_1_1 = layers_1[1]
    layers_2 = layers[2]
    layers_2_0 = layers_2[0]
    layers_2_1 = layers_2[1]
    t = x @ layers_0_0 + layers_0_1
    x_1 = np.maximum(t, 0.0)
    t_1 = x_1 @ layers_1_0 + layers_1_1
    x_2 = np.maximum(t_1, 0.0)
    logits = x_2 @ layers_2_0 + layers_2_1
    t_2 = logits.max(axis=1, keepdims=True)
    shifted = logits - t_2
    t_3 = np.exp(shifted)
    t_4 = t_3.sum(axis=1, keepdims=True)
    log_probs = shifted - np.log(t_4)
    t_5 = np.arange(len(labels))
    # reverse sweep
    t_6 = 2.0 * (0.5 * weight_decay)
    layers_2_0_bar = t_6 * layers_2_0
    layers_1_0_bar = t_6 * layers_1_0
    layers_0_0_bar = t_6 * layers_0_0
    log_probs_bar = np.zeros(log_probs.shape)
    np.add.at(log_probs_bar, (t_5, labels), -1.0 / log_probs[t_5, labels].size)
    t_3 = t_3 * (log_probs_bar.sum(axis=1, keepdims=True) / t_4)
    shifted_bar = log_probs_bar - t_3
    t_2 = logits == t_2
    n = np.count_nonzero(t_2, axis=1, keepdims=True)
    t_2 = shifted_bar.sum(axis=1, keepdims=True) / n * t_2
    logits_bar = shifted_bar - t_2
    layers_2_1_bar = logits_bar.sum(axis=0)
    x_bar = logits_bar @ layers_2_0.T
    layers_2_0_bar = layers_2_0_bar + x_2.T @ logits_bar
    t_1 = np.where(t_1 == 0.0, 0.5 * x_bar, np.where(t_1 == x_2, x_bar, 0.0))
    x_bar = t_1 @ layers_1_0.T
    layers_1_0_bar = layers_1_0_bar + x_1.T @ t_1
    t = np.where(t == 0.0, 0.5 * x_bar, np.where(t == x_1, x_bar, 0.0))
    layers_0_0_bar = layers_0_0_bar + x.T @ t
    return [
        (layers_0_0_bar, t.sum(axis=0)),
        (layers_1_0_bar, t_1.sum(axis=0)),
        (layers_2_0_bar, layers_2_1_bar),
    ]
