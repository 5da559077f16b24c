"""A load, an order or lots are as large a limit as was decided, and changed in their cell cost what is said."""

from __future__ import annotations

import pytest

from models.limits import limits
from models.plan import make_plan
from planner.explain.limit_values import LimitValue
from planner.explain.study import Study
from tests.given.explained import by_limit
from tests.studies import study_of
from tests.tiny import near, periods, tiny
from tests.workbooks import Cell, Sheets

CONTRACT: dict[str, Cell] = {"contract": "Deal", "supplier": "Mine", "buyer": "User", "maximum [t]": 9}


def loaded(first: float = 6.0) -> Sheets:
    """Return a mine that digs no less than 6 t a quarter where it runs, of which 5 t are needed, for 10 USD/t."""
    head: list[Cell] = ["site", "process", "basis", "commodity", "unit", "all"]
    loads: list[Cell] = [f"minimum load {name} [t/period]" for name in ("Q1", "Q2", "Q3")]
    row: list[Cell] = ["Mine", "dig", "out", "oxide", "t/period", 8, first, 6, 6]
    return tiny({"Capacity": [[*head, *loads], row]})


def bought(column: str, size: float) -> Sheets:
    """Return a quarter in which 5 t are needed, and all that is sent costs 30 USD/t, 10 to dig and 1 to send."""
    row: dict[str, Cell] = {**CONTRACT, "price [USD/t]": 30, column: size}
    return tiny({
        "Contracts": [list(row), list(row.values())], "Periods": periods(("Q1", "2027-01-01", "2027-03-31")),
    })  # fmt: skip


def only(study: Study, family: str) -> LimitValue:
    return next(iter(by_limit(study, family).values()))


def cost(sheets: Sheets) -> float:
    return study_of(sheets).base.optima["cost"]


def test_a_load_changed_in_its_cell_costs_what_is_said() -> None:
    found = by_limit(study_of(loaded()), "minimum_load")["Mine; dig, Q1"]
    assert (found.more.worth, found.less.worth) == ((0.0, near(10.0)), (0.0, near(-10.0)))
    assert (found.more.reach, found.less.reach) == (near(2.0), near(1.0))
    assert cost(loaded(8.0)) - cost(loaded()) == near(20.0)
    assert cost(loaded(5.0)) - cost(loaded()) == near(-10.0)
    assert cost(loaded(4.0)) == near(cost(loaded(5.0)))


@pytest.mark.parametrize(
    ("family", "column", "size", "times", "limit", "reaches"),
    [
        ("least_order", "order quantity [t]", 7.0, 1.0, 7.0, (1.0, 2.0)),
        ("whole_lots", "multiple [t]", 2.0, 3.0, 6.0, (2.0, 1.0)),  # three lots
    ],
)
def test_an_order_or_lots_changed_in_their_cell_cost_what_is_said(
    family: str, column: str, size: float, times: float, limit: float, reaches: tuple[float, float]
) -> None:
    study = study_of(bought(column, size))
    table = limits(make_plan(study.model, study.found))
    own = table[table["family"] == family].iloc[0]
    assert (own["limit"], own["used"]) == (near(limit), near(limit))
    found = only(study, family)
    assert (found.more.worth, found.less.worth) == ((0.0, near(41.0)), (0.0, near(-41.0)))
    assert (found.more.reach, found.less.reach) == (near(reaches[0]), near(reaches[1]))
    before = cost(bought(column, size))
    assert cost(bought(column, size - 0.5 / times)) - before == near(-20.5)
    assert cost(bought(column, size + 0.5 / times)) - before == near(20.5)


def test_a_load_of_what_is_off_is_nothing() -> None:
    sheets = loaded(0.0)
    sheets["Capacity"][1][6] = 8
    sheets["Demand"] = [
        ["customer", "commodity", "unit", "Q1", "Q2", "Q3"], ["User", "oxide", "t/period", None, 6, 6],
    ]  # fmt: skip
    study = study_of(sheets)
    table = limits(make_plan(study.model, study.found))
    loads = table[table["family"] == "minimum_load"]
    assert loads["limit"].tolist() == [0.0, near(6.0), near(6.0)]


def test_lots_of_which_none_is_taken_are_worth_nothing_whatever_their_size() -> None:
    """3 t are needed in the first quarter, too few for a lot of 4 t, and bought for 30 USD in place of 3."""
    rows: list[dict[str, Cell]] = [
        {**CONTRACT, "price [USD/t]": 3, "multiple [t]": 4},
        {**CONTRACT, "contract": "Spot", "price [USD/t]": 30, "multiple [t]": None},
    ]
    sheets = tiny({
        "Contracts": [list(rows[0]), *(list(row.values()) for row in rows)],
        "Demand": [
            ["customer", "commodity", "unit", "Q1", "Q2", "Q3"], ["User", "oxide", "t/period", 3, 5, 5],
        ],
        "Commodities": [["commodity", "stage", "disposal cost [USD/t]"], ["oxide", "oxide", 500]],
    })  # fmt: skip
    found = by_limit(study_of(sheets), "whole_lots")
    assert list(found) == ["Deal, Q2", "Deal, Q3"]
    assert {one.more.worth for one in found.values()} == {(0.0, -27.0)}


def test_a_least_share_with_an_award_is_a_limit_as_any_share_and_not_by_what_it_leaves_open_without_one() -> None:
    study = study_of(tiny({
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Pit", "China", "mine"],
                  ["User", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "run cost [USD/t]"],
                      ["Mine", "dig", "out", "oxide", 10], ["Pit", "dig", "out", "oxide", 20]],
        "Capacity": [["site", "process", "unit", "all"], ["Mine", "dig", "t/period", 8], ["Pit", "dig", "t/period", 8]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "oxide"]],
        "Sourcing": [["buyer", "commodity", "least suppliers", "least share [%]"], ["User", "oxide", 2, 30]],
    }))  # fmt: skip
    found = limits(make_plan(study.model, study.solution))
    own = found[(found["family"] == "awarded_least_share") & found["key"].str.contains("Pit")].iloc[0]
    assert (own["limit"], own["used"], own["slack"]) == (near(0.0), near(0.0), near(0.0))
    value = by_limit(study, "awarded_least_share")[f"{own['key']}, {own['window']}"]
    assert value.less.worth == (0.0, near(-10.0))
