"""Bad input: each mistake has its own message with sheet and cell, and all of them are found in one run."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest

from models.issues import Issue, errors
from planner.errors import UsageError
from planner.read import read_input
from tests.reading import found, read
from tests.workbooks import Cell, Formula, Sheets, small_example, tamper, write_workbook

type Place = tuple[str, int, int]


def changed(place: Place, cell: Cell) -> Sheets:
    """Return the small example with one cell changed; row and column from 0."""
    sheets = small_example()
    sheet, row, column = place
    line = sheets[sheet][row]
    line.extend([None] * (column + 1 - len(line)))
    line[column] = cell
    return sheets


def issues_of(folder: Path, sheets: Sheets) -> list[Issue]:
    return read_input(write_workbook(folder / "plan.xlsx", sheets)).issues


CAPACITY: Place = ("Capacity", 1, 5)
START: Place = ("Periods", 1, 1)
NOON = dt.datetime(2026, 10, 1, 12)  # noqa: DTZ001 - Excel knows no time zones


@pytest.mark.parametrize(
    ("place", "cell", "code", "where", "shown"),
    [
        (CAPACITY, "about 50", "text-cell", "Capacity!F2", "about 50"),
        (CAPACITY, "1,200", "text-number", "Capacity!F2", "1,200"),
        (CAPACITY, "1.200,5", "text-number", "Capacity!F2", "1.200,5"),
        (CAPACITY, "48", "text-number", "Capacity!F2", "48"),
        (CAPACITY, "85%", "text-number", "Capacity!F2", "85%"),
        (CAPACITY, "12 t", "text-number", "Capacity!F2", "12 t"),
        (CAPACITY, True, "boolean-cell", "Capacity!F2", "TRUE"),
        (CAPACITY, dt.date(2026, 1, 1), "date-cell", "Capacity!F2", "2026-01-01"),
        (CAPACITY, -5, "out-of-bounds", "Capacity!F2", "-5"),
        (CAPACITY, Formula("=1/0", "#N/A"), "error-cell", "Capacity!F2", "#N/A"),
        (("Processes", 1, 0), True, "boolean-cell", "Processes!A2", "TRUE"),
        (("Processes", 1, 0), dt.date(2026, 1, 1), "date-cell", "Processes!A2", "2026-01-01"),
        (("Processes", 1, 0), None, "blank-required", "Processes!A2", "site"),
        (("Processes", 1, 2), "sideways", "unknown-choice", "Processes!C2", "sideways"),
        (("Commodities", 1, 1), "oxid", "unknown-choice", "Commodities!B2", "oxid"),
        (("Rules", 1, 9), "perhaps", "unknown-choice", "Rules!J2", "perhaps"),
        (START, "01/10/2026", "text-cell", "Periods!B2", "01/10/2026"),
        (START, "1 October 2026", "text-cell", "Periods!B2", "1 October 2026"),
        (START, "2026-13-01", "text-cell", "Periods!B2", "2026-13-01"),
        (START, "2026-W40-4", "text-cell", "Periods!B2", "2026-W40-4"),
        (START, 46296, "number-cell", "Periods!B2", "46296"),
        (START, 3_000_000, "number-cell", "Periods!B2", "3000000"),
        (START, 1e300, "number-cell", "Periods!B2", "1e+300"),
        (START, NOON, "date-cell", "Periods!B2", "2026-10-01T12:00:00"),
        (START, dt.date(1900, 3, 1), "date-range", "Periods!B2", "1900-03-01"),
        (START, dt.date(2101, 1, 1), "date-range", "Periods!B2", "2101-01-01"),
        (START, None, "blank-required", "Periods!B2", "start"),
        (("Periods", 2, 1), dt.date(2027, 1, 2), "period-gap", "Periods!B3", "gap"),
        (("Periods", 2, 1), dt.date(2026, 12, 31), "period-gap", "Periods!B3", "overlaps"),
        (("Periods", 3, 1), dt.date(2026, 4, 1), "period-gap", "Periods!B4", "2026-04-01, out of the order"),
        (("Periods", 5, 2), dt.date(2027, 9, 1), "period-dates", "Periods!C6", "ends before"),
        (("Periods", 2, 0), "2026Q4", "duplicate-key", "Periods!A3", "Periods!A2"),
        (("Demand", 0, 1), "comodity", "unknown-column", "Demand!B1", "comodity"),
        (("Demand", 0, 5), "2031Q1", "unknown-period", "Demand!F1", "2031Q1"),
        (("Demand", 0, 5), "Jan 27", "unknown-period", "Demand!F1", "Jan 27"),
        (("Demand", 0, 5), "demand 2031Q1", "unknown-period", "Demand!F1", "2031Q1"),
        (("Demand", 0, 3), "priority 2027Q1", "unknown-column", "Demand!D1", "does not vary"),
        (("Demand", 0, 5), 1850, "unknown-period", "Demand!F1", "1850"),
        (("Demand", 0, 6), "2026Q4", "duplicate-header", "Demand!G1", "Demand!F1"),
        (("Demand", 0, 3), None, "blank-header", "Demand!D1", "Demand!D2"),
        (("Demand", 1, 12), "stray", "blank-header", "Demand!M1", "Demand!M2"),
        (("Demand", 0, 0), "customer [t]", "wrong-unit", "Demand!A1", "[t]"),
        (("Demand", 1, 4), "USD/t", "wrong-unit", "Demand!E2", "USD/t"),
        (("Demand", 2, 2), "Defence", "duplicate-key", "Demand!C3", "Demand!C2"),
        (("Demand", 1, 3), 0, "out-of-bounds", "Demand!D2", "0"),
        (("Capacity", 4, 7), None, "blank-required", "Capacity!H5", "2027Q1"),
        (("Settings", 2, 0), "discont rate [%/yr]", "unknown-setting", "Settings!A3", "discont rate"),
        (("Settings", 2, 0), "discount rate [USD]", "wrong-unit", "Settings!A3", "USD"),
        *(
            (("Settings", 2, 0), f"discount rate [{unit}]", "wrong-unit", "Settings!A3", f"per year, and [{unit}]")
            for unit in ("%/month", "%/quarter", "%/period", "fraction/month", "ppm / period", "%")
        ),
        (("Settings", 2, 0), "title", "duplicate-key", "Settings!A3", "Settings!A2"),
        (("Settings", 1, 0), "title [t]", "wrong-unit", "Settings!A2", "title"),
        (("Settings", 2, 1), "five", "text-cell", "Settings!B3", "five"),
        (("Settings", 2, 1), 250, "out-of-bounds", "Settings!B3", "250"),
        (("Settings", 2, 0), "weak data", "unknown-choice", "Settings!B3", "0"),
    ],
)  # fmt: skip
def test_a_mistake_is_reported_with_its_cell_what_was_seen_and_how_to_mend_it(
    tmp_path: Path, place: Place, cell: Cell, code: str, where: str, shown: str
) -> None:
    if where == "Demand!C3":
        where = "Demand!A3"  # a duplicate is shown at its first key column
        shown = "Demand!A2"
    issues = errors(issues_of(tmp_path, changed(place, cell)))
    mine = [issue for issue in issues if (issue.code, issue.where) == (code, where)]
    assert len(mine) == 1, [str(issue) for issue in issues]
    assert shown in mine[0].message
    assert mine[0].remedy


def test_a_date_serial_says_which_date_it_would_be(tmp_path: Path) -> None:
    [issue] = [one for one in issues_of(tmp_path, changed(START, 46296)) if one.code == "number-cell"]
    assert "2026-10-01" in issue.remedy


@pytest.mark.parametrize("serial", [60, 0, -1, 3_000_000])
def test_a_date_serial_out_of_range_is_refused_when_it_is_formatted_as_a_date(tmp_path: Path, serial: int) -> None:
    path = write_workbook(tmp_path / "a.xlsx", small_example())
    tamper(path, "<v>46296</v>", f"<v>{serial}</v>", "xl/worksheets/sheet2.xml")
    where = [issue.where for issue in errors(read_input(path).issues)]
    assert "Periods!B2" in where


@pytest.mark.parametrize("value", ["NaN", "1e999", "-1e999", "1_000", "1.2.3", "0x10", "inf"])
def test_what_is_no_finite_number_in_the_file_is_refused_with_its_cell(tmp_path: Path, value: str) -> None:
    path = write_workbook(tmp_path / "a.xlsx", small_example())
    tamper(path, "<v>48</v>", f"<v>{value}</v>", "xl/worksheets/sheet7.xml")
    issues = errors(read_input(path).issues)
    assert [issue.where for issue in issues] == ["Capacity!F2"]


def test_a_formula_that_was_never_calculated_asks_for_excel(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", small_example())
    tamper(path, "<v>48</v>", "<f>4*12</f>", "xl/worksheets/sheet7.xml")
    [issue] = found(read_input(path), "uncalculated-formula")
    assert issue.where == "Capacity!F2"
    assert issue.remedy == "open and save the workbook in Excel"


def test_merged_cells_in_the_table_are_refused_and_a_merged_title_is_not(tmp_path: Path) -> None:
    sheets = small_example()
    sheets["Demand"] = [["What we need"], *sheets["Demand"]]
    path = write_workbook(tmp_path / "a.xlsx", sheets)
    merged = '</sheetData><mergeCells count="2"><mergeCell ref="A1:E1"/><mergeCell ref="A3:A4"/></mergeCells>'
    tamper(path, "</sheetData>", merged, "xl/worksheets/sheet6.xml")
    assert [issue.where for issue in found(read_input(path), "merged-cells")] == ["Demand!A3:A4"]


@pytest.mark.parametrize("sheet", ["Settings", "Periods", "Commodities", "Sites", "Processes", "Demand"])
def test_a_missing_sheet_is_named(tmp_path: Path, sheet: str) -> None:
    sheets = small_example()
    del sheets[sheet]
    [issue] = [one for one in issues_of(tmp_path, sheets) if one.code == "missing-sheet"]
    assert issue.where == "plan.xlsx"
    assert sheet in issue.message


def test_a_missing_required_column_is_named_once(tmp_path: Path) -> None:
    sites: list[list[Cell]] = [["country"], ["China"]]
    [issue] = found(read(tmp_path, Sites=sites), "missing-column")
    assert issue.where == "Sites!A1"
    assert "'site'" in issue.message


def test_a_misspelt_required_column_is_not_also_missing(tmp_path: Path) -> None:
    issues = issues_of(tmp_path, changed(("Demand", 0, 0), "custmer"))
    [issue] = [one for one in issues if one.where == "Demand!A1"]
    assert issue.code == "unknown-column"
    assert "did you mean 'customer'?" in issue.remedy


def test_a_column_of_the_planners_own_passes(tmp_path: Path) -> None:
    sheets = small_example()
    sheets["Demand"] = [[*line, text] for line, text in zip(sheets["Demand"], ["# mine", "#N/A?", "x"], strict=True)]
    assert not issues_of(tmp_path, sheets)


def test_an_empty_workbook_misses_every_required_sheet(tmp_path: Path) -> None:
    issues = issues_of(tmp_path, {"Sheet1": []})
    assert [issue.code for issue in errors(issues)] == ["missing-sheet"] * 6


def test_a_total_row_is_read_as_a_row_and_not_passed_over(tmp_path: Path) -> None:
    sheets = small_example()
    sheets["Demand"].append(["Total", None, None, None, None, 56])
    [issue] = [one for one in issues_of(tmp_path, sheets) if one.code == "blank-required"]
    assert issue.where == "Demand!B4"


def test_a_code_typed_once_as_text_and_once_as_a_number_is_refused(tmp_path: Path) -> None:
    sites: list[list[Cell]] = [["site"], ["00123"], [123]]
    [issue] = found(read(tmp_path, Sites=sites), "mixed-code")
    assert issue.where == "Sites!A2"
    assert "Sites!A3" in issue.message


def test_a_share_in_percent_under_a_header_without_a_unit_is_refused(tmp_path: Path) -> None:
    lanes: list[list[Cell]] = [["from", "to", "duty", "loss"], ["US separator", "Motor plant", 27.1, 85]]
    where = [issue.where for issue in found(read(tmp_path, Lanes=lanes), "out-of-bounds")]
    assert where == ["Lanes!C2", "Lanes!D2"]


def test_a_yield_above_one_is_refused_in_the_unit_it_was_typed_in(tmp_path: Path) -> None:
    processes: list[list[Cell]] = [
        ["site", "process", "direction", "commodity", "yield [%]"],
        ["US separator", "separate", "out", "NdPr oxide", 100],
        ["Allied separator", "separate", "out", "NdPr oxide", 101],
    ]
    [issue] = found(read(tmp_path, Processes=processes), "out-of-bounds")
    assert issue.where == "Processes!E3"
    assert "101 is above 100 %" in issue.message


def test_what_is_not_yet_supported_is_an_error_only_where_it_would_act(tmp_path: Path) -> None:
    header: list[Cell] = ["rule", "type", "start", "scenario", "active"]
    start = dt.date(2027, 1, 1)
    inactive: list[list[Cell]] = [["A", "licence", start, "yes", "no"], ["B", "cap", start, "yes", "no"]]
    assert not errors(read(tmp_path, Rules=[header, *inactive]).issues)
    active: list[list[Cell]] = [["C", "ban", start, "yes", None], ["D", "ban", start, "no", "yes"]]
    [issue] = errors(read(tmp_path, Rules=[header, *inactive, *active]).issues)
    assert (issue.code, issue.where) == ("not-yet", "Rules!D4")
    assert "2 rows" in issue.message


def test_a_sheet_that_is_not_yet_supported_is_an_error_only_with_rows(tmp_path: Path) -> None:
    header: list[list[Cell]] = [["scenario", "base", "probability"]]
    assert not read(tmp_path, Scenarios=header).issues
    [issue] = errors(read(tmp_path, Scenarios=[*header, ["War", "Peace", 0.1]]).issues)
    assert (issue.code, issue.where) == ("not-yet", "Scenarios!A2")


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        read_input(tmp_path / "nothing.xlsx")


def test_without_periods_the_other_sheets_are_still_checked(tmp_path: Path) -> None:
    sheets = small_example()
    del sheets["Periods"]
    sheets["Demand"][1][0] = None
    issues = errors(issues_of(tmp_path, sheets))
    assert [(issue.code, issue.where) for issue in issues] == [
        ("missing-sheet", "plan.xlsx"),
        ("blank-required", "Demand!A2"),
    ]


def test_a_period_that_does_not_exist_is_found_although_the_dates_of_the_periods_cannot_be_read(tmp_path: Path) -> None:
    sheets = changed(START, "05/01/2026")
    sheets["Periods"][5][0] = "2027 rest"
    sheets["Demand"][0][8:10] = ["2027Q9", "2027 rest"]
    sheets["Capacity"][0][10] = "capacity 2027 rest"
    issues = errors(issues_of(tmp_path, sheets))
    assert [(issue.code, issue.where) for issue in issues if issue.where.startswith(("Per", "Dem", "Cap"))] == [
        ("text-cell", "Periods!B2"),
        ("unknown-period", "Demand!I1"),
    ]
    assert "2026Q4, 2027Q1, 2027Q2" in issues[1].remedy


def test_two_forms_at_once_leave_no_row_unchecked(tmp_path: Path) -> None:
    demand: list[list[Cell]] = [
        ["customer", "commodity", "period", "demand [t/period]", "2027Q1 [t/period]"],
        ["Motor plant", "NdFeB magnet", "2026Q4", 5, 6],
        ["Motor plant", "NdFeB magnet", "2027Q1", -5, 6],
    ]
    issues = errors(read(tmp_path, Demand=demand).issues)
    assert [(issue.code, issue.where) for issue in issues] == [
        ("two-forms", "Demand!E1"),
        ("out-of-bounds", "Demand!D3"),
    ]


def test_all_mistakes_are_found_in_one_run(tmp_path: Path) -> None:
    sheets = small_example()
    sheets["Capacity"][1][5] = "many"
    sheets["Capacity"][2][5] = -1
    sheets["Demand"][1][5] = True
    sheets["Processes"][0][4] = "quantity per run [USD]"
    sheets["Lanes"][1][0] = None
    sheets["Rules"][1][7] = "soon"
    del sheets["Commodities"]
    found_at = {(issue.where, issue.code) for issue in errors(issues_of(tmp_path, sheets))}
    assert found_at == {
        ("plan.xlsx", "missing-sheet"),
        ("Capacity!F2", "text-cell"),
        ("Capacity!F3", "out-of-bounds"),
        ("Demand!F2", "boolean-cell"),
        ("Processes!E1", "wrong-unit"),
        ("Lanes!A2", "blank-required"),
        ("Rules!H2", "text-cell"),
    }


ODD_CELLS: tuple[Cell, ...] = (
    "", " ", "x", "no limit", "all", "period", "unit", "active", "# mine", "[t]", "a [t", "2026Q4", "2027Q1 [t]",
    "capacity all [%]", "NaN", "1,2", "Nd 0.2; x", -1.0, 0.0, 1e300, True, False, dt.date(2026, 1, 1), NOON,
    Formula("=1/0", "#N/A"), Formula("=1/0", "#SPILL!"), "demand", "price [USD/kg]", "yes", "no", "2026-01-01", "{x}",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_odd_cells_anywhere_end_in_issues_with_an_address_and_never_in_an_exception(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(25):
        sheets = small_example()
        for _ in range(3):
            rows = sheets[chance.choice(sorted(sheets))]
            row = chance.choice(rows)
            column = chance.randrange(len(rows[0]) + 1)
            row.extend([None] * (column + 1 - len(row)))
            row[column] = chance.choice(ODD_CELLS)
        for issue in issues_of(tmp_path, sheets):
            assert issue.where.split("!")[0].strip("'") in {*sheets, "plan.xlsx"}
            assert issue.message


def test_settings_without_their_values_are_an_error(tmp_path: Path) -> None:
    [issue] = errors(read(tmp_path, Settings=[["setting"], ["title"]]).issues)
    assert (issue.code, issue.where) == ("missing-column", "Settings")


def test_an_error_cell_in_settings_is_reported_once(tmp_path: Path) -> None:
    issues = errors(issues_of(tmp_path, changed(("Settings", 2, 1), Formula("=1/0", "#DIV/0!"))))
    assert [(issue.code, issue.where) for issue in issues] == [("error-cell", "Settings!B3")]


def test_a_name_or_text_that_no_report_could_hold_is_refused(tmp_path: Path) -> None:
    [issue] = errors(issues_of(tmp_path, changed(("Demand", 1, 2), "x" * 251)))
    assert (issue.code, issue.where) == ("long-text", "Demand!C2")
    assert errors(issues_of(tmp_path, changed(("Demand", 1, 2), "x" * 250))) == []
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "Sites.csv").write_text(f"site,operator\nMine,{'x' * 32_768}\n")
    assert [issue.where for issue in found(read_input(folder), "long-text")] == ["Sites!B2"]
