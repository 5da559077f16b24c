"""A surprise has an answer where limits cannot be kept any more: what was decided too early yields, by the least."""

from __future__ import annotations

import pytest

from planner.explain.outcomes import keeps_alike
from planner.explain.stress.losses import Loss, losses
from planner.explain.stress.stops import leverage
from planner.explain.study import Study
from planner.solve import highs
from planner.solve.session import silent
from tests.cases import reference
from tests.earlier_plans import as_earlier, asked, near_model
from tests.studies import study_of
from tests.tiny import Changed, day, near, solve_sheets, tiny

SHORT = "unmet, priority 1"


def two(changed: Changed, cost: int = 10) -> Study:
    """Return a study of a user who needs 5 t a quarter of a mine, cheap in the first one, and of a dearer pit."""
    sheets: Changed = {
        "Sites": [["site", "country", "kind"], ["Mine", "China", "mine"], ["Pit", "United States", "mine"],
                  ["User", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "run cost Q1 [USD/t]",
                       "run cost Q2 [USD/t]", "run cost Q3 [USD/t]"],
                      ["Mine", "dig", "out", "oxide", 1, cost / 2, cost, cost],
                      ["Pit", "dig", "out", "oxide", 1, 20, 20, 20]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 8],
                     ["Pit", "dig", "out", "oxide", "t/period", 5]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "oxide"]],
    }  # fmt: skip
    return study_of(tiny(sheets | changed))


def loss_of(study: Study, name: str, period: int = 1) -> Loss:
    return next(loss for loss in losses(study, period, silent).each if name in [own for _, own in loss.names])


@pytest.mark.parametrize(
    ("sheet", "rows", "words"),
    [
        ("Sourcing", [["buyer", "commodity", "supplier", "most share [%]", "window"],
                      ["User", "oxide", "Mine", 60, "term"]], "most share"),
        ("Sourcing", [["buyer", "commodity", "supplier", "least share [%]", "window"],
                      ["User", "oxide", "Pit", 40, "term"], ["User", "oxide", "Mine", 0, "term"]], None),
        ("Rules", [["rule", "type", "from", "to", "commodity", "value", "unit", "start"],
                   ["Own policy", "share_max", "Mine", "User", "oxide", 60, "%", day("2027-01-01")]],
         "most share of an origin"),
    ],
)  # fmt: skip
def test_a_share_of_what_was_bought_before_a_loss_is_missed_by_the_least_and_named(
    sheet: str, rows: list[list[object]], words: str | None
) -> None:
    """The mine sends 5 t in Q1 and was to send 4 t of 10 t more: 60 % of 15 t. Without the pit 2 t are over 60 % of it;
    each further tonne would add 0.4 t: nothing more is bought. Who knew would buy 5 t of the pit in Q1, and 7.5 t.

    A least share of the pit itself is no longer asked for when it is lost.
    """
    study = two({sheet: rows})  # type: ignore[dict-item]
    loss = loss_of(study, "Pit")
    if words is None:
        assert [loss.surprised.of[SHORT], loss.surprised.broken] == [0.0, 0.0]
        assert loss.prepared.of[SHORT] == 0.0
        return
    assert not loss.surprised.why
    assert [loss.surprised.broken, loss.surprised.of[SHORT]] == [near(2.0), near(10.0)]
    assert loss.surprised.missed == (words,)
    assert [loss.prepared.broken, loss.prepared.of[SHORT]] == [0.0, near(2.5)]


def test_an_award_that_a_lost_supplier_has_asks_for_no_least_share_of_what_others_send() -> None:
    """The pit has an award, and so sends 40 % at least, 6 t of 15 t. Without it 9 t, a cap on the mine, are left."""
    study = two({
        "Sourcing": [["buyer", "commodity", "least share [%]", "most suppliers", "window"],
                     ["User", "oxide", 40, 2, "term"]],
        "Rules": [["rule", "type", "from", "to", "commodity", "value", "unit", "start"],
                  ["Cap", "cap", "Mine", "User", "oxide", 9, "t", day("2027-01-01")]],
    })  # fmt: skip
    assert study.base.optima[SHORT] == 0.0
    loss = loss_of(study, "Pit")
    assert [loss.surprised.broken, loss.surprised.of[SHORT]] == [0.0, near(6.0)]
    # A stop of what the mine sends leaves the pit, which can send 5 t a quarter.
    stop = leverage(study, silent).stops[1].surprised
    assert [stop.broken, stop.of[SHORT]] == [0.0, 0.0]


def test_shares_of_the_others_hold_as_they_are_typed_and_what_they_hold_back_is_told() -> None:
    """Nobody more than 70 %: who is left alone would send all of it, and so sends nothing in two quarters of 5 t."""
    study = two({"Sourcing": [["buyer", "commodity", "most share [%]", "window"], ["User", "oxide", 70, "period"]]})
    loss = loss_of(study, "Pit")
    assert [(found.broken, found.of[SHORT]) for found in (loss.surprised, loss.prepared)] == [(0.0, near(10.0))] * 2
    # Without these shares the mine sends all 5 t a quarter, at 10 USD.
    for found in (loss.surprised, loss.prepared):
        assert found.eased is not None
        assert dict(found.eased.of) == {SHORT: near(-10.0), "cost": near(100.0)}
    # Of a stop of the mine the pit, which can send 5 t, is held back likewise.
    stop = leverage(study, silent).stops[1].surprised
    assert stop.eased is not None
    assert stop.eased.of[SHORT] == near(-10.0)


def test_shares_that_hold_nothing_back_are_not_told() -> None:
    """The pit can send 5 t a quarter, and the mine 8 t: a share of the mine, or of 100 %, is no cause of anything."""
    for share in (["User", "oxide", "Mine", 60], ["User", "oxide", None, 100]):
        study = two({"Sourcing": [["buyer", "commodity", "supplier", "most share [%]", "window"], [*share, "period"]]})
        assert loss_of(study, "Mine").surprised.eased is None


def test_nothing_is_taken_of_a_lost_supplier_nor_paid_for() -> None:
    """3 t a quarter are to be taken, or paid for at 30 USD: what the pit cannot send any more is not paid for."""
    study = two({"Contracts": [
        ["contract", "supplier", "buyer", "commodity", "price [USD/t]", "minimum take [t]", "take-or-pay", "window"],
        ["Deal", "Pit", "User", "oxide", 30, 3, "yes", "period"],
    ]}, 40)  # fmt: skip
    loss = loss_of(study, "Pit")
    # In two quarters 3 t come from the mine instead, at 40 USD, of the pit at 20 + 30 USD.
    assert [loss.surprised.broken, loss.surprised.of["cost"]] == [0.0, near(-2 * 3 * 10.0)]


def test_nothing_is_paid_for_what_a_stop_keeps_back() -> None:
    """The mine sends 5 t a quarter at 5 + 10 USD; when it stops they come from the pit at 20 USD, in two quarters."""
    study = two({"Contracts": [
        ["contract", "supplier", "buyer", "commodity", "price [USD/t]", "minimum take [t]", "take-or-pay", "window"],
        ["Deal", "Mine", "User", "oxide", 5, 3, "yes", "period"],
    ]})  # fmt: skip
    stop = leverage(study, silent).stops[1]
    for found in (stop.prepared, stop.surprised):
        assert [found.broken, found.of[SHORT], found.of["cost"]] == [0.0, 0.0, near(2 * 5 * 5.0)]


def test_no_rule_is_broken_for_a_promise_however_many_tonnes_it_counts() -> None:
    """The mine may send 10 t, and has by Q2. When the pit is lost in Q3, nobody can keep two promises of 5 t there."""
    study = two({
        "Rules": [["rule", "type", "from", "to", "commodity", "value", "unit", "start"],
                  ["Law", "cap", "Mine", "User", "oxide", 10, "t", day("2027-01-01")]],
        "Lanes": [["from", "to", "commodity", "cost Q3 [USD/t]"], ["Mine", "User", "oxide", 1],
                  ["Pit", "User", "oxide", 0]],
        "Pins": [["what", "to", "period", "least [t]"], ["deliver", "User", "Q3", 5], ["deliver", "User", None, 15]],
    })  # fmt: skip
    surprised = loss_of(study, "Pit", 2).surprised
    assert [surprised.broken, surprised.of[SHORT], surprised.missed] == [near(10.0), near(5.0), ("pinned least",)]


def test_a_plant_that_nothing_arrives_for_falls_faster_than_its_rate_limit() -> None:
    study = study_of(tiny({
        "Commodities": [["commodity", "stage"], ["ore", "ore"], ["oxide", "oxide"]],
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Plant", "Malaysia", "plant"],
                  ["User", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]"],
                      ["Mine", "dig", "out", "ore", 1], ["Plant", "part", "in", "ore", 1],
                      ["Plant", "part", "out", "oxide", 1]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "ore", "t/period", 8]],
        "Ramp": [["site", "process", "rate limit [t/yr/yr]"], ["Plant", "part", 32]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "Plant", "ore"], ["Plant", "User", "oxide"]],
    }))  # fmt: skip
    loss = loss_of(study, "Mine")
    assert loss.surprised.missed == ("rate limit downwards",)
    assert loss.surprised.of[SHORT] == near(10.0)
    # Quarters are a quarter of a year apart: 2 t a quarter less at most, in the first two behind Q1.
    assert loss.surprised.broken == pytest.approx(5.0 - 2.0, abs=0.1)


def test_which_tier_a_tonne_stands_in_is_settled_when_its_window_ends() -> None:
    """B is filled to its cheapest tier over three quarters; what it sent in two of them stands in dearer ones then."""
    study = study_of(reference("contracts_lots").sheets())
    assert not any(loss.surprised.why for loss in losses(study, 2, silent).each)


def test_a_budget_whose_revenue_is_lost_is_missed_by_the_least_and_told_in_dollars() -> None:
    """15 t are dug at 50 USD, 750 USD; 7 t of magnets sold in Q3 earn 7 * 99 USD, of which 57 USD are spent in all.

    Without them 500 USD are spent before Q3, 300 USD above the budget of 200: nothing more is bought. Who knew would
    buy 4 t in all.
    """
    sheets = tiny({
        "Commodities": [["commodity", "stage", "surplus price [USD/t]", "surplus limit [t/yr]"],
                        ["oxide", "oxide", None, None], ["magnet", "magnet", 100, "no limit"]],
        "Sites": [["site", "country", "kind"], ["Mine", "China", "mine"], ["Plant", "Canada", "plant"],
                  ["User", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
                      ["Mine", "dig", "out", "oxide", 1, 50], ["Plant", "press", "out", "magnet", 1, 1]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "Q1", "Q2", "Q3"],
                     ["Mine", "dig", "out", "oxide", "t/period", 8, 8, 8],
                     ["Plant", "press", "out", "magnet", "t/period", 0, 0, 7]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"]],
    })  # fmt: skip
    sheets["Settings"].append(["budget [USD]", 200])
    loss = loss_of(study_of(sheets), "Plant", 2)
    assert [loss.surprised.of[SHORT], loss.surprised.over, loss.surprised.broken] == [near(5.0), near(300.0), 0.0]
    assert [loss.prepared.of[SHORT], loss.prepared.over] == [near(15.0 - 4.0), 0.0]
    assert not keeps_alike(loss.surprised, loss.prepared)


def test_what_frozen_periods_have_sent_and_a_ban_then_stops_is_let_in_and_told() -> None:
    """What was sent in Q1 arrives in Q2, when a ban on arrivals acts: Q1 is frozen, so that nothing can be done."""
    changed: Changed = {
        "Sites": [["site", "country", "kind"], ["Mine", "China", "mine"], ["User", "United States", "customer"]],
        "Lanes": [["from", "to", "commodity", "lead time [periods]"], ["Mine", "User", "oxide", 1]],
        "Rules": [["rule", "type", "from", "to", "start", "status", "applies at"],
                  ["Stop", "ban", "China", "United States", day("2027-01-01"), "announced", "arrival"]],
    }  # fmt: skip
    plan = solve_sheets(tiny(changed))
    model = near_model(asked(tiny(changed), ["frozen periods", 1]), as_earlier(plan))
    study = Study(model, highs.solve(model.program.matrix(), model.program.tiers))
    loss = loss_of(study, "Stop")
    for change in (loss.prepared, loss.surprised):
        assert (change.why, change.broken, change.missed) == ("", near(5.0), ("ban",))
        assert change.of[SHORT] == near(5.0)
