"""Every sheet and column of the input workbook, declared once: the table of contents of models/sheets.

Reading, unit conversion, bounds, reference checks, error texts, the template and the documentation page
all follow from these lines. To add a column, add one line to its table; to add a sheet, add one Table.
A sheet or column marked `later` is known, and an error when it is filled, until a family acts on it.
Knows nothing of files: planner/read finds the cells, models/resolve gives the rows a meaning.
"""

from __future__ import annotations

from models.sheets.buying import DEMAND, SUBSTITUTES
from models.sheets.columns import COMMON, Column, Role, Space, Table
from models.sheets.contracts import CONTRACTS
from models.sheets.frame import PERIODS, SETTINGS
from models.sheets.making import BLENDS, CAPACITY, EXPANSION, PROCESSES, RAMP, RECYCLING
from models.sheets.moving import INVENTORY, LANES, PIPELINE
from models.sheets.pins import PINS
from models.sheets.places import COMMODITIES, GROUPS, SITES, STAGES
from models.sheets.policy import RULES
from models.sheets.sourcing import QUALIFICATION, SOURCING
from models.sheets.studies import OVERRIDES, SCENARIOS

__all__ = [
    "COMMODITIES", "COMMON", "DEMAND", "PERIODS", "READ_ME", "SETTINGS", "SITES", "STAGES",
    "TABLE", "TABLES", "Column", "Role", "Space", "Table",
]  # fmt: skip

TABLES: tuple[Table, ...] = (
    SETTINGS,
    PERIODS,
    COMMODITIES,
    SITES,
    PROCESSES,
    DEMAND,
    CAPACITY,
    RAMP,
    LANES,
    INVENTORY,
    PIPELINE,
    RULES,
    CONTRACTS,
    SOURCING,
    QUALIFICATION,
    SUBSTITUTES,
    BLENDS,
    EXPANSION,
    RECYCLING,
    PINS,
    GROUPS,
    SCENARIOS,
    OVERRIDES,
)

TABLE = {table.name: table for table in TABLES}

# The sheet of a workbook of ours that holds no input and lists those that do.
READ_ME = "Read me"
