"""The output workbook: every sheet of a plan, written in memory and put in place whole."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from planner import __version__
from planner.atomic import or_beside, replace_atomically
from planner.errors import InternalError, OutputError
from planner.write.draft import Draft
from planner.write.report import Meta, Report
from planner.write.sheets import certificate

if TYPE_CHECKING:
    from planner.run import Solved
    from planner.stress import Stressed

PACKAGES = ("highspy", "numpy", "pandas", "XlsxWriter")


def write_solved(path: Path, solved: Solved) -> Path:
    """Write a solved plan and return where: as `write_report`."""
    return write_report(path, report_of(solved))


def write_report(path: Path, report: Report, draft: Draft | None = None) -> Path:
    """Write a plan and return where: beside `path`, under a new name, when another program holds it.

    draft  the workbook, where it was begun before the plan was explained
    """
    drafts = [draft] if draft is not None else []
    return or_beside(path, lambda place: write_plan(place, report, drafts.pop() if drafts else None))


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


def write_plan(path: Path, report: Report, draft: Draft | None = None) -> None:
    """Write the workbook of a verified plan, and beside it the certificate when a sheet would not hold it.

    draft  as of `write_report`
    Raises OutputError when a file cannot be written, InternalError for a plan that the checker refused.
    """
    verification = report.verification
    if not verification.accepted:
        raise InternalError("\n  ".join(["a plan that the verifier refuses is not written", *verification.faults]))
    content, proof = (draft or Draft(report)).finished(report, path)
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
