"""Without a contract that begins inside a period the days before it are left, as beside a ban that a person types."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from planner.explain.study import Study
from planner.explain.walk_away import walk_aways
from tests.given.gone_contracts import without_it
from tests.studies import found_by, study_of
from tests.tiny import Changed, day, mine_and_pit, near, tiny
from tests.workbooks import Cell, Sheets

SHORT = "unmet, priority 1"
HEADER: list[Cell] = ["contract", "supplier", "buyer", "commodity", "start", "end", "price [USD/t]"]


def deals(*rows: tuple[str, str | None, str | None, float], more: Changed | None = None) -> Sheets:
    """Return the mine and its user, who needs 5 t a quarter, with contracts: name, first and last day, price."""
    lines: list[list[Cell]] = [
        [name, "Mine", "User", "oxide", start and day(start), end and day(end), price]
        for name, start, end, price in rows
    ]
    return tiny({"Contracts": [HEADER, *lines], **(more or {})})


def banned(sheets: Sheets, start: dt.date) -> Sheets:
    """Return the sheets without their last contract, and with a ban from a day on."""
    rules: list[list[Cell]] = [
        ["rule", "type", "from", "to", "commodity", "start"],
        ["Gone", "ban", "Mine", "User", "oxide", start],
    ]
    changed = {**sheets, "Contracts": sheets["Contracts"][:-1], "Rules": rules}
    if len(changed["Contracts"]) == 1:
        del changed["Contracts"]
    return changed


def told(study: Study, name: str) -> dict[str, float]:
    """Return what every tier of the best plan without a contract comes to."""
    return without_it(study, name, found_by(walk_aways(study)).each[study.model.problem.contracts.name.index(name)])


@pytest.mark.parametrize(
    ("start", "capacity", "short"),
    [
        ("2027-03-31", None, 10.0),  # one day of 90: the quarter stays open
        ("2027-02-15", None, 15.0),  # half of it is closed
        ("2027-02-15", 6.0, 12.0),  # the open half of the lane's 6 t is left
        ("2027-01-10", 30.0, 12.0),  # 9 days of 90 are left: 3 t
    ],
)
def test_without_a_contract_its_days_are_closed_and_the_others_of_a_period_are_not(
    start: str, capacity: float | None, short: float
) -> None:
    lane: list[list[Cell]] = [
        ["from", "to", "commodity", "cost [USD/t]", "capacity [t/period]"], ["Mine", "User", "oxide", 1, capacity]
    ]  # fmt: skip
    sheets = deals(("Deal", start, None, 30.0), more={"Lanes": lane})
    without = told(study_of(sheets), "Deal")
    assert without[SHORT] == near(short)
    assert without == pytest.approx(dict(study_of(banned(sheets, day(start))).base.optima))


def test_without_one_of_two_contracts_all_that_is_sent_falls_under_the_other() -> None:
    """In Q1 5 t are sent at 11 USD and the price of the first contract, 20 USD, and behind it nothing."""
    study = study_of(deals(("First", None, "2027-02-28", 20.0), ("Second", "2027-03-01", None, 30.0)))
    assert told(study, "Second") == {SHORT: near(10.0), "cost": near(5.0 * (11.0 + 20.0))}
    assert told(study, "First")[SHORT] == near(5.0), "59 of 90 days are closed"


def test_where_others_are_about_the_same_days_nothing_closes() -> None:
    study = study_of(deals(("First", None, None, 40.0), ("Second", "2027-03-01", None, 30.0)))
    assert told(study, "Second") == {SHORT: 0.0, "cost": near(15.0 * (11.0 + 40.0))}


def test_a_contract_that_nobody_takes_may_be_in_the_way_of_what_is_sent_on_other_days() -> None:
    """From 15 August on, 47 of 92 days before the end of Q3, all that the lane could carry falls under the contract in
    part. At 30 USD nothing is taken, and the pit digs all 5 t for 12; without it 6 t x 45 / 92 come for 11 USD.
    """
    sheets = deals(("Deal", "2027-08-15", None, 30.0), more={
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Pit", "Japan", "mine"],
                  ["User", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "run cost [USD/t]"],
                      ["Mine", "dig", "out", "oxide", 10], ["Pit", "dig", "out", "oxide", 12]],
        "Capacity": [["site", "process", "unit", "all"], ["Mine", "dig", "t/period", 8],
                     ["Pit", "dig", "t/period", 8]],
        "Lanes": [["from", "to", "commodity", "cost [USD/t]", "capacity [t/period]"], ["Mine", "User", "oxide", 1, 6],
                  ["Pit", "User", "oxide", None, None]],
        "Demand": [["customer", "commodity", "end use", "unit", "Q3"], ["User", "oxide", "motors", "t/period", 5]],
    })  # fmt: skip
    study = study_of(sheets)
    [one] = found_by(walk_aways(study)).each
    left = 6.0 * 45 / 92
    assert (one.taken, one.without.of["cost"]) == (0.0, near(-left * 1.0))
    # With it at p all 5 t come from the mine: 5 x 11 + 5 x 47 / 92 x p is what the plan without it costs.
    price = (5 * 12 - left - 55) / (5 * 47 / 92)
    assert one.rise == near(price - 30.0)


def with_ban(sheets: Sheets, end: str) -> Sheets:
    """Return the sheets with a ban of what the mine sends, from the first day of the plan on."""
    rules: list[list[Cell]] = [
        ["rule", "type", "from", "to", "commodity", "start", "end"],
        ["Stop", "ban", "Mine", "User", "oxide", day("2027-01-01"), day(end)],
    ]
    return {**sheets, "Rules": rules}


@pytest.mark.parametrize(
    ("end", "start", "capacity", "short"),
    [
        ("2027-02-14", "2027-02-15", 20.0, 15.0),  # the contract begins on the day after: no day of Q1 is left
        ("2027-03-10", "2027-02-15", 20.0, 15.0),
        ("2027-01-09", "2027-02-15", 6.0, 12.6),  # 36 of 90 days are left
        ("2027-01-30", "2027-03-01", None, 15.0),  # 30 days and 31 are more than half of Q1
        ("2027-01-09", "2027-03-01", None, 10.0),
    ],
)
def test_days_that_a_ban_closes_are_closed_together_with_those_of_the_contract(
    end: str, start: str, capacity: float | None, short: float
) -> None:
    lane: list[list[Cell]] = [
        ["from", "to", "commodity", "cost [USD/t]", "capacity [t/period]"], ["Mine", "User", "oxide", 1, capacity]
    ]  # fmt: skip
    sheets = with_ban(deals(("Deal", start, None, 30.0), more={"Lanes": lane}), end)
    gone = banned(sheets, day(start))
    gone["Rules"] = [[*gone["Rules"][0], "end"], [*gone["Rules"][1], None], sheets["Rules"][1]]
    without = told(study_of(sheets), "Deal")
    assert without == pytest.approx(dict(study_of(gone).base.optima))
    assert without[SHORT] == near(short)


@pytest.mark.parametrize("tax", ["duty", "tariff", "tonne"])
def test_what_is_sent_on_the_days_that_are_left_is_taxed_by_its_value_as_it_is_without_the_contract(tax: str) -> None:
    """10 USD a tonne, which until then are owed on half of what is sent in Q1: on the other days the contract is."""
    more: Changed = {
        "Commodities": [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 100]],
        "Lanes": [["from", "to", "commodity", "cost [USD/t]", "capacity [t/period]", "duty [%]"],
                  ["Mine", "User", "oxide", 1, 9, 10 if tax == "duty" else None]],
    }  # fmt: skip
    sheets = deals(("Deal", "2027-02-15", None, 30.0), more=more)
    gone = banned(sheets, day("2027-02-15"))
    if tax != "duty":
        rows: list[list[Cell]] = [
            ["rule", "type", "from", "to", "commodity", "value", "unit", "start"],
            ["Tax", "tariff", "Mine", "User", "oxide", 10, "%" if tax == "tariff" else "USD/t", day("2027-01-01")],
        ]
        sheets["Rules"] = rows
        gone["Rules"] = [rows[0], rows[1], ["Gone", "ban", "Mine", "User", "oxide", None, None, day("2027-02-15")]]
    without = told(study_of(sheets), "Deal")
    assert without == pytest.approx(dict(study_of(gone).base.optima))
    assert without["cost"] == near(4.5 * (11.0 + 10.0))


def test_what_is_sent_on_the_days_that_are_left_needs_grants_as_it_does_without_the_others() -> None:
    """A licence of 1 t follows the contract in March: 31 of 90 days need a grant, without it all do."""
    lane: list[list[Cell]] = [["from", "to", "commodity", "capacity [t/period]"], ["Mine", "User", "oxide", 30]]
    licence: list[list[Cell]] = [
        RULES, ["Licence", "licence", "Mine", "User", "oxide", day("2027-03-01"), None, 1, "t"]
    ]  # fmt: skip
    sheets = deals(("Deal", None, "2027-02-28", 3.0), more={"Lanes": lane, "Rules": licence})
    study = study_of(sheets)
    assert study.base.optima[SHORT] == near(15.0 - 90 / 31)
    without = told(study, "Deal")
    ban: list[Cell] = ["Gone", "ban", "Mine", "User", "oxide", day("2027-01-01"), day("2027-02-28"), None, None]
    typed = {**sheets, "Rules": [*licence, ban]}
    del typed["Contracts"]
    assert without == pytest.approx(dict(study_of(typed).base.optima))
    assert without[SHORT] == near(14.0)


FIRST, LAST = dt.date(2027, 1, 1), dt.date(2027, 9, 30)
RULES: list[Cell] = ["rule", "type", "from", "to", "commodity", "start", "end", "value", "unit"]


def drawn(chance: random.Random) -> tuple[Sheets, list[tuple[dt.date, dt.date]]]:
    """Return one or two contracts of some days beside bans and grants of others, and the days of each contract."""
    sheets = tiny(mine_and_pit(chance.choice([4, 8]), chance.choice([0.5, 2])))
    capacity = chance.choice([None, 4, 6, 20])
    sheets["Commodities"] = [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 100]]
    sheets["Lanes"] = [["from", "to", "commodity", "cost [USD/t]", "capacity [t/period]", "duty [%]"],
                       ["Mine", "User", "oxide", 1, capacity, chance.choice([None, 10])],
                       ["Pit", "User", "oxide", 1, None, None]]  # fmt: skip
    contracts: list[list[Cell]] = [HEADER]
    days = []
    for number in range(chance.choice([1, 1, 2])):
        first = FIRST + dt.timedelta(chance.randint(0, 200))
        last = chance.choice([LAST, min(LAST, first + dt.timedelta(chance.randint(1, 100)))])
        contracts.append([f"C{number}", "Mine", "User", "oxide", first, last, chance.choice([5, 30])])
        days.append((first, last))
    rules: list[list[Cell]] = [RULES]
    for number in range(chance.choice([0, 1, 2])):
        first = FIRST + dt.timedelta(chance.randint(0, 200))
        last = first + dt.timedelta(chance.randint(3, 80))
        rules.append([f"ban {number}", "ban", "Mine", "User", "oxide", first, last, None, None])
    if chance.random() < 0.5:
        first = FIRST + dt.timedelta(chance.randint(0, 150))
        for start, end in ((0, chance.randint(5, 60)), (chance.randint(70, 100), 400)):
            grant = (first + dt.timedelta(start), first + dt.timedelta(end))
            rules.append(["licence", "licence", "Mine", "User", "oxide", *grant, chance.choice([None, 1, 3]), "t"])
    return {**sheets, "Contracts": contracts, "Rules": rules}, days


@pytest.mark.parametrize("seed", range(25))
def test_without_a_contract_it_is_as_if_its_days_were_banned_whatever_else_closes_days(seed: int) -> None:
    sheets, days = drawn(random.Random(seed))
    study = study_of(sheets)
    for number in range(len(days)):
        own, others = days[number], [span for place, span in enumerate(days) if place != number]
        alone = [
            day_
            for day_ in range(own[0].toordinal(), own[1].toordinal() + 1)
            if not any(first.toordinal() <= day_ <= last.toordinal() for first, last in others)
        ]
        closed = [dt.date.fromordinal(day_) for day_ in alone]
        gone: list[list[Cell]] = [
            [f"gone {one}", "ban", "Mine", "User", "oxide", one, one, None, None] for one in closed
        ]
        kept = [row for row in sheets["Contracts"] if row[0] != f"C{number}"]
        typed = study_of({**sheets, "Contracts": kept, "Rules": [*sheets["Rules"], *gone]}).base.optima
        without = told(study, f"C{number}")
        assert without[SHORT] == pytest.approx(typed[SHORT], abs=1e-5)
        if not others:  # what another contract costs counts by all days beside bans, and by those that are left here
            assert without["cost"] == pytest.approx(typed["cost"], abs=1e-3)
