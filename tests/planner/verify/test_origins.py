"""Plans that count material as cleaner than it is, or deliver what a ban or a kept stock forbids, are refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import cast

import numpy as np
import pandas as pd
import pytest

from models.formulation import build
from models.plan import make_plan
from models.problem import Problem
from planner.solve import highs
from planner.verify import Verification, verify
from planner.verify.origins import Origins
from tests.drawn.problems import problem_of
from tests.given.end_uses import banned
from tests.given.origin_chain import chain, chain_ban
from tests.given.origins import CHAIN, HEADER, rule, with_second_mine
from tests.given.verified import Case, solve_sheets
from tests.tiny import Changed, day, tiny
from tests.workbooks import Cell, Sheets

MARKED = "mined, separated in China"
KEPT = "released for defence only"

type Tampered = Callable[[dict[str, pd.DataFrame]], None]


@cache
def case() -> Case:
    """Return the chain with a ban from the middle of the first quarter on, and a stock that is kept for defence."""
    return solve_sheets(chain(chain_ban("2027-02-15"), mine=3, released="defence"))


def kinds(verification: Verification) -> set[str]:
    return {fault.kind for fault in verification.found}


def relabelled(table: str, old: str, new: str, **where: str) -> Tampered:
    """Change the marks of rows of a table, and add up rows that are now the same."""

    def tamper(plan: dict[str, pd.DataFrame]) -> None:
        frame = plan[table]
        chosen = frame["marks"] == old
        for column, value in where.items():
            chosen &= frame[column.rstrip("_")] == value
        assert chosen.any(), (table, old, where)
        frame.loc[chosen, "marks"] = new
        quantity = str(frame.columns[-1])
        keys = [name for name in frame.columns if name not in (quantity, "arrived_t", "sent_t")]
        plan[table] = frame.groupby(keys, as_index=False, sort=False).sum(numeric_only=True)[list(frame.columns)]

    return tamper


def swapped_uses(period: str) -> Tampered:
    """Give defence what is for toys, and toys as much of what is for defence, in a period."""

    def tamper(plan: dict[str, pd.DataFrame]) -> None:
        deliver = plan["deliver"]
        now = deliver["period"] == period
        own = now & (deliver["end_use"] == "defence") & (deliver["marks"] == "")
        other = now & (deliver["end_use"] == "toys") & (deliver["marks"] == MARKED)
        tonnes = min(deliver.loc[own, "delivered_t"].sum(), deliver.loc[other, "delivered_t"].sum())
        assert tonnes > 0.5
        rows = []
        for chosen, use in ((own, "toys"), (other, "defence")):
            row = deliver[chosen].iloc[0].copy()
            row["end_use"], row["delivered_t"] = use, tonnes
            rows.append(row)
            deliver.loc[chosen, "delivered_t"] -= tonnes
        names = [name for name in deliver.columns if name != "delivered_t"]
        grown = pd.concat([deliver, pd.DataFrame(rows)], ignore_index=True)
        grown = grown.groupby(names, as_index=False, sort=False).sum(numeric_only=True)
        plan["deliver"] = grown[grown["delivered_t"] > 0.0].reset_index(drop=True)

    return tamper


def test_the_case_has_every_kind_of_row_that_it_is_about() -> None:
    verification, plan = case().verify(), case().plan
    assert verification.accepted, verification.faults
    for table in ("run", "ship", "stock", "deliver"):
        assert {"", MARKED} <= set(plan[table]["marks"]), table
    assert KEPT in " ".join(plan["deliver"]["marks"])
    for check in ("bans of end uses", "origins", "released stocks"):
        assert verification.counts[check] > 0, check


FAULTS: dict[str, tuple[Tampered, str]] = {
    "an origin that nobody asks for": (relabelled("ship", MARKED, "mined in Peru"), "names"),
    "delivered as clean": (relabelled("deliver", MARKED, "", end_use="toys"), "origins"),
    "sent as clean": (relabelled("ship", MARKED, "", from_="Pit"), "origins"),
    "run as clean": (relabelled("run", MARKED, "", process="press"), "origins"),
    "kept as clean": (relabelled("stock", MARKED, ""), "origins"),
    "thrown away as clean": (relabelled("dispose", f"{MARKED} + {KEPT}", ""), "origins"),
    "made for defence of what is for toys": (swapped_uses("Q2"), "bans of end uses"),
    "more in the open days than they are": (swapped_uses("Q1"), "bans of end uses"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_plan_that_is_changed_is_refused_for_it(name: str) -> None:
    tamper, kind = FAULTS[name]
    plan = case().copy()
    tamper(plan)
    verification = case().verify(plan)
    assert not verification.accepted
    assert kind in kinds(verification), verification.faults


def test_a_broken_ban_is_named_with_its_cell_use_period_and_tonnes() -> None:
    plan = case().copy()
    swapped_uses("Q2")(plan)
    [fault] = [fault for fault in case().verify(plan).found if fault.kind == "bans of end uses"]
    assert "Rules!A2" in fault.sentence
    assert "'Defence chain' is broken in Q2 for defence" in fault.sentence


def test_what_is_counted_as_cleaner_is_named_with_where_it_was_taken() -> None:
    plan = case().copy()
    relabelled("run", MARKED, "", process="press")(plan)
    sentences = [fault.sentence for fault in case().verify(plan).found if fault.kind == "origins"]
    assert any("oxide at Works in Q1" in sentence and "cleaner origin" in sentence for sentence in sentences)


def test_counting_material_as_more_marked_than_it_is_is_allowed() -> None:
    sheets = chain(chain_ban(), mine=8)
    sheets["Demand"][2][-2:] = [9, 8]
    plan = solve_sheets(sheets)
    changed = plan.copy()
    toys = changed["deliver"][(changed["deliver"]["end_use"] == "toys") & (changed["deliver"]["marks"] == "")]
    assert not toys.empty
    relabelled("deliver", "", MARKED, end_use="toys")(changed)
    assert plan.verify(changed).accepted


def test_a_country_that_only_an_order_comes_from_is_one_of_those_that_rules_ask_for_together() -> None:
    order: list[list[Cell]] = [
        ["to", "commodity", "period", "quantity [t]", "origin"], ["User", "oxide", "Q1", 3, "Brazil"],
    ]  # fmt: skip
    case = solve_sheets(tiny(banned(("Brazil", "2027-01-01", None), ("China", "2027-01-01", None), Pipeline=order)))
    both = "mined in Brazil or mined in China"
    assert both in set(case.plan["deliver"]["marks"])
    assert case.verify().accepted
    changed = case.copy()
    relabelled("deliver", both, "")(changed)
    assert "origins" in kinds(case.verify(changed))


def test_what_is_kept_for_defence_may_not_go_to_toys() -> None:
    plan = case().copy()
    deliver = plan["deliver"]
    row = next(place for place, marks in enumerate(deliver["marks"]) if KEPT in marks)
    deliver.loc[row, "end_use"] = "toys"
    faults = [fault for fault in case().verify(plan).found if fault.kind == "released stocks"]
    assert faults
    assert KEPT in faults[0].sentence
    assert "for toys" in faults[0].sentence


def read_as(misread: Callable[[Problem], Problem], sheets: Sheets) -> Verification:
    """Verify, against the input, the plan of a model that reads it otherwise."""
    problem = problem_of(sheets)
    model = build(misread(problem))
    plan = make_plan(model, highs.solve(model.program.matrix(), model.program.tiers))
    return verify(problem.tables, plan.tables, [(name, best) for name, best, _ in plan.objectives])


def origins(**fields: Callable[[Problem], object]) -> Callable[[Problem], Problem]:
    return lambda problem: replace(
        problem,
        origins=replace(problem.origins, **{name: of(problem) for name, of in fields.items()}),  # type: ignore[arg-type]
    )


def cleared_only_mined() -> Sheets:
    """Return the chain whose works clear what was mined, and a rule that asks where it was separated too."""
    sheets = chain(["Both", *chain_ban()[1:]], mine=1)
    sheets["Sites"][3][1] = "China"
    sheets["Processes"][0].append("clears")
    for row in sheets["Processes"][1:]:
        row.append("mined" if row[1] == "press" else None)
    return sheets


def heavy() -> Sheets:
    """Return magnets of oxides from two mines, of which a rule asks for those that hold dysprosium."""
    changed: Changed = with_second_mine()
    asked = rule("Heavy", mined_in="China", elements="Dy", end_use="jets", commodity="magnet")
    commodities: list[list[Cell]] = [
        ["commodity", "stage", "contents"], ["ore", "ore", None], ["Nd oxide", "oxide", "Dy 0.1"],
        ["Dy oxide", "oxide", "Dy 0.8"], ["magnet", "magnet", "Dy 0.1"],
    ]  # fmt: skip
    return tiny({**CHAIN, **changed, "Commodities": commodities, "Rules": [list(HEADER), asked],
                 "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                              ["Mine", "dig", "out", "ore", "t/period", 2]]})  # fmt: skip


MISREADINGS: dict[str, tuple[Callable[[Problem], Problem], Callable[[], Sheets], str]] = {
    "an opening stock of unknown origin taken for clean": (
        origins(of_opening=lambda p: np.zeros_like(p.origins.of_opening)),
        lambda: tiny(banned(("China", "2027-01-01", None),
                            Inventory=[["site", "commodity", "opening [t]"], ["User", "oxide", 9]])), "origins",
    ),
    "an order of unknown origin taken for clean": (
        origins(of_order=lambda p: np.zeros_like(p.origins.of_order)),
        lambda: tiny(banned(("China", "2027-01-01", None),
                            Pipeline=[["to", "commodity", "period", "quantity [t]"], ["User", "oxide", "Q1", 4]])),
        "origins",
    ),
    "what is made taken for clean": (
        origins(of_output=lambda p: np.zeros_like(p.origins.of_output)),
        lambda: tiny(banned(("China", "2027-01-01", None))), "origins",
    ),
    "more cleared than the cell says": (
        origins(cleared=lambda p: np.full_like(p.origins.cleared, 3)), cleared_only_mined, "origins",
    ),
    "a commodity that carries the element taken for one that lacks it": (
        origins(of_commodity=lambda p: np.zeros_like(p.origins.of_commodity)), heavy, "origins",
    ),
    "a ban that is not looked at": (
        origins(of_rule=lambda p: np.zeros_like(p.origins.of_rule)),
        lambda: tiny(banned(("China", "2027-01-01", None))), "origins",
    ),
    "a stock that is kept for nobody": (
        origins(set_by_stock=lambda p: np.zeros_like(p.origins.set_by_stock)),
        lambda: chain(mine=0, released="toys"), "origins",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISREADINGS)
def test_a_plan_of_a_model_that_reads_origins_otherwise_is_refused(name: str) -> None:
    misread, sheets, kind = MISREADINGS[name]
    assert read_as(lambda problem: problem, sheets()).accepted
    verification = read_as(misread, sheets())
    assert not verification.accepted
    assert kind in kinds(verification), verification.faults


def test_bans_are_counted_together_where_each_by_itself_leaves_days_open() -> None:
    # Each leaves 30 of 91 days of the second quarter open, and both together none.
    first, second = ("China", "2027-01-01", "2027-05-31"), ("China", "2027-05-01", None)
    careless = solve_sheets(tiny(banned(first)))
    tables = problem_of(tiny(banned(first, second))).tables
    verification = verify(tables, careless.plan, careless.objectives)
    broken = [fault for fault in verification.found if fault.kind == "bans of end uses"]
    assert [fault for fault in broken if "in Q2" in fault.sentence]
    own = solve_sheets(tiny(banned(first, second)))
    assert own.verify().accepted


def test_what_goes_into_a_mixture_is_of_the_origin_of_its_run() -> None:
    sheets = chain(chain_ban(), mine=5)
    sheets["Commodities"].append(["new oxide", "oxide"])
    header = sheets["Processes"][0]
    header.append("blend")
    for row in sheets["Processes"][1:]:
        row.append("feed" if (row[1], row[2]) == ("press", "in") else None)
    press = next(row for row in sheets["Processes"] if row[1:3] == ["press", "in"])
    press[5], sheets["Processes"][-1][5] = None, 3
    sheets["Processes"].append(["Works", "press", "in", "new oxide", 1, None, "feed"])
    sheets["Inventory"].append(["Works", "new oxide", 2, 0, None, "Malaysia", 1])
    mixed = solve_sheets(sheets)
    assert mixed.verify().accepted
    assert set(mixed.plan["feed"]["marks"]) == {"", MARKED}
    plan = mixed.copy()
    plan["feed"].loc[plan["feed"]["marks"] == MARKED, "marks"] = ""
    plan["feed"] = plan["feed"].groupby(list(plan["feed"].columns[:-1]), as_index=False, sort=False).sum()
    assert "mixtures" in kinds(mixed.verify(plan))


MINED, SEPARATED = ("china", "mined", ()), ("china", "separated", ())


@pytest.mark.parametrize(
    ("one", "other", "covers"),
    [
        ((), (), True),
        ((), (MINED,), True),
        ((MINED,), (), False),
        ((MINED,), (MINED,), True),
        ((MINED,), (SEPARATED,), False),
        ((MINED,), (MINED, SEPARATED), False),
        ((MINED, SEPARATED), (SEPARATED,), True),
        ((MINED,), (("china", "mined", ("dy",)),), True),
        ((("china", "mined", ("dy",)),), (MINED,), False),
        ((("china", "mined", ("dy", "tb")),), (("china", "mined", ("dy",)),), True),
        ((("china", "mined", ("dy",)),), (("china", "mined", ("dy", "tb")),), False),
    ],
)
def test_a_rule_acts_on_all_material_of_another_only_if_it_asks_for_no_less(
    one: tuple[object, ...], other: tuple[object, ...], covers: bool
) -> None:
    origins = cast("Origins", SimpleNamespace(asked={1: frozenset(one), 2: frozenset(other)}))
    assert Origins.covers(origins, 1, 2) == covers


def test_what_makes_a_magnet_makes_its_metal_and_no_stage_before() -> None:
    # Oxide is separated in Japan alone, and pressed to magnets in the United States.
    ban: list[Cell] = ["R", "end_use_ban", day("2027-01-01"), None, None, "United States", None, "magnet", "defence"]
    verification = solve_sheets(chain([*ban, None, None])).verify()
    assert verification.accepted, verification.faults


def arriving_as(plan: dict[str, pd.DataFrame], marks: str) -> pd.DataFrame:
    """Return the shipments with all that is of one origin arriving as of another, as a sheet Flows states it."""
    ship = plan["ship"]
    left = ship["marks"] != marks
    assert 0 < left.sum() < len(ship)
    keys = [name for name in ship.columns if name not in ("sent_t", "arrived_t")]
    there = ship[~left].assign(sent_t=0.0, marks=ship["marks"][left].iloc[0])
    own = ship.assign(arrived_t=ship["arrived_t"].where(left, 0.0))
    return pd.concat([own, there]).groupby(keys, as_index=False, sort=False).sum()


@pytest.mark.parametrize("marks", [MARKED, ""])
def test_what_arrives_as_of_another_origin_than_was_sent_is_caught(marks: str) -> None:
    plan = case().copy()
    plan["ship"] = arriving_as(plan, marks)
    own = [fault.sentence for fault in case().verify(plan).found if fault.kind == "losses by origin"]
    assert len(own) == 2 * sum(case().plan["ship"]["marks"] == marks)
    assert all("what arrives of this origin is" in sentence for sentence in own)


def test_what_arrives_is_counted_by_origin_where_a_lane_loses_some() -> None:
    """What is lost is a share of each origin, and not of all together."""
    sheets = chain(chain_ban("2027-02-15"), mine=3, released="defence")
    losses: list[Cell] = ["loss", 0.1, 0.1, 0.1, 0.1, 0.1]
    sheets["Lanes"] = [[*row, cell] for row, cell in zip(sheets["Lanes"], losses, strict=True)]
    good = solve_sheets(sheets)
    assert good.verify().accepted, good.verify().faults
    ship = good.plan["ship"]
    twice = ship.groupby([name for name in ship.columns if name not in ("marks", "sent_t", "arrived_t")])
    one, other = next(rows.index[:2] for _, rows in twice if len(rows) > 1)
    plan = good.copy()
    plan["ship"].loc[one, "arrived_t"] += 1e-3
    plan["ship"].loc[other, "arrived_t"] -= 1e-3
    assert kinds(good.verify(plan)) == {"losses by origin"}
