"""The names of the generated module: imports, copied globals, helpers, and the live objects behind them."""

from __future__ import annotations

import ast
import builtins
import importlib.util
import re
import sys
from collections.abc import Callable, Collection, Mapping
from types import ModuleType

from s2sad.calculus import registry
from s2sad.core.program import Program
from s2sad.source.write.globals import array_literal_of, definition_of, literal_of, module_of, part_of
from s2sad.source.write.intrinsics import INTRINSICS

__all__ = ["ModuleNames"]


class ModuleNames:
    """Hands out the names of the module level, never one of `taken` (the parameters), and remembers what they need.

    >>> names = ModuleNames(Program(), taken={"np"})
    >>> ast.unparse(names.function("numpy.linalg.solve")), names.imports
    ('np_1.linalg.solve', {'import numpy as np_1': None})
    """

    def __init__(self, program: Program, taken: Collection[str], files: Collection[str] = ()) -> None:
        self.program, self.files = program, files
        self.taken = set(taken)
        self.names: dict[str, str] = {}
        self.imports: dict[str, None] = {}
        self.constants: dict[str, None] = {}
        self.intrinsics: dict[str, None] = {}
        self.namespace: dict[str, object] = {}
        self.builtins: set[str] = set()
        self.missing: dict[str, None] = {}

    def printed(self) -> frozenset[str]:
        """All names that the module level has so far, builtins that it reads included."""
        return frozenset(self.names.values()) | self.builtins

    def named(self, key: str, base: str, make: Callable[[str], None]) -> str:
        """The printed name of `key`; the first time, choose one and let `make` note what it needs."""
        if key not in self.names:
            name, digit = base, 0
            while name in self.taken or name in self.names.values():
                digit += 1
                name = f"{base}_{digit}"
            self.names[key] = name
            make(name)
        return self.names[key]

    def own(self, function: str, base: str) -> str:
        """The printed name of another function of the program."""
        return self.named("@" + function, base, lambda name: None)

    # -- what expressions ask for -----------------------------------------------------------------

    def numpy(self) -> ast.expr:
        return self.module("numpy", "np")

    def module(self, path: str, alias: str = "") -> ast.expr:
        """An expression for a module, which gets an import."""
        root = alias or path.partition(".")[0]
        if "." in path and not alias and f"module {root}" not in self.names and root not in self.taken:
            return self._submodule(path, root)
        if "." in path and not alias:
            return self._submodule(path, root) if root not in self.taken else self.module(path, path.replace(".", "_"))
        return ast.Name(self.named(f"module {path}", root, self._importing(path)), ast.Load())

    def _importing(self, path: str) -> Callable[[str], None]:
        def make(name: str) -> None:
            self.imports[f"import {path}" + ("" if name == path else f" as {name}")] = None

        return make

    def _submodule(self, path: str, root: str) -> ast.expr:
        name = self.named(f"module {root}", root, lambda name: None)
        if name != root:
            return self.module(path, path.replace(".", "_"))
        self.imports[f"import {path}"] = None
        return _dotted(ast.Name(root, ast.Load()), path.split(".")[1:])

    def function(self, prim: str) -> ast.expr:
        """An expression for a primitive or function by its dotted name."""
        home, _, name = prim.rpartition(".")
        if prim.startswith("@"):
            return ast.Name(self.own(prim[1:], prim[1:].partition("@")[0]), ast.Load())
        if home == "builtins":
            return self._builtin(name)
        if home == "s2sad":
            return ast.Name(self._intrinsic(name), ast.Load())
        if prim.startswith("numpy."):
            return _dotted(self.numpy(), prim.split(".")[1:])
        if prim in registry.LIVE and home in sys.modules and home != "__main__" and self._is_free_for(name, prim):
            return ast.Name(self._global(name, registry.LIVE[prim]), ast.Load())
        path = None if "<" in prim else _module_path(prim)
        if path is None:
            return self._live(prim)
        return _dotted(self.module(path), prim[len(path) + 1 :].split("."))

    def _is_free_for(self, name: str, prim: str) -> bool:
        """Whether a name can stand for a function of the user that has a rule: no other object has it here."""
        printed = self.names.get(f"free {name}", "")
        known = (self.program.frees.get(name), self.namespace.get(printed))
        return all(obj is None or obj is registry.LIVE[prim] for obj in known)

    def _builtin(self, name: str) -> ast.expr:
        if name in self.taken:
            return _dotted(self.module("builtins"), [name])
        self.builtins.add(name)
        return ast.Name(name, ast.Load())

    def _intrinsic(self, name: str) -> str:
        def make(printed: str) -> None:
            self.intrinsics[name] = None
            if "np." in INTRINSICS[name]:
                self.numpy()

        return self.named(f"s2sad.{name}", f"_{name}", make)

    def _live(self, prim: str) -> ast.expr:
        """A function that no import can reach: the running process has it."""
        name = prim.rpartition(".")[2]
        obj = registry.LIVE.get(prim) or self.program.frees.get(prim, self.program.frees.get(name, _resolve(prim)))

        def make(printed: str) -> None:
            self.namespace[printed] = obj
            self.missing[printed] = None

        return ast.Name(self.named(f"live {prim}", name, make), ast.Load())

    # -- free names of the user -------------------------------------------------------------------

    def free(self, text: str) -> ast.expr:
        """An expression for a free name of the user's function."""
        if text.startswith("@"):
            return self.function(text)
        root, *rest = text.split(".")
        obj = self.program.frees.get(text, getattr(builtins, text, None))
        if text not in self.program.frees and hasattr(builtins, text):
            return self._builtin(text)
        if isinstance(obj, ModuleType):
            return self._module_object(obj, text)
        if rest and root == "np":
            return _dotted(self.numpy(), rest)
        owner = self.program.frees.get(root)
        if rest and isinstance(owner, ModuleType) and all(part.isidentifier() for part in rest):
            return _dotted(self._module_object(owner, root), rest)
        if obj is getattr(builtins, text, self):
            return self._builtin(text)
        return ast.Name(self._global(text, obj), ast.Load())

    def _module_object(self, module: ModuleType, text: str) -> ast.expr:
        if module.__name__ == "numpy":
            return self.numpy()
        root = text if text.isidentifier() else module.__name__.rpartition(".")[2]

        return ast.Name(self.named(f"module {module.__name__}", root, self._importing(module.__name__)), ast.Load())

    def _global(self, text: str, obj: object) -> str:
        """A global of the user: copied where its definition stands by itself, else imported, else only live."""

        def make(name: str) -> None:
            self.namespace[name] = obj
            found = definition_of(text, obj, self.files) if name == text else None
            if found is not None:
                for line in found.imports:
                    self.imports[line] = None
                for line in found.lines:
                    self.constants[line] = None
                return
            literal = literal_of(obj)
            module = module_of(text, obj, self.files)
            if literal is not None:
                self._literal(name, literal)
            elif module is not None:
                home, attribute = module
                self.imports[f"from {home} import {attribute}" + (f" as {name}" if name != attribute else "")] = None
            else:
                self._copied(name, text, obj)

        return self.named(f"free {text}", re.sub(r"\W+", "_", text).strip("_") or "free", make)

    def _copied(self, name: str, text: str, obj: object) -> None:
        """A part of a global is read from it, a small array copied; anything else only the running process has."""
        part, literal = part_of(text, obj, self.files), array_literal_of(obj)
        if part is not None and part[1] not in self.taken and part[1] not in self.names.values():
            self.imports[f"from {part[0]} import {part[1]}"] = None
            self.constants[f"{name} = {text}"] = None
        elif literal is not None:
            self._literal(name, literal)
        else:
            self.missing[name] = None

    def _literal(self, name: str, literal: str) -> None:
        if "np." in literal:
            numpy = ast.unparse(self.numpy())
            literal = literal.replace("np.", f"{numpy}.")
        self.constants[f"{name} = {literal}"] = None

    def helpers(self) -> list[str]:
        """The text of the helper functions that are used."""
        numpy = self.names.get("module numpy", "np")
        texts = []
        for name in INTRINSICS:
            if name in self.intrinsics:
                text = re.sub(r"\bnp\b", numpy, INTRINSICS[name])
                texts.append(text.replace(f"def _{name}(", f"def {self.names[f's2sad.{name}']}("))
        return texts


def _dotted(root: ast.expr, names: Collection[str]) -> ast.expr:
    for name in names:
        root = ast.Attribute(root, name, ast.Load())
    return root


def _resolve(prim: str) -> object:
    module, *names = prim.split(".")
    found: object = sys.modules.get(module)
    for name in names:
        found = getattr(found, name, None)
    return found


def _module_path(prim: str, modules: Mapping[str, ModuleType] = sys.modules) -> str | None:
    """The longest part of a dotted name that can be imported."""
    parts = prim.split(".")
    for size in range(len(parts) - 1, 0, -1):
        path = ".".join(parts[:size])
        if path == "__main__":
            return None
        if path in modules:
            return path
        try:
            if importlib.util.find_spec(path) is not None:
                return path
        except (ImportError, ValueError, AttributeError):
            continue
    return None
