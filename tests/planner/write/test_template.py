"""The empty template: what a planner finds in it, and that the reader takes it."""

from __future__ import annotations

import datetime as dt
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.schema import COMMON, READ_ME, TABLES, Role, Table
from models.settings import SETTINGS
from models.units import Kind, parse_unit
from planner.errors import InternalError
from planner.read import read_input
from planner.write.input_columns import NAME_LISTS
from planner.write.input_sheets import FIRST_ROW, HEADER_ROW
from planner.write.styles import Colour, must
from planner.write.template import template_bytes, write_template
from planner.write.wording import ASKED_UNIT, UNIT_CHOICES

DAY = dt.date(2026, 11, 24)
SUPPORTED = [table for table in TABLES if not table.later]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.xlsx"
    write_template(path, DAY)
    return path


@pytest.fixture(scope="module")
def book(template: Path) -> Any:
    return openpyxl.load_workbook(template)


def headers(sheet: Any) -> list[str]:
    return [cell.value for cell in sheet[HEADER_ROW + 1]]


def header_cell(sheet: Any, text: str) -> Any:
    return next(cell for cell in sheet[HEADER_ROW + 1] if cell.value == text)


def validations_of(sheet: Any, text: str) -> list[Any]:
    below = f"{header_cell(sheet, text).column_letter}{FIRST_ROW + 1}"
    return [rule for rule in sheet.data_validations.dataValidation if below in rule.sqref]


def test_the_reader_finds_nothing_to_say_about_the_empty_template(template: Path) -> None:
    reading = read_input(template)
    assert reading.issues == []
    assert reading.tables is not None
    assert reading.tables.present == {table.name for table in SUPPORTED}


def test_the_template_has_a_read_me_and_every_supported_sheet_in_the_order_of_the_schema(book: Any) -> None:
    assert book.sheetnames == [READ_ME, *(table.name for table in SUPPORTED)]


@pytest.mark.parametrize("table", SUPPORTED, ids=lambda table: table.name)
def test_a_sheet_has_each_supported_column_and_none_that_comes_later(book: Any, table: Table) -> None:
    names = {text.partition("[")[0].strip() for text in headers(book[table.name])}
    main = table.main
    for column in table.columns:
        is_main = column is main and column.name == table.name.casefold()
        assert (column.name in names or (is_main and {"unit", "all"} <= names)) is not column.later, column.name


def test_the_periods_are_eight_quarters_from_the_one_of_today(template: Path) -> None:
    tables = read_input(template).tables
    assert tables is not None
    periods = tables.records["Periods"]
    assert periods.text["period"].tolist()[0] == "2026Q4"
    assert periods.text["period"].tolist()[-1] == "2028Q3"
    assert dt.date.fromordinal(int(periods.date["start"][0])) == dt.date(2026, 10, 1)
    assert dt.date.fromordinal(int(periods.date["end"][-1])) == dt.date(2028, 9, 30)


def test_the_settings_stand_at_their_defaults(template: Path) -> None:
    tables = read_input(template).tables
    assert tables is not None
    assert tables.settings == {setting.name: setting.default for setting in SETTINGS}


def test_every_link_of_the_read_me_leads_to_its_sheet(book: Any) -> None:
    links = {cell.value: cell.hyperlink.location for row in book[READ_ME] for cell in row if cell.hyperlink}
    assert links == {table.name: f"'{table.name}'!A1" for table in SUPPORTED}


def test_headers_are_coloured_by_role_and_input_cells_are_blue_on_one_fill(book: Any) -> None:
    sheet = book["Demand"]
    fills = {text: header_cell(sheet, text).fill.fgColor.rgb[2:] for text in ("customer", "priority", "source")}
    assert fills == {
        "customer": Colour.REQUIRED.lstrip("#"),
        "priority": Colour.OPTIONAL.lstrip("#"),
        "source": Colour.INFORMATION.lstrip("#"),
    }
    cells = [cell for row in sheet.iter_rows(min_row=FIRST_ROW + 1) for cell in row]
    assert {cell.fill.fgColor.rgb[2:] for cell in cells} == {Colour.INPUT_FILL.lstrip("#")}
    assert {cell.font.color.rgb[2:] for cell in cells} == {Colour.INPUT_FONT.lstrip("#")}


@pytest.mark.parametrize("table", SUPPORTED, ids=lambda table: table.name)
def test_every_header_has_a_note_with_the_help_of_its_column(book: Any, table: Table) -> None:
    known = {column.name: column.help.replace("`", "") for column in (*table.columns, *COMMON)}
    for cell in book[table.name][HEADER_ROW + 1]:
        assert cell.comment is not None
        name = cell.value.partition("[")[0].strip()
        assert cell.comment.text.startswith(known.get(name, ""))


def test_a_note_gives_bounds_in_the_unit_of_the_header(book: Any) -> None:
    note = header_cell(book["Processes"], "yield [%]").comment.text
    assert "Unit: %." in note
    assert "Allowed: 0 to 100." in note
    assert "Blank: 100." in note


@pytest.mark.parametrize("table", SUPPORTED, ids=lambda table: table.name)
def test_every_sheet_is_a_table_with_filter_frozen_header_and_print_set_up(book: Any, table: Table) -> None:
    sheet = book[table.name]
    (excel_table,) = sheet.tables.values()
    assert excel_table.name == table.name
    assert excel_table.autoFilter is not None
    assert [column.name for column in excel_table.tableColumns] == headers(sheet)
    assert sheet.freeze_panes is not None
    assert sheet[sheet.freeze_panes].row == FIRST_ROW + 1
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == f"${HEADER_ROW + 1}:${HEADER_ROW + 1}"


@pytest.mark.parametrize("table", SUPPORTED, ids=lambda table: table.name)
def test_every_reference_choice_and_flag_has_a_dropdown(book: Any, table: Table) -> None:
    names = {source.name for source in NAME_LISTS}
    for column in (*table.columns, *COMMON):
        if column.later or column.name not in headers(book[table.name]):
            continue
        rules = validations_of(book[table.name], column.name)
        if column.role in (Role.REFERENCE, Role.PERIOD):
            (rule,) = rules
            assert rule.type == "list"
            assert rule.formula1 in names
        if column.role in (Role.CHOICE, Role.FLAG):
            (rule,) = rules
            assert rule.formula1.strip('"').split(",") == list(column.choices or ("yes", "no"))


def test_a_selector_takes_other_words_than_the_dropdown_offers_and_a_plain_reference_warns(book: Any) -> None:
    (selector,) = validations_of(book["Lanes"], "from")
    (plain,) = validations_of(book["Demand"], "customer")
    (origin,) = validations_of(book["Inventory"], "origin")
    assert not selector.showErrorMessage
    assert selector.prompt == "a site, group, country, bloc, operator or *"
    assert not origin.showErrorMessage
    assert plain.showErrorMessage
    assert plain.errorStyle == "warning"


def test_the_named_ranges_reach_from_the_first_name_to_the_last(book: Any) -> None:
    column = "Sites!$A$4:$A$1048576"
    assert book.defined_names["site_names"].attr_text == f"Sites!$A$4:INDEX({column},MAX(1,COUNTA({column})))"
    assert set(book.defined_names) == {source.name for source in NAME_LISTS}


def test_the_same_content_gives_the_same_bytes() -> None:
    assert template_bytes(DAY) == template_bytes(DAY)


def test_a_workbook_holds_no_macro_and_no_password(template: Path) -> None:
    with zipfile.ZipFile(template) as package:
        assert not [name for name in package.namelist() if "vba" in name.lower()]
        assert b"Protection" not in b"".join(package.read(name) for name in package.namelist())


@pytest.mark.parametrize("kind", Kind)
def test_the_unit_that_the_template_asks_for_is_one_that_the_reader_takes(kind: Kind) -> None:
    units = (*UNIT_CHOICES.get(kind, ()), *([] if kind is Kind.LIMIT else [ASKED_UNIT[kind]]))
    assert units
    assert [unit for unit in units if parse_unit(unit, kind) is None] == []


def test_a_call_that_failed_is_our_own_fault() -> None:
    must(0)
    with pytest.raises(InternalError, match="code -2"):
        must(-2)


@pytest.mark.libreoffice
def test_libreoffice_opens_the_template_and_keeps_its_cells(template: Path, tmp_path: Path) -> None:
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "again")]
    subprocess.run([*command, str(template)], check=True, capture_output=True, timeout=120)
    first, again = (openpyxl.load_workbook(path) for path in (template, tmp_path / "again" / template.name))
    assert first.sheetnames == again.sheetnames
    for name in first.sheetnames:
        for row in first[name].iter_rows():
            for cell in row:
                assert again[name][cell.coordinate].value == cell.value
    assert "site_names" in again.defined_names
