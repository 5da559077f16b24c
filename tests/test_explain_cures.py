"""A cure closes its gap when its limits are moved in the input, with nobody shorter, and each lever is needed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack
from typer.testing import CliRunner

from planner.cli import app
from planner.explain.closing import Gap
from planner.explain.cures import Cures, cures, levers_of
from planner.explain.study import Study
from planner.solve.session import silent
from tests.cases import reference
from tests.random_problems import random_sheets
from tests.studies import study_of
from tests.tiny import day, near, tiny
from tests.workbooks import Cell, small_example, write_workbook


def short_places(study: Study) -> list[int]:
    unmet = study.model.variables.unmet
    ranked = study.model.problem.demands.priority[unmet.keys["demand"]] > 0
    return np.flatnonzero((study.solution.values[unmet.index] > 1e-3) & ranked).tolist()


def cures_of(study: Study, places: list[int], most: int = 3) -> Cures:
    amounts = study.solution.values[study.model.variables.unmet.index[places]]
    gap = Gap(np.array(places, dtype=np.int64), float(amounts.sum()))
    (found,) = cures(study, [gap], levers_of(study), most, silent)
    return found


def test_two_tonnes_that_a_mine_lacks_are_cured_by_two_tonnes_of_its_capacity_and_what_they_cost() -> None:
    demand = [["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 10]]
    study = study_of(tiny({"Demand": demand}))  # type: ignore[dict-item]
    found = cures_of(study, short_places(study)[:1])
    (cure,) = found.each
    assert [cure.tonnes, cure.cost, found.left] == [near(2.0), near(2.0 * 11.0), near(0.0)]


def test_two_limits_in_series_are_one_cure_of_both_since_neither_alone_closes_the_gap() -> None:
    study = study_of(reference("shared_cause").sheets())
    (cure,) = cures_of(study, short_places(study)).each
    assert len(cure.moves) == 2
    assert [move.tonnes for move in cure.moves] == [near(5.0), near(5.0)]


def test_what_no_limit_lets_through_stays_short_and_is_told() -> None:
    ban: list[list[Cell]] = [
        ["rule", "type", "from", "to", "commodity", "start"],
        ["Stop", "ban", "Mine", "User", "oxide", day("2026-01-01")],
    ]
    study = study_of(tiny({"Rules": ban}))
    found = cures_of(study, short_places(study))
    assert found.each == ()
    assert found.left == near(15.0)


@pytest.mark.parametrize("seed", range(30))
def test_a_cure_closes_its_gap_when_the_limits_are_moved_and_each_of_its_levers_is_needed(seed: int) -> None:
    study = study_of(random_sheets(seed))
    unmet, matrix = study.model.variables.unmet, study.solution.matrix
    for place in short_places(study)[:2]:
        level = int(study.model.problem.demands.priority[unmet.keys["demand"][place]])
        weight = float(study.model.problem.demands.weight[unmet.keys["demand"][place]])
        short = float(study.solution.values[unmet.index[place]])
        found = cures_of(study, [place])
        names = [frozenset(move.row for move in cure.moves) for cure in found.each]
        assert not any(one < other for one in names for other in names)
        for cure in found.each:
            rows = np.array([move.row for move in cure.moves])
            amounts = np.array([move.tonnes for move in cure.moves])
            after = study.moved(rows, amounts)
            for tier in (one.tier for one in study.solution.tiers if one.tier.kind == "unmet"):
                less = weight * (short - found.left) if tier.priority == level else 0.0
                room = 1e-4 * max(1.0, study.base.optima[tier.name])
                if tier.priority > level or after.optima[tier.name] < study.base.optima[tier.name] - less - room:
                    break  # a plan made anew serves a better priority first with what the levers give
                if study.model.problem.options.unmet_measure == "tonnes":
                    assert after.optima[tier.name] <= study.base.optima[tier.name] - less + room
        if found.each and found.left < 1e-6:
            # With a tenth less of every move the gap of the least cure does not close any more.
            least = found.each[0]
            upper = matrix.row_upper.copy()
            for move in least.moves:
                upper[move.row] += 0.9 * move.tonnes
            assert closed_at_best(study, place, upper) > 1e-6


def closed_at_best(study: Study, place: int, row_upper: np.ndarray) -> float:
    """Return the least shortage of a demand with limits moved, while no other demand with a priority loses."""
    matrix, unmet = study.solution.matrix, study.model.variables.unmet
    whole = csr_matrix((matrix.value, matrix.column, matrix.start), shape=(matrix.rows, matrix.columns))
    upper = matrix.column_upper.copy()
    ranked = study.model.problem.demands.priority[unmet.keys["demand"]] > 0
    kept = unmet.index[ranked]
    upper[kept] = np.minimum(upper[kept], study.solution.values[kept] + 1e-9)
    objective = np.zeros(matrix.columns)
    objective[unmet.index[place]] = 1.0
    above, below = np.isfinite(row_upper), np.isfinite(matrix.row_lower)
    # What should be kept stays kept as well as in the plan.
    soft = [result for result in study.solution.tiers if result.tier.kind == "soft"]
    kept_rows = csr_matrix(np.array([one.tier.objective for one in soft]).reshape(len(soft), matrix.columns))
    found = linprog(
        objective, A_ub=vstack([whole[above], -whole[below], kept_rows]),
        b_ub=np.concatenate(
            [row_upper[above], -matrix.row_lower[below], np.array([one.objective + 1e-6 for one in soft])]
        ) + 1e-9,
        bounds=np.column_stack([matrix.column_lower, upper]),
    )  # fmt: skip
    assert found.status == 0, found.message
    return float(found.fun)


def test_the_command_tells_why_and_names_the_cells_that_would_cure_it(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", small_example())
    result = CliRunner().invoke(app, ["explain", str(source), "--close", "industrial 2027Q2", "-q"])
    assert result.exit_code == 0, result.output
    assert "why priority 2 is short: 280 t are wanted" in result.output
    assert "1. 20 t more cap of China magnet cap" in result.output
    assert "2. 20 t more capacity of US magnet plant" in result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case.xlsx"]


def test_words_that_name_nothing_that_is_short_are_answered_with_those_that_do(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", small_example())
    result = CliRunner().invoke(app, ["explain", str(source), "--close", "defence 2027Q2", "-q"])
    assert result.exit_code == 2
    assert "industrial 2026Q4" in result.output


def test_a_word_is_looked_for_at_the_beginning_of_words_only(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", small_example())
    for words, code in (("indus 2027Q2", 0), ("dustrial 2027Q2", 2)):
        result = CliRunner().invoke(app, ["explain", str(source), "--close", words, "-q"])
        assert result.exit_code == code, (words, result.output)


def test_a_gap_of_several_demands_is_closed_as_a_whole() -> None:
    study = study_of(reference("example_small").sheets())
    found = cures_of(study, short_places(study), most=1)
    (cure,) = found.each
    after = study.moved(np.array([move.row for move in cure.moves]), np.array([move.tonnes for move in cure.moves]))
    assert [found.left, after.optima["unmet, priority 2"]] == [near(0.0), pytest.approx(0.0, abs=1e-5)]
