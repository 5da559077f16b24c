"""Bans of the same flow: their days add up, whatever their order, and days that both close count once."""

from __future__ import annotations

import numpy as np
import pytest

from models.bans import closed_flows
from models.rule_types import BAN
from tests.tiny import Changed, day, tiny_problem
from tests.workbooks import Cell

LIMITED: Changed = {"Lanes": [["from", "to", "capacity [t/period]"], ["Mine", "User", 9]]}
LATE: Changed = {"Lanes": [["from", "to", "lead time [periods]", "capacity [t/period]"], ["Mine", "User", 1, 9]]}


def bans(*rows: tuple[str, str, str] | tuple[str, str, str, str], lanes: Changed | None = None) -> Changed:
    """Return sheets with bans: start, end, hard, and `applies at`."""
    table: list[list[Cell]] = [["rule", "type", "start", "end", "hard", "applies at"]]
    for number, row in enumerate(rows):
        table.append([f"R{number}", "ban", day(row[0]), day(row[1]), row[2], row[3] if len(row) > 3 else None])
    return {**(lanes or {}), "Rules": table}


def limits(changed: Changed) -> dict[str, float]:
    """Return rule and period of departure -> limit."""
    problem = tiny_problem(changed)
    closed = closed_flows(problem, BAN)
    return {
        f"{problem.rules.name[rule]} {problem.calendar.names[period]}": float(limit)
        for rule, period, limit in zip(closed.flows.rule, closed.flows.period, closed.limit, strict=True)
    }


def test_consecutive_bans_close_the_sum_of_their_days() -> None:
    # 31 + 59 of the 90 days of the quarter: together all of it.
    found = limits(bans(("2027-01-01", "2027-01-31", "yes"), ("2027-02-01", "2027-03-31", "yes"), lanes=LIMITED))
    assert found == {"R0 Q1": 0.0, "R1 Q1": 0.0}


def test_days_that_two_bans_close_count_once() -> None:
    found = limits(bans(("2027-01-01", "2027-02-09", "yes"), ("2027-01-31", "2027-02-14", "yes"), lanes=LIMITED))
    assert found == {"R0 Q1": pytest.approx(9.0 * 45 / 90), "R1 Q1": pytest.approx(9.0 * 45 / 90)}


def test_two_halves_of_a_half_stop_a_flow_without_a_capacity() -> None:
    # 23 days each: neither is half of the quarter, both are.
    found = limits(bans(("2027-01-01", "2027-01-23", "yes"), ("2027-03-09", "2027-03-31", "yes")))
    assert found == {"R0 Q1": 0.0, "R1 Q1": 0.0}
    assert limits(bans(("2027-01-01", "2027-01-23", "yes"))) == {}


def test_a_soft_ban_closes_its_own_days_beside_those_of_hard_bans_and_none_of_theirs() -> None:
    found = limits(bans(("2027-01-01", "2027-01-30", "yes"), ("2027-01-31", "2027-02-14", "no"), lanes=LIMITED))
    assert found == {"R0 Q1": pytest.approx(9.0 * 60 / 90), "R1 Q1": pytest.approx(9.0 * 45 / 90)}


def test_a_ban_at_arrival_does_not_add_to_one_of_another_period() -> None:
    # Sent in Q1, arrives in Q2: the days of Q1 and those of Q2 are different days.
    found = limits(
        bans(
            ("2027-01-01", "2027-01-30", "yes", "departure"), ("2027-04-01", "2027-05-15", "yes", "arrival"), lanes=LATE
        )
    )
    assert found == {"R0 Q1": pytest.approx(9.0 * 60 / 90), "R1 Q1": pytest.approx(9.0 * 46 / 91)}


def test_what_bans_close_does_not_depend_on_their_order() -> None:
    rows = [
        ("2027-01-01", "2027-01-20", "yes"),
        ("2027-01-10", "2027-02-10", "yes"),
        ("2027-03-01", "2027-03-05", "no"),
    ]
    one = sorted(limits(bans(*rows, lanes=LIMITED)).values())
    other = sorted(limits(bans(*rows[::-1], lanes=LIMITED)).values())
    assert np.allclose(one, other)
