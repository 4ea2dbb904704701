"""Functions that people really differentiate, each with its golden tangent and adjoint in `samples/golden`.

``python -m samples.regenerate`` writes the golden files again.
"""

from __future__ import annotations

import importlib

from samples.sample import Sample

MODULES = (
    "seed",
    "control_flow",
    "memory",
    "hard",
    "beam",
    "black_scholes",
    "bundle_adjustment",
    "expression_tree",
    "extended_kalman",
    "gaussian_mixture",
    "gaussian_process",
    "heat",
    "kalman",
    "kepler",
    "logistic_regression",
    "lotka_volterra",
    "lstm",
    "mlp",
    "n_body",
    "particles",
    "pendulum",
    "rosenbrock",
    "shallow_water",
    "spline",
    "stochastic_volatility",
    "wave",
)


def samples() -> list[Sample]:
    """Every sample of every module."""
    return [sample for name in MODULES for sample in importlib.import_module(f"samples.{name}").SAMPLES]
