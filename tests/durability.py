"""Runs of `plan solve` that are killed, or whose every step of writing fails in turn; and what must hold after each.

The runs are forked from a process that has loaded everything, so that a thousand of them take minutes.
"""

from __future__ import annotations

import errno
import functools
import io
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.workbooks import Sheets, small_example, write_workbook

INPUT, OUTPUT, SAID = "case.xlsx", "case_plan.xlsx", ".said"
STEPS = "steps: "
# Longer than a run takes on a busy machine.
PATIENCE = 120.0
# What ends up on standard error when Python, not the planner, tells of a fault.
TRACES = ("Traceback", "Exception ignored", "Exception in thread")

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["planner.cli", "planner.run", "planner.solve.highs", "planner.write.workbook"])


@dataclass
class Fault:
    """What happens at the n-th step of writing: an error of the system, or the end of the process."""

    number: int
    code: int | None = errno.ENOSPC
    seen: int = 0

    def step(self, *where: object) -> None:
        """Count a step on the disk."""
        self.seen += 1
        if self.seen != self.number:
            return
        if self.code is None:
            os.kill(os.getpid(), signal.SIGKILL)
        else:
            raise OSError(self.code, os.strerror(self.code), *where[:1])


class Faulty(io.FileIO):
    """A file whose every write counts as a step."""

    fault: Fault

    def write(self, content: Any) -> int:
        """Write half at the first step, so that a fault finds half a file, and the rest at the next."""
        self.fault.step(self.name)
        done = super().write(memoryview(content)[: len(content) // 2]) if len(content) > 1 else 0
        self.fault.step(self.name)
        return done + super().write(memoryview(content)[done:])

    def close(self) -> None:
        """Close, which may fail as a write does."""
        if not self.closed:
            super().close()
            self.fault.step(self.name)


def inject(fault: Fault, folder: str) -> None:
    """Let every step of writing of this process in a folder pass by the fault."""

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(*arguments: Any, **options: Any) -> Any:
            paths = [str(one) for one in (*arguments, *options.values()) if isinstance(one, (str, os.PathLike))]
            if function is plain_flush or any(
                f"{Path(folder) / path}{os.sep}".startswith(folder + os.sep) for path in paths
            ):
                fault.step(*paths)
            return function(*arguments, **options)

        return call

    def opened(path: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        if "b" not in mode or not set(mode) & set("wax+") or isinstance(path, int):
            return plain_open(path, mode, *arguments, **options)
        fault.step(str(path))
        raw = Faulty(path, mode.replace("b", ""))
        raw.fault = fault
        return io.BufferedWriter(raw)

    plain_open, plain_flush = io.open, os.fsync
    io.open = opened  # type: ignore[assignment]
    for name in ("fsync", "replace", "chmod", "unlink", "listdir"):
        setattr(os, name, counted(getattr(os, name)))
    tempfile.mkstemp = counted(tempfile.mkstemp)


def run(folder: str, fault: Fault | None, pipe: Connection | None) -> None:
    """Be the process: plan the input of a folder, tell what was said in a file, and when writing begins on a pipe."""
    from planner import atomic
    from planner.write.sheets import certificate

    os.chdir(folder)
    said = os.open(folder + SAID, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(said, 1)
    os.dup2(said, 2)
    sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
    certificate.MOST_LINES = 10  # so that two files are written
    if pipe is not None:
        clear = atomic.clear_left

        def begins(where: Path) -> None:
            pipe.send(None)
            clear(where)

        setattr(atomic, "clear_left", begins)  # noqa: B010 (replaced on purpose)
    if fault is not None:
        inject(fault, folder)
    sys.argv = ["plan", "solve", INPUT, "-q"]
    from planner.__main__ import main

    try:
        main()
    finally:
        if fault is not None:
            os.write(said, f"{STEPS}{fault.seen}\n".encode())


@dataclass
class Bench:
    """A folder with an input and the plan of an earlier one, and what both plans look like."""

    folder: Path
    content: bytes = b""
    old: dict[str, bytes] = field(default_factory=dict)
    new: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def made(cls, folder: Path) -> Bench:
        """Return a folder in which the old and the new plan were each made once."""
        folder.mkdir()
        bench = cls(folder)
        changed: Sheets = small_example()
        changed["Demand"][1][-2] = 7.0
        for sheets in (changed, small_example()):
            write_workbook(folder / INPUT, sheets)
            bench.content = (folder / INPUT).read_bytes()
            assert bench.finish() == 0, bench.said
            bench.old, bench.new = bench.new, bench.output()
        assert not set(bench.old) & set(bench.new) - {OUTPUT}
        assert bench.old[OUTPUT] != bench.new[OUTPUT]
        bench.reset()
        return bench

    @property
    def said(self) -> str:
        """Return what the last run printed."""
        return self.folder.with_name(self.folder.name + SAID).read_text()

    def steps(self) -> int:
        """Return how many steps of writing a run has."""
        assert self.finish(Fault(0)) == 0, self.said
        return int(self.said.rpartition(STEPS)[2])

    def output(self) -> dict[str, bytes]:
        """Return every file of the folder but the input."""
        return {one.name: one.read_bytes() for one in self.folder.iterdir() if one.name != INPUT}

    def reset(self) -> None:
        """Put the old plan back."""
        for name in self.output():
            (self.folder / name).unlink()
        for name, content in self.old.items():
            (self.folder / name).write_bytes(content)

    def begin(self, fault: Fault | None = None, pipe: Connection | None = None) -> Any:
        """Begin a run."""
        process = _forks.Process(target=run, args=(str(self.folder), fault, pipe))
        process.start()
        return process

    def finish(self, fault: Fault | None = None) -> int:
        """Run to the end and return the exit code."""
        process = self.begin(fault)
        process.join(PATIENCE)
        assert process.exitcode is not None
        return int(process.exitcode)

    def killed(self, moment: float, *, from_writing: bool) -> None:
        """Begin a run and kill it so many seconds after its begin, or after it begins to write."""
        here, there = _forks.Pipe(duplex=False)
        process = self.begin(pipe=there)
        there.close()
        if from_writing:
            assert here.poll(PATIENCE)
        time.sleep(moment)
        process.kill()
        process.join(PATIENCE)
        here.close()

    def check(self) -> str:
        """Fail unless the input is as it was and the old plan or the new one is whole; return which."""
        assert (self.folder / INPUT).read_bytes() == self.content, "the input was changed"
        there = self.output()
        for word in TRACES:
            assert word not in self.said, self.said
        for name, plan in (("old", self.old), ("new", self.new)):
            if there.get(OUTPUT) == plan[OUTPUT]:
                assert plan.items() <= there.items(), f"{name} plan without its certificate"
                return name
        raise AssertionError(f"neither the old plan nor the new one: {sorted(there)}")

    def check_next(self) -> None:
        """Fail unless a run works after all that, and leaves the new plan and nothing else."""
        assert self.finish() == 0, self.said
        assert self.output() == self.new, sorted(self.output())
