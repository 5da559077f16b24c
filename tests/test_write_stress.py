"""The workbook of `plan stress` says of each element how long, of each hedge what it costs, and of nothing too much."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planner.certify import verify_files
from planner.explain.outcomes import UNSOLVED, Change
from planner.explain.stress.hedges import EXPAND, SHIP, Hedge, Hedges, Move
from planner.solve.session import silent
from planner.stress import stress_input
from planner.write.hedge_words import _from_to, hedge_sentences
from planner.write.sheets.stress import short_more
from planner.write.sheets.stress_elements import level
from planner.write.stress_words import sentences
from planner.write.workbook import report_of, write_report
from tests.cases import put, reference
from tests.plan_books import opened, table, texts
from tests.random_problems import random_sheets
from tests.tiny import near, tiny
from tests.workbooks import Sheets, write_workbook


def stressed_book(folder: Path, sheets: Sheets, at: str | None = None) -> tuple[Any, list[str]]:
    source = write_workbook(folder / "case.xlsx", sheets)
    stressed = stress_input(source, None, silent, at=at)
    report = report_of(stressed.solved, stressed)
    return opened(write_report(folder / "stress.xlsx", report)), sentences(report, stressed)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, list[str]]:
    sheets = reference("example_small").sheets()
    put("Commodities", "contents", "Nd 0.2; Dy 0.01", commodity="NdFeB magnet")(sheets)
    return stressed_book(tmp_path_factory.mktemp("stress"), sheets, "2027Q3")


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
    for words in ("If China stops in 2026Q4: 70 t more short", "Single points of failure in 2027Q3:", "Losing"):
        assert words in shown


def test_the_workbook_is_a_plan_that_can_be_verified(tmp_path: Path) -> None:
    stressed_book(tmp_path, reference("example_small").sheets())
    assert verify_files(tmp_path / "stress.xlsx", tmp_path / "case.xlsx").verification.accepted


def test_independence_is_told_of_everything_and_of_each_element_with_its_months(small: tuple[Any, list[str]]) -> None:
    rows = table(small[0]["Independence"])
    assert [(row["element"], row["independent"], row["months until then"]) for row in rows] == [
        ("everything", "✔ from 2027Q3", near(9.0)), ("Nd", "✔ from 2027Q3", near(9.0)),
        ("Dy", "✔ from 2027Q3", near(9.0)),
    ]  # fmt: skip
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


def test_what_is_not_hedged_though_it_could_be_is_counted_below(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", random_sheets(1, material=False))
    stressed = stress_input(source, None, silent, hedged=2, at="P3")
    book = opened(write_report(tmp_path / "stress.xlsx", report_of(stressed.solved, stressed)))
    assert any(text.startswith("Of 3 more losses preparation would spare") for text in texts(book["Hedges"]))


def test_a_hedge_has_its_premium_and_its_decisions(small: tuple[Any, list[str]]) -> None:
    rows = table(small[0]["Hedges"])
    kept, delivered, *rows = rows
    assert kept["decision"] == "NdFeB magnet in stock at Motor plant just before"
    assert delivered["decision"] == "delivered to Motor plant: NdFeB magnet, industrial"
    assert delivered["more"] == near(-12.0)
    assert [row["premium [USD]"] for row in rows] == [near(264_000.0)] * len(rows)
    assert [row["what it is"] for row in (kept, delivered)] == ["in hand when it comes", "the way there"]
    stock = rows[0]
    assert stock["decision"] == "NdPr oxide in stock at US magnet plant just before"
    assert [stock["in the plan"], stock["prepared"], stock["more"]] == [near(0.0), near(12.0), near(12.0)]
    assert stock["spared if it comes by surprise"].startswith("24 t less short in priority 2")


def test_a_hedge_of_which_no_decision_is_told_has_its_premium_all_the_same(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", reference("example_small").sheets())
    stressed = stress_input(source, None, silent)
    each = tuple(replace(hedge, moves=()) for hedge in stressed.hedges.each)
    stressed = replace(stressed, hedges=replace(stressed.hedges, each=each))
    report = report_of(stressed.solved, stressed)
    rows = table(opened(write_report(tmp_path / "stress.xlsx", report))["Hedges"])
    assert [row["premium [USD]"] for row in rows] == [near(hedge.premium.of["cost"]) for hedge in each]
    assert {row["decision"] for row in rows} == {"no decision before differs by more than 0.001 t"}
    assert all(line.endswith(str(rows[0]["decision"])) for line in hedge_sentences(report, stressed))


def test_rounding_between_two_best_plans_is_no_value_of_preparation() -> None:
    assert level(680_000.0, 680_000.0 + 2.3e-10) == 680_000.0
    assert [level(0.26, 0.18), level(None, 0.18), level(0.26, None)] == [0.18, 0.18, None]


def test_added_capacity_has_its_unit_before_and_after() -> None:
    assert _from_to(Move(EXPAND, (0,), 10.0, 20.0)) == "10 t/yr -> 20 t/yr"


def test_a_hedge_that_leaves_other_demand_shorter_without_the_loss_says_so_beside_its_premium(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", reference("example_small").sheets())
    stressed = stress_input(source, None, silent, at="2027Q3")
    loss = stressed.losses.each[0]
    move = Move(SHIP, (0, 3, 0), 0.0, 6.0)
    shorter = Change({"unmet, priority 1": 3.0, "unmet, priority 2": -5.0, "cost": 7.0})
    each = tuple(
        Hedge(loss, premium, Change({}), (move,), 0)
        for premium in (shorter, Change({"unmet, priority 2": 0.0, "cost": 7.0}), Change({}, UNSOLVED))
    )
    hedged = replace(stressed, hedges=Hedges(each))
    book = opened(write_report(tmp_path / "stress.xlsx", report_of(stressed.solved, hedged)))
    rows = table(book["Hedges"])
    name = "short more in some priority if it does not come [t]"
    assert [row[name] for row in rows] == [near(3.0), near(0.0), None]
    assert [row["premium [USD]"] for row in rows] == [near(7.0), near(7.0), None]
    assert book["Hedges"]["B6"].alignment.wrap_text


def test_the_story_names_elements_single_points_and_the_hedge(small: tuple[Any, list[str]]) -> None:
    _, said = small
    assert "independent by element: Nd from 2027Q3 on (60% through China at first), Dy from 2027Q3 on" in said[2]
    assert said[3] == "single points of failure in 2027Q3: US magnet plant, US separator"
    assert any("prepared for losing US separator" in one and "264,000 USD more cost if" in one for one in said)


def test_what_has_no_origin_may_have_come_through_the_country_too(tmp_path: Path) -> None:
    sheets = reference("example_small").sheets()
    put("Commodities", "contents", "Nd 0.2; Dy 0.01", commodity="NdFeB magnet")(sheets)
    put("Inventory", "origin", None, site="Motor plant")(sheets)
    _, said = stressed_book(tmp_path, sheets, "2027Q3")
    assert "Nd from 2027Q3 on (0% through China at first, 60% unknown), Dy from" in said[2]


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
        (Change({}), "the loss of no single site or supplier in Q1 leaves anybody shorter"),
        (
            Change({}, UNSOLVED),
            "the loss of no single site or supplier in Q1 leaves anybody shorter, as far as is known: of 1 it is not",
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


def test_where_no_demand_has_a_priority_there_is_no_element_to_tell_of(tmp_path: Path) -> None:
    sheets = reference("example_small").sheets()
    header = [str(cell) for cell in sheets["Demand"][0]]
    place = header.index("priority")
    sheets["Demand"] = [
        [*(cell for at, cell in enumerate(row) if at != place), 1e6 if number else "shortage cost [USD/t]"]
        for number, row in enumerate(sheets["Demand"])
    ]
    book, _ = stressed_book(tmp_path, sheets)
    for name in ("Independence", "Elements"):
        assert any("No demand has a priority" in text for text in texts(book[name]))
        assert book[name]["A3"].value.startswith("✔")
