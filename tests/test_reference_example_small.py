"""The small chain with every kind of rule: its answer and fifteen changes, through a workbook, as derived by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from planner.verify import verify
from tests.cases import Change, append, objective, put, reference, solve_case, unmet
from tests.workbooks import Sheets

# Columns that hold tonnes, or tonnes in a time; `value` of a licence is one too.
TONNES = {
    "Demand": ("2026Q4", "2027Q1", "2027Q2", "2027Q3", "2027Q4"),
    "Capacity": ("all", "2026Q4", "2027Q1", "2027Q2", "2027Q3", "2027Q4"),
    "Inventory": ("opening [t]",),
    "Contracts": ("minimum take [t]",),
}


def stopped(start: dt.date) -> Change:
    """Return the change that bans all that China sends to the United States."""
    return append("Rules", rule="Full stop", type="ban", from_="China", to="United States", start=start,
                  hard="yes", status="in force")  # fmt: skip


def doubled(sheets: Sheets) -> None:
    """Double every tonnage."""
    for sheet, columns in TONNES.items():
        header, *rows = sheets[sheet]
        for column in columns:
            for row in rows:
                value = row[header.index(column)]
                if isinstance(value, int | float):
                    row[header.index(column)] = 2 * value
    put("Rules", "value", 80, value=40)(sheets)
    put("Rules", "value", 60, value=30)(sheets)


SINTER = {"process": "sinter"}
NO_LICENCE = put("Rules", "active", "no", type="licence")
NO_SINTERING = put("Capacity", "2026Q4", 0, **SINTER)
CHANGES: dict[str, tuple[tuple[Change, ...], list[float], list[float], float]] = {
    "as derived": ((), [0] * 5, [6, 0, 20, 0, 18], 16_017_520),
    "licence 40 becomes 41": ((put("Rules", "value", 41, value=40),), [0] * 5, [6, 0, 19, 0, 18], 16_094_480),
    "licence 30 becomes 31": ((put("Rules", "value", 31, value=30),), [0] * 5, [6, 0, 20, 0, 17], 16_099_564),
    "no licence needed": ((NO_LICENCE,), [0] * 5, [6, 0, 0, 0, 0], 18_960_252),
    "full stop from 2027": ((stopped(dt.date(2027, 1, 1)),), [0] * 5, [6, 0, 20, 24, 24], 13_558_600),
    "full stop at once": ((stopped(dt.date(2026, 10, 1)),), [0] * 5, [6, 32, 28, 24, 24], 10_483_400),
    "sintering 84 in 2026Q4": ((put("Capacity", "2026Q4", 84, **SINTER),), [0] * 5, [5, 0, 20, 0, 18], 16_096_720),
    "sintering 132 in 2027Q3": ((put("Capacity", "2027Q3", 132, **SINTER),), [0] * 5, [6, 0, 20, 0, 17], 16_092_070),
    "sintering 0 in 2026Q4": ((NO_SINTERING,), [6, 0, 0, 0, 0], [20, 0, 20, 0, 18], 14_492_920),
    "the same, stock of US origin": (
        (NO_SINTERING, put("Inventory", "origin", "United States", origin="China")),
        [0] * 5, [26, 0, 20, 0, 18], 14_492_920,
    ),
    "opening stock 0": ((put("Inventory", "opening [t]", 0, origin="China"),), [0] * 5, [36, 0, 20, 0, 18], 16_017_520),
    "6 t on their way": (
        (append("Pipeline", to="Motor plant", commodity="NdFeB magnet", period="2026Q4", origin="China", quantity=6),),
        [0] * 5, [0, 0, 20, 0, 18], 16_017_520,
    ),
    "no minimum take": (
        (put("Contracts", "minimum take [t]", None, contract="US oxide"),
         put("Contracts", "take-or-pay", None, contract="US oxide"),
         put("Contracts", "window", None, contract="US oxide")),
        [0] * 5, [6, 0, 20, 0, 18], 15_921_720,
    ),
    "no price floor": (
        (put("Contracts", "price floor [USD/kg]", None, contract="US oxide"),
         put("Contracts", "floor paid by", None, contract="US oxide")),
        [0] * 5, [6, 0, 20, 0, 18], 15_765_920,
    ),
    "US separator closed": (
        (put("Capacity", "all", 0, site="US separator"), put("Contracts", "active", "no", contract="US oxide")),
        [6, 0, 0, 0, 0], [20, 0, 32, 6, 36], 11_481_120,
    ),
    "every tonnage doubled": ((doubled,), [0] * 5, [12, 0, 40, 0, 36], 32_035_040),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_the_small_chain_has_the_answer_that_was_derived(tmp_path: Path, name: str) -> None:
    changes, defence, industrial, cost = CHANGES[name]
    plan = solve_case(reference("example_small"), tmp_path, *changes)
    assert unmet(plan, 1) == pytest.approx(defence, abs=1e-6)
    assert unmet(plan, 2) == pytest.approx(industrial, abs=1e-6)
    assert objective(plan, "cost") == pytest.approx(cost, rel=1e-9)
    objectives = [(tier, own) for tier, own, _ in plan.objectives]
    assert verify(plan.model.problem.tables, plan.tables, objectives, plan.costs).faults == ()


def test_what_is_unique_of_the_plan_is_as_derived(tmp_path: Path) -> None:
    tables = solve_case(reference("example_small"), tmp_path).tables
    sent = tables["ship"].groupby(["from", "period"])["sent_t"].sum()
    assert sent["US separator"].tolist() == pytest.approx([10, 6, 6, 6, 6])
    assert sent["Allied separator"].tolist() == pytest.approx([6, 8, 10, 10])
    assert sent["China magnets"].to_dict() == pytest.approx({"2026Q4": 40, "2027Q2": 30})
    runs = tables["run"].groupby(["process", "period"])["runs"].sum()
    assert runs["sinter"].tolist() == pytest.approx([20, 24, 28, 32, 32])
    # A run of reduction gives 0.8 t of metal from 1 t of oxide.
    assert runs["reduce"].tolist() == pytest.approx([10, 12, 14, 16, 16])
    stock = tables["stock"].groupby("period")["stock_t"].sum()
    assert stock.to_dict() == pytest.approx({"2027Q1": 8, "2027Q3": 6})
    delivered = tables["deliver"].groupby(["end_use", "period"])["delivered_t"].sum()
    assert delivered["defence"].tolist() == pytest.approx([6] * 5)
    assert delivered["industrial"].tolist() == pytest.approx([44, 50, 30, 50, 32])
    assert set(tables["deliver"].loc[tables["deliver"]["end_use"] == "defence", "marks"]) == {""}


def test_each_grant_is_used_in_its_first_quarter(tmp_path: Path) -> None:
    used = solve_case(reference("example_small"), tmp_path).tables["use"]
    assert list(zip(used["period"], used["used_t"], strict=True)) == [
        ("2026Q4", pytest.approx(40.0)), ("2027Q2", pytest.approx(30.0)),
    ]  # fmt: skip
