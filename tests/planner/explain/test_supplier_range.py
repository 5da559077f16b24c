"""No supplier can send less than its least or more than its most, and each can send either, when it is pinned so."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.arrays import FloatArray
from models.records import Tables
from planner.errors import ContradictionError, UnsolvedError
from planner.explain import loaded
from planner.explain.answer import UnansweredError
from planner.explain.level import Level
from planner.explain.loaded import Loaded
from planner.explain.outcomes import STOPPED
from planner.explain.stress.added import with_rows
from planner.explain.study import Study
from planner.explain.supplier_range import OTHERWISE, SupplierRange, gross_spend, supplier_ranges
from planner.run import solve_input
from planner.solve.session import silent
from planner.write.workbook import write_solved
from tests.cases import reference, workbook
from tests.drawn.origins import draw, sheets_of
from tests.drawn.problems import random_sheets
from tests.given.explained import afresh
from tests.given.ranges import two_mines
from tests.plan_books import opened, sentence, table
from tests.seeds import graded
from tests.studies import found_by, study_of
from tests.tiny import near

# By how much a range is left to see that it ends there.
STEP = 0.01


def ends(study: Study) -> dict[str, tuple[float, float, float]]:
    found = found_by(supplier_ranges(study))
    assert not found.why
    return {one.supplier: (one.least, one.planned, one.most) for one in found.each}


def test_the_dearer_mine_may_send_what_one_percent_of_the_spending_pays_for() -> None:
    """The plan spends 150 USD; a tonne from the other mine costs 10 USD more, so 0.15 t of it cost one percent more."""
    found = found_by(supplier_ranges(study_of(two_mines())))
    assert found.room == near(1.5)
    assert [(one.supplier, one.least, one.planned, one.most) for one in found.each] == [
        ("Miner", near(14.85), near(15.0), near(15.15)), ("Other mine", 0.0, 0.0, near(0.15)),
    ]  # fmt: skip


def test_the_setting_says_how_much_more_may_be_spent() -> None:
    assert ends(study_of(two_mines(slack=10)))["Other mine"] == (0.0, 0.0, near(1.5))
    assert ends(study_of(two_mines(slack=0)))["Miner"] == (near(15.0), near(15.0), near(15.0))


def test_grams_have_the_ranges_of_tonnes() -> None:
    gram = study_of(two_mines(2.0**-20))
    assert gram.solution.matrix.unit < 1.0
    for name, own in ends(study_of(two_mines())).items():
        assert np.multiply(2.0**20, ends(gram)[name]) == pytest.approx(own, abs=1e-5)


def pinned(study: Study, one: SupplierRange, **amount: float) -> Tables:
    """Return the tables with a pin on all that a supplier sends."""
    row: dict[str, str | float] = {"what": "ship", "from": one.supplier}
    return with_rows(
        study.model.problem.tables, "Pins", [{**row, **{f"{name} [t]": of for name, of in amount.items()}}]
    )


def keeps(study: Study, tables: Tables, room: float) -> bool:
    """Tell whether the best plan of some tables is as good in every tier, and costs no more than there is room for."""
    after, before = afresh(tables, study), study.base.optima
    if isinstance(after, str):
        return False
    better = [name for name in before if name != "cost"]
    as_good = all(after[name] <= before[name] + 1e-6 * max(1.0, abs(before[name])) for name in better)
    return as_good and after["cost"] <= before["cost"] + room + 1e-6 * max(1.0, abs(before["cost"]))


@pytest.mark.parametrize("seeds", graded([range(5), range(5, 18), range(18, 40)], 1, 2))
def test_pinned_to_its_ends_a_supplier_of_a_random_chain_keeps_the_plan_as_good_and_beyond_them_not(
    seeds: range,
) -> None:
    inner = 0
    for seed in seeds:
        study = study_of(random_sheets(seed))
        found = found_by(supplier_ranges(study))
        for one in found.each:
            assert one.least <= one.planned <= one.most
            inner += one.least < one.planned < one.most
            assert keeps(study, pinned(study, one, most=one.least), found.room)
            assert keeps(study, pinned(study, one, least=min(one.most, 1e6)), found.room)
            if one.least > STEP:
                assert not keeps(study, pinned(study, one, most=one.least - STEP), found.room), (seed, one)
            if one.most < 1e6:
                assert not keeps(study, pinned(study, one, least=one.most + STEP), found.room), (seed, one)
    assert inner


def test_interior_points_find_the_same_ranges_without_the_spare_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    spare = 0
    for sheets in (*map(random_sheets, (0, 3, 8)), *(sheets_of(draw(seed)) for seed in (1, 3, 22, 39))):
        study = study_of(sheets)
        spare += study.solution.matrix.spare.size
        from_plan = ends(study)
        with monkeypatch.context() as changed:
            changed.setattr(loaded, "NEAR", 0)
            assert ends(study) == {name: pytest.approx(own, rel=1e-6, abs=1e-5) for name, own in from_plan.items()}
    assert spare > 20


def test_with_a_fair_share_every_demand_keeps_what_it_has() -> None:
    study = study_of(reference("fair_share").sheets())
    found = ends(study)
    assert found
    for least, planned, most in found.values():
        assert least <= planned <= most


def test_nobody_could_send_more_by_sending_the_same_tonnes_round_again() -> None:
    """A lane leads back, and another on by a third site: freight of nothing would let any amount go round."""
    sheets = two_mines()
    sheets["Sites"] += [["Depot", "Store", "United States", "US", "depot"]]
    sheets["Lanes"] += [
        ["User", "Mine", "oxide", None], ["User", "Depot", "oxide", None], ["Depot", "Other mine", "oxide", None],
    ]  # fmt: skip
    found = ends(study_of(sheets))
    assert [found["Miner"], found["Other mine"]] == [(near(14.85), near(15.0), near(15.15)), (0.0, 0.0, near(0.15))]
    # What only comes to the user in the plan is not sent back, so that nothing comes to the depot either.
    assert [found["Maker"], found["Store"]] == [(0.0, 0.0, 0.0), (0.0, 0.0, 0.0)]


def test_what_costs_nothing_and_has_no_limit_has_no_end() -> None:
    sheets = two_mines()
    sheets["Processes"][1][-1] = 0
    sheets["Capacity"][1][-1] = "no limit"
    assert ends(study_of(sheets))["Miner"][2] == np.inf


def test_what_is_not_spent_is_no_part_of_the_spending() -> None:
    """The dearer half of the demand has a shortage cost that is no more than digging costs: it is not served."""
    sheets = two_mines()
    sheets["Demand"] = [
        ["customer", "commodity", "end use", "priority", "shortage cost [USD/t]", "unit", "all"],
        ["User", "oxide", "motors", 1, None, "t/period", 5], ["User", "oxide", "toys", None, 5, "t/period", 2],
    ]  # fmt: skip
    study = study_of(sheets)
    assert [study.base.optima["cost"], gross_spend(study)] == [near(150.0 + 30.0), near(150.0)]


@pytest.mark.parametrize("fault", [ContradictionError(), UnsolvedError("lost")])
def test_where_rounding_leaves_nothing_of_the_face_the_whole_program_is_asked(
    monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    study = study_of(two_mines())
    expected = ends(study)

    def lost(*_: object) -> None:
        raise fault

    monkeypatch.setattr(Study, "solved", lost)
    assert ends(study) == {name: tuple(map(near, three)) for name, three in expected.items()}


def test_where_a_solver_finds_no_answer_in_what_is_left_the_whole_program_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    study, asked = study_of(two_mines()), list[int]()
    expected, lowest = ends(study), Loaded.lowest

    def lost(loaded: Loaded, objective: FloatArray, most: int | None = None) -> float:
        asked.append(loaded.matrix.columns)
        if loaded.matrix.columns < study.matrix.columns:
            raise UnansweredError("Infeasible")
        return lowest(loaded, objective, most)

    monkeypatch.setattr(Loaded, "lowest", lost)
    assert ends(study) == {name: tuple(map(near, three)) for name, three in expected.items()}
    assert min(asked) < study.matrix.columns == max(asked)


def test_when_no_time_is_left_nothing_is_claimed() -> None:
    study = study_of(two_mines())
    assert found_by(supplier_ranges(replace(study, deadline=time.monotonic() - 1.0))).why == STOPPED


def test_ranges_are_those_of_the_plan_and_its_decisions_whoever_solved_it() -> None:
    linear = study_of(two_mines())
    assert ends(replace(linear, exact=False)) == ends(linear)
    whole = study_of(reference("contracts_lots").sheets())
    assert found_by(supplier_ranges(whole)).is_decided
    assert found_by(supplier_ranges(replace(whole, exact=False))).why == OTHERWISE


def test_the_sheet_has_the_ranges_with_what_is_planned_live_from_the_flows(tmp_path: Path) -> None:
    source = workbook(reference("contracts_small"), tmp_path)
    plan = write_solved(tmp_path / "plan.xlsx", solve_input(source, "highs", None, silent, None, Level.FULL))
    sheet = opened(plan)["Supplier range"]
    rows = {row["supplier"]: row for row in table(sheet)}
    assert [rows["Chinese maker"][name] for name in ("least [t]", "planned [t]", "most [t]")] == [near(70.0)] * 3
    assert rows["Chinese maker"]["state"] == "▲ cannot send less"
    assert "one supplier's alone" in sentence(sheet)
    live = {row["supplier"]: row for row in table(opened(plan, formulas=True)["Supplier range"])}
    assert all("Flows!" in row["planned [t]"] for row in live.values())
    heads = [row[0].row for row in sheet.iter_rows(max_col=1) if row[0].value == "contract"]
    words = {row["contract"]: row["in words"] for row in table(sheet, heads[0])}
    assert words["China spot"] == "needed at any price; without it: 70 t more short in priority 2"


def test_the_sheet_is_there_where_everything_is_asked_for(tmp_path: Path) -> None:
    source = workbook(reference("small_example"), tmp_path)
    book = opened(write_solved(tmp_path / "plan.xlsx", solve_input(source, "highs", None, silent)))
    assert "Supplier range" not in book.sheetnames
