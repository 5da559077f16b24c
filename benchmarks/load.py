"""Load: a workbook ten times the shipped one, eight runs at once, and many runs one after the other.

python -m benchmarks.load [ten] [eight] [fifty]      prints what each took; without a name, all three
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.copies import SHIPPED, write_copies
from planner.write.from_tables import write_workbook_from_folder

PLAN = [sys.executable, "-m", "planner"]
TIMES, AT_ONCE, RUNS = 10, 8, 50
GOAL_SECONDS, GOAL_MEGABYTES = 60.0, 1024.0
MEGABYTE = 1024.0 * 1024.0
EXAMPLE = SHIPPED.with_name("small_example.xlsx")


def run(source: Path, output: Path, *, said: Path | None = None) -> tuple[float, float, float]:
    """Plan a workbook; return seconds of the clock, seconds of the processor, and the most megabytes it held."""
    begin = time.perf_counter()
    with (said or output.with_suffix(".said")).open("wb") as stream:
        process = subprocess.Popen([*PLAN, "solve", str(source), "-o", str(output), "-v"], stdout=stream, stderr=stream)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"plan solve ended with exit code {process.returncode}; see {stream.name}")
    return time.perf_counter() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024.0 / MEGABYTE


def ten(folder: Path) -> None:
    """Print what a workbook takes that is ten times the shipped one, and what the shipped one takes."""
    write_copies(TIMES, folder / "copies")
    write_workbook_from_folder(folder / "copies", folder / "copies.xlsx")
    sources = {"shipped": SHIPPED, f"{TIMES} times": folder / "copies.xlsx"}
    for name, source in sources.items():
        seconds, processor, megabytes = run(source, folder / "plan.xlsx")
        print(
            f"{name}: {seconds:.1f} s, {processor:.1f} s of processor, {megabytes:,.0f} MB; the goal of {TIMES} times"
        )
        print(f"is {GOAL_SECONDS:g} s and {GOAL_MEGABYTES:,.0f} MB.\n{(folder / 'plan.said').read_text()}")


def eight(folder: Path) -> None:
    """Print how many different plans eight runs at once give, each into a file of its own and all into one."""
    started = [
        subprocess.Popen([*PLAN, "solve", str(SHIPPED), "-q", "-o", str(folder / str(number) / "plan.xlsx")])
        for number in range(AT_ONCE)
    ]
    codes = {process.wait() for process in started}
    found = {digest_of(folder / str(number)) for number in range(AT_ONCE)}
    print(f"{AT_ONCE} at once: exit codes {sorted(codes)}, {len(found)} different results")
    together = folder / "together"
    command = [*PLAN, "solve", str(EXAMPLE), "-o", str(together / "plan.xlsx"), "-q"]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(AT_ONCE)]
    said = [process.communicate()[1].decode() for process in started]
    print(f"{AT_ONCE} at once into one file: {[process.returncode for process in started]} {''.join(said)}")
    print(f"  files there: {sorted(one.name for one in together.iterdir())}")


def digest_of(folder: Path) -> str:
    """Return a hash of every file of a folder with its name."""
    hashes = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        hashes.update(path.name.encode() + path.read_bytes())
    return hashes.hexdigest()


def fifty(folder: Path) -> None:
    """Print what fifty runs leave behind: files, their sizes, and the memory of the first and the last."""
    before = set(Path(tempfile.gettempdir()).iterdir())
    source = folder / "case.xlsx"
    shutil.copy(EXAMPLE, source)
    said = folder.with_suffix(".said")
    seen = [(run(source, folder / "case_plan.xlsx", said=said), digest_of(folder)) for _ in range(RUNS)]
    memory = [one[0][2] for one in seen]
    print(
        f"{RUNS} runs: {len({one[1] for one in seen})} different results; memory {memory[0]:.0f} to {memory[-1]:.0f} MB"
    )
    print(f"  files there: {sorted(one.name for one in folder.iterdir())}")
    left = {
        one for one in set(Path(tempfile.gettempdir()).iterdir()) - before if one.name.startswith((".plan", "plan"))
    }
    print(f"  left in the folder of temporary files: {sorted(map(str, left))}")
    said.unlink()


WAYS: dict[str, Callable[[Path], None]] = {"ten": ten, "eight": eight, "fifty": fifty}


def main(arguments: Sequence[str]) -> int:
    """Measure what is named, or everything."""
    if any(name not in WAYS for name in arguments):
        print("usage: python -m benchmarks.load [ten] [eight] [fifty]", file=sys.stderr)
        return 2
    for name in arguments or WAYS:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / name).mkdir()
            WAYS[name](Path(folder) / name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
