"""A stop from outside and a limit of time or memory end a command in a sentence, with a verified plan or none."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.errors import ExitCode
from tests.commands import SMALL, digest, plan
from tests.durability import TRACES
from tests.places import INPUTS, ROOT
from tests.processes import MEGABYTE, PATIENCE, begin, children_of, is_running, wait_until_heard, wait_until_it_solves
from tests.seeds import graded
from tests.workbooks import write_workbook

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux to look at a process")

SHIPPED = INPUTS / "us_rare_earths.xlsx"
MOMENTS = graded([6, 15, 200], 1, 2)
STOPS = [
    (signal.SIGINT, ExitCode.INTERRUPTED), (signal.SIGTERM, ExitCode.TERMINATED), (signal.SIGHUP, ExitCode.HUNG_UP),
]  # fmt: skip
# A run on the small example, on an idle machine; later moments find it finished.
RUN = 1.0


@pytest.fixture(autouse=True)
def _heard() -> Iterator[None]:
    """Let processes that the tests begin hear Ctrl-C, which a shell lets what it runs in the background ignore.

    So does `nohup` with the end of a terminal.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler), signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGINT, before[0])
    signal.signal(signal.SIGHUP, before[1])


@pytest.mark.parametrize("count", MOMENTS)
@pytest.mark.parametrize(("number", "code"), STOPS)
def test_a_stop_at_any_moment_ends_in_a_sentence_and_leaves_a_whole_plan_or_none(
    small: Path, number: signal.Signals, code: ExitCode, count: int
) -> None:
    written, before, found = small.with_name("small_example_plan.xlsx"), digest(small), Counter[str]()
    assert plan("solve", small.name, "-q", cwd=small.parent).returncode == 0
    content = written.read_bytes()
    chance = random.Random(count)
    for _ in range(count):
        written.unlink(missing_ok=True)
        process = begin("solve", small.name, cwd=small.parent)
        wait_until_heard(process)
        time.sleep(chance.uniform(0.0, RUN))
        process.send_signal(number)
        out, said = process.communicate(timeout=PATIENCE)
        assert not [word for word in TRACES if word in said], said
        assert digest(small) == before
        assert [one for one in small.parent.iterdir() if one.name.startswith(".")] == []
        # Python itself stops hearing when it is about to leave: the plan was written and told of.
        ended = process.returncode
        assert ended == code or (ended in (0, -number) and out.splitlines()[-1] == written.name), (ended, said)
        assert ended != code or re.search(
            r"^stopped; (nothing was written|written before that: small_example_plan)", said, re.M
        )
        assert written.exists() == ("nothing was written" not in said)
        assert not written.exists() or written.read_bytes() == content
        found["plan" if written.exists() else "none"] += 1
    print(f"{number.name}: {dict(found)}")


def test_next_to_nothing_is_loaded_before_a_stop_is_heard() -> None:
    code = "import sys; had = set(sys.modules); import planner.__main__; print(*sorted(set(sys.modules) - had))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    ours = {one for one in loaded if one.startswith("planner")}
    assert ours == {"planner", "planner.__main__", "planner.process", "planner.process.stop"}
    assert not loaded & {"typing", "re", "contextlib", "pathlib", "typer"}


def test_a_stop_is_heard_while_highs_solves(tmp_path: Path) -> None:
    with begin("solve", SHIPPED, "-o", "p.xlsx", cwd=tmp_path) as process:
        assert process.stderr is not None
        wait_until_it_solves(process.stderr)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        assert process.wait(PATIENCE) == ExitCode.INTERRUPTED
        assert time.monotonic() - began < 2.0
        assert process.stderr.read().endswith("stopped; nothing was written\n")
    assert list(tmp_path.iterdir()) == []


def test_a_limit_on_processor_time_ends_in_a_sentence_and_with_the_code_of_limits(tmp_path: Path) -> None:
    with begin("solve", SHIPPED, "-o", "p.xlsx", cwd=tmp_path) as process:
        assert process.stderr is not None
        wait_until_it_solves(process.stderr)
        process.send_signal(signal.SIGXCPU)
        assert process.wait(PATIENCE) == ExitCode.STOPPED
        said = process.stderr.read()
    assert said.endswith("plan: no processor time is left to this process; nothing was written\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(shutil.which("cbc") is None, reason="cbc is not installed")
def test_another_solver_ends_with_the_command_and_leaves_nothing(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    command = ["solve", SHIPPED, "-o", "p.xlsx", "--solver", "pulp:COIN_CMD"]
    with begin(*command, cwd=tmp_path, TMPDIR=str(scratch)) as process:
        deadline = time.monotonic() + PATIENCE
        while not (running := children_of(process.pid)) and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == ExitCode.TERMINATED
    assert running
    while any(map(is_running, running)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [one for one in running if is_running(one)]
    assert [list(scratch.iterdir()), list(tmp_path.iterdir())] == [[], [scratch]]


def test_what_the_caller_ignores_stays_ignored(small: Path) -> None:
    script = (
        "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN); os.execv(sys.executable, sys.argv[1:])"
    )
    command = [sys.executable, "-c", script, sys.executable, "-m", "planner", "solve", small.name, "-q"]
    process = subprocess.Popen(command, cwd=small.parent, env={**os.environ, "PYTHONPATH": str(ROOT)})
    wait_until_heard(process)  # type: ignore[arg-type]
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 0


@pytest.mark.parametrize("megabytes", [64, 128, 240, 260, *(
    pytest.param(size, marks=pytest.mark.slow) for size in (280, 300, 316, 320, 324, 340, 360, 380, 400, 450, 500, 600)
)])  # fmt: skip
def test_a_limit_of_memory_ends_with_5_in_a_sentence_or_is_enough(tmp_path: Path, megabytes: int) -> None:
    source = SHIPPED if megabytes > 260 else write_workbook(tmp_path / "small_example.xlsx", SMALL.sheets())
    process = begin("solve", source, "-o", "p.xlsx", "-q", cwd=tmp_path, memory=megabytes * MEGABYTE)
    out, said = process.communicate(timeout=PATIENCE)
    assert process.returncode in (ExitCode.DONE, ExitCode.STOPPED), (process.returncode, out, said)
    assert not [word for word in TRACES if word in said], said
    assert (process.returncode == ExitCode.DONE) == (tmp_path / "p.xlsx").exists()
    if process.returncode == ExitCode.STOPPED:
        assert "memory" in said
        assert said.endswith("nothing was written\n")


@pytest.mark.slow
@pytest.mark.parametrize(("source", "seconds"), [
    *(("us_rare_earths", seconds) for seconds in (0.2, 2, 8, 16, 24)),
    *(("us_rare_earths_2025", seconds) for seconds in (0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.5, 2.0)),
])  # fmt: skip
def test_a_time_limit_ends_in_time_with_a_verified_plan_that_is_marked_or_none(
    tmp_path: Path, source: str, seconds: float
) -> None:
    limit = ["-o", "p.xlsx", "-v", "--json", "--time-limit", seconds]
    process = begin("solve", INPUTS / f"{source}.xlsx", *limit, cwd=tmp_path)
    out, said = process.communicate(timeout=PATIENCE)
    steps = [float(step) for step in re.findall(r"^ *([0-9.]+) s  (?:writing|verifying)", said, re.MULTILINE)]
    print(f"{source}, limit {seconds} s: exit code {process.returncode}, verified and written from {steps or 'never'}")
    assert "Traceback" not in said
    document = json.loads(out)
    if process.returncode == ExitCode.DONE:
        return
    assert process.returncode == ExitCode.STOPPED
    assert (tmp_path / "p.xlsx").exists() == bool(steps)
    if steps:
        assert document["verified"] is True
        assert document["proven"] is False
        assert steps[-1] <= seconds + 2.0
