"""Writes docs/profiles.md: where the time of each command goes, on S and M: python -m benchmarks.profiles [S|M ...].

The seconds are of the processor; the profiler makes calls of Python functions look longer than they are.
"""

from __future__ import annotations

import cProfile
import pstats
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from benchmarks.copies import SHIPPED
from benchmarks.generate import write_instance
from benchmarks.machine import machine
from planner.atomic import replace_atomically
from planner.write.from_tables import write_workbook_from_folder

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "profiles.md"
NAMED = 14
# A function whose time is nearly all that of one that it calls tells nothing.
MOST_PASSED_ON = 0.97
FOLDERS = ("planner", "models")
INTRODUCTION = """\
# Profiles

This page is written by `python3 dev.py run python -m benchmarks.profiles S M`: for each command the seconds of the
processor of a whole process, how much of that goes into loading modules, which packages are loaded, and what the rest
is spent on. A function's seconds are its own and those of what it calls, under the profiler, which makes Python look
slower than it is: read them as shares. What HiGHS does counts for `planner.solve.session.run`.
"""


def commands(book: Path, folder: Path) -> dict[str, list[str]]:
    """Return the commands by the words of their headings."""
    plan, program = str(folder / "plan.xlsx"), str(folder / "model.mps")
    return {
        "plan --help": ["--help"],
        "plan new": ["new", str(folder / "empty.xlsx"), "--force"],
        "plan check": ["check", str(book), "--quiet"],
        "plan solve --explain none": ["solve", str(book), "-o", plan, "--explain", "none", "--force", "--quiet"],
        "plan solve": ["solve", str(book), "-o", plan, "--force", "--quiet"],
        "plan verify": ["verify", plan, str(book)],
        "plan export": ["export", str(book), program, "--force"],
    }


def run_profiled(arguments: Sequence[str], place: Path) -> list[str]:
    """Run a command under the profiler in a process of its own, and return the lines of its section."""
    code = f"import benchmarks.profiles; benchmarks.profiles.profiled({list(arguments)!r}, {str(place)!r})"
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    begin = _children()
    subprocess.run([sys.executable, "-m", "planner.cli", *arguments], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    seconds = _children() - begin
    packages = place.with_suffix(".txt").read_text()
    statistics = pstats.Stats(str(place))
    loading = _seconds(statistics, "<frozen importlib._bootstrap>", "_find_and_load")
    lines = [f"{seconds:.2f} s of the processor; loads {packages}.", "",
             "| function | calls | seconds under the profiler |", "|---|---|---|",
             f"| loading modules | | {loading:.3f} |"]  # fmt: skip
    return [*lines, *(f"| `{name}` | {calls:,} | {own:.3f} |" for name, calls, own in _functions(statistics)), ""]


def _children() -> float:
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _rows(statistics: pstats.Stats) -> dict[tuple[str, int, str], tuple[int, int, float, float, object]]:
    rows: dict[tuple[str, int, str], tuple[int, int, float, float, object]] = getattr(statistics, "stats")  # noqa: B009
    return rows


def _seconds(statistics: pstats.Stats, file: str, function: str) -> float:
    return sum(row[3] for key, row in _rows(statistics).items() if (key[0], key[2]) == (file, function))


def _functions(statistics: pstats.Stats) -> list[tuple[str, int, float]]:
    """Return name, calls and seconds, with what they call, of our functions that take longest.

    One that does little but call the next is left out.
    """
    found = []
    for (file, _, function), (calls, _, _, seconds, _) in _rows(statistics).items():
        path = Path(file)
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in FOLDERS and function != "<module>":
            found.append((".".join((*path.relative_to(ROOT).with_suffix("").parts, function)), calls, seconds))
    found.sort(key=lambda row: -row[2])
    told = [one for one, after in pairwise(found) if after[2] < MOST_PASSED_ON * one[2]]
    return told[:NAMED]


def _in_one_thread() -> None:
    """Let HiGHS run in the main thread; in one of its own the profiler takes its time for that of others."""
    from planner.solve import session

    setattr(session, "in_thread", lambda work: work())  # noqa: B010 - replaced on purpose


def profiled(arguments: Sequence[str], place: str) -> None:
    """Run a command under the profiler; write its profile, and the packages that it loaded."""
    before = set(sys.modules)
    if arguments[0] == "solve":
        _in_one_thread()
    profile = cProfile.Profile(builtins=False)  # what HiGHS runs counts for what calls it
    profile.enable()
    try:
        from planner.cli import app

        app(list(arguments))
    except SystemExit as end:
        if end.code:
            raise RuntimeError(f"{arguments[0]} ended with exit code {end.code}") from None
    finally:
        profile.disable()
    profile.dump_stats(place)
    loaded = {name.partition(".")[0] for name in set(sys.modules) - before}
    packages = sorted(name for name in loaded - sys.stdlib_module_names if not name.startswith("_"))
    Path(place).with_suffix(".txt").write_text(", ".join(f"`{name}`" for name in packages) or "nothing")


def main(names: Sequence[str]) -> int:
    """Profile every command on the instances and write the page."""
    lines = [INTRODUCTION, machine(), ""]
    for name in names or ("S", "M"):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            book = SHIPPED
            if name != "S":
                book = folder / "input.xlsx"
                write_instance(name, folder / "tables")
                write_workbook_from_folder(folder / "tables", book)
            for title, arguments in commands(book, folder).items():
                print(f"{title}, {name}", flush=True)
                lines += [f"## `{title}`, {name}", "", *run_profiled(arguments, folder / "profile")]
    replace_atomically(PAGE, "\n".join(lines).encode())
    print(PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
