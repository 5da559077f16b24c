"""Licences, shares of origins, and rules on what is made or delivered, with a known answer, through a workbook."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.cases import Change, objective, put, reference, solve_case, unmet

NO_SHARE = put("Rules", "active", "no", type="share_max")


def switched(name: str) -> Change:
    """Return the change that lets an inactive rule act."""
    return put("Rules", "active", "yes", rule=name)


@pytest.mark.parametrize(
    ("changes", "short"),
    [
        ((), 10.0),
        ((put("Rules", "value", 20, start=dt.date(2027, 7, 1)),), 0.0),
        ((put("Rules", "value", None, start=dt.date(2027, 7, 1)),), 0.0),
        ((put("Rules", "end", dt.date(2027, 9, 30), start=dt.date(2027, 7, 1)),), 10.0),
        ((put("Rules", "end", dt.date(2027, 4, 30), start=dt.date(2027, 7, 1)),
          put("Rules", "start", dt.date(2027, 4, 1), start=dt.date(2027, 7, 1))), 20.0),
    ],
    ids=["as derived", "20 t", "no volume", "ends with the third quarter", "ends before"],
)  # fmt: skip
def test_what_a_grant_leaves_unused_lapses(tmp_path: Path, changes: tuple[Change, ...], short: float) -> None:
    plan = solve_case(reference("licences_lapse"), tmp_path, *changes)
    assert sum(unmet(plan)) == pytest.approx(short, abs=1e-6)


@pytest.mark.parametrize(
    ("changes", "short", "soft", "cost"),
    [
        ((), 40.0, 0.0, 160.0),
        ((NO_SHARE, switched("At least half from Japan")), 40.0, 0.0, 160.0),
        ((put("Rules", "window", "calendar year", type="share_max"),), 20.0, 0.0, 200.0),
        ((put("Rules", "hard", "no", type="share_max"),), 0.0, 5.0, 200.0),
        (
            (
                NO_SHARE,
                switched("At least half from Japan"),
                put("Rules", "hard", "no", type="share_min"),
                put("Rules", "window", "own dates", type="share_min"),
            ),
            0.0,
            5.0,
            220.0,
        ),
        ((switched("Tax on what China makes"),), 40.0, 0.0, 200.0),
        ((switched("Levy on what is delivered"),), 40.0, 0.0, 200.0),
        ((switched("Ration"),), 50.0, 0.0, 140.0),
        ((switched("Works of C stop"),), 50.0, 0.0, 150.0),
    ],
    ids=[
        "as derived",
        "least of Japan",
        "over the year",
        "soft",
        "soft over the year",
        "tax",
        "levy",
        "ration",
        "stop",
    ],
)
def test_shares_of_origins_leave_what_was_derived_by_hand(
    tmp_path: Path, changes: tuple[Change, ...], short: float, soft: float, cost: float
) -> None:
    plan = solve_case(reference("origin_shares"), tmp_path, *changes)
    assert sum(unmet(plan)) == pytest.approx(short, abs=1e-6)
    values = {name: value for name, _, value in plan.objectives}
    assert values.get("soft rules, stocks and lateness", 0.0) == pytest.approx(soft, abs=1e-6)
    assert objective(plan, "cost") == pytest.approx(cost, rel=1e-9)
