"""Measure everything in one run and print ratios: ``python -m benchmarks [--seconds S] [--check]``."""

from __future__ import annotations

import argparse
import sys

from benchmarks.cases import cases
from benchmarks.clock import medians
from benchmarks.start import first_call_costs, import_cost

LIMITS = {"by hand": 1.3, "import": 0.150, "first call": 0.150, "differences at n = 21": 1.5}


def main() -> int:
    parser = argparse.ArgumentParser(description="What the derivatives of the profile fit cost.")
    parser.add_argument("--seconds", type=float, default=2.0, help="for each case (default 2)")
    parser.add_argument("--check", action="store_true", help="exit with 1 where a limit is not kept")
    options = parser.parse_args()
    broken = []
    for case in cases():
        case.assert_agreement()
        times = medians(case.contenders, options.seconds)
        print(f"\n{case.title}\n{table(times)}")
        broken += violations(case.title, times)
    first, second = first_call_costs()
    costs = {"import": import_cost(), "first call": first}
    print(f"\nimport s2sad, beyond import numpy: {1e3 * costs['import']:.0f} ms")
    print(f"first call of a gradient: {1e3 * first:.0f} ms; of the next one: {1e3 * second:.0f} ms")
    for name, cost in costs.items():
        if cost > LIMITS[name]:
            broken.append(f"{name}: {1e3 * cost:.0f} ms, at most {1e3 * LIMITS[name]:.0f}")
    for line in broken:
        print("over the limit:", line)
    return 1 if broken and options.check else 0


def table(times: dict[str, float]) -> str:
    """Microseconds, and multiples of the function and of s2sad."""
    rows = [f"  {'':12} {'µs':>10} {'x function':>11} {'x s2sad':>9}"]
    for name, time in times.items():
        rows.append(f"  {name:12} {1e6 * time:10.2f} {time / times['function']:11.2f} {time / times['s2sad']:9.2f}")
    return "\n".join(rows)


def violations(title: str, times: dict[str, float]) -> list[str]:
    """Where s2sad is slower than it promises to be."""
    found = []
    against_hand = times["s2sad"] / times["by hand"]
    if against_hand > LIMITS["by hand"]:
        found.append(f"{title}: {against_hand:.2f} times the derivative by hand, at most {LIMITS['by hand']}")
    gain, least = (
        times["differences"] / times["s2sad"],
        LIMITS["differences at n = 21"] if title.endswith(" 21") else 1.0,
    )
    if gain < least:
        found.append(f"{title}: {gain:.2f} times as fast as differences, at least {least}")
    return found


if __name__ == "__main__":
    sys.exit(main())
