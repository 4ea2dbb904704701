"""Paths into arguments: ``self.weights``, ``params['w']``, ``layers[0].bias``, ``theta[2:5]``."""

from __future__ import annotations

import ast
import functools
import keyword
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from s2sad.core.records import dataclass, field
from s2sad.errors import WrtError, nearest
from s2sad.leaves import fields_of, with_field

__all__ = ["Path", "Step", "parse_path", "split_paths"]

EXAMPLES = "a name, or a path such as params['w'], layers[0].bias, theta[2:5]"


@dataclass(frozen=True)
class Step:
    """One step of a path: an attribute, or an item under a key or index."""

    key: Any
    attribute: bool = False

    @property
    def is_index(self) -> bool:
        """Whether it can pick entries of an array: integers, slices, None, Ellipsis, and tuples of them."""
        parts = self.key if isinstance(self.key, tuple) else (self.key,)
        return not self.attribute and all(_is_index(part) for part in parts)


def _is_index(part: Any) -> bool:
    if isinstance(part, slice):
        return all(bound is None or type(bound) is int for bound in (part.start, part.stop, part.step))
    return part is None or part is Ellipsis or type(part) is int


@dataclass(frozen=True)
class Path:
    """A parameter, and the steps that lead from its argument to the part that is meant."""

    text: str
    root: str = field(compare=False)
    steps: tuple[Step, ...] = field(compare=False)

    def get(self, arguments: Mapping[str, Any]) -> Any:
        """The part of the arguments that the path leads to.

        >>> parse_path("params['w'][1:]").get({"params": {"w": [1.0, 2.0, 3.0]}})
        [2.0, 3.0]
        """
        return [value for _, value in self._way(arguments)][-1]

    def put(self, arguments: Mapping[str, Any], part: Any) -> dict[str, Any]:
        """The arguments with another part in that place; what is on the way there is copied.

        >>> parse_path("p[0]").put({"p": (1.0, 2.0)}, 5.0)
        {'p': (5.0, 2.0)}
        """
        way = [value for _, value in self._way(arguments)]
        for value, step in zip(reversed(way[:-1]), reversed(self.steps), strict=True):
            part = _with_part(value, step, part)
        return {**arguments, self.root: part}

    def _way(self, arguments: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        place, value = self.root, arguments[self.root]
        yield place, value
        for step in self.steps:
            value = _part(value, step, place)
            place += f".{step.key}" if step.attribute else f"[{_shown(step.key)}]"
            yield place, value

    @property
    def name(self) -> str:
        """A name for a seed of the part.

        >>> parse_path("self.layers[0].bias").name, parse_path("params['w']").name, parse_path("theta[2:5]").name
        ('layers_0_bias', 'params_w', 'theta')
        """
        parts = [self.root, *(str(step.key) for step in self.steps if type(step.key) in (str, int))]
        if parts[0] == "self" and len(parts) > 1:
            parts = parts[1:]
        name = "_".join(part for part in parts if part.isidentifier() or part.isdigit())
        return name if name.isidentifier() and not keyword.iskeyword(name) else self.root

    def covers(self, other: Path) -> bool:
        """Whether the other path leads into the part that this one leads to."""
        mine, theirs = self.steps, other.steps[: len(self.steps)]
        return self.root == other.root and mine == theirs


def _part(value: Any, step: Step, place: str) -> Any:
    if step.attribute:
        return _attribute(value, step.key, place)
    if isinstance(value, dict):
        if step.key not in value:
            raise WrtError(f"{place} has no key {step.key!r}{_near(step.key, value)}")
        return value[step.key]
    if not isinstance(value, (np.ndarray, list, tuple)):
        raise WrtError(f"{place} is a {type(value).__name__}, which has no items: wrt cannot be a part of it")
    if not step.is_index:
        raise WrtError(f"{place} is a {type(value).__name__}: its items are named by integers and slices")
    try:
        return value[step.key]
    except (IndexError, TypeError) as error:
        raise WrtError(f"{place}[{_shown(step.key)}]: {error}") from None


def _attribute(value: Any, name: str, place: str) -> Any:
    names = fields_of(value)
    if names is None:
        raise WrtError(f"{place} is a {type(value).__name__}: s2sad knows no attributes of it to differentiate in")
    if name not in names:
        why = " that is stored: a property is computed, name what it is computed from" * hasattr(type(value), name)
        raise WrtError(f"{place} has no attribute {name!r}{why}{_near(name, names)}")
    return getattr(value, name)


def _near(key: Any, known: Any) -> str:
    names = [str(name) for name in known]
    return nearest(str(key), names) or (f"; it has {', '.join(map(repr, known))}" if 0 < len(names) < 9 else "")


def _with_part(value: Any, step: Step, part: Any) -> Any:
    if step.attribute:
        return with_field(value, step.key, part)
    if isinstance(value, np.ndarray):
        made = value.astype(np.result_type(value, part))
        made[step.key] = part
        return made
    if isinstance(value, dict):
        return {**value, step.key: part}
    items = list(value)
    items[step.key] = part
    if isinstance(value, list):
        return items
    return type(value)(*items) if hasattr(value, "_fields") else tuple(items)


@functools.lru_cache(maxsize=1024)
def parse_path(text: str) -> Path:
    """Read a path.

    >>> parse_path("layers[ 0 ].bias").text
    'layers[0].bias'
    """
    try:
        node = ast.parse(text.strip(), mode="eval").body
        root, steps = _read(node)
    except (SyntaxError, ValueError):
        raise WrtError(f"wrt {text!r} is not {EXAMPLES}") from None
    return Path(ast.unparse(node), root, steps)


def _read(node: ast.expr) -> tuple[str, tuple[Step, ...]]:
    if isinstance(node, ast.Name):
        return node.id, ()
    if isinstance(node, ast.Attribute):
        root, steps = _read(node.value)
        return root, (*steps, Step(node.attr, attribute=True))
    if isinstance(node, ast.Subscript):
        root, steps = _read(node.value)
        return root, (*steps, Step(_key(node.slice)))
    raise ValueError(node)


def _key(node: ast.expr) -> Any:
    if isinstance(node, ast.Slice):
        bounds = (node.lower, node.upper, node.step)
        return slice(*(None if bound is None else ast.literal_eval(bound) for bound in bounds))
    if isinstance(node, ast.Tuple):
        return tuple(_key(item) for item in node.elts)
    return ast.literal_eval(node)


def _shown(key: Any) -> str:
    if isinstance(key, slice):
        bounds = ["" if bound is None else str(bound) for bound in (key.start, key.stop, key.step)]
        return ":".join(bounds[: 2 if key.step is None else 3])
    return ", ".join(map(_shown, key)) if isinstance(key, tuple) and key else repr(key)


def split_paths(text: str) -> list[str]:
    """The paths of a text with commas between them.

    >>> split_paths("x, W[0, 1:], params['a,b']")
    ['x', 'W[0, 1:]', "params['a,b']"]
    """
    try:
        node = ast.parse(text.strip().rstrip(","), mode="eval").body
    except SyntaxError:
        return [part.strip() for part in text.split(",") if part.strip()]
    return [ast.unparse(item) for item in (node.elts if isinstance(node, ast.Tuple) else [node])]
