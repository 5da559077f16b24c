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
from planner.explain.cures import FREE, Cures, cures, levers_of
from planner.explain.study import Study
from planner.solve.session import silent
from tests.cases import reference, times
from tests.raised_tables import applied, closed_at_least_cost
from tests.random_problems import random_sheets
from tests.studies import study_of
from tests.tiny import Changed, day, near, tiny
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
    assert "why priority 2 is short, counted in t of what is short: 280 are wanted" in result.output
    assert "1. 20 t more cap of China magnet cap" in result.output
    assert "2. 20 t more capacity of US magnet plant" in result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case.xlsx"]


def test_words_that_name_nothing_that_is_short_are_answered_with_those_that_do(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", small_example())
    result = CliRunner().invoke(app, ["explain", str(source), "--close", "defence 2027Q2", "-q"])
    assert result.exit_code == 2
    assert "industrial 2026Q4" in result.output


def test_of_what_is_covered_in_a_period_it_is_said_when_it_is_short(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", small_example())
    result = CliRunner().invoke(app, ["explain", str(source), "--close", "industrial 2027Q1", "-q"])
    assert result.exit_code == 2
    assert "that is covered in 2027Q1; it is short in 2026Q4, 2027Q2, 2027Q4" in result.output


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


def money(amount: float) -> object:
    """Return what equals an amount up to what a millionth of a tonne that may stay short costs."""
    return pytest.approx(amount, abs=1e-3, rel=1e-5)


def wanted(*terms: Cell, tonnes: float = 10.0) -> Changed:
    """Return a demand of so many t of oxide, of which the mine digs 8, with what a cure may do to the mine."""
    demand: list[list[Cell]] = [
        ["customer", "commodity", "end use", "unit", "Q1", "Q2", "Q3"],
        ["User", "oxide", "motors", "t/period", tonnes, 0, 0],
    ]
    header: list[Cell] = ["site", "process", "basis", "commodity", "unit", "all"]
    header += ["movable", "how far [t/period]", "at what cost [USD/t]"]
    return {"Demand": demand, "Capacity": [header, ["Mine", "dig", "out", "oxide", "t/period", 8, *terms]]}


def test_a_stated_cost_is_the_cost_of_the_lever_beside_that_of_the_plan() -> None:
    study = study_of(tiny(wanted("yes", 5, 100)))
    (cure,) = cures_of(study, short_places(study)).each
    assert [cure.tonnes, cure.lever_cost, cure.cost] == [near(0.0), money(200.0), money(22.0)]
    assert [move.tonnes for move in cure.moves] == [near(2.0)]


def test_a_limit_that_none_may_move_is_no_lever_and_what_it_lacks_is_named() -> None:
    study = study_of(tiny(wanted("no")))
    found = cures_of(study, short_places(study))
    assert not found.each
    assert found.left == near(2.0)
    ((lever, move),) = found.more or ()
    assert (lever.family, move.tonnes) == ("plant_capacity", near(2.0))


def test_of_what_lies_partly_behind_time_and_partly_behind_a_limit_the_limit_is_named_with_what_stays() -> None:
    """What is wanted in Q1 cannot arrive; of what is wanted in Q2 the mine lacks 2 t, and it may not be moved."""
    changed = wanted("no")
    changed["Demand"] = [
        ["customer", "commodity", "end use", "unit", "Q1", "Q2", "Q3"],
        ["User", "oxide", "motors", "t/period", 3, 10, 0],
    ]
    changed["Lanes"] = [["from", "to", "commodity", "lead time [periods]"], ["Mine", "User", "oxide", 1]]
    study = study_of(tiny(changed))
    found = cures_of(study, short_places(study))
    assert [found.left, found.rest] == [near(5.0), near(3.0)]
    ((lever, move),) = found.more or ()
    assert (lever.family, move.tonnes) == ("plant_capacity", near(2.0))


def test_a_lever_goes_no_further_than_it_may_and_the_rest_is_told() -> None:
    study = study_of(tiny(wanted("yes", 0.5, 100)))
    found = cures_of(study, short_places(study))
    (cure,) = found.each
    assert [cure.lever_cost, found.left] == [money(50.0), near(1.5)]
    ((lever, move),) = found.more or ()
    assert (lever.family, move.tonnes) == ("plant_capacity", near(1.5))


def beside_a_pit(changed: Changed, *terms: Cell) -> Changed:
    """Return sheets with a second mine that digs nothing yet at the cost of the first, and what a cure may do to it."""
    changed["Sites"] = [
        ["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Pit", "Malaysia", "mine"],
        ["User", "United States", "customer"],
    ]  # fmt: skip
    changed["Processes"] = [
        ["site", "process", "direction", "commodity", "run cost [USD/t]"],
        ["Mine", "dig", "out", "oxide", 10], ["Pit", "dig", "out", "oxide", 10],
    ]  # fmt: skip
    assert changed["Capacity"] is not None
    changed["Capacity"].append(["Pit", "dig", "out", "oxide", "t/period", 0, *terms])
    changed["Lanes"] = [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "oxide"]]
    return changed


def test_what_has_a_price_goes_before_what_has_none_and_both_are_told() -> None:
    """Two mines of which one has a stated cost: its cure counts no tonne, that of the other two."""
    study = study_of(tiny(beside_a_pit(wanted("yes", None, 1_000_000), None, None, None)))
    levers, found = levers_of(study), cures_of(study, short_places(study))
    assert [levers[cure.levers[0]].key for cure in found.each] == ["Mine; dig", "Pit; dig"]
    assert [cure.tonnes for cure in found.each] == [near(0.0), near(2.0)]
    assert found.each[0].lever_cost == money(2_000_000.0)
    assert found.proven


def test_with_stated_costs_a_mixture_goes_before_one_limit_alone_that_costs_more() -> None:
    """2 t are short: of one mine a tonne more costs 1 USD, of the other any number 5 each: 6 USD, and not 10."""
    study = study_of(tiny(beside_a_pit(wanted("yes", 1, 1), "yes", None, 5)))
    levers, found = levers_of(study), cures_of(study, short_places(study))
    (cure,) = found.each
    assert [levers[one].key for one in cure.levers] == ["Mine; dig", "Pit; dig"]
    assert [cure.lever_cost, cure.cost] == [money(6.0), money(20.0)]
    assert found.proven


def test_of_two_stated_costs_the_lower_is_first() -> None:
    sheets = reference("shared_cause").sheets()
    study = study_of(sheets)
    assert len(cures_of(study, short_places(study)).each) == 1
    dear = study_of(tiny(wanted("yes", None, 100)))
    cheap = study_of(tiny(wanted("yes", None, 1)))
    costs = [cures_of(study, short_places(study)).each[0].lever_cost for study in (cheap, dear)]
    assert costs == [money(2.0), money(200.0)]


def test_the_network_is_cured_by_what_its_factories_lack_at_the_cost_of_making_it() -> None:
    """365,500 - 350,000 = 15,500 t; each factory alone can make them, and the plan then serves everybody."""
    sheets = reference("network").sheets()
    times("Demand", "demand [t/month]", 1.7)(sheets)
    study = study_of(sheets)
    found = cures_of(study, short_places(study))
    levers = levers_of(study)
    assert found.gap.short == near(15_500.0)
    assert {levers[cure.levers[0]].key for cure in found.each} >= {"Liverpool; make", "Brighton; make"}
    for cure in found.each:
        assert cure.tonnes == near(15_500.0)
        least = closed_at_least_cost(study, applied(study, levers, cure), found)
        assert least == pytest.approx(study.base.optima["cost"] + cure.cost, rel=1e-6)


def test_small_example_2027q2_is_cured_by_20_t_of_sintering_or_of_a_grant() -> None:
    """50 + 6 are wanted in 2027Q2 and 36 come: 28 sintered and 8 from the grant; each tonne sintered costs 79,200."""
    study = study_of(reference("example_small").sheets())
    keys = study.model.variables.unmet.keys["period"]
    (place,) = [one for one in short_places(study) if keys[one] == 2]
    found, levers = cures_of(study, [place]), levers_of(study)
    words = {levers[cure.levers[0]].words for cure in found.each if len(cure.levers) == 1}
    assert {"capacity", "grant"} <= words
    assert all(cure.tonnes == near(20.0) for cure in found.each)
    for cure in found.each:
        least = closed_at_least_cost(study, applied(study, levers, cure), found)
        assert least == pytest.approx(study.base.optima["cost"] + cure.cost, abs=10.0)


def test_more_of_what_can_be_added_closes_a_gap_in_tonnes_a_year() -> None:
    """A quarter has a fourth of what is added a year: 10 - 8 - 1/4 t are short, and 7 t/yr more close them."""
    changed = wanted()
    changed["Expansion"] = [["site", "process", "capacity [t/yr]"], ["Mine", "dig", 1]]
    study = study_of(tiny(changed))
    own = [lever for lever in levers_of(study) if lever.family == "expansion_limit"]
    places = short_places(study)
    (found,) = cures(study, [Gap(np.array(places), 1.75)], own, 1, silent)
    (cure,) = found.each
    assert own[0].unit == "t/yr"
    assert cure.tonnes == pytest.approx(7.0, abs=1e-4)


def test_stock_at_the_start_counts_at_its_value_behind_what_closes_as_much() -> None:
    changed = wanted()
    changed["Commodities"] = [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 500]]
    changed["Inventory"] = [["site", "commodity", "opening [t]"], ["User", "oxide", 0]]
    study = study_of(tiny(changed))
    levers, found = levers_of(study), cures_of(study, short_places(study))
    assert [levers[cure.levers[0]].words for cure in found.each] == ["capacity", "opening stock"]
    assert [found.each[1].lever_cost, found.each[1].cost] == [money(1_000.0), money(0.0)]


def test_stock_that_would_come_from_where_it_is_barred_is_no_cure() -> None:
    """Blank, its origin may be the barred one; nothing lies there yet, and still it would."""

    def words(origin: str) -> set[str]:
        changed = wanted()
        changed["Demand"] = [
            ["customer", "commodity", "end use", "unit", "Q1"], ["User", "oxide", "defence", "t/period", 10],
        ]  # fmt: skip
        changed["Sites"] = [
            ["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Pit", "China", "mine"],
            ["User", "United States", "customer"],
        ]  # fmt: skip
        changed["Inventory"] = [["site", "commodity", "opening [t]", "origin"], ["User", "oxide", 0, origin]]
        changed["Rules"] = [
            ["rule", "type", "mined in", "start"], ["Bar", "end_use_ban", "China", day("2026-01-01")],
        ]  # fmt: skip
        study = study_of(tiny(changed))
        levers = levers_of(study)
        return {levers[one].words for cure in cures_of(study, short_places(study)).each for one in cure.levers}

    assert words("China") == words("") == {"capacity"}
    assert words("Malaysia") == {"capacity", "opening stock"}


@pytest.mark.parametrize("seed", range(40))
def test_a_cure_typed_into_the_tables_closes_its_gap_there_at_no_more_than_its_cost(seed: int) -> None:
    study = study_of(random_sheets(seed))
    levers = levers_of(study)
    for place in short_places(study)[:2]:
        found = cures_of(study, [place])
        for cure in found.each:
            tables = applied(study, levers, cure)
            if tables is None:
                continue
            least = closed_at_least_cost(study, tables, found)
            assert least <= study.base.optima["cost"] + cure.cost + 1e-3 * max(1.0, abs(cure.cost))


@pytest.mark.parametrize("seed", range(30))
def test_without_any_one_lever_of_a_cure_the_gap_stays_open(seed: int) -> None:
    study = study_of(random_sheets(seed))
    levers = levers_of(study)
    for place in short_places(study)[:2]:
        found = cures_of(study, [place])
        for cure in found.each:
            for spared in cure.levers:
                others = [levers[own] for own in cure.levers if own != spared]
                (left,) = cures(study, [found.gap], others, 1, silent)
                assert left.left > found.left + 1e-7


def test_a_shortage_that_counts_as_nothing_closes_without_a_lever_and_says_so() -> None:
    changed: Changed = {
        "Demand": [
            ["customer", "commodity", "end use", "weight", "unit", "all"],
            ["User", "oxide", "motors", 0, "t/period", 5],
        ],
        "Processes": [
            ["site", "process", "direction", "commodity", "run cost [USD/t]"], ["Mine", "dig", "out", "oxide", 10],
        ],
    }  # fmt: skip
    study = study_of(tiny(changed))
    (found, *_) = [cures_of(study, [place]) for place in short_places(study)]
    assert (found.each, found.why) == ((), FREE)
