"""Arrays at which the functions of this folder are differentiated."""

from __future__ import annotations

import numpy as np

_rng = np.random.default_rng(2024)

X4 = np.array([0.7, -1.2, 2.1, 0.4])
X5 = np.array([0.9, 1.4, -0.6, 0.3, 1.8])
X6 = np.array([0.31, 1.27, 0.58, 1.03, 0.86, 1.49])
P4 = np.array([0.8, 1.7, 2.4, 0.5])
A33 = _rng.uniform(0.2, 1.2, (3, 3)) + 2 * np.eye(3)
A34 = _rng.normal(size=(3, 4))
A45 = _rng.normal(size=(4, 5))
B33 = _rng.normal(size=(3, 3))
SPD = A33 @ A33.T
T234 = _rng.normal(size=(2, 3, 4))
