"""Gives one hostile file to the planner, in a process of its own with limits, and judges what became of it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from planner.errors import ExitCode
from tests.hostile.case import ACCEPTED_SECONDS, MEBIBYTES, REFUSED_SECONDS, Case, Made
from tests.hostile.output import count_of_formulas, harms
from tests.hostile.package import NoSuchPlace, Package
from tests.places import ROOT

MARKS = re.compile(r"Traceback|internal fault|Exception ignored|Segmentation|panicked|core dumped|Warning:")
PLAN_NAME = "hostile_plan.xlsx"
LARGEST_HASHED = 2**28
TIE_BREAK = "tie-break"


@dataclass(frozen=True, eq=False)
class Base:
    """A valid workbook, its plan, and what the planner says of it."""

    package: Package
    command: str
    plan: bytes
    document: dict[str, Any]

    @cached_property
    def formulas(self) -> int:
        """Return how many formulas the plan has."""
        return count_of_formulas(self.plan)


@dataclass
class Outcome:
    """What became of a case; `faults` is empty when all is as it must be."""

    case: str
    exit_code: int | None = None
    seconds: float = 0.0
    mebibytes: float = 0.0
    found: str = ""
    faults: list[str] = field(default_factory=list)
    skipped: bool = False

    def line(self) -> str:
        """Return the outcome in one line."""
        if self.skipped:
            return f"-    {self.case}: the workbook has nothing to damage so"
        verdict = "FAIL" if self.faults else "ok"
        measured = f"exit {self.exit_code}, {self.seconds:.1f} s, {self.mebibytes:.0f} MB"
        return f"{verdict:4} {self.case}: {measured}; {self.found}" + "".join(f"\n       {one}" for one in self.faults)


@dataclass(frozen=True)
class Ended:
    """A process that ended."""

    code: int
    seconds: float
    mebibytes: float
    stdout: str
    stderr: str


class Planner:
    """Runs commands of `plan`, one at a time, each in a process of its own; close it when done."""

    def __init__(self, *imported: str, quick: bool = False) -> None:
        """Start the server; it is to run the `main` of the modules too, quickly as tests.hostile.server says."""
        self.quick = quick
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default"}
        self.server = subprocess.Popen(
            [sys.executable, "-m", "tests.hostile.server", *imported], cwd=ROOT, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.place = tempfile.TemporaryDirectory(prefix="hostile-")

    def run(self, arguments: list[str], folder: Path, module: str = "planner.cli") -> Ended:
        """Run a command in a folder; seconds are those of the processor, which other work does not lengthen."""
        out, err = (Path(self.place.name) / name for name in ("out", "err"))
        request = {
            "arguments": arguments, "folder": str(folder), "out": str(out), "err": str(err), "module": module,
            "quick": self.quick,
        }  # fmt: skip
        assert self.server.stdin is not None
        assert self.server.stdout is not None
        print(json.dumps(request), file=self.server.stdin, flush=True)
        answer = self.server.stdout.readline()
        if not answer:
            raise RuntimeError(f"the server of hostile cases ended with code {self.server.wait()} at {arguments}")
        measured = json.loads(answer)
        texts = [path.read_text(encoding="utf-8", errors="replace") for path in (out, err)]
        return Ended(measured["code"], measured["seconds"], measured["mebibytes"], texts[0], texts[1])

    def close(self) -> None:
        """End the server."""
        self.server.communicate()
        self.place.cleanup()


def prepare(planner: Planner, workbook: Path, command: str, folder: Path) -> Base:
    """Plan the valid workbook, which must be one."""
    shutil.copyfile(workbook, folder / "valid.xlsx")
    arguments = arguments_of(command, "valid.xlsx", "valid_plan.xlsx")
    ended = planner.run(arguments, folder)
    if ended.code != ExitCode.DONE:
        raise SystemExit(f"{workbook} is not a valid workbook: {ended.stderr}")
    plan = (folder / "valid_plan.xlsx").read_bytes() if command == "solve" else b""
    return Base(Package.of(workbook), command, plan, json.loads(ended.stdout))


def arguments_of(command: str, source: str, target: str) -> list[str]:
    """Return the arguments of `plan` that check a workbook, or solve it and write the plan to `target`."""
    return ["solve", source, "-o", target, "--json"] if command == "solve" else ["check", source, "--json"]


def try_case(planner: Planner, base: Base, case: Case, folder: Path) -> Outcome:
    """Make the file of a case in an empty folder, run the planner on it, and judge."""
    outcome = Outcome(case.name)
    try:
        made = case.make(base.package)
    except NoSuchPlace:
        outcome.skipped = True
        return outcome
    source = folder / made.name
    if isinstance(made.content, bytes):
        source.write_bytes(made.content)
    else:
        made.content(source)
    if base.plan:
        (folder / PLAN_NAME).write_bytes(base.plan)
    before = folder_state(folder)
    ended = planner.run(arguments_of(base.command, f"./{made.name}", PLAN_NAME), folder)
    outcome.exit_code, outcome.seconds, outcome.mebibytes = ended.code, ended.seconds, ended.mebibytes
    findings = findings_of(ended, outcome)
    judge_end(made, ended, findings, outcome)
    planned = ended.code == ExitCode.DONE and base.command == "solve"
    judge_files(before, folder, outcome, planned=planned)
    if planned and made.expected.same_plan:
        _judge_plan(base, ended, (folder / PLAN_NAME).read_bytes(), outcome)
    return outcome


def folder_state(folder: Path) -> dict[str, tuple[str, int]]:
    """Return what every entry of a folder is, with a hash of its content, and when it was changed."""
    state: dict[str, tuple[str, int]] = {}
    for path in folder.iterdir():
        about = path.lstat()
        content = f"{about.st_mode} {about.st_size}"
        if path.is_file() and not path.is_symlink() and about.st_size < LARGEST_HASHED:
            content += hashlib.sha256(path.read_bytes()).hexdigest()
        state[path.name] = (content, about.st_mtime_ns)
    return state


def findings_of(ended: Ended, outcome: Outcome) -> list[dict[str, str]]:
    """Return the findings that a command told as a document."""
    try:
        document = json.loads(ended.stdout) if ended.stdout else {}
    except ValueError:
        outcome.faults.append(f"standard output is no document: {ended.stdout[:200]!r}")
        return []
    found: list[dict[str, str]] = document.get("findings", [])
    return found


def judge_end(made: Made, ended: Ended, findings: list[dict[str, str]], outcome: Outcome) -> None:
    """Hold a command to end without a traceback, with a right exit code, and inside its limits."""
    expected, faults = made.expected, outcome.faults
    if ended.code < 0:
        faults.append(f"ended by signal {-ended.code}")
    if mark := MARKS.search(ended.stderr + ended.stdout):
        at = (ended.stderr + ended.stdout)[mark.start() :]
        faults.append(f"says {at[:600]!r}")
    if ended.code not in expected.exits:
        wanted = ", ".join(str(int(code)) for code in sorted(expected.exits))
        faults.append(f"exit code {ended.code}, not {wanted}: {ended.stderr[-600:]}")
    problems = [one for one in findings if one["severity"] == "error"]
    named = [one for one in findings if one["code"] == expected.code and expected.where in ("", one["where"])]
    shown = named[:1] or problems[:1]
    outcome.found = "; ".join(f"{one['code']} at {one['where']}" for one in shown)
    if expected.code and not named:
        told = ", ".join(f"{one['code']} at {one['where']}" for one in (problems or findings)[:6])
        faults.append(f"no {expected.code} at {expected.where or 'any place'}, but {told or 'nothing'}")
    if any(not one["where"] or not one["remedy"] for one in problems):
        faults.append("an error without an address or a remedy")
    limit = ACCEPTED_SECONDS if ended.code == ExitCode.DONE else REFUSED_SECONDS
    if ended.seconds > limit:
        faults.append(f"took {ended.seconds:.1f} s, more than {limit:.0f}")
    if ended.mebibytes > MEBIBYTES:
        faults.append(f"took {ended.mebibytes:.0f} MB, more than {MEBIBYTES:.0f}")


def judge_files(before: dict[str, tuple[str, int]], folder: Path, outcome: Outcome, *, planned: bool) -> None:
    """Hold the input to be untouched, the earlier plan to be kept or replaced by a whole one, and nothing else left."""
    after = folder_state(folder)
    if gone := before.keys() - after.keys():
        outcome.faults.append(f"files are gone: {sorted(gone)}")
    if more := after.keys() - before.keys():
        outcome.faults.append(f"files were left: {sorted(more)}")
    changed = [name for name in before.keys() & after.keys() if before[name] != after[name]]
    if [name for name in changed if name != PLAN_NAME or not planned]:
        outcome.faults.append(f"files were changed: {changed}")
    if planned:
        try:
            with zipfile.ZipFile(folder / PLAN_NAME) as package:
                broken = package.testzip()
            if broken:
                outcome.faults.append(f"the plan is broken in {broken}")
        except (OSError, zipfile.BadZipFile) as fault:
            outcome.faults.append(f"the plan is not whole: {fault}")
            return
        content = (folder / PLAN_NAME).read_bytes()
        outcome.faults += [f"the plan holds {harm}" for harm in harms(content)[:5]]


def _judge_plan(base: Base, ended: Ended, plan: bytes, outcome: Outcome) -> None:
    """Hold every optimum, every coverage and the number of formulas to be that of the valid workbook's plan."""
    if (count := count_of_formulas(plan)) != base.formulas:
        outcome.faults.append(f"the plan has {count} formulas, not {base.formulas}")
    document = json.loads(ended.stdout)
    for part in ("coverage", "tiers"):
        for one, other in zip(base.document[part], document[part], strict=True):
            if one.get("tier") == TIE_BREAK:  # what is tied is decided by the order of names, which a case may change
                continue
            for key, value in one.items():
                same = (
                    abs(value - other[key]) <= 1e-6 * max(1.0, abs(value)) if _is_number(value) else value == other[key]
                )
                if not same:
                    outcome.faults.append(f"another plan, without a sign: {part} {key} is {other[key]}, not {value}")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
