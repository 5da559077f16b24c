"""The causes of a shortage are the limits on the ways to it, one for all periods of the same limit."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.write.causes import causes_of
from planner.write.report import Report
from planner.write.workbook import report_of
from tests.plan_books import solved
from tests.workbooks import small_example


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return reported(tmp_path_factory.mktemp("causes"), price=None)


def reported(folder: Path, *, price: float | None) -> Report:
    """Solve the small example, its second demand with a price instead of a priority if asked."""
    sheets = small_example()
    if price is not None:
        heads, second = sheets["Demand"][0], sheets["Demand"][2]
        heads.append("shortage cost [USD/t]")
        sheets["Demand"][1].append(None)
        second[heads.index("priority")] = None
        second.append(price)
    case = solved(folder, sheets)
    return report_of(case)


def test_the_nearest_limit_comes_first(report: Report) -> None:
    causes = causes_of(report, report.short)[1]
    assert [cause.words for cause in causes] == ["cap of China magnet cap", "capacity of US magnet plant; sinter"]
    assert causes[0].steps < causes[1].steps


def test_a_limit_that_counts_in_several_periods_is_one_cause_with_their_span(report: Report) -> None:
    last = causes_of(report, report.short)[-1]
    sinter = next(cause for cause in last if "sinter" in cause.words)
    assert sinter.when(report) == "2026Q4 to 2027Q4"
    assert sinter.nearest.period == "2027Q4"
    assert len(sinter.limits) == 5


def test_the_same_limit_behind_two_shortages_is_told_as_it_stands_nearest(report: Report) -> None:
    first, second = (
        next(cause for cause in causes if "sinter" in cause.words) for causes in causes_of(report, report.short)[:2]
    )
    both = first.joined(second)
    assert both.steps == min(first.steps, second.steps)
    assert set(both.limits) == set(first.limits) | set(second.limits)


def test_demand_whose_shortage_costs_less_than_any_way_to_serve_it_has_no_cause(tmp_path: Path) -> None:
    report = reported(tmp_path, price=1.0)
    assert [row["priority"] for row in report.short] == [0] * len(report.short)
    assert not any(causes_of(report, report.short))


def test_demand_with_a_price_is_held_back_by_the_limits_that_hold_it_back_with_a_priority(
    report: Report, tmp_path: Path
) -> None:
    priced = reported(tmp_path, price=1e7)
    behind = {
        (one.words, one.key) for causes in causes_of(priced, priced.short) for cause in causes for one in cause.limits
    }
    assert ("cap", "China magnet cap") in behind
    assert {row["priority"] for row in priced.short} == {0}
    assert sum(row["unmet_t"] for row in priced.short) == pytest.approx(sum(row["unmet_t"] for row in report.short))


def test_a_limit_over_several_windows_counts_from_the_first_of_them_on_in_whichever_order_they_were_met(
    report: Report,
) -> None:
    caps = [cause for causes in causes_of(report, report.short) for cause in causes if cause.nearest.family == "cap"]
    first, last = caps[0], caps[-1]
    assert first.limits[0].window != last.limits[0].window
    told = {first.joined(last).when(report), last.joined(first).when(report)}
    assert told == {f"{first.limits[0].window} and {len({*first.limits, *last.limits}) - 1} more"}
