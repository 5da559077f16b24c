"""The output workbook: every sheet of a plan, written in memory and put in place whole."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from models.issues import Issue
from models.plan import Plan
from planner import __version__
from planner.errors import InternalError, OutputError
from planner.paths import next_free
from planner.pins import NO_PINS, PinEffects
from planner.read.grid import Book
from planner.stock_sizes import NO_SIZES, StockSizes
from planner.verify import Verification
from planner.write import own_output, styles
from planner.write.atomic import replace_atomically
from planner.write.package import PartedBook, packed
from planner.write.page import Desk
from planner.write.report import Meta, Report
from planner.write.sheets import (
    awards,
    balance,
    blends,
    buy,
    certificate,
    co_products,
    contracts,
    costs,
    data_check,
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
    stock_sizes,
    stocks,
    substitutes,
    summary,
    unmet,
)  # fmt: skip

if TYPE_CHECKING:
    from planner.run import Solved

PACKAGES = ("highspy", "numpy", "pandas", "XlsxWriter")


def write_solved(path: Path, solved: Solved) -> Path:
    """Write a solved plan and return where: beside `path`, under a new name, when another program holds it."""
    plan, checked = solved.plan, solved.checked
    arguments = (
        plan,
        checked.reading.book,
        checked.issues,
        solved.verification,
        run_facts(),
        solved.pins,
        solved.sizes,
    )
    try:
        write_plan(path, *arguments)
    except OutputError:
        if not path.exists():
            raise
        path = next_free(path)
        write_plan(path, *arguments)
    return path


def run_facts() -> Meta:
    """Return the versions that a plan depends on."""
    versions = {"plan": __version__, "Python": sys.version.split()[0], **{name: version(name) for name in PACKAGES}}
    return Meta(versions, {})


def write_plan(
    path: Path, plan: Plan, book: Book, issues: Sequence[Issue], verification: Verification, meta: Meta,
    effects: PinEffects = NO_PINS, sizes: StockSizes = NO_SIZES,
) -> None:  # fmt: skip
    """Write the workbook of a verified plan, and beside it the certificate when a sheet would not hold it.

    book          the raw cells of the input, for the frozen copies
    issues        all findings about the input
    verification  what the independent checker said of this plan
    effects       what each pin of the plan causes
    sizes         how large the sized stocks have to be, and what for
    Raises OutputError when a file cannot be written, InternalError for a plan that the checker refused.
    """
    if not verification.accepted:
        raise InternalError("\n  ".join(["a plan that the verifier refuses is not written", *verification.faults]))
    beside = certificate.csv_path(path)
    content, proof = plan_bytes(beside.name, Report(plan, book, issues, verification, meta, effects, sizes))
    if proof is not None:
        replace_atomically(beside, proof)
    replace_atomically(path, content)
    if proof is None and certificate.is_ours(beside):
        beside.unlink(missing_ok=True)  # it belongs to the plan that was just replaced


def plan_bytes(beside: str, report: Report) -> tuple[bytes, bytes | None]:
    """Return the workbook as a file, and the certificate that lies beside it, under a name, when it is large."""
    buffer = BytesIO()
    book = styles.new_book(buffer, report.problem.options.title or "Sourcing plan", PartedBook)
    own_output.mark(book)
    desk = Desk(book, styles.Formats(book))
    front = summary.open_summary(desk)
    unmet.write(desk, report)
    buy.write(desk, report)
    contracts.write(desk, report)
    made = make.write(desk, report)
    expansion.write(desk, report)
    flows.write(desk, report)
    balanced = balance.write(desk, report, made)
    stocks.write(desk, report, balanced)
    stock_sizes.write(desk, report)
    co_products.write(desk, report)
    substitutes.write(desk, report)
    recycling.write(desk, report)
    blends.write(desk, report)
    rules.write_rules(desk, report)
    provenance.write(desk, report)
    awards.write(desk, report)
    qualification.write(desk, report)
    pins.write(desk, report)
    rules.write_limits(desk, report)
    costed = costs.write(desk, report)
    data_check.write(desk, report)
    run_sheet.write(desk, report)
    proof = certificate.write(desk, report, beside)
    inputs.write(desk, report)
    summary.fill(front, report, costed)
    return packed(own_output.sealed(book.close_into_parts())), proof
