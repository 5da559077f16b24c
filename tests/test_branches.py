"""The report of branches counts by package and names what was not taken."""

from __future__ import annotations

from typing import Any

from tests.branches import GOAL, summary


def file(taken: int, *missed: tuple[int, int]) -> dict[str, Any]:
    numbers = {"num_branches": taken + len(missed), "covered_branches": taken, "missing_branches": len(missed)}
    return {"summary": numbers, "missing_branches": [list(pair) for pair in missed]}


def test_the_branches_of_a_package_are_counted_over_its_files_and_folders() -> None:
    _, shares = summary({"models/a.py": file(9, (1, 2)), "models/b/c.py": file(10), "planner/d.py": file(1, (3, -1))})
    assert shares == {"models": 19 / 20, "planner": 0.5}
    assert shares["planner"] < GOAL <= shares["models"]


def test_a_branch_that_was_not_taken_is_named_by_where_it_leaves_and_arrives() -> None:
    lines, _ = summary({"models/a.py": file(9, (3, 5), (7, -1)), "models/b.py": file(2)})
    assert lines[0] == "models/a.py: 9 of 11, not 3->5 7->end"
    assert not any("b.py" in line for line in lines)


def test_a_package_without_a_branch_has_all_of_them() -> None:
    assert summary({})[1] == {"models": 1.0, "planner": 1.0}
