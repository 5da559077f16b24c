"""Every code that HiGHS and xlsxwriter return is read: their calls tell of a failure by it, and by nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import highspy
import pytest
import xlsxwriter
from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from tests.places import ROOT

SOURCES = sorted(path for folder in ("planner", "benchmarks") for path in (ROOT / folder).rglob("*.py"))


def highs_calls() -> set[str]:
    """Return the methods of HiGHS that return a status."""
    return {
        name
        for name in dir(highspy.Highs)
        if "-> highspy._core.HighsStatus" in (getattr(highspy.Highs, name).__doc__ or "") or name in ("solve", "run")
    }


def xlsxwriter_calls() -> set[str]:
    """Return the methods of xlsxwriter that return a negative code, or what one of these returns."""
    returns: dict[str, list[ast.expr | None]] = {}
    for path in Path(str(xlsxwriter.__file__)).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("__"):
                found = [one.value for one in ast.walk(node) if isinstance(one, ast.Return)]
                returns.setdefault(node.name, []).extend(found)
    coded = {name for name, found in returns.items() if any(map(is_negative, found))}
    for _ in range(2):
        coded |= {name for name, found in returns.items() if any(called(one) in coded for one in found)}
    public = {*dir(xlsxwriter.Workbook), *dir(Worksheet), *dir(Chart)}
    return {name.removeprefix("_") for name in coded} & public


def is_negative(value: ast.expr | None) -> bool:
    """Tell whether an expression is a negative number."""
    return isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub)


def called(value: ast.expr | None) -> str:
    """Return the name of the method that an expression calls; "" for any other."""
    return value.func.attr if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) else ""


CODED = highs_calls() | xlsxwriter_calls()


def dropped(source: str) -> list[tuple[int, str]]:
    """Return line and name of each call with a code that stands alone in a statement."""
    return [
        (node.lineno, node.value.func.attr)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Attribute)
        and node.value.func.attr in CODED
        and ast.unparse(node.value.func.value) != "subprocess"
        and (node.value.func.attr != "write" or ast.unparse(node.value.func.value).rpartition(".")[2] == "sheet")
    ]


def test_the_calls_with_a_code_are_found() -> None:
    assert {"passModel", "setOptionValue", "changeColsCost", "addRow", "clearSolver", "solve", "run"} <= CODED
    assert {"write_string", "write_number", "write_blank", "set_row", "set_column_pixels", "merge_range"} <= CODED
    assert {"add_table", "data_validation", "conditional_format", "insert_chart", "set_custom_property"} <= CODED


def test_a_code_that_is_dropped_is_seen() -> None:
    assert dropped("must(sheet.write_string(0, 0, 'a'))\nsheet.write_string(0, 0, 'a')\n") == [(2, "write_string")]
    assert dropped("highs.passModel(model)\nstatus = highs.run()\n") == [(1, "passModel")]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_code_is_dropped(path: Path) -> None:
    assert dropped(path.read_text(encoding="utf-8")) == []
