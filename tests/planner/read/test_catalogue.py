"""Every kind of finding that the reader makes has a test that names it."""

from __future__ import annotations

import re

from tests.places import ROOT

MADE = re.compile(r'\b(?:error|warning|note|refuse)\(\s*"([a-z0-9-]+)"|\bcode, message = "([a-z-]+)"')


def test_every_code_of_the_reader_is_asserted_by_a_test() -> None:
    sources = "".join(path.read_text() for path in sorted((ROOT / "planner" / "read").glob("*.py")))
    tests = "".join(path.read_text() for path in sorted((ROOT / "tests" / "planner" / "read").glob("test_*.py")))
    codes = {first or second for first, second in MADE.findall(sources)}
    assert len(codes) > 40
    assert not [code for code in sorted(codes) if f'"{code}"' not in tests]
