"""The Problem: what the tables mean, in base units, with an integer code for every name.

Frozen arrays, one line per thing: sites, recipes, limits, lanes, stocks, demand streams, rules (models/parts). Each
line keeps the row of the sheet it came from, so that every error, limit and explanation can point to a cell.
Knows neither files nor solvers; models/resolve makes it, the families read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase

import numpy as np

from models.arrays import FloatArray
from models.calendar import Calendar
from models.names import Namespace
from models.parts.blends import Blends
from models.parts.buying import Demands, Substitutes
from models.parts.contracts import Contracts
from models.parts.earlier import Earlier
from models.parts.making import Capacities, Processes
from models.parts.moving import Inventories, Lanes, Pipeline
from models.parts.options import Options
from models.parts.origins import Allowances, Origins
from models.parts.pins import Pins
from models.parts.places import Commodities, Sites
from models.parts.policy import Rules
from models.parts.recycling import Returns
from models.parts.sourcing import Qualifications, Sourcing
from models.parts.timing import Expansions, Timing
from models.records import Tables

__all__ = [
    "HALF", "Allowances", "Blends", "Capacities", "Commodities", "Contracts", "Demands", "Earlier", "Expansions",
    "Inventories",
    "Lanes", "Options", "Origins", "Pins", "Pipeline", "Problem", "Processes", "Qualifications", "Returns", "Rules",
    "Sites", "Sourcing", "Substitutes", "Timing",
]  # fmt: skip

# A ban that covers at least this share of a period stops, in all of it, flows that have no capacity to scale.
HALF = 0.5


@dataclass(frozen=True, eq=False)
class Problem:
    """All of it. `tables` is what was read, for addresses."""

    tables: Tables
    options: Options
    calendar: Calendar
    commodity_names: Namespace
    site_names: Namespace
    commodities: Commodities
    sites: Sites
    processes: Processes
    capacities: Capacities
    lanes: Lanes
    inventories: Inventories
    pipeline: Pipeline
    demands: Demands
    rules: Rules
    origins: Origins
    qualifications: Qualifications
    sourcing: Sourcing
    pins: Pins
    contracts: Contracts
    timing: Timing
    expansions: Expansions
    substitutes: Substitutes
    returns: Returns
    blends: Blends
    earlier: Earlier

    def cell(self, sheet: str, line: int, column: str, period: int | None = None) -> str:
        """Return the address of the value behind a line, such as `Capacity!F12`; "" where there is no row."""
        if line < 0:
            return ""
        name = None if period is None else self.calendar.names[period]
        return self.tables.records[sheet].cell(line, column, name, period)

    def setting_record(self, name: str) -> int:
        """Return the record of sheet Settings that holds a setting which was given."""
        row = int(self.tables.setting_cells[name].rpartition("!")[2].lstrip(ascii_uppercase))
        return int(np.flatnonzero(self.tables.records["Settings"].row == row)[0])

    @property
    def suppliers(self) -> tuple[str, ...]:
        """Return the supplier of each site: its operator, or the site itself where it has none."""
        names = zip(self.sites.operator, self.site_names.names, strict=True)
        return tuple(operator or name for operator, name in names)

    @property
    def discount(self) -> FloatArray:
        """Return (periods,) the factor by which a cost in each period counts."""
        return np.asarray((1.0 + self.options.discount_rate) ** -self.calendar.years_from_start)
