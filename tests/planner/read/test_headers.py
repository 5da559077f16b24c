"""Where the header stands and what each column is: rules of "Headers" on sheets small enough to check by eye."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from models.issues import errors
from planner.read import read_input
from tests.reading import QUARTERS, found, read, records_of, tables_of
from tests.tiny import periods, tiny
from tests.workbooks import Cell, Sheets, small_example, write_workbook


def test_space_case_accents_and_underscores_do_not_matter_in_headers_and_sheet_names(tmp_path: Path) -> None:
    sheets = small_example()
    demand = sheets.pop("Demand")
    demand[0] = ["CUSTOMER", " Commodity ", "End_Use", "Prióríty", "unit", *demand[0][5:]]
    records = tables_of(read_input(write_workbook(tmp_path / "a.xlsx", {**sheets, "DEMAND": demand}))).records["Demand"]
    assert records.text["end use"].tolist() == ["defence", "industrial"]
    assert records.number["priority"].tolist() == [1, 2]
    assert records.sheet == "DEMAND"


def test_the_header_may_stand_below_a_title(tmp_path: Path) -> None:
    title: list[list[Cell]] = [["Demand"], [None], ["All figures in", "tonnes"]]
    records = records_of(read(tmp_path, Demand=title + small_example()["Demand"]), "Demand")
    assert records.row.tolist() == [5, 6]
    assert records.cell(0, "demand", "2026Q4", 0) == "Demand!F5"


def test_a_header_below_the_twentieth_row_is_not_found(tmp_path: Path) -> None:
    title: list[list[Cell]] = [["about this sheet"]] * 20
    [issue] = found(read(tmp_path, Demand=title + small_example()["Demand"]), "no-header")
    assert issue.where == "Demand"


@pytest.mark.parametrize("sheet", ["Demand", "Capacity"])
def test_the_title_of_a_sheet_is_no_header_though_a_column_is_called_so(tmp_path: Path, sheet: str) -> None:
    rows: list[list[Cell]] = [[sheet, "Read me"], ["One row is a row."], *small_example()[sheet][1:]]
    [issue] = read(tmp_path, **{sheet: rows}).issues
    assert (issue.code, issue.where) == ("no-header", sheet)


def test_a_blank_row_does_not_end_the_table(tmp_path: Path) -> None:
    rows = small_example()["Demand"]
    records = records_of(read(tmp_path, Demand=[*rows[:2], [], [" "], *rows[2:]]), "Demand")
    assert records.row.tolist() == [2, 5]


@pytest.mark.parametrize(
    "headers",
    [
        ["2026Q4", "2027Q1", "2027Q2", "2027Q3", "2027Q4"],
        ["demand 2026Q4", "Demand 2027q1", "demand_2027Q2", "2027Q3", "2027q4"],
    ],
)
def test_bare_periods_belong_to_the_main_quantity(tmp_path: Path, headers: list[Cell]) -> None:
    demand: list[list[Cell]] = [
        ["customer", "commodity", "unit", *headers],
        ["Motor plant", "NdFeB magnet", "t/period", 1, 2, 3, 4, 5],
    ]
    assert records_of(read(tmp_path, Demand=demand), "Demand").number_by_period["demand"].tolist() == [[1, 2, 3, 4, 5]]


@pytest.mark.parametrize("header", ["all", "demand", "demand all"])
def test_a_period_overrides_all_and_the_bare_name(tmp_path: Path, header: str) -> None:
    demand: list[list[Cell]] = [
        ["customer", "commodity", f"{header} [t/period]", "2027Q1 [kg/period]"],
        ["Motor plant", "NdFeB magnet", 8, 3000],
        ["Motor plant", "NdPr metal", 8, None],
    ]
    records = records_of(read(tmp_path, Demand=demand), "Demand")
    assert records.number_by_period["demand"].tolist() == [[8, 3, 8, 8, 8], [8] * 5]
    assert records.cell(0, "demand", "2027Q1", 1) == "Demand!D2"
    assert records.cell(0, "demand", "2027Q2", 2) == "Demand!C2"


MONTHS: list[list[Cell]] = [
    ["period", "start", "end"],
    ["2026-12", dt.date(2026, 12, 1), dt.date(2026, 12, 31)],
    ["2027", dt.date(2027, 1, 1), dt.date(2027, 12, 31)],
]


def test_a_first_of_a_month_is_that_month_and_a_whole_number_that_year_in_a_period_header(tmp_path: Path) -> None:
    header: list[Cell] = ["customer", "commodity", "unit", dt.date(2026, 12, 1), 2027]
    row: list[Cell] = ["Motor plant", "NdFeB magnet", "t/period", 5, 7]
    sheets: Sheets = {"Periods": MONTHS, "Demand": [header, row]}
    for sheet in ("Settings", "Commodities", "Sites", "Processes"):
        sheets[sheet] = [line[:5] for line in small_example()[sheet]]
    sheets["Commodities"] = [line[:2] for line in sheets["Commodities"]]
    tables = tables_of(read_input(write_workbook(tmp_path / "a.xlsx", sheets)))
    assert tables.records["Demand"].number_by_period["demand"].tolist() == [[5, 7]]


def test_a_long_sheet_has_one_key_and_period_a_row(tmp_path: Path) -> None:
    demand: list[list[Cell]] = [
        ["customer", "commodity", "end use", "priority", "period", "demand [t/period]"],
        ["Motor plant", "NdFeB magnet", "defence", 1, "2026Q4", 5],
        ["Motor plant", "NdFeB magnet", "industrial", 2, "all", 9],
        ["Motor plant", "NdFeB magnet", "defence", None, "2027q2", 6],
        ["Motor plant", "NdFeB magnet", "industrial", 2, "2027Q4", 4],
    ]
    records = records_of(read(tmp_path, Demand=demand), "Demand")
    assert records.text["end use"].tolist() == ["defence", "industrial"]
    assert records.number["priority"].tolist() == [1, 2]
    values = records.number_by_period["demand"]
    assert values[1].tolist() == [9, 9, 9, 9, 4]
    assert np.array_equal(values[0], [5, np.nan, 6, np.nan, np.nan], equal_nan=True)
    assert records.cell(0, "demand", "2027Q2", 2) == "Demand!F4"
    assert records.cell(1, "demand", "2026Q4", 0) == "Demand!F3"
    assert records.cell(1, "demand", "2027Q4", 4) == "Demand!F5"


def test_a_column_that_a_long_sheet_lacks_is_blank_once_for_each_key(tmp_path: Path) -> None:
    demand: list[list[Cell]] = [["customer", "commodity", "end use", "period", "demand [t/period]"]]
    for use in ("defence", "industrial"):
        demand += [["Motor plant", "NdFeB magnet", use, period, 5] for period in QUARTERS]
    numbers = records_of(read(tmp_path, Demand=demand), "Demand").number
    assert numbers["weight"].tolist() == [1.0, 1.0]
    assert np.isnan(numbers["shortage cost"]).tolist() == [True, True]


def test_a_long_sheet_must_not_contradict_itself(tmp_path: Path) -> None:
    demand: list[list[Cell]] = [
        ["customer", "commodity", "priority", "period", "demand [t/period]"],
        ["Motor plant", "NdFeB magnet", 1, "2026Q4", 5],
        ["Motor plant", "NdFeB magnet", 2, "2027Q1", 5],
        ["Motor plant", "NdFeB magnet", 1, "2026Q4", 6],
        ["Motor plant", "NdFeB magnet", 1, None, 6],
    ]
    reading = read(tmp_path, Demand=demand)
    assert [issue.where for issue in found(reading, "differs-in-key")] == ["Demand!C3"]
    [twin] = found(reading, "duplicate-key")
    assert twin.where == "Demand!D4"
    assert "Demand!D2" in twin.message
    assert [issue.where for issue in found(reading, "blank-required")] == ["Demand!D5"]


def test_a_sheet_with_periods_down_and_across_is_refused(tmp_path: Path) -> None:
    demand: list[list[Cell]] = [
        ["customer", "commodity", "period", "demand [t/period]", "2027Q1 [t/period]"],
        ["Motor plant", "NdFeB magnet", "2026Q4", 5, 6],
    ]
    [issue] = found(read(tmp_path, Demand=demand), "two-forms")
    assert issue.where == "Demand!E1"


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("most week 1 [%]", "header 'most week 1 [%]': column 'most' does not vary by period"),
        ("Week 1", "header 'Week 1': sheet Blends does not vary by period"),
        ("period", "header 'period': sheet Blends does not vary by period"),
    ],
)
def test_a_period_of_any_name_is_known_where_a_sheet_does_not_vary_by_period(
    tmp_path: Path, header: str, message: str
) -> None:
    """`week 1` looks like no period by itself: sheet Periods has it."""
    sheets = tiny({
        "Periods": periods(("week 1", "2027-01-04", "2027-01-10"), ("week 2", "2027-01-11", "2027-01-17")),
        "Blends": [["site", "process", "commodity", header], ["Mine", "dig", "oxide", 50]],
    })  # fmt: skip
    reading = read_input(write_workbook(tmp_path / "a.xlsx", sheets))
    assert [issue.message for issue in reading.issues if issue.where == "Blends!D1"] == [message]


@pytest.mark.parametrize(("header", "code"), [
    ("week 3", "unknown-period"), ("Week_31 [t/period]", "unknown-period"), ("demand week 3", "unknown-period"),
    ("week", "unknown-column"), ("row 3", "unknown-column"), ("weeks 3", "unknown-column"),
])  # fmt: skip
def test_a_header_that_is_made_as_the_names_of_the_periods_are_is_a_period_that_there_is_not(
    tmp_path: Path, header: str, code: str
) -> None:
    sheets = tiny({
        "Periods": periods(("week 1", "2027-01-04", "2027-01-10"), ("week 2", "2027-01-11", "2027-01-17")),
        "Demand": [["customer", "commodity", "week 1 [t/period]", header], ["Buyer", "oxide", 5, 6]],
    })  # fmt: skip
    reading = read_input(write_workbook(tmp_path / "a.xlsx", sheets))
    assert [issue.code for issue in reading.issues if issue.where == "Demand!D1"] == [code]


TWO_QUARTERS = (("2026Q4", "2026-10-01", "2026-12-31"), ("2027Q1", "2027-01-01", "2027-03-31"))
TWO_MONTHS = (("2027-01", "2027-01-01", "2027-01-31"), ("2027-02", "2027-02-01", "2027-02-28"))


@pytest.mark.parametrize(("named", "header", "meant"), [
    *((TWO_QUARTERS, header, "2026Q4") for header in ("2026Q4 (t)", "2026Q4*", "2026Q4: firm", "Q4 2026", "4Q26")),
    (TWO_QUARTERS, "demand Q1 27", "2027Q1"), (TWO_MONTHS, "01/2027", "2027-01"),
    (TWO_MONTHS, "2027M02", "2027-02"), (TWO_MONTHS, 202702, "2027-02"), (TWO_QUARTERS, dt.date(2026, 10, 1), "2026Q4"),
    (TWO_QUARTERS, dt.date(2026, 11, 1), None), (TWO_MONTHS, "Feb-27", "2027-02"),
    (TWO_MONTHS, "February 2027 [t]", "2027-02"),
    *((TWO_QUARTERS, header, None) for header in ("10/2026", "2026Q44", "Q2 2027")), (TWO_MONTHS, "03/2027", None),
])  # fmt: skip
def test_a_header_that_names_a_period_in_other_words_is_told_which(
    tmp_path: Path, named: tuple[tuple[str, str, str], ...], header: Cell, meant: str | None
) -> None:
    demand: list[list[Cell]] = [["customer", "commodity", "all [t/period]", header], ["Buyer", "oxide", 5, 6]]
    issues = read(tmp_path, Periods=periods(*named), Demand=demand).issues
    [issue] = [one for one in issues if one.where == "Demand!D1"]
    assert issue.code == "unknown-period"
    assert not found(read(tmp_path, Periods=periods(*named), Demand=demand), "period-without-column")
    assert issue.remedy.startswith("add it" if meant is None else f"did you mean '{meant}'? Else")


def test_names_of_which_two_may_be_meant_are_none(tmp_path: Path) -> None:
    named = periods(("2001-02", "2027-01-01", "2027-01-31"), ("2002-01", "2027-02-01", "2027-02-28"))
    demand: list[list[Cell]] = [["customer", "commodity", "all [t/period]", "Jan 02"], ["Buyer", "oxide", 5, 6]]
    issues = found(read(tmp_path, Periods=named, Demand=demand), "unknown-period")
    [issue] = [one for one in issues if one.where == "Demand!D1"]
    assert "did you mean" not in issue.remedy


@pytest.mark.parametrize(
    ("header", "meant"),
    [("lead time (days)", "lead time [days]"), ("lead time ( weeks )", "lead time [weeks]"),
     ("lead time (sea)", "lead time"), ("cost (USD/t)", "cost [USD/t]"), ("lead time days", "lead time [days]"),
     ("lead_time_weeks", "lead time [weeks]"), ("cost, USD/kg", "cost [USD/kg]"), ("loss pct", "loss [%]"),
     ("capacity - kg/yr", "capacity [kg/yr]"), ("freight USD/kg", "cost [USD/kg]"), ("loss by sea", "loss")],
)  # fmt: skip
def test_a_unit_that_stands_otherwise_is_told_to_stand_in_square_brackets(
    tmp_path: Path, header: str, meant: str
) -> None:
    lanes: list[list[Cell]] = [["from", "to", header], ["US separator", "US magnet plant", 30]]
    [issue] = found(read(tmp_path, Lanes=lanes), "unknown-column")
    assert issue.remedy.startswith(f"did you mean '{meant}'?")


@pytest.mark.parametrize(
    ("sheet", "of", "header", "meant"),
    [
        ("Demand", "priority", "Prio", "priority"), ("Demand", "commodity", "Product", "commodity"),
        ("Demand", "unit", "Einheit", "unit"), ("Rules", "end", "until", "end"), ("Rules", "status", "state", "status"),
        ("Rules", "start", "from date", "start"), ("Rules", "from", "source country", "from"),
        ("Lanes", "cost [USD/t]", "rate [USD/t]", "cost [USD/t]"), ("Lanes", "from", "Origin site", "from"),
        ("Lanes", "lead time [periods]", "lead [periods]", "lead time [periods]"),
        ("Processes", "direction", "in/out", "direction"), ("Inventory", "opening [t]", "stock [t]", "opening [t]"),
        ("Inventory", "maximum [t]", "max stock [t]", "maximum [t]"), ("Sites", "site", "Site name", "site"),
    ],
)  # fmt: skip
def test_a_header_that_is_called_so_elsewhere_is_told_what_it_is_called_here(
    tmp_path: Path, sheet: str, of: str, header: str, meant: str
) -> None:
    rows = [[{of: header}.get(str(cell), cell) for cell in row] for row in small_example()[sheet]]
    assert rows != small_example()[sheet]
    [issue] = found(read(tmp_path, **{sheet: rows}), "unknown-column")
    assert issue.remedy.startswith(f"did you mean '{meant}'?")


@pytest.mark.parametrize(("sheet", "header"), [
    ("Inventory", "maximum stock [t]"), ("Demand", "commodities"), ("Lanes", "speed [USD/t]"), ("Rules", "sources"),
])  # fmt: skip
def test_no_header_is_taken_for_a_column_that_is_there_or_is_counted_otherwise(
    tmp_path: Path, sheet: str, header: str
) -> None:
    rows = [[*row, header if "commodity" in row else None] for row in small_example()[sheet]]
    rows[0] += ["source"] if sheet == "Rules" else []
    [issue] = found(read(tmp_path, **{sheet: rows}), "unknown-column")
    assert issue.remedy.startswith("start the header with #")


def test_without_a_column_that_is_needed_rows_are_not_called_equal(tmp_path: Path) -> None:
    lanes: list[list[Cell]] = [["from", "commodity"], ["US separator", "NdPr oxide"], ["US separator", "NdPr oxide"]]
    reading = read(tmp_path, Lanes=lanes)
    assert found(reading, "missing-column")
    assert not found(reading, "duplicate-key")


def test_a_row_that_repeats_the_header_is_told_once_and_asked_nothing_else(tmp_path: Path) -> None:
    header: list[Cell] = ["customer", "commodity", "all [t/period]"]
    demand: list[list[Cell]] = [header, ["Motor plant", "NdFeB magnet", 5], header, ["Motor plant", "NdFeB magnet", 6]]
    issues = errors(read(tmp_path, Demand=demand).issues)
    assert [(one.code, one.where) for one in issues if one.where != "Demand!A4"] == [("repeated-header", "Demand!A3")]


def test_a_second_header_in_which_some_columns_are_translated_repeats_it(tmp_path: Path) -> None:
    header: list[Cell] = ["customer", "commodity", "end use", "unit", "2026Q4"]
    translated: list[Cell] = ["Kunde", "Material", "end use", "unit", "2026Q4"]
    row: list[Cell] = ["Motor plant", "NdFeB magnet", None, "t/period", 5]
    [issue] = errors(read(tmp_path, Demand=[header, translated, row]).issues)
    assert (issue.code, issue.where) == ("repeated-header", "Demand!A2")
