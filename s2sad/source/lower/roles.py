"""Which buffer or object each name that a loop carries is: before the loop, and at the end of a round."""

from __future__ import annotations

from s2sad.core.records import dataclass, field
from s2sad.source.lower.aliases import hand_on
from s2sad.source.lower.lowerer import Lowerer

__all__ = ["Roles"]


@dataclass
class Roles:
    """Noted for `aliases` while the loop is rehearsed; `changed`, if a rehearsal has added to what was known."""

    lo: Lowerer
    first: dict[int, int | None] = field(default_factory=dict)
    kin: dict[int, object] = field(default_factory=dict)
    made: dict[int, int] = field(default_factory=dict)
    changed: bool = False

    def __post_init__(self) -> None:
        self.first_id = next(self.lo.ids)

    def hand_on(self, made: int, before: int | None, last: int | None) -> None:
        """Note that a carried name is the one before the loop, and the other at the end of a round."""
        first = self.first.setdefault(made, before)
        hand_on(self.lo, made, self.first_id, (first, last), self.first_id)
        kin = self._kin(last)
        if self.kin.get(made, None) != kin:
            self.kin[made] = kin
            self.changed = True

    def _kin(self, cell: int | None) -> object:
        """What a buffer is, whatever its number is in this rehearsal."""
        sides = self.lo.sides.get(cell) if cell is not None else None
        if cell is None or cell < self.first_id or (sides is not None and sides.group == self.first_id):
            return cell
        if cell in self.made or sides is None:
            return "made", self.made.setdefault(cell, len(self.made))
        self.made[cell] = len(self.made)
        return tuple(self._kin(side) for side in sides.cells)
