"""The main job, from one function to its derivative: ``python -m samples.demo``.

Dumps the derivative of `samples.seed:rs` with respect to `xs` only, runs the dumped file, and prints
it beside a central difference.
"""

from __future__ import annotations

import runpy
import sys
import tempfile
from pathlib import Path

import numpy as np

from s2sad.cli import main as s2sad
from samples.seed import rs

COMMAND = ["dump", "samples.seed:rs", "--wrt", "xs", "--mode", "forward", "--args", "d: f8[21], xs: float"]
STEP = 1e-6


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rs_derivative.py"
        if s2sad([*COMMAND, "-o", str(path)]):
            return 1
        print(path.read_text(encoding="utf-8"))
        derivative = runpy.run_path(str(path))["rs_derivative"]
    return compare(derivative)


def compare(derivative: object) -> int:
    """Print the dumped derivative beside a central difference; 1 where they disagree."""
    d, xs = np.random.default_rng(0).random(21), 0.3
    generated = derivative(d, xs)  # type: ignore[operator]
    difference = (rs(d, xs + STEP) - rs(d, xs - STEP)) / (2 * STEP)
    print(f"{'x':>6} {'derivative':>16} {'difference':>16}")
    for x, exact, close in zip(range(-10, 11), generated, difference, strict=True):
        print(f"{x:6} {exact:16.10f} {close:16.10f}")
    error = float(np.max(np.abs(generated - difference)))
    print(f"largest distance {error:.1e}")
    return int(not error < 1e-8)


if __name__ == "__main__":
    sys.exit(main())
