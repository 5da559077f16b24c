"""Measures everything and writes docs/benchmarks.md: python -m benchmarks [--with-L]."""

from __future__ import annotations

import platform
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.instances import SHIPPED
from benchmarks.long_sheet import ROWS, write_long_sheet
from benchmarks.measure import REPEATS, Spread, in_turn, job, seconds_of, spread
from planner.write.atomic import replace_atomically

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
PACKAGES = ("highspy", "numpy", "pandas", "pulp", "openpyxl", "python-calamine", "xlsxwriter", "typer")
IMPORT_FLOOR = "import pandas, highspy, xlsxwriter, typer"
INTRODUCTION = f"""\
# Benchmarks

This page is written by `python3 dev.py run python -m benchmarks`, up to the heading *Tiers*.

Each figure is a median of {REPEATS} runs, with the least and the most. The two ways of a line run in turn, each in a
process of its own. Machines differ and are busy: read the ratios, not the seconds.

S is the shipped workbook. M and L are generated (`benchmarks/generate.py`): mines, separation with co-production,
metal, magnets, customers, with recycling, stocks, lead times, caps, a ban and tariffs.
"""
HEADER = """\
| what | time | against | time | ratio | goal | |
|---|---|---|---|---|---|---|"""
COMPARED = """\
In the lines with >= the ratio says how many times longer the other way takes.

## What is compared

- *Build and hand over*: the program as arrays from a checked Problem, its matrix sorted, and passed to HiGHS.
  Making the Problem is not part of it and stands below.
- *PuLP*: `benchmarks/peers/pulp_peer.py` writes the same program by hand: dictionaries of variables, sums, one
  constraint at a time. It starts from the same Problem. Only the best tier is solved, once, by HiGHS with PuLP's own
  settings; ours is solved as `plan solve` would solve it. Columns, rows, coefficients and optimum are the same, and
  the command stops when they are not. Both leave out what it does not know: of the shipped workbook, the rows of sheets
  Contracts, Qualification and Recycling.
- *Reading*: through the guard, cell by cell, then across tables."""
# The same optimum, found by two formulations.
SAME = 1e-6


@dataclass(frozen=True)
class Line:
    """One line of the table: a ratio of two ways, and what was asked of it.

    first, second  the seconds of both ways; at_least: whether the ratio should be above the goal
    """

    what: str
    against: str
    first: Spread
    second: Spread
    goal: float
    at_least: bool = False
    bound: bool = False

    @property
    def ratio(self) -> float:
        """Return how many times as long the first way took; where it should be above, the second."""
        one, other = self.first.median, self.second.median
        return other / one if self.at_least else one / other

    def __str__(self) -> str:
        """Return the line in Markdown."""
        wanted = f"{'>=' if self.at_least else '<='} {self.goal:g} x"
        kept = self.ratio >= self.goal if self.at_least else self.ratio <= self.goal
        ratio = f"{'< ' if self.bound else ''}{self.ratio:.2g} x"
        verdict = "reached" if kept else "not reached"
        return f"| {self.what} | {self.first} | {self.against} | {self.second} | {ratio} | {wanted} | {verdict} |"


def build_against_run(name: str, repeats: int) -> tuple[Line, str]:
    """Compare building and handing over the program with the time inside HiGHS for all tiers."""
    (facts, resolved) = in_turn([lambda: job("program", name), lambda: job("resolve", name)], repeats)
    first = facts[0]
    finished = all(one["finished"] for one in facts)
    inside = spread(facts, "inside")
    sizes = (
        f"{name}: {first['columns']:,.0f} columns, {first['rows']:,.0f} rows, {first['coefficients']:,.0f} "
        f"coefficients. Problem from tables {spread(resolved, 'total')}; build {spread(facts, 'build')}; hand over "
        f"{spread(facts, 'hand over')}; inside HiGHS {inside}" + ("." if finished else ", stopped before the end.")
    )
    against = f"inside HiGHS `run()`, all tiers, {name}" + ("" if finished else ", stopped by the limit")
    line = Line(f"build and hand over, {name}", against, spread(facts, "build", "hand over"), inside, 0.15,
                bound=not finished)  # fmt: skip
    return line, sizes


def against_pulp(name: str) -> tuple[list[Line], str]:
    """Compare the best tier, built and solved, with the same program in idiomatic PuLP."""
    ours, peer = in_turn([lambda: job("ours", name), lambda: job("pulp", name)])
    for fact in ("columns", "rows", "coefficients", "optimum"):
        one, other = ours[0][fact], peer[0][fact]
        if abs(one - other) > SAME * max(1.0, abs(one)):
            raise RuntimeError(f"{name}: the two formulations differ in {fact}: {one!r} and {other!r}")
    outside, peer_outside = (Spread(tuple(one["total"] - one["inside"] for one in facts)) for facts in (ours, peer))
    lines = [
        Line(f"build and solve the best tier, {name}", f"the same program in PuLP with HiGHS, {name}",
             spread(ours, "total"), spread(peer, "total"), 2.5, at_least=True),
        Line(
            f"the same without the time inside HiGHS, {name}", f"PuLP without that time, {name}",
            outside, peer_outside, 2.5, at_least=True,
        ),
    ]  # fmt: skip
    note = (
        f"{name}: both programs have {ours[0]['columns']:,.0f} columns, {ours[0]['rows']:,.0f} rows, "
        f"{ours[0]['coefficients']:,.0f} coefficients and the optimum {ours[0]['optimum']:.9g}. Inside HiGHS: ours "
        f"{spread(ours, 'inside')}, PuLP's {spread(peer, 'inside')}."
    )
    return lines, note


def reading() -> Line:
    """Compare reading and checking a long sheet with pandas and openpyxl."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "long.xlsx")
        write_long_sheet(Path(path))
        ours, pandas = in_turn([lambda: job("read", path), lambda: job("read_pandas", path)])
    if {one["rows"] for one in (*ours, *pandas)} != {float(ROWS)}:
        raise RuntimeError("not all rows were read")
    return Line(f"read and check a sheet of {ROWS:,} rows", "pandas with openpyxl, unchecked", spread(ours, "total"),
                spread(pandas, "total"), 3.0, at_least=True)  # fmt: skip


def commands() -> list[Line]:
    """Compare whole commands with what a process costs anyway."""
    python, plan = sys.executable, [sys.executable, "-m", "planner.cli"]
    with tempfile.TemporaryDirectory() as folder:
        output = str(Path(folder) / "plan.xlsx")
        ways: list[Callable[[], float]] = [
            lambda: seconds_of([*plan, "--help"]),
            lambda: seconds_of([python, "-c", "pass"]),
            lambda: seconds_of([*plan, "solve", str(SHIPPED), "-o", output, "--force", "--quiet"]),
            lambda: seconds_of([python, "-c", IMPORT_FLOOR]),
        ]
        helped, bare, solved, floor = (Spread(tuple(found)) for found in in_turn(ways))
    return [
        Line("`plan --help`", "`python -c pass`", helped, bare, 8.0),
        Line("`plan solve` on S, output workbook included", f'`python -c "{IMPORT_FLOOR}"`', solved, floor, 1.6),
    ]


def machine() -> str:
    """Return the processor, system and versions."""
    cpu = platform.processor() or platform.machine()
    about = Path("/proc/cpuinfo")
    cores = 0
    if about.exists():
        lines = about.read_text().splitlines()
        cpu = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), cpu)
        cores = sum(line.startswith("processor") for line in lines)
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"{cpu}, {cores} cores, {platform.system()}, Python {platform.python_version()}; {packages}."


def page(lines: Sequence[Line], notes: Sequence[str]) -> str:
    """Return the page of the documentation."""
    return "\n".join([INTRODUCTION, machine(), "", HEADER, *map(str, lines), "", COMPARED,
                      *(f"- {note}" for note in notes), "", *read_kept(PAGE)])  # fmt: skip


def read_kept(path: Path) -> list[str]:
    """Return the part of the page that people wrote: from the heading *Tiers*."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    found = text.find("## Tiers")
    return [*text[found:].splitlines(), ""] if found >= 0 else [""]


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table and write the page."""
    if any(argument != "--with-L" for argument in arguments):
        print("usage: python -m benchmarks [--with-L]", file=sys.stderr)
        return 2
    lines: list[Line] = []
    notes: list[str] = []

    def add(found: Sequence[Line], note: str = "") -> None:
        lines.extend(found)
        notes.extend([note] if note else [])
        for line in found:
            print(line, flush=True)

    add([reading()])
    for name in ("S", "M"):
        add(*against_pulp(name))
    for name in ("S", "M", *(["L"] if arguments else [])):
        line, note = build_against_run(name, 1 if name == "L" else REPEATS)
        add([line], note + (" One run." if name == "L" else ""))
    add(commands())
    replace_atomically(PAGE, page(lines, notes).encode())
    print(PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
