"""Awards of suppliers against all choices, other solvers, and the verifier."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

from models.formulation import build
from models.plan import Plan, make_plan
from planner.run import solve_model
from planner.solve import highs
from planner.verify import verify
from tests.drawn.problems import problem_of
from tests.drawn.sourcing import awarded_sheets
from tests.given.sourcing import awards, sourcing
from tests.given.verified import solve_sheets as solve_case
from tests.plan_books import silent
from tests.tiny import solve_sheets, tiny
from tests.workbooks import Cell, Sheets


def optima(plan: Plan) -> list[float]:
    return [value for name, value, _ in plan.objectives if name != "tie-break"]


def best_of_all_choices(sheets: Sheets) -> list[float]:
    """Return the best tiers over all choices of suppliers: the lanes of others deleted, switching added by hand."""
    header, *rows = sheets["Sourcing"]
    rows_by_event: dict[tuple[Cell, Cell], list[list[Cell]]] = {}
    for row in rows:
        rows_by_event.setdefault((row[0], row[1]), []).append(row)
    head, *lanes = sheets["Lanes"]
    choices = []
    for (buyer, commodity), own in rows_by_event.items():
        suppliers = list(dict.fromkeys(lane[0] for lane in lanes if lane[1] == buyer and lane[2] == commodity))
        most = next(row[4] for row in own if row[2] is None)
        choices.append([
            (buyer, commodity, chosen)
            for size in range(len(suppliers) + 1) if size <= float(str(most))
            for chosen in itertools.combinations(suppliers, size)
        ])  # fmt: skip
    found: list[list[float]] = []
    for choice in itertools.product(*choices):
        kept, spent, shares = lanes, 0.0, []
        for buyer, commodity, chosen in choice:
            general, *named = rows_by_event[buyer, commodity]
            kept = [one for one in kept if (one[1], one[2]) != (buyer, commodity) or one[0] in chosen]
            incumbents = {row[2] for row in named if row[7] == "yes"}
            spent += sum(float(str(general[8] or 0)) for one in chosen if one not in incumbents)
            shares += [[buyer, commodity, one, general[5], general[6]] for one in chosen if general[5]]
        trial = {**sheets, "Lanes": [head, *kept], "Sourcing": [[*header[:3], header[5], header[6]], *shares]}
        if not shares:
            del trial["Sourcing"]
        try:
            problem = problem_of(trial)
        except AssertionError:  # a demand that no lane reaches: told as an error, and nothing to compare
            return []
        model = build(problem)
        plan = make_plan(model, highs.solve(model.program.matrix(), model.program.tiers))
        discount = problem.discount[0]
        found.append([
            value + (spent * discount if name == "cost" else 0.0)
            for name, value, _ in plan.objectives if name != "tie-break"
        ])  # fmt: skip
    return min(found, key=lambda vector: [round(value, 4) for value in vector])


@pytest.mark.parametrize("seed", range(16))
def test_awards_are_the_best_of_all_choices_of_suppliers(seed: int) -> None:
    sheets = awarded_sheets(seed)
    expected = best_of_all_choices(sheets)
    if not expected:
        pytest.skip("a choice leaves a demand without any lane")
    assert optima(solve_sheets(sheets)) == pytest.approx(expected, rel=1e-6, abs=1e-4)


@pytest.mark.parametrize("seed", range(8))
def test_the_verifier_accepts_awards(seed: int) -> None:
    verification = solve_case(awarded_sheets(seed)).verify()
    assert verification.accepted, verification.faults


@pytest.mark.parametrize("seed", [0, 1, 2, 4])
def test_another_solver_finds_the_same_awards_worth_the_same(seed: int) -> None:
    model = build(problem_of(awarded_sheets(seed)))
    one, other = (solve_model(model, solver, None, silent) for solver in ("highs", "pulp:HiGHS"))
    assert optima(other) == pytest.approx(optima(one), rel=1e-5, abs=1e-4)


def faults_of(*rows: dict[str, Cell], changed: dict[str, pd.DataFrame] | None = None) -> set[str]:
    """Return the kinds of faults that the verifier finds in the plan of the rows' absence, or in a changed one."""
    free = solve_case(tiny(sourcing({"supplier": "C", "most share": 100})))
    plan = {**free.plan, **(changed or {})}
    tables = solve_case(tiny(sourcing(*rows))).tables
    return {fault.kind for fault in verify(tables, plan, free.objectives).found}


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        ([{"most share": 50}], "sourcing shares"),
        ([{"supplier": "C", "least share": 5}], "sourcing shares"),
        ([{"most suppliers": 1}], "awards"),
        ([{"switching cost": 1}], "awards"),
    ],
)
def test_the_verifier_reads_the_sheet_by_itself(rows: list[dict[str, Cell]], kind: str) -> None:
    assert kind in faults_of(*rows)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ([("A", "User", "oxide", "Q1", 1.0), ("B", "User", "oxide", "Q1", 1.0)], "numbers of suppliers"),
        ([("A", "User", "oxide", "Q1", 0.5), ("B", "User", "oxide", "Q1", 1.0)], "awards"),
        ([("A", "User", "oxide", "Q2", 1.0), ("B", "User", "oxide", "Q1", 1.0)], "awards"),
        ([("A", "User", "magnet", "Q1", 1.0)], "names"),
    ],
)
def test_the_verifier_refuses_wrong_awards(given: list[tuple[object, ...]], kind: str) -> None:
    assert kind in faults_of({"most suppliers": 1}, changed=awards(*given))


def test_an_award_that_costs_nothing_on_paper_is_refused() -> None:
    case = solve_case(tiny(sourcing({"switching cost": 1_000}, {"supplier": "C", "incumbent": "yes"})))
    plan = case.copy()
    plan["award"] = plan["award"].iloc[:0]
    assert {fault.kind for fault in case.verify(plan).found} == {"awards", "objectives"}
