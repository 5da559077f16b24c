"""How a command puts its plan in place: with the options that it was made with, and over nothing that is needed.

What must be said of the plan that it was given is said here too.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from planner.terminal import say

if TYPE_CHECKING:
    from planner.run import Solved
    from planner.solve.session import Progress
    from planner.write.draft import Draft
    from planner.write.report import Report


def flags_of(**given: object) -> dict[str, str]:
    """Return the options that were given and count for what is written, by name, as sheet Run records them."""
    return {f"--{name.replace('_', '-')}": str(value) for name, value in given.items() if value is not None}


def say_edit(file: Path, solved: Solved) -> None:
    """Say of a plan that somebody edited, or that stays near to one not named here, that its input was planned anew."""
    from planner.edited_plan import edit_remark, near_remark

    problem = solved.plan.model.problem
    for remark in (edit_remark(file, problem.tables), "" if problem.earlier.plan else near_remark(file)):
        if remark:
            say(remark)


class Begun:
    """A workbook that is begun while its plan is still being explained, if there is time for that."""

    draft: Draft | None = None

    def begin(self, solved: Solved) -> None:
        """Write what tells of the plan alone."""
        from planner.write.draft import Draft
        from planner.write.workbook import report_of

        # What fails here fails again where the whole is written, and is told there.
        with suppress(Exception):
            draft = Draft(report_of(solved))
            draft.foresee()
            self.draft = draft


def put(
    path: Path, report: Report, file: Path, near: Path | None, progress: Progress, *, force: bool = False,
    draft: Draft | None = None,
) -> Path:  # fmt: skip
    """Write a report and return where: never over the plan that it stays near to, nor what another program holds.

    file   the input;  near  the earlier plan that the command named
    force  whether also a plan may be overwritten that was edited
    draft  the workbook, where it was begun
    """
    from planner.paths import beside_changed, beside_earlier, make_folder
    from planner.read_near import near_path
    from planner.write.workbook import write_report

    path, remark = beside_earlier(path, near_path(file, report.problem.tables, near))
    if not remark:
        path, remark = beside_changed(path, force=force)
    if remark:
        say(remark)
    progress(f"writing {path}")
    make_folder(path.parent)
    written = write_report(path, report, draft)
    if written != path:
        say(f"{path} is locked by another program; the plan is {written}")
    return written
