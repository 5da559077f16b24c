"""Limits on what goes into a process."""

from __future__ import annotations

from dataclasses import dataclass

from models.arrays import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Blends:
    """Rows of sheet Blends, each for one process: least <= part / whole <= most.

    process      (blends,) code of the process
    least, most  (blends,) NaN where there is none
    line         (blends,) index into the records of sheet Blends
    part_*       (parts,) what is limited: the blend, a line of the recipe, and t counted per tonne of that line
    whole_*      (wholes,) what the share is of, likewise
    """

    process: IntArray
    least: FloatArray
    most: FloatArray
    line: IntArray
    part_blend: IntArray
    part_line: IntArray
    part_weight: FloatArray
    whole_blend: IntArray
    whole_line: IntArray
    whole_weight: FloatArray

    @property
    def size(self) -> int:
        """Return the number of pairs of a row and a process."""
        return int(self.process.size)
