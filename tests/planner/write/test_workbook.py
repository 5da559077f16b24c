"""The output workbook says what the plan says, in constants, live formulas and links."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from planner import own_output
from planner.atomic import replace_atomically
from planner.errors import InternalError, LockedError, OutputError
from planner.run import solve_input
from planner.verify import Fault
from planner.write import styles
from planner.write.sheets import flows as flow_sheet
from planner.write.workbook import report_of, write_plan, write_solved
from tests.plan_books import opened, plan_file, silent, solved, table, texts
from tests.workbooks import Cell, Sheets, small_example, write_workbook

QUARTERS = ("2026Q4", "2027Q1", "2027Q2", "2027Q3", "2027Q4")
SHEETS = (
    "Summary", "Actions", "Decide by",
    "Unmet", "Shortage split", "Buy plan", "Contracts", "Make plan", "Flows", "Balance", "Stocks",
    "Co-products", "Baskets",
    "Rule effects", "Provenance", "Value of limits", "Costs", "Data check", "Run", "Certificate", "Inputs used",
    "in Settings", "in Periods", "in Commodities", "in Sites", "in Processes", "in Demand", "in Capacity", "in Lanes",
    "in Inventory", "in Rules",
)  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plan_file(tmp_path_factory.mktemp("plan"))


@pytest.fixture(scope="module")
def values(path: Path) -> Any:
    return opened(path)


@pytest.fixture(scope="module")
def formulas(path: Path) -> Any:
    return opened(path, formulas=True)


def test_the_workbook_has_every_sheet_in_its_order(values: Any) -> None:
    assert tuple(values.sheetnames) == SHEETS


def test_every_sheet_says_something_below_its_title(values: Any) -> None:
    for sheet in values:
        assert sum(cell is not None for row in sheet.iter_rows(min_row=2, values_only=True) for cell in row) > 1, sheet


def test_every_sheet_of_the_plan_has_a_green_master_check(values: Any) -> None:
    for name in SHEETS[: SHEETS.index("in Settings")]:
        assert values[name]["A3"].value.startswith("✔"), (name, values[name]["A3"].value)


def test_master_checks_are_live_formulas(formulas: Any) -> None:
    for name in SHEETS[: SHEETS.index("in Settings")]:
        assert formulas[name]["A3"].value.startswith("="), name


def test_unmet_lists_each_demand_and_period_that_is_short(values: Any) -> None:
    rows = table(values["Unmet"])
    assert [(row["end use"], row["period"], row["unmet [t]"]) for row in rows] == [
        ("industrial", "2026Q4", 6), ("industrial", "2027Q2", 20), ("industrial", "2027Q4", 18),
    ]  # fmt: skip


def test_unmet_names_the_limits_on_the_ways_to_it_and_when_it_is_met_again(values: Any) -> None:
    rows = table(values["Unmet"])
    # What China sends takes a quarter, so its cap stands on no way to the first quarter.
    assert [row["limits on the ways to it"] for row in rows] == [
        "capacity of US magnet plant; sinter (Capacity!G5)",
        "cap of China magnet cap (Rules!F2), capacity of US magnet plant; sinter (Capacity!I5)",
        "cap of China magnet cap (Rules!F3), capacity of US magnet plant; sinter (Capacity!K5)",
    ]
    assert [row["met again in"] for row in rows] == ["2027Q1", "2027Q3", "not by 2027Q4"]


def test_the_buy_plan_shows_what_each_supplier_sends_in_each_period(values: Any) -> None:
    china = next(row for row in table(values["Buy plan"]) if row["supplier"] == "China magnets")
    assert [china[name] for name in QUARTERS] == [40, None, 30, None, None]
    assert china["total [t]"] == 70
    # Freight 600 USD/t and a tariff of 27.1 % on 60,000 and 64,000 USD/t.
    assert china["cost [USD]"] == pytest.approx(70 * 600 + 0.271 * (40 * 60_000 + 30 * 64_000))
    # Its price is the run cost of the source: 60 USD/kg in 2026Q4, 64 in 2027Q2. The US plant makes magnets of metal.
    assert china["run cost at the source [USD/t]"] == pytest.approx((40 * 60_000 + 30 * 64_000) / 70)
    plant = next(row for row in table(values["Buy plan"]) if row["supplier"] == "US magnet plant")
    assert plant["run cost at the source [USD/t]"] is None


def test_the_make_plan_shows_runs_and_how_full_the_plants_are(values: Any) -> None:
    sheet = values["Make plan"]
    sinter = next(row for row in table(sheet) if row["process"] == "sinter")
    assert [sinter[name] for name in QUARTERS] == [20, 24, 28, 32, 32]
    top = next(row[0].row for row in sheet.iter_rows(max_col=1) if row[0].value == "Utilisation [% of capacity]")
    shares = {row["process"]: row["mean"] for row in table(sheet, top + 1)}
    assert shares["sinter"] == pytest.approx(1.0)
    assert shares["supply"] == pytest.approx(70 / 250)


def test_every_balance_closes_and_its_parts_are_formulas(values: Any, formulas: Any) -> None:
    rows = table(values["Balance"])
    assert rows
    assert all(row["check: 0"] == 0 for row in rows)
    motor = next(row for row in rows if (row["site"], row["period"]) == ("Motor plant", "2027Q1"))
    assert (motor["received [t]"], motor["delivered [t]"], motor["closing [t]"]) == (64, 56, 8)
    live = next(row for row in table(formulas["Balance"]) if (row["site"], row["period"]) == ("Motor plant", "2027Q1"))
    assert all(live[part].startswith("=SUMIFS(") for part in ("received [t]", "delivered [t]", "closing [t]"))


def test_costs_add_up_to_the_known_optimum(values: Any) -> None:
    sheet = values["Costs"]
    rows = {row["kind of cost"]: row["total [USD]"] for row in table(sheet)}
    assert rows["tariff"] == pytest.approx(1_170_720)
    assert rows["discounted"] == pytest.approx(15_921_720)


def test_rule_effects_say_which_caps_bind_and_what_a_tonne_is_worth(values: Any) -> None:
    rows = table(values["Rule effects"])
    caps = [row for row in rows if row["type"] == "cap"]
    assert [row["effect"][0] for row in caps] == ["▲", "▲", "✔"]
    worth = caps[0]["one more tonne (first period in which it binds)"]
    assert worth == "up to 1 t less short in priority 2; 76,960 USD more cost"


def test_the_value_of_a_limit_is_its_whole_vector_in_words(values: Any) -> None:
    rows = table(values["Value of limits"])
    sinter = next(row for row in rows if row["input cell"] == "Capacity!G5")
    assert sinter["one more means"] == "up to 1 t less short in priority 2; 79,200 USD more cost"
    cheap = next(row for row in rows if row["of"] == "Allied separator; separate" and row["counts in"] == "2026Q4")
    assert cheap["one more means"] == "up to 9,700 USD less cost"


def test_run_records_hash_versions_tiers_and_residuals_but_no_time(values: Any) -> None:
    words = " ".join(texts(values["Run"]))
    for expected in ("hash of the input", "version of highspy", "HiGHS", "largest residual", "discount rate"):
        assert expected in words
    assert "second" not in words.replace("time limit", "")
    tiers = {row["tier, best first"]: row["optimum"] for row in table(values["Run"])}
    assert tiers["unmet, priority 2"] == 44


def test_copies_hold_the_input_at_the_same_addresses(values: Any) -> None:
    demand = small_example()["Demand"]
    for row, cells in enumerate(demand, start=1):
        for column, cell in enumerate(cells, start=1):
            assert values["in Demand"].cell(row, column).value == cell


def test_a_day_above_the_header_is_one_in_the_copy_too(tmp_path: Path) -> None:
    day = dt.date(2027, 5, 15)
    sheets = small_example()
    sheets["Groups"] = [["as of", day], ["group", "member"]]
    solved = solve_input(write_workbook(tmp_path / "case.xlsx", sheets), "highs", None, silent)
    copy = openpyxl.load_workbook(write_solved(tmp_path / "plan.xlsx", solved))["in Groups"]
    assert copy["B1"].value.date() == day


def test_a_share_shown_as_a_percentage_is_one_in_the_copy_too(tmp_path: Path) -> None:
    sheets = small_example()
    losses: list[Cell] = ["loss [%]", 0.25, 0, 0, 0]
    for row, loss in zip(sheets["Lanes"], losses, strict=True):
        row.append(loss)
    source = write_workbook(tmp_path / "case.xlsx", sheets)
    book = openpyxl.load_workbook(source)
    book["Lanes"]["G2"].number_format = "0%"  # 25 %, though a cell without it would say 0.25 %
    book.save(source)
    first = solve_input(source, "highs", None, silent)
    assert first.plan.model.problem.lanes.loss.max() == 0.25
    plan = write_solved(tmp_path / "plan.xlsx", first)
    again = solve_input(plan, "highs", None, silent)
    assert again.plan.objectives == first.plan.objectives


def test_links_lead_to_the_cell_that_a_row_comes_from(formulas: Any, values: Any) -> None:
    for name, head in (("Unmet", "input cell"), ("Value of limits", "input cell"), ("Buy plan", "input row")):
        sheet = formulas[name]
        column = [cell.value for cell in sheet[5]].index(head) + 1
        link = sheet.cell(6, column).hyperlink.location
        shown = values[name].cell(6, column).value
        assert link == f"'in {shown.partition('!')[0]}'!{shown.partition('!')[2]}"


def test_decisions_are_coloured_constants_and_what_arrives_is_a_formula(formulas: Any) -> None:
    sheet = formulas["Flows"]
    heads = [cell.value for cell in sheet[5]]
    kind, quantity = heads.index("kind") + 1, heads.index("quantity") + 1
    for row in range(6, sheet.max_row + 1):
        cell = sheet.cell(row, quantity)
        match sheet.cell(row, kind).value:
            case "arrive":
                assert cell.value.startswith("=")
            case "demand":
                assert isinstance(cell.value, int | float)
            case _:
                assert isinstance(cell.value, int | float)
                assert cell.fill.fgColor.rgb.endswith(str(styles.Colour.DECISION_FILL).lstrip("#"))


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    # The input once: its own file carries the time at which it was saved, and the plan records its hash.
    source = write_workbook(tmp_path / "case.xlsx", small_example())
    one, other = (
        write_solved(tmp_path / name, solve_input(source, "highs", None, silent)) for name in ("one.xlsx", "other.xlsx")
    )
    assert one.read_bytes() == other.read_bytes()


def test_text_of_the_input_stays_text(tmp_path: Path) -> None:
    sheets = renamed(small_example(), "Motor plant", "=1+1")
    sheets = renamed(sheets, "China magnets", "http://a.b/?x=<1>&\"'")
    path = plan_file(tmp_path, sheets)
    unmet = opened(path, formulas=True)["Unmet"]
    assert unmet["A6"].value == "=1+1"
    assert unmet["A6"].data_type == "s"
    suppliers = [row["supplier"] for row in table(opened(path)["Buy plan"])]
    assert "http://a.b/?x=<1>&\"'" in suppliers


def renamed(sheets: Sheets, old: str, new: str) -> Sheets:
    """Return a case in which a name is another everywhere."""
    return {name: [[new if cell == old else cell for cell in row] for row in rows] for name, rows in sheets.items()}


def test_a_plan_without_shortage_rules_stocks_or_lanes_still_says_something(tmp_path: Path) -> None:
    sheets = small_example()
    for name in ("Rules", "Inventory", "Lanes", "Capacity"):
        del sheets[name]
    values = opened(plan_file(tmp_path, sheets))
    assert "Nothing is short" in values["Unmet"]["A6"].value
    assert "No rule acts" in values["Rule effects"]["A6"].value
    assert "No site keeps a stock" in values["Stocks"]["A6"].value
    assert all(values[name]["A3"].value.startswith("✔") for name in SHEETS[:18])


def test_a_plan_that_cannot_be_put_in_place_is_written_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = solved(tmp_path, small_example())
    path = tmp_path / "locked_plan.xlsx"
    path.write_bytes(b"open elsewhere")

    def refuse(target: Path, content: bytes) -> None:
        if target == path:
            raise LockedError(f"{target}: cannot be replaced")
        replace_atomically(target, content)

    monkeypatch.setattr("planner.write.workbook.replace_atomically", refuse)
    written = write_solved(path, case)
    assert written.name == "locked_plan (2).xlsx"
    assert own_output.is_our_output(written)
    assert path.read_bytes() == b"open elsewhere"


def test_a_missing_folder_is_an_error_with_the_path(tmp_path: Path) -> None:
    case = solved(tmp_path, small_example())
    with pytest.raises(OutputError, match="does not exist"):
        write_plan(tmp_path / "none" / "plan.xlsx", report_of(case))


def test_the_columns_that_are_read_back_come_first() -> None:
    from planner.read_back.flows import COLUMNS

    assert tuple(flow_sheet.LETTER)[: len(COLUMNS)] == COLUMNS


def test_a_soft_rule_that_is_broken_says_by_how_much(tmp_path: Path) -> None:
    sheets = small_example()
    heads = sheets["Rules"][0]
    for row in sheets["Rules"][1:4]:
        row[heads.index("hard")] = "no"
    first = table(opened(plan_file(tmp_path, sheets))["Rule effects"])[0]
    assert first["effect"].startswith("✘ soft, exceeded by")
    assert first["used [t]"] > first["allowed [t]"]


def test_a_solver_without_duals_leaves_values_unknown_and_says_so(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", small_example())
    plan = solve_input(source, "highs", None, silent)
    nothing = np.empty(0)
    tiers = tuple(replace(tier, row_dual=nothing, column_dual=nothing) for tier in plan.plan.solution.tiers)
    solution = replace(plan.plan.solution, tiers=tiers)
    path = write_solved(tmp_path / "plan.xlsx", replace(plan, plan=replace(plan.plan, solution=solution)))
    values = opened(path)
    assert "gives no duals" in values["Value of limits"]["A6"].value
    assert "gives no duals" in values["Certificate"]["A6"].value
    assert table(values["Unmet"])[0]["limits on the ways to it"].startswith("not known")
    assert [row["effect"][0] for row in table(values["Rule effects"])][:2] == ["▲", "▲"]
    assert all(values[name]["A3"].value.startswith("✔") for name in SHEETS[:18])


def test_numbers_in_formulas_are_spelled_as_excel_spells_them(formulas: Any) -> None:
    for sheet in formulas:
        for row in sheet.iter_rows(values_only=True):
            for value in row:
                if isinstance(value, str) and value.startswith("="):
                    assert not re.search(r"\de[-+]?\d", value), (sheet.title, value)


def test_a_plan_that_a_limit_stopped_says_that_it_is_not_proven(tmp_path: Path) -> None:
    case = solved(tmp_path, small_example())
    solution = replace(case.plan.solution, tiers=case.plan.solution.tiers[:1], stopped_in="unmet, priority 2")
    path = write_solved(tmp_path / "plan.xlsx", replace(case, plan=replace(case.plan, solution=solution)))
    values = opened(path)
    assert any(text.startswith("• NOT PROVEN OPTIMAL") for text in texts(values["Summary"]))
    assert any(text.startswith("NOT PROVEN OPTIMAL") for text in texts(values["Run"]))
    assert all(values[name]["A3"].value.startswith("✔") for name in SHEETS[:18])


def test_a_refused_plan_is_not_written(tmp_path: Path) -> None:
    case = solved(tmp_path, small_example())
    fault = Fault("balances", "one tonne comes from nowhere", 1.0)
    refused = replace(case, verification=replace(case.verification, found=(fault,)))
    with pytest.raises(InternalError, match="comes from nowhere"):
        write_solved(tmp_path / "plan.xlsx", refused)
    assert not (tmp_path / "plan.xlsx").exists()
