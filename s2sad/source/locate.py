"""From what a person types, ``file.py:name`` or ``package.module:name``, to the live object."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from s2sad.errors import TargetError, nearest

__all__ = ["locate"]


def locate(target: str) -> Any:
    """Import the file or module and follow the name, which may have dots.

    >>> locate("colorsys:rgb_to_yiq").__name__
    'rgb_to_yiq'
    >>> locate("colorsys:rgb_to_yik")
    Traceback (most recent call last):
    ...
    s2sad.errors.TargetError: colorsys has no 'rgb_to_yik'; did you mean 'rgb_to_yiq'?
    """
    place, colon, name = target.rpartition(":")
    if not colon or not place or not name:
        raise TargetError(f"{target!r} is no target: write file.py:name or package.module:name")
    is_file = place.endswith(".py") or "/" in place or "\\" in place
    found: Any = _from_file(place) if is_file else _from_module(place)
    for part in name.split("."):
        found = _member(found, part, place)
    return found


def _member(owner: Any, part: str, place: str) -> Any:
    try:
        return getattr(owner, part)
    except AttributeError:
        names = [n for n in vars(owner) if callable(getattr(owner, n, None))] if hasattr(owner, "__dict__") else []
        raise TargetError(f"{place} has no {part!r}{nearest(part, names)}") from None


def _from_file(place: str) -> ModuleType:
    path = Path(place)
    if not path.is_file():
        beside = [str(path.parent / p.name) for p in path.parent.glob("*.py")] if path.parent.is_dir() else []
        raise TargetError(f"there is no file {place!r}{nearest(str(path), beside)}")
    name, root = _module_name(path.resolve())
    with _path_first(root):
        if name in sys.modules and getattr(sys.modules[name], "__file__", None) == str(path.resolve()):
            return sys.modules[name]
        return _load(name, path.resolve()) if "." not in name else _run_import(name, place)


def _module_name(path: Path) -> tuple[str, Path]:
    """The dotted name of a file inside packages, so that its relative imports work, and the folder to import from."""
    parts, folder = [path.stem], path.parent
    while (folder / "__init__.py").is_file():
        parts.insert(0, folder.name)
        folder = folder.parent
    return ".".join(parts), folder


def _load(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise TargetError(f"{path} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    taken = sys.modules.get(name)
    if taken is None:
        sys.modules[name] = module  # dataclasses and pickle look a module up by its name
    try:
        spec.loader.exec_module(module)
    except BaseException as error:
        if taken is None:
            del sys.modules[name]
        raise _failed(str(path), error) from error
    return module


def _from_module(place: str) -> ModuleType:
    with _path_first(Path.cwd()):
        return _run_import(place, place)


def _run_import(name: str, place: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        missing = error.name or name
        raise TargetError(f"there is no module {missing!r}{nearest(missing, sys.modules)}") from None
    except Exception as error:
        raise _failed(place, error) from error


def _failed(place: str, error: BaseException) -> BaseException:
    """Only what the user can stop goes through as it is."""
    if isinstance(error, Exception):
        return TargetError(f"importing {place} raised {type(error).__name__}: {error}")
    return error


@contextlib.contextmanager
def _path_first(folder: Path) -> Any:
    """Let the file import what stands beside it."""
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        with contextlib.suppress(ValueError):
            sys.path.remove(str(folder))
