"""Seeded faults: one number, name or period of a good plan is changed, and the verifier refuses the plan."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from planner.verify import verify
from tests.given.allowances import BAN, TRACES, ruled
from tests.given.stocks import stocked_sheets
from tests.given.verified import Case, rich_sheets, solve_sheets
from tests.given.whole_contracts import orders
from tests.tiny import tiny
from tests.workbooks import Sheets, small_example

type Tables = dict[str, pd.DataFrame]
type Change = Callable[[pd.DataFrame, int], pd.DataFrame]


def traces() -> Sheets:
    """Return an input in which traces of refused material go into magnets under an allowance."""
    return tiny(ruled(BAN, TRACES))


SHEETS = {"rich": rich_sheets, "small": small_example, "orders": orders, "stocks": stocked_sheets,
          "traces": traces}  # fmt: skip
# Keys of a plan's tables, and the numbers that are decisions or are stated about them.
NAMES = (
    "site", "process", "from", "to", "commodity", "asked", "product", "scrap", "mode", "customer", "end_use", "rule",
    "contract", "tier",
)  # fmt: skip
PERIODS = ("period", "output_period", "arrival_period", "demand_period", "ready_period", "delivered_period")
QUANTITIES = ("runs", "sent_t", "arrived_t", "stock_t", "delivered_t", "demand_t", "unmet_t", "quantity_t",
              "missing_t", "violation_t", "awarded", "taken_t", "shortfall_t", "added_t_per_yr",
              "standing_t_per_yr", "used_t", "returned_t", "allowed_t")  # fmt: skip
# A share that is small, but larger than any tolerance.
LITTLE = 1e-4


@cache
def case(name: str) -> Case:
    return solve_sheets(SHEETS[name]())


def put(table: pd.DataFrame, row: int, column: str, value: object) -> pd.DataFrame:
    values: list[object] = table[column].tolist()
    values[row] = value
    return table.assign(**{column: pd.Series(values, index=table.index, dtype=object)})


def number(table: pd.DataFrame, row: int, column: str) -> float:
    return float(table[column].tolist()[row])


def scaled(column: str, factor: float) -> Change:
    """Return a change that multiplies a number; zero becomes a kilogram."""
    return lambda table, row: put(table, row, column, number(table, row, column) * factor or 0.001)


def negated(column: str) -> Change:
    return lambda table, row: put(table, row, column, -1.0 - number(table, row, column))


def broken(column: str, value: object) -> Change:
    return lambda table, row: put(table, row, column, value)


def renamed(column: str, others: list[str]) -> Change:
    """Return a change that puts another name of the same kind, the next one."""

    def change(table: pd.DataFrame, row: int) -> pd.DataFrame:
        place = (others.index(str(table[column].tolist()[row])) + 1) % len(others)
        return put(table, row, column, others[place])

    return change


def deleted(table: pd.DataFrame, row: int) -> pd.DataFrame:
    return table.drop(index=row)


def doubled(table: pd.DataFrame, row: int) -> pd.DataFrame:
    return pd.concat([table, table.loc[[row]]], ignore_index=True)


def words_of(name: str, table: str, column: str) -> list[str]:
    """Return the names that may stand in a column."""
    records = case(name).tables.records
    match column:
        case "process":
            sheet, own = "Processes", "process"
        case "commodity" | "asked" | "product" | "scrap":
            sheet, own = "Commodities", "commodity"
        case "mode":
            sheet, own = "Lanes", "mode"
        case "end_use":
            sheet, own = "Demand", "end use"
        case "rule":
            sheet, own = "Rules", "rule"
        case "contract" | "tier":
            sheet, own = "Contracts", column
        case _ if column in PERIODS:
            sheet, own = "Periods", "period"
        case _:
            sheet, own = "Sites", "site"
    return list(dict.fromkeys(str(word) for word in records[sheet].text[own]))


def seeded() -> list[tuple[str, str, int, str, Change]]:
    """Return every seeded fault: the case, the table, the row, what is done, and the change that does it."""
    found: list[tuple[str, str, int, str, Change]] = []
    for name in SHEETS:
        for table, frame in case(name).plan.items():
            for row in sorted({0, len(frame) // 2, len(frame) - 1}) if len(frame) else []:
                changes: dict[str, Change] = {"row deleted": deleted, "row doubled": doubled}
                for column in frame.columns:
                    if column in QUANTITIES:
                        changes |= {
                            f"{column} a little more": scaled(column, 1.0 + LITTLE),
                            f"{column} a little less": scaled(column, 1.0 - LITTLE),
                            f"{column} doubled": scaled(column, 2.0),
                            f"{column} negative": negated(column),
                        }
                    elif column in NAMES or column in PERIODS:
                        changes[f"{column} unknown"] = broken(column, "nobody")
                        others = words_of(name, table, column)
                        if len(others) > 1:
                            changes[f"{column} another"] = renamed(column, others)
                    elif column in ("priority", "row") or (column == "span" and table != "soft"):
                        changes[f"{column} another"] = broken(column, int(number(frame, row, column)) + 1)
                found += [(name, table, row, what, change) for what, change in changes.items()]
    return found


def identity(value: object) -> str:
    return "change" if callable(value) else str(value)


FAULTS = seeded()


def test_the_plans_before_the_change_are_accepted() -> None:
    for name in SHEETS:
        verification = case(name).verify()
        assert verification.accepted, verification.faults
        assert case(name).verify(case(name).copy()).accepted


def test_at_least_a_hundred_faults_are_seeded_in_every_table() -> None:
    assert len(FAULTS) >= 100
    assert {table for _, table, _, _, _ in FAULTS} == set(case("rich").plan)


@pytest.mark.parametrize(("name", "table", "row", "what", "change"), FAULTS, ids=identity)
def test_a_seeded_fault_is_caught(name: str, table: str, row: int, what: str, change: Change) -> None:
    plan = case(name).copy()
    plan[table] = change(plan[table], row)
    verification = case(name).verify(plan)
    assert not verification.accepted, f"{what} in row {row} of {table} passes"
    assert all(verification.faults)


@pytest.mark.parametrize("value", [np.nan, np.inf, "12", None, True], ids=str)
@pytest.mark.parametrize(("table", "column"), [("run", "runs"), ("ship", "sent_t"), ("unmet", "unmet_t")])
def test_what_is_no_finite_number_is_caught(table: str, column: str, value: object) -> None:
    plan = case("rich").copy()
    plan[table] = put(plan[table], 0, column, value)
    assert not case("rich").verify(plan).accepted


@pytest.mark.parametrize("table", list(case("rich").plan))
def test_a_missing_table_or_column_is_caught(table: str) -> None:
    plan = case("rich").copy()
    assert not case("rich").verify({name: frame for name, frame in plan.items() if name != table}).accepted
    plan[table] = plan[table].drop(columns=plan[table].columns[0])
    assert not case("rich").verify(plan).accepted


def test_a_table_that_is_not_known_is_caught() -> None:
    plan = case("rich").copy()
    plan["gift"] = plan["sell"]
    assert not case("rich").verify(plan).accepted


@pytest.mark.parametrize("factor", [1.0 + LITTLE, 1.0 - LITTLE, 2.0, 0.5], ids=str)
def test_a_plan_that_is_scaled_as_a_whole_is_caught(factor: float) -> None:
    plan = case("rich").copy()
    for frame in plan.values():
        for column in [name for name in frame.columns if name in QUANTITIES]:
            frame[column] = frame[column] * factor
    assert not case("rich").verify(plan).accepted


@pytest.mark.parametrize("row", range(10))
def test_unmet_that_is_understated_by_a_matching_delivery_is_caught(row: int) -> None:
    plan = case("small").copy()
    unmet, deliver = plan["unmet"], plan["deliver"]
    plan["unmet"] = put(unmet, row, "unmet_t", number(unmet, row, "unmet_t") - 1.0)
    same = [
        keys == (unmet["end_use"].tolist()[row], unmet["period"].tolist()[row])
        for keys in zip(deliver["end_use"], deliver["period"], strict=True)
    ]
    plan["deliver"] = deliver.assign(delivered_t=deliver["delivered_t"] + np.array(same))
    assert not case("small").verify(plan).accepted


def test_a_plan_of_nothing_but_unmet_is_feasible_and_refused_for_its_objectives() -> None:
    good = case("small")
    plan: Tables = {name: frame.iloc[:0] for name, frame in good.copy().items()}
    plan["unmet"] = good.plan["unmet"].assign(unmet_t=good.plan["unmet"]["demand_t"])
    opening = good.tables.records["Inventory"].number["opening"][0]
    plan["dispose"] = pd.DataFrame(
        [("Motor plant", "NdFeB magnet", "2026Q4", "", opening)], columns=list(good.plan["dispose"].columns)
    )
    verification = good.verify(plan)
    assert {fault.kind for fault in verification.found} == {"objectives"}


TIERS = [name for name, _ in case("rich").objectives if name != "tie-break"]


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_tier_that_is_stated_wrongly_is_caught(tier: str, sign: float) -> None:
    good = case("rich")
    stated = [
        (name, value + sign * max(abs(value), 1.0) * 1e-5 if name == tier else value) for name, value in good.objectives
    ]
    verification = verify(good.tables, good.plan, stated)
    assert [fault.kind for fault in verification.found] == ["objectives"]
    assert tier in verification.faults[0]


@pytest.mark.parametrize("tier", TIERS)
def test_a_tier_that_is_left_out_between_others_is_caught(tier: str) -> None:
    good = case("rich")
    stated = [(name, value) for name, value in good.objectives if name != tier]
    assert not verify(good.tables, good.plan, stated).accepted


@pytest.mark.parametrize("pair", list(pairwise(range(len(TIERS)))), ids=str)
def test_tiers_in_another_order_are_caught(pair: tuple[int, int]) -> None:
    good = case("rich")
    stated = list(good.objectives)
    stated[pair[0]], stated[pair[1]] = stated[pair[1]], stated[pair[0]]
    assert not verify(good.tables, good.plan, stated).accepted


def test_a_plan_without_any_objective_is_caught() -> None:
    assert not verify(case("rich").tables, case("rich").plan, []).accepted


def test_a_solve_that_was_stopped_after_a_tier_is_accepted_with_the_tiers_it_finished() -> None:
    good = case("rich")
    assert verify(good.tables, good.plan, good.objectives[:2], finished=False).accepted


@pytest.mark.parametrize("kept", [1, 2, 3])
def test_a_plan_that_leaves_tiers_out_without_having_been_stopped_is_caught(kept: int) -> None:
    good = case("rich")
    assert not verify(good.tables, good.plan, good.objectives[:kept]).accepted


@pytest.mark.parametrize("kind", list(case("rich").verify().costs))
def test_a_cost_that_is_stated_wrongly_is_caught(kind: str) -> None:
    good = case("rich")
    real = dict(good.verify().costs)
    assert verify(good.tables, good.plan, good.objectives, real).accepted
    wrong = real | {kind: real[kind] + 0.01}
    verification = verify(good.tables, good.plan, good.objectives, wrong)
    assert [fault.kind for fault in verification.found] == ["costs"]
    assert kind in verification.faults[0]
    # It says something untrue of a plan that keeps every limit.
    assert verification.limit_violation < 0.005


def test_a_kind_of_cost_that_does_not_exist_is_caught() -> None:
    good = case("rich")
    stated = {**good.verify().costs, "present": 1.0}
    assert not verify(good.tables, good.plan, good.objectives, stated).accepted
