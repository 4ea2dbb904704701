"""``python -m tests.fuzz --minutes 5``: random programs until the time is up; wrong ones are printed and kept."""

from __future__ import annotations

import argparse
import collections
import random
import re
import time
import traceback
from pathlib import Path

from tests.fuzz.hold import hold
from tests.fuzz.programs import write


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="a folder for the programs that went wrong")
    options = parser.parse_args()
    counts: collections.Counter[str] = collections.Counter()
    refusals: collections.Counter[str] = collections.Counter()
    deadline, seed = time.monotonic() + 60 * options.minutes, options.seed
    while time.monotonic() < deadline:
        seed += 1
        verdict = judged(seed, options.keep)
        counts[verdict.partition(":")[0]] += 1
        if verdict.startswith("refused"):
            refusals[reason(verdict)] += 1
    print(dict(counts))
    for why, count in refusals.most_common(25):
        print(f"{count:5}  {why}")
    return 1 if counts["wrong"] else 0


def judged(seed: int, keep: Path | None) -> str:
    program = write(random.Random(seed))
    try:
        return hold(program, seed)
    except Exception as error:  # whatever it is, it is a find
        last = traceback.extract_tb(error.__traceback__)[-1]
        what = " ".join(str(error).split())[:200]
        print(f"seed {seed}: {type(error).__name__} at {last.filename.rpartition('/')[2]}:{last.lineno}: {what}")
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"program_{seed}.py").write_text(f"# wrt {program.wrt}\n{program.text}")
        return "wrong"


def reason(verdict: str) -> str:
    """The message of a refusal without its place."""
    message = re.split(r"\n\s*File ", verdict.removeprefix("refused: "))[0].strip().splitlines()
    return re.sub(r"\d+|'[^']*'", "…", message[-1] if message else "")


if __name__ == "__main__":
    raise SystemExit(main())
