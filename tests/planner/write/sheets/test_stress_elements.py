"""Sheets Independence and Elements say of each element how long it hangs on a country, and of none too much."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planner.explain.outcomes import UNSOLVED, Change
from planner.solve.session import silent
from planner.stress import stress_input
from planner.write.sheets.stress_elements import level
from planner.write.stress_words import sentences
from planner.write.workbook import report_of, write_report
from tests.cases import put, reference
from tests.plan_books import opened, table, texts
from tests.stress_books import small_book, stressed_book
from tests.tiny import near, tiny
from tests.workbooks import Cell, Sheets, write_workbook


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, list[str]]:
    return small_book(tmp_path_factory.mktemp("stress"))


def test_independence_is_told_of_everything_and_of_each_element_with_its_months(small: tuple[Any, list[str]]) -> None:
    rows = table(small[0]["Independence"])
    assert [(row["element"], row["independent"], row["months until then"]) for row in rows] == [
        (name, "▲ from 2027Q3, on what was sent before, short as planned", near(9.0))
        for name in ("everything", "Nd", "Dy")
    ]
    assert [rows[1][f"short more, stop {name} [t]"] for name in ("2026Q4", "2027Q2", "2027Q3")] == [
        near(14.0), near(6.0), near(0.0)
    ]  # fmt: skip


def test_no_rounding_of_sums_stands_among_what_stops_leave_short(tmp_path: Path) -> None:
    """What a stop that hurts nobody leaves short more is 0, and not 9e-16."""
    shares: Sheets = tiny({
        "Sites": [["site", "operator", "country", "kind"], ["Mine", "Miner", "China", "mine"],
                  ["User", "Maker", "United States", "customer"]],
        "Demand": [["customer", "commodity", "priority", "unit", "all"], ["User", "oxide", 1, "t/period", 4.3]],
    })  # fmt: skip
    source = write_workbook(tmp_path / "case.xlsx", shares)
    stressed = stress_input(source, None, silent)
    crumbs = [
        replace(stop, surprised_of=None if stop.surprised_of is None else stop.surprised_of + 9e-16)
        for stop in stressed.leverage.stops
    ]
    stressed = replace(stressed, leverage=replace(stressed.leverage, stops=tuple(crumbs)))
    book = opened(write_report(tmp_path / "stress.xlsx", report_of(stressed.solved, stressed)))
    found = [value for row in table(book["Independence"]) for name, value in row.items() if name.startswith("short")]
    assert found
    assert all(value is None or value == round(value, 9) for value in found)


def test_what_is_not_independent_within_the_plan_has_no_months_until_then_and_bars_of_its_own(tmp_path: Path) -> None:
    sheets = reference("example_small").sheets()
    put("Commodities", "contents", "Nd 0.2; Dy 0.01", commodity="NdFeB magnet")(sheets)
    stressed = stress_input(write_workbook(tmp_path / "case.xlsx", sheets), None, silent)
    # Of Nd, the first, some is short whenever it stops.
    stops = tuple(
        replace(stop, surprised_of=stop.surprised_of + np.array([1.0, 0.0])) for stop in stressed.leverage.stops
    )
    shorter = replace(stressed, leverage=replace(stressed.leverage, stops=stops))
    sheet = opened(write_report(tmp_path / "stress.xlsx", report_of(stressed.solved, shorter)))["Independence"]
    rows = table(sheet)
    assert rows[1]["independent"] == "✘ not within the plan"
    assert [(row["months until then"], row["not within the plan: months of the plan"]) for row in rows] == [
        (near(9.0), None), (None, near(15.0)), (near(9.0), None)
    ]  # fmt: skip
    first, _ = sheet._charts
    assert [series.val.numRef.f for series in first.series] == [
        "Independence!$C$6:$C$8", "Independence!$D$6:$D$8"
    ]  # fmt: skip
    # All rows on one page, which the file format leaves unsaid; and no chart over columns that every page repeats.
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight in (None, 1)
    assert {chart.anchor._from.col for chart in sheet._charts} == {2}


def test_each_element_and_period_has_its_share_its_stops_and_its_marginal_tonne(small: tuple[Any, list[str]]) -> None:
    rows = table(small[0]["Elements"])
    assert len(rows) == 10
    first = next(row for row in rows if (row["element"], row["period"]) == ("Dy", "2026Q4"))
    # 50 t are delivered at first; 30 of them are the opening stock of Chinese magnets.
    assert first["part of deliveries that went through it"] == near(0.6)
    assert first["sent then by China to others [t]"] == near(0.4)
    assert first["one tonne less sent then"].endswith("(all that is sent, 0.4 t)")
    assert first["value of preparation [t]"] == near(0.0)
    last = next(row for row in rows if (row["element"], row["period"]) == ("Nd", "2027Q4"))
    assert last["one tonne less sent then"] == "none is sent"


def test_rounding_between_two_best_plans_is_no_value_of_preparation() -> None:
    assert level(680_000.0, 680_000.0 + 2.3e-10) == 680_000.0
    assert [level(0.26, 0.18), level(None, 0.18), level(0.26, None)] == [0.18, 0.18, None]


def test_where_the_last_stop_is_not_known_neither_is_independence(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", reference("example_small").sheets())
    stressed = stress_input(source, None, silent)
    *before, last = stressed.leverage.stops
    stops = (*before, replace(last, surprised=Change({}, UNSOLVED), surprised_of=None))
    unknown = replace(stressed, leverage=replace(stressed.leverage, stops=stops))
    report = report_of(stressed.solved, unknown)
    said = sentences(report, unknown)
    assert f"whether it is independent of China in this plan: {UNSOLVED}" in said
    assert not any(line.startswith(("not independent", "independent")) for line in said)
    book = opened(write_report(tmp_path / "stress.xlsx", report))
    assert {row["independent"] for row in table(book["Independence"])} == {"▲ not known"}


def test_what_is_wanted_at_a_shortage_cost_is_wanted(tmp_path: Path) -> None:
    """What stops leave short of it is the same as of a priority, where each missing tonne costs a million."""
    plain, _ = stressed_book(tmp_path, reference("example_small").sheets())
    sheets = reference("example_small").sheets()
    header = [str(cell) for cell in sheets["Demand"][0]]
    place = header.index("priority")
    sheets["Demand"] = [
        [*(cell for at, cell in enumerate(row) if at != place), 1e6 if number else "shortage cost [USD/t]"]
        for number, row in enumerate(sheets["Demand"])
    ]
    book, _ = stressed_book(tmp_path, sheets)
    columns = ("element", "period", "wanted then [t]", "stop then: short more, surprised [t]")
    assert [[row[name] for name in columns] for row in table(book["Elements"])] == [
        [row[name] if isinstance(row[name], str) else near(row[name]) for name in columns]
        for row in table(plain["Elements"])
    ]
    assert [row["independent"] for row in table(book["Independence"])] == [
        row["independent"] for row in table(plain["Independence"])
    ]
    assert {row["as a surprise"] for row in table(book["Leverage"])} == {
        "✘ shorter at a shortage cost", "✔ no priority is shorter"
    }  # fmt: skip
    assert "70 t more short at a shortage cost" in str(table(book["Leverage"])[0]["surprised: what changes"])


def test_where_nobody_outside_the_country_wants_anything_there_is_no_element_to_tell_of(tmp_path: Path) -> None:
    sheets = tiny({
        "Sites": [["site", "country", "kind"], ["Mine", "China", "mine"], ["User", "China", "customer"],
                  ["Store", "Japan", "depot"]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Mine", "Store", "oxide"]],
    })  # fmt: skip
    book, _ = stressed_book(tmp_path, sheets)
    for name in ("Independence", "Elements"):
        assert any("Nobody outside the withholding country wants anything" in text for text in texts(book[name]))
        assert book[name]["A3"].value.startswith("✔")


def test_of_more_elements_than_a_chart_holds_the_latest_are_drawn_first(tmp_path: Path) -> None:
    """Of 60 goods China sends 5 in all of three quarters, the others in the first one alone."""
    goods = [f"good {number:02}" for number in range(60)]
    late = goods[50:55]
    commodities: list[list[Cell]] = [["commodity", "stage"]]
    processes: list[list[Cell]] = [["site", "process", "direction", "commodity", "quantity per run [t]"]]
    demand: list[list[Cell]] = [["customer", "commodity", "end use", "unit", "Q1", "Q2", "Q3"]]
    for name in goods:
        commodities.append([name, "oxide"])
        processes.append(["Mine", f"make {name}", "out", name, 1])
        demand.append(["User", name, "motors", "t/period", 1, *((1, 1) if name in late else (0, 0))])
    sheets = tiny({
        "Commodities": commodities, "Processes": processes, "Demand": demand, "Capacity": None,
        "Sites": [["site", "country", "kind"], ["Mine", "China", "mine"], ["User", "United States", "customer"]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "*"]],
    })  # fmt: skip
    book, _ = stressed_book(tmp_path, sheets, "Q3")
    page = book["Independence"]
    names = [row["element"] for row in table(page)]
    assert names == ["everything", *late, *(name for name in goods if name not in late)]
    chart = page._charts[0]
    (title,) = {run.t for paragraph in chart.title.tx.rich.p for run in paragraph.r or ()}
    assert title.endswith("5 of 60 elements not within the plan (the 48 latest of 60)")
    first, last = (int(cell.rpartition("$")[2]) for cell in chart.series[0].val.numRef.f.split(":"))
    assert last - first + 1 == 1 + 48
