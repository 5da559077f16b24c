"""The parts of the table: each measures some lines, in processes of their own, and says what they were."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from benchmarks.copies import SHIPPED
from benchmarks.generate import write_instance
from benchmarks.growth import Stages, grow, least_of
from benchmarks.long_sheet import ROWS, write_long_sheet
from benchmarks.measure import REPEATS, Facts, Spread, in_turn, job, seconds_of, spread
from benchmarks.table import Line
from planner.write.from_tables import write_workbook_from_folder

IMPORT_FLOOR = "import pandas, highspy, xlsxwriter, typer"
# The same optimum, found by two formulations.
SAME = 1e-6
# How many times longer the same program takes in each modelling layer, at least.
LAYERS = {"pulp": ("PuLP", 2.5), "linopy": ("linopy", 3.0), "pyomo": ("Pyomo", 5.0)}
# On L the solver is stopped after so many seconds; what it needs to the end is then not known.
LONGEST = 300.0
# Seconds in which a plan of those is ended whatever the machine: only then is its workbook the whole one.
LONG_ENOUGH = 1_200.0
SOLVED_SOON = ("M", "3M")
# How often what takes a tenth of a second is run.
SOON = 25
# A plan that takes minutes is made so often: the machine's speed moves by a sixth meanwhile.
FEW = 3


@dataclass
class Part:
    """Lines of the table with notes, the stages of instances of several sizes, and the machine that took so long."""

    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stages: Stages = field(default_factory=dict)
    machine: str = ""


def reading() -> Part:
    """Compare reading and checking a long sheet with pandas and openpyxl."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "long.xlsx")
        write_long_sheet(Path(path))
        ours, pandas = in_turn([lambda: job("read", path), lambda: job("read_pandas", path)])
    if {one["rows"] for one in (*ours, *pandas)} != {float(ROWS)}:
        raise RuntimeError("not all rows were read")
    return Part([Line(f"read and check a sheet of {ROWS:,} rows", "pandas with openpyxl, unchecked",
                      spread(ours, "total"), spread(pandas, "total"), 3.0, at_least=True)])  # fmt: skip


def commands() -> Part:
    """Compare whole commands with what a process costs anyway."""
    python, plan = sys.executable, [sys.executable, "-m", "planner.cli"]
    soon: list[Callable[[], float]] = [
        lambda: seconds_of([*plan, "--help"]),
        lambda: seconds_of([python, "-c", "pass"]),
    ]
    with tempfile.TemporaryDirectory() as folder:
        output = str(Path(folder) / "plan.xlsx")
        ways: list[Callable[[], float]] = [
            lambda: seconds_of([*plan, "solve", str(SHIPPED), "-o", output, "--explain", "none", "--force", "--quiet"]),
            lambda: seconds_of([python, "-c", IMPORT_FLOOR]),
            lambda: seconds_of([*plan, "check", str(SHIPPED), "--quiet"]),
        ]
        helped, bare = (Spread(tuple(found)) for found in in_turn(soon, SOON))
        solved, floor, checked = (Spread(tuple(found)) for found in in_turn(ways))
    return Part(
        [
            Line("`plan --help`", "`python -c pass`", helped, bare, 8.0),
            Line(
                "`plan solve --explain none` on S, output workbook included",
                f'`python -c "{IMPORT_FLOOR}"`',
                solved,
                floor,
                1.6,
            ),
        ],
        [f"`plan --help` and `python -c pass` are run {SOON} times. `plan check` on S takes {checked}."],
    )


def explanations() -> Part:
    """Compare a plan of the shipped workbook that is explained with one that is not; in full it is run a few times."""
    plan = [sys.executable, "-m", "planner.cli", "solve", str(SHIPPED), "--force", "--quiet"]
    with tempfile.TemporaryDirectory() as folder:
        output = str(Path(folder) / "plan.xlsx")

        def way(level: str) -> Callable[[], float]:
            return lambda: seconds_of([*plan, "-o", output, "--explain", level])

        bare, fast = (Spread(tuple(found)) for found in in_turn([way("none"), way("fast")]))
        full, alone = (Spread(tuple(found)) for found in in_turn([way("full"), way("none")], FEW))
    # The plan itself, and five times it for what is explained.
    return Part(
        [
            Line("`plan solve --explain fast` on S", "`--explain none`", fast, bare, 6.0),
            Line("`plan solve --explain full` on S", "`--explain none`", full, alone, 6.0),
        ]
    )


def layers(name: str) -> Part:
    """Compare the best tier, built and solved, with the same program in each modelling layer that is installed."""
    there = [layer for layer in LAYERS if find_spec(layer)]
    facts = in_turn([partial(job, "ours", name), *(partial(job, "peer", name, layer) for layer in there)])
    ours, part = facts[0], Part()
    for layer, peer in zip(there, facts[1:], strict=True):
        label, goal = LAYERS[layer]
        for fact in ("columns", "rows", "coefficients", "optimum"):
            one, other = ours[0][fact], peer[0][fact]
            if abs(one - other) > SAME * max(1.0, abs(one)):
                raise RuntimeError(f"{name}: ours and {label}'s program differ in {fact}: {one!r} and {other!r}")
        part.lines += [
            Line(f"build and solve the best tier, {name}", f"the same program in {label} with HiGHS, {name}",
                 spread(ours, "total"), spread(peer, "total"), goal, at_least=True),
            Line(f"the same without the time inside HiGHS, {name}", f"{label} without that time, {name}",
                 outside(ours), outside(peer), goal, at_least=True),
        ]  # fmt: skip
    inside = "; ".join(
        f"{label} {spread(found, 'inside')}"
        for label, found in zip(["ours", *(LAYERS[layer][0] for layer in there)], facts, strict=True)
    )
    part.notes.append(
        f"{name}: all these programs have {ours[0]['columns']:,.0f} columns, {ours[0]['rows']:,.0f} rows, "
        f"{ours[0]['coefficients']:,.0f} coefficients and the optimum {ours[0]['optimum']:.9g}. Inside HiGHS: {inside}."
    )
    if missing := [LAYERS[layer][0] for layer in LAYERS if layer not in there]:
        part.notes.append(f"{name}: not installed and not compared: {', '.join(missing)} (CONTRIBUTING.md says how).")
    return part


def outside(facts: Sequence[Facts]) -> Spread:
    """Return the seconds that were not spent inside HiGHS."""
    return Spread(tuple(one["total"] - one["inside"] for one in facts))


def handing_over(name: str, repeats: int = REPEATS) -> Part:
    """Compare building and handing over the program with the time inside HiGHS for all tiers."""
    facts, resolved = in_turn([lambda: job("program", name), lambda: job("resolve", name)], repeats)
    first, inside = facts[0], spread(facts, "inside")
    finished = all(one["finished"] for one in facts)
    note = (
        f"{name}: {first['columns']:,.0f} columns, {first['rows']:,.0f} rows, {first['coefficients']:,.0f} "
        f"coefficients. Problem from tables {spread(resolved, 'total')}; build {spread(facts, 'build')}; hand over "
        f"{spread(facts, 'hand over')}; inside HiGHS {inside}" + ("." if finished else ", stopped before the end.")
    )
    against = f"inside HiGHS `run()`, all tiers, {name}" + ("" if finished else ", stopped by the limit")
    line = Line(f"build and hand over, {name}", against, spread(facts, "build", "hand over"), inside, 0.15,
                bound=not finished)  # fmt: skip
    return Part([line], [note])


def workbook_in_and_out(name: str = "M") -> Part:
    """Compare `plan solve` from workbook to workbook with HiGHS and the raw reading and writing of the same cells."""
    with tempfile.TemporaryDirectory() as place:
        tables, book, output = (Path(place) / one for one in ("tables", "input.xlsx", "plan.xlsx"))
        write_instance(name, tables)
        write_workbook_from_folder(tables, book)
        ours, raw = in_turn([lambda: job("workbook", str(book), str(output)),
                             lambda: job("raw", str(book), str(output))])  # fmt: skip
        cells = raw[0]["cells"]
    least = Spread(tuple(one["inside"] + two["read"] + two["write"] for one, two in zip(ours, raw, strict=True)))
    against = f"inside `run()`, and the same cells read by calamine and written by xlsxwriter alone, {name}"
    note = (
        f"{name}, workbook to workbook: inside HiGHS {spread(ours, 'inside')}; raw reading {spread(raw, 'read')}; raw "
        f"writing of {cells:,.0f} cells {spread(raw, 'write')}; outside HiGHS {outside(ours)}."
    )
    return Part([Line(f"`plan solve` {name}, workbook in and out", against, spread(ours, "total"), least, 1.4)], [note])


def from_tables(name: str, repeats: int = 1) -> Part:
    """Compare `plan solve` from tables, no workbook written, with HiGHS: its time inside, and the memory of both."""
    with tempfile.TemporaryDirectory() as place:
        folder, kept, program = (str(Path(place) / one) for one in ("tables", "plan", "program.mps"))
        write_instance(name, Path(folder))
        job("export", name, program)
        facts, alone, read, handed = in_turn([
            lambda: job("tables", folder, repr(LONGEST), kept),
            lambda: job("alone", program, "yes", repr(LONGEST)),
            lambda: job("alone", program, "no", repr(LONGEST)),
            lambda: job("handed", name),
        ], repeats)  # fmt: skip
        finished = all(one["finished"] for one in facts)
        written = in_turn([lambda: job("writing", kept)])[0] if finished else []
    stopped = "" if finished else f", stopped after {LONGEST:g} s"
    memory = [spread(one, "peak", unit="MB") for one in (facts, alone, handed, read)]
    part = Part([
        Line(f"`plan solve` {name} from tables, no workbook written", f"its time inside HiGHS `run()`{stopped}",
             spread(facts, "total"), spread(facts, "inside"), 1.3),
        Line(f"peak memory of the same{stopped}", "HiGHS alone: reads the same LP and solves its best tier",
             memory[0], memory[1], 1.6),
        Line(f"peak memory of building and handing over, {name}", "HiGHS alone: reads the same LP",
             memory[2], memory[3], 1.6),
    ])  # fmt: skip
    if written:
        part.notes.append(
            f"{name}: peak memory of writing its workbook, the plan loaded: {spread(written, 'peak', unit='MB')}."
        )
        part.stages["write"] = [least_of("write", written)]
    return part


def growth(names: Sequence[str]) -> Part:
    """Measure how the stages grow with the number of columns; the workbook is written of what is solved soon."""
    stages = grow(names, REPEATS)
    with tempfile.TemporaryDirectory() as place:
        kept = [str(Path(place) / f"{name} solved") for name in SOLVED_SOON]
        for name, file in zip(SOLVED_SOON, kept, strict=True):
            write_instance(name, Path(place) / name)
            job("tables", str(Path(place) / name), repr(LONG_ENOUGH), file)
        ways = [partial(job, "writing", file) for file in kept if Path(file).exists()]
        if written := [least_of("write", facts) for facts in in_turn(ways)]:
            stages["write"] = written
    return Part(stages=stages)
