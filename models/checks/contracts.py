"""What is wrong or worth knowing in sheet Contracts, beyond what no lane and no day of it tells."""

from __future__ import annotations

from datetime import date

import numpy as np

from models.issues import Findings
from models.prices import covered, outside, tier_prices
from models.problem import Problem
from models.records import quoted
from models.variables.contracts import most_of_order, most_of_tier, ordered_tiers, running

SHEET = "Contracts"
NAMED = 3


def check_contracts(problem: Problem, issues: Findings) -> None:
    """Add every finding about contracts."""
    if problem.contracts.size == 0:
        return
    _windows_missing(problem, issues)
    _prices_missing(problem, issues)
    _floors_without_market(problem, issues)
    _limits_that_contradict(problem, issues)
    _decisions_without_limit(problem, issues)
    _parts_of_minimums(problem, issues)
    _minimums_of_closed_sites(problem, issues)
    _paid_twice(problem, issues)
    _days_without_contract(problem, issues)


def _windows_missing(problem: Problem, issues: Findings) -> None:
    contracts = problem.contracts
    for contract in range(contracts.size):
        own = contracts.tier_contract == contract
        counted = {
            "minimum take": contracts.minimum[contract] > 0.0,
            "maximum": contracts.maximum[contract] < np.inf,
            "tier to": own.sum() > 1 or np.isfinite(contracts.tier_size[own]).any(),
        }
        column = next((name for name, is_counted in counted.items() if is_counted), None)
        if column is not None and not contracts.window[contract]:
            issues.error(
                "window-missing",
                problem.cell(SHEET, int(contracts.line[contract]), "window"),
                f"contract '{contracts.name[contract]}' counts tonnes ({column}), and nothing says over which time",
                "write period, calendar year or term",
            )


def _prices_missing(problem: Problem, issues: Findings) -> None:
    """A price in some periods only, tiers without a price, take-or-pay without one."""
    contracts, spans = problem.contracts, problem.contracts.spans
    runs = np.zeros((contracts.size, problem.calendar.size), dtype=np.bool_)
    owner, span = np.nonzero(contracts.windows.of_span >= 0)
    runs[owner, spans.period[span]] = True
    blank = np.isnan(contracts.price)
    for tier in range(contracts.tier_contract.size):
        contract, line = int(contracts.tier_contract[tier]), int(contracts.tier_line[tier])
        asked = runs[contract]
        missing = np.flatnonzero(blank[tier] & asked)
        several = int((contracts.tier_contract == contract).sum()) > 1
        if missing.size and (missing.size < asked.sum() or several):
            period = int(missing[0])
            issues.error(
                "price-missing",
                price_cell(problem, line, period),
                f"contract '{contracts.name[contract]}' has no price in {problem.calendar.names[period]}, and "
                + ("its tiers differ by price" if missing.size == asked.sum() else "one in other periods"),
                "give a price for every period in which it runs",
            )
        elif missing.size and contracts.take_or_pay[contract] and contracts.minimum[contract] > 0.0:
            issues.error(
                "price-missing",
                problem.cell(SHEET, line, "price"),
                f"contract '{contracts.name[contract]}' is take-or-pay, and has no price to pay",
                "give a price, or write no in take-or-pay",
            )
    for contract in np.flatnonzero(contracts.take_or_pay & (contracts.minimum == 0.0)).tolist():
        issues.warning(
            "nothing-to-pay",
            problem.cell(SHEET, int(contracts.line[contract]), "take-or-pay"),
            f"contract '{contracts.name[contract]}' is take-or-pay, and has no minimum take",
            "give the minimum take, or empty the cell",
        )


def price_cell(problem: Problem, line: int, period: int) -> str:
    """Return the cell in which the price of a period is missing, or else the row."""
    records = problem.tables.records[SHEET]
    header = f"price {problem.calendar.names[period]}"
    if header not in records.letter or records.period_rows is not None:
        return problem.cell(SHEET, line, "price", period)
    return f"{quoted(records.sheet)}!{records.letter[header]}{records.row[line]}"


def _floors_without_market(problem: Problem, issues: Findings) -> None:
    """A floor with neither a price nor a value of the commodity that it could lie above."""
    contracts, commodities, lanes = problem.contracts, problem.commodities, problem.lanes
    without = np.isnan(commodities.value).any(axis=1)
    for contract in np.flatnonzero(~np.isnan(contracts.floor)).tolist():
        if not np.isnan(contracts.price[contracts.first_tier[contract]]).all():
            continue
        own = np.unique(lanes.commodity[contracts.flow_lane[contracts.flow_contract == contract]])
        for commodity in own[without[own]].tolist():
            cell = problem.cell("Commodities", int(commodities.line[commodity]), "value")
            issues.error(
                "floor-without-price",
                problem.cell(SHEET, int(contracts.line[contract]), "price floor"),
                f"a floor is measured against the contract's price or the value of "
                f"'{problem.commodity_names.names[commodity]}', and both are missing ({cell})",
                "give the price of the contract, or the value of the commodity for every period",
            )


def _limits_that_contradict(problem: Problem, issues: Findings) -> None:
    contracts = problem.contracts
    last = np.searchsorted(contracts.tier_contract, np.arange(contracts.size), side="right") - 1
    ends = np.bincount(contracts.tier_contract, weights=contracts.tier_size, minlength=contracts.size)
    for column, least in (("minimum take", contracts.minimum), ("order quantity", contracts.order_quantity)):
        for most_column, most, lines in (
            ("maximum", contracts.maximum, contracts.line),
            ("tier to", ends, contracts.tier_line[last]),
        ):
            for contract in np.flatnonzero(least > most).tolist():
                issues.error(
                    "minimum-above-maximum",
                    problem.cell(SHEET, int(contracts.line[contract]), column),
                    f"{column} {least[contract]:g} t lies above {most_column} {most[contract]:g} t in "
                    f"{problem.cell(SHEET, int(lines[contract]), most_column)}",
                    "lower the one or raise the other",
                )


def _decisions_without_limit(problem: Problem, issues: Findings) -> None:
    """Whole-number decisions need to know how much is taken at most."""
    contracts = problem.contracts
    contract, period = running(problem, contracts.order_quantity > 0.0)
    endless = np.isinf(most_of_order(problem, contract, period))
    for one in np.unique(contract[endless]).tolist():
        issues.error(
            "order-without-limit",
            problem.cell(SHEET, int(contracts.line[one]), "order quantity"),
            f"contract '{contracts.name[one]}' has an order quantity, and neither a maximum nor the capacity of "
            "its lanes limits an order",
            "give the contract a maximum, or the lane a capacity",
        )
    tier, _ = ordered_tiers(problem)
    for one in np.unique(tier[np.isinf(most_of_tier(problem, tier))]).tolist():
        issues.error(
            "tier-without-end",
            problem.cell(SHEET, int(contracts.tier_line[one]), "tier to"),
            "prices that fall with quantity need to know how much is bought at most, and neither this tier "
            "nor the contract says so",
            "give this tier an end, or the contract a maximum",
        )


def _parts_of_minimums(problem: Problem, issues: Findings) -> None:
    """Say where only a part of a minimum counts."""
    contracts, windows = problem.contracts, problem.contracts.windows
    whole = contracts.minimum[windows.contract]
    partly = windows.minimum < whole * (1.0 - 1e-12)
    for contract in np.unique(windows.contract[partly]).tolist():
        own = np.flatnonzero(partly & (windows.contract == contract))
        parts = ", ".join(f"{windows.words[one]}: {windows.minimum[one]:.4g} t" for one in own[:NAMED])
        issues.note(
            "part-of-minimum",
            problem.cell(SHEET, int(contracts.line[contract]), "minimum take"),
            f"the minimum take of {contracts.minimum[contract]:g} t counts by the days that plan, contract and "
            f"shipments that still arrive cover ({parts}{', ...' if own.size > NAMED else ''})",
        )


def _minimums_of_closed_sites(problem: Problem, issues: Findings) -> None:
    """Warn of a minimum in a window in which every supplier of the contract is closed; once for a contract."""
    contracts, windows, spans = problem.contracts, problem.contracts.windows, problem.contracts.spans
    asked = np.isin(contracts.flow_contract, windows.contract[windows.minimum > 0.0])
    opens = {lane: _opens(problem, lane) for lane in np.unique(contracts.flow_lane[asked]).tolist()}
    told: set[int] = set()
    for window in np.flatnonzero(windows.minimum > 0.0).tolist():
        contract = int(windows.contract[window])
        own = contracts.flow_lane[contracts.flow_contract == contract].tolist()
        last = int(spans.period[windows.of_span[contract] == window].max(initial=0))
        if contract not in told and own and last < min(opens[lane] for lane in own):
            told.add(contract)
            site = problem.site_names.names[problem.lanes.origin[own[0]]]
            issues.warning(
                "minimum-of-closed",
                problem.cell(SHEET, int(contracts.line[contract]), "minimum take"),
                f"in {windows.words[window]} contract '{contracts.name[contract]}' asks for "
                f"{windows.minimum[window]:,g} t, and '{site}' is closed then",
                "let the contract start when the site does, or correct the dates of the site",
            )


def _opens(problem: Problem, lane: int) -> int:
    """Return the first period in which a lane has what its own site makes; 0 where it may have something else."""
    processes, lanes, stocks = problem.processes, problem.lanes, problem.inventories
    site, commodity = lanes.origin[lane], lanes.commodity[lane]
    makers = processes.line_process[processes.line_output & (processes.line_commodity == commodity)]
    makers = makers[processes.site[makers] == site]
    is_brought = ((lanes.destination == site) & (lanes.commodity == commodity)).any()
    lies = ((stocks.site == site) & (stocks.commodity == commodity) & (stocks.opening > 0.0)).any()
    lies |= ((problem.pipeline.site == site) & (problem.pipeline.commodity == commodity)).any()
    if not makers.size or is_brought or lies:
        return 0
    is_open = problem.timing.open_share[makers].any(axis=0)
    return int(is_open.argmax()) if is_open.any() else problem.calendar.size


def _paid_twice(problem: Problem, issues: Findings) -> None:
    """A price beside a run cost of the supplier: both count, a slip where the run cost stands for the price."""
    contracts, lanes, processes = problem.contracts, problem.lanes, problem.processes
    priced = (tier_prices(problem) > 0.0).any(axis=1)
    output = np.flatnonzero(processes.line_output & (processes.run_cost > 0.0).any(axis=1)[processes.line_process])
    makers = {
        (int(processes.site[processes.line_process[line]]), int(processes.line_commodity[line])): line
        for line in output[::-1].tolist()
        if processes.is_source[processes.line_process[line]]
    }
    for contract in np.unique(contracts.tier_contract[priced]).tolist():
        own = contracts.flow_lane[contracts.flow_contract == contract]
        pairs = sorted(set(zip(lanes.origin[own].tolist(), lanes.commodity[own].tolist(), strict=True)))
        twice = [makers[pair] for pair in pairs if pair in makers]
        if twice:
            record = int(processes.line_record[processes.driver[processes.line_process[twice[0]]]])
            issues.warning(
                "price-and-run-cost",
                problem.cell(SHEET, int(contracts.line[contract]), "contract"),
                f"contract '{contracts.name[contract]}' has a price, and its supplier a run cost "
                f"({problem.cell('Processes', record, 'run cost')}): both count",
                "empty the run cost where the price is what the material costs",
            )


def _days_without_contract(problem: Problem, issues: Findings) -> None:
    """Days of the plan on which what a priced contract is about may be sent without any price."""
    contracts, spans, calendar = problem.contracts, problem.contracts.spans, problem.calendar
    free, covers = outside(problem), covered(problem)
    priced = np.unique(contracts.tier_contract[(tier_prices(problem) > 0.0).any(axis=1)])
    for contract in priced.tolist():
        own = contracts.flow_lane[contracts.flow_contract == contract]
        open_periods = np.flatnonzero((free[own] > 0.0).any(axis=0))
        if open_periods.size == 0:
            continue
        idle = np.isin(spans.period, open_periods) & ~covers[own[(free[own] > 0.0).any(axis=1)]].all(axis=0)
        first = date.fromordinal(int(spans.first[idle].min())).isoformat()
        names = [calendar.names[period] for period in open_periods[:NAMED]]
        # A ban of the days before a contract leaves the contract its share of all days, as if as much flowed on them.
        inside = ((free[own] > 0.0) & (free[own] < 1.0)).any(axis=0)
        split = f", and split {calendar.names[int(inside.argmax())]} there in sheet Periods" if inside.any() else ""
        more = f" and {open_periods.size - NAMED} more periods" if open_periods.size > NAMED else ""
        issues.warning(
            "days-without-contract",
            problem.cell(SHEET, int(contracts.line[contract]), "contract"),
            f"no contract runs on some days of {', '.join(names)}{more} (from {first} on): what contract "
            f"'{contracts.name[contract]}' is about may be sent then without its price",
            f"add a row with the price of those days, or a rule that bans the flow{split}",
        )
