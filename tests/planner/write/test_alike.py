"""Limits that close the same flows, and shortages behind limits whose tonnes count for more elsewhere."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.linear.matrix import Matrix
from planner.write.alike import closed_alike
from tests.plan_books import opened, plan_file, table
from tests.tiny import day, tiny
from tests.workbooks import Cell, Sheets


def matrix(rows: list[dict[int, float]], upper: list[float]) -> Matrix:
    """Return a program of three columns with these rows, each at most its upper limit."""
    column = np.array([column for row in rows for column in sorted(row)], dtype=np.int64)
    value = np.array([row[column] for row in rows for column in sorted(row)])
    start = np.cumsum([0, *(len(row) for row in rows)])
    return Matrix(np.zeros(3), np.full(3, np.inf), np.full(len(rows), -np.inf), np.array(upper), start, column, value)


@pytest.mark.parametrize(
    ("rows", "upper", "expected"),
    [
        ([{0: 1.0}, {0: 1.0}], [0.0, 0.0], {0: [1], 1: [0]}),
        ([{0: 1.0, 1: 1.0}, {0: 1.0}], [0.0, 0.0], {1: [0]}),
        ([{0: 1.0, 1: 1.0}, {0: 1.0}, {1: 2.0}], [0.0, 0.0, 0.0], {0: [1, 2], 1: [0], 2: [0]}),
        ([{0: 1.0}, {0: 1.0}], [0.0, 5.0], {}),
        ([{0: 1.0}, {0: 1.0, 1: -1.0}], [0.0, 0.0], {}),
        ([{0: 1.0}, {1: 1.0}], [0.0, 0.0], {}),
    ],
    ids=["twins", "part", "by two others", "open", "may be balanced", "others"],
)
def test_rows_are_alike_when_others_close_all_that_they_close(
    rows: list[dict[int, float]], upper: list[float], expected: dict[int, list[int]]
) -> None:
    assert closed_alike(matrix(rows, upper), range(len(rows))) == expected


def two_bans() -> Sheets:
    """Return an oxide that two rules ban on the only lane."""
    rule: list[Cell] = ["ban", day("2027-01-01"), "Mine", "User", "oxide"]
    return tiny({
        "Rules": [["rule", "type", "start", "from", "to", "commodity"], ["Own", *rule], ["State", *rule]],
    })  # fmt: skip


def test_two_bans_of_the_same_share_what_they_do(tmp_path: Path) -> None:
    book = opened(plan_file(tmp_path, two_bans()))
    effects = {row["rule"]: row for row in table(book["Rule effects"])}
    assert effects["Own"]["effect"] == "▲ binds together with State"
    assert effects["State"]["effect"] == "▲ binds together with Own"
    bans = [row for row in table(book["Value of limits"]) if row["limit"] == "ban"]
    assert len(bans) == 3
    assert all("nothing by itself" in row["one more means"] for row in bans)
    assert ", together with ban of " in table(book["Unmet"])[0]["limits on the ways to it"]


def test_what_is_outbid_names_the_limit_whose_tonnes_go_elsewhere(tmp_path: Path) -> None:
    # The mine's 8 t a quarter all go to the first priority, which wants 9: a tonne more would go there as well.
    sheets = tiny({"Demand": [
        ["customer", "commodity", "end use", "priority", "unit", "all"],
        ["User", "oxide", "jets", 1, "t/period", 9],
        ["User", "oxide", "toys", 2, "t/period", 4],
    ]})  # fmt: skip
    rows = table(opened(plan_file(tmp_path, sheets))["Unmet"])
    causes = {(row["end use"], row["limits on the ways to it"].partition("(")[0]) for row in rows}
    assert causes == {
        ("jets", "capacity of Mine; dig "), ("toys", "its tonnes count for more elsewhere: capacity of Mine; dig "),
    }  # fmt: skip
