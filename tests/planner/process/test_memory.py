"""Which faults are only the want of memory."""

from __future__ import annotations

import sys

import pytest

from planner.process import memory


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


def gigabytes(free: float, own: float, most: str = "max", now: float = 0.0) -> dict[str, list[str]]:
    """Return files of a system: GB free and in use by this process, and what a group of processes may have."""
    return {
        "/proc/meminfo": ["MemTotal:  99999999 kB\n", f"MemAvailable:   {free * 2**20:.0f} kB\n"],
        "/proc/self/status": ["Name:\tplan\n", f"VmRSS:\t  {own * 2**20:.0f} kB\n"],
        "/sys/fs/cgroup/memory.max": [f"{most}\n"],
        "/sys/fs/cgroup/memory.current": [f"{now * 2**30:.0f}\n"],
    }


@pytest.mark.parametrize(
    ("files", "copies"),
    [
        (gigabytes(8.0, 0.5), 8),
        (gigabytes(8.0, 0.1), 16),
        (gigabytes(8.0, 6.0), 0),
        (gigabytes(8.0, 0.5, str(3 * 2**30), 1.0), 2),
        (gigabytes(8.0, 0.5, str(1 * 2**30), 2.0), 0),
        ({}, 1),
        ({"/proc/meminfo": ["MemAvailable:\n"]}, 1),
    ],
)
def test_copies_take_half_of_what_is_free_at_most(
    monkeypatch: pytest.MonkeyPatch, files: dict[str, list[str]], copies: int
) -> None:
    monkeypatch.setattr(memory, "_lines", lambda path: files.get(path, []))
    assert memory.room_for_copies() == copies


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing tells it")
def test_this_system_tells_how_much_is_free() -> None:
    assert (memory._figure("/proc/meminfo", "MemAvailable") or 0) > 0
