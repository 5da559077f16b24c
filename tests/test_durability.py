"""Whatever ends a run, and whenever: the old plan or the new one is whole, and the next run works."""

from __future__ import annotations

import errno
import os
import random
import signal

import pytest

from planner.errors import ExitCode
from tests.durability import OUTPUT, Bench, Fault
from tests.seeds import graded

pytestmark = pytest.mark.skipif(os.name == "nt", reason="processes are not forked there")

# Seconds that a run and its writing take on an idle machine, and more; later moments find a run that is finished.
RUN, WRITING = 0.6, 0.03
MOMENTS = graded([12, 40, 1_000], 1, 2)

# Some steps of writing in every run, each of them in the long one.
EVERY = graded([6, 3, 1], 1, 2)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench.made(tmp_path_factory.mktemp("durability") / "bench")


@pytest.mark.parametrize("count", MOMENTS)
def test_a_run_that_is_killed_leaves_the_old_plan_or_the_new_one_and_the_next_run_clears_up(
    bench: Bench, count: int
) -> None:
    chance = random.Random(count)
    found = {"old": 0, "new": 0}
    for number in range(count):
        bench.reset()
        from_writing = number % 2 == 1
        bench.killed(chance.uniform(0.0, WRITING if from_writing else RUN), from_writing=from_writing)
        found[bench.check()] += 1
        bench.check_next()
    print(f"{count} kills: {found['old']} left the old plan, {found['new']} the new one")
    assert found["old"]


@pytest.mark.parametrize("stride", EVERY)
@pytest.mark.parametrize(
    "code", [errno.ENOSPC, *(pytest.param(code, marks=pytest.mark.slow) for code in (errno.EIO, errno.EACCES))]
)
def test_whichever_step_of_writing_fails_nothing_is_lost(bench: Bench, code: int, stride: int) -> None:
    """Each step in turn: opening, both halves of a write, flushing, closing, permissions, renaming, clearing."""
    bench.reset()
    for number in range(1, bench.steps() + 1, stride):
        bench.reset()
        ended = bench.finish(Fault(number, code))
        left, there = bench.check(), set(bench.output())
        beside = {name for name in there if "(2)" in name}  # a plan whose place could not be taken
        if left == "new" or beside:
            assert ended == ExitCode.DONE, (number, bench.said)
        else:
            assert ended == ExitCode.OUTPUT, (number, bench.said)
            assert f"plan: {OUTPUT}" in bench.said or "_certificate_" in bench.said
            assert os.strerror(code) in bench.said
        assert there - beside - set(bench.old) - set(bench.new) <= {one for one in there if one.startswith(".plan-")}
        for name in beside:
            (bench.folder / name).unlink()
        bench.check_next()


@pytest.mark.parametrize("stride", EVERY)
def test_whichever_step_of_writing_is_the_last_nothing_is_lost(bench: Bench, stride: int) -> None:
    bench.reset()
    found = {"old": 0, "new": 0}
    for number in range(1, bench.steps() + 1, stride):
        bench.reset()
        assert bench.finish(Fault(number, None)) == -signal.SIGKILL
        found[bench.check()] += 1
        bench.check_next()
    assert found["old"] > found["new"] > 0
