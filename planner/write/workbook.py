"""The output workbook: every sheet of a plan, written in memory and put in place whole."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Mapping
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from planner import __version__, own_output
from planner.atomic import or_beside, replace_atomically
from planner.errors import InternalError, OutputError
from planner.write import styles
from planner.write.package import PartedBook, packed
from planner.write.page import Desk
from planner.write.report import Meta, Report
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
from planner.write.top_rows import spread

if TYPE_CHECKING:
    from planner.run import Solved
    from planner.stress import Stressed

PACKAGES = ("highspy", "numpy", "pandas", "XlsxWriter")
# Of less demand than so many t in all each kilogram is shown.
LITTLE = 100.0


def write_solved(path: Path, solved: Solved) -> Path:
    """Write a solved plan and return where: as `write_report`."""
    return write_report(path, report_of(solved))


def write_report(path: Path, report: Report) -> Path:
    """Write a plan and return where: beside `path`, under a new name, when another program holds it."""
    return or_beside(path, lambda place: write_plan(place, report))


def report_of(
    solved: Solved, stressed: Stressed | None = None, flags: Mapping[str, str] | None = None
) -> Report:  # fmt: skip
    """Return what the sheets of a solved plan ask for, and of what stops and losses would do to it.

    flags  options of the command -> value, for sheet Run
    """
    return Report(
        solved.plan, solved.checked.reading.book, solved.checked.issues, solved.verification, run_facts(flags),
        solved.explained, stressed,
    )  # fmt: skip


def run_facts(flags: Mapping[str, str] | None = None) -> Meta:
    """Return the versions that a plan depends on, and the options that it was made with."""
    versions = {"plan": __version__, "Python": sys.version.split()[0], **{name: version(name) for name in PACKAGES}}
    return Meta(versions, flags or {})


def write_plan(path: Path, report: Report) -> None:
    """Write the workbook of a verified plan, and beside it the certificate when a sheet would not hold it.

    Raises OutputError when a file cannot be written, InternalError for a plan that the checker refused.
    """
    verification = report.verification
    if not verification.accepted:
        raise InternalError("\n  ".join(["a plan that the verifier refuses is not written", *verification.faults]))
    content, proof = plan_bytes(path, report)
    # First what the workbook names, so that it is there at any moment; last what the old workbook named.
    beside = None if proof is None else proof[0]
    is_new = beside is not None and not beside.exists()
    if proof is not None:
        replace_atomically(*proof)
    try:
        replace_atomically(path, content)
    except OutputError:
        if beside is not None and is_new:
            _remove(beside)
        raise
    with contextlib.suppress(OSError):
        for other in certificate.others(path, beside):
            _remove(other)


def _remove(path: Path) -> None:
    """Remove a file that no plan names any more; one that another program holds goes with the next plan."""
    with contextlib.suppress(OSError):
        path.unlink()


def plan_bytes(path: Path, report: Report) -> tuple[bytes, tuple[Path, bytes] | None]:
    """Return the workbook that is to stand at `path`, and the file with its certificate beside it when it is large."""
    buffer = BytesIO()
    book = styles.new_book(buffer, report.problem.options.title or "Sourcing plan", PartedBook)
    styles.must(book.set_custom_property(own_output.PROPERTY, own_output.UNSEALED, "text"))
    little = float(report.problem.demands.quantity.sum()) < LITTLE
    desk = Desk(book, styles.Formats(book, to_the_kg=little))
    front = summary.open_summary(desk)
    actions.write(desk, report)
    decide_by.write(desk, report)
    unmet.write(desk, report)
    shortage_split.write(desk, report)
    buy.write(desk, report)
    contracts.write(desk, report)
    supplier_range.write(desk, report)
    made = make.write(desk, report)
    expansion.write(desk, report)
    flows.write(desk, report)
    balanced = balance.write(desk, report, made)
    stocks.write(desk, report, balanced)
    stock_sizes.write(desk, report)
    co_products.write(desk, report)
    baskets.write(desk, report)
    substitutes.write(desk, report)
    recycling.write(desk, report)
    blends.write(desk, report)
    rules.write_rules(desk, report)
    without_rules.write(desk, report)
    provenance.write(desk, report)
    awards.write(desk, report)
    qualification.write(desk, report)
    pins.write(desk, report)
    rules.write_limits(desk, report)
    stress.write(desk, report)
    costed = costs.write(desk, report)
    data_check.write(desk, report)
    run_sheet.write(desk, report)
    proof = certificate.write(desk, report, path)
    inputs.write(desk, report)
    summary.fill(front, report, costed)
    for page in desk.pages:
        spread(page)
    return packed(own_output.sealed(book.close_into_parts())), proof
