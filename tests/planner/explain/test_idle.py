"""Of a shared cause of nothing only what gains something is told; solved again, all the others gain nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack

from planner.explain.level import Level
from planner.explain.split import Split, splits
from planner.explain.study import Study
from planner.run import solve_input
from planner.solve.session import silent
from planner.write.workbook import write_solved
from tests.cases import reference
from tests.drawn.problems import random_sheets
from tests.given.explained import of_case
from tests.plan_books import opened, table
from tests.seeds import seeds
from tests.studies import study_of
from tests.workbooks import write_workbook

INDUSTRIAL = "Motor plant, NdFeB magnet, industrial"


def by_place(study: Study) -> dict[int, Split]:
    return dict(splits(study, silent, apart=True).streams)


def eased(study: Study, place: int, split: Split, by: float) -> float:
    """Return the least shortage of a demand with all that is idle eased by so many t, by an independent solver."""
    matrix, unmet = study.solution.matrix, study.model.variables.unmet
    whole = csr_matrix((matrix.value, matrix.column, matrix.start), shape=(matrix.rows, matrix.columns))
    lower, upper = matrix.column_lower.copy(), matrix.column_upper.copy()
    priority = study.model.problem.demands.priority[unmet.keys["demand"]]
    kept = unmet.index[(priority > 0) & (priority <= priority[place])]
    upper[kept] = np.minimum(upper[kept], study.solution.values[kept])
    upper[unmet.index[place]] = matrix.column_upper[unmet.index[place]]
    rows, columns = split.rows[split.row_idle], split.columns[split.column_idle]
    row_lower, row_upper = matrix.row_lower.copy(), matrix.row_upper.copy()
    row_lower[rows] = np.where(row_lower[rows] >= 0, np.maximum(row_lower[rows] - by, 0), row_lower[rows] - by)
    row_upper[rows] += by
    upper[columns] += by
    objective = np.zeros(matrix.columns)
    objective[unmet.index[place]] = 1.0
    above, below = np.isfinite(row_upper), np.isfinite(row_lower)
    found = linprog(
        objective, A_ub=vstack([whole[above], -whole[below]]),
        b_ub=np.concatenate([row_upper[above], -row_lower[below]]) + 1e-9, bounds=np.column_stack([lower, upper]),
    )  # fmt: skip
    assert found.status == 0, found.message
    return float(found.fun)


def split_of(folder: Path, period: str) -> list[dict[str, Any]]:
    """Return the rows of a quarter of the small example on sheet Shortage split."""
    source = write_workbook(folder / "case.xlsx", reference("example_small").sheets())
    solved = solve_input(source, "highs", None, silent, level=Level.FULL)
    rows = table(opened(write_solved(folder / "plan.xlsx", solved))["Shortage split"])
    return [row for row in rows if row["what is short"] == INDUSTRIAL and row["period"] == period]


def test_what_lies_behind_the_first_quarter_is_no_part_of_it(tmp_path: Path) -> None:
    """Nothing flows back: no limit and no demand of a later quarter leaves less short in the first one."""
    first, *parts = split_of(tmp_path, "2026Q4")
    assert {row["part"] for row in parts} == {"wanted", "went to other demands", "lets through", "at hand"}
    assert {row["when"] for row in parts} == {"in 2026Q4"}
    assert sum(row["amount"] for row in parts) == pytest.approx(first["amount"])


def test_of_a_later_quarter_what_came_before_is_listed_and_what_comes_after_counted(tmp_path: Path) -> None:
    own = split_of(tmp_path, "2027Q2")
    (joint,) = (row for row in own if row["part"] == "shared cause")
    assert joint["what"].endswith("of them, not listed here")
    inside = own[own.index(joint) + 1 :]
    assert {row["when"] for row in inside} == {"in 2026Q4"}
    gained = {row["part"]: row["one more gains"] for row in inside if row["part"] != "went to other demands"}
    assert gained == {"lets through": pytest.approx(1.0), "at hand": pytest.approx(1.0)}


def test_two_limits_in_series_that_gain_only_together_are_both_told() -> None:
    study = of_case("shared_cause")
    splits = by_place(study).values()
    assert splits
    for split in splits:
        assert not split.row_idle.any()
        assert not split.column_idle.any()


@pytest.mark.parametrize("seed", seeds(12, 25, 40))
def test_what_is_idle_gains_nothing_by_a_tonne_more_or_less_and_has_no_sum(seed: int) -> None:
    study = study_of(random_sheets(seed))
    for place, split in by_place(study).items():
        assert split.parts == pytest.approx(split.total, abs=1e-6)
        if split.row_idle.any() or split.column_idle.any():
            assert split.row_alone is not None
            assert split.column_alone is not None
            shared = split.of_rows[~split.row_alone].sum() + split.of_columns[~split.column_alone].sum()
            assert shared == pytest.approx(0.0, abs=1e-6)
            assert eased(study, place, split, 1.0) == pytest.approx(split.total, abs=1e-5)
            # What is told of the others alone is not of them.
            assert not (split.row_idle & ((split.more > 0.0) | (split.less < 0.0))).any()
