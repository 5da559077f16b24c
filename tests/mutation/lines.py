"""A plugin of pytest: which lines of the code each test executes, and how long it takes.

    LINES_FOLDER=FOLDER pytest -p tests.mutation.lines

Each process writes a file. What is executed while the tests of a file are collected counts for all of them, under the
name of the file. sys.monitoring tells each line once for each test, which costs far less than tracing.
"""

from __future__ import annotations

import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

from tests.places import ROOT

MEASURED = tuple(f"{ROOT / name}{os.sep}" for name in ("models", "planner"))
FOLDER = os.environ.get("LINES_FOLDER", "")
monitoring = sys.monitoring

type Lines = defaultdict[str, int]

# Of the test that runs: file -> a number whose bit n stands for line n.
current: list[Lines] = [defaultdict(int)]
executed: dict[str, dict[str, int]] = {}
seconds: dict[str, float] = {}


def _line(code: CodeType, line: int) -> Any:
    if code.co_filename.startswith(MEASURED):
        current[0][code.co_filename] |= 1 << line
    return monitoring.DISABLE


def _begin() -> None:
    current[0] = defaultdict(int)
    monitoring.restart_events()


def _end(name: str) -> None:
    if current[0]:
        kept = executed.setdefault(name, {})
        for file, lines in current[0].items():
            kept[file] = kept.get(file, 0) | lines
    current[0] = defaultdict(int)


def pytest_configure(config: pytest.Config) -> None:
    """Watch every line from here on."""
    monitoring.use_tool_id(monitoring.PROFILER_ID, "lines")
    monitoring.register_callback(monitoring.PROFILER_ID, monitoring.events.LINE, _line)
    monitoring.set_events(monitoring.PROFILER_ID, monitoring.events.LINE)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """Keep what collecting a file executes."""
    _begin()
    report = yield
    if isinstance(collector, pytest.File):
        _end(collector.nodeid)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Keep what a test executes, with what it needs before and after."""
    _begin()
    done = yield
    _end(item.nodeid)
    return done


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep how long a test takes; one that fails or is skipped kills nothing."""
    if report.outcome != "passed":
        seconds[report.nodeid] = float("inf")
    seconds[report.nodeid] = seconds.get(report.nodeid, 0.0) + report.duration


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write what was seen by this process."""
    monitoring.set_events(monitoring.PROFILER_ID, 0)
    if not FOLDER or not executed:
        return
    prefix = len(f"{ROOT}{os.sep}")
    tests = {name: {file[prefix:]: f"{lines:x}" for file, lines in files.items()} for name, files in executed.items()}
    content = {"tests": tests, "seconds": {name: taken for name, taken in seconds.items() if taken < float("inf")}}
    Path(FOLDER, f"{os.getpid()}.json").write_text(json.dumps(content), encoding="utf-8")
