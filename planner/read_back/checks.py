"""Which sheets of a plan say of themselves that they are no longer what sheet Flows makes of them.

Every sheet has a check that a spreadsheet program works out anew when somebody overtypes a cell; the Summary gathers
them. A value that was typed over a formula of another sheet is seen there alone: a plan is read from sheet Flows.
"""

from __future__ import annotations

from pathlib import Path

from planner.read.workbook import read_workbook

# Words that the writer takes from here, which a verification does not load.
SUMMARY, FAILS = "Summary", "✘ CHECK"
# Title of the lights of all sheets on the Summary, and cells from the name of a sheet to its light.
CHECKS, LIGHT = "Checks of the sheets", 2


def failing(path: Path) -> list[str]:
    """Return the sheets whose check fails, in their order; none where the Summary tells of none, or is not there."""
    grids = read_workbook(path, lambda name: name == SUMMARY)[0].grids
    rows = grids[SUMMARY].rows if SUMMARY in grids and grids[SUMMARY].is_read else ()
    top = next((number for number, cells in enumerate(rows) if CHECKS in cells), len(rows))
    # Other lights of the Summary stand beside figures, and say other words.
    found = [
        (place, number, str(cells[place - LIGHT]))
        for number, cells in enumerate(rows[top + 1 :])
        for place, cell in enumerate(cells)
        if cell == FAILS and place >= LIGHT and cells[place - LIGHT] in grids
    ]
    return [name for _, _, name in sorted(found)]
