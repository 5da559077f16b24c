"""The workbook of `plan stress` says what losses do, and of nothing too much."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from planner.certify import verify_files
from planner.explain.outcomes import UNSOLVED, Change
from planner.solve.session import silent
from planner.stress import stress_input
from planner.write.sheets.stress import short_more
from planner.write.stress_words import sentences
from planner.write.workbook import report_of, write_report
from tests.cases import put, reference
from tests.plan_books import opened, table, texts
from tests.stress_books import small_book, stressed_book
from tests.tiny import near, tiny
from tests.workbooks import write_workbook


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, list[str]]:
    return small_book(tmp_path_factory.mktemp("stress"))


def test_what_one_priority_loses_and_another_gains_is_nothing_together() -> None:
    change = Change({"unmet, priority 1": 0.1 + 0.2, "unmet, priority 2": -0.3, "cost": 5.0})
    assert str(short_more(change)) == "0.0"


def test_its_sheets_stand_in_the_workbook_of_the_plan_behind_the_limits_each_with_a_green_check(
    small: tuple[Any, list[str]],
) -> None:
    book, _ = small
    first = book.sheetnames.index("Value of limits") + 1
    assert book.sheetnames[first : first + 7] == [
        "Stress summary", "Leverage", "Independence", "Elements", "Stress", "Hedges", "Costs"
    ]  # fmt: skip
    assert all(sheet["A3"].value.startswith("✔") for sheet in book if not sheet.title.startswith("in "))


def test_the_summary_has_the_gist_of_it(small: tuple[Any, list[str]]) -> None:
    shown = " ".join(text.removeprefix("• ").strip() for text in texts(small[0]["Summary"]))
    for words in ("If China stops from 2026Q4 on: 70 t more short", "Single points of failure in 2027Q3:", "Losing"):
        assert words in shown


def test_the_workbook_is_a_plan_that_can_be_verified(tmp_path: Path) -> None:
    stressed_book(tmp_path, reference("example_small").sheets())
    assert verify_files(tmp_path / "stress.xlsx", tmp_path / "case.xlsx").verification.accepted


def test_the_story_names_elements_single_points_and_the_hedge(small: tuple[Any, list[str]]) -> None:
    _, said = small
    assert said[2].startswith("independent by element: Nd from 2027Q3 on, on what was sent before (60% through China")
    assert said[3] == "single points of failure in 2027Q3: US magnet plant, US separator"
    assert any("prepared for losing US separator" in one and "264,000 USD more cost if" in one for one in said)


def test_what_has_no_origin_may_have_come_through_the_country_too(tmp_path: Path) -> None:
    sheets = reference("example_small").sheets()
    put("Commodities", "contents", "Nd 0.2; Dy 0.01", commodity="NdFeB magnet")(sheets)
    put("Inventory", "origin", None, site="Motor plant")(sheets)
    _, said = stressed_book(tmp_path, sheets, "2027Q3")
    assert "what was sent before (0% through China at first, 60% unknown), Dy from" in said[2]


def test_elements_that_the_story_does_not_name_are_counted(tmp_path: Path) -> None:
    sheets = reference("example_small").sheets()
    contents = "Nd 0.2; Pr 0.06; Dy 0.01; Tb 0.001; Ho 0.001"
    put("Commodities", "contents", contents, commodity="NdFeB magnet")(sheets)
    stressed = stress_input(write_workbook(tmp_path / "case.xlsx", sheets), None, silent)
    report = report_of(stressed.solved, stressed)
    for most, words in ((3, "at first) and 2 more"), (5, "at first)")):
        (told,) = [line for line in sentences(report, stressed, most) if line.startswith("independent by element: ")]
        assert told.count(" through China at first)") == most
        assert told.endswith(words)


def test_a_promise_that_a_loss_breaks_is_told_with_its_tonnes(tmp_path: Path) -> None:
    sheets = tiny({"Lanes": [
        ["from", "to", "commodity", "minimum [t/period]"], ["Mine", "Depot", "oxide", None],
        ["Depot", "User", "oxide", 2],
    ]})  # fmt: skip
    sheets["Sites"].append(["Depot", "Trader", "Malaysia", "Allies", "trader"])
    book, _ = stressed_book(tmp_path, sheets, "Q2")
    (first, *_) = table(book["Stress"])
    assert first["surprised: what changes"].startswith("4 t more of promises and limits not kept (lane minimum);")
    assert first["as a surprise"].startswith("✘")


def test_where_preparation_keeps_other_promises_its_value_is_no_number(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", reference("example_small").sheets())
    stressed = stress_input(source, None, silent, at="2027Q3")
    first, second, *others = stressed.losses.each
    tier = "unmet, priority 2"
    unlike = replace(first, surprised=Change({tier: 5.0}, broken=4.0), prepared=Change({tier: 9.0}, broken=1.0))
    alike = replace(second, surprised=Change({tier: 9.0}, broken=4.0), prepared=Change({tier: 5.0}, broken=4.0))
    losses = replace(stressed.losses, each=(unlike, alike, *others))
    at_once, *later = stressed.leverage.stops
    stops = (replace(at_once, prepared=replace(at_once.prepared, broken=2.0)), *later)
    changed = replace(stressed, losses=losses, leverage=replace(stressed.leverage, stops=stops))
    written = write_report(tmp_path / "stress.xlsx", report_of(stressed.solved, changed))
    book, live = opened(written), opened(written, formulas=True)
    values = [row["value of preparation [t]"] for row in table(book["Stress"])]
    assert values[:2] == [None, near(4.0)]
    rows = table(book["Stress"])
    assert rows[0]["short more, all priorities: surprised [t]"] == near(5.0)
    assert rows[0]["surprised: what changes"].startswith("4 t more of promises")
    for name in ("Leverage", "Elements"):
        assert [row["value of preparation [t]"] is None for row in table(book[name])] == [True, *[False] * 4]
    assert all("ISNUMBER(" in live[name]["A3"].value for name in ("Leverage", "Elements", "Stress"))


@pytest.mark.parametrize(
    ("measure", "weight", "unit"),
    [
        ("tonnes", 1, "[t]"), ("tonnes", 2, "[t] (weighted)"), ("share of demand", 1, "[shares of a demand]"),
        ("value", 2, "[USD worth] (weighted)"),
    ],
)  # fmt: skip
def test_what_is_short_in_all_priorities_has_its_unit_in_the_header(
    tmp_path: Path, measure: str, weight: float, unit: str
) -> None:
    sheets = tiny({
        "Commodities": [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 100]],
        "Demand": [["customer", "commodity", "end use", "unit", "all", "weight"],
                   ["User", "oxide", "motors", "t/period", 5, weight]],
    })  # fmt: skip
    sheets["Settings"].append(["unmet measure", measure])
    book, _ = stressed_book(tmp_path, sheets, "Q2")
    heads = list(table(book["Stress"])[0])
    assert heads[4:7] == [
        f"short more, all priorities: surprised {unit}", f"short more, all priorities: prepared {unit}",
        f"value of preparation {unit}",
    ]  # fmt: skip


def test_no_loss_is_called_harmless_while_what_one_comes_to_is_not_known(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", tiny())
    stressed = stress_input(source, None, silent, at="Q1")
    (first, *_) = stressed.losses.each
    for surprised, words in (
        (Change({}), "the loss of no single site or supplier in Q1 leaves any priority shorter"),
        (
            Change({}, UNSOLVED),
            (
                "the loss of no single site or supplier in Q1 leaves any priority shorter, as far as is known: "
                "of 1 it is not"
            ),
        ),
    ):
        losses = replace(stressed.losses, each=(replace(first, surprised=surprised),))
        assert words in sentences(report_of(stressed.solved), replace(stressed, losses=losses))


def test_beside_single_points_of_failure_it_is_said_that_of_others_nothing_is_known(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", tiny())
    stressed = stress_input(source, None, silent, at="Q1")
    (first, *_) = stressed.losses.each
    losses = replace(stressed.losses, each=(replace(first, surprised=Change({}, UNSOLVED)), first))
    said = sentences(report_of(stressed.solved), replace(stressed, losses=losses))
    assert "single points of failure in Q1: Mine; what 1 more would do is not known" in said


def test_priced_demand_is_not_among_those_who_are_known_not_to_be_shorter(tmp_path: Path) -> None:
    sheets = tiny({"Demand": [
        ["customer", "commodity", "end use", "unit", "all", "priority", "shortage cost [USD/t]"],
        ["User", "oxide", "motors", "t/period", 1, 1, None], ["User", "oxide", "toys", "t/period", 1, None, 1],
    ]})  # fmt: skip
    book, said = stressed_book(tmp_path, sheets, "Q2")
    assert not any("nobody" in line or "anybody" in line for line in said)
    lights = {row["as a surprise"] for row in table(book["Stress"])}
    assert not any("nobody" in light for light in lights)


@pytest.mark.parametrize(
    ("country", "words"),
    [
        ("China", "No site lies in China (setting `withholding country`): what a stop would do is not told."),
        ("Allies", "No site lies in Allies (setting `withholding country`): what a stop would do is not told."),
        ("united states", "United States has no lane to other countries: a stop would change nothing."),
    ],
)  # fmt: skip
def test_a_country_that_sends_nothing_or_lies_nowhere_is_told_from_one_that_holds_nothing(
    country: str, words: str, tmp_path: Path
) -> None:
    sheets = tiny()
    sheets["Settings"].append(["withholding country", country])
    book, said = stressed_book(tmp_path, sheets, "Q1")
    for name in ("Leverage", "Independence", "Elements"):
        assert words in texts(book[name])
    assert any(words[1:-1] in one for one in said)
    assert any("nothing" in text or "Preparation" in text for text in texts(book["Hedges"]))
