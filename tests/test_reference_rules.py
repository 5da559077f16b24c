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
    ("changes", "short", "cost"),
    [
        ((), [6, 0, 20, 0, 18], 16_017_520.0),
        ((put("Rules", "value", 41, value=40),), [6, 0, 19, 0, 18], 16_094_480.0),
        ((put("Rules", "value", 31, value=30),), [6, 0, 20, 0, 17], 16_099_564.0),
        ((put("Rules", "active", "no", type="licence"),), [6, 0, 0, 0, 0], 18_960_252.0),
    ],
    ids=["as derived", "licence 41", "licence 31", "no licence"],
)
def test_the_licence_of_the_small_example_leaves_what_was_derived(
    tmp_path: Path, changes: tuple[Change, ...], short: list[float], cost: float
) -> None:
    plan = solve_case(reference("licences_small"), tmp_path, *changes)
    assert unmet(plan, 1) == pytest.approx([0.0] * 5, abs=1e-6)
    assert unmet(plan, 2) == pytest.approx(short, abs=1e-6)
    assert objective(plan, "cost") == pytest.approx(cost, rel=1e-9)


def test_each_grant_of_the_small_example_is_used_in_its_first_quarter(tmp_path: Path) -> None:
    used = solve_case(reference("licences_small"), tmp_path).tables["use"]
    assert list(zip(used["period"], used["used_t"], strict=True)) == [
        ("2026Q4", pytest.approx(40.0)), ("2027Q2", pytest.approx(30.0)),
    ]  # fmt: skip


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
