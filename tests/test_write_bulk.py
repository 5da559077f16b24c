"""Cells by the column: what no cell holds never reaches one."""

from __future__ import annotations

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


def test_more_rows_than_excel_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(styles, "LAST_ROW", 5)
    sheet = bulk.BulkSheet()
    sheet.name = "Flows"
    with pytest.raises(OutputError, match="more than Excel holds"):
        sheet.add_block(5, [["<c/>", "<c/>"]])
