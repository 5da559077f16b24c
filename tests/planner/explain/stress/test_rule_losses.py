"""Changes of rules are what the input with them comes to: what closes is banned, what is planned comes at once."""

from __future__ import annotations

import datetime as dt

import pytest

from planner.explain.stress.losses import Loss, losses
from planner.explain.stress.rule_losses import ACTING, AT_ONCE, CLOSED, ENDLESS, REVIEWED, rule_losses
from planner.explain.study import Study
from planner.solve.session import silent
from tests.cases import append, put, reference
from tests.studies import study_of
from tests.tiny import mine_and_pit, near, tiny
from tests.workbooks import Sheets


def of_rules(study: Study, period: int) -> dict[tuple[str, str], Loss]:
    return {loss.names[0]: loss for loss in losses(study, period, silent).each if loss.sheet == "Rules"}


def small(*changes: object) -> Study:
    sheets = reference("example_small").sheets()
    for change in changes:
        change(sheets)  # type: ignore[operator]
    return study_of(sheets)


def test_a_licence_that_closes_at_once_is_a_stop_of_what_comes_under_it() -> None:
    loss = of_rules(small(), 0)[CLOSED, "China magnet licence"]
    # As a full stop: 114 t instead of 44.
    assert loss.surprised.of["unmet, priority 2"] == near(70.0)
    assert loss.made is None


def test_a_licence_that_closes_later_takes_what_is_left_of_it() -> None:
    loss = of_rules(small(), 2)[CLOSED, "China magnet licence"]
    assert [loss.prepared.of["unmet, priority 2"], loss.surprised.of["unmet, priority 2"]] == [near(30.0), near(30.0)]


def test_a_cap_of_another_country_and_a_rule_under_which_nothing_is_sent_are_left_out() -> None:
    cap = append(
        "Rules", rule="Oxide cap", type="cap", from_="Malaysia", to="United States", commodity="NdPr oxide",
        value=1000, unit="t", start=dt.date(2026, 10, 1), hard="yes", status="in force",
    )  # fmt: skip
    assert {kind for kind, _ in of_rules(small(cap), 0)} == {CLOSED, AT_ONCE, ENDLESS}
    assert (CLOSED, "Oxide cap") not in of_rules(small(cap), 0)


def test_a_rule_that_is_planned_comes_at_once() -> None:
    study = small()
    loss = of_rules(study, 0)[AT_ONCE, "Defence, whole chain"]
    # It forbids what the other rule forbids anyway, as far as the material of the plan goes.
    records = study.model.problem.tables.records["Rules"]
    moved = loss.tables.records["Rules"]
    assert {records.text["rule"][line] for line in loss.lines} == {"Defence, whole chain"}
    assert moved.date["start"][loss.lines[0]] == study.model.problem.calendar.start[0]
    assert moved.date["start"].sum() != records.date["start"].sum()


def test_a_review_ends_the_other_way_whatever_is_assumed() -> None:
    def reviewed(assumed: str) -> Study:
        ban = append(
            "Rules", rule="Reviewed ban", type="ban", from_="Malaysia", to="United States", commodity="NdPr oxide",
            start=dt.date(2026, 10, 1), hard="yes", status="in force",
        )  # fmt: skip
        return small(
            ban, put("Rules", "review date", dt.date(2026, 12, 31), rule="Reviewed ban"),
            put("Rules", "if not renewed", "lapses", rule="Reviewed ban"),
            append("Settings", setting="reviews", value=assumed),
        )  # fmt: skip

    renewed, lapsed = reviewed("renew"), reviewed("lapse")
    for study, other in ((renewed, lapsed), (lapsed, renewed)):
        (loss,) = [own for own in rule_losses(study, 0) if own.kind == REVIEWED]
        assert dict(study.of(loss.tables).optima) == {
            tier: near(optimum) for tier, optimum in other.base.optima.items()
        }


def test_a_review_that_changes_nothing_is_no_loss() -> None:
    study = small(
        put("Rules", "review date", dt.date(2027, 3, 31), rule="Magnet tariff"),
        put("Rules", "if not renewed", "stays", rule="Magnet tariff"),
        append("Settings", setting="reviews", value="renew"),
    )  # fmt: skip
    assert not [own for own in rule_losses(study, 0) if own.kind == REVIEWED]


def pending(status: str, start: dt.date, **setting: str) -> Study:
    """Return a study of a mine in China, whose export is stopped by a rule that may not act."""
    sheets = tiny({
        "Sites": [["site", "country", "kind"], ["Mine", "China", "mine"], ["User", "United States", "customer"]],
        "Rules": [["rule", "type", "from", "to", "start", "status"],
                  ["Stop", "ban", "China", "United States", start, status]],
    })  # fmt: skip
    sheets["Settings"] += [[name.replace("_", " "), value] for name, value in setting.items()]
    return study_of(sheets)


def test_a_rule_that_is_announced_or_suspended_acts_from_its_start_on_and_not_before_the_loss() -> None:
    """The mine sends 5 t a quarter; what is suspended since last year comes back at once, what is announced then."""
    for status, start, periods in (
        ("suspended", dt.date(2026, 1, 1), 2), ("announced", dt.date(2026, 1, 1), 2),
        ("announced", dt.date(2027, 7, 1), 1),
    ):  # fmt: skip
        loss = of_rules(pending(status, start), 1)[ACTING, "Stop"]
        assert loss.surprised.of["unmet, priority 1"] == near(5.0 * periods)
        assert loss.prepared.of["unmet, priority 1"] == near(5.0 * periods)


def test_a_rule_that_is_announced_and_acts_already_is_not_told_as_one_that_may() -> None:
    assert not any(
        kind == ACTING for kind, _ in of_rules(pending("announced", dt.date(2027, 7, 1), announced_rules="yes"), 1)
    )


def test_a_licence_that_closes_before_it_is_needed_closes_when_it_is() -> None:
    """5 t a quarter come from China freely until July, then 4 t under a licence; the ban of it is that of Q3."""
    licence = append(
        "Rules", rule="Licence", type="licence", from_="China", to="United States", commodity="oxide", value=4,
        unit="t", start=dt.date(2027, 7, 1),
    )  # fmt: skip
    sheets = tiny()
    put("Sites", "country", "China", site="Mine")(sheets)
    licence(sheets)
    study = study_of(sheets)
    for period in range(3):
        loss = of_rules(study, period)[CLOSED, "Licence"]
        assert [one.of["unmet, priority 1"] for one in (loss.prepared, loss.surprised)] == [near(4.0), near(4.0)]


def test_until_a_licence_begins_all_is_asked_of_what_it_will_let_through() -> None:
    """2 t a quarter are to be taken from China at 40 USD; Japan sends the same for 20, and a licence begins in July.

    When it closes, the 2 t of Q3 come from Japan, for 20 USD instead of 50: those of Q2 are still taken.
    """
    sheets = two_senders()
    sheets["Contracts"] = [
        ["contract", "supplier", "buyer", "commodity", "price [USD/t]", "minimum take [t]", "window"],
        ["Deal", "Mine", "User", "oxide", 40, 2, "period"],
    ]
    study = study_of(sheets)
    for period in range(3):
        loss = of_rules(study, period)[CLOSED, "Licence"]
        for change in (loss.prepared, loss.surprised):
            assert dict(change.of) == {"unmet, priority 1": 0.0, "cost": near(-2 * (50.0 - 20.0))}
            assert change.broken == 0.0


def two_senders() -> Sheets:
    """Return a user of 5 t a quarter, with a mine in China for 10 USD, and one in Japan for 20."""
    sheets = tiny(mine_and_pit(8, 8))
    sheets["Sites"] = [["site", "country", "kind"], ["Mine", "China", "mine"], ["Pit", "Japan", "mine"],
                       ["User", "United States", "customer"]]  # fmt: skip
    sheets["Rules"] = [
        ["rule", "type", "from", "to", "commodity", "value", "unit", "start"],
        ["Licence", "licence", "China", "United States", "oxide", 100, "t", dt.date(2027, 7, 1)],
    ]
    return sheets


def test_most_shares_of_others_are_eased_only_from_when_a_licence_closes() -> None:
    """Nobody sends more than 60 % a quarter: when the licence closes in July, Japan can send nothing."""
    sheets = two_senders()
    for row, cost in zip(sheets["Processes"][1:], (20, 10), strict=True):
        row[-1] = cost
    sheets["Sourcing"] = [["buyer", "commodity", "most share [%]", "window"], ["User", "oxide", 60, "period"]]
    loss = of_rules(study_of(sheets), 1)[CLOSED, "Licence"]
    assert loss.surprised.of["unmet, priority 1"] == near(5.0)
    assert loss.surprised.eased is not None
    # In Q3 all 5 t come from Japan, for 10 USD; in Q2 it keeps its share.
    assert dict(loss.surprised.eased.of) == {"unmet, priority 1": near(-5.0), "cost": near(5 * 10.0)}


@pytest.mark.parametrize("kind", ["cap", "licence"])
def test_a_process_whose_product_is_let_through_no_more_need_not_run(kind: str) -> None:
    """2 t a quarter have to be run, and the rate may fall by little; the cap on what is made closes in Q2."""
    sheets = tiny({
        "Sites": [["site", "country", "kind"], ["Mine", "China", "mine"], ["User", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "minimum run [t/period]"],
                      ["Mine", "dig", "out", "oxide", 1, 2]],
        "Ramp": [["site", "process", "rate limit [t/yr/yr]"], ["Mine", "dig", 8]],
        "Rules": [["rule", "type", "from", "commodity", "value", "unit", "start", "applies at"],
                  ["Quota", kind, "China", "oxide", 100, "t", dt.date(2027, 1, 1), "production"]],
    })  # fmt: skip
    loss = of_rules(study_of(sheets), 1)[CLOSED, "Quota"]
    for change in (loss.prepared, loss.surprised):
        assert (change.of["unmet, priority 1"], change.broken, change.missed) == (near(10.0), 0.0, ())


def test_of_what_would_arrive_when_a_licence_has_closed_nothing_is_asked_before_it_leaves() -> None:
    """What China sends arrives a quarter later: who knows that nothing is let in from Q2 on takes nothing in Q1."""
    sheets = two_senders()
    sheets["Lanes"] = [["from", "to", "commodity", "lead time [periods]"], ["Mine", "User", "oxide", 1],
                       ["Pit", "User", "oxide", None]]  # fmt: skip
    sheets["Rules"] = [[*sheets["Rules"][0], "applies at"], [*sheets["Rules"][1][:-1], dt.date(2027, 1, 1), "arrival"]]
    sheets["Contracts"] = [
        ["contract", "supplier", "buyer", "commodity", "price [USD/t]", "minimum take [t]", "window"],
        ["Deal", "Mine", "User", "oxide", 1, 2, "period"],
    ]
    loss = of_rules(study_of(sheets), 1)[CLOSED, "Licence"]
    assert (dict(loss.prepared.of), loss.prepared.broken) == ({"unmet, priority 1": 0.0, "cost": near(10 * 9.0)}, 0.0)
    # By surprise the 5 t that are under way are let in all the same, since nothing can be done about them.
    assert (loss.surprised.of["cost"], loss.surprised.broken, loss.surprised.missed) == (
        near(45.0),
        near(5.0),
        ("ban",),
    )
