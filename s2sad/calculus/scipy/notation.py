"""How the tables of `scipy.special` are written: ``sp`` is the module, and a function may have several results.

Their texts may call the functions that are imported here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from s2sad.calculus.registry import rule, rule_for
from s2sad.calculus.rule import CallView, Lines, Maker
from s2sad.calculus.scipy.incomplete import beta_flow, gamma_flow
from s2sad.calculus.scipy.zeta import hurwitz_slope, riemann_slope

__all__ = [
    "are_numbers",
    "beta_flow",
    "gamma_flow",
    "hurwitz_slope",
    "of_several",
    "riemann_slope",
    "several",
    "special",
    "special_for",
    "within",
]


def special(call: str, *lines: str, adjoint: tuple[str, ...] = ()) -> None:
    """A rule in which ``sp`` is `scipy.special`."""
    rule(written_out(call), *map(written_out, lines), adjoint=tuple(map(written_out, adjoint)))


def special_for(call: str) -> Callable[[Maker], Maker]:
    """The same for a rule that depends on the call."""

    def keep(maker: Maker) -> Maker:
        def lines(call: CallView) -> Lines:
            made = maker(call)
            back = made.adjoint() if callable(made.adjoint) else made.adjoint
            return Lines(tuple(map(written_out, made.lines)), tuple(map(written_out, back)))

        rule_for(written_out(call))(lines)
        return maker

    return keep


def several(call: str, *lines: str, **slopes: tuple[str, ...]) -> None:
    """A rule for a function of several results: for each parameter the slopes of all of them."""
    special_for(call)(lambda view: of_several(view, lines, slopes))


def of_several(view: CallView, lines: tuple[str, ...], slopes: Mapping[str, tuple[str, ...]]) -> Lines:
    """The lines of such a rule; backwards, of the results that have an adjoint."""
    rows = zip(*slopes.values(), strict=True)
    forward = (" + ".join(f"({s}) * d{p}" for p, s in zip(slopes, row, strict=True)) for row in rows)
    parts = range(len(next(iter(slopes.values())))) if view.parts is None else sorted(view.parts)
    back = {p: " + ".join(f"({of[i]}) * dy[{i}]" for i in parts) or "0.0" for p, of in slopes.items()}
    return Lines(
        (*lines, f"dy = ({', '.join(forward)})"),
        tuple(f"d{p} = _reduce({total}, y[0], {p})" for p, total in back.items()),
    )


def written_out(text: str) -> str:
    return re.sub(r"\bsp\.", "scipy.special.", text)


def within(call: CallView, test: str, change: str) -> str:
    """A change that there is where a test holds; of numbers alone it is a branch."""
    return f"({change} if {test} else 0.0)" if are_numbers(call) else f"np.where({test}, {change}, 0.0)"


def are_numbers(call: CallView) -> bool:
    """Whether all arguments are known to be numbers."""
    return bool(call.given) and all(call.ranks.get(p) == 0 for p in call.given)
