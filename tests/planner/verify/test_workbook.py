"""The plan in an output workbook: accepted as written, refused after any number in it was changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.certify import Certified, verify_files
from planner.read.grid import letters
from planner.read.workbook import read_workbook
from planner.read_back.flows import COLUMNS, KINDS
from planner.run import solve_input
from planner.write.workbook import write_solved
from tests.given.allowances import BAN, TRACES, ruled
from tests.given.plan_sheets import changed
from tests.given.verified import rich_sheets
from tests.tiny import tiny
from tests.workbooks import Sheets, write_workbook

QUANTITY = letters(COLUMNS.index("quantity"))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return an output workbook, and the input that it was made from."""
    return written(tmp_path_factory.mktemp("plan"), rich_sheets())


@pytest.fixture(scope="module")
def traces(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the same of an input in which traces of refused material go in under an allowance."""
    return written(tmp_path_factory.mktemp("traces"), tiny(ruled(BAN, TRACES)))


def written(folder: Path, sheets: Sheets) -> tuple[Path, Path]:
    source = write_workbook(folder / "input.xlsx", sheets)
    solved = solve_input(source, "highs", None, lambda _: None)
    return write_solved(folder / "plan.xlsx", solved), source


def first_rows(path: Path) -> dict[str, int]:
    """Return, for each kind of flow, the sheet row of its first flow."""
    book, issues = read_workbook(path, lambda name: name == "Flows")
    assert not issues
    rows: dict[str, int] = {}
    for number, cells in enumerate(book.grids["Flows"].rows, start=1):
        if cells[0] in KINDS:
            rows.setdefault(str(cells[0]), number)
    return rows


def refused(certified: Certified) -> bool:
    verification = certified.verification
    return not verification.accepted and bool(verification.faults)


def test_the_workbook_of_a_plan_is_accepted_against_its_input(files: tuple[Path, Path]) -> None:
    certified = verify_files(*files)
    verification = certified.verification
    assert verification.accepted, verification.faults
    assert len(certified.remarks) == 1
    assert verification.balance_residual < 1e-9


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("change", [0.001, -0.001])
def test_a_changed_quantity_of_every_kind_is_refused(
    files: tuple[Path, Path], traces: tuple[Path, Path], tmp_path: Path, kind: str, change: float
) -> None:
    path, source = traces if kind == "allow" else files
    row = first_rows(path)[kind]
    assert refused(verify_files(changed(path, tmp_path, "Flows", f"{QUANTITY}{row}", change), source))


@pytest.mark.parametrize("tier", range(4))
def test_a_changed_objective_is_refused(files: tuple[Path, Path], tmp_path: Path, tier: int) -> None:
    path, source = files
    book, _ = read_workbook(path, lambda name: name == "Run")
    rows = book.grids["Run"].rows
    header = next(number for number, cells in enumerate(rows) if "optimum" in cells)
    row = header + 2 + tier
    assert refused(verify_files(changed(path, tmp_path, "Run", f"B{row}", 1.0), source))


def test_a_plan_is_refused_against_another_input(files: tuple[Path, Path], tmp_path: Path) -> None:
    sheets = rich_sheets()
    sheets["Demand"][1][sheets["Demand"][0].index("Winter")] = 21
    assert refused(verify_files(files[0], write_workbook(tmp_path / "other.xlsx", sheets)))


def test_a_plan_says_when_it_was_made_from_another_file(files: tuple[Path, Path], tmp_path: Path) -> None:
    sheets = rich_sheets()
    sheets["Settings"].append(["title", "The same numbers under another title"])
    certified = verify_files(files[0], write_workbook(tmp_path / "other.xlsx", sheets))
    assert certified.verification.accepted
    assert certified.sentences()[0].startswith("the plan says it was made from another file")
    assert certified.sentences()[0] == certified.another
    assert certified.another in str(certified.document()["remarks"])


def test_origins_that_another_file_does_not_ask_for_are_told_apart_in_vain(
    traces: tuple[Path, Path], tmp_path: Path
) -> None:
    """Without the rules on origins every quantity of the plan is allowed, and comes to the same."""
    sheets = tiny(ruled(BAN, TRACES))
    del sheets["Rules"][1:]
    verification = verify_files(traces[0], write_workbook(tmp_path / "free.xlsx", sheets)).verification
    assert {fault.kind for fault in verification.found} <= {"proof", "optimum"}, verification.faults
    assert verification.balance_residual < 1e-9


def test_origins_that_another_file_asks_for_and_the_plan_does_not_tell_apart_are_faults(
    traces: tuple[Path, Path], tmp_path: Path
) -> None:
    sheets = tiny(ruled(BAN, TRACES))
    del sheets["Rules"][1:]
    plan, _ = written(tmp_path, sheets)
    assert refused(verify_files(plan, traces[1]))
