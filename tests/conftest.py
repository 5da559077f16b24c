"""How many random problems hypothesis draws, and that a whole run makes every finding of the catalogue.

`--hypothesis-profile slow` draws ten times as many as a plain run.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import Phase, settings
from hypothesis.internal.conjecture import providers

from tests import raised
from tests.cases import workbook
from tests.commands import SMALL

if TYPE_CHECKING:
    from tests.worlds.tally import Tally

EXAMPLES = 100

pytest.register_assert_rewrite("tests.worlds.tally")
# Hypothesis mixes the numbers that stand in imported modules into what it draws, so that a problem would depend on
# which tests ran before it, and on every edit of any file.
providers._get_local_constants = lambda: providers._local_constants

# The same problems on every run and machine, so that a red test is a change of the code; `hard` looks for new ones.
for name, times, fixed in (("usual", 1, True), ("slow", 10, True), ("hard", 100, False)):
    settings.register_profile(
        name,
        max_examples=times * EXAMPLES,
        derandomize=fixed,
        database=None,
        deadline=None,
        print_blob=not fixed,
        # A world that fails is told as it was drawn: making it smaller takes minutes, which only `hard` has.
        phases=(Phase.generate,) if fixed else tuple(Phase),
    )
settings.load_profile("usual")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Write the small example in a folder of the test's own."""
    return workbook(SMALL, tmp_path)


@pytest.fixture
def tally() -> Iterator[Tally]:
    """Count the plans of a property of random problems; in a fair share of them allowances must stand and bind."""
    from tests.worlds.tally import Tally

    tally = Tally()
    yield tally
    tally.require_allowances()


# What selects tests; a run with one of these need not make every finding.
SELECTING = ("keyword", "lf", "deselect", "ignore", "ignore_glob", "stepwise", "collectonly")
PLAIN = "not slow and not libreoffice and not endurance"


def pytest_configure(config: pytest.Config) -> None:
    """Record the findings that are made, and let Ctrl-C end what tests start.

    Whatever a shell starts in its background ignores it, and so does all that is started from there.
    """
    raised.record()
    if not hasattr(config, "workerinput") and signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what another process recorded."""
    raised.RECORDED.update(getattr(node, "workeroutput", {}).get(raised.KEY, ()))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand on what was recorded; at the end of a whole run that is green, every code must have been made."""
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput[raised.KEY] = sorted(raised.RECORDED)
        return
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS and config.getoption("markexpr") == PLAIN
    if not whole or session.exitstatus or any(config.getoption(name, None) for name in SELECTING):
        return
    if missing := raised.never_made(raised.RECORDED):
        print(f"\nno test makes these findings of planner/catalogue: {', '.join(missing)}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
