"""Times of several functions, measured in turns so that a slow moment of the machine meets them all."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping


def medians(contenders: Mapping[str, Callable[[], object]], seconds: float = 1.0) -> dict[str, float]:
    """Seconds for one call of each: the median over rounds in which each has its turn."""
    counts = {name: repetitions(call) for name, call in contenders.items()}
    samples: dict[str, list[float]] = {name: [] for name in contenders}
    gc.collect()
    gc.disable()
    try:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end or len(next(iter(samples.values()))) < 7:
            for name, call in contenders.items():
                samples[name].append(once(call, counts[name]))
    finally:
        gc.enable()
    return {name: statistics.median(times) for name, times in samples.items()}


def once(call: Callable[[], object], count: int) -> float:
    turns = range(count)
    start = time.perf_counter()
    for _ in turns:
        call()
    return (time.perf_counter() - start) / count


def repetitions(call: Callable[[], object], goal: float = 2e-3) -> int:
    """How many calls take about `goal` seconds, after a first call that compiles."""
    call()
    return max(1, round(goal / max(once(call, 3), 1e-7)))
