"""A program that is another one when some of its bounds are set: so that it starts from the other one's basis.

Rows are never taken out of the program whose basis is known. A row that the other program does not have, or has with
another limit, gets a column of its own that shifts it; columns that it does not have stay at nothing; what only it has
is added behind. What is alike is what has the same coefficients, whatever it is called.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray, mask_of, ranges
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.variants.counterparts import NONE, Counterparts


@dataclass(frozen=True, eq=False)
class Extended:
    """The other program within the known one.

    matrix      known columns, one shift for each of `shifted`, new columns; known rows, new rows
    of_column   (columns of the other program,) where each stands in it
    of_row      (rows of the other program,) likewise
    shifted     known rows with a shift
    is_looser   whether every point of the known program is one of it: nothing is new or tighter
    """

    matrix: Matrix
    of_column: IntArray
    of_row: IntArray
    shifted: IntArray
    is_looser: bool

    def spread(self, objective: FloatArray) -> FloatArray:
        """Return (columns,) an objective of the other program as one of this."""
        spread = np.zeros(self.matrix.columns)
        spread[self.of_column] = objective
        return spread

    def tiers(self, tiers: list[Tier]) -> list[Tier]:
        """Return the tiers of the other program as tiers of this."""
        return [
            replace(tier, objective=self.spread(tier.objective), defining=np.sort(self.of_row[tier.defining]))
            for tier in tiers
        ]


def extend(known: Matrix, other: Matrix, found: Counterparts, values: FloatArray) -> Extended | None:
    """Return a program within the known one; None when its plan uses columns that the other one does not have.

    found   where the columns and rows of the other program stand in the known one
    values  (columns,) the known optimum
    """
    rows, alike = _alike(known, other, found)
    gone = np.ones(known.columns, dtype=np.bool_)
    gone[found.columns[found.columns != NONE]] = False
    loose = _without_rows_of_both(known, alike)
    if np.any(gone & ~loose & (values != 0.0)):
        return None
    shift_lower, shift_upper = _shifts(known, other, rows)
    shifted = np.flatnonzero((shift_lower != 0.0) | (shift_upper != 0.0))
    new_column, new_row = np.flatnonzero(found.columns == NONE), np.flatnonzero(rows == NONE)
    of_column, of_row = found.columns.copy(), rows.copy()
    of_column[new_column] = known.columns + shifted.size + np.arange(new_column.size)
    of_row[new_row] = known.rows + np.arange(new_row.size)
    column_lower, column_upper = known.column_lower.copy(), known.column_upper.copy()
    kept = np.flatnonzero(found.columns != NONE)
    column_lower[found.columns[kept]], column_upper[found.columns[kept]] = (
        other.column_lower[kept], other.column_upper[kept],
    )  # fmt: skip
    is_tighter = bool(
        np.any(column_lower > known.column_lower)
        or np.any(column_upper < known.column_upper)
        or np.any(shift_lower[shifted] > 0.0)
        or np.any(shift_upper[shifted] < 0.0)
    )
    held = np.flatnonzero(gone & ~loose)
    column_lower[held] = column_upper[held] = 0.0
    wide = replace(known, column_lower=column_lower, column_upper=column_upper).grown(
        _entries(known, other, shifted, of_column, of_row, new_column),
        (
            np.concatenate([shift_lower[shifted], other.column_lower[new_column]]),
            np.concatenate([shift_upper[shifted], other.column_upper[new_column]]),
        ),
        (other.row_lower[new_row], other.row_upper[new_row]),
    )
    matrix = replace(wide, spare=np.sort(of_column[other.spare]))
    return Extended(matrix, of_column, of_row, shifted, not (is_tighter or new_row.size))


def _alike(known: Matrix, other: Matrix, found: Counterparts) -> tuple[IntArray, BoolArray]:
    """Return (other's rows,) the known row with the same coefficients, else NONE, and which known rows are so.

    A column that only the known program has is none of the row's where it stays at nothing; one that only the other has
    is added to the row.
    """
    width = np.int64(known.columns + 1)
    rows, is_equal = found.rows.copy(), _equal_entry_by_entry(known, other, found)
    # The others may have their entries in another order, or some that only one of the programs has.
    entry = np.flatnonzero(~is_equal[other.entry_row])
    mine, value = other.entry_row[entry], other.value[entry]
    row, column = rows[mine], found.columns[other.column[entry]]
    real = (row != NONE) & (column != NONE)
    theirs = known.entry_row
    place = theirs * width + known.column
    at = np.searchsorted(place, row[real] * width + column[real])
    inside = at < place.size
    same = np.zeros(at.size, dtype=np.bool_)
    same[inside] = (place[at[inside]] == (row[real] * width + column[real])[inside]) & (
        known.value[at[inside]] == value[real][inside]
    )
    differs = np.zeros(other.rows, dtype=np.bool_)
    differs[mine[real][~same]] = True
    # Entries of columns that both have, which only the known row has.
    both = np.zeros(known.columns, dtype=np.bool_)
    both[found.columns[found.columns != NONE]] = True
    count = np.bincount(theirs[both[known.column]], minlength=known.rows)
    matched = np.bincount(row[real][same], minlength=known.rows)
    mapped = np.flatnonzero((rows != NONE) & ~is_equal)
    rows[mapped[differs[mapped] | (count[rows[mapped]] != matched[rows[mapped]])]] = NONE
    # A limit that both sides of a row share can only be moved as a whole.
    mapped = np.flatnonzero(rows != NONE)
    down, up = _moves(known, other, mapped, rows[mapped])
    two_sided = np.isfinite(known.row_lower[rows[mapped]]) & np.isfinite(known.row_upper[rows[mapped]])
    opened = (np.isinf(known.row_lower[rows[mapped]]) & np.isfinite(other.row_lower[mapped])) | (
        np.isinf(known.row_upper[rows[mapped]]) & np.isfinite(other.row_upper[mapped])
    )
    rows[mapped[(two_sided & (down != up)) | opened]] = NONE
    alike = np.zeros(known.rows, dtype=np.bool_)
    alike[rows[rows != NONE]] = True
    return rows, alike


def _equal_entry_by_entry(known: Matrix, other: Matrix, found: Counterparts) -> BoolArray:
    """Return (other's rows,) whether each has the entries of the row that it stands at, one by one in their order."""
    length, known_length = np.diff(other.start), np.diff(known.start)
    mapped = np.flatnonzero(found.rows != NONE)
    mapped = mapped[length[mapped] == known_length[found.rows[mapped]]]
    first, length, there = other.start[mapped], length[mapped], known.start[found.rows[mapped]]
    entry, theirs = ranges(first, first + length), ranges(there, there + length)
    differs = (found.columns[other.column[entry]] != known.column[theirs]) | (other.value[entry] != known.value[theirs])
    is_equal = mask_of(mapped, other.rows)
    is_equal[other.entry_row[entry[differs]]] = False
    return is_equal


def _moves(known: Matrix, other: Matrix, mine: IntArray, theirs: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return by how much the lower and the upper limits of rows of the other program are above the known ones."""
    with np.errstate(invalid="ignore"):
        down = other.row_lower[mine] - known.row_lower[theirs]
        up = other.row_upper[mine] - known.row_upper[theirs]
    return np.nan_to_num(down, nan=0.0, posinf=np.inf, neginf=-np.inf), np.nan_to_num(
        up, nan=0.0, posinf=np.inf, neginf=-np.inf
    )


def _shifts(known: Matrix, other: Matrix, rows: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return (known rows,) between what each row may be shifted: at most upwards at an upper limit that rises."""
    lower = np.where(np.isfinite(known.row_lower), -np.inf, 0.0)
    upper = np.where(np.isfinite(known.row_upper), np.inf, 0.0)
    mine = np.flatnonzero(rows != NONE)
    theirs = rows[mine]
    down, up = _moves(known, other, mine, theirs)
    has_lower, has_upper = np.isfinite(known.row_lower[theirs]), np.isfinite(known.row_upper[theirs])
    both = has_lower & has_upper
    # down and up are alike where a row has two limits; a limit that moves outwards may be used, one inwards must be.
    lower[theirs] = np.where(both, down, np.where(has_lower, down, np.where(has_upper, np.minimum(up, 0.0), 0.0)))
    upper[theirs] = np.where(both, up, np.where(has_upper, up, np.where(has_lower, np.maximum(down, 0.0), 0.0)))
    return lower, upper


def _without_rows_of_both(known: Matrix, alike: BoolArray) -> BoolArray:
    """Return (columns,) which known columns stand in no row that counts: at what they are, they change nothing."""
    counts = np.zeros(known.columns, dtype=np.bool_)
    counts[known.column[alike[known.entry_row]]] = True
    return ~counts


def _entries(
    known: Matrix, other: Matrix, shifted: IntArray, of_column: IntArray, of_row: IntArray, new_column: IntArray
) -> tuple[IntArray, IntArray, FloatArray]:
    """Return row, column and value of what the extended program has besides the known one."""
    mine = other.entry_row
    fresh = np.zeros(other.columns, dtype=np.bool_)
    fresh[new_column] = True
    added = (of_row[mine] >= known.rows) | fresh[other.column]
    return (
        np.concatenate([shifted, of_row[mine[added]]]),
        np.concatenate([known.columns + np.arange(shifted.size), of_column[other.column[added]]]),
        np.concatenate([np.full(shifted.size, -1.0), other.value[added]]),
    )
