"""Write the golden files and the README's first derivative: ``python -m samples.regenerate [NAME ...]``."""

from __future__ import annotations

import inspect
import re
import sys

import s2sad
from samples import samples
from samples.sample import GOLDEN, KINDS, Sample

README = GOLDEN.parent.parent / "README.md"
README_SAMPLE = GOLDEN / "rs_tangent.py"
MARKED = re.compile(r"(<!-- generated: \S+ -->).*?(<!-- end -->)", re.DOTALL)


def text(sample: Sample, kind: str) -> str:
    """What s2sad prints for a sample."""
    if sample.types:
        return s2sad.source(
            sample.function, wrt=sample.wrt, mode=KINDS[kind], form=sample.form(kind), args=sample.types
        )
    return called(sample, sample.form(kind)).source


def called(sample: Sample, form: str) -> s2sad.Derivative:
    """A derivative that was called once; arguments and value serve as directions, having the right structure."""
    derivative = getattr(s2sad, form)(sample.function, wrt=sample.wrt)
    args, seeds = sample.args(), sample.args()
    names = list(inspect.signature(sample.function).parameters)
    wrt = sample.wrt if isinstance(sample.wrt, tuple) else (sample.wrt,)
    given = {"tangent": [seeds[names.index(name)] for name in wrt], "adjoint": [sample.function(*sample.args())]}
    derivative(*args, *given.get(form, []))
    return derivative


def readme_with(golden: str, readme: str) -> str:
    """The README with the function of a golden file, without its docstring, between the marks."""
    function = golden[golden.index("def ") :].rstrip()
    plain = re.sub(r'\n    """.*?"""', "", function, count=1, flags=re.DOTALL)
    return MARKED.sub(lambda found: f"{found[1]}\n```python\n{plain}\n```\n{found[2]}", readme)


def main(names: list[str]) -> int:
    failed = 0
    for sample in samples():
        if names and str(sample) not in names:
            continue
        for kind in KINDS:
            try:
                sample.golden(kind).write_text(text(sample, kind), encoding="utf-8")
            except Exception as error:
                failed += 1
                print(f"{sample} ({kind}): {type(error).__name__}: {error}", file=sys.stderr)
    if README_SAMPLE.exists():
        README.write_text(readme_with(README_SAMPLE.read_text("utf-8"), README.read_text("utf-8")), "utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
