"""Measures everything and writes docs/benchmarks.md with its charts: python -m benchmarks [--with L XL] [--only PART].

A part that fails is named on the page, and the others are measured all the same. With --only the page keeps the others
as they were measured before.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from benchmarks import parts
from benchmarks.chart import growth_chart, ratio_chart
from benchmarks.growth import table
from benchmarks.kept import keep, kept
from benchmarks.machine import apart, machine
from benchmarks.measure import REPEATS
from benchmarks.parts import Part
from benchmarks.table import HEADER
from planner.atomic import replace_atomically

# Instances that are measured when they are asked for.
SIZES = ("L", "XL")
DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE, RATIOS, GROWTH = DOCS / "benchmarks.md", DOCS / "pictures/ratios.svg", DOCS / "pictures/growth.svg"
INTRODUCTION = f"""\
# Benchmarks

This page is written by `python3 dev.py run python -m benchmarks --with L XL`, up to the heading *Tiers*.

Each figure is a median of {REPEATS} runs, with the least and the most; L and XL are run once, `--explain full` three
times. The two ways of a line run in turn, each in a process of its own. Machines differ and are busy: read the ratios,
not the seconds. A part of the page is measured in one go; `--only PART` measures it anew and leaves the others.

S is the shipped workbook. M, L and XL are generated (`benchmarks/generate.py`): mines, separation with co-production,
metal, magnets, customers, with recycling, stocks, lead times, caps, a licence, a ban, tariffs, rules that ask where
material was made (so that several origins are told apart), and contracts with price tiers and take-or-pay.
"""
COMPARED = """\
In the lines with >= the ratio says how many times longer the other way takes.

![How far each line is from its goal](pictures/ratios.svg)

## What is compared

- *Build and hand over*: the program as arrays from a checked Problem, its matrix sorted, and passed to HiGHS.
  Making the Problem is not part of it and stands below.
- *PuLP, linopy, Pyomo*: `benchmarks/peers/` writes the same program by hand, as each asks for: dictionaries of
  variables and sums, one row at a time, in PuLP and Pyomo; whole families over tables of keys in linopy. They start
  from the same Problem. Only the best tier is solved, once, by HiGHS with the layer's own settings, through its direct
  interface; ours is solved as `plan solve` would solve it. Columns, rows, coefficients and optimum are the same, and
  the part fails when they are not. All leave out what the hand-written program does not know: rules that ask for an
  origin, licences, and the rows of sheets Contracts, Qualification and Recycling.
- *Reading*: through the guard, cell by cell, then across tables.
- *From tables*: a whole process, from its start to the sentences on standard output, with the time inside HiGHS taken
  in the same run. Peak memory is of the whole process. HiGHS alone reads the program from an .mps file in a Python
  process, and solves its best tier by interior point, as we do at that size."""
GROWN = f"""\
## Growth

Seconds of the processor for reading a folder of tables (`read`), checking it across tables (`check`), building the
program and handing it over (`build`) and writing the workbook of its plan (`write`, of the sizes that are solved soon).
Each figure is the least of {REPEATS} runs, XL of two, each in a process of its own.

![Seconds over columns](pictures/growth.svg)
"""


def parts_of(sizes: Sequence[str]) -> dict[str, Callable[[], Part]]:
    """Return every part by its name, in the order of the page."""
    large = [name for name in SIZES if name in sizes]
    return {
        "reading": parts.reading,
        **{f"layers-{name}": partial(parts.layers, name) for name in ("S", "M")},
        **{f"handing-over-{name}": partial(parts.handing_over, name) for name in ("S", "M")},
        **{f"handing-over-{name}": partial(parts.handing_over, name, 1) for name in large},
        "commands": parts.commands,
        "explanations": parts.explanations,
        "workbook": parts.workbook_in_and_out,
        **({"tables-L": partial(parts.from_tables, "L")} if "L" in large else {}),
        "growth": partial(parts.growth, ["M", "3M", *large]),
    }


def joined(measured: Mapping[str, Part], order: Iterable[str]) -> Part:
    """Return all parts as one, in an order."""
    whole = Part()
    for found in (measured[name] for name in order if name in measured):
        whole.lines += found.lines
        whole.notes += found.notes
        for stage, points in found.stages.items():
            whole.stages.setdefault(stage, []).extend(points)
    whole.machine = "\n\n".join(apart(one.machine for one in measured.values()))
    return whole


def write_page(found: Part) -> None:
    """Write the page of the documentation and its charts."""
    RATIOS.parent.mkdir(exist_ok=True)
    lines = [INTRODUCTION, found.machine, "", HEADER, *map(str, found.lines), ""]
    if found.lines:
        replace_atomically(RATIOS, ratio_chart(found.lines).encode())
    lines += [COMPARED, *(f"- {note}" for note in found.notes), ""]
    if found.stages:
        replace_atomically(GROWTH, growth_chart(found.stages).encode())
        lines += [GROWN, *table(found.stages), ""]
    replace_atomically(PAGE, "\n".join([*lines, *read_kept(PAGE)]).encode())


def read_kept(path: Path) -> list[str]:
    """Return the part of the page that people wrote: from the heading *Tiers*."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    found = text.find("## Tiers")
    return [*text[found:].splitlines(), ""] if found >= 0 else [""]


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table and write the page; return 1 when a part failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--with", dest="sizes", nargs="+", choices=SIZES, default=[], help="larger instances too")
    parser.add_argument("--only", nargs="+", default=[], help="measure these parts, and leave the others as they were")
    given = parser.parse_args(arguments)
    # As in use: a module is compiled once, and not by every process that is measured.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    every = parts_of(given.sizes)
    if unknown := [name for name in given.only if name not in every]:
        parser.error(f"{unknown[0]} is none of {', '.join(every)}")
    measured, failed = kept() if given.only else {}, 0
    for name in given.only or every:
        begin = time.monotonic()
        try:
            found = every[name]()
        except Exception as fault:  # noqa: BLE001 (the other parts are worth having)
            failed += 1
            found = Part(notes=[f"**{name} could not be measured**: {type(fault).__name__}: {fault}"])
        found.machine = machine()
        for line in (*found.lines, *found.notes, *(table(found.stages) if found.stages else ())):
            print(line, flush=True)
        print(f"({name}: {time.monotonic() - begin:.0f} s)", file=sys.stderr, flush=True)
        measured[name] = found
        keep(measured)
        write_page(joined(measured, parts_of(SIZES)))
    print(PAGE)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
