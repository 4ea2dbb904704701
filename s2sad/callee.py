"""How a function is called: what its callers see of it, and what the derivation is given for it."""

from __future__ import annotations

import inspect
import types
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from s2sad.core.records import dataclass, field, replace
from s2sad.errors import SignatureError, WrtError
from s2sad.paths import Path, parse_path
from s2sad.request import Request, Wrt, bind, call, request_for, signature_of_form

if TYPE_CHECKING:
    from s2sad.source.read import ReadFunction

__all__ = ["Callee", "Given", "Shape", "callee_of"]

COLLECTING = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


@dataclass(frozen=True)
class Shape:
    """Which arguments a call gives by position, and which by keyword."""

    positional: tuple[str, ...]
    keywords: tuple[str, ...]


@dataclass(frozen=True)
class Given:
    """The arguments of a call by parameter, and apart from them its seeds.

    `shape` is that of the call where the function collects its arguments and is free to see how they are given.
    """

    arguments: Mapping[str, Any]
    seeds: Mapping[str, Any] = field(default_factory=dict)
    shape: Shape | None = None


@dataclass(frozen=True)
class Callee:
    """A function as it is derived.

    Attributes
    ----------
    function : what is read; of a bound method whose self is in `wrt`, the function of the class.
    signature : of all its parameters, also that of `owner`; a wrapper that collects its arguments
        (``*args, **kwargs``) has that of the function it wraps.
    owner : the self of a bound method where it is in `wrt`: an argument that callers do not pass.
    own : the parameters of the function itself, where it is a derivative and so has seeds.
    collects : whether it is such a wrapper.
    """

    function: Any
    signature: inspect.Signature
    owner: tuple[Any, ...] = ()
    own: tuple[str, ...] = ()
    collects: bool = False

    @property
    def shown(self) -> inspect.Signature:
        """What callers see."""
        return self.outside(self.signature)

    @property
    def owner_name(self) -> str:
        return next(iter(self.signature.parameters)) if self.owner else ""

    def outside(self, signature: inspect.Signature) -> inspect.Signature:
        """A signature without the self that callers do not pass."""
        return signature.replace(parameters=list(signature.parameters.values())[len(self.owner) :])

    def request(self, wrt: Wrt, form: str, has_aux: bool = False, of: str = "the function") -> Request:
        return request_for(self.shown, wrt, form, has_aux=has_aux, of=of, owner=self.owner_name)

    def bind(self, request: Request, args: tuple[Any, ...], kwargs: Mapping[str, Any], name: str) -> Given:
        """The arguments of a call of a derivative, defaults included."""
        signature = signature_of_form(self.signature, request)
        args = (*self.owner, *args)
        if self.collects:
            return self._bind_as_given(signature, request, args, kwargs, name)
        return self.split(bind(signature, args, kwargs, name))

    def bind_own(self, request: Request, args: tuple[Any, ...], kwargs: Mapping[str, Any], name: str) -> Given:
        """The arguments of a call of the function itself."""
        args = (*self.owner, *args)
        if self.collects:
            return self._bind_as_given(self.signature, request, args, kwargs, name)
        return Given(bind(self.signature, args, kwargs, name))

    def split(self, arguments: Mapping[str, Any]) -> Given:
        names = self.signature.parameters
        seeds = {name: value for name, value in arguments.items() if name not in names}
        return Given({name: value for name, value in arguments.items() if name in names}, seeds)

    def _bind_as_given(
        self,
        signature: inspect.Signature,
        request: Request,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
        name: str,
    ) -> Given:
        """What a wrapper is given is what the call says: no default is filled in but what `wrt` asks for."""
        known = {key: value for key, value in kwargs.items() if key in signature.parameters}
        more = {key: value for key, value in kwargs.items() if key not in known}
        try:
            bound = signature.bind(*args, **known).arguments
        except TypeError as error:
            raise SignatureError(f"{name}{self.outside(signature)}: {error}") from None
        own = self.own or tuple(self.signature.parameters)
        arguments: dict[str, Any] = {}
        positional: list[str] = []
        for key, value in bound.items():
            if key in own and self.signature.parameters[key].kind is inspect.Parameter.VAR_POSITIONAL:
                rest = {f"{key}_{k}": item for k, item in enumerate(value)}
                arguments |= rest
                positional += rest
            elif key in self.signature.parameters:
                arguments[key] = value
                positional += [key] * (key in own and key not in known)
        for key in self._asked_defaults(request, bound):
            arguments[key] = self.signature.parameters[key].default
        keywords = [key for key in arguments if key in own and key not in positional]
        seeds = {key: value for key, value in bound.items() if key not in self.signature.parameters}
        return Given({**arguments, **more}, seeds, Shape(tuple(positional), (*keywords, *more)))

    def _asked_defaults(self, request: Request, bound: Mapping[str, Any]) -> list[str]:
        """The parameters of `wrt` that a call leaves to their defaults."""
        found = []
        for path in request.paths:
            parameter = self.signature.parameters[path.root]
            if parameter.kind in COLLECTING:
                raise WrtError(f"{path.root!r} collects arguments: name one of them, such as '{path.root}[0]'")
            if path.root not in bound and path.root not in found:
                found.append(path.root)
                if parameter.kind is parameter.POSITIONAL_ONLY:
                    raise WrtError(f"wrt asks for {path.root!r}, which this call leaves to its default: pass it")
        return found

    def call(self, given: Given, arguments: Mapping[str, Any] | None = None) -> Any:
        """The function itself with these arguments, in the way in which they are given."""
        values = given.arguments if arguments is None else arguments
        hidden = len(self.owner) if self.own else 0  # a derivative has its owner by itself
        if given.shape is None:
            return call(self.function, self.shown if self.own else self.signature, values)
        args = [values[name] for name in given.shape.positional[hidden:]]
        seeds = [name for name in self.signature.parameters if self.own and name not in self.own]
        return self.function(*args, **{name: values[name] for name in (*given.shape.keywords, *seeds)})

    def read(self, shape: Shape | None = None) -> ReadFunction:
        """The function to lower; a wrapper that collects its arguments, as it is called."""
        from s2sad.source.read import read

        if not self.collects:
            return read(self.function)
        from s2sad.source.spell import spelled

        made = self.usual if shape is None else shape
        return spelled(self.function, made.positional, made.keywords, self.signature)

    @property
    def usual(self) -> Shape:
        """A call with all parameters, those by keyword that have to be."""
        parameters = [p for p in self.signature.parameters.values() if p.kind not in COLLECTING]
        return Shape(
            tuple(p.name for p in parameters if p.kind is not p.KEYWORD_ONLY),
            tuple(p.name for p in parameters if p.kind is p.KEYWORD_ONLY),
        )


def callee_of(function: Any, wrt: Wrt) -> Callee:
    """How to derive `function` in `wrt`.

    >>> callee_of(lambda *args: args[0], 0).signature
    <Signature (*args)>
    """
    derived = getattr(function, "__s2sad_callee__", None)
    if isinstance(derived, Callee):  # a derivative: its function and its seeds
        return replace(derived, function=function)
    seen = _signature(function)
    unbound, owner = _unbound(function)
    if owner and _is_asked(seen, wrt, unbound):
        function = unbound
        seen = _signature(unbound)
    else:
        owner = ()
    wrapped = _wrapped_signature(function)
    collects = wrapped is not None and _collects(seen)
    return Callee(function, wrapped if wrapped is not None and collects else seen, owner, (), collects)


def _signature(function: Any) -> inspect.Signature:
    """What the function itself takes, as far as its source goes: a decorator's wrapper stands for itself."""
    if isinstance(function, (types.FunctionType, types.MethodType)):
        return inspect.signature(function, follow_wrapped=False)
    from s2sad.source.read import read

    return read(function).signature


def _collects(signature: inspect.Signature) -> bool:
    return any(p.kind in COLLECTING for p in signature.parameters.values())


def _wrapped_signature(function: Any) -> inspect.Signature | None:
    """The signature of what a wrapper says that it wraps; None where it says nothing."""
    if inspect.unwrap(function) is function and inspect.unwrap(getattr(function, "func", function)) is function:
        return None
    try:
        return inspect.signature(function)
    except (TypeError, ValueError):
        return None


def _unbound(function: Any) -> tuple[Any, tuple[Any, ...]]:
    """The function of a bound method or of a callable object, and its self."""
    if isinstance(function, types.MethodType) and isinstance(function.__func__, types.FunctionType):
        return function.__func__, (function.__self__,)
    run = inspect.getattr_static(type(function), "__call__", None)
    if isinstance(run, types.FunctionType):
        return run, (function,)
    return function, ()


def _is_asked(signature: inspect.Signature, wrt: Wrt, unbound: Any) -> bool:
    """Whether `wrt` leads into the self of a method, which callers do not pass."""
    items = wrt if isinstance(wrt, (tuple, list)) else (wrt,)
    paths: list[Path] = [parse_path(item) for item in items if isinstance(item, str)]
    first = next(iter(inspect.signature(unbound).parameters), "")
    return any(path.root == first and path.root not in signature.parameters for path in paths)
