"""Jobs that measure whole commands, what they must do in any case, and the memory that they hold."""

from __future__ import annotations

import gc
import pickle
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.clock import inside_highs, peak_megabytes
from benchmarks.measure import Facts, since_start


def tables(folder: str, limit: str, kept: str) -> Facts:
    """Read, check, solve, verify and print a plan from a folder of tables; what was solved in time is kept in a file.

    limit  seconds after which the solver is stopped
    """
    from planner.errors import StoppedError
    from planner.explain.level import Level
    from planner.report import result_sentences
    from planner.run import solve_input
    from planner.solve.session import silent

    gc.disable()  # as the command line does
    with inside_highs() as clock:
        try:
            solved = solve_input(Path(folder), "highs", float(limit), silent, level=Level.NONE)
        except StoppedError:
            return {"total": since_start(), "inside": clock.seconds, "peak": peak_megabytes(), "finished": 0.0}
    result_sentences(solved)
    finished = solved.plan.solution.stopped_in is None
    facts = {"total": since_start(), "inside": clock.seconds, "peak": peak_megabytes(), "finished": float(finished)}
    if finished:
        # A basis is an object of the solver, and is not written.
        solution = replace(solved.plan.solution, bases={})
        Path(kept).write_bytes(pickle.dumps(replace(solved, plan=replace(solved.plan, solution=solution))))
    return facts


def writing(kept: str) -> Facts:
    """Write the workbook of a plan that `tables` kept; the seconds of the processor, loading it not counted."""
    from planner.write.workbook import write_solved

    gc.disable()  # as the command line does
    solved = pickle.loads(Path(kept).read_bytes())
    with tempfile.TemporaryDirectory() as place:
        begin = time.process_time()
        write_solved(Path(place) / "plan.xlsx", solved)
        seconds = time.process_time() - begin
    return {"write": seconds, "columns": solved.plan.values.size, "peak": peak_megabytes()}


def workbook(path: str, output: str) -> Facts:
    """Run `plan solve` on a workbook as the command line does, all of the process counted."""
    with inside_highs() as clock:
        from planner.cli import app

        try:
            app(["solve", path, "-o", output, "--explain", "none", "--force", "--quiet"])
        except SystemExit as end:
            if end.code:
                raise RuntimeError(f"plan solve ended with exit code {end.code}") from None
    return {"total": since_start(), "inside": clock.seconds}


def raw(path: str, output: str) -> Facts:
    """Read the cells of an input and write those of an output again, by the fastest reader and writer alone."""
    from python_calamine import CalamineWorkbook

    begin = time.perf_counter()
    _cells(CalamineWorkbook.from_path(path))
    read = time.perf_counter() - begin
    cells = _cells(CalamineWorkbook.from_path(output))
    with tempfile.TemporaryDirectory() as place:
        begin = time.perf_counter()
        _write(cells, Path(place) / "raw.xlsx")
        written = time.perf_counter() - begin
    return {"read": read, "write": written, "cells": sum(len(row) for rows in cells.values() for row in rows)}


def _cells(book: object) -> dict[str, list[list[object]]]:
    names: list[str] = getattr(book, "sheet_names")  # noqa: B009 - the package has no types
    return {name: getattr(book, "get_sheet_by_name")(name).to_python() for name in names}  # noqa: B009


def _write(cells: dict[str, list[list[object]]], path: Path) -> None:
    import xlsxwriter

    from planner.write.styles import must

    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    for name, rows in cells.items():
        sheet = book.add_worksheet(name)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, str):
                    if value:
                        must(sheet.write_string(row, column, value))
                elif isinstance(value, int | float):
                    must(sheet.write_number(row, column, value))
                else:
                    must(sheet.write_string(row, column, str(value)))
    book.close()


def _no_error(status: object, doing: str) -> None:
    """Raise when HiGHS failed; a warning is none."""
    from highspy import HighsStatus

    if status == HighsStatus.kError:
        raise RuntimeError(f"HiGHS failed at {doing}")


def export(name: str, path: str) -> Facts:
    """Write the program of an instance, with the objective of its best tier, for HiGHS alone."""
    from benchmarks.instances import matrix_of
    from planner.solve.session import make_highs, pass_program

    matrix, tiers = matrix_of(name)
    highs = make_highs()
    pass_program(highs, matrix, tiers[0].objective)
    _no_error(highs.writeModel(path), "writing")  # it warns that it made names
    return {"columns": matrix.columns}


def alone(path: str, solved: str, limit: str) -> Facts:
    """Let HiGHS read a program and, where asked for, solve it by the method that we use at its size.

    solved  yes or no
    """
    from planner.solve.session import make_highs, require

    highs = make_highs()
    _no_error(highs.readModel(path), "reading")
    if not highs.getNumCol():
        raise RuntimeError(f"{path} holds no program")
    if solved == "yes":
        for option, value in (("solver", "ipm"), ("time_limit", float(limit))):
            require(highs.setOptionValue(option, value), option)
        _no_error(highs.run(), "running")  # a limit is a warning
    return {"peak": peak_megabytes(), "total": since_start()}


def handed(name: str) -> Facts:
    """Build the program of an instance and hand it over, and solve nothing."""
    import numpy as np

    from benchmarks.instances import matrix_of
    from planner.solve.session import make_highs, pass_program

    matrix, _ = matrix_of(name)
    pass_program(make_highs(), matrix, np.zeros(matrix.columns))
    return {"peak": peak_megabytes()}


def stages(folder: str) -> Facts:
    """Read and check a folder of tables, build its program and hand it over; the seconds of the processor of each."""
    import numpy as np

    from models.formulation import build
    from models.resolve import make_problem
    from planner.read import read_input
    from planner.solve.session import make_highs, pass_program

    gc.disable()  # as the command line does
    marks = [time.process_time()]
    read = read_input(Path(folder)).tables
    if read is None:
        raise RuntimeError("the tables could not be read")
    marks.append(time.process_time())
    problem, _ = make_problem(read)
    marks.append(time.process_time())
    matrix = build(problem).program.matrix()
    pass_program(make_highs(), matrix, np.zeros(matrix.columns))
    marks.append(time.process_time())
    return {
        **dict(zip(("read", "check", "build"), np.diff(marks).tolist(), strict=True)),
        "columns": matrix.columns, "cells": sum(one.number_by_period[name].size for one in read.records.values()
                                                for name in one.number_by_period),
    }  # fmt: skip


JOBS = (tables, writing, workbook, raw, export, alone, handed, stages)
