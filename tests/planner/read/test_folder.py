"""A folder with one CSV file a sheet, read like a workbook."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path

import pytest

from models.issues import Severity, errors
from planner.check import check_input
from planner.read import read_input
from planner.read.fields import typed
from tests.given.folders import read_like_the_workbook, write_folder
from tests.reading import found
from tests.workbooks import Cell, small_example


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_folder_is_read_like_the_workbook_with_the_same_cells(tmp_path: Path, encoding: str) -> None:
    read_like_the_workbook(write_folder(tmp_path / "tables", small_example(), encoding), small_example())


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("5", 5.0),
        ("-1.5e3", -1500.0),
        (".5", 0.5),
        ("2026-10-01", dt.date(2026, 10, 1)),
        ("2026-13-01", "2026-13-01"),
        ("01/10/2026", "01/10/2026"),
        ("1,200", "1,200"),
        ("85%", "85%"),
        ("1_000", "1_000"),
        ("00123", "00123"),
        ("NaN", "NaN"),
        ("inf", "inf"),
        ("NA", "NA"),
        ("", ""),
        ("٣", "٣"),
        ("1e999", float("inf")),
        (" 5", 5.0),
        (" 2026-10-01 ", dt.date(2026, 10, 1)),
        (" Motor plant", " Motor plant"),
        (" 00123", " 00123"),
        ("2026-10", "2026-10"),
    ],
)
def test_a_field_becomes_a_number_or_a_date_by_strict_rules_and_text_otherwise(text: str, cell: Cell) -> None:
    assert typed(text) == cell
    assert type(typed(text)) is type(cell)


def test_errors_have_the_address_that_the_sheet_would_have(tmp_path: Path) -> None:
    sheets = small_example()
    sheets["Capacity"][1][5] = "1,200"
    sheets["Demand"][1][5] = "inf"
    sheets["Lanes"][1][4] = "1e999"
    issues = errors(read_input(write_folder(tmp_path / "tables", sheets)).issues)
    assert {(issue.code, issue.where) for issue in issues} == {
        ("text-number", "Capacity!F2"),
        ("text-cell", "Demand!F2"),
        ("not-a-number", "Lanes!E2"),
    }


def test_a_wrong_file_name_is_reported(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tables", small_example())
    (folder / "Capacity.csv").rename(folder / "Capcity.csv")
    (folder / "Lanes.tsv").write_text("from\tto\n")
    (folder / "Ideas.csv").write_text("a,b\n")
    (folder / "README.md").write_text("Where the figures come from.\n")
    (folder / "#scratch.csv").write_text("x\n")
    (folder / "~$Demand.csv").write_text("x\n")
    issues = read_input(folder).issues
    assert {(issue.severity, issue.code, issue.where) for issue in issues} == {
        (Severity.ERROR, "unknown-sheet", "Capcity"),
        (Severity.WARNING, "unknown-file", "Lanes.tsv"),
        (Severity.WARNING, "unknown-sheet", "Ideas"),
    }


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tables", small_example())
    (folder / "Sites.csv").write_bytes("site\nUsine é\n".encode("latin-1"))
    reading = read_input(folder)
    [issue] = found(reading, "not-utf8")
    assert issue.where == "Sites.csv"
    assert "line 2" in issue.message
    assert not found(reading, "missing-sheet")


@pytest.mark.parametrize("code", ["utf-16-le", "utf-16-be"])
def test_text_in_utf_16_without_its_mark_is_named_for_its_zeros(tmp_path: Path, code: str) -> None:
    folder = write_folder(tmp_path / "tables", small_example())
    text = (folder / "Sites.csv").read_text()
    (folder / "Sites.csv").write_bytes(text.encode(code))
    [issue] = found(read_input(folder), "not-utf8")
    assert issue.where == "Sites.csv"
    assert issue.message == "line 1 holds bytes of value 0, as text in UTF-16 does"


@pytest.mark.parametrize(("sign", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_a_table_parted_by_something_else_than_commas_is_named_for_it(tmp_path: Path, sign: str, name: str) -> None:
    folder = write_folder(tmp_path / "tables", small_example())
    text = (folder / "Demand.csv").read_text().replace(",", sign)
    (folder / "Demand.csv").write_text(f"Sales, first draft\n{text.replace('50', '50,5')}")
    [issue] = found(read_input(folder), "no-header")
    assert issue.where == "Demand!A2"
    assert issue.message == f"the header stands in one cell, parted by {name}"
    assert "comma delimited" in issue.remedy


def test_what_is_no_sheet_is_not_read_whatever_it_holds(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tables", small_example())
    before = read_input(folder).book.source_hash
    (folder / "Länder.csv").write_bytes('Länder;Stück\n"'.encode("latin-1"))
    with (folder / "archive.csv").open("wb") as file:
        file.truncate(2**40)
    reading = read_input(folder)
    assert {(issue.severity, issue.code) for issue in reading.issues} == {(Severity.WARNING, "unknown-sheet")}
    assert reading.book.source_hash == before


def test_a_field_without_its_closing_quote_is_refused(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tables", small_example())
    (folder / "Sites.csv").write_text('site\n"Usine\n')
    assert [issue.where for issue in found(read_input(folder), "bad-csv")] == ["Sites.csv"]


def test_short_and_long_lines_are_blank_where_they_say_nothing(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tables", small_example())
    (folder / "Sites.csv").write_text("site,operator,country\nA\nB,x,China,,,\n")
    reading = read_input(folder)
    assert not errors(reading.issues)
    assert reading.tables is not None
    assert reading.tables.records["Sites"].text["country"].tolist() == ["", "China"]


@pytest.mark.parametrize(("lines", "severity", "said"), [
    (["a,b,note", "1,2,", "1,5,2,"], "error", "line 3 has 4 fields, and the header 3"),
    (["a,b,note", "1,5,2,", "3,5,4,"], "error", "line 2 has 4 fields, and the header 3 (2 lines are so)"),
    (["title", "a,b,note", "1,2,x", "1,2,3,"], "error", "line 4 has 4 fields, and the header 3"),
    (["a,b,note", "1,2,x,4", "1", "1,2,x,4,5"], "error", "line 2 has 4 fields, and the header 3 (2 lines are so)"),
    (["a,b,2027,2028,note", "u,v,1,5,2,", "w,z,no limit,no limit,"], "error", "line 2 has 6 fields, and the header 5"),
    (["a,b,note", "1,2,,", "3,4,,"], "warning", "line 2 has 4 fields, and the header 3 (2 lines are so)"),
    (["a,b,note", "1,2,x,", "3,4"], "warning", "line 2 has 4 fields, and the header 3"),
    (["a,b,note", "1,2", "3"], "", ""), (["a,b,note,,", "1,2,3", "1,,,,"], "", ""), (["a,b,note", ""], "", ""),
    ([""], "", ""),
])  # fmt: skip
def test_a_line_with_more_fields_than_the_header_is_told(
    tmp_path: Path, lines: list[str], severity: str, said: str
) -> None:
    folder = write_folder(tmp_path / "tables", small_example())
    (folder / "Groups.csv").write_text("\n".join(lines))
    told = [(str(issue.severity), issue.message) for issue in found(read_input(folder), "long-line")]
    assert told == ([(severity, said)] if said else [])


@pytest.mark.parametrize(("end", "told"), [("B,x,Chi", 0), ("B,x", 1), ("B,x\n", 0), ("B,x,China\n", 0), ("B", 1)])
def test_a_last_line_without_its_end_that_is_too_short_is_a_file_cut_off(tmp_path: Path, end: str, told: int) -> None:
    folder = write_folder(tmp_path / "tables", small_example())
    (folder / "Sites.csv").write_text(f"site,operator,country\nA,y,China\n{end}")
    assert len(found(read_input(folder), "cut-off")) == told


@pytest.mark.parametrize(("name", "said"), [
    ("Rules.csv.txt", "call it Rules.csv if it is that table"), ("Rules.txt", "call it Rules.csv if it is that table"),
    ("Minimum_runs.md", None), ("Notes.csv.txt", None), ("README.md", None),
])  # fmt: skip
def test_a_text_that_is_called_as_a_table_is_warned_of(tmp_path: Path, name: str, said: str | None) -> None:
    folder = write_folder(tmp_path / "tables", small_example())
    (folder / name).write_text("rule,type\n")
    assert [issue.remedy for issue in found(read_input(folder), "unknown-file")] == ([said] if said else [])


@pytest.mark.parametrize("kind", ["link", "folder", "pipe"])
def test_a_table_in_whose_place_there_is_no_file_is_an_error(tmp_path: Path, kind: str) -> None:
    folder = write_folder(tmp_path / "tables", small_example())
    rules = folder / "Rules.csv"
    rules.unlink(missing_ok=True)
    if kind == "link":
        rules.symlink_to(tmp_path / "nothing")
    elif kind == "folder":
        rules.mkdir()
    else:
        os.mkfifo(rules)
    [issue] = found(read_input(folder), "unreadable")
    assert (issue.severity, issue.where) == (Severity.ERROR, "Rules.csv")


def test_a_folder_without_tables_is_an_error(tmp_path: Path) -> None:
    reading = read_input(tmp_path)
    assert reading.tables is None
    assert [issue.code for issue in reading.issues] == ["no-tables"]


def test_two_files_for_one_sheet_are_refused(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tables", small_example())
    (folder / "_Sites.csv").write_text("site\nA\n")
    issues = found(read_input(folder), "duplicate-sheet")
    assert len(issues) == 1
    assert "Sites" in issues[0].message


def test_two_files_whose_names_mean_the_same_sheet_are_refused(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tables", {**small_example(), "My own": [["a"]]})
    (folder / "My_own.csv").write_text("a\n")
    assert [issue.where for issue in found(read_input(folder), "duplicate-sheet")] == ["My_own.csv"]


def test_a_table_that_is_no_file_or_far_too_large_is_refused_by_name(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tables", small_example())
    (folder / "Groups.csv").symlink_to("/dev/null")
    with (folder / "Pipeline.csv").open("wb") as file:
        file.truncate(2**40)
    issues = [issue for issue in read_input(folder).issues if issue.severity is Severity.ERROR]
    assert [(issue.code, issue.where) for issue in issues] == [
        ("unreadable", "Groups.csv"),
        ("too-big", "Pipeline.csv"),
    ]


def test_a_table_whose_corner_is_vast_and_empty_is_refused(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tables", small_example())
    (folder / "Groups.csv").write_text("group,member" + "," * 20_000 + "\r\n" * 20_000)
    issues = found(read_input(folder), "too-big")
    assert [issue.where for issue in issues] == ["Groups.csv"]
    assert "columns wide" in issues[0].message


def test_a_folder_that_may_not_be_read_is_an_input_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Path) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "iterdir", refused)
    assert [(issue.code, issue.where) for issue in read_input(tmp_path).issues] == [("unreadable", tmp_path.name)]


def test_a_table_wider_than_a_sheet_is_refused(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tables", small_example())
    (folder / "Groups.csv").write_text("group,member" + "," * 20_000)
    assert [issue.where for issue in found(read_input(folder), "too-big")] == ["Groups.csv"]


@pytest.mark.parametrize("text", ["9" * 400, "123456789012345678"])
def test_a_number_that_no_cell_holds_stays_text(text: str) -> None:
    assert typed(text) == text


def test_without_pyarrow_a_sentence_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_folder(tmp_path / "tables", small_example())
    (folder / "Ramp.parquet").write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    [issue] = errors(read_input(folder).issues)
    assert (issue.code, issue.where) == ("no-pyarrow", "Ramp.parquet")
    assert "pip install pyarrow" in issue.remedy


@pytest.mark.parametrize("called", [".", "../tables", "inner/.."])
def test_a_folder_goes_by_its_own_name_however_it_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, called: str
) -> None:
    folder = write_folder(tmp_path / "tables", small_example())
    (folder / "inner").mkdir()
    monkeypatch.chdir(folder)
    assert read_input(Path(called)).book.source_name == "tables"
    monkeypatch.chdir(folder / "inner")
    assert [issue.where for issue in read_input(Path()).issues] == ["inner"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("1234567890123456", "extreme-number"), ("1e16", "extreme-number"), ("9" * 60, "extreme-number"),
     ("9" * 400, "not-a-number"), ("0123456789012345", "text-number")],
)  # fmt: skip
def test_a_number_of_many_digits_is_one_where_a_number_belongs(tmp_path: Path, text: str, code: str) -> None:
    sheets = small_example()
    sheets["Capacity"][1][5] = text
    issues = errors(check_input(write_folder(tmp_path / "tables", sheets)).issues)
    assert [(issue.code, issue.where) for issue in issues] == [(code, "Capacity!F2")]


def test_a_number_of_many_digits_is_a_name_where_a_name_belongs(tmp_path: Path) -> None:
    sheets = small_example()
    sheets["Groups"] = [["group", "member"], ["1234567890123456", "NdPr oxide"], ["1234567890123457", "NdPr oxide"]]
    reading = read_input(write_folder(tmp_path / "tables", sheets))
    assert errors(reading.issues) == []
    assert reading.tables is not None
    assert reading.tables.records["Groups"].text["group"].tolist() == ["1234567890123456", "1234567890123457"]
