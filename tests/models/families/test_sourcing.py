"""Families of shares, awards and numbers of suppliers, sheet Sourcing, and what is said about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.plan import Plan, make_plan
from planner.run import solve_model
from planner.solve import highs
from planner.write.page import FAIR_SIGN
from tests.given.sourcing import LINES, SUPPLIERS, THREE, sourcing
from tests.plan_books import opened, plan_file, table
from tests.tiny import Changed, Row, cells, findings, found, rows_of, tiny, tiny_model, tiny_plan
from tests.workbooks import Cell

INFINITE = float("inf")


def sent(plan: Plan) -> dict[str, float]:
    return {str(name): float(tonnes) for name, tonnes in plan.tables["ship"].groupby("from")["sent_t"].sum().items()}


def cost(plan: Plan) -> float:
    return next(value for name, _, value in plan.objectives if name == "cost")


def test_supplier_most_share_holds_for_each_supplier_where_none_is_named() -> None:
    rows = rows_of(tiny_model(sourcing({"most share": 50, "window": "period"})), "supplier_most_share")
    assert len(rows) == 9
    assert rows["row 2 limit 0 0"] == Row(
        -INFINITE, 0.0, {"ship A User oxide Q1": 0.5, "ship B User oxide Q1": -0.5, "ship C User oxide Q1": -0.5}
    )


def test_supplier_least_share_is_one_limit_over_all_that_a_row_names() -> None:
    rows = rows_of(tiny_model(sourcing({"supplier": "Allies", "least share": 25})), "supplier_least_share")
    (row,) = rows.values()
    assert (row.lower, row.upper) == (0.0, INFINITE)
    quarters = ("Q1", "Q2", "Q3")
    assert row.terms == {
        f"ship {site} User oxide {quarter}": -0.25 if site == "C" else 0.75
        for site in SUPPLIERS for quarter in quarters
    }  # fmt: skip


def test_a_row_that_names_a_supplier_replaces_the_general_one_for_it() -> None:
    changed = sourcing({"most share": 50}, {"supplier": "A", "most share": 80})
    assert sent(tiny_plan(changed)) == pytest.approx({"A": 24.0, "B": 6.0})
    assert sent(tiny_plan(sourcing({"most share": 50}))) == pytest.approx({"A": 15.0, "B": 15.0})


def test_a_period_counts_with_the_share_of_its_days_in_a_calendar_year() -> None:
    turn: Changed = {"Periods": [["period", "start", "end"], ["Q1", "2026-12-02", "2027-01-20"]]}
    rows = rows_of(tiny_model(sourcing({"supplier": "A", "most share": 0}, sheets=turn)), "supplier_most_share")
    assert [dict(row.terms) for row in rows.values()] == [
        {"ship A User oxide Q1": pytest.approx(0.6)}, {"ship A User oxide Q1": pytest.approx(0.4)},
    ]  # fmt: skip


def test_what_the_buyers_sites_send_each_other_does_not_count() -> None:
    both: Changed = {"Lanes": [*(THREE["Lanes"] or []), ["A", "B", "oxide"]]}
    rows = rows_of(
        tiny_model(sourcing({"buyer": "Allies", "supplier": "A", "most share": 10}, sheets=both)), "supplier_most_share"
    )
    assert rows == {}


def test_award_lets_through_what_real_limits_allow_and_nothing_without_it() -> None:
    rows = rows_of(tiny_model(sourcing({"most suppliers": 1})), "award")
    assert rows["A A User oxide Q1"] == Row(
        -INFINITE, 0.0, {"ship A User oxide Q1": 1.0, "award A Q1": pytest.approx(-8.008)}
    )
    assert len(rows) == 9


def test_most_suppliers_and_least_suppliers_count_awards() -> None:
    model = tiny_model(sourcing({"least suppliers": 2, "most suppliers": 2, "least share": 10}))
    terms = {f"award {site} Q1": 1.0 for site in SUPPLIERS}
    assert list(rows_of(model, "most_suppliers").values()) == [Row(-INFINITE, 2.0, terms)]
    assert list(rows_of(model, "least_suppliers").values()) == [Row(2.0, INFINITE, terms)]
    assert model.program.integer_reasons == ["Sourcing!C2"]


def test_awarded_least_share_asks_nothing_of_who_has_no_award() -> None:
    model = tiny_model(sourcing({"most suppliers": 2, "least share": 10, "window": "period"}))
    row = rows_of(model, "awarded_least_share")["row 2 limit 0 0"]
    # Without an award of A the two others may send 16 t, a tenth of which is 1.6 t.
    assert row.lower == pytest.approx(-1.6)
    assert dict(row.terms) == {
        "ship A User oxide Q1": pytest.approx(0.9), "ship B User oxide Q1": pytest.approx(-0.1),
        "ship C User oxide Q1": pytest.approx(-0.1), "award A Q1": pytest.approx(-1.6),
    }  # fmt: skip


def test_an_award_to_a_new_supplier_is_paid_once_in_the_first_period() -> None:
    changed = sourcing({"switching cost": 1_000}, {"supplier": "C", "incumbent": "yes"})
    plan = tiny_plan(changed)
    assert plan.tables["award"].to_dict("records") == [
        {"supplier": "A", "buyer": "User", "commodity": "oxide", "period": "Q1", "awarded": 1.0}
    ]
    assert plan.costs["switching"] == pytest.approx(1_000.0)
    assert sent(plan) == pytest.approx({"A": 24.0, "C": 6.0})


def test_the_more_exact_row_says_what_switching_costs() -> None:
    rows: tuple[dict[str, Cell], ...] = (
        {"switching cost": 1_000}, {"supplier": "Allies", "switching cost": 500},
        {"supplier": "A", "switching cost": 7},
    )  # fmt: skip
    s = tiny_model(sourcing(*rows)).problem.sourcing
    assert s.award_cost.tolist() == [7.0, 500.0, 1_000.0]


def test_an_award_that_brings_nothing_is_no_award() -> None:
    plan = tiny_plan(sourcing({"most suppliers": 3}))
    assert plan.tables["award"]["supplier"].tolist() == ["A", "B"]


LOOSE: Changed = {"Capacity": None}


@pytest.mark.parametrize(
    ("rows", "code", "where"),
    [
        ([{"least share": 60, "most share": 50}], "minimum-above-maximum", "Sourcing!F2"),
        ([{"least suppliers": 3, "most suppliers": 2, "least share": 5}], "minimum-above-maximum", "Sourcing!D2"),
        ([{"least suppliers": 1.5, "least share": 5}], "not-whole", "Sourcing!D2"),
        ([{"supplier": "A", "most suppliers": 1}], "count-of-one", "Sourcing!E2"),
        ([{"least suppliers": 4, "least share": 5}], "too-few-suppliers", "Sourcing!D2"),
        ([{"least suppliers": 2}], "number-without-share", "Sourcing!D2"),
        ([{"supplier": "A", "incumbent": "yes", "switching cost": 5}], "incumbent-with-cost", "Sourcing!J2"),
        ([{"incumbent": "yes"}], "incumbent-unnamed", "Sourcing!I2"),
        ([{"supplier": "A"}], "sourcing-without-limit", "Sourcing!C2"),
        ([{"supplier": "User", "least share": 5}], "sourcing-matches-nothing", "Sourcing!C2"),
        (
            [{"supplier": "A", "least share": 60}, {"supplier": "B", "least share": 50}],
            "shares-above-all", "Sourcing!F3",
        ),
        ([{"most share": 50}, {"supplier": "*", "most share": 60}], "equal-match", "Sourcing!C3"),
        (
            [{"supplier": "Allies", "switching cost": 5}, {"supplier": "Japan", "incumbent": "yes"},
             {"supplier": "Asia", "switching cost": 6}],
            "equal-match", "Sourcing!J3",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row_is_said_at_its_cell(rows: list[dict[str, Cell]], code: str, where: str) -> None:
    groups: Changed = {"Groups": [["group", "member"], ["Asia", "A"], ["Asia", "C"]]}
    assert where in cells(sourcing(*rows, sheets=groups), code)


def test_an_award_without_a_real_limit_is_refused_and_one_with_a_lane_capacity_is_not() -> None:
    (issue, *_) = found(sourcing({"most suppliers": 1}, sheets=LOOSE), "award-without-limit")
    assert issue.where == "Sourcing!C2"
    assert "nothing limits what 'A' can send to 'User'" in issue.message
    lanes: Changed = {"Lanes": [["from", "to", "commodity", "capacity [t/period]"], *LINES["narrow"]]}
    assert found(sourcing({"most suppliers": 1}, sheets={**LOOSE, **lanes}), "award-without-limit") == []


def sheet_of(folder: Path, changed: Changed) -> Any:
    return opened(plan_file(folder, tiny(changed)))


def test_the_plan_shows_shares_awards_and_what_binds(tmp_path: Path) -> None:
    book = sheet_of(tmp_path, sourcing({"most suppliers": 2, "most share": 60, "switching cost": 100}))
    rows = {row["supplier"]: row for row in table(book["Awards"])}
    assert [rows[site]["award"] for site in SUPPLIERS] == ["yes", "yes", "no"]
    assert rows["A"]["share"] == pytest.approx(0.6)
    assert rows["A"]["effect"] == f"{FAIR_SIGN} most share binds in 2027"
    assert rows["A"]["switching cost [USD]"] == pytest.approx(100.0)
    assert rows["A"]["input cell"] == "Sourcing!G2"
    assert rows["C"]["effect"].startswith(f"{FAIR_SIGN} gets no award")
    assert book["Awards"]["A3"].value.startswith("✔")
    costs = {row["kind of cost"]: row["total [USD]"] for row in table(book["Costs"])}
    assert costs["switching"] == pytest.approx(200.0)
    texts = [str(cell.value) for row in book["Run"].iter_rows() for cell in row if cell.value]
    assert "Sourcing!C2" in texts
    assert "whole-number decisions" in texts


def test_the_log_names_the_row_that_asks_for_whole_numbers() -> None:
    lines: list[str] = []
    solve_model(tiny_model(sourcing({"most suppliers": 2})), "highs", None, lines.append)
    assert "whole numbers are asked for by Sourcing!C2" in lines


def test_shares_alone_leave_the_program_linear() -> None:
    model = tiny_model(sourcing({"most share": 50}, {"supplier": "B", "least share": 10}))
    assert model.program.matrix().integer.size == 0
    assert np.isfinite(cost(make_plan(model, highs.solve(model.program.matrix(), model.program.tiers))))


def test_a_share_of_a_supplier_that_is_not_known_is_that_error_alone() -> None:
    changed = sourcing({"supplier": "Nowhere", "most share": 50})
    assert [(issue.where, issue.code) for issue in findings(changed)] == [("Sourcing!C2", "unknown-name")]


@pytest.mark.parametrize(("column", "severity"), [("least share", "error"), ("most share", "warning")])
def test_a_least_share_of_who_cannot_send_is_an_error_and_a_most_share_is_none(column: str, severity: str) -> None:
    lanes: Changed = {"Lanes": [["from", "to", "commodity"], *LINES["lane"][:2]]}
    (issue,) = found(sourcing({"supplier": "C", column: 40}, sheets=lanes), "sourcing-matches-nothing")
    assert (issue.severity, issue.where) == (severity, "Sourcing!C2")


@pytest.mark.parametrize("row", [{"supplier": "A", "most share": 20}, {"most share": 20}])
def test_who_buys_everywhere_has_no_supplier_and_the_warning_says_so(row: dict[str, Cell]) -> None:
    """Lanes bring oxide from A to the user: all sites are one buyer, and what these send each other does not count."""
    (issue,) = found(sourcing({"buyer": "*", **row}), "sourcing-matches-nothing")
    assert (issue.severity, issue.where) == ("warning", "Sourcing!C2")
    assert issue.message.startswith("what '*' stands for is one buyer, and ")
    assert "no lane brings" not in issue.message
    assert issue.remedy == "name who buys without who sends, such as one customer a row or a group of them"


def test_a_supplier_that_no_row_speaks_of_has_no_input_cell(tmp_path: Path) -> None:
    book = sheet_of(tmp_path, sourcing({"supplier": "B", "switching cost": 5}, {"supplier": "C", "most share": 90}))
    rows = {row["supplier"]: row for row in table(book["Awards"])}
    assert {name: row["input cell"] for name, row in rows.items()} == {
        "A": None, "B": "Sourcing!C2", "C": "Sourcing!C3",
    }  # fmt: skip
