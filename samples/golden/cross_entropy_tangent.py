import numpy as np


def cross_entropy_tangent(layers, x, labels, weight_decay, layers_dot):
    """Tangent of cross_entropy with respect to layers (forward mode), from
    mlp.py:15.
    """
    t = layers_dot[0]
    t_1 = t[0]
    t_2 = layers_dot[1]
    t_3 = t_2[0]
    t_4 = layers_dot[2]
    t_5 = t_4[0]
    layers_0 = layers[0]
    layers_0_0 = layers_0[0]
    layers_0_1 = layers_0[1]
    layers_1 = layers[1]
    layers_1_0 = layers_1[0]
    layers_1_1 = layers_1[1]
    layers_2 = layers[2]
    layers_2_0 = layers_2[0]
    layers_2_1 = layers_2[1]
    t_6 = x @ layers_0_0 + layers_0_1
    t_dot = x @ t_1 + t[1]
    x = np.maximum(t_6, 0.0)
    x_dot = np.where(t_6 == 0.0, 0.5 * t_dot, np.where(t_6 == x, t_dot, 0.0))
    t = x @ layers_1_0 + layers_1_1
    t_dot = x_dot @ layers_1_0 + x @ t_3 + t_2[1]
    x = np.maximum(t, 0.0)
    x_dot = np.where(t == 0.0, 0.5 * t_dot, np.where(t == x, t_dot, 0.0))
    logits = x @ layers_2_0 + layers_2_1
    logits_dot = x_dot @ layers_2_0 + x @ t_5 + t_4[1]
    t = logits.max(axis=1, keepdims=True)
    t_2 = logits == t
    n = np.count_nonzero(t_2, axis=1, keepdims=True)
    shifted = logits - t
    shifted_dot = logits_dot - (logits_dot * t_2).sum(axis=1, keepdims=True) / n
    t = np.exp(shifted)
    t_2 = t.sum(axis=1, keepdims=True)
    t_dot = (t * shifted_dot).sum(axis=1, keepdims=True) / t_2
    log_probs = shifted - np.log(t_2)
    t = np.arange(len(labels))
    t_dot = (shifted_dot - t_dot)[t, labels].mean()
    loss = -log_probs[t, labels].mean()
    t = 0.5 * weight_decay
    t_2 = 2.0 * t
    loss += t * np.sum(layers_0_0 * layers_0_0)
    loss_dot = t_2 * (t_1 * layers_0_0).sum() - t_dot
    loss += t * np.sum(layers_1_0 * layers_1_0)
    loss_dot += t_2 * (t_3 * layers_1_0).sum()
    loss += t * np.sum(layers_2_0 * layers_2_0)
    loss_dot += t_2 * (t_5 * layers_2_0).sum()
    return loss, loss_dot
