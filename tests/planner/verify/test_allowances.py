"""Plans that break an allowance are refused: its value, what it is used on, where, and that it is used once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from models.plan import Plan
from planner.verify import Verification, verify
from tests.cases import reference, solve_case
from tests.drawn.problems import tables_of
from tests.given.allowances import BAN, TRACES, ruled
from tests.tiny import Changed, day, solve_sheets, tiny
from tests.workbooks import Cell

type Tables = dict[str, pd.DataFrame]


def plan_of(changed: Changed) -> Plan:
    return solve_sheets(tiny(changed))


def held(plan: Plan, changed: Changed | None = None, tables: Tables | None = None) -> Verification:
    """Verify a plan, or other tables of it, against the input that it was made for or another one."""
    source = plan.model.problem.tables if changed is None else tables_of(tiny(changed))
    return verify(source, tables or plan.tables, [(name, best) for name, best, _ in plan.objectives], plan.costs)


def kinds(verification: Verification) -> set[str]:
    return {fault.kind for fault in verification.found}


def test_a_plan_under_an_allowance_is_accepted() -> None:
    verification = held(plan_of(ruled(BAN, TRACES)))
    assert verification.faults == ()
    assert verification.counts["allowances"] > 0


@pytest.mark.parametrize(
    "change",
    [{"value": 3}, {"from": "Mine"}, {"commodity": "oxide"}, {"start": day("2027-04-01")}, {"end": day("2027-08-31")}],
)
def test_a_plan_is_refused_where_less_is_allowed(change: dict[str, Cell]) -> None:
    verification = held(plan_of(ruled(BAN, TRACES)), ruled(BAN, {**TRACES, **change}))
    assert "allowances" in kinds(verification)
    assert any("Rules!" in fault.sentence for fault in verification.found if fault.kind == "allowances")


@pytest.mark.parametrize("missing", ["oxide", "magnet"])
def test_a_plan_is_refused_where_values_leave_no_room(missing: str) -> None:
    worth = {"oxide": 20, "magnet": 100} | ({"oxide": 30} if missing == "oxide" else {"magnet": 60})
    commodities: list[list[Cell]] = [["commodity", "stage", "value [USD/t]"]]
    commodities += [[name, name, value] for name, value in worth.items()]
    plan = plan_of(ruled(BAN, TRACES))
    assert "allowances" in kinds(held(plan, ruled(BAN, TRACES, Commodities=commodities)))


@pytest.mark.parametrize("change", [{"mined in": "Allies"}, {"elements": "Dy"}, {"type": "ban", "value": None}])
def test_a_plan_is_refused_where_the_allowance_is_of_something_else(change: dict[str, Cell]) -> None:
    changed = {**TRACES, **change}
    if change.get("type"):
        changed |= {"unit": None, "to": "Mine"}
    assert not held(plan_of(ruled(BAN, TRACES)), ruled(BAN, changed)).accepted


def _more(tables: Tables) -> None:
    tables["allow"]["allowed_t"] *= 1.5


def _none(tables: Tables) -> None:
    tables["allow"] = tables["allow"].iloc[:0]


def _cleaner(tables: Tables) -> None:
    tables["allow"]["material"] = ""


def _without_the_run(tables: Tables) -> None:
    tables["run"]["marks"] = ""


def _marked_all_the_same(tables: Tables) -> None:
    run = tables["run"]
    run.loc[run["process"] == "press", "marks"] = "mined in China + under the allowance of Traces"


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (_more, "allowances"),
        (_none, "origins"),
        (_cleaner, "origins"),
        (_without_the_run, "origins"),
        (_marked_all_the_same, "allowances"),
    ],
)
def test_a_plan_that_states_its_allowances_wrongly_is_refused(change: Callable[[Tables], None], kind: str) -> None:
    plan = plan_of(ruled(BAN, TRACES))
    tables = {name: table.copy() for name, table in plan.tables.items()}
    change(tables)
    assert kind in kinds(held(plan, tables=tables))


def test_more_allowed_than_goes_in_is_refused() -> None:
    plan = plan_of(ruled(BAN, {**TRACES, "value": 100}))
    tables = {name: table.copy() for name, table in plan.tables.items()}
    assert held(plan).accepted
    tables["allow"]["allowed_t"] = 6.0
    verification = held(plan, tables=tables)
    assert any("more are allowed than go in" in sentence for sentence in verification.faults)


def test_a_plan_that_uses_an_allowance_twice_is_refused(tmp_path: Path) -> None:
    plan = solve_case(reference("traces_used_once"), tmp_path)
    assert held(plan).accepted
    used = "made under the allowance of Traces"
    # Alloy made under the allowance passed off as never under it.
    tables = {name: table.copy() for name, table in plan.tables.items()}
    tables["ship"]["marks"] = tables["ship"]["marks"].replace(used, "")
    run = tables["run"]
    run.loc[run["process"] == "press", "marks"] = "under the allowance of Traces"
    tables["run"] = run.groupby(["site", "process", "period", "output_period", "marks"], as_index=False).sum()
    tables["ship"] = (
        tables["ship"]
        .groupby([name for name in tables["ship"].columns if not name.endswith("_t")], as_index=False)
        .sum()
    )
    verification = held(plan, tables=tables)
    assert "origins" in kinds(verification)
    # The same alloy stated as what it is, and taken as allowed once more.
    tables = {name: table.copy() for name, table in plan.tables.items()}
    allow = tables["allow"]
    for name, value in (("commodity", "alloy"), ("material", used), ("allowed_t", 0.1)):
        allow.loc[allow["process"] == "press", name] = value
    verification = held(plan, tables=tables)
    assert any(f"which has {used}".casefold() in sentence.casefold() for sentence in verification.faults)
