"""Cells by the column: what no cell holds never reaches one."""

from __future__ import annotations

import datetime as dt

import pytest

from planner.errors import InternalError, OutputError
from planner.write import bulk, styles


def test_a_number_that_is_not_finite_never_reaches_a_cell() -> None:
    sheet = bulk.BulkSheet()
    with pytest.raises(InternalError, match="nan"):
        sheet.cells(0, 0, bulk.number("x", [float("nan")]), [0])


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    fitted = bulk.fitting("x" * (styles.LONGEST_TEXT + 1))
    assert len(fitted) <= styles.LONGEST_TEXT
    assert fitted.endswith(bulk.CUT_MARK)
    assert bulk.fitting("x" * styles.LONGEST_TEXT) == "x" * styles.LONGEST_TEXT


def test_a_formula_that_is_too_long_for_excel_gives_way_to_its_value() -> None:
    sheet = bulk.BulkSheet()
    long = "+".join(["A1"] * (styles.LONGEST_FORMULA // 3))
    short = long[: styles.LONGEST_FORMULA - 1].removesuffix("+")
    cells = sheet.cells(0, 0, bulk.formula("x", [long + "+A1", short], [7.0, 7.0]), [0, 0])
    assert ["<f>" in cell for cell in cells] == [False, True]
    assert all("<v>7.0</v>" in cell for cell in cells)


def test_a_formula_with_a_text_that_is_too_long_for_excel_gives_way_to_its_value() -> None:
    sheet = bulk.BulkSheet()
    texts = ["x" * styles.LONGEST_QUOTED, "x" * (styles.LONGEST_QUOTED + 1), '""' * styles.LONGEST_QUOTED]
    cells = sheet.cells(0, 0, bulk.formula("x", [f'SUMIFS(A:A,B:B,"{text}")' for text in texts], [7.0] * 3), [0] * 3)
    assert ["<f>" in cell for cell in cells] == [True, False, True]
    assert all("<v>7.0</v>" in cell for cell in cells)


def test_more_rows_than_excel_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(styles, "LAST_ROW", 5)
    sheet = bulk.BulkSheet()
    sheet.name = "Flows"
    with pytest.raises(OutputError, match="more than Excel holds"):
        sheet.add_block(5, [["<c/>", "<c/>"]])


@pytest.mark.parametrize(
    ("day", "stored"),
    [("1900-01-01", 1), ("1900-01-21", 21), ("1900-02-28", 59), ("1900-03-01", 61), ("2026-12-01", 46357)],
)
def test_a_day_has_the_number_of_excel_which_counts_one_that_never_was(day: str, stored: int) -> None:
    assert bulk.serial(dt.date.fromisoformat(day)) == stored
