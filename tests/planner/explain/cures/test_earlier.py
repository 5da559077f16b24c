"""A start that comes as early as is claimed closes the gap in the input, and one period later it does not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.variants.starts import begun
from planner.explain.cures.closing import Gap
from planner.explain.cures.cure import Cures
from planner.explain.cures.earlier import Earlier, earlier_starts
from planner.explain.cures.search import levers_of
from planner.explain.level import Level
from planner.explain.study import Study
from planner.run import solve_input
from planner.solve.session import silent
from planner.story import tell
from planner.write.workbook import write_solved
from tests.cases import reference
from tests.given.cures import money, second_pit, short_places
from tests.plan_books import opened, table
from tests.raised_tables import closed_at_least_cost
from tests.studies import study_of
from tests.tiny import Changed, day, near, tiny
from tests.workbooks import Cell, write_workbook


def found_for(study: Study) -> list[tuple[Gap, Earlier]]:
    """Return the starts that close each shortage."""
    values, unmet = study.solution.values, study.model.variables.unmet
    gaps = [Gap(np.array([place]), float(values[unmet.index[place]])) for place in short_places(study)]
    found = earlier_starts(study, gaps, levers_of(study), silent)
    return [(gap, one) for gap, own in zip(gaps, found, strict=True) for one in own]


def assert_tried(study: Study, gap: Gap, one: Earlier) -> None:
    """Solve the input with the start put where it is claimed to close the gap, and one period later."""
    closed = Cures(gap, (), 0.0)
    least = closed_at_least_cost(study, begun(study.model.problem, one.start, one.period), closed, one.yields)
    assert one.cost is not None
    assert least - study.base.optima["cost"] == pytest.approx(one.cost, abs=1e-2, rel=1e-4)
    if one.period + 1 < one.start.period:
        later = begun(study.model.problem, one.start, one.period + 1)
        assert closed_at_least_cost(study, later, closed, one.yields) == np.inf


def test_a_capacity_closes_a_gap_when_it_begins_in_its_quarter() -> None:
    study = study_of(tiny(second_pit(0, 0, 4)))
    found = found_for(study)
    assert [(one.start.words, one.start.period, one.period, one.some) for _, one in found] == [
        ("Pit; dig", 2, 0, 0), ("Pit; dig", 2, 1, 1),
    ]  # fmt: skip
    assert found[0][1].cost == pytest.approx(2.0 * 30.0, abs=1e-3)
    for gap, one in found:
        assert_tried(study, gap, one)


def test_one_that_can_be_kept_in_stock_begins_a_quarter_earlier_where_that_is_needed() -> None:
    """The pit digs 1 t a quarter; of the 2 t short in Q2 one has to come from Q1."""
    changed = second_pit(0, 0, 1, stock=True)
    changed["Demand"] = [
        ["customer", "commodity", "end use", "unit", "Q1", "Q2", "Q3"],
        ["User", "oxide", "motors", "t/period", 8, 10, 8],
    ]
    study = study_of(tiny(changed))
    ((gap, one),) = found_for(study)
    assert (gap.short, one.period, one.some) == (near(2.0), 0, 1)
    assert_tried(study, gap, one)


def test_a_plant_that_opens_earlier_closes_what_it_can() -> None:
    changed = second_pit(4, 4, 4)
    assert changed["Sites"] is not None
    changed["Sites"][2][3] = day("2027-04-01")
    study = study_of(tiny(changed))
    ((gap, one),) = found_for(study)
    assert (one.start.kind, one.start.words, one.period) == ("plant", "Pit", 0)
    assert_tried(study, gap, one)


def test_an_earlier_qualification_closes_what_waits_for_it() -> None:
    study = study_of(reference("qualification").sheets())
    found = found_for(study)
    assert {one.start.kind for _, one in found} == {"qualification"}
    for gap, one in found:
        assert_tried(study, gap, one)


def test_a_qualification_is_decided_on_before_goods_leave_that_come_after_it(tmp_path: Path) -> None:
    """What comes in Q2 leaves in Q1: on the first day of Q2 nobody can let it go any more."""
    changed: Changed = {
        "Lanes": [["from", "to", "commodity", "lead time [periods]"], ["Mine", "User", "oxide", 1]],
        "Qualification": [["customer", "supplier", "commodity", "ready period"], ["User", "Miner", "oxide", "Q3"]],
        "Demand": [["customer", "commodity", "unit", "Q2", "Q3"], ["User", "oxide", "t/period", 5, 5]],
    }
    source = write_workbook(tmp_path / "case.xlsx", tiny(changed))
    study = study_of(tiny(changed))
    ((gap, one),) = found_for(study)
    assert (one.start.kind, one.period, one.full, one.some) == ("qualification", 1, 0, 0)
    assert_tried(study, gap, one)
    book = opened(write_solved(tmp_path / "plan.xlsx", solve_input(source, "highs", None, silent)))
    early = next(row for row in table(book["Actions"]) if row["cure"] == "or")
    assert early["what to do"] == "qualify Miner of oxide for User by Q2, not Q3"
    assert early["decide by"].date() == early["helps until"].date() == day("2027-01-01")
    own = next(row for row in table(book["Decide by"]) if row["why"] == "the plan begins it")
    assert own["decide by"].date() == own["helps until"].date() == day("2027-04-01")


def test_a_substitute_that_is_accepted_earlier_closes_a_gap() -> None:
    changed = second_pit(4, 4, 4)
    changed["Commodities"] = [["commodity", "stage"], ["oxide", "oxide"], ["other", "oxide"]]
    assert changed["Processes"] is not None
    assert changed["Capacity"] is not None
    assert changed["Lanes"] is not None
    changed["Processes"][2][3] = changed["Capacity"][2][3] = changed["Lanes"][2][2] = "other"
    changed["Substitutes"] = [
        ["customer", "commodity", "accepted instead", "from"],
        ["User", "oxide", "other", day("2027-07-01")],
    ]
    study = study_of(tiny(changed))
    found = found_for(study)
    assert [(one.start.kind, one.period) for _, one in found] == [("substitute", 0), ("substitute", 1)]
    for gap, one in found:
        assert_tried(study, gap, one)


@pytest.mark.parametrize(("opens", "period"), [("2027-05-16", 1), ("2027-02-15", 0)])
def test_what_begins_inside_a_period_closes_a_gap_on_its_first_day(tmp_path: Path, opens: str, period: int) -> None:
    """By hand: of 6 t the mine digs 8 t x 46/91 or 8 t x 45/90, and 8 t where it opens on the first day."""
    changed: Changed = {
        "Sites": [["site", "country", "kind", "start"], ["Mine", "Malaysia", "mine", day(opens)],
                  ["User", "Japan", "customer", None]],
        "Demand": [["customer", "commodity", "unit", f"Q{period + 1}"], ["User", "oxide", "t/period", 6]],
    }  # fmt: skip
    study = study_of(tiny(changed))
    ((gap, one),) = found_for(study)
    assert (one.start.kind, one.period, one.some) == ("plant", period, period)
    assert_tried(study, gap, one)
    source = write_workbook(tmp_path / "case.xlsx", tiny(changed))
    book = opened(write_solved(tmp_path / "plan.xlsx", solve_input(source, "highs", None, silent)))
    first = ("2027-01-01", "2027-04-01")[period]
    early = next(row for row in table(book["Actions"]) if row["cure"] == "or")
    assert early["what to do"] == f"start Mine by {first}, not {opens}"
    assert (early["quantity"], early["unit"], early["when"]) == (45, "days", f"on {first}")
    assert early["decide by"].date() == day(first)
    own = next(row for row in table(book["Decide by"]) if row["why"] == "the plan begins it")
    assert own["decide by"].date() == day(opens)
    lines = "\n".join(tell(source, None, silent).lines)
    assert f"or start Mine on {first}, 45 days earlier than {opens} (Sites!D2)" in lines
    assert f"decide by {opens}: start Mine" in lines


def test_no_start_is_claimed_where_nothing_begins_later() -> None:
    study = study_of(reference("example_small").sheets())
    assert found_for(study) == []


def test_a_capacity_that_no_cure_may_move_does_not_begin_earlier_either() -> None:
    changed = second_pit(0, 0, 4)
    assert changed["Capacity"] is not None
    for row, word in zip(changed["Capacity"], ("movable", None, "no"), strict=True):
        row.append(word)
    assert found_for(study_of(tiny(changed))) == []


def movable(far: Cell, cost: Cell) -> Changed:
    """Return a second mine that begins in Q3 with 4 t a quarter, and how far and at what cost a cure may move it."""
    changed = second_pit(0, 0, 4)
    assert changed["Capacity"] is not None
    for row, own in zip(
        changed["Capacity"], (("movable", "how far", "at what cost [USD/t]"), ("no", None, None), ("yes", far, cost)),
        strict=True,
    ):  # fmt: skip
        row.extend(own)
    return changed


def test_a_stated_cost_of_what_begins_earlier_is_told_beside_that_of_the_plan(tmp_path: Path) -> None:
    """2 t more are dug at 30 USD/t; that they may be, costs 100 USD/t."""
    changed = movable(None, 100)
    study = study_of(tiny(changed))
    for gap, one in found_for(study):
        assert [one.cost, one.lever_cost] == [money(60.0), money(200.0)]
        assert_tried(study, gap, one)
    source = write_workbook(tmp_path / "case.xlsx", tiny(changed))
    (line,) = [line for line in tell(source, None, silent, "motors Q2").lines if line.startswith("  or start")]
    assert line.endswith("with only this gap closed the plan costs 60 USD more, and the start 200 USD")
    book = opened(write_solved(tmp_path / "plan.xlsx", solve_input(source, "highs", None, silent, level=Level.FAST)))
    both, first, second = [row for row in table(book["Actions"]) if row["cure"] == "or"]
    names = ("cost of the move [USD]", "the plan costs more [USD]", "together [USD]")
    assert [both[name] for name in names] == [money(400.0), money(120.0), money(520.0)]
    for row in (first, second):
        assert [row[name] for name in names] == [money(200.0), money(60.0), money(260.0)]


def test_nothing_begins_earlier_with_more_than_a_cure_may_raise() -> None:
    assert found_for(study_of(tiny(movable(1, None)))) == []
    assert [one.period for _, one in found_for(study_of(tiny(movable(2, None))))] == [0, 1]
