"""Which files are plans of ours, and whether a person has changed one."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from planner import own_output
from tests.plan_books import opened, plan_file
from tests.workbooks import small_example, write_workbook


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plan_file(tmp_path_factory.mktemp("plan"))


def test_a_plan_of_ours_is_known_and_known_to_be_untouched(path: Path) -> None:
    assert own_output.is_our_output(path)
    assert not own_output.is_edited(path)


def test_a_plan_that_a_person_saved_again_is_known_to_be_edited(path: Path, tmp_path: Path) -> None:
    book = opened(path, formulas=True)
    book["Flows"]["B6"] = "another"
    edited = tmp_path / "edited.xlsx"
    book.save(edited)
    assert own_output.is_our_output(edited)
    assert own_output.is_edited(edited)


def test_other_files_are_not_ours(tmp_path: Path) -> None:
    assert not own_output.is_our_output(write_workbook(tmp_path / "input.xlsx", small_example()))
    text = tmp_path / "text.xlsx"
    text.write_text("not a workbook")
    assert not own_output.is_our_output(text)
    assert not own_output.is_our_output(tmp_path / "none.xlsx")


def test_a_file_with_a_vast_or_broken_mark_is_not_ours_and_is_not_unpacked(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(own_output.PROPERTIES, f'name="{own_output.PROPERTY}"' + " " * 50_000_000)
    assert not own_output.is_our_output(bomb)
    with zipfile.ZipFile(bomb) as package:
        begin = package.getinfo(own_output.PROPERTIES).header_offset + 30 + len(own_output.PROPERTIES)
    content = bytearray(bomb.read_bytes())
    content[begin : begin + 8] = b"\xff" * 8
    bomb.write_bytes(content)
    assert not own_output.is_our_output(bomb)
