"""`plan verify`: an edit by hand is told what it costs and breaks, and a proof that was changed is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from planner.bounds import Bound
from planner.certify import Certified, costs_of_edit, verify_files
from planner.cli import app
from planner.errors import ExitCode, RefusedError
from planner.read_back.flows import COLUMNS
from planner.read_back.plan import StatedPlan
from planner.verify import Verification
from planner.write.sheets.flows import LETTER
from tests.given.edits import edited, from_the_pit, quantities
from tests.given.near import two_mines
from tests.given.shares import shared
from tests.plan_books import plan_file
from tests.workbooks import small_example, write_workbook


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an input in which the mine digs oxide for 10 USD/t and the pit for 12, and its plan."""
    folder = tmp_path_factory.mktemp("edited")
    plan_file(folder, two_mines(10, 12))
    return folder


def test_an_untouched_plan_is_proven_best_and_not_edited(folder: Path) -> None:
    certified = verify_files(folder / "case_plan.xlsx", folder / "case.xlsx")
    assert certified.verification.accepted, certified.verification.faults
    assert not certified.edits
    stated = certified.verification.stated
    for bound in certified.bounds:
        assert bound.least is not None
        assert float(bound.least) == pytest.approx(stated[bound.tier], abs=1e-6)


def test_an_edit_that_breaks_nothing_is_accepted_with_what_it_costs(folder: Path, tmp_path: Path) -> None:
    """By hand: 5 t from the pit cost 2 USD/t more to dig than from the mine."""
    certified = edited(folder, tmp_path, "Flows", from_the_pit)
    assert certified.verification.accepted, certified.verification.faults
    assert len(certified.edits) == 6
    assert certified.costs == {"cost": pytest.approx(10.0)}
    words = "\n".join(certified.sentences())
    assert "the edit changes cost by +10 USD" in words
    assert "  unmet, priority 1: at least 0; gap 0\n" in words
    assert "; gap 10\n  tie-break: at least" in words
    assert "a new row" in words


def test_an_edit_of_a_plan_that_a_limit_stopped_is_told_in_the_tiers_that_it_states() -> None:
    now = {"unmet, priority 1": 3.0, "cost": 500.0}
    for finished, more in ((False, {"unmet, priority 1": 2.0}), (True, {"unmet, priority 1": 2.0, "cost": 500.0})):
        stated = StatedPlan({}, [("unmet, priority 1", 1.0)], hash="", finished=finished, made_from="")
        assert costs_of_edit(Verification((), 0.0, 0.0, now, {}, {}, {}), stated) == more


def test_what_is_proven_is_told_as_a_bound_and_of_whole_numbers_with_them_as_they_are() -> None:
    bound = Bound("cost", Fraction(7), 0.0)
    plain = Certified(Verification((), 0.0, 0.0, {}, {}, {}, {}), (), (bound,))
    assert plain.sentences()[-2:] == [
        "what no plan can be better than that is best in the lines above, as the duals prove:", "  cost: at least 7",
    ]  # fmt: skip
    decided = replace(plain, is_decided=True, exact=True)
    assert "as the duals prove in exact fractions, with the whole numbers as this plan has them:" in (
        "\n".join(decided.sentences())
    )
    assert "duals prove" not in "\n".join(replace(plain, bounds=(Bound("cost", None, 0.0),)).sentences())


@pytest.mark.parametrize("kinds", [("ship", "arrive", "deliver", "demand"), ("arrive",)])
def test_a_plan_whose_quantities_are_called_kilograms_is_refused(
    folder: Path, tmp_path: Path, kinds: tuple[str, ...]
) -> None:
    def in_kilograms(sheet: Any) -> None:
        for kind in kinds:
            for cell in quantities(sheet, kind=kind, unit="t"):
                sheet[f"{LETTER['unit']}{cell.row}"].value = "kg"

    with pytest.raises(RefusedError, match="sheet Flows cannot be read") as refused:
        edited(folder, tmp_path, "Flows", in_kilograms)
    assert all("is 't', and not 'kg'" in fault for fault in refused.value.faults)
    assert any("a row of kind 'arrive'" in fault for fault in refused.value.faults)


def test_an_edit_that_breaks_a_limit_is_refused_with_what_it_breaks(folder: Path, tmp_path: Path) -> None:
    def more(sheet: Any) -> None:
        for kind in ("run", "ship", "arrive", "deliver"):
            for cell in quantities(sheet, kind=kind, period="Q1"):
                cell.value += 40

    certified = edited(folder, tmp_path, "Flows", more)
    assert not certified.verification.accepted
    assert any("Capacity!" in fault for fault in certified.verification.faults)
    # Better than the best by what it breaks: that is no fault of the proof.
    assert not {"proof", "optimum"} & {fault.kind for fault in certified.verification.found}
    assert any("Flows!" in line and "planned 5" in line for line in certified.sentences())


def test_a_row_with_a_name_that_nobody_has_is_told_by_its_words(folder: Path, tmp_path: Path) -> None:
    """A number of a row would be that of no row of the sheet: rows of each kind are counted apart."""

    def edit(sheet: Any) -> None:
        (cell,) = quantities(sheet, kind="ship", site="Mine", period="Q1")
        sheet.cell(cell.row, COLUMNS.index("site") + 1).value = "Quarry"

    faults = edited(folder, tmp_path, "Flows", edit).verification.faults
    assert "ship (Quarry, User, oxide, Q1, Q1): from 'Quarry' is no known site" in faults


def test_one_edit_is_one_quantity(folder: Path, tmp_path: Path) -> None:
    def edit(sheet: Any) -> None:
        quantities(sheet, kind="ship", site="Mine", period="Q1")[0].value = 4

    assert "edited by hand: 1 quantity of sheet Flows" in edited(folder, tmp_path, "Flows", edit).sentences()


def test_edits_that_are_not_listed_are_counted(folder: Path, tmp_path: Path) -> None:
    def edit(sheet: Any) -> None:
        cells = [cell for kind in ("run", "ship", "arrive", "deliver") for cell in quantities(sheet, kind=kind)]
        assert len(cells) == 12
        for cell in cells:
            cell.value += 1

    lines = edited(folder, tmp_path, "Flows", edit).sentences()
    place = lines.index("edited by hand: 12 quantities of sheet Flows")
    assert lines[place + 11] == "  and 2 more"


def test_an_edit_that_is_better_than_the_best_is_refused(folder: Path, tmp_path: Path) -> None:
    """Nothing is dug, and it arrives all the same: cheaper, and out of nothing."""

    def less(sheet: Any) -> None:
        for cell in quantities(sheet, kind="run"):
            cell.value = 0

    certified = edited(folder, tmp_path, "Flows", less)
    assert not certified.verification.accepted
    (better,) = (fault for fault in certified.verification.faults if "better than what was stated" in fault)
    assert better.endswith("to be best, by what it breaks")


def test_what_an_edit_makes_shorter_is_told_in_its_unit_and_nothing_is_compared_behind_it(
    folder: Path, tmp_path: Path
) -> None:
    def shorter(sheet: Any) -> None:
        for kind, more in (("deliver", -1), ("run", -0.5), ("ship", -1), ("arrive", -1)):
            (cell,) = [cell for cell in quantities(sheet, kind=kind, period="Q1") if cell.value]
            cell.value += more
        own = [cell.value for cell in sheet[quantities(sheet, kind="demand", period="Q1")[0].row]]
        for name, value in (("kind", "unmet"), ("quantity", 1)):
            own[COLUMNS.index(name)] = value
        own[len(COLUMNS)] = None
        sheet.append(own)

    certified = edited(folder, tmp_path, "Flows", shorter)
    assert certified.verification.accepted, certified.verification.faults
    words = certified.sentences()
    assert "the edit changes unmet, priority 1 by +1 t" in words
    assert "  unmet, priority 1: at least 0; gap 1" in words
    assert [line for line in words if "gap" in line and "cost" in line] == []
    assert words[0].endswith("0 faults")


def test_a_dual_that_was_changed_is_no_proof(folder: Path, tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        header = next(row for row in sheet.iter_rows() if row[0].value == "part and family")
        place = next(cell.column for cell in header if cell.value == "dual: cost")
        row = next(row for row in sheet.iter_rows(min_row=header[0].row + 1) if row[place - 1].value)
        row[place - 1].value *= 2

    certified = edited(folder, tmp_path, "Certificate", change)
    assert not certified.verification.accepted
    assert {fault.kind for fault in certified.verification.found} == {"proof"}


def test_a_proof_beside_the_workbook_that_was_changed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.write.sheets.certificate.MOST_LINES", 10)
    path = plan_file(tmp_path)
    (beside,) = tmp_path.glob("*.csv")
    assert verify_files(path, tmp_path / "case.xlsx").bounds
    beside.write_text(beside.read_text().replace("-109700.0", "-109701.0"))
    with pytest.raises(RefusedError, match="not as it was written"):
        verify_files(path, tmp_path / "case.xlsx")
    beside.unlink()
    certified = verify_files(path, tmp_path / "case.xlsx")
    assert certified.verification.accepted
    assert any("does not stand beside" in remark for remark in certified.remarks)


def test_a_better_input_makes_the_old_plan_no_longer_best(folder: Path, tmp_path: Path) -> None:
    """The pit becomes cheaper: the plan keeps every limit, states its own cost, and is proven by nothing."""
    source = write_workbook(tmp_path / "case.xlsx", two_mines(10, 4))
    found = {fault.kind for fault in verify_files(folder / "case_plan.xlsx", source).verification.found}
    assert found == {"proof"}


def test_fractions_are_a_flag_of_the_command(tmp_path: Path) -> None:
    path = plan_file(tmp_path, small_example())
    done = CliRunner().invoke(app, ["verify", str(path), str(tmp_path / "case.xlsx"), "--exact"])
    assert done.exit_code == ExitCode.DONE, done.output
    assert "in exact fractions" in done.output
    assert "unmet, priority 2: at least 44" in done.output


def test_a_tier_without_duals_in_the_certificate_is_called_not_proven(folder: Path, tmp_path: Path) -> None:
    def renamed(sheet: Any) -> None:
        (cell,) = (cell for row in sheet.iter_rows() for cell in row if cell.value == "dual: cost")
        cell.value = "dual: kost"

    certified = edited(folder, tmp_path, "Certificate", renamed)
    assert certified.verification.accepted
    assert "that no plan is better was not held against duals: its certificate has none for cost" in certified.remarks
    untouched = edited(folder, tmp_path, "Certificate", lambda _: None)
    assert not any("was not held" in remark for remark in untouched.remarks)


@pytest.fixture(scope="module")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an input whose shortage is shared fairly, a third of each demand in Q1, and its plan."""
    folder = tmp_path_factory.mktemp("shared")
    plan_file(folder, shared())
    return folder


def given_to_motors(sheet: Any) -> None:
    """Take half a tonne of the first quarter from toys, of 4 t, for motors, of 8 t."""
    for use, more in (("motors", 0.5), ("toys", -0.5)):
        for kind, way in (("deliver", more), ("unmet", -more)):
            (cell,) = quantities(sheet, kind=kind, end_use=use, period="Q1")
            cell.value += way


def test_a_fair_share_is_proven_step_by_step_with_the_tiers_behind_it(shared_folder: Path) -> None:
    """By hand: a third of 12 t in the first quarter, a fifth of 10 t in the second."""
    certified = verify_files(shared_folder / "case_plan.xlsx", shared_folder / "case.xlsx", exact=True)
    assert certified.verification.accepted, certified.verification.faults
    found = {bound.tier: bound.least for bound in certified.bounds}
    assert list(found)[:4] == [
        "unmet, priority 1", "fair share, priority 1, step 1", "fair share, priority 1, step 2", "cost",
    ]  # fmt: skip
    assert [float(least or 0) for least in found.values()][1:3] == [pytest.approx(1 / 3), pytest.approx(0.2)]
    assert found["cost"] is not None


def test_a_demand_that_counts_for_nothing_has_no_share(tmp_path: Path) -> None:
    """By hand: of 8 t for motors and 4 t for toys in Q1 8 are there; toys of no weight leave all of them to motors."""
    sheets = shared()
    sheets["Demand"][0].append("weight")
    for row, weight in zip(sheets["Demand"][1:], (1, 0), strict=True):
        row.append(weight)
    plan_file(tmp_path, sheets)
    certified = verify_files(tmp_path / "case_plan.xlsx", write_workbook(tmp_path / "case.xlsx", sheets), exact=True)
    assert certified.verification.accepted, certified.verification.faults
    assert not any("fair" in bound.tier for bound in certified.bounds)
    assert all(bound.least is not None for bound in certified.bounds)


def test_an_edit_that_shares_less_fairly_is_told_as_a_worse_share(shared_folder: Path, tmp_path: Path) -> None:
    """By hand: of the toys' 4 t then 4/3 + 1/2 are short, 11/24 for 1/3."""
    certified = edited(shared_folder, tmp_path, "Flows", given_to_motors)
    assert certified.verification.accepted, certified.verification.faults
    first, more = next(iter(certified.costs.items()))
    assert first == "fair share, priority 1, step 1"
    assert more == pytest.approx(11 / 24 - 1 / 3)


def test_a_proof_that_is_asked_for_and_not_there_is_no_success(folder: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(folder / "case_plan.xlsx", data_only=True)
    del book["Certificate"]
    book.save(tmp_path / "bare.xlsx")
    asked = ["verify", str(tmp_path / "bare.xlsx"), str(folder / "case.xlsx")]
    plain, exact = (CliRunner().invoke(app, [*asked, *more]) for more in ([], ["--exact"]))
    assert (plain.exit_code, exact.exit_code) == (ExitCode.DONE, ExitCode.REFUSED)
    assert "--exact asks for a proof, and the plan has none" in exact.output
    document = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)
    assert (document["accepted"], document["proven"]) == (True, False)
    assert any("was saved again since it was written" in remark for remark in document["remarks"])


def test_only_a_plan_that_is_best_in_every_tier_is_called_proven(folder: Path, tmp_path: Path) -> None:
    assert verify_files(folder / "case_plan.xlsx", folder / "case.xlsx").is_best
    # An edit that costs something leaves the proof, and the plan is not the best.
    costly = edited(folder, tmp_path, "Flows", from_the_pit)
    assert (costly.verification.accepted, costly.unproven, costly.is_best) == (True, "", False)
