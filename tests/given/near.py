"""Two mines that dig the same oxide at other costs, for plans that stay near to an earlier one."""

from __future__ import annotations

from tests.earlier_plans import as_earlier, near_plan
from tests.tiny import tiny
from tests.workbooks import Sheets


def two_mines(first: float = 10, second: float = 10, **changed: object) -> Sheets:
    """Return two mines that dig at a cost, 8 t a quarter each, for a user of 5 t a quarter."""
    sheets = tiny({
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Pit", "Malaysia", "mine"],
                  ["User", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
                      ["Mine", "dig", "out", "oxide", 2, first], ["Pit", "scoop", "out", "oxide", 1, second]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 8], ["Pit", "scoop", "out", "oxide", "t/period", 8]],
        "Lanes": [["from", "to", "commodity", "cost [USD/t]"], ["Mine", "User", "oxide", 1],
                  ["Pit", "User", "oxide", 1]],
    })  # fmt: skip
    return {**sheets, **changed}  # type: ignore[dict-item]


MINE, PIT = as_earlier(near_plan(two_mines(10, 11))), as_earlier(near_plan(two_mines(11, 10)))
