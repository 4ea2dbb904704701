"""Text → function: compiled, executed, and registered so that tracebacks, `inspect` and pdb show it."""

from __future__ import annotations

import hashlib
import linecache
import sys
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

from s2sad.source.trace import keep_lines
from s2sad.source.write import Text

__all__ = ["load"]

_lock = threading.Lock()


class _Loader:
    """What `linecache` asks for the text again after its cache was cleared."""

    def __init__(self, source: str) -> None:
        self.source = source

    def get_source(self, name: str) -> str:
        return self.source


def load(text: Text, name: str) -> Callable[..., Any]:
    """Run the text of a module and return its function `name`.

    The live objects of `Text.namespace` win over the copies that the text makes of them.

    >>> square = load(Text("def square(x):\\n    return x * x\\n"), "square")
    >>> square(3)
    9
    """
    digest = hashlib.sha256(text.source.encode()).hexdigest()[:12]
    file = f"s2sad_generated/{name}_{digest}.py"
    module = ModuleType(f"s2sad_generated_{name}_{digest}")
    scope = module.__dict__
    scope.update({"__file__": file, "__loader__": _Loader(text.source), **text.namespace})
    code = compile(text.source, file, "exec", dont_inherit=True)
    _register(module, file)
    keep_lines(file, text.lines)
    exec(code, scope)
    scope.update(text.namespace)
    function: Callable[..., Any] = scope[name]
    return function


def _register(module: ModuleType, file: str) -> None:
    """Make a lazy entry, which `linecache.checkcache` leaves alone; after a clear, the module has the text."""
    with _lock:
        sys.modules[module.__name__] = module
        linecache.cache.pop(file, None)
        linecache.lazycache(file, module.__dict__)
