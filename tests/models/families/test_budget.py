"""Family budget: what may be spent in all, in the money of the day."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.limits import limits
from planner.errors import NoPlanError
from planner.run import solve_model
from planner.solve.session import silent
from planner.verify import verify
from tests.cases import objective, put, reference, solve_case, unmet
from tests.given.verified import rich_sheets, solve_sheets
from tests.tiny import Changed, Row, costs_of, rows_of, tiny, tiny_model, tiny_plan
from tests.workbooks import Cell

INFINITE = float("inf")


def within(budget: float, *settings: list[Cell], **sheets: list[list[Cell]]) -> Changed:
    return {"Settings": [["setting", "value"], ["title", "Tiny"], ["budget [USD]", budget], *settings], **sheets}


def test_budget_is_one_row_of_all_costs_in_thousands_before_discounting() -> None:
    rows = rows_of(tiny_model(within(99, ["discount rate [%/yr]", 50])), "budget")
    ways = {f"run Mine dig {period}": pytest.approx(0.010) for period in ("Q1", "Q2", "Q3")}
    ways |= {f"ship Mine User oxide {period}": pytest.approx(0.001) for period in ("Q1", "Q2", "Q3")}
    assert list(rows.values()) == [Row(-INFINITE, 0.099, ways)]


def test_without_a_budget_there_is_no_row() -> None:
    assert rows_of(tiny_model(), "budget") == {}


def test_a_shortage_is_not_spent_and_what_surplus_earns_is_there_to_spend() -> None:
    model = tiny_model(
        within(
            99,
            Demand=[["customer", "commodity", "shortage cost [USD/t]", "unit", "all"],
                    ["User", "oxide", 70, "t/period", 5]],
            Commodities=[["commodity", "stage", "surplus price [USD/t]", "surplus limit [t/period]"],
                         ["oxide", "oxide", 4, 9]],
            Inventory=[["site", "commodity", "safety [t]", "safety cost [USD/t/yr]", "end stock [t]",
                        "end stock cost [USD/t]"],
                       ["User", "oxide", 3, 50, 2, 40]],
        )
    )  # fmt: skip
    (row,) = rows_of(model, "budget").values()
    assert row.terms["sell User oxide Q1"] == pytest.approx(-0.004)
    assert not any(name.startswith(("unmet", "below")) for name in row.terms)
    assert sum(costs_of(model, "missing end stock").values()) == 40.0
    assert costs_of(model, "shortage")["unmet  Q1"] == 70.0


def test_a_budget_goes_where_it_serves_most(tmp_path: Path) -> None:
    plan = solve_case(reference("budget"), tmp_path)
    assert unmet(plan) == pytest.approx([40.0])
    assert objective(plan, "cost") == pytest.approx(5_000.0)
    bought = plan.tables["run"].set_index("process")["runs"]
    assert bought["buy Dy"] == pytest.approx(20.0)
    assert "buy NdPr" not in bought.index


# Up to 7,500 USD only Dy lacks, 250 USD a unit; above, NdPr too, 310 USD a unit.
@pytest.mark.parametrize(
    ("budget", "short"),
    [(0, 60.0), (2_500, 50.0), (7_500, 30.0), (10_600, 20.0), (16_799, 1.0 / 310.0), (16_800, 0.0), (None, 0.0)],
)
def test_more_budget_serves_more_until_nothing_is_short(tmp_path: Path, budget: float | None, short: float) -> None:
    plan = solve_case(reference("budget"), tmp_path, put("Settings", "value", budget, setting="budget [USD]"))
    assert sum(unmet(plan)) == pytest.approx(short, abs=1e-6)


def test_a_thousand_dollars_more_are_worth_what_they_serve(tmp_path: Path) -> None:
    found = limits(solve_case(reference("budget"), tmp_path))
    row = found[found["family"] == "budget"].iloc[0]
    assert (row["cell"], row["words"], row["window"]) == ("Settings!B3", "budget (thousand USD)", "the whole plan")
    assert row["dual 1"] == pytest.approx(-4.0)
    assert row["limit"] == row["used"] == pytest.approx(5.0)


def test_a_budget_that_no_plan_keeps_says_how_much_is_missing() -> None:
    changed = within(
        30, Lanes=[["from", "to", "commodity", "cost [USD/t]", "minimum [t/period]"], ["Mine", "User", "oxide", 1, 4]]
    )
    # 4 t at 11 USD in each of three quarters: 132 USD.
    with pytest.raises(NoPlanError, match=r"Settings!B3: budget of .*\(at most 30 USD\) is missed by 102 USD"):
        solve_model(tiny_model(changed), "highs", None, silent)


def test_what_is_spent_counts_before_discounting() -> None:
    # 11 USD a tonne: 110 USD are 10 of the 15 t, whatever the discount.
    plan = tiny_plan(within(110, ["discount rate [%/yr]", 80]))
    assert sum(unmet(plan)) == pytest.approx(5.0)
    assert objective(plan, "cost") < 110.0


def test_the_verifier_refuses_a_plan_that_spends_more_than_the_budget() -> None:
    free = solve_sheets(tiny())
    assert free.verify().accepted
    small = solve_sheets({**tiny(), "Settings": within(164)["Settings"] or []})
    refused = verify(small.tables, free.plan, free.objectives)
    assert [fault.kind for fault in refused.found] == ["budget"]
    assert refused.faults == ("Settings!B3: more is spent than the budget, by 1.00 USD",)


def test_a_plan_of_every_kind_of_cost_keeps_its_budget_and_is_accepted() -> None:
    free = solve_sheets(rich_sheets())
    spent = sum(free.verify().costs.values())
    tight = solve_sheets(rich_sheets(**{"budget_[USD]": round(0.97 * spent)}))
    verification = tight.verify()
    assert verification.accepted, verification.faults
    assert verification.counts["budget"] == 1
