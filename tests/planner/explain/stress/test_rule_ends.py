"""Rules that go on behind their end, allowances that end, and names and places that rules share, each by hand."""

from __future__ import annotations

import pytest

from planner.explain.stress.losses import Loss, losses
from planner.explain.stress.rule_losses import ALLOWED, AT_ONCE, CLOSED, ENDLESS
from planner.explain.study import Study
from planner.solve.session import silent
from tests.given.allowances import BAN, TRACES, ruled
from tests.studies import study_of
from tests.tiny import Changed, day, near, tiny
from tests.workbooks import Cell

SHORT = "unmet, priority 1"
HEADER: list[Cell] = ["rule", "type", "from", "to", "commodity", "value", "unit", "start", "end"]
IN_CHINA: Changed = {
    "Sites": [["site", "operator", "country", "kind"], ["Mine", "Miner", "China", "mine"],
              ["User", "Maker", "United States", "customer"]],
}  # fmt: skip


def chinese(*rules: list[Cell], **more: list[list[Cell]]) -> Study:
    """Return a study of a mine in China, of 8 t a quarter, whose user needs 5 t a quarter, under some rules."""
    return study_of(tiny({**IN_CHINA, "Rules": [HEADER, *rules], **more}))


def of(study: Study, period: int) -> dict[tuple[str, str], Loss]:
    return {loss.names[0]: loss for loss in losses(study, period, silent).each if loss.sheet == "Rules"}


def rule(name: str, kind: str, start: str, end: str | None, value: float | None = None, unit: str = "t") -> list[Cell]:
    return [name, kind, "China", "United States", None, value, None if value is None else unit, day(start),
            None if end is None else day(end)]  # fmt: skip


def test_a_ban_that_was_to_end_and_does_not_is_what_the_input_without_its_end_comes_to() -> None:
    study = chinese(rule("Stop", "ban", "2027-01-01", "2027-06-30"))
    loss = of(study, 1)[ENDLESS, "Stop"]
    without = chinese(rule("Stop", "ban", "2027-01-01", None))
    for change in (loss.prepared, loss.surprised):
        assert change.of[SHORT] == near(without.base.optima[SHORT] - study.base.optima[SHORT]) == near(5.0)
    # Once it has ended it is known to have; what ends with the plan ends with it.
    assert not of(study, 2)
    assert not of(chinese(rule("Stop", "ban", "2027-01-01", "2027-09-30")), 1)


def test_a_tariff_that_another_row_of_its_rule_follows_does_end() -> None:
    first, second = (
        rule("Duty", "tariff", "2027-01-01", "2027-03-31", 10, "USD/t"),
        rule("Duty", "tariff", "2027-04-01", None, 25, "USD/t"),
    )  # fmt: skip
    assert (ENDLESS, "Duty") not in of(chinese(first, second), 0)
    loss = of(chinese(first), 0)[ENDLESS, "Duty"]
    assert dict(loss.surprised.of) == {SHORT: 0.0, "cost": near(2 * 5 * 10.0)}


def test_rows_of_one_name_and_two_types_are_two_rules_of_which_each_changes_alone() -> None:
    """A duty on all, and a licence for oxide, are called `Controls`: when the licence closes, metal is still sent."""
    both: dict[str, list[list[Cell]]] = {
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["metal", "metal"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]"],
                      ["Mine", "dig", "out", "oxide", 1], ["Mine", "melt", "out", "metal", 1]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 8], ["Mine", "melt", "out", "metal", "t/period", 8]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "*"]],
        "Demand": [["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 5],
                   ["User", "metal", "motors", "t/period", 2]],
    }  # fmt: skip
    duty = rule("Controls", "tariff", "2027-01-01", None, 1, "USD/t")
    licence = rule("Controls", "licence", "2027-01-01", "2027-09-30", 100)
    licence[HEADER.index("commodity")] = "oxide"
    for rows in ([duty, licence], [licence, duty]):
        loss = of(chinese(*rows, **both), 1)[CLOSED, "Controls, licence"]
        assert loss.prepared.of[SHORT] == near(10.0)
    ban = rule("Controls", "ban", "2027-07-01", None)
    assert of(chinese(duty, ban, **both), 1)[AT_ONCE, "Controls, ban"].surprised.of[SHORT] == near(7.0)


@pytest.mark.parametrize("sender", ["Mine", "Miner", "China"])
def test_a_cap_on_a_part_of_the_withholding_country_closes_too(sender: str) -> None:
    cap = rule("Quota", "cap", "2027-01-01", None, 100)
    cap[HEADER.index("from")] = sender
    assert of(chinese(cap), 1)[CLOSED, "Quota"].surprised.of[SHORT] == near(10.0)


def test_traces_that_are_not_allowed_any_more_are_missed_in_what_they_were_part_of() -> None:
    """3 t of clean oxide and a fifth of the magnets in traces make 3.75 t of 5 t; without traces it is 3 t."""
    study = study_of(tiny(ruled(BAN, TRACES)))
    loss = of(study, 1)[ALLOWED, "Traces"]
    without = study_of(tiny(ruled(BAN, {**TRACES, "end": day("2027-03-31")})))
    for change in (loss.prepared, loss.surprised):
        assert change.of[SHORT] == near(without.base.optima[SHORT] - study.base.optima[SHORT]) == near(2 * 0.75)
    later = study_of(tiny(ruled(BAN, {**TRACES, "start": day("2027-07-01")})))
    assert of(later, 1)[ALLOWED, "Traces"].surprised.of[SHORT] == near(0.75)


def test_an_allowance_that_the_plan_does_not_use_beside_one_that_it_does_is_left_out() -> None:
    """A second plant has an allowance of its own, and no lane to anybody."""
    changed = ruled(BAN, {**TRACES, "from": "Plant"}, {**TRACES, "rule": "Unused", "from": "Second"})
    for sheet, rows in (
        ("Sites", [["Second", "Japan", "Allies", "plant"]]),
        ("Processes", [["Second", "press", "in", "oxide", 1, None], ["Second", "press", "out", "magnet", 1, None]]),
        ("Lanes", [["Mine", "Second", "oxide"], ["Pit", "Second", "oxide"]]),
    ):
        changed[sheet] = [*(changed[sheet] or []), *rows]
    found = of(study_of(tiny(changed)), 1)
    assert (ALLOWED, "Traces") in found
    assert (ALLOWED, "Unused") not in found


@pytest.mark.parametrize("kind", ["cap", "licence"])
def test_a_volume_that_is_used_up_before_is_nothing_that_closes(kind: str) -> None:
    """Of 10 t nothing is left for the third quarter; of goods that are under way for one quarter, 5 t arrive in it."""
    rows = rule("Quota", kind, "2027-01-01", "2027-09-30", 10)
    assert (CLOSED, "Quota") in of(chinese(rows), 1)
    assert (CLOSED, "Quota") not in of(chinese(rows), 2)
    late: list[list[Cell]] = [["from", "to", "commodity", "lead time [periods]"], ["Mine", "User", "oxide", 1]]
    arriving = study_of(tiny({
        **IN_CHINA, "Lanes": late, "Rules": [[*HEADER, "applies at"], [*rows, "arrival"]],
        "Demand": [["customer", "commodity", "end use", "unit", "Q2", "Q3"],
                   ["User", "oxide", "motors", "t/period", 5, 5]],
    }))  # fmt: skip
    assert (CLOSED, "Quota") in of(arriving, 2)
