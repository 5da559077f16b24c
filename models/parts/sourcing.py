"""Who may supply whom: qualification."""

from __future__ import annotations

from dataclasses import dataclass

from models.arrays import IntArray


@dataclass(frozen=True, eq=False)
class Qualifications:
    """Lanes on which a customer takes nothing before the supplier is qualified.

    lane   (lanes that wait,)
    ready  first period in which the lane may arrive; the number of periods where it never may
    line   row of sheet Qualification that acts on the lane
    """

    lane: IntArray
    ready: IntArray
    line: IntArray

    @property
    def size(self) -> int:
        """Return the number of lanes that wait."""
        return int(self.lane.size)
