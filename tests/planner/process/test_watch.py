"""Where memory is limited a command that breaks down is told as one that lacks memory, and nothing else differs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from planner.atomic import PREFIX
from planner.errors import ExitCode
from planner.process import stop, watch
from tests.commands import SMALL
from tests.places import INPUTS, ROOT
from tests.processes import MEGABYTE, PATIENCE, begin, children_of, is_running, wait_until_it_solves
from tests.workbooks import write_workbook

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux to look at a process")

SHIPPED = INPUTS / "us_rare_earths.xlsx"
PLENTY = 8192 * MEGABYTE
ASKED = [
    (signal.SIGINT, ExitCode.INTERRUPTED), (signal.SIGTERM, ExitCode.TERMINATED), (signal.SIGXCPU, ExitCode.STOPPED),
]  # fmt: skip


@pytest.mark.parametrize("number", watch.BREAKDOWNS)
def test_a_command_that_breaks_down_is_told_to_lack_memory(tmp_path: Path, number: int) -> None:
    with begin("solve", SHIPPED, "-o", "p.xlsx", cwd=tmp_path, memory=PLENTY) as process:
        assert process.stderr is not None
        wait_until_it_solves(process.stderr)
        (child,) = children_of(process.pid)
        os.kill(int(child), number)
        assert process.wait(PATIENCE) == ExitCode.STOPPED
        assert process.stderr.read().endswith(f"{watch.WHY}; nothing was written\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("number", "code"), ASKED)
def test_a_command_that_is_watched_ends_when_it_is_asked_to(tmp_path: Path, number: int, code: ExitCode) -> None:
    with begin("solve", SHIPPED, "-o", "p.xlsx", cwd=tmp_path, memory=PLENTY) as process:
        assert process.stderr is not None
        wait_until_it_solves(process.stderr)
        process.send_signal(number)
        assert process.wait(PATIENCE) == code
        assert process.stderr.read().count("nothing was written") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("whose", ["the command's", "its watcher's"])
def test_a_kill_is_seen_as_one_and_leaves_no_process(tmp_path: Path, whose: str) -> None:
    with begin("solve", SHIPPED, "-o", "p.xlsx", cwd=tmp_path, memory=PLENTY) as process:
        assert process.stderr is not None
        wait_until_it_solves(process.stderr)
        (child,) = children_of(process.pid)
        os.kill(int(child) if whose == "the command's" else process.pid, signal.SIGKILL)
        assert process.wait(PATIENCE) == -signal.SIGKILL
        deadline = time.monotonic() + PATIENCE
        while is_running(child) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not is_running(child)


def test_exit_codes_and_output_are_those_of_the_command(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "small_example.xlsx", SMALL.sheets())
    for arguments in (["solve", source.name, "--explain", "none"], ["check", source.name], ["check", "absent.xlsx"]):
        ends = []
        for memory in (None, PLENTY):
            process = begin(*arguments, cwd=tmp_path, memory=memory)
            ends.append((*process.communicate(timeout=PATIENCE), process.returncode))
        assert ends[0] == ends[1]


def test_what_a_command_had_begun_is_cleared_and_what_it_wrote_is_told(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from planner.process import stop, watch; watch.watch(); "
        "done, left = sys.argv[1:]; open(done, 'w').close(); stop.begin(done); stop.place(done); stop.settle(done); "
        "open(left, 'w').close(); stop.begin(left); os.kill(os.getpid(), signal.SIGSEGV)"
    )
    done, left = tmp_path / "döné\nplan.xlsx", tmp_path / f"{PREFIX}plan"
    process = subprocess.run(
        [sys.executable, "-c", code, done, left], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (process.returncode, process.stdout) == (ExitCode.STOPPED, "")
    assert process.stderr == f"{watch.WHY}; written before that: {done}\n"
    assert list(tmp_path.iterdir()) == [done]


def test_without_room_for_another_process_the_command_goes_on_in_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(os, "fork", refused)
    monkeypatch.setattr(stop, "_shared", None)
    monkeypatch.setattr(stop, "written", [])  # other tests write in this process
    watch.watch()
    assert stop.what_was_written() == "nothing was written"


def test_a_stop_that_comes_twice_is_told_once(tmp_path: Path) -> None:
    """A terminal asks the command and its watcher, who hands it over."""
    with begin("solve", SHIPPED, "-o", "p.xlsx", cwd=tmp_path, memory=PLENTY) as process:
        assert process.stderr is not None
        wait_until_it_solves(process.stderr)
        (child,) = children_of(process.pid)
        for one in (int(child), process.pid):
            os.kill(one, signal.SIGINT)
        assert process.wait(PATIENCE) == ExitCode.INTERRUPTED
        assert process.stderr.read().count("stopped; nothing was written") == 1
