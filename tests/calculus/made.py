"""Functions of one line, made from the text of a call."""

from __future__ import annotations

import itertools
import linecache
import math
from typing import Any

import numpy as np

_numbers = itertools.count()


def made(text: str, params: str, **more: Any) -> Any:
    """The function of these parameters that returns what `text` says; its source can be read.

    What `text` names besides NumPy and `math` is given with it.
    """
    source = f"def f({params}):\n    return {text}\n"
    file = f"one_line_{next(_numbers)}.py"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    names: dict[str, Any] = {"np": np, "math": math, **more}
    exec(compile(source, file, "exec"), names)
    return names["f"]
