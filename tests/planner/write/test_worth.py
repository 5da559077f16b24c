"""What one more tonne is said to change is no more than what anybody lacks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.explain.outcomes import Outcome, change
from planner.solve.session import silent
from planner.story import tell
from tests.plan_books import opened, table
from tests.tiny import Changed, day, near, tiny
from tests.workbooks import Sheets, write_workbook


def test_of_what_is_all_covered_no_tonne_more_is_said_to_leave_less_short(tmp_path: Path) -> None:
    """The 5 t of Q1 are kept as they were, and needed: a tonne less would be short, and a tonne more helps nobody."""
    contract: Changed = {"Contracts": [
        ["contract", "tier", "supplier", "buyer", "commodity", "price [USD/t]", "tier to [t]", "window", "maximum [t]"],
        ["Deal", "a", "Mine", "User", "oxide", 30, 6, "term", 40],
        ["Deal", "b", None, None, None, 20, None, None, None],
    ]}  # fmt: skip
    before = write_workbook(tmp_path / "before.xlsx", tiny({**contract}))
    assert CliRunner().invoke(app, ["solve", str(before), "-o", str(tmp_path / "old.xlsx"), "-q"]).exit_code == 0
    source = write_workbook(tmp_path / "case.xlsx", tiny({
        **contract, "Settings": [["setting", "value"], ["title", "Tiny"], ["frozen periods", 1]],
        "Demand": [["customer", "commodity", "end use", "unit", "Q1"], ["User", "oxide", "motors", "t/period", 5]],
    }))  # fmt: skip
    lines = tell(source, None, silent, near=tmp_path / "old.xlsx").lines
    assert any("all 5 t are covered" in line for line in lines)
    assert not any("less short" in line for line in lines)


def shared() -> Sheets:
    """Return a user who gets 2 t of his 10 t a quarter, and another who gets 7 t: of the mine 3 t, of China 4 t."""
    return tiny({
        "Settings": [["setting", "value"], ["title", "Shared"], ["fair share", "yes"]],
        "Sites": [["site", "operator", "country", "kind"], ["Mine", "M", "Malaysia", "mine"],
                  ["Pit", "P", "China", "mine"], ["A", "Aa", "United States", "customer"],
                  ["B", "Bb", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "run cost [USD/t]"],
                      ["Mine", "dig", "out", "oxide", 10], ["Pit", "dig", "out", "oxide", 5]],
        "Capacity": [["site", "process", "unit", "all"], ["Mine", "dig", "t/period", 4], ["Pit", "dig", "t/period", 5]],
        "Lanes": [["from", "to", "commodity", "capacity [t/period]"], ["Mine", "A", "oxide", 1],
                  ["Mine", "B", "oxide", 4], ["Pit", "B", "oxide", 6], ["Pit", "A", "oxide", 1]],
        "Demand": [["customer", "commodity", "end use", "unit", "all"], ["A", "oxide", "motors", "t/period", 10],
                   ["B", "oxide", "motors", "t/period", 10]],
    })  # fmt: skip


def loss_of(name: str, sheets: Sheets, folder: Path) -> dict[str, Any]:
    """Return the row of sheet Stress whose first name is this."""
    source, target = write_workbook(folder / "case.xlsx", sheets), folder / "plan.xlsx"
    assert CliRunner().invoke(app, ["stress", str(source), "-o", str(target), "-q", "--at", "Q3"]).exit_code == 0
    [found] = [row for row in table(opened(target)["Stress"]) if str(row["loss of"]).startswith(name)]
    return found


def test_of_a_fair_share_the_first_step_that_differs_is_told_and_not_those_behind_it(tmp_path: Path) -> None:
    """In Q3 A's share goes from 0.8 to 0.9, B's from 0.3 to 0.7. The second worst is A's of the other quarters then:
    0.8 and not 0.3, though nobody is 0.5 of a demand shorter.
    """
    pit = loss_of("Pit", shared(), tmp_path)
    assert pit["surprised: what changes"] == (
        "5 t more short in priority 1; 0.1 of a demand more short at worst, fair share, priority 1, step 1; "
        "25.00 USD less cost"
    )
    figures = [pit[f"surprised: fair share, priority 1, step {step}"] for step in (1, 2)]
    assert figures == [near(0.1), None]


type Steps = list[tuple[float, int]]  # how short the demands of a step are, and how many


@pytest.mark.parametrize(
    ("before", "after", "step", "more"),
    [
        # A is 0.5 short and B 0.2; then both are 0.5, in one step.
        ([(0.5, 1), (0.2, 1)], [(0.5, 2)], 2, 0.3),
        ([(0.5, 1)], [(0.5, 1), (0.2, 1)], 2, 0.2),
        ([(0.5, 1), (0.2, 1)], [(0.4, 1), (0.3, 1)], 1, -0.1),
        ([(0.5, 1), (0.2, 1)], [], 1, -0.5),
        # One of four that were 0.8 short is 0.5: the second step is not 0.2 more short for that.
        ([(0.8, 4), (0.3, 2)], [(0.8, 3), (0.5, 1), (0.3, 2)], 1, -0.3),
        ([(0.8, 3), (0.3, 2)], [(0.8, 3), (0.3, 2)], 0, 0.0),
    ],
)
def test_shares_are_compared_demand_by_demand_the_worst_first(
    before: Steps, after: Steps, step: int, more: float
) -> None:
    def outcome(steps: Steps) -> Outcome:
        names = [f"fair share, priority 1, step {number}" for number in range(1, len(steps) + 1)]
        of = dict(zip(names, steps, strict=True))
        optima = {"unmet, priority 1": sum(share * count for share, count in steps)}
        return Outcome(
            {**optima, **{name: share for name, (share, _) in of.items()}},
            streams={name: count for name, (_, count) in of.items()},
        )

    found = change(outcome(after), outcome(before))
    shares = {name: amount for name, amount in found.told.items() if name.startswith("fair")}
    assert shares == ({f"fair share, priority 1, step {step}": near(more)} if step else {})


def test_a_tier_that_the_plan_has_not_is_told_where_what_comes_has_it(tmp_path: Path) -> None:
    """Nothing of this plan is soft; with the suspended rule 3 of the 5 t a quarter break it."""
    cap = loss_of("Cap", tiny({
        "Rules": [["rule", "type", "from", "to", "commodity", "value", "unit", "start", "window", "hard", "status"],
                  ["Cap", "cap", "Malaysia", "United States", "oxide", 2, "t", day("2027-01-01"), "period", "no",
                   "suspended"]],
    }), tmp_path)  # fmt: skip
    assert "more missed of soft rules, stocks and lateness" in cap["surprised: what changes"]
