"""Names, dates, words and blanks: what a cell of each type may hold."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter

from models.issues import Severity
from planner.read import read_book, read_input
from tests.reading import found, read, records_of, tables_of
from tests.workbooks import Cell, small_example, write_workbook


@pytest.mark.parametrize("name", ["NA", "None", "null", "nan", "N/A", "TRUE", "1E5", "00123", "#1 plant"])
def test_a_name_typed_as_text_stays_as_it_is(tmp_path: Path, name: str) -> None:
    sites: list[list[Cell]] = [["site", "country"], [name, "NA"]]
    records = records_of(read(tmp_path, Sites=sites), "Sites")
    assert records.text["site"].tolist() == [name]
    assert records.text["country"].tolist() == ["NA"]


@pytest.mark.parametrize(("number", "name"), [(123, "123"), (1.5, "1.5"), (0.1, "0.1"), (2.0, "2"), (1e22, "1e+22")])
def test_a_number_in_a_name_cell_is_its_shortest_text(tmp_path: Path, number: float, name: str) -> None:
    sites: list[list[Cell]] = [["site"], [number]]
    assert records_of(read(tmp_path, Sites=sites), "Sites").text["site"].tolist() == [name]


@pytest.mark.parametrize("typed", ["A  B ", "A\u00a0B", "A\u200b B\ufeff", " A B", "A\tB", "A\nB"])
def test_names_lose_stray_spaces_and_invisible_characters_with_a_warning(tmp_path: Path, typed: str) -> None:
    sites: list[list[Cell]] = [["site"], [typed]]
    reading = read(tmp_path, Sites=sites)
    assert records_of(reading, "Sites").text["site"].tolist() == ["A B"]
    [issue] = found(reading, "cleaned-name")
    assert (issue.severity, issue.where) == (Severity.WARNING, "Sites!A2")


def test_a_header_with_a_no_break_space_is_found(tmp_path: Path) -> None:
    demand: list[list[Cell]] = [["customer\u00a0", "commodity", "demand\u00a0 [t/period]"], ["M", "NdFeB magnet", 1]]
    assert records_of(read(tmp_path, Demand=demand), "Demand").text["customer"].tolist() == ["M"]


def test_composed_and_decomposed_letters_are_one_name(tmp_path: Path) -> None:
    sites: list[list[Cell]] = [["site"], ["Caf\u00e9"], ["CAFE\u0301"]]
    [issue] = found(read(tmp_path, Sites=sites), "duplicate-key")
    assert issue.where == "Sites!A3"
    assert "Sites!A2" in issue.message


def test_blanks_take_the_default_and_are_counted(tmp_path: Path) -> None:
    lanes: list[list[Cell]] = [["from", "to", "cost [USD/t]"], ["US separator", "Motor plant", None]]
    records = records_of(read(tmp_path, Lanes=lanes), "Lanes")
    assert records.text["commodity"].tolist() == ["*"]
    assert records.number_by_period["cost"].tolist() == [[0] * 5]
    assert records.number["loss"].tolist() == [0]
    assert np.isnan(records.number_by_period["capacity"]).all()
    assert (records.blank["cost"], records.blank["loss"]) == (1, 1)


def test_no_limit_is_infinity_where_a_limit_may_be_absent_and_an_error_elsewhere(tmp_path: Path) -> None:
    lanes: list[list[Cell]] = [["from", "to", "capacity [t/yr]"], ["US separator", "Motor plant", "No  Limit"]]
    assert records_of(read(tmp_path, Lanes=lanes), "Lanes").number_by_period["capacity"].tolist() == [[np.inf] * 5]
    demand: list[list[Cell]] = [["customer", "commodity", "demand [t/yr]"], ["Motor plant", "NdFeB magnet", "no limit"]]
    assert [issue.where for issue in found(read(tmp_path, Demand=demand), "text-cell")] == ["Demand!C2"]


@pytest.mark.parametrize(("typed", "read_as"), [("YES", "yes"), ("n", "no"), (True, "yes"), (False, "no")])
def test_yes_and_no_are_understood_in_their_usual_forms(tmp_path: Path, typed: Cell, read_as: str) -> None:
    rules: list[list[Cell]] = [["rule", "type", "start", "hard"], ["Stop", "ban", dt.date(2027, 1, 1), typed]]
    assert records_of(read(tmp_path, Rules=rules), "Rules").text["hard"].tolist() == [read_as]


def test_a_date_may_be_text_in_iso_form_or_a_midnight(tmp_path: Path) -> None:
    rules: list[list[Cell]] = [
        ["rule", "type", "start", "end"],
        ["Stop", "ban", "2027-01-01", dt.datetime(2027, 2, 1)],  # noqa: DTZ001 - Excel knows no time zones
    ]
    dates = records_of(read(tmp_path, Rules=rules), "Rules").date
    assert dates["start"].tolist() == [dt.date(2027, 1, 1).toordinal()]
    assert dates["end"].tolist() == [dt.date(2027, 2, 1).toordinal()]


def test_the_1904_date_system_gives_the_same_dates(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", small_example(), {"date_1904": True})
    start = tables_of(read_input(path)).records["Periods"].date["start"]
    assert start[0] == dt.date(2026, 10, 1).toordinal()


def test_choices_are_matched_without_case(tmp_path: Path) -> None:
    commodities: list[list[Cell]] = [["commodity", "stage"], ["NdPr oxide", "OXIDE"]]
    assert records_of(read(tmp_path, Commodities=commodities), "Commodities").text["stage"].tolist() == ["oxide"]


def test_free_text_keeps_numbers_and_dates_as_text(tmp_path: Path) -> None:
    sites: list[list[Cell]] = [["site", "note", "as of"], ["A", 5, dt.date(2026, 1, 31)]]
    text = records_of(read(tmp_path, Sites=sites), "Sites").text
    assert (text["note"].tolist(), text["as of"].tolist()) == (["5"], ["2026-01-31"])


def test_a_percent_format_means_what_it_shows_whatever_the_unit(tmp_path: Path) -> None:
    for header in ("yield [%]", "yield [fraction]"):
        sheets = small_example()
        del sheets["Processes"]
        path = write_workbook(tmp_path / "a.xlsx", sheets)
        processes = tmp_path / "b.xlsx"
        book = xlsxwriter.Workbook(processes)
        sheet = book.add_worksheet("Processes")
        sheet.write_row(0, 0, ["site", "process", "direction", "commodity", header])
        sheet.write_row(1, 0, ["US separator", "separate", "out", "NdPr oxide"])
        sheet.write_number(1, 4, 0.85, book.add_format({"num_format": "0%"}))
        book.close()
        reading = read_input(path)
        reading.book.grids["Processes"] = read_input(processes).book.grids["Processes"]
        records = tables_of(read_book(reading.book)).records["Processes"]
        assert records.number_by_period["yield"].tolist() == [[pytest.approx(0.85)] * 5]


def test_a_percentage_where_tonnes_belong_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Demand")
    sheet.write_row(0, 0, ["customer", "commodity", "demand [t/period]"])
    sheet.write_row(1, 0, ["Motor plant", "NdFeB magnet"])
    sheet.write_number(1, 2, 0.85, book.add_format({"num_format": "0%"}))
    book.close()
    [issue] = found(read_input(path), "percent-cell")
    assert issue.where == "Demand!C2"
    assert "85%" in issue.message
