"""A process that gives back what it takes in is warned of: nothing needs it, so that its capacity limits nothing."""

from __future__ import annotations

import pytest

from tests.tiny import Changed, cells, found, tiny_plan
from tests.workbooks import Cell, rows

HEADER: list[Cell] = [
    "site", "process", "direction", "commodity", "quantity per run [t]", "lead time [periods]", "run cost [USD/t]",
    "clears", "blend",
]  # fmt: skip


def depot(*lines: list[Cell]) -> Changed:
    """Return oxide that comes by a depot where a process `handle` has these lines and a capacity of 1 t a quarter."""
    body = [["Depot", "handle", *line, *[None] * (len(HEADER) - 2 - len(line))] for line in lines]
    return {
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["metal", "metal"], ["salt", "mixed"]],
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Depot", "Malaysia", "depot"],
                  ["User", "United States", "customer"]],
        "Processes": [HEADER, ["Mine", "dig", "out", "oxide", 1, None, 10, None, None],
                      ["Depot", "mix", "out", "salt", 1, None, None, None, None], *body],
        "Lanes": [["from", "to", "commodity"], ["Mine", "Depot", "oxide"], ["Depot", "User", "oxide"]],
        "Capacity": [["site", "process", "commodity", "all"], ["Mine", "dig", "oxide", 8],
                     ["Depot", "handle", None, 1]],
    }  # fmt: skip


def test_a_process_that_gives_back_what_it_takes_is_warned_of_and_limits_nothing() -> None:
    sheets = depot(["in", "oxide", 1], ["out", "oxide", 1])
    (issue,) = found(sheets, "nothing-made")
    assert (issue.severity, issue.where) == ("warning", "Processes!D5")
    assert issue.message.startswith("process 'handle' at 'Depot' gives back no more 'oxide' than it takes in")
    plan = tiny_plan(sheets)
    assert plan.tables["unmet"]["unmet_t"].sum() == 0.0
    assert "handle" not in plan.tables["run"]["process"].tolist()


def test_one_that_loses_some_is_no_better() -> None:
    assert cells(depot(["in", "oxide", 1], ["out", "oxide", 0.98]), "nothing-made") == ["Processes!D5"]


@pytest.mark.parametrize(
    "lines",
    [
        [["in", "oxide", 1], ["out", "metal", 1]],
        [["in", "oxide", 0.1], ["out", "oxide", 1]],
        [["in", "oxide", 1], ["in", "salt", 1], ["out", "metal", 1], ["out", "salt", 0.9]],
        [["in", "oxide", 1, 1], ["out", "oxide", 1]],
        [["in", "oxide", 1, None, -5], ["out", "oxide", 1]],
        [["in", "oxide", 1, None, None, "all"], ["out", "oxide", 1]],
        [["in", "oxide", 1, None, None, None, "ore"], ["in", "salt", 1, None, None, None, "ore"], ["out", "oxide", 1]],
    ],
    ids=[
        "another product",
        "a gain",
        "a product beside it",
        "takes time",
        "earns money",
        "clears origins",
        "made of another",
    ],
)
def test_a_process_that_makes_keeps_earns_or_clears_something_is_not_warned_of(lines: list[list[Cell]]) -> None:
    assert found(depot(*lines), "nothing-made") == []


def test_a_process_that_was_called_otherwise_in_one_of_its_rows_is_two_halves() -> None:
    """What `handle` takes in is lost then, and `handling` makes metal of nothing."""
    sheets = depot(["in", "oxide", 1], ["out", "metal", 1])
    assert cells(sheets, "half-a-recipe") == []
    rows = sheets["Processes"]
    assert rows is not None
    rows[-1][1] = "handling"
    (issue,) = found(sheets, "half-a-recipe")
    assert (issue.severity, issue.where) == ("warning", "Processes!B4")
    assert issue.message == "process 'handle' at 'Depot' takes material in and gives nothing out"


def test_a_source_that_is_called_like_a_recipe_elsewhere_is_warned_of_or_noted_where_it_has_a_limit() -> None:
    """The output was typed beside the mine: the depot takes oxide in, and the mine makes metal of nothing."""
    sheets = depot(["in", "oxide", 1], ["out", "metal", 1])
    rows, capacity = sheets["Processes"], sheets["Capacity"]
    assert rows is not None
    assert capacity is not None
    rows.append(["Mine", "handle", "out", "metal", 1, None, None, None, None])
    (issue,) = found(sheets, "half-a-recipe")
    assert issue.message.startswith("process 'handle' at 'Mine' takes nothing in, as 'handle' does elsewhere")
    assert issue.severity == "warning"
    # Who limits it may know that it is a source.
    capacity.append(["Mine", "handle", None, 1])
    (issue,) = found(sheets, "half-a-recipe")
    assert issue.severity == "note"


def sources(*costs: Cell) -> Changed:
    """Return sources of oxide at the mine, each with its cost."""
    return {
        "Processes": [["site", "process", "direction", "commodity", "run cost [USD/t]"],
                      *(["Mine", f"dig {number}", "out", "oxide", cost] for number, cost in enumerate(costs))],
        "Capacity": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("costs", "where"),
    [([10, 10, None], ["Processes!E4"]), ([10, 10, 0], []), ([10, None], []), ([None, None], []),
     ([10, 11, 12, 13, None, None], ["Processes!E6", "Processes!E7"])],
)  # fmt: skip
def test_a_source_without_a_cost_is_warned_of_where_most_have_one(costs: list[Cell], where: list[str]) -> None:
    assert cells(sources(*costs), "source-without-cost") == where


def test_a_source_that_sells_under_a_contract_with_a_price_needs_no_cost() -> None:
    changed = sources(10, 10)
    changed["Sites"] = [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Pit", "Malaysia", "mine"],
                        ["User", "Japan", "customer"]]  # fmt: skip
    processes = changed["Processes"]
    assert processes is not None
    processes.append(["Pit", "dig", "out", "oxide", None])
    changed["Lanes"] = [["from", "to", "commodity"], ["Pit", "User", "oxide"], ["Mine", "User", "oxide"]]
    assert cells(changed, "source-without-cost") == ["Processes!E4"]
    changed["Contracts"] = [["contract", "supplier", "commodity", "price [USD/t]"], ["Deal", "Pit", "oxide", 12]]
    assert not cells(changed, "source-without-cost")


@pytest.mark.parametrize(
    ("costs", "told"), [((110, -110, 112), "earns 110 USD/t in Q2"), ((-110, 110, -112), "costs 110 USD/t in Q2"),
                        ((-110, -110, -112), ""), ((110, 0, 112), "")],
)  # fmt: skip
def test_a_cost_in_one_period_beside_earnings_in_others_is_warned_of(costs: tuple[float, ...], told: str) -> None:
    header = ["site", "process", "direction", "commodity", *(f"run cost Q{place} [USD/t]" for place in (1, 2, 3))]
    issues = found({"Processes": [header, ["Mine", "dig", "out", "oxide", *costs]]}, "cost-of-both-signs")  # type: ignore[list-item]
    assert [one.where for one in issues] == (["Processes!F2"] if told else [])
    assert all(told in one.message for one in issues)


def mines(*costs: float, value: float | None = None) -> Changed:
    """Return oxide that a mine each digs at so many USD/t."""
    names = [f"Mine {number}" for number in range(len(costs))]
    return {
        "Commodities": [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", value]],
        "Sites": [["site", "country"], *rows([name, "Malaysia"] for name in names), ["User", "United States"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
                      *rows([name, "dig", "out", "oxide", 1, cost] for name, cost in zip(names, costs, strict=True))],
        "Capacity": None,
        "Lanes": [["from", "to", "commodity"], *rows([name, "User", "oxide"] for name in names)],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("costs", "where"), [((50_000, 45), "F2"), ((50, 60_000, 45), "F3"), ((50_000, 60, 45_000), "F3")]
)
def test_a_source_hundreds_of_times_as_dear_as_all_others_is_warned_of(costs: tuple[float, ...], where: str) -> None:
    assert cells(mines(*costs), "cost-apart") == [f"Processes!{where}"]


@pytest.mark.parametrize("costs", [(50, 45), (50, 0), (50,), (1, 30, 900), (-50, 50_000)])
def test_costs_that_are_alike_or_of_nothing_or_on_a_ladder_are_not_told(costs: tuple[float, ...]) -> None:
    assert cells(mines(*costs), "cost-apart") == []


def test_where_a_commodity_has_a_value_costs_are_held_against_that_alone() -> None:
    assert cells(mines(50_000, 45, value=50), "cost-apart") == []
    assert cells(mines(50_000, 45, value=50), "run-cost-far-from-value") == ["Processes!F2"]
