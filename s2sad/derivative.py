"""The object that users call: a derivative, compiled for each signature of its arguments at the first call with it."""

from __future__ import annotations

import contextlib
import pickle
import threading
import types
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from s2sad.arguments import Known, argument_types, converted, known_objects, plain_key, taken_apart, texts_in
from s2sad.callee import Callee, Given, Shape, callee_of
from s2sad.compiled import Compiled, Key, portable, restored
from s2sad.core.records import replace
from s2sad.counts import asks_for_values, known_counts, trials, values_of
from s2sad.errors import ArgumentTypeError, NotSupportedError, S2sadError, SignatureError, SourceError, nearest
from s2sad.request import Request, Wrt, label_of, signature_of_form, tails
from s2sad.seeds import check_outline, check_seed
from s2sad.source.trace import with_origins

if TYPE_CHECKING:
    from s2sad.guards import Guard
    from s2sad.source.read import ReadFunction
    from s2sad.source.write.module import Text

__all__ = ["Derivative"]

MANY_TEXTS = 16
COMPILING = threading.RLock()
"""One derivation at a time: threads that make the same first call get the same code."""

QUICK_KEYS = 256
GENERIC: Key = ()
MISSING = object()


class Derivative:
    """A derivative of a function: callable with the function's parameters, then the seeds of a tangent or adjoint.

    `__wrapped__` is the function; after unpickling where the function cannot be imported it is None.
    """

    __name__: str

    def __init__(self, function: Any, wrt: Wrt, form: str, has_aux: bool = False) -> None:
        label = label_of(function)
        callee = callee_of(function, wrt)
        self._set_up(function, callee.request(wrt, form, has_aux, f"{label}()"), callee, label)

    def _set_up(self, function: Any, request: Request, callee: Callee, label: str) -> None:
        self._request, self._callee, self._label = request, callee, label
        self._entries: dict[Key, Compiled] = {}
        self._quick: dict[Any, Compiled] = {}
        self._last: Compiled | None = None
        self._texts: set[tuple[str, ...]] = set()
        self._with_texts = True
        self._counts: tuple[str, ...] = ()
        self._is_weighted = request.form == "adjoint"
        self.__wrapped__ = function
        full = signature_of_form(callee.signature, request)
        self.__signature__ = callee.outside(full)
        self.__s2sad_callee__ = replace(callee, signature=full, own=callee.own or tuple(callee.signature.parameters))
        self.__name__ = self.__qualname__ = request.name_for(label)
        self.__module__ = getattr(function, "__module__", None) or __name__
        self.__doc__ = request.doc(label)
        self._tails = {} if callee.owner or callee.collects else tails(self.__signature__)

    def sweeping(self, name: str) -> Derivative:
        """The same for `name`, a function of the API that calls it several times, or the function beside it."""
        self._request = replace(self._request, swept=name)
        return self

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        if not kwargs:
            tail = self._tails.get(len(args))
            if tail is not None:
                args += tail
                entry = self._quick.get(plain_key(args))
                if entry is not None:
                    for namespace, name, value in entry.guards:
                        if namespace.get(name, MISSING) is not value:
                            break
                    else:
                        try:
                            result = entry.call(*args)
                        except Exception as error:
                            if self._is_weighted:
                                check_outline(args[-1], entry.text.value, "value_bar", "value")
                            raise with_origins(error)  # noqa: B904 - it is the same error, with the cause it has
                        if self._is_weighted:
                            check_seed(args[-1], result[0], "value_bar", "value")
                        return result
        return self._call_slowly(args, kwargs)

    def _call_slowly(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        return self.call_given(self._callee.bind(self._request, args, kwargs, self.__name__))

    def call_given(self, given: Given) -> Any:
        """Call with arguments and seeds that were bound to the function's parameters."""
        arguments, seeds = converted(given.arguments, given.seeds, self._request)
        entry = self._compiled(arguments, given.shape)
        if self._tails and all(made[n] is old[n] for made, old in _pairs(given, arguments, seeds) for n in old):
            self._remember((*arguments.values(), *seeds.values()), entry)
        try:
            result = entry.invoke({**arguments, **seeds})
        except Exception:
            if self._is_weighted:
                check_outline(next(iter(seeds.values())), entry.text.value, "value_bar", "value")
            raise
        if self._is_weighted:
            check_seed(next(iter(seeds.values())), result[0], "value_bar", "value")
        return result

    def call_with_seeds(self, args: tuple[Any, ...], seeds: tuple[Any, ...]) -> Any:
        """Call with the function's own arguments, then the seeds, whatever defaults the function has."""
        given = self._callee.bind_own(self._request, args, {}, self._label)
        return self.call_given(replace(given, seeds=dict(zip(self.seeds, seeds, strict=True))))

    def bind_own(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Given:
        """The arguments of the function itself, for `call_given`."""
        return self._callee.bind_own(self._request, args, kwargs, self._label)

    def _remember(self, values: tuple[Any, ...], entry: Compiled) -> None:
        key = plain_key(values) if not self.counts else None
        if key is not None:
            if len(self._quick) >= QUICK_KEYS:
                self._quick.clear()
            self._quick[key] = entry

    def _compiled(self, arguments: Mapping[str, Any], shape: Shape | None = None) -> Compiled:
        """The specialisation for these arguments, made if there is none or if what it was built from has changed."""
        from s2sad.types.values import signature_keys

        try:
            texts = texts_in(arguments) if self._with_texts else ()
            known = (*map(id, known_objects(arguments)), *texts)
            counts = values_of(arguments, self.counts)
            key: Key = (shape, tuple(arguments), signature_keys(arguments.values()), counts, *known)
        except RecursionError:
            raise ArgumentTypeError(f"an argument of {self._label}() holds itself: pass what is needed of it") from None
        entry = self._entries.get(key)
        if entry is None or not entry.follows():
            with COMPILING:
                entry = self._entries.get(key)
                if entry is None or not entry.follows():
                    if texts and self._has_too_many_texts(texts):
                        return self._compiled(arguments, shape)
                    made = self._built(arguments, shape)
                    if values_of(arguments, self.counts) != counts:
                        return self._compiled(arguments, shape)
                    entry = self._entries[key] = made
        self._last = entry
        return entry

    @property
    def counts(self) -> tuple[str, ...]:
        """The parameters of which the values are known, as they are of the function that this is a derivative of."""
        inner: Any = self.__wrapped__
        return self._counts + inner.counts if isinstance(inner, Derivative) else self._counts

    def _built(self, arguments: Mapping[str, Any], shape: Shape | None) -> Compiled:
        """The specialisation; where a rule asks for the value of a whole number, that is known from now on."""
        before = self._counts
        try:
            return self._build(arguments, shape)
        except NotSupportedError as refusal:
            for names in trials(arguments, self._request) if asks_for_values(refusal) and not before else ():
                self._counts = names
                self._quick.clear()
                with contextlib.suppress(NotSupportedError):
                    return self._build(arguments, shape)
            self._counts = before
            raise

    def _has_too_many_texts(self, texts: tuple[str, ...]) -> bool:
        """A string may say what is computed, or be a label that changes with every call: then it is not looked at."""
        self._texts.add(texts)
        self._with_texts = len(self._texts) <= MANY_TEXTS
        return not self._with_texts

    def _build(self, arguments: Mapping[str, Any] | None, shape: Shape | None = None) -> Compiled:
        """Derive and load; without arguments, for arguments of any type."""
        if self.__wrapped__ is None:
            return self._without_function()
        read, inherited = self._source(arguments, shape)
        return self._made(read, inherited, self._known_types(arguments), known_objects(arguments or {}))

    def _made(
        self,
        read: ReadFunction,
        inherited: tuple[Guard, ...],
        types: Mapping[str, Any] | None,
        objects: tuple[Any, ...],
    ) -> Compiled:
        from s2sad import pipeline
        from s2sad.core.program import Program
        from s2sad.guards import free_objects, looked_up

        seen = Program()
        text = pipeline.derive(read, self._request, types, seen)
        guards = (*free_objects(read, objects, seen.assigned), *looked_up(seen.reads, seen.assigned))
        guards += tuple(guard for inner in seen.derivatives for guard in inner.guards)
        fixed = {**read.bound, **({read.self_name: read.bound_self} if read.self_name else {})}
        return Compiled(text, self._request.name_for(read.name), fixed, (*inherited, *guards), objects)

    def for_specs(self, specs: Mapping[str, Any], key: Key) -> Compiled:
        """The specialisation for arguments of which the derivation of another function knows what they are."""
        from s2sad.source.read import read

        with COMPILING:
            key = ("specs", *key)
            entry = self._entries.get(key)
            if entry is None or not entry.follows():
                inner: Any = self.__wrapped__
                inherited: tuple[Guard, ...] = ()
                if isinstance(inner, Derivative):
                    own = {name: kind for name, kind in specs.items() if name not in inner.seeds}
                    of_inner = inner.for_specs(own, key[1:])
                    got, inherited = read(of_inner.readable), of_inner.guards
                else:
                    got = self._callee.read()
                entry = self._entries[key] = self._made(got, inherited, specs, (specs,))
        return entry

    def _known_types(self, arguments: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        """The types of the arguments; without any, that of the self of a bound method alone."""
        if arguments is None:
            arguments = dict(zip(self._callee.signature.parameters, self._callee.owner, strict=False))
        if not arguments:
            return None
        kinds = known_counts(argument_types(arguments, self._with_texts), arguments, self._counts)
        return taken_apart(kinds, self._request)

    def _source(
        self, arguments: Mapping[str, Any] | None, shape: Shape | None = None
    ) -> tuple[ReadFunction, tuple[Guard, ...]]:
        from s2sad.source.read import read

        inner = self.__wrapped__
        if isinstance(inner, Derivative):
            entry = inner.generic() if arguments is None else inner._entry_for(arguments, shape)
            return read(entry.readable), entry.guards
        return self._callee.read(shape), ()

    def _entry_for(self, arguments: Mapping[str, Any], shape: Shape | None) -> Compiled:
        """The specialisation for the function's own arguments among these, the seeds left aside."""
        seeds = set(self.seeds)
        return self._compiled({name: value for name, value in arguments.items() if name not in seeds}, shape)

    def _without_function(self) -> Compiled:
        entry = self._entries.get(GENERIC)
        if entry is None:
            raise SourceError(
                f"{self.__name__} was pickled for other types of arguments, and {self._label}() cannot be imported here"
            )
        return entry

    def generic(self) -> Compiled:
        """The specialisation for arguments of any type."""
        with COMPILING:
            entry = self._entries.get(GENERIC)
            if entry is None or not entry.follows():
                entry = self._entries[GENERIC] = self._build(None)
        return entry

    @property
    def wrt(self) -> tuple[str, ...]:
        """The parameters that it is the derivative in."""
        return self._request.wrt

    @property
    def label(self) -> str:
        """The name of the function."""
        return self._label

    @property
    def seeds(self) -> tuple[str, ...]:
        """The parameters of a tangent or adjoint beyond the function's own."""
        names = self._callee.signature.parameters
        return tuple(name for name in self.__signature__.parameters if name not in names)

    @property
    def has_owner(self) -> bool:
        """Whether it is in the self of a method, which callers do not pass."""
        return bool(self._callee.owner)

    @property
    def called(self) -> bool:
        return self._last is not None

    @property
    def source(self) -> str:
        """The generated module: of the last call, or before the first call for arguments of any type."""
        return (self._last or self.generic()).text.source

    def source_for(self, args: str | None = None) -> str:
        """The generated module for arguments of the types written in `args`, as in ``"d: f8[21], xs: float"``."""
        return self._text_for(args).source

    def standalone(self, args: str | None = None) -> str:
        """`source_for`, or a NotSupportedError that names what the module would miss in another process."""
        return self._text_for(args).standalone()

    def _text_for(self, args: str | None) -> Text:
        from s2sad import pipeline

        if args is None:
            return self.generic().text
        with COMPILING:
            return pipeline.derive(self._source(None)[0], self._request, self._types(args))

    def stage(self, name: str, args: str | None = None) -> str:
        """What stands after a stage of the way: core, facts, derived, tidied or source."""
        from s2sad import pipeline

        with COMPILING:
            return pipeline.stages(self._source(None)[0], self._request, self._types(args))[name]

    def explain(self, args: str | None = None) -> str:
        """Statement by statement what is active, then what is on the tape and why, then what was left out."""
        from s2sad import pipeline

        with COMPILING:
            return str(pipeline.explain(self._source(None)[0], self._request, self._types(args)))

    def _types(self, args: str | None) -> Mapping[str, Any] | None:
        from s2sad.types.parse import Literal, parse_types

        known = self._known_types(None)
        if args is None:
            return known
        found = parse_types(args)
        for name in found:
            if name not in self._callee.shown.parameters:
                raise SignatureError(
                    f"{self._label}() has no parameter {name!r}{nearest(name, self._callee.shown.parameters)}"
                )
        kinds = {name: Known(kind.value) if isinstance(kind, Literal) else kind for name, kind in found.items()}
        return {**(known or {}), **taken_apart(kinds, self._request)}

    def __s2sad_function__(self, arguments: Mapping[str, Any] | None = None) -> Callable[..., Any]:
        """The generated function itself, to be read and derived again."""
        return (self.generic() if arguments is None else self._compiled(arguments)).readable

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        return self if instance is None else types.MethodType(self, instance)

    def __repr__(self) -> str:
        wrt = ", ".join(self._request.wrt)
        return f"<{self._request.form} of {self._label} with respect to {wrt}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickled, (self._state(),)

    def _state(self) -> dict[str, Any]:
        """Texts by signature; the function itself only as bytes, which need not be readable elsewhere."""
        with contextlib.suppress(S2sadError):
            self.generic()
        function = b""
        with contextlib.suppress(Exception):
            function = pickle.dumps((self.__wrapped__, self._callee))
        return {
            "request": self._request,
            "callee": replace(self._callee, function=None, owner=()),
            "label": self._label,
            "function": function,
            "entries": self._portable_entries(needed=not function),
            "counts": self._counts,
        }

    def _portable_entries(self, needed: bool) -> dict[Key, Any]:
        """What can travel; where the function itself cannot, one that reads what cannot be pickled is an error."""
        entries = {}
        for key, entry in self._entries.items():
            with contextlib.nullcontext() if needed else contextlib.suppress(pickle.PicklingError):
                if not entry.objects:
                    entries[key] = (portable(entry.text), entry.name, entry.fixed)
        return entries


def _unpickled(state: dict[str, Any]) -> Derivative:
    made = object.__new__(Derivative)
    function, callee = None, state["callee"]
    with contextlib.suppress(Exception):
        function, callee = pickle.loads(state["function"])
    made._set_up(function, state["request"], callee, state["label"])
    made._counts = state["counts"]
    made._entries = {
        key: Compiled(restored(text), name, fixed) for key, (text, name, fixed) in state["entries"].items()
    }
    return made


def _pairs(given: Given, arguments: Mapping[str, Any], seeds: Mapping[str, Any]) -> tuple[Any, ...]:
    return (arguments, given.arguments), (seeds, given.seeds)
