"""No run is built under an allowance that relieves nothing: what comes out is closed anyway, wherever it may go."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.given.allowances import BAN, TRACES, ruled, short
from tests.tiny import Changed, day, tiny_model, tiny_plan
from tests.workbooks import Cell

# What is mined in China is separated there too; this row asks for the second, and knows no allowance.
OTHER: Mapping[str, Cell] = {
    "rule": "Other", "type": "end_use_ban", "separated in": "China", "end use": "jets", "mined in": None,
}  # fmt: skip


def uses(changed: Changed) -> bool:
    """Tell whether the program has runs under the allowance."""
    return tiny_model(changed).variables.allow.size > 0


def test_an_allowance_is_built_where_the_only_ban_knows_it() -> None:
    assert uses(ruled(BAN, TRACES))


def test_no_run_uses_an_allowance_where_another_ban_closes_as_much_as_the_relieved_one() -> None:
    changed = ruled(BAN, OTHER, TRACES)
    assert not uses(changed)
    assert short(tiny_plan(changed)) == pytest.approx([2.0] * 3)


@pytest.mark.parametrize(
    "change",
    [
        {"end use": "toys"},
        {"end": day("2027-08-31")},
        {"start": day("2027-02-01")},
        {"hard": "no"},
        {"commodity": "oxide"},
        {"type": "cap", "end use": None, "value": 100, "unit": "t"},
        {"separated in": "Allies"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_run_uses_an_allowance_where_the_other_rule_closes_less(change: dict[str, Cell]) -> None:
    demand: list[list[Cell]] = [
        ["customer", "commodity", "end use", "priority", "unit", "all"],
        ["User", "magnet", "jets", 1, "t/period", 5], ["User", "magnet", "toys", 2, "t/period", 1],
    ]  # fmt: skip
    assert uses(ruled(BAN, {**OTHER, **change}, TRACES, Demand=demand))


def test_an_allowance_counts_where_the_other_mark_is_lost_on_the_way() -> None:
    # The other ban is about dysprosium, and plain magnets hold none: only the relieved ban closes them.
    relieved = {**BAN, "elements": "Nd; Dy"}
    other = {**OTHER, "elements": "Dy", "commodity": "*"}
    commodities: list[list[Cell]] = [
        ["commodity", "stage", "contents", "value [USD/t]"], ["oxide", "oxide", "Nd 0.5; Dy 0.2", 20],
        ["magnet", "magnet", "Nd 0.2; Dy 0.1", 100], ["plain magnet", "magnet", "Nd 0.2", 100],
    ]  # fmt: skip
    processes: list[list[Cell]] = [
        ["site", "process", "direction", "commodity", "quantity per run [t]"],
        ["Mine", "dig", "out", "oxide", 1], ["Pit", "dig", "out", "oxide", 1], ["Plant", "press", "in", "oxide", 1],
        ["Plant", "press", "out", "magnet", 1], ["User", "remake", "in", "magnet", 1],
        ["User", "remake", "out", "plain magnet", 1],
    ]  # fmt: skip
    demand: list[list[Cell]] = [
        ["customer", "commodity", "end use", "priority", "unit", "all"],
        ["User", "plain magnet", "jets", 1, "t/period", 5],
    ]  # fmt: skip
    traces = {**TRACES, "elements": "Nd; Dy"}
    changed = ruled(relieved, other, traces, Commodities=commodities, Processes=processes, Demand=demand)
    assert uses(changed)
    assert short(tiny_plan(changed)) == pytest.approx([1.25] * 3)
    # Where the other mark stays, nothing is gained.
    stays = ruled({**relieved, "commodity": "magnet"}, other, traces, Commodities=commodities, Processes=processes,
                  Demand=[demand[0], ["User", "magnet", "jets", 1, "t/period", 5]])  # fmt: skip
    assert not uses(stays)


def test_an_allowance_counts_where_another_allowance_relieves_the_other_mark() -> None:
    second = {**TRACES, "rule": "Traces of separation", "mined in": None, "separated in": "China"}
    changed = ruled(BAN, OTHER, TRACES, second)
    assert uses(changed)
    assert short(tiny_plan(changed)) == pytest.approx([1.25] * 3)
