"""The workbook of a plan in memory: first the sheets that tell of the plan alone, while it is still being explained.

Tabs stand in their order, whenever each was written, and so do the lights on the Summary.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

from planner import own_output
from planner.write import styles
from planner.write.package import PartedBook, packed
from planner.write.page import Check, Desk
from planner.write.report import Report
from planner.write.sheets import (
    actions,
    awards,
    balance,
    baskets,
    blends,
    buy,
    certificate,
    co_products,
    contracts,
    costs,
    data_check,
    decide_by,
    expansion,
    flows,
    inputs,
    make,
    pins,
    provenance,
    qualification,
    recycling,
    rules,
    run_sheet,
    shortage_split,
    stock_sizes,
    stocks,
    stress,
    substitutes,
    summary,
    supplier_range,
    unmet,
    without_rules,
)  # fmt: skip
from planner.write.split_pieces import Names
from planner.write.top_rows import spread

# Of less demand than so many t in all each kilogram is shown.
LITTLE = 100.0

type Proof = tuple[Path, bytes] | None


@dataclass(frozen=True)
class _Tabs:
    """Sheets that stand beside one another, and whether they tell of the plan alone."""

    write: Callable[[Desk, Report], Any]
    of_plan: bool = False


def _material(desk: Desk, report: Report) -> None:
    """Write what is made, sent and stored, of which each sheet adds up the cells of another."""
    made = make.write(desk, report)
    expansion.write(desk, report)
    flows.write(desk, report)
    stocks.write(desk, report, balance.write(desk, report, made))


# What the Summary asks for.
COSTS = _Tabs(costs.write, of_plan=True)
# Between the Summary and the certificate, in the order of the tabs.
TABS = (
    _Tabs(actions.write), _Tabs(decide_by.write), _Tabs(unmet.write), _Tabs(shortage_split.write),
    _Tabs(buy.write, of_plan=True), _Tabs(contracts.write, of_plan=True), _Tabs(supplier_range.write),
    _Tabs(_material, of_plan=True), _Tabs(stock_sizes.write), _Tabs(co_products.write, of_plan=True),
    _Tabs(baskets.write, of_plan=True), _Tabs(substitutes.write, of_plan=True), _Tabs(recycling.write, of_plan=True),
    _Tabs(blends.write, of_plan=True), _Tabs(rules.write_rules), _Tabs(without_rules.write),
    _Tabs(provenance.write, of_plan=True), _Tabs(awards.write), _Tabs(qualification.write, of_plan=True),
    _Tabs(pins.write), _Tabs(rules.write_limits), _Tabs(stress.write), COSTS,
    _Tabs(data_check.write, of_plan=True), _Tabs(run_sheet.write),
)  # fmt: skip
LAST = _Tabs(inputs.write, of_plan=True)
# What takes long of what the other sheets ask for of the plan alone.
FACTS = (Names, certificate.proof)


class Draft:
    """A workbook that is begun before its plan is explained; it can be finished once."""

    def __init__(self, report: Report) -> None:
        """Write what tells of the plan alone: whatever the report knows of what explains it is not asked for."""
        self._report = report.unexplained()
        self._book: PartedBook = styles.new_book(BytesIO(), report.problem.options.title or "Sourcing plan", PartedBook)
        styles.must(self._book.set_custom_property(own_output.PROPERTY, own_output.UNSEALED, "text"))
        little = float(report.problem.demands.quantity.sum()) < LITTLE
        self._desk = Desk(self._book, styles.Formats(self._book, to_the_kg=little))
        self._front = summary.open_summary(self._desk)
        self._sheets: dict[_Tabs, list[Any]] = {}
        self._checks: dict[_Tabs, list[Check]] = {}
        self._found: dict[_Tabs, Any] = {}
        for tabs in (*TABS, LAST):
            if tabs.of_plan:
                self._write(tabs, self._report)

    def foresee(self) -> None:
        """Work out what other sheets will ask for of the plan alone."""
        for fact in FACTS:
            self._report.once(fact)

    def _write(self, tabs: _Tabs, report: Report) -> None:
        """Write some sheets, and keep what stands in them."""
        before, own = len(self._book.worksheets()), replace(self._desk, checks=[])
        self._found[tabs] = tabs.write(own, report)
        self._sheets[tabs] = self._book.worksheets()[before:]
        self._checks[tabs] = own.checks

    def finished(self, report: Report, path: Path) -> tuple[bytes, Proof]:
        """Return the workbook that is to stand at `path`, and the file with its certificate beside it when it is large.

        report  that of the plan, with what explains it
        """
        report = self._report.explained_by(report)
        proven = _Tabs(lambda desk, report: certificate.write(desk, report, path))
        order = (*TABS, proven, LAST)
        for tabs in order:
            if tabs not in self._sheets:
                self._write(tabs, report)
        self._desk.checks.extend(check for tabs in order for check in self._checks[tabs])
        summary.fill(self._front, report, self._found[COSTS])
        for page in self._desk.pages:
            spread(page)
        self._book.put_in_order([self._front.sheet, *(sheet for tabs in order for sheet in self._sheets[tabs])])
        return packed(own_output.sealed(self._book.close_into_parts())), self._found[proven]
