"""Stops and losses come to what the changed input comes to, known from the start, and with what was decided before."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from typer.testing import CliRunner

from models.plan import make_plan
from planner.cli import app
from planner.explain.stress.losses import COUNTRY, SITE, SUPPLIER, losses
from planner.explain.stress.stops import leverage
from planner.explain.study import Study
from planner.solve import highs
from planner.solve.session import silent
from planner.stress import stress_input
from planner.write.sheets.stress import SHEETS
from tests.cases import append, reference
from tests.drawn.problems import random_sheets
from tests.earlier_plans import as_earlier, asked, gone_by, kept_model, near_model
from tests.losses_by_hand import lost, receivers, sites_ended
from tests.plan_books import opened, table
from tests.seeds import seeds
from tests.studies import solved_and_stopped, study_of
from tests.tiny import day, near, tiny
from tests.workbooks import Cell, write_workbook


@pytest.fixture(scope="module")
def example() -> Study:
    return study_of(reference("example_small").sheets())


def test_full_stops_of_the_small_example_come_to_what_was_derived(example: Study) -> None:
    found = leverage(example, silent)
    now, next_year = found.stops[0].prepared, found.stops[1].prepared
    assert [now.of["unmet, priority 2"], now.of["cost"]] == [near(114.0 - 44.0), near(10_483_400.0 - 16_017_520.0)]
    assert [next_year.of["unmet, priority 2"], next_year.of["cost"]] == [
        near(74.0 - 44.0), near(13_558_600.0 - 16_017_520.0)
    ]  # fmt: skip
    # The last grant is used at once, in 2027Q2: from 2027Q3 on China sends nothing that could be stopped.
    assert found.independent_from == 3


@pytest.mark.parametrize("seed", seeds(8, 25))
def test_a_surprise_is_the_best_plan_that_keeps_what_was_decided_and_never_better_than_preparation(seed: int) -> None:
    sheets = random_sheets(seed, material=False)
    sheets.pop("Contracts", None)  # what is stopped is not paid for, where such an input would pay
    study = study_of(sheets)
    problem = study.model.problem
    if not (others := receivers(problem)):
        return
    country = problem.options.withholding_country
    plan, found = make_plan(study.model, study.solution), leverage(study, silent)
    for period in range(1, problem.calendar.size):
        day = dt.date.fromordinal(int(problem.calendar.start[period]))
        prepared, surprised = found.stops[period].prepared, found.stops[period].surprised
        if prepared.why or surprised.why:
            continue
        changed = gone_by(asked(sheets, ["frozen periods", period]), plan, period)
        header = changed.get("Rules", [["rule", "type", "from", "to", "start"]])
        changed = {**changed, "Rules": [list(row) for row in header]}
        for receiver in others:
            append("Rules", rule="Full stop", type="ban", from_=country, to=receiver, start=day)(changed)
        model = near_model(changed, as_earlier(plan))
        tiers = [tier for tier in model.program.tiers if tier.kind not in ("near", "tie-break")]
        frozen = {one.tier.name: one.objective for one in highs.solve(model.program.matrix(), tiers).tiers}
        for tier, optimum in frozen.items():
            assert study.base.optima[tier] + surprised.of[tier] == pytest.approx(optimum, rel=1e-5, abs=1e-4)
        first = next((name for name in frozen if abs(surprised.of[name] - prepared.of[name]) > 1e-5), None)
        assert first is None or surprised.of[first] > prepared.of[first]


@pytest.mark.parametrize("seed", seeds(3, 8))
def test_a_loss_by_surprise_is_the_best_plan_of_its_input_that_keeps_what_was_decided(seed: int) -> None:
    sheets = random_sheets(seed, material=False)
    sheets.pop("Contracts", None)  # what is lost is not paid for, where such an input would pay
    study = study_of(sheets)
    plan, period = make_plan(study.model, study.solution), study.model.problem.calendar.size - 2
    for loss in losses(study, period, silent).each:
        model = kept_model(sheets, plan, period, lost(study, loss, period))
        tiers = [tier for tier in model.program.tiers if tier.kind not in ("near", "tie-break")]
        for one in highs.solve(model.program.matrix(), tiers).tiers:
            said = study.base.optima[one.tier.name] + loss.surprised.of[one.tier.name]
            assert said == pytest.approx(one.objective, rel=1e-5, abs=1e-4)


def test_the_loss_of_what_is_used_is_what_closing_its_sites_gives_and_names_share_one_row(example: Study) -> None:
    found = losses(example, 0, silent)
    by_name = {name: loss for loss in found.each for kind, name in loss.names if kind in (SITE, SUPPLIER, COUNTRY)}
    closed = by_name["US separator"]
    assert ("supplier", "West Oxides") in closed.names
    problem = example.model.problem
    lines = [int(problem.sites.line[problem.site_names.names.index("US separator")])]
    after = example.of(sites_ended(problem.tables, lines, int(problem.calendar.start[0])))
    # With the sites closed the price of 6 t a quarter stays, since there is a minimum take with take-or-pay; of who is
    # lost nothing has to be taken, and nothing is paid for it.
    unpaid = 6.0 * 1_000.0 * (110.0 + 110.0 + 110.0 + 112.0 + 115.0)
    for tier, amount in closed.prepared.of.items():
        saved = unpaid if tier == "cost" else 0.0
        assert amount == near(after.optima[tier] - saved - example.base.optima[tier])
    # Defence loses 6 t, as derived.
    assert closed.prepared.of["unmet, priority 1"] == near(6.0)
    assert closed.prepared.of["unmet, priority 2"] == near(94.0 - 44.0)


def test_a_loss_of_what_the_plan_does_not_use_is_left_out_since_it_changes_nothing(example: Study) -> None:
    last = example.model.problem.calendar.size - 1
    names = {name for loss in losses(example, last, silent).each for _, name in loss.names}
    assert "China magnets" not in names
    problem = example.model.problem
    lines = [int(problem.sites.line[problem.site_names.names.index("China magnets")])]
    tables = sites_ended(problem.tables, lines, int(problem.calendar.start[last]))
    assert dict(example.of(tables).optima) == pytest.approx(dict(example.base.optima))


def test_a_site_that_would_open_behind_its_loss_does_not_open_at_all() -> None:
    """The pit opens in Q3, with a start-up curve; known to be lost from Q2 on it digs nothing, not even in Q1."""
    study = study_of(tiny({
        "Sites": [["site", "country", "kind", "start"], ["Mine", "Malaysia", "mine", None],
                  ["Pit", "Canada", "mine", day("2027-07-01")], ["User", "United States", "customer", None]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]"],
                      ["Mine", "dig", "out", "oxide", 1], ["Pit", "dig", "out", "oxide", 1]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 3], ["Pit", "dig", "out", "oxide", "t/period", 8]],
        "Ramp": [["site", "process", "percent by age"], ["Pit", "dig", "0 50; 6 100"]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "oxide"]],
    }))  # fmt: skip
    (pit,) = [loss for loss in losses(study, 1, silent).each if (SITE, "Pit") in loss.names]
    assert [one.of["unmet, priority 1"] for one in (pit.prepared, pit.surprised)] == [near(2.0), near(2.0)]


def test_a_depot_a_trader_or_a_stockpile_is_lost_when_it_sends_nothing_more() -> None:
    """Of 10 t a quarter 8 t at most come from the mine, by the port; the trader sends the 9 t that it has."""
    study = study_of(tiny({
        "Sites": [["site", "operator", "country", "bloc", "kind"], ["Mine", "Miner", "China", "China", "mine"],
                  ["Port", "Harbour", "Netherlands", "EU", "trader"], ["Trader", None, "Japan", "Allies", "trader"],
                  ["User", "Maker", "United States", "US", "customer"]],
        "Lanes": [["from", "to", "commodity", "cost [USD/t]", "minimum [t/period]"], ["Mine", "Port", "oxide", 1, None],
                  ["Port", "User", "oxide", 1, 1], ["Trader", "User", "oxide", 1, None]],
        "Inventory": [["site", "commodity", "opening [t]", "maximum [t]"], ["Trader", "oxide", 9, "no limit"]],
        "Demand": [["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 10]],
    }))  # fmt: skip
    short = "unmet, priority 1"
    assert study.base.optima[short] == 0.0
    found = {loss.names: loss for loss in losses(study, 0, silent).each}
    port = found[("site", "Port"), ("supplier", "Harbour"), ("country", "Netherlands")]
    trader = found[("site", "Trader"), ("country", "Japan")]
    assert [port.prepared.of[short], trader.prepared.of[short]] == [near(30.0 - 9.0), near(30.0 - 3 * 8.0)]
    assert [port.made, trader.made, port.prepared.broken] == [None, None, 0.0]
    assert not any(name in ("User", "Maker") for names in found for _, name in names)
    # In the last quarter the plan has 5 t of each: the mine has 3 t to spare, the trader has nothing left.
    last = {loss.names[0][1]: loss for loss in losses(study, 2, silent).each}
    assert [last["Port"].surprised.of[short], last["Trader"].surprised.of[short]] == [near(5.0), near(10.0 - 8.0)]


def test_a_customer_without_a_country_is_another_one_to_which_nothing_more_is_sent() -> None:
    study = study_of(tiny({
        "Sites": [["site", "country", "kind"], ["Mine", "China", "mine"], ["User", None, "customer"]],
    }))  # fmt: skip
    found = leverage(study, silent)
    assert [stop.prepared.of["unmet, priority 1"] for stop in found.stops] == [near(15.0), near(10.0), near(5.0)]
    assert found.sent.sum() == near(15.0)


def test_the_command_writes_both_sheets_and_tells_the_story(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", reference("example_small").sheets())
    output = tmp_path / "stress.xlsx"
    result = CliRunner().invoke(app, ["stress", str(source), "-o", str(output), "--at", "2027-02"])
    assert result.exit_code == 0, result.output
    assert "independent of China from 2027Q3 on" in result.output
    book = opened(output)
    assert set(SHEETS) < set(book.sheetnames)
    stops = table(book["Leverage"])
    prepared = "short more, all priorities: prepared [t]"
    assert [row[prepared] for row in stops] == [near(70.0), near(30.0), near(30.0), near(0.0), near(0.0)]
    assert all(book[name]["A3"].value.startswith("✔") for name in SHEETS)
    assert {row["from"] for row in table(book["Stress"])} == {"2027Q1"}


@pytest.mark.parametrize("at", ["2031", "2031-02", "2027-13"])
def test_a_period_that_there_is_not_is_named_with_those_that_there_are_before_anything_is_solved(
    at: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_workbook(tmp_path / "case.xlsx", reference("example_small").sheets())
    monkeypatch.setattr("planner.run.solve_model", None)
    result = CliRunner().invoke(app, ["stress", str(source), "-o", str(tmp_path / "s.xlsx"), "--at", at])
    assert result.exit_code == 2
    assert "2026Q4 to 2027Q4" in result.output
    assert not (tmp_path / "s.xlsx").exists()


def test_a_plan_that_a_time_limit_left_unproven_is_not_held_against_stops_and_losses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_workbook(tmp_path / "case.xlsx", reference("example_small").sheets())
    monkeypatch.setattr("planner.stress.solve_input", solved_and_stopped)
    result = CliRunner().invoke(app, ["stress", str(source), "-o", str(tmp_path / "s.xlsx")])
    assert result.exit_code == 5
    assert "before the plan was proven best" in result.output
    assert "sends nothing" not in result.output
    assert not (tmp_path / "s.xlsx").exists()


def test_by_surprise_nothing_is_held_back_of_what_was_delivered_before() -> None:
    """Toys take the 8 t in stock in Q1; defence needs 8 t of Q2. Who knew would have kept them, or bought in Q1."""
    study = study_of(tiny({
        "Sites": [["site", "operator", "country", "bloc", "kind"],
                  ["Mine", "Miner", "China", "China", "mine"], ["User", "Maker", "United States", "US", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "run cost Q1 [USD/t]",
                       "run cost Q2 [USD/t]", "run cost Q3 [USD/t]"],
                      ["Mine", "dig", "out", "oxide", 1, 10, 5, 5]],
        "Demand": [["customer", "commodity", "end use", "priority", "unit", "Q1", "Q2"],
                   ["User", "oxide", "defence", 1, "t/period", 0, 8], ["User", "oxide", "toys", 2, "t/period", 8, 0]],
        "Inventory": [["site", "commodity", "opening [t]", "maximum [t]"], ["User", "oxide", 8, "no limit"]],
    }))  # fmt: skip
    stop = leverage(study, silent).stops[1]
    tiers = ("unmet, priority 1", "unmet, priority 2", "cost")
    assert [stop.surprised.of[tier] for tier in tiers] == [near(8.0), 0.0, near(-48.0)]
    assert [stop.prepared.of[tier] for tier in tiers] == [0.0, 0.0, near(40.0)]


@pytest.mark.parametrize(("lead", "made_in"), [(1, 0), (0, 1)])
def test_a_stop_so_late_that_what_is_sent_then_serves_nobody_within_the_plan_shows_no_independence(
    lead: int, made_in: int, tmp_path: Path
) -> None:
    """Three quarters, all from China; what leaves in Q3, or is made of it in Q3, is there behind the plan's end."""
    sheets = tiny({
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["metal", "metal"]],
        "Sites": [["site", "country", "kind"], ["Mine", "China", "mine"], ["Works", "Japan", "plant"],
                  ["User", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "lead time [periods]"],
                      ["Mine", "dig", "out", "oxide", 1, None], ["Works", "reduce", "in", "oxide", 1, made_in],
                      ["Works", "reduce", "out", "metal", 1, None]],
        "Lanes": [["from", "to", "commodity", "lead time [periods]"], ["Mine", "Works", "oxide", lead],
                  ["Works", "User", "metal", None]],
        "Demand": [["customer", "commodity", "unit", "all"], ["User", "metal", "t/period", 5]],
    })  # fmt: skip
    found = leverage(study_of(sheets), silent)
    assert [stop.surprised.of["unmet, priority 1"] for stop in found.stops] == [near(10.0), near(5.0), near(0.0)]
    assert (found.all_in_time, found.in_time, found.last_that_hurts) == (1, (1,), 1)
    assert [found.independent_from, found.outside.independent_of(0)] == [None, None]
    source = write_workbook(tmp_path / "case.xlsx", sheets)
    result = CliRunner().invoke(app, ["stress", str(source), "-o", str(tmp_path / "stress.xlsx")])
    said = "a stop in Q2 still leaves a priority shorter; what is sent later serves nobody before the plan ends"
    assert f"not independent of China in this plan: {said}" in " ".join(result.output.split())


@pytest.mark.parametrize(("count", "place"), [(1, 0), (3, 1), (4, 1), (5, 2), (7, 3), (12, 3)])
def test_where_no_period_is_named_losses_come_soon_and_no_later_than_in_the_middle(
    count: int, place: int, tmp_path: Path
) -> None:
    firsts = [dt.date(2027, 1, 1) + dt.timedelta(30 * one) for one in range(count + 1)]
    months: list[list[Cell]] = [["period", "start", "end"]]
    months += [[f"P{one}", firsts[one], firsts[one + 1] - dt.timedelta(1)] for one in range(count)]
    source = write_workbook(tmp_path / "case.xlsx", tiny({"Periods": months}))
    assert stress_input(source, None, silent, jobs=1).losses.period == place
