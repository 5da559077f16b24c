"""In which countries the stages of deliveries were done, against shares that are worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from models.parts.origins import STAGES
from models.plan import Plan
from planner.explain.stress.elements import elements_of
from planner.trace.countries import CLEARED, UNKNOWN, trace_countries, trace_elements
from tests.drawn.origins import draw, sheets_of
from tests.given.origin_chain import chain, chain_ban
from tests.tiny import periods, solve_sheets
from tests.workbooks import Sheets

type Told = dict[str, dict[str, float]]


def told(plan: Plan) -> dict[tuple[str, str], Told]:
    """Return (end use, period) -> stage -> place -> share of what is delivered; stages without a place left out."""
    traced, deliver, problem = trace_countries(plan), plan.model.variables.deliver, plan.model.problem
    found: dict[tuple[str, str], Told] = {}
    for row in np.flatnonzero(plan.values[deliver.index]).tolist():
        key = problem.demands.end_use[deliver.keys["demand"][row]], problem.calendar.names[deliver.keys["period"][row]]
        assert key not in found
        stages = {stage: dict(traced.words(row, place)) for place, stage in enumerate(STAGES)}
        found[key] = {stage: shares for stage, shares in stages.items() if shares}
    return found


def mixed(**changed: list[list[object]]) -> Sheets:
    """Return the chain without a rule, in one quarter: 8 t of magnets from 2 t in stock, 5 t of the pit, 1 t mined."""
    sheets = chain(mine=5)
    sheets["Periods"] = periods(("Q1", "2027-01-01", "2027-03-31"))
    sheets["Demand"] = [["customer", "commodity", "end use", "unit", "all"], ["User", "magnet", "all", "t/period", 8]]
    sheets["Capacity"][1][-1] = 5
    return {**sheets, **changed}  # type: ignore[dict-item]


def test_every_stage_is_of_the_country_that_did_it_in_proportion_to_what_went_in() -> None:
    [own] = told(solve_sheets(mixed())).values()
    # 2 t in stock are of China as given, 5 t come from its pit, 1 t from Malaysia.
    assert own["mined"] == pytest.approx({"China": 7 / 8, "Malaysia": 1 / 8})
    assert own["separated"] == pytest.approx({"Japan": 1.0})
    assert own["magnet"] == pytest.approx({"United States": 1.0})
    assert set(own) == {"mined", "separated", "magnet"}, "no metal or alloy is made on this way"


def test_a_stock_without_an_origin_is_of_unknown_places_up_to_its_own_stage() -> None:
    sheets = mixed()
    sheets["Inventory"][2][5] = None
    [own] = told(solve_sheets(sheets)).values()
    assert own["mined"] == pytest.approx({"China": 5 / 8, "Malaysia": 1 / 8, UNKNOWN: 2 / 8})
    assert UNKNOWN not in own["separated"]


def test_orders_and_sources_are_of_the_origin_that_is_given_for_every_stage_up_to_their_own() -> None:
    sheets = mixed(
        Pipeline=[["to", "commodity", "period", "quantity [t]", "origin"], ["User", "magnet", "Q1", 4, "Vietnam"]]
    )
    sheets["Processes"][0].append("origin")
    sheets["Processes"][1].append("Myanmar")
    [own] = told(solve_sheets(sheets)).values()
    # 2 t in stock and 2 t of the pit, whose ore comes from Myanmar; the ordered magnets are Vietnamese throughout.
    assert own["mined"] == pytest.approx({"Vietnam": 4 / 8, "China": 2 / 8, "Myanmar": 2 / 8})
    assert own["metal"] == pytest.approx({"Vietnam": 4 / 8})
    assert own["magnet"] == pytest.approx({"Vietnam": 4 / 8, "United States": 4 / 8})


def refined(clears: str | None = None) -> Sheets:
    """Return the chain with a step more of the same stage: the Works purify the oxide of Japan before they press it."""
    sheets = mixed()
    sheets["Commodities"].append(["pure oxide", "oxide"])
    head, *lines = sheets["Processes"]
    press = [["Works", "press", "in", "pure oxide", 1, 3, None], ["Works", "press", "out", "magnet", 1, None, None]]
    purify = [
        ["Works", "purify", "in", "oxide", 1, 1, clears],
        ["Works", "purify", "out", "pure oxide", 1, None, clears],
    ]
    rest = [[*line, None] for line in lines if line[1] != "press"]
    sheets["Processes"] = [[*head, "clears"], *rest, *purify, *press]  # type: ignore[list-item]
    return sheets


def test_a_stage_that_is_done_again_elsewhere_counts_in_each_country_that_did_it() -> None:
    plan = solve_sheets(refined())
    [own] = told(plan).values()
    assert own["separated"] == pytest.approx({"Japan": 1.0, "United States": 1.0})
    assert own["magnet"] == pytest.approx({"United States": 1.0})
    traced, delivered = trace_countries(plan), plan.values[plan.model.variables.deliver.index] > 0.0
    assert traced.done[delivered][:, STAGES.index("separated")] == pytest.approx(1.0)


def test_a_stage_that_is_done_again_by_what_clears_it_counts_where_it_was_done_last() -> None:
    [own] = told(solve_sheets(refined("separated"))).values()
    assert own["separated"] == pytest.approx({"United States": 1.0})


def test_a_stage_that_was_cleared_and_is_done_again_is_no_longer_forgotten() -> None:
    sheets = refined()
    for line in sheets["Processes"][1:]:
        line[-1] = "mined; separated" if line[1] == "separate" else None
    [own] = told(solve_sheets(sheets)).values()
    assert own["mined"] == pytest.approx({CLEARED: 1.0})
    assert own["separated"] == pytest.approx({"Japan": 1.0, "United States": 1.0})


def test_what_a_process_clears_is_of_no_country_and_what_it_makes_of_its_own() -> None:
    sheets = mixed()
    sheets["Processes"][0].append("clears")
    for row in sheets["Processes"][1:]:
        row.append("mined; magnet" if row[1] == "press" else None)
    [own] = told(solve_sheets(sheets)).values()
    assert own["mined"] == pytest.approx({CLEARED: 1.0})
    assert own["separated"] == pytest.approx({"Japan": 1.0})
    assert own["magnet"] == pytest.approx({"United States": 1.0})


def test_what_a_ban_keeps_away_is_traced_to_nowhere_it_bans() -> None:
    found = told(solve_sheets(chain(chain_ban())))
    for period in ("Q1", "Q2"):
        assert found["defence", period]["mined"] == pytest.approx({"Malaysia": 1.0})
        assert found["toys", period]["mined"] == pytest.approx({"China": 1.0})


@pytest.mark.parametrize("seed", range(0, 60, 4))
def test_clean_deliveries_are_never_traced_to_what_the_bans_of_their_use_ask_for(seed: int) -> None:
    case = draw(seed)
    plan = solve_sheets(sheets_of(case))
    traced, deliver, problem = trace_countries(plan), plan.model.variables.deliver, plan.model.problem
    rules = problem.rules
    marks = plan.model.classes.marks[deliver.keys["class"]]
    elements = ("Dy", "Fe", "Nd")
    contents = np.array([[own.get(name, 0.0) for name in elements] for own in problem.commodities.contents])
    holds, by_element = contents[deliver.keys["commodity"]].T > 0.0, trace_elements(plan, contents)
    for rule, demand in {*zip(rules.use_rule.tolist(), rules.use_demand.tolist(), strict=True)}:
        own = (deliver.keys["demand"] == demand) & (marks & problem.origins.of_rule[rule] == 0)
        for fact in rules.asked[rule]:
            stage = STAGES.index(fact.stage)
            for place in {"asia": ("Asia", "China", "Japan")}.get(fact.place, (fact.place,)):
                through = [one.of(place)[:, stage] for one in by_element]
                for number, name in enumerate(elements):
                    if fact.elements and name.casefold() not in fact.elements:
                        continue
                    assert through[number][own & holds[number]].max(initial=0.0) == pytest.approx(0.0, abs=1e-6)
                if not fact.elements:  # a trace by tonnes does not know which element went where
                    assert traced.of(place)[own, stage].max(initial=0.0) == pytest.approx(0.0, abs=1e-6)


def test_the_shares_of_a_stage_that_every_way_goes_through_add_up_to_all() -> None:
    plan = solve_sheets(sheets_of(draw(3)))
    traced, delivered = trace_countries(plan), plan.values[plan.model.variables.deliver.index] > 0.0
    for stage in ("mined", "separated", "magnet"):
        assert traced.share[delivered, STAGES.index(stage)].sum(axis=1) == pytest.approx(np.ones(int(delivered.sum())))


def doped(*contents: str | None) -> Plan:
    """Return a plan of magnets that are pressed in one quarter of 8 t of US oxide and 2 t of Chinese, 10 t for 10 t.

    contents  of the US oxide, of the Chinese one, of the magnet
    """
    ours, theirs, magnet = contents
    sheets = mixed(
        Commodities=[
            ["commodity", "stage", "contents"], ["US oxide", "oxide", ours], ["Chinese oxide", "oxide", theirs],
            ["magnet", "magnet", magnet],
        ],
        Sites=[
            ["site", "operator", "country", "bloc", "kind"], ["Ours", "A", "United States", "US", "mine"],
            ["Theirs", "B", "China", "China", "mine"], ["Works", "C", "Japan", "Allies", "plant"],
            ["User", "D", "United States", "US", "customer"],
        ],
        Processes=[
            ["site", "process", "direction", "commodity", "quantity per run [t]"],
            ["Ours", "make", "out", "US oxide", 1], ["Theirs", "make", "out", "Chinese oxide", 1],
            ["Works", "press", "in", "US oxide", 0.8], ["Works", "press", "in", "Chinese oxide", 0.2],
            ["Works", "press", "out", "magnet", 1],
        ],
        Demand=[["customer", "commodity", "end use", "unit", "all"], ["User", "magnet", "all", "t/period", 10]],
        Capacity=[
            ["site", "process", "basis", "commodity", "unit", "all"],
            ["Ours", "make", "out", "US oxide", "t/period", 20],
            ["Theirs", "make", "out", "Chinese oxide", "t/period", 20],
        ],
    )  # fmt: skip
    for name in ("Inventory", "Lanes"):
        sheets.pop(name, None)
    return solve_sheets(sheets)


@pytest.mark.parametrize(
    ("contents", "nd", "dy"),
    [
        (("Nd 0.8", "Dy 0.5", "Nd 0.64; Dy 0.1"), 0.0, 1.0),
        # 8 t hold 4.8 t of Nd and 0.4 t of Dy, 2 t hold 1 t of Nd and 0.8 t of Dy.
        (("Nd 0.6; Dy 0.05", "Nd 0.5; Dy 0.4", "Nd 0.58; Dy 0.12"), 1 / 5.8, 0.8 / 1.2),
        # Of what the Chinese oxide holds nothing is known: the Nd is from where it is known to be.
        (("Nd 0.8", None, "Nd 0.64; Dy 0.1"), 0.0, 1.0),
        ((None, None, "Nd 0.64; Dy 0.1"), 0.2, 0.2),
    ],
)
def test_an_element_is_from_where_the_inputs_that_hold_it_came(
    contents: tuple[str | None, ...], nd: float, dy: float
) -> None:
    plan = doped(*contents)
    found = elements_of(plan.model.problem)
    through = np.array([one.of("China") for one in trace_elements(plan, found.content)])
    delivered = plan.values[plan.model.variables.deliver.index] > 0.0
    shares = dict(zip(found.names, through[:, delivered, STAGES.index("separated")].tolist(), strict=True))
    assert shares == {"Nd": pytest.approx([nd]), "Dy": pytest.approx([dy])}
    assert trace_countries(plan).of("China")[delivered, STAGES.index("separated")] == pytest.approx([0.2])
    assert through[:, delivered, STAGES.index("magnet")] == pytest.approx(0.0)


@pytest.mark.parametrize("seed", range(0, 60, 12))
def test_all_of_a_commodity_goes_where_its_tonnes_do_if_all_hold_as_much(seed: int) -> None:
    plan = solve_sheets(sheets_of(draw(seed)))
    contents = np.full((len(plan.model.problem.commodity_names.names), 1), 0.5)
    [traced], by_tonnes = trace_elements(plan, contents), trace_countries(plan)
    assert traced.share == pytest.approx(by_tonnes.share, abs=1e-9)
    assert traced.done == pytest.approx(by_tonnes.done, abs=1e-9)


def test_where_nobody_wants_anything_no_element_went_through_a_country() -> None:
    plan = solve_sheets(
        mixed(Demand=[["customer", "commodity", "end use", "unit", "all"], ["User", "magnet", "all", "t/period", 0]])
    )
    [traced] = trace_elements(plan, elements_of(plan.model.problem).content)
    assert traced.of("China").shape == (0, len(STAGES))
