"""What is lost runs and sends nothing, and nothing is asked of it: held against inputs in which it is written."""

from __future__ import annotations

import pytest

from planner.explain.stress.losses import COUNTRY, SITE, STAGE, Loss, losses
from planner.explain.stress.stops import leverage
from planner.explain.study import Study
from planner.solve import highs
from planner.solve.session import silent
from tests.cases import reference
from tests.drawn.problems import random_sheets
from tests.earlier_plans import as_earlier, asked, near_model
from tests.losses_by_hand import lost
from tests.seeds import seeds
from tests.studies import study_of
from tests.tiny import Changed, day, mine_and_pit, near, solve_sheets, tiny
from tests.workbooks import Cell

SHORT = "unmet, priority 1"


def of(study: Study, period: int) -> dict[tuple[str, str], Loss]:
    return {name: loss for loss in losses(study, period, silent).each for name in loss.names}


def test_a_lost_stage_leaves_the_other_processes_of_its_sites_to_those_who_can_use_what_they_make() -> None:
    """The mine separates 4 t a quarter of its own ore; the separator abroad can do all 5 t, with this ore alone."""
    study = study_of(tiny({
        "Commodities": [["commodity", "stage"], ["ore", "ore"], ["oxide", "oxide"]],
        "Sites": [["site", "country", "kind"], ["Mine", "United States", "mine"], ["Separator", "Japan", "plant"],
                  ["User", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
                      ["Mine", "dig", "out", "ore", 1, 1], ["Mine", "part", "in", "ore", 1, None],
                      ["Mine", "part", "out", "oxide", 1, 5], ["Separator", "part", "in", "ore", 1, None],
                      ["Separator", "part", "out", "oxide", 1, 9]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "ore", "t/period", 8], ["Mine", "part", "out", "oxide", "t/period", 4],
                     ["Separator", "part", "out", "oxide", "t/period", 5]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "Separator", "ore"], ["Mine", "User", "oxide"],
                  ["Separator", "User", "oxide"]],
    }))  # fmt: skip
    found = of(study, 1)
    stage, ore, site = (found[name] for name in ((STAGE, "oxide, United States"), (STAGE, "ore, United States"),
                                                 (SITE, "Mine")))  # fmt: skip
    # 4 t a quarter are separated abroad instead, at 9 instead of 5 USD.
    assert (dict(stage.surprised.of), stage.made) == ({SHORT: 0.0, "cost": near(2 * 4 * 4.0)}, near(8.0))
    assert [(one.surprised.of[SHORT], one.made) for one in (ore, site)] == [(near(10.0), near(10.0))] * 2


def test_nothing_has_to_lie_at_a_lost_site_nor_is_sent_there_any_more() -> None:
    """4 t at the depot serve Q2, when the mine digs at 30 USD, and are dug anew in Q3: 50 + 30 + 90 USD.

    Who knows of its loss in Q2 sends them in Q1, digs 1 t, 5 t and 5 t, and fills no depot that is lost.
    """
    study = study_of(tiny({
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Depot", "Japan", "stockpile"],
                  ["User", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "run cost Q1 [USD/t]",
                       "run cost Q2 [USD/t]", "run cost Q3 [USD/t]"],
                      ["Mine", "dig", "out", "oxide", 1, 10, 30, 10]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 10]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Mine", "Depot", "oxide"],
                  ["Depot", "User", "oxide"]],
        "Inventory": [["site", "commodity", "opening [t]", "maximum [t]", "safety Q3 [t]", "end stock [t]"],
                      ["Depot", "oxide", 4, 4, 4, 4]],
    }))  # fmt: skip
    assert study.base.optima["cost"] == near(170.0)
    loss = of(study, 1)[SITE, "Depot"]
    assert loss.prepared.of["cost"] == near(10.0 + 150.0 + 50.0 - 170.0)
    assert loss.surprised.of["cost"] == near(50.0 + 150.0 + 50.0 - 170.0)
    assert not any(amount for tier, amount in loss.prepared.of.items() if tier != "cost")


def promised(*deal: Cell, sea: float) -> Study:
    """Return a study of a mine that digs 5 t a quarter, by contract at least 12 t of it for a buyer who comes second.

    The user, who comes first, wants 5 t in Q2 and Q3 each. deal: take-or-pay, and the price; sea: USD/t to the buyer.
    """
    return study_of(tiny({
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Buyer", "Japan", "customer"],
                  ["User", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity"], ["Mine", "dig", "out", "oxide"]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 5]],
        "Lanes": [["from", "to", "commodity", "cost Q1 [USD/t]", "cost Q2 [USD/t]", "cost Q3 [USD/t]"],
                  ["Mine", "User", "oxide", 9, 9, 1], ["Mine", "Buyer", "oxide", sea, sea, sea]],
        "Demand": [["customer", "commodity", "end use", "priority", "shortage cost [USD/t]", "unit", "Q1", "Q2", "Q3"],
                   ["User", "oxide", "motors", 1, None, "t/period", 0, 5, 5],
                   ["Buyer", "oxide", "motors", None, 50, "t/period", 5, 5, 5]],
        "Contracts": [["contract", "supplier", "buyer", "commodity", "minimum take [t]", "window", "take-or-pay",
                       "price [USD/t]"],
                      ["Deal", "Mine", "Buyer", "oxide", 12, "term", *deal]],
    }))  # fmt: skip


def test_a_loss_frees_of_no_part_of_a_promise_that_can_be_kept_before_it() -> None:
    """In the plan the buyer gets 5, 5 and 2 t and the user 3 t in Q3, when it is cheap to send there.

    Of 12 t in 273 days 181 days are left: 7.956 t. Who knows of the loss in Q3 gives the user the rest of 10 t.
    """
    study = promised("no", 1, sea=1)
    assert study.base.optima[SHORT] == near(7.0)
    loss = of(study, 2)[SITE, "Mine"]
    assert loss.prepared.of[SHORT] == near(3.0 - (10.0 - 12.0 * 181 / 273))
    assert (loss.surprised.of[SHORT], loss.surprised.broken) == (near(3.0), 0.0)


def test_of_take_or_pay_the_part_until_the_loss_is_paid_for() -> None:
    """The buyer takes nothing, which is cheaper than what it costs to send, and pays for 12 t at 10 USD."""
    study = promised("yes", 10, sea=2000)
    loss = of(study, 2)[SITE, "Mine"]
    saved = 12.0 * 10.0 * (1.0 - 181 / 273)
    # The user's 5 t of Q3 are not sent any more, at 1 USD.
    assert study.base.optima[SHORT] == near(0.0)
    assert [loss.prepared.of["cost"], loss.surprised.of["cost"]] == [near(-saved - 5.0), near(-saved - 5.0)]


def stocked(**changed: list[list[Cell]]) -> Study:
    """Return a study of a mine that digs nothing in the plan: 20 t lie there."""
    return study_of(tiny({
        "Inventory": [["site", "commodity", "opening [t]", "maximum [t]"], ["Mine", "oxide", 20, "no limit"]],
        **changed,
    }))  # fmt: skip


def test_what_lies_at_a_lost_site_is_lost_with_it_and_what_is_under_way_arrives() -> None:
    study = stocked(Lanes=[["from", "to", "commodity", "lead time [periods]"], ["Mine", "User", "oxide", 1]])
    assert study.base.optima[SHORT] == near(5.0)  # nothing can arrive in Q1
    found = of(study, 1)
    # What was sent in Q1 arrives in Q2; who knew would have sent the 5 t of Q3 with it, and cannot store them.
    assert [found[SITE, "Mine"].surprised.of[SHORT], found[COUNTRY, "Malaysia"].prepared.of[SHORT]] == [near(5.0)] * 2
    assert found[SITE, "Mine"].hurts
    # The mine digs nothing in the plan, so that there is no stage to lose.
    assert (STAGE, "oxide, Malaysia") not in found


def test_what_lies_at_a_lost_site_is_not_sold_either() -> None:
    """Of 12 t of sand at the mine 4 t a quarter are sold, for 5 USD: those of Q2 and Q3 are lost with what it digs."""
    sheets = tiny({
        "Commodities": [["commodity", "stage", "surplus price [USD/t]", "surplus limit [t/period]"],
                        ["oxide", "oxide", None, None], ["sand", "ore", 5, 4]],
        "Inventory": [["site", "commodity", "opening [t]", "maximum [t]"], ["Mine", "sand", 12, "no limit"]],
    })  # fmt: skip
    study = study_of(sheets)
    for change in (of(study, 1)[SITE, "Mine"].prepared, of(study, 1)[SITE, "Mine"].surprised):
        assert dict(change.of) == {SHORT: near(10.0), "cost": near(8 * 5.0 - 10 * 11.0)}
    sheets["Pins"] = [["what", "from", "commodity", "period", "least [t]"], ["sell", "Mine", "sand", "Q3", 4]]
    loss = of(study_of(sheets), 1)[SITE, "Mine"]
    assert (loss.surprised.broken, loss.prepared.broken) == (0.0, 0.0)


def test_a_lost_stage_leaves_what_is_in_stock() -> None:
    """8 t a quarter are needed, 24 t: 4 t are dug in the last one, when that costs least."""
    study = stocked(
        Demand=[["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 8]],
        Processes=[["site", "process", "direction", "commodity", "quantity per run [t]", "run cost Q1 [USD/t]",
                    "run cost Q2 [USD/t]", "run cost Q3 [USD/t]"], ["Mine", "dig", "out", "oxide", 1, 10, 10, 5]],
    )  # fmt: skip
    found = of(study, 1)
    assert found[STAGE, "oxide, Malaysia"].made == near(4.0)
    assert [found[name].surprised.of[SHORT] for name in ((STAGE, "oxide, Malaysia"), (SITE, "Mine"))] == [
        near(4.0), near(16.0)
    ]  # fmt: skip
    assert found[STAGE, "oxide, Malaysia"].prepared.of[SHORT] == 0.0


@pytest.mark.parametrize("name", [(SITE, "A"), (STAGE, "magnet, Japan")])
@pytest.mark.parametrize("take_or_pay", ["no", "yes"])
def test_nothing_has_to_be_sent_to_a_lost_plant_that_another_can_use(take_or_pay: str, name: tuple[str, str]) -> None:
    """All 5 t of the mine have to be taken by plant A; plant B can make the same of them, at 9 instead of 5 USD.

    With take-or-pay the 30 USD a tonne that A was to pay are owed all the same.
    """
    study = study_of(tiny({
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["magnet", "magnet"]],
        "Sites": [["site", "country", "kind"], ["Mine", "Canada", "mine"], ["A", "Japan", "plant"],
                  ["B", "France", "plant"], ["User", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
                      ["Mine", "dig", "out", "oxide", 1, 1], ["A", "sinter", "in", "oxide", 1, None],
                      ["A", "sinter", "out", "magnet", 1, 5], ["B", "sinter", "in", "oxide", 1, None],
                      ["B", "sinter", "out", "magnet", 1, 9]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 5]],
        "Demand": [["customer", "commodity", "end use", "unit", "all"], ["User", "magnet", "motors", "t/period", 5]],
        "Contracts": [["contract", "supplier", "buyer", "commodity", "price [USD/t]", "minimum take [t]",
                       "take-or-pay", "window"], ["Deal", "Mine", "A", "oxide", 30, 5, take_or_pay, "period"]],
        "Inventory": [["site", "commodity", "maximum [t]"], ["A", "magnet", "no limit"]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "A", "oxide"], ["Mine", "B", "oxide"],
                  ["A", "User", "magnet"], ["B", "User", "magnet"]],
    }))  # fmt: skip
    loss = of(study, 1)[name]
    assert (SITE, "A") not in loss.names or name[0] == SITE
    for change in (loss.prepared, loss.surprised):
        saved = 30.0 if take_or_pay == "no" else 0.0
        assert dict(change.of) == {SHORT: 0.0, "cost": near(2 * 5 * (9.0 - 5.0 - saved))}


TWO = mine_and_pit(2, 3)


@pytest.mark.parametrize("pit", [[None, "Laos", "China"], ["United States", "China", "China"]])
def test_names_that_mean_two_things_and_that_no_cell_uses_keep_no_stop_from_being_told(pit: list[str | None]) -> None:
    """The bloc `China` holds Laos too; or the operator of the pit is called like the country of the user."""
    study = study_of(tiny({
        **TWO, "Sites": [["site", "operator", "country", "bloc", "kind"], ["Mine", None, "China", "China", "mine"],
                         ["Pit", *pit, "mine"], ["User", "Maker", "United States", "US", "customer"]],
    }))  # fmt: skip
    lost_ = 2.0 + (3.0 if pit[1] == "China" else 0.0)
    assert [stop.surprised.of.get(SHORT) for stop in leverage(study, silent).stops] == [
        near(lost_ * periods) for periods in (3, 2, 1)
    ]


def test_what_frozen_periods_keep_is_kept_until_the_loss_and_not_behind_it() -> None:
    """Two of three periods keep the 5 t of each: when the mine is lost in the first, nothing of that can be kept."""
    sheets = tiny({"Sites": [["site", "country", "kind"], ["Mine", "China", "mine"],
                             ["User", "United States", "customer"]]})  # fmt: skip
    model = near_model(asked(sheets, ["frozen periods", 2]), as_earlier(solve_sheets(sheets)))
    study = Study(model, highs.solve(model.program.matrix(), model.program.tiers))
    for period in range(3):
        (loss,) = losses(study, period, silent).each
        for change in (loss.prepared, loss.surprised, leverage(study, silent).stops[period].surprised):
            assert (change.of.get(SHORT), change.broken) == (near(5.0 * (3 - period)), 0.0)


def test_a_pinned_shipment_or_run_of_what_is_lost_is_no_promise_that_is_missed() -> None:
    for pin in (["ship", "Mine", "User"], ["run", "Mine", None]):
        study = study_of(tiny({"Pins": [["what", "from", "to", "commodity", "period", "least [t]"],
                                        [*pin, "oxide", "Q3", 4]]}))  # fmt: skip
        (loss,) = losses(study, 1, silent).each
        assert (loss.surprised.of[SHORT], loss.surprised.broken) == (near(10.0), 0.0)


def test_a_lost_plant_stops_at_once_whatever_its_rate_limit() -> None:
    study = study_of(tiny({"Ramp": [["site", "process", "rate limit [t/yr/yr]"], ["Mine", "dig", 8]]}))
    (loss,) = losses(study, 1, silent).each
    assert (loss.surprised.of[SHORT], loss.surprised.broken, loss.surprised.missed) == (near(10.0), 0.0, ())


def test_a_licence_that_closes_asks_nothing_of_what_it_lets_through_no_more() -> None:
    """3 t a quarter are to be taken under the licence, or paid for at 30 USD, and 40 % of all are to come so."""
    study = study_of(tiny({
        **TWO, "Sites": [["site", "country", "kind"], ["Mine", "China", "mine"], ["Pit", "Canada", "mine"],
                         ["User", "United States", "customer"]],
        "Rules": [["rule", "type", "from", "to", "commodity", "value", "unit", "start"],
                  ["Licence", "licence", "China", "United States", "oxide", 100, "t", day("2027-01-01")]],
        "Contracts": [["contract", "supplier", "buyer", "commodity", "price [USD/t]", "minimum take [t]",
                       "take-or-pay", "window"], ["Deal", "Mine", "User", "oxide", 30, 2, "yes", "period"]],
        "Sourcing": [["buyer", "commodity", "supplier", "least share [%]", "window"],
                     ["User", "oxide", "Mine", 40, "period"]],
    }))  # fmt: skip
    loss = of(study, 1)["licence or cap that closes", "Licence"]
    for change in (loss.prepared, loss.surprised):
        assert (dict(change.of), change.broken) == ({SHORT: near(4.0), "cost": near(-2 * 2 * 40.0)}, 0.0)


@pytest.mark.parametrize("share", [90, 100])
@pytest.mark.parametrize("window", ["period", "term"])
@pytest.mark.parametrize("sheet", ["Sourcing", "Rules"])
def test_of_a_lost_supplier_no_share_is_asked_for_be_it_all(sheet: str, window: str, share: int) -> None:
    """The pit has 5 t a quarter, too, at 20 instead of 10 USD."""
    asked_for: Changed = {
        "Sourcing": [["buyer", "commodity", "supplier", "least share [%]", "window"],
                     ["User", "oxide", "Mine", share, window]],
        "Rules": [["rule", "type", "from", "to", "commodity", "value", "unit", "start", "window"],
                  ["Own", "share_min", "China", "United States", "oxide", share, "%", day("2027-01-01"),
                   "calendar year" if window == "term" else window]],
    }  # fmt: skip
    study = study_of(tiny({
        **TWO, "Capacity": None, sheet: asked_for[sheet],
        "Sites": [["site", "country", "kind"], ["Mine", "China", "mine"], ["Pit", "Canada", "mine"],
                  ["User", "United States", "customer"]],
        "Lanes": [["from", "to", "commodity", "capacity [t/period]"], ["Mine", "User", "oxide", 50],
                  ["Pit", "User", "oxide", 50]],
    }))  # fmt: skip
    loss = of(study, 1)[SITE, "Mine"]
    for change in (loss.prepared, loss.surprised):
        assert (dict(change.of), change.broken) == ({SHORT: 0.0, "cost": near(2 * 5 * 10.0)}, 0.0)


@pytest.mark.parametrize("seed", seeds(5, 18, 40))
def test_every_loss_that_is_known_is_what_the_input_with_it_comes_to(seed: int) -> None:
    sheets = random_sheets(seed) if seed else reference("example_small").sheets()
    sheets.pop("Contracts", None)  # what is lost is not paid for, where such an input would pay
    study = study_of(sheets)
    period = 1 + seed % (study.model.problem.calendar.size - 1)
    for loss in losses(study, period, silent).each:
        after = study.of(lost(study, loss, period))
        if loss.prepared.broken or after.why:
            continue  # promises of others that nothing can keep
        for tier, optimum in after.optima.items():
            said = study.base.optima[tier] + loss.prepared.of[tier]
            assert said == pytest.approx(optimum, rel=1e-6, abs=1e-4), (loss.called, tier)


def test_a_country_that_is_typed_in_two_ways_is_one_that_stops_and_one_that_is_lost() -> None:
    study = study_of(tiny({
        **TWO, "Sites": [["site", "country", "kind"], ["Mine", "china", "mine"], ["Pit", "China", "mine"],
                         ["User", "United States", "customer"]],
    }))  # fmt: skip
    found = leverage(study, silent)
    assert (found.sent.sum(), found.stops[0].prepared.of[SHORT]) == (near(15.0), near(15.0))
    assert [loss.surprised.of[SHORT] for (kind, _), loss in of(study, 1).items() if kind == COUNTRY] == [near(10.0)]


def test_a_customer_that_sends_on_what_others_need_is_lost_as_one_that_sends_and_still_gets_its_own() -> None:
    """The port needs 2 t a quarter itself, and all 5 t for the user go through it."""
    study = study_of(tiny({
        "Sites": [["site", "operator", "country", "kind"], ["Mine", None, "Malaysia", "mine"],
                  ["Port", "Trader", "Japan", "customer"], ["User", None, "United States", "customer"]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "Port", "oxide"], ["Port", "User", "oxide"]],
        "Demand": [["customer", "commodity", "end use", "unit", "all"], ["Port", "oxide", "motors", "t/period", 2],
                   ["User", "oxide", "motors", "t/period", 5]],
    }))  # fmt: skip
    found = of(study, 1)
    assert found[SITE, "Port"] is found[COUNTRY, "Japan"]
    assert found[SITE, "Port"].surprised.of[SHORT] == near(10.0)
    assert found[SITE, "Mine"].surprised.of[SHORT] == near(14.0)
    assert (SITE, "User") not in found
