"""Gives a mutation to the planner and says what was not clean about its end."""

from __future__ import annotations

import json
import math
import re
import zipfile
from pathlib import Path
from typing import Any, NoReturn

from planner.errors import ExitCode
from tests.fuzz.mutation import Mutation
from tests.fuzz.originals import CHECKED, SOLVED
from tests.hostile.case import Expected, Made
from tests.hostile.run import (
    PLAN_NAME,
    Ended,
    Outcome,
    Planner,
    arguments_of,
    findings_of,
    folder_state,
    judge_end,
    judge_files,
)

SOURCE = "mutated.xlsx"
SECOND_READER = "tests.fuzz.second_reader"
# A workbook may be right, wrong, contradict itself, or state a time limit that is too short; nothing else.
CLEAN = {
    SOLVED: frozenset({ExitCode.DONE, ExitCode.INPUT, ExitCode.NO_PLAN, ExitCode.STOPPED}),
    CHECKED: frozenset({ExitCode.DONE, ExitCode.INPUT}),
}
# Findings about a file as a whole; every other names a sheet or a cell.
ABOUT_FILES = frozenset({"damaged", "document-type", "missing-sheet", "not-a-workbook", "password", "too-big"})
NO_NUMBER = re.compile(rb"<v>[^<]*(?:nan|inf)[^<]*</v>", re.IGNORECASE)
# The program's last words on what stopped it, and the cells that no plan can satisfy.
STOPPED_BY = re.compile(r"time limit|memory")
CELL = re.compile(r"![A-Z]{1,3}[0-9]+")


def judge(planner: Planner, mutation: Mutation, folder: Path, earlier: bytes) -> Outcome:
    """Run the planner on a mutation in an empty folder, beside an earlier plan, and judge."""
    outcome = Outcome(mutation.name)
    source, plan = folder / SOURCE, folder / PLAN_NAME
    source.write_bytes(mutation.content)
    command = mutation.original.command
    if command == SOLVED:
        plan.write_bytes(earlier)
    before = folder_state(folder)
    ended = planner.run(arguments_of(command, SOURCE, PLAN_NAME), folder)
    outcome.exit_code, outcome.seconds, outcome.mebibytes = ended.code, ended.seconds, ended.mebibytes
    findings = findings_of(ended, outcome)
    judge_end(Made(mutation.content, Expected(CLEAN[command]), SOURCE), ended, findings, outcome)
    written = command == SOLVED and plan.read_bytes() != earlier
    judge_files(before, folder, outcome, planned=written)
    judge_words(ended, findings, outcome, written=written)
    if written:
        judge_plan(planner, folder, outcome)
    if ended.code == ExitCode.DONE or written:
        judge_reading(planner, folder, outcome, written=written)
    return outcome


def judge_words(ended: Ended, findings: list[dict[str, str]], outcome: Outcome, *, written: bool) -> None:
    """Hold every error to name a place, and every end without a plan its reason."""
    for finding in findings:
        if finding["severity"] == "error" and finding["where"] == SOURCE and finding["code"] not in ABOUT_FILES:
            outcome.faults.append(f"{finding['code']} names no sheet: {finding['message']}")
    errors = sum(finding["severity"] == "error" for finding in findings)
    match ended.code:
        case ExitCode.INPUT if not errors:
            outcome.faults.append("an input with errors, and none told")
        case ExitCode.DONE if errors:
            outcome.faults.append("an error told, and the input taken")
        case ExitCode.NO_PLAN if not CELL.search(ended.stderr):
            outcome.faults.append(f"no plan, and no cell named: {ended.stderr[-600:]}")
        case ExitCode.STOPPED if not STOPPED_BY.search(ended.stderr + ended.stdout):
            outcome.faults.append(f"stopped, and not said by what: {ended.stderr[-600:]}")
    if written and ended.code not in (ExitCode.DONE, ExitCode.STOPPED):
        outcome.faults.append("a plan was written all the same")
    if ended.stdout:
        try:
            json.loads(ended.stdout, parse_constant=refuse_constant)
        except ValueError as fault:
            outcome.faults.append(str(fault))


def refuse_constant(name: str) -> NoReturn:
    """Refuse what is no number in a document."""
    raise ValueError(f"the document holds {name}")


def judge_plan(planner: Planner, folder: Path, outcome: Outcome) -> None:
    """Hold a plan to have finite numbers, and `plan verify` to accept it."""
    with zipfile.ZipFile(folder / PLAN_NAME) as package:
        for part in package.namelist():
            if part.startswith("xl/worksheets/") and (found := NO_NUMBER.search(package.read(part))):
                outcome.faults.append(f"{part} of the plan holds {found[0].decode()}")
    ended = planner.run(["verify", PLAN_NAME, SOURCE, "--json"], folder)
    if ended.code != ExitCode.DONE:
        told = (ended.stdout + ended.stderr)[:1000]
        outcome.faults.append(f"plan verify ends with {ended.code}: {told}")
    elif any(not math.isfinite(number) for number in numbers_in(json.loads(ended.stdout))):
        outcome.faults.append("plan verify tells what is no number")


def numbers_in(document: Any) -> list[float]:
    """Return every number of a document."""
    if isinstance(document, dict):
        document = list(document.values())
    if isinstance(document, list):
        return [number for one in document for number in numbers_in(one)]
    return [document] if isinstance(document, float) else []


def judge_reading(planner: Planner, folder: Path, outcome: Outcome, *, written: bool) -> None:
    """Hold openpyxl, and the copies in the plan, to have the cells that the planner read."""
    arguments = [SOURCE, PLAN_NAME] if written else [SOURCE]
    ended = planner.run(arguments, folder, SECOND_READER)
    if ended.code != 0:
        outcome.faults.append(f"the second reader ends with {ended.code}: {ended.stderr[-600:]}")
        return
    outcome.faults += [f"two readers: {one}" for one in json.loads(ended.stdout)]
