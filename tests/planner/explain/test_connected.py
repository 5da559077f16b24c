"""What shares nothing with a shortage has no part in it, however its own limits stand."""

from __future__ import annotations

import numpy as np

from models.linear.matrix import Matrix
from planner.explain.connected import Connected
from planner.explain.split import splits
from planner.solve.session import silent
from tests.studies import study_of
from tests.tiny import near, tiny
from tests.workbooks import Sheets


def two_materials() -> Sheets:
    """Return a mine that digs 4 t of oxide where 5 t are needed, and a smelter that makes the 7 t of tin needed."""
    return tiny({
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["tin", "metal"]],
        "Sites": [
            ["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Smelter", "Bolivia", "plant"],
            ["User", "United States", "customer"],
        ],
        "Processes": [
            ["site", "process", "direction", "commodity"],
            ["Mine", "dig", "out", "oxide"], ["Smelter", "smelt", "out", "tin"],
        ],
        "Demand": [
            ["customer", "commodity", "priority", "unit", "all"],
            ["User", "oxide", 1, "t/period", 5], ["User", "tin", 1, "t/period", 7],
        ],
        "Capacity": [
            ["site", "process", "unit", "all"], ["Mine", "dig", "t/period", 4], ["Smelter", "smelt", "t/period", 7],
        ],
        "Lanes": [
            ["from", "to", "commodity", "cost [USD/t]"], ["Mine", "User", "oxide", 1], ["Smelter", "User", "tin", 1],
        ],
    })  # fmt: skip


def test_a_shortage_has_no_part_of_a_material_that_it_shares_nothing_with() -> None:
    study = study_of(two_materials())
    found = splits(study, silent, apart=True).streams
    assert len(found) == 3
    for _, split in found:
        assert split.total == near(1.0)
        assert split.parts == near(1.0)
        # Nothing else has 7 t: what is wanted of tin, and what the smelter makes.
        assert not np.isin(study.matrix.row_upper[split.rows], 7.0).any()
        assert split.row_alone is not None
        assert split.row_alone.all()


def test_what_is_connected_is_what_rows_lead_to_one_after_the_other() -> None:
    """Rows 0 and 1 share column 1, rows 2 and 3 column 3, and column 4, which rows 1 and 2 have, is held to 0."""
    column = np.array([0, 1, 1, 2, 4, 3, 4, 3])  # of each row in turn
    start = np.array([0, 2, 5, 7, 8])
    upper = np.array([1.0, 1.0, 1.0, 1.0, 0.0])
    matrix = Matrix(np.zeros(5), upper, np.zeros(4), np.ones(4), start, column, np.ones(8))
    connected = Connected(matrix)
    for asked, rows, columns in (
        ([0], [0, 1], [0, 1, 2]), ([2], [0, 1], [0, 1, 2]), ([3], [2, 3], [3]), ([4], [], [4]),
        ([0, 3], [0, 1, 2, 3], [0, 1, 2, 3]),
    ):  # fmt: skip
        within = connected.to(np.array(asked))
        assert np.flatnonzero(within[0]).tolist() == rows
        assert np.flatnonzero(within[1]).tolist() == columns
