"""Changes of rules are what the input with them comes to: what closes is banned, what is planned comes at once."""

from __future__ import annotations

import datetime as dt

from planner.explain.stress.losses import Loss, losses
from planner.explain.stress.rule_losses import ACTING, AT_ONCE, CLOSED, ENDLESS, REVIEWED, rule_losses
from planner.explain.study import Study
from planner.solve.session import silent
from tests.cases import append, put, reference
from tests.studies import study_of
from tests.tiny import near, tiny


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
