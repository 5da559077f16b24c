"""What a row over a window sums counts in the periods in which its rule counts it."""

from __future__ import annotations

from models.limits.windows import Windows
from tests.studies import study_of
from tests.tiny import Changed, day, tiny
from tests.workbooks import Cell

HEADER: list[Cell] = ["rule", "type", "from", "to", "value [t]", "window", "start", "applies at"]


def caps(at: str | None, *tonnes: float) -> Changed:
    """Return caps on what the mine sends in a calendar year."""
    each: list[list[Cell]] = [
        [f"Cap {number}", "cap", "Mine", "User", value, "calendar year", day("2027-01-01"), at]
        for number, value in enumerate(tonnes, start=1)
    ]
    return {"Rules": [HEADER, *each]}


def test_the_entries_of_a_window_count_in_their_periods() -> None:
    study = study_of(tiny(caps(None, 8.0, 9.0)))
    windows, ship = Windows(study.model, study.solution.matrix), study.model.variables.ship
    for row in study.model.program.row_blocks["cap"].index.tolist():
        columns, values, periods = windows.entries("cap", row)
        assert sorted(columns.tolist()) == sorted(ship.index.tolist())
        assert values.tolist() == [1.0] * 3
        assert periods[columns.argsort()].tolist() == ship.keys["period"][ship.index.argsort()].tolist()


def test_what_counts_on_arrival_counts_in_the_period_of_arrival() -> None:
    changed = caps("arrival", 8.0)
    changed["Lanes"] = [["from", "to", "commodity", "lead time [periods]"], ["Mine", "User", "oxide", 1]]
    study = study_of(tiny(changed))
    row = int(study.model.program.row_blocks["cap"].index[0])
    _, _, periods = Windows(study.model, study.solution.matrix).entries("cap", row)
    assert sorted(periods.tolist()) == [1, 2]
