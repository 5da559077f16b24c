"""What one more and one less of a limit is said to change is what changing the input by that much comes to."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from models.formulation import FAMILIES, build
from models.issues import errors
from models.limits import room_to_type
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.records import Tables
from models.resolve import make_problem
from planner.errors import NoPlanError
from planner.explain.level import Level
from planner.explain.limit_values import NO_DUALS, NONE_LEFT, NONE_MORE, NOT_ASKED
from planner.explain.outcomes import STOPPED
from planner.explain.study import Study
from planner.run import solve_input
from planner.solve import highs
from planner.solve.session import silent
from planner.write.sheets.known_values import _end, _to
from planner.write.workbook import write_solved
from tests.cases import Change, reference, times, workbook
from tests.drawn.problems import random_sheets
from tests.given.explained import FAR, by_limit, values_of
from tests.plan_books import opened, table
from tests.seeds import graded
from tests.studies import study_of
from tests.tiny import day, near, tiny


def of_case(name: str, *changes: Change) -> Study:
    sheets = reference(name).sheets()
    for change in changes:
        change(sheets)
    return study_of(sheets)


def optima(tables: Tables) -> dict[str, float] | None:
    """Return the optimum of each tier of some tables, solved as if nothing were known; None where there is no plan."""
    problem, found = make_problem(tables)
    assert not errors(list(found))
    model = build(problem)
    try:
        return weighed(model.program.matrix(), model.program.tiers)
    except NoPlanError:
        return None


def weighed(matrix: Matrix, tiers: list[Tier]) -> dict[str, float]:
    found = highs.solve(matrix, tiers)
    return {one.tier.name: one.objective for one in found.tiers if one.tier.kind != "tie-break"}


# Families whose limit is a number of one cell, by period or not.
CELLS = ("plant_capacity", "lane_capacity", "cap", "licence_volume", "maximum_stock", "maximum_take", "tier_limit")


def with_limit(study: Study, row: int, limit: float) -> Tables | None:
    """Return the tables in which the cell of a limit says so much; None where that is not all that it would change."""
    problem, program, mine = study.model.problem, study.model.program, study.solution.matrix
    family = next((one for one in FAMILIES if one.name in CELLS and row in program.row_blocks[one.name].index), None)
    if family is None or family.line is None or not mine.row_upper[row]:
        return None
    block = program.row_blocks[family.name]
    place = int(row - block.index[0])
    record = int(family.line(problem, block)[place])
    records = problem.tables.records[family.sheet]
    number, by_period = dict(records.number), dict(records.number_by_period)
    columns = by_period if family.column in by_period else number
    columns[family.column] = columns[family.column].copy()
    cell = (record, int(block.keys["period"][place])) if columns is by_period else record
    columns[family.column][cell] *= limit / mine.row_upper[row]
    changed = replace(records, number=number, number_by_period=by_period)
    tables = replace(problem.tables, records={**problem.tables.records, family.sheet: changed})
    changed_problem, found = make_problem(tables)
    if errors(list(found)):
        return None
    theirs = build(changed_problem).program.matrix()
    if mine.rows != theirs.rows or not np.array_equal(mine.value, theirs.value):
        return None
    moved = np.flatnonzero((mine.row_upper != theirs.row_upper) | (mine.row_lower != theirs.row_lower))
    return tables if moved.tolist() == [row] and theirs.row_upper[row] == near(limit) else None


def test_each_tonne_more_of_a_factory_of_the_network_closes_one_over_15_500_t() -> None:
    study = of_case("network", times("Demand", "demand [t/month]", 1.7))
    found = by_limit(study, "plant_capacity")
    for name, cost in (("Liverpool; make, 2027-01", 2.0), ("Brighton; make, 2027-01", 3.0)):
        more = found[name].more
        assert [*more.worth, more.first] == [near(-1.0), near(cost), near(15_500.0)]


def test_a_grant_of_the_small_example_closes_a_tonne_for_each_of_its_own_down_to_nothing() -> None:
    """One tonne more: 43 t short for 16,094,480 USD; without any licence in 2026Q4 the 40 t are short."""
    found = by_limit(of_case("example_small"), "licence_volume")
    grant = next(one for name, one in found.items() if "2027-03-31" in name)
    assert grant.more.worth == (0.0, near(-1.0), near(16_094_480.0 - 16_017_520.0))
    assert grant.less.worth == (0.0, near(1.0), near(-(16_094_480.0 - 16_017_520.0)))
    assert grant.less.first == near(40.0)


def test_of_two_limits_in_series_one_more_of_either_gains_nothing_and_one_less_costs_a_tonne() -> None:
    study = of_case("shared_cause")
    found = by_limit(study, "plant_capacity")
    valued = [one for one in found.values() if any(result.row_dual[one.row] for result in study.solution.tiers[:1])]
    assert valued
    for one in valued:
        assert one.more.worth[0] == 0.0
        assert one.less.worth[0] == near(1.0)


@pytest.mark.parametrize("seeds", graded([range(4), range(4, 16), range(16, 60)], 1, 2))
def test_a_limit_of_a_random_chain_changed_in_its_cell_changes_what_is_said(seeds: range) -> None:
    told: Counter[str] = Counter()
    for seed in seeds:
        study = study_of(random_sheets(seed))
        names = list(study.base.optima)
        for value in values_of(study).each:
            duals = [result.row_dual[value.row] for result in study.solution.tiers[: len(names)]]
            for sign, side in ((1.0, value.more), (-1.0, value.less)):
                if side.why:
                    told[side.why] += 1
                    continue
                told["as its duals" if np.allclose(side.worth, np.multiply(sign, duals), atol=1e-6) else "anew"] += 1
                limit = float(study.solution.matrix.row_upper[value.row])
                for part in (1.0, 0.4):
                    move = part * min(side.reach, FAR)
                    tables = with_limit(study, value.row, limit + sign * move) if np.isfinite(limit) else None
                    told["of the input"] += tables is not None
                    after = optima(tables) if tables is not None else None
                    if tables is None:
                        after = dict(study.moved(np.array([value.row]), np.array([sign * move])).optima)
                    assert after, (seed, value, sign, move)
                    changed = [after[name] - study.base.optima[name] for name in names]
                    assert changed == pytest.approx(np.multiply(move, side.worth), rel=1e-6, abs=1e-5)
    assert told["as its duals"] > 10
    assert told["anew"]
    assert told["of the input"] > 20


def test_behind_its_end_a_value_is_another() -> None:
    ends = 0
    for seed in range(12):
        study = study_of(random_sheets(seed))
        most = room_to_type(study.model)
        for value in values_of(study, full=False).each:
            if value.more.why or value.more.reach > FAR or not any(value.more.worth):
                continue
            if value.more.reach == near(most[value.row]):  # no more can be asked for
                continue
            beyond = value.more.reach + 0.5
            after = study.moved(np.array([value.row]), np.array([beyond]))
            changed = [after.optima.get(name, np.inf) - best for name, best in study.base.optima.items()]
            assert changed != pytest.approx(np.multiply(beyond, value.more.worth), rel=1e-7, abs=1e-7)
            ends += 1
    assert ends > 20


def test_with_whole_numbers_values_are_those_of_the_plan_with_its_decisions_fixed() -> None:
    study = of_case("contracts_lots")
    found = values_of(study)
    assert found.is_decided
    left, names = study.solution.matrix, list(study.base.optima)
    tiers = [tier for tier in study.model.program.tiers if tier.name in names]
    for value in found.each:
        for sign, side in ((1.0, value.more), (-1.0, value.less)):
            if side.why:
                continue
            lower, upper = left.row_lower.copy(), left.row_upper.copy()
            move = sign * min(side.reach, FAR)
            lower[value.row] += move
            upper[value.row] += move
            after = weighed(replace(left, row_lower=lower, row_upper=upper), tiers)
            changed = [after[name] - study.base.optima[name] for name in names]
            assert changed == pytest.approx(np.multiply(abs(move), side.worth), rel=1e-6, abs=1e-5)


@pytest.mark.parametrize("shared", ["no", "yes"])
def test_grams_are_worth_what_tonnes_are_and_reach_as_many_times_less_far(shared: str) -> None:
    def chain(size: float) -> Study:
        return study_of(tiny({
            "Settings": [["setting", "value"], ["fair share", shared]],
            "Demand": [["customer", "commodity", "end use", "unit", "Q1", "Q2"],
                       ["User", "oxide", "motors", "t/period", 8 * size, None],
                       ["User", "oxide", "toys", "t/period", 4 * size, 10 * size]],
            "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                         ["Mine", "dig", "out", "oxide", "t/period", 8 * size]],
        }))  # fmt: skip

    tonne, gram = chain(1.0), chain(2.0**-20)
    assert gram.solution.matrix.unit < 1.0
    assert list(gram.base.optima) == list(tonne.base.optima)
    # A tonne is so many times as much of a demand in grams.
    times = [2.0**20 if name.startswith("fair") else 1.0 for name in tonne.base.optima]
    for large, small in zip(values_of(tonne).each, values_of(gram).each, strict=True):
        for one, other in ((large.more, small.more), (large.less, small.less)):
            assert other.why == one.why
            assert other.worth == pytest.approx(np.multiply(one.worth, times) if one.worth else ())
            assert other.reach * 2.0**20 == near(one.reach)
            assert (other.first or 0.0) * 2.0**20 == near(one.first or 0.0)
    assert any(one.more.worth for one in values_of(gram).each)


def test_of_nothing_nothing_can_be_taken_away() -> None:
    capacity = [
        ["site", "process", "basis", "commodity", "unit", "all"],
        ["Mine", "dig", "out", "oxide", "t/period", 0],
    ]
    each = values_of(study_of(tiny({"Capacity": capacity}))).each  # type: ignore[dict-item]
    assert [one.less.why for one in each] == [NONE_LEFT] * 3
    assert [one.more.worth for one in each] == [(near(-1.0), near(11.0))] * 3


def test_a_minimum_take_of_which_nothing_comes_is_worth_its_price_for_each_tonne_more() -> None:
    """By hand: while the lane is banned all 3 t are paid for at 70 USD/t, and each tonne more up to 9 t."""
    changed = tiny({
        "Contracts": [
            ["contract", "supplier", "buyer", "commodity", "price [USD/t]", "minimum take [t]", "take-or-pay",
             "maximum [t]", "window"],
            ["Deal", "Mine", "User", "oxide", 70, 3, "yes", 9, "period"],
        ],
        "Rules": [["rule", "type", "commodity", "from", "start", "end"],
                  ["Stop", "ban", "oxide", "Mine", day("2027-01-01"), day("2027-03-31")]],
    })  # fmt: skip
    study = study_of(changed)
    block = study.model.program.row_blocks["minimum_take"]
    (value,) = [one for one in values_of(study).each if one.row == block.index[0]]
    assert [value.more.worth, value.less.worth] == [(near(0.0), near(70.0)), (near(0.0), near(-70.0))]
    assert [value.more.reach, value.less.reach] == [near(6.0), near(3.0)]


def test_a_share_can_be_stricter_though_its_row_has_no_limit_in_tonnes() -> None:
    """Japan has 10 t in the second quarter, China may send as much: a tonne more or less than half are 2 t of its own.

    At 60 t, all that is wanted, 20 t of China's 50 t are more than half; at none of them 5 t are less.
    """
    found = by_limit(of_case("origin_shares"), "share_max")
    value = next(one for name, one in found.items() if name.endswith("Q2"))
    assert value.more.worth == (near(-2.0), near(2.0))
    assert value.less.worth == (near(2.0), near(-2.0))
    assert [value.more.reach, value.less.reach] == [near(20.0), near(5.0)]


def test_a_share_is_told_by_the_tonnes_above_and_below_it(tmp_path: Path) -> None:
    source = workbook(reference("origin_shares"), tmp_path)
    rows = table(
        opened(write_solved(tmp_path / "plan.xlsx", solve_input(source, "highs", None, silent)))["Value of limits"]
    )
    said = {row["counts in"]: row["in a sentence"] for row in rows if row["limit"] == "most share of an origin"}
    assert said["Q2"] == (
        "most share of an origin of At most half from China; oxide, Q2: from 5 t below it to 20 t above it each t more "
        "than the share means 2 t less short in priority 1 and 2.00 USD more cost, each t less than it the opposite. "
        "Its cell stands for 1 other limit too: what is typed there moves all."
    )


def test_what_is_not_known_is_said() -> None:
    study = of_case("example_small")
    assert values_of(replace(study, exact=False)).why == NO_DUALS
    assert values_of(replace(study, deadline=time.monotonic() - 1.0)).why == STOPPED
    fast = values_of(of_case("fair_share"), full=False).each
    assert NOT_ASKED in {side.why for one in fast for side in (one.more, one.less)}


def test_the_sheet_has_the_limits_that_matter_most_at_the_top_each_with_a_sentence(tmp_path: Path) -> None:
    source = workbook(reference("small_example"), tmp_path)
    found = solve_input(source, "highs", None, silent, None, Level.FULL)
    rows = table(opened(write_solved(tmp_path / "plan.xlsx", found))["Value of limits"])
    assert [bool(row["in a sentence"]) for row in rows] == [True] * 10 + [False] * (len(rows) - 10)
    cap = next(row for row in rows if row["counts in"] == "2026-10-01 to 2027-03-31")
    assert cap["one more, for certain"] == "1 t less short in priority 2; 76,960 USD more cost"
    assert [cap["holds down to [unit]"], cap["holds up to [unit]"]] == [near(32.0), near(50.0)]
    assert cap["in a sentence"] == (
        "cap of China magnet cap, 2026-10-01 to 2027-03-31, now 40 t: from 32 t to 50 t each t more means 1 t less "
        "short in priority 2 and 76,960 USD more cost, each t less the opposite; the first of these goes on up to 78 t "
        "and down to 0 t."
    )


def test_a_limit_of_which_only_rounding_would_be_left_goes_down_to_nothing() -> None:
    limit = SimpleNamespace(family="plant_capacity", limit=58.333333333333336)
    reach = SimpleNamespace(reach=58.33333333333334, why="")
    assert _end(limit, reach, -1.0) == "0 t"  # type: ignore[arg-type]
    assert _to(limit, reach, -1.0) == 0.0  # type: ignore[arg-type]


def test_with_whole_numbers_the_sentences_say_that_decisions_are_fixed(tmp_path: Path) -> None:
    source = workbook(reference("contracts_lots"), tmp_path)
    rows = table(
        opened(write_solved(tmp_path / "plan.xlsx", solve_input(source, "highs", None, silent)))["Value of limits"]
    )
    told = [row["in a sentence"] for row in rows if row.get("in a sentence")]
    assert told
    assert all(one.startswith("With the yes/no decisions fixed: ") for one in told)


@pytest.mark.parametrize(("most", "reach", "why"), [(12, 2.0, ""), (10, 0.0, NONE_MORE)])
def test_more_of_an_end_stock_than_can_lie_there_is_not_told_since_nobody_can_ask_for_it(
    most: float, reach: float, why: str
) -> None:
    # 9 t can be laid aside in three quarters: of the 10 t that should be left at the end one is missing.
    stocks = [["site", "commodity", "maximum [t]", "end stock [t]"], ["User", "oxide", most, 10]]
    (value,) = by_limit(study_of(tiny({"Inventory": stocks})), "end_stock").values()  # type: ignore[dict-item]
    assert (value.more.reach, value.more.why) == (near(reach), why)
    assert value.less.reach == near(1.0)
