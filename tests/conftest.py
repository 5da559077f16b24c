"""How many random problems hypothesis draws: `--hypothesis-profile slow` draws ten times as many as a plain run."""

from __future__ import annotations

import pytest
from hypothesis import Phase, settings
from hypothesis.internal.conjecture import providers

EXAMPLES = 100

pytest.register_assert_rewrite("tests.world_tally")
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
