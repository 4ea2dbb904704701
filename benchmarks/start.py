"""What comes before the first number: the import, and the first call of a derivative."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 5


def import_cost() -> float:
    """Seconds that ``import s2sad`` takes beyond ``import numpy``, in fresh interpreters."""
    return import_time("numpy, s2sad") - import_time("numpy")


def import_time(modules: str) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", f"import {modules}"], check=True, env=environment())
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def environment() -> dict[str, str]:
    """The interpreter's own, with the repository to import from."""
    root = str(Path(__file__).parent.parent)
    return {**os.environ, "PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])}


def first_call_cost() -> float:
    """Seconds of the first call of a gradient: read, derive, print, compile and run a function of 30 lines."""
    import s2sad
    from samples.control_flow import newton_sqrt
    from samples.gaussian_mixture import SAMPLES

    s2sad.grad(newton_sqrt)(2.0, 1e-12)  # what is imported lazily is imported
    sample = SAMPLES[0]
    times = []
    for _ in range(ROUNDS):
        gradient = s2sad.grad(sample.function, wrt=sample.wrt)
        start = time.perf_counter()
        gradient(*sample.args())
        times.append(time.perf_counter() - start)
    return statistics.median(times)
