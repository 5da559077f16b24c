"""Sheets Actions and Decide by: what closes the largest shortages, the too late ones first."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from planner.explain.cures.actions import EFFORTS
from planner.explain.level import Level
from planner.run import solve_input
from planner.solve.session import silent
from planner.write.workbook import write_solved
from tests.given.cures import due_late, in_the_last_quarter, second_pit, wanted
from tests.given.plan_sheets import sheets_of
from tests.plan_books import opened, plan_file, sentence, table, texts
from tests.tiny import Changed, day, tiny
from tests.workbooks import Cell, small_example, write_workbook


def test_each_row_says_what_to_do_how_much_when_at_what_cost_and_until_when(tmp_path: Path) -> None:
    book = sheets_of(tmp_path, wanted("yes", 5, 100))
    (row,) = table(book["Actions"])
    assert {name: row[name] for name in ("what is short", "period", "cure", "what to do", "unit", "when")} == {
        "what is short": "User, oxide, motors", "period": "in Q1", "cure": "1",
        "what to do": "raise capacity of Mine; dig", "unit": "t",
        "when": "in Q1 (its cell stands for other periods too)",
    }  # fmt: skip
    amounts = ("short [t]", "quantity", "closes [t]", "cost of the move [USD]", "the plan costs more [USD]",
               "together [USD]")  # fmt: skip
    assert [row[name] for name in amounts] == [
        pytest.approx(amount, abs=1e-3) for amount in (2.0, 2.0, 2.0, 200.0, 22.0, 222.0)
    ]
    assert row["decide by"] == row["helps until"] == dt.datetime(2027, 1, 1)  # noqa: DTZ001 (a day of a cell)
    assert (row["input cell"], row["state"]) == ("Capacity!F2", "▲ due at once")


def test_a_last_start_behind_the_periods_of_a_row_says_from_when_on_and_by_how_much_it_is_about(tmp_path: Path) -> None:
    """The quantity of the row is that of its periods: nobody should read it as that of the day."""
    book = opened(plan_file(tmp_path))
    told = {}
    for row in table(book["Actions"]):
        told[row["what to do"], row["period"], row["when"]] = row["decide by"].date(), row["the last start"]
    cap = "raise cap of China magnet cap", "in 2027Q2", "2026-10-01 to 2027-03-31"
    assert told[cap] == (day("2027-01-01"), "raised from 2027Q1 on, by as much as it then takes")
    at_start = [one for (_, _, when), one in told.items() if when == "before 2026Q4"]
    assert {later for _, later in at_start} == {None}
    remarks = {(row["what"], row["decide by"].date()): row["remark"] for row in table(book["Decide by"])
               if row["decide by"]}  # fmt: skip
    assert remarks[cap[0], day("2027-01-01")] == "raised from 2027Q1 on, by as much as it then takes"


def test_windows_that_are_periods_are_told_as_these(tmp_path: Path) -> None:
    """By hand: of 10 t a quarter a contract lets 8 t through in each."""
    book = sheets_of(tmp_path, {
        "Capacity": None,
        "Demand": [["customer", "commodity", "unit", "all"], ["User", "oxide", "t/period", 10]],
        "Contracts": [["contract", "supplier", "commodity", "maximum", "window"],
                      ["Deal", "Mine", "oxide", 8, "period"]],
    })  # fmt: skip
    assert {
        (row["period"], row["when"]) for row in table(book["Actions"]) if row["what to do"].endswith("of Deal")
    } == {("Q1 to Q3", "Q1 to Q3, 2 t each")} | {
        (f"in {name}", f"in {name} (its cell stands for other periods too)") for name in ("Q1", "Q2", "Q3")
    }


def test_quantities_and_costs_are_without_the_rounding_of_the_solver(tmp_path: Path) -> None:
    rows = table(opened(plan_file(tmp_path))["Actions"])
    for name in ("quantity", "short [t]", "closes [t]", "stays short [t]"):
        assert [row[name] for row in rows if row[name] is not None and round(row[name], 6) != row[name]] == [], name
    free = [row["the plan costs more [USD]"] for row in rows if row["what to do"].endswith("Motor plant, NdFeB magnet")]
    assert 0 in free


def test_of_a_trace_in_an_ore_the_ore_that_closes_a_shortage_is_a_round_number_too(tmp_path: Path) -> None:
    """1.2 t of oxide are wanted, and 110 t of ore give 1.1 t: 10 t more close the gap, and not 9.99998 t."""
    changed: Changed = {
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]"],
            ["Mine", "part", "in", "ore", 1], ["Mine", "part", "out", "oxide", 0.01], ["Mine", "dig", "out", "ore", 1],
        ],
        "Commodities": [["commodity", "stage"], ["ore", "ore"], ["oxide", "oxide"]],
        "Capacity": [["site", "process", "basis", "unit", "all"], ["Mine", "part", "in", "t/period", 110]],
        "Demand": [["customer", "commodity", "unit", "all"], ["User", "oxide", "t/period", 1.2]],
    }  # fmt: skip
    whole, *each = [row["quantity"] for row in table(sheets_of(tmp_path, changed)["Actions"])]
    assert (whole, set(each)) == (30, {10})


def test_what_a_trace_takes_of_a_plant_is_no_nothing_beside_the_ore(tmp_path: Path) -> None:
    """10 kg of oxide are short, a part in 100,000 of the ore: 1,000 t more ore, and 10 kg more of what is finished."""
    changed: Changed = {
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]"],
            ["Mine", "dig", "out", "ore", 1], ["Mine", "dry", "out", "salt", 1],
            ["Mine", "part", "in", "ore", 100_000], ["Mine", "part", "out", "oxide", 1],
        ],
        "Commodities": [["commodity", "stage"], ["ore", "ore"], ["oxide", "oxide"], ["salt", "oxide"]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "ore", "t/period", 0], ["Mine", "part", "out", "oxide", "t/period", 0]],
        "Demand": [["customer", "commodity", "unit", "Q1"], ["User", "oxide", "t/period", 0.01],
                   ["User", "salt", "t/period", 100]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Mine", "User", "salt"]],
    }  # fmt: skip
    rows = table(sheets_of(tmp_path, changed)["Actions"])
    assert sorted(row["quantity"] for row in rows) == [0.01, 1000]


def test_the_top_of_the_sheet_says_what_the_cost_is_of(tmp_path: Path) -> None:
    said = sentence(sheets_of(tmp_path, wanted("yes", 5, 100))["Actions"])
    assert "with this gap alone closed: typed in and solved again, a cure may serve other shortages too" in said


def test_where_the_date_is_that_of_the_moves_as_stated_it_stands_alone(tmp_path: Path) -> None:
    (row,) = table(sheets_of(tmp_path, wanted("yes", 5, 100))["Actions"])
    assert "the last start" not in row


def test_a_cost_of_moves_stands_where_one_is_known(tmp_path: Path) -> None:
    (row,) = table(sheets_of(tmp_path, wanted("yes", 5))["Actions"])
    assert "cost of the move [USD]" not in row


@pytest.mark.parametrize(("budget", "price", "is_told"), [(500, 100, True), (None, 100, False), (500, None, False)])
def test_that_a_budget_does_not_pay_for_moves_is_told_where_both_are(
    tmp_path: Path, budget: float | None, price: float | None, *, is_told: bool
) -> None:
    sheets = wanted("yes", 5, price) | {"Settings": [["setting", "value"], ["budget [USD]", budget]]}
    book = sheets_of(tmp_path, sheets)
    assert any("is beside the budget" in text for text in texts(book["Actions"])) == is_told


def test_what_is_too_late_stands_first_and_says_since_when(tmp_path: Path) -> None:
    book = sheets_of(tmp_path, due_late())
    for name in ("Actions", "Decide by"):
        rows = table(book[name])
        assert rows[0]["state"] == "✘ too late since 2026-07-01"
        assert "too late" not in rows[-1]["state"]


def test_an_earlier_start_is_told_beside_the_cures_with_by_how_many_periods(tmp_path: Path) -> None:
    rows = table(sheets_of(tmp_path, second_pit(0, 0, 4))["Actions"])
    starts = [row for row in rows if row["cure"] == "or"]
    assert [(row["period"], row["what to do"], row["quantity"], row["unit"]) for row in starts] == [
        ("Q1 to Q2", "start capacity of Pit; dig by Q1, not Q3", 2, "periods"),
        ("in Q1", "start capacity of Pit; dig by Q1, not Q3", 2, "periods"),
        ("in Q2", "start capacity of Pit; dig by Q2, not Q3", 1, "period"),
    ]


def test_no_lever_of_a_cure_helps_longer_than_it_can_do_anything_itself(tmp_path: Path) -> None:
    """10 t are short: 7 by a cap of the first quarter and a capacity, which have a price, 3 by stock at the start."""
    changed = in_the_last_quarter(30.0)
    header: list[Cell] = ["site", "process", "basis", "commodity", "unit", "all"]
    header += ["movable", "how far [t/period]", "at what cost [USD/t]"]
    changed["Capacity"] = [header, ["Mine", "dig", "out", "oxide", "t/period", 8, "yes", 1, 5]]
    changed["Inventory"] = [["site", "commodity", "opening [t]", "end stock [t]"], ["User", "oxide", 0, 0]]
    changed["Rules"] = [
        ["rule", "type", "from", "to", "value [t]", "window", "start", "end", "movable", "at what cost [USD/t]"],
        ["Cap", "cap", "Mine", "User", 4, "period", day("2027-01-01"), day("2027-03-31"), "yes", 5],
    ]
    book = sheets_of(tmp_path, changed)
    for name in ("Actions", "Decide by"):
        rows = table(book[name])
        until = {row["input cell"].partition("!")[0]: row["helps until"].date() for row in rows if row["decide by"]}
        first = day("2027-01-01")
        assert until == {"Capacity": day("2027-07-01"), "Rules": first, "Inventory": first}
        assert {row["decide by"].date() for row in rows if row["decide by"]} == {first}


def test_what_levers_leave_is_told_with_what_else_it_takes(tmp_path: Path) -> None:
    book = sheets_of(tmp_path, wanted("yes", 0.5, 100))
    (told,) = [text for text in texts(book["Actions"]) if "stay short whatever" in text]
    assert "1.5 t stay short whatever these do; to close it too, it takes 1.5 t past the capacity of Mine; dig" in told


def test_a_ban_that_stands_behind_a_shortage_is_named_as_what_else_it_takes(tmp_path: Path) -> None:
    ban: list[list[Cell]] = [
        ["rule", "type", "from", "to", "commodity", "start"],
        ["Stop", "ban", "Mine", "User", "oxide", day("2026-01-01")],
    ]
    book = sheets_of(tmp_path, {"Rules": ban})
    told = [text for text in texts(book["Actions"]) if "past the ban of Stop" in text]
    assert [text.partition(" t past")[0].rpartition(" ")[2] for text in told] == ["15", "5", "5", "5"]
    assert "(Rules!A2)" in told[0]


# Of 12 t a quarter for two uses 2 t are dug, so that 10 t a quarter are short, some of each use, and 30 t in all.
TWO_USES: Changed = {
    "Demand": [["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "toys", "t/period", 6],
               ["User", "oxide", "tools", "t/period", 6]],
    "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                 ["Mine", "dig", "out", "oxide", "t/period", 2]],
}  # fmt: skip


def test_what_closes_several_demands_of_a_priority_together_is_called_all_of_it(tmp_path: Path) -> None:
    (row, *_) = table(sheets_of(tmp_path, TWO_USES)["Actions"])
    names = ("what is short", "period", "short [t]", "what to do", "quantity", "closes [t]")
    assert [row[name] for name in names] == [
        "all of priority 1", "Q1 to Q3", 30, "raise capacity of Mine; dig", 30, 30,
    ]  # fmt: skip


def test_where_a_whole_priority_is_not_looked_at_it_is_told_how_to_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = replace(EFFORTS[Level.FAST], gaps=2, whole=0)
    monkeypatch.setitem(EFFORTS, Level.FAST, few)
    book = sheets_of(tmp_path, TWO_USES)
    assert {row["what is short"] for row in table(book["Actions"])} == {"User, oxide, toys", "User, oxide, tools"}
    assert any(text.endswith('plan explain FILE --close "priority 1" tells.') for text in texts(book["Actions"]))


def test_nothing_short_leaves_nothing_to_do(tmp_path: Path) -> None:
    book = sheets_of(tmp_path, {})
    assert any("nothing to close" in text for text in texts(book["Actions"]))
    assert any("Nothing that was tried begins" in text for text in texts(book["Decide by"]))


def test_a_plan_that_was_not_explained_says_how_to_ask(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", small_example())
    solved = solve_input(source, "highs", None, silent, None, Level.NONE)
    book = opened(write_solved(tmp_path / "plan.xlsx", solved))
    for name in ("Actions", "Decide by"):
        assert any("--explain fast" in text for text in texts(book[name]))


def test_shortages_that_were_not_looked_at_are_counted(tmp_path: Path) -> None:
    sheets = small_example()
    header, first, *rest = sheets["Demand"]
    names = [f"use {number}" for number in range(7)]
    place = header.index("end use")
    many = [[*first[:place], name, *first[place + 1 :]] for name in names]
    sheets["Demand"] = [header, first, *rest, *many]
    told = texts(opened(plan_file(tmp_path, sheets))["Actions"])
    assert any("left out for the time that it takes: --explain full looks at more" in text for text in told)


def test_text_of_the_input_stays_text_on_both_sheets(tmp_path: Path) -> None:
    changed = wanted()
    for sheet in ("Demand", "Capacity"):
        rows = changed[sheet]
        assert rows is not None
        changed[sheet] = [[("=1+1" if cell == "User" else cell) for cell in row] for row in rows]
    sheets = tiny(changed)
    for name in ("Sites", "Lanes"):
        sheets[name] = [[("=1+1" if cell == "User" else cell) for cell in row] for row in sheets[name]]
    book = opened(plan_file(tmp_path, sheets), formulas=True)
    for name in ("Actions", "Decide by"):
        assert [cell.value for row in book[name].iter_rows(min_row=6) for cell in row if cell.data_type == "f"] == []


def test_the_cost_of_a_cure_is_without_the_room_that_a_solver_has_below_a_dear_safety_stock(tmp_path: Path) -> None:
    """A tonne more dug in Q1 costs 4 million USD; a millionth of a tonne-year less in stock would spare 16."""
    sheets = tiny({
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
                      ["Mine", "dig", "out", "oxide", 1, 4_000_000]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "Q1", "Q2", "Q3"],
                     ["Mine", "dig", "out", "oxide", "t/period", 5, 7, 7]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"]],
        "Inventory": [["site", "commodity", "maximum [t]", "safety [t]"], ["User", "oxide", 9, 1]],
        "Demand": [["customer", "commodity", "unit", "Q1", "Q2", "Q3"], ["User", "oxide", "t/period", 6, 5, 5]],
    })  # fmt: skip
    rows = table(opened(plan_file(tmp_path, sheets))["Actions"])
    (cost,) = [row["the plan costs more [USD]"] for row in rows if str(row["what to do"]).startswith("raise capacity")]
    assert cost == pytest.approx(4_000_000, abs=1.0)


def test_the_cost_of_a_lever_is_that_of_the_quantity_told_beside_it_on_every_sheet(tmp_path: Path) -> None:
    """At 6.5 million USD/t what a solver leaves of a gram would show."""
    book = sheets_of(tmp_path, wanted("yes", 5, 6_500_000, tonnes=8.08))
    (row,) = table(book["Actions"])
    assert (row["quantity"], row["cost of the move [USD]"]) == (0.08, 520_000)
    assert "and the levers 520,000 USD" in table(book["Unmet"])[0]["cheapest cure"]


def test_room_for_a_stock_that_is_needed_in_several_periods_is_told_and_paid_for_once(tmp_path: Path) -> None:
    """By hand: of 24 t wanted in Q3 the mine digs 8 t a quarter: 8 t lie there at the end of Q1, 16 t at that of Q2."""
    changed: Changed = {
        "Demand": [["customer", "commodity", "end use", "unit", "Q3"], ["User", "oxide", "motors", "t/period", 24]],
        "Inventory": [["site", "commodity", "maximum [t]", "movable", "how far [t]", "at what cost [USD/t]"],
                      ["Mine", "oxide", 2, "yes", 50, 100]],
    }  # fmt: skip
    row = next(row for row in table(sheets_of(tmp_path, changed)["Actions"]) if "storage" in row["what to do"])
    assert row["when"].startswith("6 t in Q1, 14 t in Q2")
    amounts = ("quantity", "closes [t]", "cost of the move [USD]")
    assert [row[name] for name in amounts] == [pytest.approx(amount, abs=1e-3) for amount in (14.0, 14.0, 1_400.0)]
