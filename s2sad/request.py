"""What is asked of a function: which derivative, in what, in which mode and form."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

from s2sad.core.records import dataclass
from s2sad.errors import SignatureError, WrtError, nearest
from s2sad.paths import Path, parse_path

__all__ = [
    "FORMS",
    "MODES",
    "Request",
    "Wrt",
    "bind",
    "call",
    "label_of",
    "request_for",
    "seeds",
    "signature_of_form",
    "tails",
]

Wrt = str | int | tuple[str | int, ...] | list[str | int] | None

FORMS = ("tangent", "adjoint", "derivative", "grad", "value_and_grad")
MODES = {
    "tangent": "forward",
    "derivative": "forward",
    "adjoint": "reverse",
    "grad": "reverse",
    "value_and_grad": "reverse",
}


@dataclass(frozen=True)
class Request:
    """`wrt` has the names of parameters and paths into them; `single`: it was given as one, the result comes bare.

    `swept`: which function of the API runs the derivative several times, or the function beside it.
    """

    wrt: tuple[str, ...]
    mode: str
    form: str
    has_aux: bool = False
    single: bool = True
    swept: str = ""

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(map(parse_path, self.wrt))

    def doc(self, label: str) -> str:
        """What the derivative of a function of that name says of itself."""
        return f"The {self.form} of {label} with respect to {', '.join(self.wrt)}, in {self.mode} mode."

    def name_for(self, function: str) -> str:
        """The name of the generated function.

        >>> Request(("xs",), "reverse", "grad").name_for("rs")
        'rs_grad'
        """
        return f"{function}_{self.form}"


def request_for(
    signature: inspect.Signature,
    wrt: Wrt,
    form: str,
    mode: str | None = None,
    has_aux: bool = False,
    of: str = "the function",
    owner: str = "",
) -> Request:
    """Resolve names, positions and paths in the user's signature; `owner` is the self of a bound method.

    >>> request_for(inspect.signature(lambda d, xs: xs), 1, "grad")
    Request(wrt=('xs',), mode='reverse', form='grad', has_aux=False, single=True, swept='')
    """
    if form not in FORMS:
        raise SignatureError(f"there is no form {form!r}{nearest(form, FORMS)}")
    natural = MODES[form]
    if mode not in (None, natural):
        raise SignatureError(f"the form {form!r} is made in {natural} mode, not in {mode!r}")
    if not signature.parameters and not owner:
        raise WrtError(f"{of} has no parameter to differentiate in")
    several = isinstance(wrt, (tuple, list))
    asked = wrt if isinstance(wrt, (tuple, list)) else (0 if wrt is None else wrt,)
    found = tuple(_asked(item, signature, of, owner) for item in asked)
    if not found:
        raise WrtError("wrt is empty: name at least one parameter")
    _check_apart([parse_path(text) for text in found])
    return Request(found, natural, form, has_aux, not several)


def _check_apart(paths: list[Path]) -> None:
    for k, path in enumerate(paths):
        for other in paths[:k]:
            if path == other:
                raise WrtError(f"wrt names a parameter twice: {path.text}")
            if path.covers(other) or other.covers(path):
                raise WrtError(f"wrt names a part twice: {other.text} and {path.text}")


def _asked(item: str | int, signature: inspect.Signature, of: str, owner: str) -> str:
    """The name or path that is meant."""
    if isinstance(item, str):
        return _by_name(parse_path(item), signature, of, owner)
    if isinstance(item, bool) or not isinstance(item, int):
        raise WrtError(f"wrt is a name, a position or a tuple of them, not {item!r}")
    return _by_position(item, signature, of)


def _by_name(path: Path, signature: inspect.Signature, of: str, owner: str) -> str:
    if path.root in signature.parameters or (owner and path.root == owner):
        return path.text
    for name, parameter in signature.parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            return f"{name}[{path.root!r}]{path.text[len(path.root) :]}"
    known = list(signature.parameters)
    raise WrtError(f"{of} has no parameter {path.root!r}{nearest(path.root, known) or '; it has ' + ', '.join(known)}")


def _by_position(item: int, signature: inspect.Signature, of: str) -> str:
    """The parameter at a position, or the argument that ``*args`` collects from there."""
    names = list(signature.parameters)
    for place, (name, parameter) in enumerate(signature.parameters.items()):
        if parameter.kind is parameter.VAR_POSITIONAL and item >= place:
            return f"{name}[{item - place}]"
    if not -len(names) <= item < len(names):
        raise WrtError(f"{of} has {len(names)} parameters ({', '.join(names)}): there is no position {item}")
    return names[item]


def seeds(request: Request, taken: tuple[str, ...]) -> tuple[str, ...]:
    """The parameters that a form has beyond the user's; a digit only on a clash."""
    if request.form == "tangent":
        wanted = [f"{path.name}_dot" for path in request.paths]
    else:
        wanted = ["value_bar"] if request.form == "adjoint" else []
    found: list[str] = []
    for name in wanted:
        found.append(_free(name, (*taken, *found)))
    return tuple(found)


def _free(name: str, taken: tuple[str, ...]) -> str:
    free, count = name, 0
    while free in taken:
        count += 1
        free = f"{name}_{count}"
    return free


def signature_of_form(signature: inspect.Signature, request: Request) -> inspect.Signature:
    """The user's parameters, then the seeds: keyword-only where one with a default or ``*args`` stands before.

    >>> str(signature_of_form(inspect.signature(lambda x, n=3: x), Request(("x",), "forward", "tangent")))
    '(x, n=3, *, x_dot)'
    """
    given = list(signature.parameters.values())
    last = [p for p in given if p.kind is p.VAR_KEYWORD]
    rest = [p for p in given if p.kind is not p.VAR_KEYWORD]
    plain = all(p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) and p.default is p.empty for p in rest)
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD if plain else inspect.Parameter.KEYWORD_ONLY
    extra = [inspect.Parameter(name, kind) for name in seeds(request, tuple(signature.parameters))]
    return inspect.Signature([*rest, *extra, *last])


def bind(signature: inspect.Signature, args: Sequence[Any], kwargs: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Arguments by parameter, defaults included.

    >>> bind(inspect.signature(lambda x, n=3: x), (2.0,), {}, "f")
    {'x': 2.0, 'n': 3}
    """
    try:
        bound = signature.bind(*args, **kwargs)
    except TypeError as error:
        raise SignatureError(f"{name}{signature}: {error}") from None
    bound.apply_defaults()
    return dict(bound.arguments)


def call(function: Any, signature: inspect.Signature, arguments: Mapping[str, Any]) -> Any:
    """The inverse of `bind`: call with arguments by parameter."""
    bound = signature.bind_partial()
    bound.arguments.update({name: arguments[name] for name in signature.parameters})
    return function(*bound.args, **bound.kwargs)


def tails(signature: inspect.Signature) -> dict[int, tuple[Any, ...]]:
    """By the number of positional arguments given, the defaults that complete them; empty where names are needed."""
    parameters = list(signature.parameters.values())
    if not all(p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters):
        return {}
    required = sum(p.default is p.empty for p in parameters)
    defaults = tuple(p.default for p in parameters[required:])
    return {required + k: defaults[k:] for k in range(len(defaults) + 1)}


def label_of(function: Any) -> str:
    """What a function is called where it is named."""
    name = getattr(function, "__name__", type(function).__name__)
    return "lambda_" if name == "<lambda>" else str(name)
