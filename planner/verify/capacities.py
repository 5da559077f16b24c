"""Capacities, read again: what they count, what is there with start, start-up and additions, and minimum loads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.records import Tables
from planner.verify.expansion import Added
from planner.verify.ledger import ABSOLUTE_TOLERANCE, FloatArray, IntArray, Ledger
from planner.verify.names import EVERYTHING, Names, fold
from planner.verify.recipes import Recipes, Runs
from planner.verify.time import Time
from planner.verify.timing import SAME_SHARE, Openings

# What has no capacity to scale runs in a period of which it is open for more than this share.
HALF = 0.5


@dataclass(frozen=True, eq=False)
class Limit:
    """One limit of sheet Capacity: its row, the lines of recipes that it sums, or the arrivals of some commodities."""

    record: int
    lines: list[int]
    arrivals: list[tuple[int, frozenset[int]]]


def read_limits(tables: Tables, sites: Names, materials: Names, recipes: Recipes) -> list[Limit]:
    """Read sheet Capacity: `{X}` is one limit over the sum of X, a bare selector one limit for each match."""
    records = tables.records["Capacity"]
    at_site: dict[int, list[tuple[str, int]]] = {}
    for (site, process), number in recipes.number.items():
        at_site.setdefault(site, []).append((process, number))
    limits: list[Limit] = []
    single: dict[tuple[object, ...], tuple[int, Limit]] = {}
    for line in range(len(records)):
        place, summed_places = _selector(records.text["site"][line])
        process, basis = fold(records.text["process"][line]), fold(records.text["basis"][line])
        found = sites.select(place)
        for site_group in [found] if summed_places else [frozenset({site}) for site in found]:
            for key, exactness, wanted in _wanted_commodities(records.text["commodity"][line], line, materials):
                limit = Limit(line, [], [])
                for site in sorted(site_group):
                    if basis == "throughput":
                        everything = frozenset(range(len(materials.spelled)))
                        limit.arrivals.append((site, everything if wanted is None else wanted))
                        continue
                    for name, number in at_site.get(site, []):
                        if process in EVERYTHING or process == name:
                            limit.lines.extend(_counted(recipes, number, basis, wanted))
                if summed_places:
                    limits.append(limit)
                    continue
                (site,) = site_group
                whole_key = (site, "" if process in EVERYTHING else process, basis, key)
                rank = sites.words[site][place] + exactness
                if whole_key not in single or rank > single[whole_key][0]:
                    single[whole_key] = (rank, limit)
    return limits + [limit for _, limit in single.values()]


def _selector(cell: object) -> tuple[str, bool]:
    """Return a folded selector without its braces, and whether it has them: one limit over the sum."""
    word = fold(cell)
    summed = word.startswith("{") and word.endswith("}")
    return (word.strip("{}").strip() if summed else word), summed


def _wanted_commodities(cell: object, line: int, materials: Names) -> list[tuple[object, int, frozenset[int] | None]]:
    """Return what a commodity cell of Capacity limits: a key, its exactness, and the commodities that are summed.

    Blank is the driver's, so it has a key of its own and no commodities; `{group}` likewise belongs to its row alone.
    """
    word, summed = _selector(cell)
    if not word:
        return [("", 0, None)]
    if summed:
        return [(("row", line), 0, materials.select(word))]
    return [(one, materials.words[one][word], frozenset({one})) for one in sorted(materials.select(word))]


def _counted(recipes: Recipes, process: int, basis: str, wanted: frozenset[int] | None) -> list[int]:
    """Return the lines of a process that a limit counts: by default the driver."""
    lines = [line for line in recipes.lines(process) if basis in ("", "out" if recipes.line_out[line] else "in")]
    if wanted is not None:
        return [line for line in lines if int(recipes.line_commodity[line]) in wanted]
    driver = int(recipes.driver[process])
    return [driver] if driver in lines else lines


@dataclass(frozen=True, eq=False)
class Arrivals:
    """What lanes bring: (flows,) site, commodity, period of arrival, t after loss."""

    site: IntArray
    commodity: IntArray
    period: IntArray
    tonnes: FloatArray


@dataclass(frozen=True, eq=False)
class Plants:
    """What the limits of sheet Capacity allow.

    limits        the limits;  record  (limits,) row of the sheet
    there         (limits, periods) share of start, end and start-up: of the member of which most is there
    availability  (limits, periods);  allowed  (limits, periods) t, without additions
    grows         (limits,) process that is the only one counted, and what is added to it adds to the limit; else -1
    may_run       (processes, periods)
    steady        (processes, periods) true where each availability is that of the period before
    before        (processes,) t of the driver a year before the first period, NaN where it is not given
    """

    limits: list[Limit]
    record: IntArray
    there: FloatArray
    availability: FloatArray
    allowed: FloatArray
    grows: IntArray
    may_run: np.ndarray
    steady: np.ndarray
    before: FloatArray


def read_plants(tables: Tables, limits: list[Limit], recipes: Recipes, openings: Openings, time: Time) -> Plants:
    """Read what each limit allows, and what follows for the processes that it counts."""
    records = tables.records["Capacity"]
    limits = [one for one in limits if one.lines or one.arrivals]
    row = np.array([limit.record for limit in limits], dtype=np.int64)
    shape = (len(limits), time.size)
    members = [[int(np.searchsorted(recipes.start, line, side="right")) - 1 for line in one.lines] for one in limits]
    there = np.zeros(shape)
    for place, (limit, processes) in enumerate(zip(limits, members, strict=True)):
        shares = [openings.share[process] for process in processes]
        there[place] = np.max([*shares, *(openings.site[site] for site, _ in limit.arrivals)], axis=0)
    nameplate = records.number_by_period["capacity"][row].reshape(shape)
    available = records.number_by_period["availability"][row].reshape(shape)
    limited = np.isfinite(nameplate)
    allowed = np.where(limited, np.where(limited, nameplate, 0.0) * available * there, np.inf)
    if tables.settings["weak data"] == "leave out":
        allowed[records.text["confidence"][row] == "C"] = 0.0
    scaled, steady = np.zeros(openings.share.shape, np.bool_), np.ones(openings.share.shape, np.bool_)
    grows, before = np.full(len(limits), -1, dtype=np.int64), np.full(recipes.site.size, np.nan)
    at_start = records.number_by_period["running at start"]
    for place, (limit, processes) in enumerate(zip(limits, members, strict=True)):
        for process in set(processes):
            scaled[process] |= np.isfinite(allowed[place]) & np.isclose(openings.share[process], there[place], 0, 1e-12)
            steady[process, 1:] &= np.isclose(available[place, 1:], available[place, :-1], 0, SAME_SHARE)
        if len(set(processes)) == 1 and not limit.arrivals:
            grows[place] = processes[0]
            tonnes = at_start[limit.record, 0]
            if not np.isnan(tonnes):
                line, driver = limit.lines[-1], int(recipes.driver[processes[0]])
                ratio = recipes.line_quantity[driver, 0] / recipes.line_quantity[line, 0]
                before[processes[0]] = tonnes / time.years[0] * ratio
    may_run = (openings.share > 0.0) & (scaled | (openings.share > HALF))
    by_name = {int(grows[place]) for place, limit in enumerate(limits) if _names_process(tables, limit)}
    for place, limit in enumerate(limits):
        if grows[place] in by_name and not _names_process(tables, limit):
            grows[place] = -1
    return Plants(limits, row, there, available, allowed, grows, may_run, steady, before)


def _names_process(tables: Tables, limit: Limit) -> bool:
    return fold(tables.records["Capacity"].text["process"][limit.record]) not in EVERYTHING


def check_capacities(
    tables: Tables, plants: Plants, runs: Runs, arrivals: Arrivals, added: Added, time: Time, ledger: Ledger
) -> None:
    """Check every limit and every minimum load of sheet Capacity in every period."""
    records, limits, row = tables.records["Capacity"], plants.limits, plants.record
    used, term = _used(limits, runs, arrivals, time)
    allowed = plants.allowed.copy()
    for place, process in enumerate(plants.grows.tolist()):
        if process in added.usable:
            allowed[place] += added.usable[process] * plants.availability[place] * time.years
    counted, period = np.nonzero(np.isfinite(allowed))

    def sentence(number: int, excess: float) -> str:
        line, name = int(row[counted[number]]), time.names[period[number]]
        return (
            f"{records.cell(line, 'capacity', name, int(period[number]))}: the limit on {records.text['site'][line]} "
            f"{records.text['process'][line]} is exceeded by {excess:g} t in {name}"
        )

    ledger.at_most("capacities", used[counted, period], allowed[counted, period], term[counted, period], sentence)
    least = np.nan_to_num(records.number_by_period["minimum load"][row]).reshape(used.shape) * plants.there
    limited, when = np.nonzero((least > 0.0) & (used > ABSOLUTE_TOLERANCE))

    def too_little(number: int, missing: float) -> str:
        line, name = int(row[limited[number]]), time.names[when[number]]
        return (
            f"{records.cell(line, 'minimum load', name, int(when[number]))}: {records.text['site'][line]} "
            f"{records.text['process'][line]} runs {missing:g} t below its minimum load in {name}, and is not off"
        )

    ledger.at_least("minimum loads", used[limited, when], least[limited, when], term[limited, when], too_little)


def _used(limits: list[Limit], runs: Runs, arrivals: Arrivals, time: Time) -> tuple[FloatArray, FloatArray]:
    """Return (limits, periods) t that each limit counts, and its largest term."""
    used, term = np.zeros((len(limits), time.size)), np.zeros((len(limits), time.size))
    pairs = np.array([(place, line) for place, limit in enumerate(limits) for line in limit.lines], dtype=np.int64)
    pairs = pairs.reshape(-1, 2)
    np.add.at(used, pairs[:, 0], runs.amount[pairs[:, 1]])
    np.maximum.at(term, pairs[:, 0], runs.amount[pairs[:, 1]])
    order = np.argsort(arrivals.site, kind="stable")
    ordered = arrivals.site[order]
    for place, limit in enumerate(limits):
        for site, wanted in limit.arrivals:
            chosen = order[np.searchsorted(ordered, site) : np.searchsorted(ordered, site, side="right")]
            chosen = chosen[np.isin(arrivals.commodity[chosen], list(wanted))]
            np.add.at(used[place], arrivals.period[chosen], arrivals.tonnes[chosen])
            np.maximum.at(term[place], arrivals.period[chosen], arrivals.tonnes[chosen])
    return used, term
