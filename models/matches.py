"""What each row of the input matched: the sites, lanes and stocks behind its selectors.

For `plan check -v` and the sheet Data check: a selector that matches more, or less, than its author thinks is the
quietest of all mistakes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import IntArray
from models.linear.joins import join
from models.nouns import counted
from models.parts.policy import PRODUCTION
from models.problem import Problem
from models.resolve.policy import acting_statuses
from models.rule_types import LICENCE

# Names that are shown of a long list.
SHOWN = 5


@dataclass(frozen=True)
class Matched:
    """One row of a sheet, and what it matched: how many things, and the first of their names.

    status  that keeps it from acting, so that nothing was matched; "" for most
    """

    cell: str
    kind: str
    count: int
    names: tuple[str, ...]
    status: str = ""

    def __str__(self) -> str:
        """Return the line that a planner reads."""
        if self.status:
            return f"{self.cell} does not act: its status is {self.status}"
        shown = ", ".join(self.names[:SHOWN]) + (", ..." if self.count > SHOWN else "")
        return (
            f"{self.cell} matches {counted(self.count, self.kind)}: {shown}"
            if self.count
            else f"{self.cell} matches nothing"
        )


def matches(problem: Problem) -> list[Matched]:
    """Return what the rows of the sheets with selectors matched, in the order of sheets and rows."""
    processes, lanes, stocks = problem.processes, problem.lanes, problem.inventories
    contracts = problem.contracts
    tier, flow = join([contracts.tier_contract], [contracts.flow_contract])
    sites, commodities = problem.site_names.names, problem.commodity_names.names

    def lane(code: int) -> str:
        return f"{commodities[lanes.commodity[code]]} {sites[lanes.origin[code]]} > {sites[lanes.destination[code]]}"

    def stock(code: int) -> str:
        return f"{commodities[stocks.commodity[code]]} at {sites[stocks.site[code]]}"

    line_names = [
        f"{processes.name[process]} at {sites[processes.site[process]]}" for process in processes.line_process.tolist()
    ]
    capacities = problem.capacities
    limited = capacities.line[np.concatenate([capacities.member_limit, capacities.throughput_limit])]
    limited_names = [line_names[line] for line in capacities.member_line.tolist()]
    limited_names += [f"arrivals at {sites[site]}" for site in capacities.throughput_site.tolist()]
    pins = problem.pins
    return [
        *_rows(problem, "Processes", "site", "process", processes.line_record, line_names),
        *_rows(problem, "Capacity", "site", "process", *_once(limited, limited_names)),
        *_rows(problem, "Ramp", "site", "process", *_own(problem, problem.timing.line, np.arange(processes.size))),
        *_rows(
            problem, "Expansion", "site", "process", *_own(problem, problem.expansions.line, problem.expansions.process)
        ),
        *_rows(problem, "Lanes", "from", "lane", lanes.line, [lane(code) for code in range(lanes.size)]),
        *_rows(problem, "Inventory", "site", "stock", stocks.line, [stock(code) for code in range(stocks.size)]),
        *_rows(problem, "Blends", "site", "process", *_blended(problem)),
        *_rows(problem, "Substitutes", "customer", "demand", *_substituted(problem)),
        *_rows(problem, "Recycling", "customer", "return", *_returned(problem)),
        *_rows(problem, "Rules", "rule", "flow", *_ruled(problem, lane)),
        *_rows(
            problem,
            "Contracts",
            "contract",
            "lane",
            contracts.tier_line[tier],
            [lane(code) for code in contracts.flow_lane[flow]],
        ),
        *_rows(
            problem,
            "Qualification",
            "supplier",
            "lane",
            problem.qualifications.line,
            [lane(code) for code in problem.qualifications.lane.tolist()],
        ),
        *_rows(problem, "Sourcing", "supplier", "supplier", *_suppliers(problem)),
        *_rows(problem, "Pins", "what", "flow", pins.line[pins.member_pin], _pinned(problem, lane, stock, line_names)),
    ]


def waiting_rules(problem: Problem) -> dict[int, str]:
    """Return index of each row of sheet Rules that its status keeps from acting -> that status."""
    acts, records = acting_statuses(problem.options), problem.tables.records["Rules"]
    return {line: str(status) for line, status in enumerate(records.text["status"]) if status not in acts}


def _suppliers(problem: Problem) -> tuple[IntArray, list[str]]:
    """Return the row of sheet Sourcing and the name of every supplier whose share, number or award it speaks of."""
    s = problem.sourcing
    rows = np.concatenate([s.share_line[s.member_share], s.count_line[s.member_count], s.award_line])
    sites = np.concatenate([problem.lanes.origin[s.member_lane], s.award_site[s.member_award], s.award_site])
    pairs = np.unique(np.stack([rows, sites], axis=1), axis=0)
    names = [problem.site_names.names[site] for site in pairs[:, 1].tolist()]
    # Who supplies already needs no award of its row: the switching cost of another row is not paid for it.
    text = problem.tables.records["Sourcing"].text
    kept = np.setdiff1d(np.flatnonzero(text["incumbent"] == "yes"), rows)
    return np.append(pairs[:, 0], kept), [*names, *map(str, text["supplier"][kept].tolist())]


def _ruled(problem: Problem, lane: Callable[[int], str]) -> tuple[IntArray, list[str]]:
    """Return the rows of sheet Rules behind all that rules count, each grant of a licence too, and the names of it."""
    rules = problem.rules
    sites, commodities = problem.site_names.names, problem.commodity_names.names
    code = np.concatenate([rules.flow_rule, rules.place_rule, rules.use_rule])
    names = [lane(one) for one in rules.flow_lane.tolist()]
    names += [
        f"{commodities[commodity]} {'made at' if rules.at[rule] == PRODUCTION else 'delivered to'} {sites[site]}"
        for rule, site, commodity in zip(
            rules.place_rule.tolist(), rules.place_site.tolist(), rules.place_commodity.tolist(), strict=True
        )
    ]
    names += [
        _delivery(problem, *way) for way in zip(rules.use_demand.tolist(), rules.use_option.tolist(), strict=True)
    ]
    licensed = rules.of_type(LICENCE)
    row = np.concatenate([np.flatnonzero(~licensed), rules.grants.rule])
    line = np.concatenate([rules.line[~licensed], rules.grants.line])
    place, member = join([row], [code])
    return line[place], [names[one] for one in member.tolist()]


def _blended(problem: Problem) -> tuple[IntArray, list[str]]:
    """Return the rows of sheet Blends behind blends, and the processes that they limit."""
    return _own(problem, problem.blends.line, problem.blends.process)


def _substituted(problem: Problem) -> tuple[IntArray, list[str]]:
    """Return the rows of sheet Substitutes behind what streams accept, and the streams."""
    others = problem.substitutes
    return others.line, [_delivery(problem, demand, others.size) for demand in others.demand.tolist()]


def _returned(problem: Problem) -> tuple[IntArray, list[str]]:
    """Return the rows of sheet Recycling behind return streams, and what comes back from where."""
    returns, sites, commodities = problem.returns, problem.site_names.names, problem.commodity_names.names
    codes = zip(returns.site.tolist(), returns.product.tolist(), strict=True)
    return returns.line, [f"{commodities[product]} at {sites[site]}" for site, product in codes]


def _delivery(problem: Problem, demand: int, option: int) -> str:
    """Return the name of what a ban of an end use is about: a demand stream, in what it asks for or a substitute."""
    demands, others = problem.demands, problem.substitutes
    commodity = demands.commodity[demand] if option == others.size else others.commodity[option]
    use = f" for {demands.end_use[demand]}" if demands.end_use[demand] else ""
    return f"{problem.commodity_names.names[commodity]} to {problem.site_names.names[demands.customer[demand]]}{use}"


def marks(problem: Problem) -> list[str]:
    """Return a line for each origin that rules tell apart: how many recipes, stocks, orders and returns set it."""
    o, processes, lines = problem.origins, problem.processes, []
    # Who uses an allowance is marked by the runs that do.
    by_runs = int(np.bitwise_or.reduce(np.concatenate([o.allowances.used, o.allowances.using]), initial=0))
    for bit, word in enumerate(o.words):
        if by_runs >> bit & 1:
            continue
        own = processes.line_process[(o.of_output >> bit & 1) != 0]
        at = f" at {counted(int(np.unique(processes.site[own]).size), 'site')}"
        counts = [
            (int(np.unique(own).size), f"recipe{at}", f"recipes{at}"),
            (int((o.of_opening >> bit & 1)[problem.inventories.opening > 0.0].sum()), "opening stock", ""),
            (int((o.of_order >> bit & 1).sum()), "order", ""),
            (int((o.of_earlier >> bit & 1).sum()), "return", ""),
            (int((o.set_by_stock >> bit & 1).sum()), "stock that is kept for these", "stocks that are kept for these"),
        ]
        told = ", ".join(counted(*each) for each in counts if each[0]) or "nothing"
        cleared = int((o.cleared >> bit & 1).sum())
        lines.append(
            f"origin '{word}' is set by {told}" + (f", cleared by {counted(cleared, 'recipe')}" if cleared else "")
        )
    return lines


def _pinned(
    problem: Problem, lane: Callable[[int], str], stock: Callable[[int], str], line_names: Sequence[str]
) -> list[str]:
    """Return the name of every member of every pin."""
    demands, sites, commodities = problem.demands, problem.site_names.names, problem.commodity_names.names
    names: list[str] = []
    for pin, code in zip(problem.pins.member_pin.tolist(), problem.pins.member_code.tolist(), strict=True):
        match problem.pins.what[pin]:
            case "ship":
                names.append(lane(code))
            case "run":
                names.append(line_names[code])
            case "stock":
                names.append(stock(code))
            case "deliver":
                use = f" for {demands.end_use[code]}" if demands.end_use[code] else ""
                names.append(f"{commodities[demands.commodity[code]]} to {sites[demands.customer[code]]}{use}")
            case _:
                site, commodity = divmod(code, len(commodities))
                names.append(f"{commodities[commodity]} at {sites[site]}")
    return names


def _own(problem: Problem, records: IntArray, process: IntArray) -> tuple[IntArray, list[str]]:
    """Return the rows behind processes, -1 for none, and the names of the processes."""
    sites, processes = problem.site_names.names, problem.processes
    return records, [f"{processes.name[code]} at {sites[processes.site[code]]}" for code in process.tolist()]


def _rows(
    problem: Problem, sheet: str, column: str, kind: str, records: IntArray, names: Iterable[str]
) -> list[Matched]:
    """Return one Matched for each active row of a sheet; `records` says which row stands behind each name."""
    found: dict[int, list[str]] = {row: [] for row in range(len(problem.tables.records[sheet]))}
    waits = waiting_rules(problem) if sheet == "Rules" else {}
    for row, name in zip(records.tolist(), names, strict=True):
        if row >= 0:
            found[row].append(name)
    return [
        Matched(problem.cell(sheet, row, column), kind, len(own), tuple(own[:SHOWN]), waits.get(row, ""))
        for row, own in found.items()
    ]


def _once(records: IntArray, names: Sequence[str]) -> tuple[IntArray, list[str]]:
    """Return rows and names without what stands there again: several lines of one process count in one limit."""
    pairs = dict.fromkeys(zip(records.tolist(), names, strict=True))
    return np.array([record for record, _ in pairs], dtype=np.int64), [name for _, name in pairs]
