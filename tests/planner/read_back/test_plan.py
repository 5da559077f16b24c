"""A plan is read back out of the cells of its workbook, and what cannot be read is refused with its cell."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from planner.errors import RefusedError
from planner.read_back.flows import COLUMNS, KINDS, flows_from_plan_tables
from planner.read_back.plan import read_plan
from tests.given.plan_sheets import assert_same_tables, plan_tables
from tests.workbooks import Cell, Sheets, write_workbook

OBJECTIVES = [("unmet, priority 1", 1.0 / 3.0), ("cost", 15_921_720.25), ("tie-break", 12.0)]


def plan_sheets() -> Sheets:
    """Return sheets Flows and Run as the output workbook has them: titles above, further columns beside."""
    flows = flows_from_plan_tables(plan_tables())
    rows: list[list[Cell]] = [[None if cell == "" else cell for cell in row] for row in flows.to_numpy().tolist()]
    tiers: list[list[Cell]] = [[name, value, value] for name, value in OBJECTIVES]
    return {
        "Summary": [["Plan"]],
        "Flows": [["Flows"], ["Every decision."], [], [*COLUMNS, "loss"], *([*row, 0.1] for row in rows)],
        "Run": [
            ["Run"], ["What this plan was made with."], [], ["tier, best first", "optimum", "value at the plan"],
            *tiers, [], ["what", "value"], ["solver", "HiGHS"],
        ],
    }  # fmt: skip


def test_the_plan_of_a_workbook_is_the_one_that_was_written(tmp_path: Path) -> None:
    stated = read_plan(write_workbook(tmp_path / "plan.xlsx", plan_sheets()))
    tables = plan_tables()
    assert list(stated.tables) == list(tables)
    assert [name for name, _ in stated.objectives] == [name for name, _ in OBJECTIVES]
    assert dict(stated.objectives) == pytest.approx(dict(OBJECTIVES), rel=1e-15)
    # A cell holds 16 digits, one less than a number may need.
    for name, table in stated.tables.items():
        numbers = table.select_dtypes("number").columns
        assert table[numbers].to_numpy() == pytest.approx(tables[name][numbers].to_numpy(), rel=1e-15)
        rounded = {name: table.assign(**{column: tables[name][column] for column in numbers})}
        assert_same_tables(rounded, {name: tables[name]})


def test_an_edited_number_is_read_as_it_stands(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "plan.xlsx", plan_sheets())
    book = openpyxl.load_workbook(path)
    book["Flows"].cell(row=5, column=COLUMNS.index("quantity") + 1).value = 99.5
    book.save(path)
    assert read_plan(path).tables["run"]["runs"].to_list() == [99.5, 1.0]


def test_a_blank_row_between_two_flows_changes_nothing(tmp_path: Path) -> None:
    sheets = plan_sheets()
    sheets["Flows"].insert(6, [])
    stated = read_plan(write_workbook(tmp_path / "plan.xlsx", sheets))
    assert len(stated.tables["run"]) == len(plan_tables()["run"])


@pytest.mark.parametrize(
    ("row", "column", "value", "message"),
    [
        (4, "quantity", "much", "Flows!Q5: 'much' is text and no number in a row of kind 'run'"),
        (4, "quantity", True, "Flows!Q5: 'True' is no number in a row of kind 'run'"),
        (4, "quantity", None, "Flows!Q5: '' is no number in a row of kind 'run'"),
        (4, "priority", 1.5, "Flows!I5: '1.5' is no number in a row of kind 'run'"),
        (4, "quantity", 1e305, "Flows!Q5: quantity 1e+305 of a row of kind 'run' is too large for any plan"),
        (4, "quantity", -1e305, "Flows!Q5: quantity -1e+305 of a row of kind 'run' is too large for any plan"),
        (4, "priority", 1e30, "Flows!I5: priority 1e+30 of a row of kind 'run' is too large for any plan"),
        (4, "row", -1e30, "Flows!M5: row -1e+30 of a row of kind 'run' is too large for any plan"),
        (4, "span", 1e17, "Flows!N5: span 1e+17 of a row of kind 'run' is too large for any plan"),
    ],
)
def test_a_cell_that_holds_no_number_is_refused_with_its_address(
    tmp_path: Path, row: int, column: str, value: Cell, message: str
) -> None:
    sheets = plan_sheets()
    sheets["Flows"][row][COLUMNS.index(column)] = value
    with pytest.raises(RefusedError) as refused:
        read_plan(write_workbook(tmp_path / "plan.xlsx", sheets))
    assert refused.value.faults == (message,)


def test_a_formula_that_was_never_calculated_is_told_once(tmp_path: Path) -> None:
    sheets = plan_sheets()
    sheets["Flows"][4][COLUMNS.index("quantity")] = 1.0
    path = write_workbook(tmp_path / "plan.xlsx", sheets)
    book = openpyxl.load_workbook(path)
    book["Flows"].cell(row=5, column=COLUMNS.index("quantity") + 1).value = "=1+1"
    book.save(path)
    with pytest.raises(RefusedError) as refused:
        read_plan(path)
    (fault,) = refused.value.faults
    assert "was never calculated" in fault


def test_a_blank_priority_of_a_demand_is_refused(tmp_path: Path) -> None:
    sheets = plan_sheets()
    demand = next(row for row in sheets["Flows"] if row and row[0] == "demand")
    demand[COLUMNS.index("priority")] = None
    with pytest.raises(RefusedError, match="sheet Flows cannot be read") as refused:
        read_plan(write_workbook(tmp_path / "plan.xlsx", sheets))
    (fault,) = refused.value.faults
    assert fault.startswith("Flows!I")
    assert fault.endswith(": the priority of a row of kind 'demand' is blank")


def test_a_kind_that_is_not_known_is_refused(tmp_path: Path) -> None:
    sheets = plan_sheets()
    sheets["Flows"][4][0] = "teleport"
    with pytest.raises(RefusedError) as refused:
        read_plan(write_workbook(tmp_path / "plan.xlsx", sheets))
    assert refused.value.faults == ("Flows!A5: 'teleport' is no kind of flow",)


def test_a_name_that_is_typed_anew_in_other_capitals_or_with_a_space_is_the_name_that_it_was(tmp_path: Path) -> None:
    """What is sent and what arrives stand in two rows, which find each other by their names."""
    sheets = plan_sheets()
    before = read_plan(write_workbook(tmp_path / "before.xlsx", sheets)).tables["ship"]
    arrives = next(row for row in sheets["Flows"] if row and row[0] == "arrive")
    place = COLUMNS.index("site")
    arrives[place] = f"{str(arrives[place]).upper()} "
    after = read_plan(write_workbook(tmp_path / "after.xlsx", sheets)).tables["ship"]
    assert_same_tables({"ship": after}, {"ship": before})


@pytest.mark.parametrize(("unit", "seen"), [("kg", "not 'kg'"), ("T", "not 'T'"), (None, "it is missing")])
def test_a_unit_that_is_not_that_of_its_kind_is_refused_with_its_cell(
    tmp_path: Path, unit: str | None, seen: str
) -> None:
    """The verifier takes every number in the unit of its kind, whatever the reader of the sheet would think it is."""
    sheets = plan_sheets()
    place = COLUMNS.index("unit")
    number = next(number for number, row in enumerate(sheets["Flows"]) if row and row[0] == "ship")
    assert sheets["Flows"][number][place] == KINDS["ship"].unit == "t"
    sheets["Flows"][number][place] = unit
    with pytest.raises(RefusedError) as refused:
        read_plan(write_workbook(tmp_path / "plan.xlsx", sheets))
    assert refused.value.faults == (f"Flows!R{number + 1}: the unit of a row of kind 'ship' is 't', and {seen}",)


@pytest.mark.parametrize("sheet", ["Flows", "Run"])
def test_a_workbook_without_one_of_the_sheets_is_no_plan(tmp_path: Path, sheet: str) -> None:
    sheets = plan_sheets()
    del sheets[sheet]
    with pytest.raises(RefusedError, match=f"is no plan: it has no sheet {sheet}"):
        read_plan(write_workbook(tmp_path / "plan.xlsx", sheets))


@pytest.mark.parametrize("column", ["kind", "second period", "quantity"])
def test_a_sheet_without_an_agreed_column_is_refused(tmp_path: Path, column: str) -> None:
    sheets = plan_sheets()
    sheets["Flows"][3][COLUMNS.index(column)] = "other"
    with pytest.raises(RefusedError, match=f"no column '{column}'"):
        read_plan(write_workbook(tmp_path / "plan.xlsx", sheets))


def test_a_run_sheet_without_tiers_is_refused(tmp_path: Path) -> None:
    sheets = plan_sheets()
    sheets["Run"] = [["Run"], ["nothing here"]]
    with pytest.raises(RefusedError, match="no table of tiers"):
        read_plan(write_workbook(tmp_path / "plan.xlsx", sheets))


def test_a_tier_without_a_number_is_refused_with_its_cell(tmp_path: Path) -> None:
    sheets = plan_sheets()
    sheets["Run"][5][1] = "cheap"
    with pytest.raises(RefusedError, match="Run!B6: 'cheap' is no number"):
        read_plan(write_workbook(tmp_path / "plan.xlsx", sheets))


def test_a_folder_is_no_plan_and_called_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RefusedError, match=f"{tmp_path.name} cannot be read") as refused:
        read_plan(Path())
    assert "this is a folder" in refused.value.faults[0]


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_text("kind,quantity\n")
    with pytest.raises(RefusedError, match=r"plan\.xlsx cannot be read") as refused:
        read_plan(path)
    assert refused.value.faults
