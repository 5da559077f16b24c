"""Which shortage the words of `plan explain --close` name, and what is answered where they name none."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from planner.cli import app
from tests.tiny import Changed, periods, tiny
from tests.workbooks import Cell, Sheets, small_example, write_workbook


def close(folder: Path, words: str, sheets: Sheets | None = None) -> Result:
    """Return how `--close` with some words ends; of the small example where no sheets are given."""
    source = write_workbook(folder / "case.xlsx", sheets or small_example())
    return CliRunner().invoke(app, ["explain", str(source), "--close", words, "-q"])


def test_words_that_name_nothing_that_is_short_are_answered_with_those_that_do(tmp_path: Path) -> None:
    result = close(tmp_path, "defence 2027Q2")
    assert result.exit_code == 2
    assert "industrial 2026Q4" in result.output


def test_of_what_is_covered_in_a_period_it_is_said_when_it_is_short(tmp_path: Path) -> None:
    result = close(tmp_path, "industrial 2027Q1")
    assert result.exit_code == 2
    assert "that is covered in 2027Q1; it is short in 2026Q4, 2027Q2, 2027Q4" in result.output


def test_what_is_covered_in_every_period_is_said_to_be(tmp_path: Path) -> None:
    result = close(tmp_path, "defence")
    assert result.exit_code == 2
    words = "Motor plant, NdFeB magnet, defence: covered in every period; short are Motor plant, NdFeB magnet, indus"
    assert words in " ".join(result.output.split())


def test_of_a_demand_with_a_shortage_cost_it_is_said_that_it_has_no_priority(tmp_path: Path) -> None:
    sheets = tiny({
        "Demand": [
            ["customer", "commodity", "end use", "shortage cost [USD/t]", "unit", "all"],
            ["User", "oxide", "motors", None, "t/period", 10], ["User", "oxide", "toys", 5, "t/period", 10],
        ],
    })  # fmt: skip
    result = close(tmp_path, "toys Q1", sheets)
    assert result.exit_code == 2
    assert "User, oxide, toys: without a priority, served where that costs less" in " ".join(result.output.split())


@pytest.mark.parametrize("words", ["Motor plant, NdFeB magnet, industrial in 2027Q2", "industrial, in 2027Q2"])
def test_a_shortage_is_closed_by_the_words_that_tell_of_it(words: str, tmp_path: Path) -> None:
    result = close(tmp_path, words)
    assert result.exit_code == 0, result.output
    assert "to close Motor plant, NdFeB magnet, industrial in 2027Q2, 20 t" in result.output


def test_what_is_short_in_several_periods_is_named_once_with_all_of_them(tmp_path: Path) -> None:
    result = close(tmp_path, "industrial")
    assert "to close Motor plant, NdFeB magnet, industrial in 2026Q4, 2027Q2 and 2027Q4, 44 t" in result.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("all", "all that is short in 2026Q4, 2027Q2 and 2027Q4, 44 t"),
        ("priority 2", "priority 2 in 2026Q4, 2027Q2 and 2027Q4, 44 t"),
        ("Priority 2, in 2027Q2", "priority 2 in 2027Q2, 20 t"), ("all 2027Q4", "all that is short in 2027Q4, 18 t"),
    ],
)  # fmt: skip
def test_a_whole_priority_and_all_that_is_short_are_closed_together(words: str, told: str, tmp_path: Path) -> None:
    result = close(tmp_path, words)
    assert result.exit_code == 0, result.output
    assert f"to close {told}, with nobody else shorter" in result.output


@pytest.mark.parametrize(("more", "left"), [(44, None), (43, "1 t")])
def test_what_closes_all_does_so_when_it_is_typed_in_and_a_tonne_less_does_not(
    more: float, left: str | None, tmp_path: Path
) -> None:
    sheets = small_example()
    told = close(tmp_path, "all", sheets).output
    assert "1. 44 t more opening stock of Motor plant, NdFeB magnet, before 2026Q4" in told
    header, *rows = sheets["Inventory"]
    stock = next(row for row in rows if row[0] == "Motor plant")
    before = stock[header.index("opening [t]")]
    assert isinstance(before, int | float)
    stock[header.index("opening [t]")] = before + more
    again = close(tmp_path, "all", sheets).output
    assert ("nothing with a priority is short" if left is None else f", {left}, with nobody else shorter") in again


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("priority 1", "priority 1: covered in every period"), ("priority 3", "nothing short is called so"),
        ("priority 2 2027Q1", "that is covered in 2027Q1; it is short in 2026Q4, 2027Q2, 2027Q4"),
        ("priority two", "nothing short is called so"), ("all 2027Q1", "that is covered in 2027Q1; it is short in"),
    ],
)  # fmt: skip
def test_of_a_priority_that_is_not_short_it_is_said_why(words: str, told: str, tmp_path: Path) -> None:
    result = close(tmp_path, words)
    assert result.exit_code == 2
    assert told in " ".join(result.output.split())


def test_a_demand_that_is_called_as_a_priority_is_goes_before_it(tmp_path: Path) -> None:
    demand: list[list[Cell]] = [
        ["customer", "commodity", "end use", "priority", "unit", "all"],
        ["User", "oxide", "priority 1 motors", 2, "t/period", 10], ["User", "oxide", "toys", 1, "t/period", 10],
    ]  # fmt: skip
    result = close(tmp_path, "priority 1", tiny({"Demand": demand}))
    assert "to close User, oxide, priority 1 motors, Q1 to Q3" in result.output, result.output


@pytest.mark.parametrize(("month", "code"), [("2027-05", 0), ("2027-08", 2), ("2031-05", 2), ("2027-13", 2)])
def test_a_month_stands_for_the_longer_period_that_it_lies_in(month: str, code: int, tmp_path: Path) -> None:
    result = close(tmp_path, f"industrial in {month}")
    assert result.exit_code == code, result.output
    words = " ".join(result.output.split())
    assert ("to close Motor plant, NdFeB magnet, industrial in 2027Q2, 20 t" in words) == (month == "2027-05")
    assert ("that is covered in 2027Q3" in words) == (month == "2027-08")


def test_a_word_is_looked_for_at_the_beginning_of_words_only(tmp_path: Path) -> None:
    for words, code in (("indus 2027Q2", 0), ("dustrial 2027Q2", 2)):
        result = close(tmp_path, words)
        assert result.exit_code == code, (words, result.output)


@pytest.mark.parametrize("words", ["motors 2027 rest", "2027 rest", "User, oxide, motors 2027 Rest"])
def test_a_period_whose_name_is_several_words_is_closed_by_its_name(words: str, tmp_path: Path) -> None:
    changed: Changed = {
        "Periods": periods(("2027 first", "2027-01-01", "2027-03-31"), ("2027 rest", "2027-04-01", "2027-12-31")),
        "Demand": [["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 10]],
    }
    lines = close(tmp_path, words, tiny(changed)).output.splitlines()
    assert any(line.startswith("to close User, oxide, motors in 2027 rest, 2 t") for line in lines)
    assert not any("in 2027 first, " in line for line in lines if line.startswith("to close"))
