"""Sums of cells of sheet Flows: short enough for Excel, and of just these cells."""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from planner.explain.level import Level
from planner.explain.supplier_range import SupplierRange, SupplierRanges
from planner.write import styles
from planner.write.page import FIRST_ROW
from planner.write.sheets.flows import LETTER, ON_A_LANE, added
from planner.write.workbook import write_solved
from tests.cases import put, reference
from tests.plan_books import opened, plan_file, solved, table
from tests.tiny import day, periods, tiny
from tests.workbooks import Cell

QUANTITY = LETTER["quantity"]
MONTHS = [(year, month) for year in (2027, 2028) for month in range(1, 13)]
USERS = 30


def rows_of(formula: str) -> list[int]:
    """Return the rows of sheet Flows that a formula adds, each as often as it does."""
    found: list[int] = []
    for term in formula.split("+"):
        area = re.fullmatch(rf"SUM\(Flows!\${QUANTITY}\$(\d+):\${QUANTITY}\$(\d+)\)", term)
        cell = re.fullmatch(rf"Flows!\${QUANTITY}\$(\d+)", term)
        assert area or cell, term
        found += range(int(area[1]), int(area[2]) + 1) if area else [int(cell[1]) if cell else 0]
    return [row - FIRST_ROW - 1 for row in found]


@pytest.mark.parametrize("seed", range(20))
def test_a_sum_adds_each_of_its_cells_once(seed: int) -> None:
    rows = random.Random(seed).sample(range(40), 25)
    assert rows_of(added("quantity", rows)) == sorted(rows)


def test_a_sum_of_nothing_is_no_formula() -> None:
    assert added("quantity", ()) == ""


def test_no_formula_is_longer_than_excel_takes_however_much_a_supplier_sends(tmp_path: Path) -> None:
    users = [f"User {number}" for number in range(USERS)]
    ends = [day(f"{year + month // 12}-{month % 12 + 1:02}-01") - dt.timedelta(days=1) for year, month in MONTHS]
    spans = [(f"{end:%Y-%m}", f"{end:%Y-%m}-01", end.isoformat()) for end in ends]
    wanted: list[list[Cell]] = [[name, "oxide", "motors", "t/period", 1 + place] for place, name in enumerate(users)]
    lanes: list[list[Cell]] = [["Mine", name, "oxide", 1] for name in users]
    customers: list[list[Cell]] = [[name, "Maker", "United States", "US", "customer"] for name in users]
    sheets = tiny()
    sheets["Sites"][2:], sheets["Demand"][1:], sheets["Lanes"][1:] = customers, wanted, lanes
    sheets["Capacity"][1][-1] = 500
    plan = solved(tmp_path, {**sheets, "Periods": periods(*spans)})
    found = SupplierRanges((SupplierRange("Miner", (0,), (0,), 0.0, 0.0, 0.0),))
    path = write_solved(
        tmp_path / "plan.xlsx", replace(plan, explained=replace(plan.explained, level=Level.FULL, suppliers=found))
    )
    cells = [cell.value for sheet in opened(path, formulas=True) for row in sheet.iter_rows() for cell in row]
    assert (
        max(len(value) for value in cells if isinstance(value, str) and value.startswith("=")) <= styles.LONGEST_FORMULA
    )
    assert opened(path, formulas=True)["Supplier range"][f"E{FIRST_ROW + 1}"].value.startswith("=SUM(Flows!")
    (row,) = table(opened(path)["Supplier range"])
    assert row["planned [t]"] == pytest.approx(len(MONTHS) * sum(range(1, USERS + 1)))


def computed(formula: str, sheet: Any) -> float:
    """Return what a formula of sums and cells of one sheet comes to, from the stored values of these."""
    cells = re.sub(r"SUM\((\$[A-Z]+\$\d+):(\$[A-Z]+\$\d+)\)", lambda area: "+".join(
        f"{cell.value!r}" for (cell,) in sheet[f"{area[1]}:{area[2]}"]
    ), formula.removeprefix("="))  # fmt: skip
    cells = cells.replace("MAX(", "max(")
    return float(eval(re.sub(r"\$?[A-Z]+\$?\d+", lambda cell: f"({sheet[cell[0]].value!r})", cells)))


@pytest.mark.parametrize("name", ["contracts_small", "contracts_lots"])
def test_what_contracts_take_follows_what_is_sent_under_them(name: str, tmp_path: Path) -> None:
    """The last contract and tier of a lane and period take what the others leave of what is sent."""
    path = plan_file(tmp_path, reference(name).sheets())
    stored, written = opened(path)["Flows"], opened(path, formulas=True)["Flows"]
    rows = [number for number in range(6, stored.max_row + 1) if stored[f"A{number}"].value == "take"]
    lanes: dict[tuple[Any, ...], list[int]] = {}
    heads = [cell.value for cell in stored[5]]
    for number in rows:
        cells = dict(zip(heads, (cell.value for cell in stored[number]), strict=True))
        lanes.setdefault(tuple(cells[name] for name in ON_A_LANE), []).append(number)
    following = [number for number in rows if isinstance(written[f"{QUANTITY}{number}"].value, str)]
    assert following == sorted(numbers[-1] for numbers in lanes.values())
    assert len(lanes) < len(rows) or name == "contracts_small"
    for number in following:
        formula = written[f"{QUANTITY}{number}"].value
        assert computed(formula, stored) == pytest.approx(stored[f"{QUANTITY}{number}"].value)


@pytest.mark.parametrize("window", ["term", "period", "calendar year"])
def test_what_a_contract_asks_for_and_does_not_get_follows_what_is_taken(window: str, tmp_path: Path) -> None:
    sheets = reference("contracts_small").sheets()
    put("Contracts", "minimum take [t]", 70, contract="US oxide")(sheets)
    put("Contracts", "window", window, contract="US oxide")(sheets)
    path = plan_file(tmp_path, sheets)
    stored, written = opened(path)["Flows"], opened(path, formulas=True)["Flows"]
    short = [number for number in range(6, stored.max_row + 1) if stored[f"A{number}"].value == "shortfall"]
    assert short
    for number in short:
        formula = str(written[f"{QUANTITY}{number}"].value)
        assert formula.startswith("=MAX(0,")
        assert computed(formula, stored) == pytest.approx(stored[f"{QUANTITY}{number}"].value)
