"""What comes before the first number: the import, and the first call of a derivative."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
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
    """The interpreter's own, with the repository to import from, and compiled modules kept as in an installation."""
    root = str(Path(__file__).parent.parent)
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "s2sad-benchmarks")}
    return {**os.environ, **kept, "PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])}


FIRST_CALL = """
import time, s2sad
from samples.gaussian_mixture import SAMPLES
sample = SAMPLES[0]
args = sample.args()
for _ in range(2):
    start = time.perf_counter()
    s2sad.grad(sample.function, wrt=sample.wrt)(*args)
    print(time.perf_counter() - start)
"""


def first_call_costs() -> tuple[float, float]:
    """Seconds of the first call of a gradient in a fresh interpreter, and of the first call of the next gradient.

    A first call reads, derives, prints, compiles and runs a function of 30 lines; the first one reads the rules too.
    """
    runs = [printed(FIRST_CALL) for _ in range(ROUNDS)]
    return statistics.median(run[0] for run in runs), statistics.median(run[1] for run in runs)


def printed(code: str) -> list[float]:
    done = subprocess.run([sys.executable, "-c", code], check=True, env=environment(), capture_output=True, text=True)
    return [float(line) for line in done.stdout.split()]
