"""Numbers that a solver would drop, take for infinite, or lose beside others: checked before anything is built."""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray, IntArray
from models.checks.rows import first_of_each_line
from models.issues import Findings, errors
from models.linear.program import GRAM
from models.problem import Problem
from models.rule_types import CAP, TARIFF
from models.schema import TABLES
from models.units import Kind
from models.weights import unmet_weights

# Data that span more than this many orders of magnitude are badly scaled for any solver.
WIDE_SPAN = 6.0
# A solver drops coefficients that are not larger without a word, and takes larger numbers for infinite.
SMALLEST, LARGEST = 1e-9, 1e15
# A solver refuses larger coefficients than LARGEST, and a rate counts for all the days of a period, be it a century.
LARGEST_MULTIPLIED = LARGEST / 1e2
# A recipe is written for a tonne or a few: of larger runs so small a part is made that a solver rounds it away.
LARGEST_RUN = 1e6
# A number is shown in so many digits, or in more where it would else look like what it is held against.
LEAST_DIGITS, ALL_DIGITS = 6, 17
# A plan counts nothing below a gram; what is smaller than this is the rounding of a spreadsheet, and counts as 0.
ROUNDING = 1e-12
# What measures something that is multiplied with a decision.
MULTIPLIED = frozenset({
    Kind.MASS, Kind.RATE, Kind.PRICE, Kind.HOLDING, Kind.FRACTION, Kind.NUMBER, Kind.LIMIT, Kind.CAPITAL, Kind.CHANGE,
})  # fmt: skip
# Above these a sum of costs loses the cents of everything else: USD/t, USD/t/yr; a share of the value; a weight.
LARGEST_RATE = {Kind.PRICE: 1e10, Kind.HOLDING: 1e10, Kind.FRACTION: 1e6, Kind.NUMBER: 1e9}

# Weights further apart within one sum are lost in a solver's tolerances: near 1e10 plans have come out wrong.
FURTHEST_WEIGHTS = 1e8
# What a missing tonne counts, by the setting `unmet measure`.
COUNTED = {"tonnes": "weight", "share of demand": "weight / the stream's whole demand", "value": "weight x value"}


def extreme_numbers(problem: Problem, issues: Findings) -> None:
    """Numbers that a solver would drop or take for infinite, and data that span too many orders of magnitude."""
    _extreme_limits(problem, issues)
    _extreme_rates(problem, issues)
    _weights_far_apart(problem, issues)
    quantity = problem.processes.line_quantity
    record = problem.processes.line_record
    seen: set[int] = set()
    for line in np.flatnonzero(
        ((quantity > 0.0) & (quantity <= SMALLEST)).any(axis=1) | (quantity >= LARGEST_RUN).any(axis=1)
    ):
        if int(record[line]) not in seen:
            seen.add(int(record[line]))
            most = float(quantity[line].max())
            amount, what = (
                (most, "large") if most >= LARGEST_RUN else (float(quantity[line][quantity[line] > 0.0].min()), "small")
            )
            issues.error(
                "extreme-number",
                problem.cell("Processes", int(record[line]), "quantity per run"),
                f"{amount:,.10g} t a run, yield included, is too {what} to be solved with",
                "scale the recipe: all its quantities may be multiplied by the same number",
            )
    for line in np.unique(record[(problem.tables.records["Processes"].number["quantity per run"] == 0.0)[record]]):
        issues.error(
            "zero-quantity",
            problem.cell("Processes", int(line), "quantity per run"),
            "the line takes or gives nothing in a run",
            "give its tonnes per run, or delete the row",
        )
    if quantity.size:
        # Within one recipe only the ratios matter, so each line is measured against the largest line of its process.
        largest = np.zeros(problem.processes.size)
        np.maximum.at(largest, problem.processes.line_process, quantity.max(axis=1))
        with np.errstate(divide="ignore", invalid="ignore"):
            span = np.log10(largest[problem.processes.line_process]) - np.log10(quantity.max(axis=1))
        for line in np.flatnonzero(np.isfinite(span) & (span > WIDE_SPAN)):
            same = np.flatnonzero(problem.processes.line_process == problem.processes.line_process[line])
            top = same[np.argmax(quantity[same].max(axis=1))]
            issues.warning(
                "wide-span",
                problem.cell("Processes", int(record[line]), "quantity per run"),
                f"the recipe spans {span[line]:.0f} orders of magnitude, up to "
                f"{problem.cell('Processes', int(record[top]), 'quantity per run')}",
                "check the units of both cells",
            )
    _extreme_coefficients(problem, issues)


def _extreme_limits(problem: Problem, issues: Findings) -> None:
    """Quantities on the right-hand side that a solver would take for no limit at all, or a plan for nothing."""
    caps = problem.rules.of_type(CAP)
    for sheet, column, line, quantity in (
        ("Demand", "demand", problem.demands.line, problem.demands.quantity),
        ("Capacity", "capacity", problem.capacities.line, problem.capacities.limit),
        ("Lanes", "capacity", problem.lanes.line, problem.lanes.capacity),
        ("Lanes", "minimum", problem.lanes.line, problem.lanes.minimum),
        ("Inventory", "opening", problem.inventories.line, problem.inventories.opening[:, None]),
        ("Inventory", "maximum", problem.inventories.line, problem.inventories.maximum[:, None]),
        ("Inventory", "safety", problem.inventories.line, problem.inventories.safety),
        ("Inventory", "end stock", problem.inventories.line, problem.inventories.end_stock[:, None]),
        ("Inventory", "release per window", problem.inventories.line, problem.inventories.release[:, None]),
        ("Pipeline", "quantity", problem.pipeline.line, problem.pipeline.quantity[:, None]),
        ("Contracts", "minimum take", problem.contracts.line, problem.contracts.minimum[:, None]),
        ("Contracts", "maximum", problem.contracts.line, problem.contracts.maximum[:, None]),
        ("Contracts", "order quantity", problem.contracts.line, problem.contracts.order_quantity[:, None]),
        ("Contracts", "multiple", problem.contracts.line, problem.contracts.multiple[:, None]),
        ("Rules", "value", problem.rules.line[caps], np.nan_to_num(problem.rules.value[caps])[:, None]),
        ("Rules", "value", problem.rules.grants.line, problem.rules.grants.volume[:, None]),
    ):
        too_large = (quantity >= LARGEST) & np.isfinite(quantity)
        too_small = (quantity > ROUNDING) & (quantity < GRAM)
        for wrong, what in ((too_large, "large"), (too_small, "small")):
            for row, period in first_of_each_line(line, wrong):
                issues.error(
                    "extreme-number",
                    problem.cell(sheet, int(line[row]), column, period if quantity.shape[1] > 1 else None),
                    f"{quantity[row, period]:.10g} t is too {what} to be "
                    + ("solved with" if what == "large" else "planned with, which ends at a gram"),
                    "check the unit, or write `no limit`"
                    if what == "large" and column in ("capacity", "maximum") and sheet != "Contracts"
                    else "check the unit",
                )


def _extreme_rates(problem: Problem, issues: Findings) -> None:
    """Prices, costs, shares of a value and weights beside which everything else would be rounded away."""
    for table in TABLES:
        records = problem.tables.records[table.name]
        for column in table.columns:
            most = LARGEST_RATE.get(column.kind) if column.kind else None
            if most is None or column.later:
                continue
            by_period = records.number_by_period.get(column.name)
            values = records.number[column.name][:, None] if by_period is None else by_period
            too_large = np.isfinite(values) & (np.abs(values) > most)
            for row, period in first_of_each_line(np.arange(len(records)), too_large):
                where = problem.cell(table.name, row, column.name, None if by_period is None else period)
                _report_rate(issues, where, column.name, float(values[row, period]), most)
    rules = problem.rules
    for rule in np.flatnonzero(rules.of_type(TARIFF)).tolist():
        most = LARGEST_RATE[Kind.FRACTION if rules.ad_valorem[rule] else Kind.PRICE]
        if rules.value[rule] > most:
            where = problem.cell("Rules", int(rules.line[rule]), "value")
            _report_rate(issues, where, "value", float(rules.value[rule]), most)


def _weights_far_apart(problem: Problem, issues: Findings) -> None:
    """Weights within a priority, or of soft rules, that count so little beside others that they are rounded away."""
    demands, rules = problem.demands, problem.rules
    weight = np.where(demands.quantity > 0.0, unmet_weights(problem), 0.0)
    what = COUNTED[problem.options.unmet_measure]
    for priority in np.unique(demands.priority[demands.priority > 0]).tolist():
        own = demands.priority == priority
        where = f"{what} of priority {priority}"
        _far_apart(problem, issues, "Demand", demands.line[own], weight[own], where)
    soft = ~rules.hard
    _far_apart(problem, issues, "Rules", rules.line[soft], rules.weight[soft][:, None], "weight of soft rules")


def _far_apart(problem: Problem, issues: Findings, sheet: str, line: IntArray, weight: FloatArray, what: str) -> None:
    """Report each line of a sheet with a weight that is nothing beside the largest; (lines, periods), 0 for none."""
    most = float(weight.max(initial=0.0))
    if not weight.any():
        return
    largest = problem.cell(sheet, int(line[np.argmax(weight.max(axis=1))]), "weight")
    for row, period in first_of_each_line(line, (weight > 0.0) & (weight < most / FURTHEST_WEIGHTS)):
        small, large = _told_apart(float(weight[row, period]), most, FURTHEST_WEIGHTS)
        issues.error(
            "extreme-number",
            problem.cell(sheet, int(line[row]), "weight"),
            f"{what}: {small} here is more than {FURTHEST_WEIGHTS:,.10g} times less than {large} of "
            f"{largest}, too small to be solved with beside it",
            "bring the weights nearer, or give what counts so little "
            + ("a priority of its own" if sheet == "Demand" else "a weight of 0"),
        )


def _extreme_coefficients(problem: Problem, issues: Findings) -> None:
    """Numbers of any column that a solver would refuse as coefficients, and shares that leave so little."""
    told = {issue.where for issue in errors(issues)}
    for table in TABLES:
        records = problem.tables.records[table.name]
        for column in table.columns:
            if column.kind not in MULTIPLIED or column.later:
                continue
            by_period = records.number_by_period.get(column.name)
            values = records.number[column.name][:, None] if by_period is None else by_period
            size = np.abs(values)
            too_large = np.isfinite(size) & (size >= LARGEST_MULTIPLIED)
            too_small = (size > 0.0) & (size <= SMALLEST)
            if column.kind is Kind.FRACTION:
                too_small |= (values < 1.0) & (1.0 - values <= SMALLEST)
            for row, period in first_of_each_line(np.arange(len(records)), too_small | too_large):
                where = problem.cell(table.name, row, column.name, None if by_period is None else period)
                if where not in told:
                    leaves = too_small[row, period] and size[row, period] > SMALLEST
                    what = f"{column.name} {values[row, period]:.10g}{', or what it leaves,' if leaves else ''}"
                    message = f"{what} is too {'small' if too_small[row, period] else 'large'} to be solved with"
                    issues.error("extreme-number", where, message, "check the unit, or round the number")


def _report_rate(issues: Findings, where: str, name: str, value: float, most: float) -> None:
    limit, amount = _told_apart(most, abs(value))
    message = f"{name} {'-' if value < 0.0 else ''}{amount} is more than {limit}, too large to be solved with"
    issues.error("extreme-number", where, message, "check the unit")


def _told_apart(small: float, large: float, times: float = 1.0) -> tuple[str, str]:
    """Return two numbers in so many digits that the one is seen to be more than so many times the other."""
    for digits in range(LEAST_DIGITS, ALL_DIGITS):
        texts = f"{small:,.{digits}g}", f"{large:,.{digits}g}"
        if float(texts[1].replace(",", "")) > times * float(texts[0].replace(",", "")):
            return texts
    return repr(small), repr(large)
