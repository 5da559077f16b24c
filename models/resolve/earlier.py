"""The earlier plan in the codes of this problem, and which periods are kept as they were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from models.arrays import IntArray
from models.calendar import Calendar
from models.issues import Findings
from models.names import Namespace, folded
from models.parts.earlier import COMPARED, FROZEN, Earlier, EarlierPlan, Figures
from models.parts.options import Options
from models.problem import Contracts, Expansions, Lanes, Processes, Sourcing
from models.records import Tables

# Keys of each kind's columns, in the order in which they are found, the period last; and the column of its amount.
KEYS: Mapping[str, tuple[str, ...]] = {
    "ship": ("lane", "period"),
    "run": ("process", "period"),
    "take": ("contract", "lane", "span", "period"),
    "expand": ("addition", "period"),
    "award": ("award", "period"),
}
AMOUNT = {"ship": "sent_t", "run": "runs", "take": "taken_t", "expand": "added_t_per_yr", "award": "awarded"}
WORDS: Mapping[str, str] = {
    "ship": "sends {amount:,.6g} t of {commodity} from {from} to {to}",
    "run": "runs {process} at {site} {amount:,.6g} times",
    "take": "takes {amount:,.6g} t of {commodity} from {from} under contract {contract}",
    "expand": "adds {amount:,.6g} t/yr to {process} at {site}",
    "award": "gives {supplier} an award for {buyer}, {commodity}",
}
NEAR, PERIODS, FROM = "near", "frozen periods", "plan from"
NOWHERE = -1
# No plan states as much; a solver takes a number not much larger for no number at all.
MOST = 1e13


def make_earlier(
    tables: Tables, options: Options, plan: EarlierPlan | None, calendar: Calendar, spaces: tuple[Namespace, Namespace],
    processes: Processes, lanes: Lanes, contracts: Contracts, expansions: Expansions, sourcing: Sourcing,
    issues: Findings,
) -> Earlier:  # fmt: skip
    """Return the earlier plan; names that the input no longer has are noted, in frozen periods they are errors.

    spaces  names of sites and of commodities
    """
    frozen, frozen_by = _frozen(tables, options, plan, calendar, issues)
    nothing = {kind: Figures({key: _codes([]) for key in KEYS[kind]}, np.empty(0), ()) for kind in FROZEN}
    if plan is None:
        if tables.settings[NEAR] is not None:
            issues.error(
                "near-unread", tables.setting_cells[NEAR], f"the earlier plan '{tables.settings[NEAR]}' was not read",
                "name it with --near, or empty the cell",
            )  # fmt: skip
        return Earlier(None, np.zeros(calendar.size, dtype=np.bool_), 0, "", nothing)
    heard = {folded(str(name)) for table in plan.tables.values() if "period" in table for name in table["period"]}
    covered = np.array([folded(name) in heard for name in calendar.names], dtype=np.bool_)
    if not covered.any():
        issues.warning(
            "near-no-period", plan.where,
            f"{plan.name} has none of the periods of this input, so no plan is nearer to it than another",
            "name a plan of the same periods, or give the periods the names that they have there",
        )  # fmt: skip
    for period in np.flatnonzero(~covered[:frozen]).tolist():
        issues.error(
            "near-period-missing",
            tables.setting_cells[frozen_by],
            f"{calendar.names[period]} is to be kept as planned, and {plan.name} has no such period",
            "freeze fewer periods, or name a plan that has it",
        )
    finder = _Finder(tables, calendar, spaces, processes, lanes, contracts, expansions, sourcing)
    gone = _Gone(plan, tables.setting_cells.get(frozen_by, ""), frozen)
    figures = {kind: _figures(kind, plan, finder, gone, issues) for kind in FROZEN}
    gone.note(issues)
    return Earlier(plan, covered, frozen, frozen_by, figures)


def _frozen(
    tables: Tables, options: Options, plan: EarlierPlan | None, calendar: Calendar, issues: Findings
) -> tuple[int, str]:
    """Return how many first periods are kept, and the setting that says so."""
    number, name = options.frozen_periods, options.plan_from or None
    cells = tables.setting_cells
    if number is not None and name is not None:
        issues.error(
            "frozen-twice", cells[FROM], f"`{FROM}` and `{PERIODS}` ({cells[PERIODS]}) both say what is kept",
            "empty one of the two",
        )  # fmt: skip
        return 0, ""
    if number is None and name is None:
        return 0, ""
    if name is not None:
        code = {folded(one): place for place, one in enumerate(calendar.names)}.get(folded(name))
        if code is None:
            issues.error(
                "unknown-name", cells[FROM], f"there is no period '{name}' in sheet Periods",
                "write one of its names: the first period that the plan decides",
            )  # fmt: skip
            return 0, ""
        count, by = code, FROM
    else:
        count, by = int(number or 0.0), PERIODS
        if count != number or count > calendar.size:
            issues.error(
                "frozen-periods", cells[PERIODS],
                f"{number:g} is no number of periods, of which there are {calendar.size}",
                f"write a whole number up to {calendar.size}",
            )  # fmt: skip
            return 0, ""
    if count and plan is None:
        issues.error(
            "frozen-without-near", cells[by], "periods are to be kept as planned, and no earlier plan is named",
            "name it in setting `near`, or with --near",
        )  # fmt: skip
        return 0, ""
    return count, by


def _figures(kind: str, plan: EarlierPlan, finder: _Finder, gone: _Gone, issues: Findings) -> Figures:
    """Return the figures of one kind whose names are all known; a lane that is not there keeps a shipment's figure."""
    table = plan.tables[kind]
    # Rows that differ in the marks of the material alone are one decision.
    found: dict[tuple[int, ...], float] = {}
    words: dict[tuple[int, ...], str] = {}
    for cells in table.to_dict("records"):
        row = {str(column): cell for column, cell in cells.items()}
        amount = float(row[AMOUNT[kind]])
        if amount == 0.0:
            continue
        if not 0.0 < amount < MOST:
            said = WORDS[kind].format_map({**row, "amount": amount})
            issues.error(
                "near-amount", plan.where, f"{plan.name} {said} in {row['period']}, which no plan does",
                "name a plan as `plan solve` wrote it",
            )  # fmt: skip
            continue
        period = finder.period.get(folded(str(row["period"])))
        if period is None:
            gone.name("period", str(row["period"]), kind)
            continue
        code, missing = finder.find(kind, row, period)
        said = WORDS[kind].format_map({**row, "amount": amount})
        for what, name in missing:
            gone.name(what, name, kind)
        if missing or code[0] == NOWHERE:
            gone.frozen(said, str(row["period"]), period, issues)
        if not missing:
            # Shipments whose lanes are gone add up as well: no column stands against any of them.
            key = (*code, period)
            found[key] = found.get(key, 0.0) + amount
            words.setdefault(key, said)
    columns = np.array(list(found), dtype=np.int64).reshape(-1, len(KEYS[kind]))
    amounts = np.array(list(found.values()), dtype=np.float64)
    return Figures({key: columns[:, n] for n, key in enumerate(KEYS[kind])}, amounts, tuple(words.values()))


@dataclass(eq=False)
class _Gone:
    """What the earlier plan speaks of and the input no longer has."""

    plan: EarlierPlan
    cell: str
    periods: int
    names: Counter[tuple[str, str]] = field(default_factory=Counter)

    def name(self, what: str, name: str, kind: str) -> None:
        """Count a name that is not known; of kinds that are only frozen there is nothing to say."""
        if kind in COMPARED:
            self.names[what, name] += 1

    def frozen(self, said: str, name: str, period: int, issues: Findings) -> None:
        """Report a decision of a frozen period that cannot be kept, because what it is about is not there."""
        if period < self.periods:
            issues.error(
                "frozen-gone",
                self.cell,
                f"{self.plan.name} {said} in {name}, which is to be kept, and the input has no such thing",
                "put it back, or freeze fewer periods",
            )

    def note(self, issues: Findings) -> None:
        """Note every name that is not known, with the number of shipments and runs that are left out for it."""
        for (what, name), count in sorted(self.names.items()):
            issues.note(
                "near-unknown-name",
                self.plan.where,
                f"{what} '{name}' of {self.plan.name} is not in the input; {count} of its shipments and runs are left "
                "out of the distance",
            )


class _Finder:
    """From the names of a plan's rows to codes."""

    def __init__(
        self, tables: Tables, calendar: Calendar, spaces: tuple[Namespace, Namespace], processes: Processes,
        lanes: Lanes, contracts: Contracts, expansions: Expansions, sourcing: Sourcing,
    ) -> None:  # fmt: skip
        """Index what can be named."""
        self.sites, self.commodities = (space.code for space in spaces)
        self.period = {folded(name): place for place, name in enumerate(calendar.names)}
        self.modes = {folded(str(mode)) for mode in tables.records["Lanes"].text["mode"]} or {""}
        ends = zip(lanes.origin.tolist(), lanes.destination.tolist(), lanes.commodity.tolist(), lanes.mode, strict=True)
        self.lane = {(*codes, folded(mode)): place for place, (*codes, mode) in enumerate(ends)}
        own = zip(processes.site.tolist(), processes.name, strict=True)
        self.process = {(site, folded(name)): place for place, (site, name) in enumerate(own)}
        self.contract = {folded(name): place for place, name in enumerate(contracts.name)}
        spans = zip(contracts.spans.period.tolist(), contracts.spans.offset.tolist(), strict=True)
        self.span = {key: place for place, key in enumerate(spans)}
        self.addition = {process: place for place, process in enumerate(expansions.process.tolist())}
        awards = zip(sourcing.award_site.tolist(), sourcing.award_event.tolist(), strict=True)
        self.award = {
            (site, folded(sourcing.buyer[event]), folded(sourcing.commodity[event])): place
            for place, (site, event) in enumerate(awards)
        }

    def find(self, kind: str, row: Mapping[Any, Any], period: int) -> tuple[tuple[int, ...], list[tuple[str, str]]]:
        """Return the codes of a row but its period, and the names that are not known."""
        ways: dict[str, Callable[[Mapping[Any, Any], int], tuple[tuple[int, ...], list[tuple[str, str]]]]] = {
            "ship": self._ship, "run": self._run, "take": self._take, "expand": self._expand, "award": self._award,
        }  # fmt: skip
        return ways[kind](row, period)

    def _ship(self, row: Mapping[Any, Any], period: int) -> tuple[tuple[int, ...], list[tuple[str, str]]]:
        del period
        missing = [("site", str(row[end])) for end in ("from", "to") if folded(str(row[end])) not in self.sites]
        if folded(str(row["commodity"])) not in self.commodities:
            missing.append(("commodity", str(row["commodity"])))
        if folded(str(row["mode"])) not in self.modes:
            missing.append(("mode", str(row["mode"])))
        if missing:
            return (NOWHERE,), missing
        origin, destination = (self.sites[folded(str(row[end]))] for end in ("from", "to"))
        key = (origin, destination, self.commodities[folded(str(row["commodity"]))], folded(str(row["mode"])))
        return (self.lane.get(key, NOWHERE),), []

    def _run(self, row: Mapping[Any, Any], period: int) -> tuple[tuple[int, ...], list[tuple[str, str]]]:
        del period
        site = self.sites.get(folded(str(row["site"])), NOWHERE)
        code = self.process.get((site, folded(str(row["process"]))), NOWHERE)
        return (code,), [] if code >= 0 else [("process", f"{row['process']} at {row['site']}")]

    def _take(self, row: Mapping[Any, Any], period: int) -> tuple[tuple[int, ...], list[tuple[str, str]]]:
        (lane,), missing = self._ship(row, period)
        contract = self.contract.get(folded(str(row["contract"])), NOWHERE)
        span = self.span.get((period, int(row["span"])), NOWHERE)
        if min(contract, span, lane) < 0:
            missing.append(("contract", str(row["contract"])))
        return (contract, lane, span), missing

    def _expand(self, row: Mapping[Any, Any], period: int) -> tuple[tuple[int, ...], list[tuple[str, str]]]:
        (process,), missing = self._run(row, period)
        code = self.addition.get(process, NOWHERE)
        return (code,), missing or ([] if code >= 0 else [("expansion of process", str(row["process"]))])

    def _award(self, row: Mapping[Any, Any], period: int) -> tuple[tuple[int, ...], list[tuple[str, str]]]:
        del period
        site = self.sites.get(folded(str(row["supplier"])), NOWHERE)
        code = self.award.get((site, folded(str(row["buyer"])), folded(str(row["commodity"]))), NOWHERE)
        return (code,), [] if code >= 0 else [("award", str(row["supplier"]))]


def _codes(values: list[int]) -> IntArray:
    return np.array(values, dtype=np.int64)
