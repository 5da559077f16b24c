"""Which faults are only the want of memory."""

from __future__ import annotations

import pytest

from planner import memory


@pytest.mark.parametrize(("limit", "expected"), [(None, False), (2**28, True)])
def test_a_library_that_fails_without_a_word_lacks_memory_where_that_is_limited_and_is_a_fault_elsewhere(
    monkeypatch: pytest.MonkeyPatch, limit: int | None, expected: bool
) -> None:
    monkeypatch.setattr(memory, "address_space", lambda: limit)
    silent = SystemError("error return without exception set")
    assert memory.is_want_of_memory(silent) is expected
    behind = ImportError("numpy did not load")
    behind.__cause__ = silent
    assert memory.is_want_of_memory(behind) is expected
    assert not memory.is_want_of_memory(ValueError("no"))
    assert memory.is_want_of_memory(MemoryError())
