"""Rows of one rule that act on the same days, leave days out, or differ in scope or size: legal, and hardly meant."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from models.issues import Severity
from tests.tiny import Changed, cells, day, found
from tests.workbooks import Cell

HEADER: list[Cell] = ["rule", "type", "from", "to", "commodity", "value", "unit", "start", "end"]


def two_rows(
    kind: str, first: tuple[str, str | None], second: tuple[str, str | None], other: Mapping[str, Cell] | None = None
) -> Changed:
    """Return a rule of two rows from the mine to the user, by the days on which each starts and ends.

    other  what stands in the second row instead, by column
    """
    unit, value = ("t", 5) if kind == "cap" else ("%", 20)
    rows: list[list[Cell]] = [
        ["Own", kind, "Mine", "User", "oxide", value, unit, day(start), None if end is None else day(end)]
        for start, end in (first, second)
    ]
    for name, cell in (other or {}).items():
        rows[1][HEADER.index(name)] = cell
    return {
        "Commodities": [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 100]], "Rules": [HEADER, *rows],
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["cap", "tariff"])
@pytest.mark.parametrize(
    ("end", "days"),
    [("2027-03-31", ""), ("2027-12-31", "from 2027-04-01 to 2027-09-30"), (None, "from 2027-04-01 to 2027-09-30"),
     ("2027-04-01", "from 2027-04-01 to 2027-04-01")],
)  # fmt: skip
def test_rows_of_one_rule_that_act_on_the_same_days_are_warned_of(kind: str, end: str | None, days: str) -> None:
    told = found(two_rows(kind, ("2027-01-01", end), ("2027-04-01", "2028-12-31")), "rule-rows-on-same-days")
    assert [(one.where, one.severity) for one in told] == ([("Rules!H3", Severity.WARNING)] if days else [])
    assert all(days in one.message and "Rules!A2" in one.message for one in told)


@pytest.mark.parametrize(
    "other",
    [{"rule": "Other"}, {"from": "Pit"}, {"type": "tariff", "unit": "%"}],
    ids=["another name", "another sender", "another type"],
)
def test_rows_that_count_other_flows_or_otherwise_may_act_on_the_same_days(other: dict[str, Cell]) -> None:
    changed = two_rows("cap", ("2027-01-01", None), ("2027-04-01", None), other)
    changed["Sites"] = [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Pit", "Malaysia", "mine"],
                        ["User", "Japan", "customer"]]  # fmt: skip
    changed["Lanes"] = [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "oxide"]]
    assert not cells(changed, "rule-rows-on-same-days")


def test_a_cap_of_a_quarter_and_one_of_the_year_are_two_limits_of_one_rule() -> None:
    changed = two_rows("cap", ("2027-01-01", None), ("2027-01-01", "2027-12-31"))
    rows = changed["Rules"]
    assert rows is not None
    changed["Rules"] = [[*row, cell] for row, cell in zip(rows, ("window", "period", "calendar year"), strict=True)]
    assert not cells(changed, "rule-rows-on-same-days")


@pytest.mark.parametrize(
    ("start", "days"), [("2027-04-01", ""), ("2027-04-02", "1 day after"), ("2027-05-02", "31 days after"),
                        ("2027-05-03", ""), ("2028-04-15", "")],
)  # fmt: skip
def test_a_few_days_between_two_rows_are_warned_of_and_a_pause_is_not(start: str, days: str) -> None:
    told = found(two_rows("cap", ("2027-01-01", "2027-03-31"), (start, None)), "rule-rows-days-apart")
    assert [one.where for one in told] == (["Rules!H3"] if days else [])
    assert all(f"{days} Rules!I2" in one.message for one in told)


@pytest.mark.parametrize(("third", "told"), [("2027-06-01", 0), ("2027-08-01", 1), ("2027-05-31", 0)])
def test_one_hole_in_a_series_that_else_has_none_is_warned_of_however_long_it_is(third: str, told: int) -> None:
    changed = two_rows("cap", ("2027-01-01", "2027-02-28"), ("2027-03-01", "2027-05-31"))
    rows = changed["Rules"]
    assert rows is not None
    changed["Rules"] = [*rows, [*rows[2][:7], day(third), None]]
    assert len(cells(changed, "rule-rows-days-apart")) == told


@pytest.mark.parametrize(
    ("value", "unit", "where"), [(5, "kg", ["Rules!F3"]), (0.5, "t", []), (0, "t", []), (5_000, "t", ["Rules!F3"])]
)
def test_values_of_one_rule_a_thousand_times_apart_are_warned_of(value: float, unit: str, where: list[str]) -> None:
    changed = two_rows(
        "cap", ("2027-01-01", "2027-03-31"), ("2027-04-01", "2027-06-30"), {"value": value, "unit": unit}
    )
    rows = changed["Rules"]
    assert rows is not None
    rows.append(["Own", "cap", "Mine", "User", "oxide", 6, "t", day("2027-07-01"), None])
    assert cells(changed, "rule-values-far-apart") == where


def test_of_rules_on_a_lane_that_is_switched_off_it_is_told_where_that_lane_stands() -> None:
    changed = two_rows("cap", ("2027-01-01", "2027-03-31"), ("2027-04-01", None))
    lanes: list[list[Cell]] = [["active", "from", "to", "commodity"], ["no", "Mine", "User", "oxide"]]
    lanes += [[None, "Pit", "User", "oxide"]]
    changed["Sites"] = [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Pit", "Malaysia", "mine"],
                        ["User", "Japan", "customer"]]  # fmt: skip
    changed["Lanes"] = lanes
    told = found(changed, "rule-matches-nothing")
    assert [(one.where, one.severity) for one in told] == [
        ("Rules!A2", Severity.WARNING), ("Rules!A3", Severity.WARNING),
    ]  # fmt: skip
    assert all(one.remedy.startswith("nothing, if it is about Lanes!B2, which does not act") for one in told)
    changed["Lanes"] = [lanes[0], lanes[2]]
    assert not any("does not act" in one.remedy for one in found(changed, "rule-matches-nothing"))


def test_each_row_is_held_against_that_before_it_which_ends_last() -> None:
    """The second row lies within the first; the third starts ten days after that one ends, and the fourth with it."""
    changed = two_rows("cap", ("2027-01-01", "2027-06-20"), ("2027-02-01", "2027-03-31"))
    rows = changed["Rules"]
    assert rows is not None
    for start, end in (("2027-07-01", "2027-09-30"), ("2027-07-02", "2027-08-31")):
        rows.append(["Own", "cap", "Mine", "User", "oxide", 5, "t", day(start), day(end)])
    same = found(changed, "rule-rows-on-same-days")
    assert [(one.where, "from 2027-02-01 to 2027-03-31" in one.message) for one in same] == [
        ("Rules!H3", True), ("Rules!H5", False),
    ]  # fmt: skip
    (apart,) = found(changed, "rule-rows-days-apart")
    assert (apart.where, "10 days after Rules!I2" in apart.message) == ("Rules!H4", True)


@pytest.mark.parametrize("column", ["from", "to", "commodity"])
def test_a_scope_that_one_row_of_a_rule_leaves_open_is_warned_of(column: str) -> None:
    dates = ("2027-01-01", "2027-03-31"), ("2027-04-01", None)
    blank: dict[str, Cell] = {column: None}
    (told,) = found(two_rows("cap", *dates, blank), "rule-scope-left-open")
    place = {"from": "C", "to": "D", "commodity": "E"}[column]
    assert told.where == f"Rules!{place}3"
    assert f"Rules!{place}2" in told.message
    every: dict[str, Cell] = {column: "*"}
    assert not cells(two_rows("cap", *dates, every), "rule-scope-left-open")
    assert not cells(two_rows("cap", *dates, {"rule": "Other", **blank}), "rule-scope-left-open")


def with_source(header: str, *sources: str) -> Changed:
    """Return a cap for each source, which stands in the column of that header."""
    columns: list[Cell] = ["rule", "type", header, "commodity", "value", "unit", "start"]
    made: list[list[Cell]] = [[f"R{n}", "cap", source, "oxide", 5, "t", day("2027-01-01")] for n, source in
                              enumerate(sources)]  # fmt: skip
    return {"Rules": [columns, *made]}


def test_senders_in_column_source_are_warned_of_where_there_is_no_column_from() -> None:
    assert cells(with_source("source", "Malaysia", "mine"), "source-of-sender") == ["Rules!C2"]
    assert not cells(with_source("source", "Malaysia", "Gazette 61/2025"), "source-of-sender")
    assert not cells(with_source("from", "Malaysia", "mine"), "source-of-sender")


def scoped(sender: str | None, receiver: str | None, **other: Cell) -> Changed:
    """Return a ban, or another rule, by whom it names, of oxide that a mine sends to a port in its country, and on."""
    row: dict[str, Cell] = {
        "rule": "Own", "type": "ban", "from": sender, "to": receiver, "start": day("2027-01-01"), **other,
    }  # fmt: skip
    return {
        "Sites": [["site", "country", "bloc"], ["Mine", "Malaysia", "Allies"], ["Port", "Malaysia", "Allies"],
                  ["User", "Japan", "Japan"]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "Port", "oxide"], ["Port", "User", "oxide"]],
        "Rules": [list[Cell](row), list(row.values())],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sender", "receiver", "where"),
    [("Malaysia", None, "D2"), ("allies", None, "D2"), (None, "Malaysia", ""), ("Malaysia", "Japan", ""),
     ("Malaysia", "*", ""), ("Mine", None, ""), (None, "Japan", "")],
)  # fmt: skip
def test_a_rule_on_what_a_country_sends_to_anybody_is_warned_of_where_it_acts_inside_too(
    sender: str | None, receiver: str | None, where: str
) -> None:
    told = found(scoped(sender, receiver), "rule-inside-a-country")
    assert [one.where for one in told] == ([f"Rules!{where}"] if where else [])
    assert all("Lanes!A2" in one.message for one in told)


def test_a_rule_on_what_a_country_gets_from_anybody_is_warned_of_where_it_acts_inside_too() -> None:
    changed = scoped(None, "Malaysia", type="tariff", value=25, unit="%")
    changed["Commodities"] = [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 100]]
    changed["Lanes"] = [["from", "to", "commodity"], ["User", "Port", "oxide"], ["Mine", "Port", "oxide"]]
    (told,) = found(changed, "rule-inside-a-country")
    assert told.where == "Rules!C2"
    assert "Lanes!A3" in told.message
    # By where material was mined a rule is about it wherever it is.
    by_origin: dict[str, Cell] = {"mined in": "Japan"}
    changed["Rules"] = scoped(None, "Malaysia", **by_origin)["Rules"]
    assert not cells(changed, "rule-inside-a-country")


def test_of_the_rows_of_a_rule_that_acts_inside_a_country_the_first_is_told() -> None:
    changed = scoped("Malaysia", None, type="cap", value=5, unit="t", end=day("2027-03-31"))
    rows = changed["Rules"]
    assert rows is not None
    rows.append([day("2027-04-01") if cell == day("2027-01-01") else cell for cell in rows[1][:-1]])
    assert cells(changed, "rule-inside-a-country") == ["Rules!D2"]
    # Without the column the row has it.
    changed["Rules"] = [row[:3] + row[4:] for row in rows]
    assert cells(changed, "rule-inside-a-country") == ["Rules!2:2"]
