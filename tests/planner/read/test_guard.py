"""Files that are no workbook, that are damaged, or that are made to hurt: refused in one sentence, without a crash."""

from __future__ import annotations

import io
import os
import time
import zipfile
from pathlib import Path

import pytest

from models.issues import Issue
from planner.read import read_input
from planner.read.guard import Caps
from planner.read.sheet_names import is_known_sheet
from planner.read.workbook import read_workbook
from tests.workbooks import FIRST_SHEET, Sheets, read_part, rewrite_parts, small_example, tamper, write_workbook

MEBIBYTE = 2**20


def only(path: Path) -> Issue:
    """Return the single finding of a file that is refused as a whole."""
    reading = read_input(path)
    assert reading.tables is None
    [issue] = reading.issues
    return issue


def workbook(folder: Path) -> Path:
    return write_workbook(folder / "plan.xlsx", small_example())


def demand_only(folder: Path) -> Path:
    sheets: Sheets = {"Demand": [["customer", "commodity", "demand [t/period]"], ["Motor", "magnet", 6]]}
    return write_workbook(folder / "demand.xlsx", sheets)


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.xlsx", b"", "empty"),
        ("a.xlsx", b"customer,commodity\nMotor,magnet\n", "CSV"),
        ("a.xlsx", b"\xef\xbb\xbf<html><body><table><tr><td>1</td></tr></table></body></html>", "HTML"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old workbook (.xls)"),
        ("a.xlsx", b"%PDF-1.7\n", "PDF"),
        ("a.xlsx", b"<?xml version='1.0'?><Workbook/>", "XML file"),
        ("a.xlsx", bytes(range(256)) * 8, "not a workbook"),
        ("~$a.xlsx", b"\x05Planner", "lock file"),
    ],
)
def test_a_file_that_is_no_workbook_is_named_for_what_it_is(
    tmp_path: Path, name: str, content: bytes, word: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    issue = only(path)
    assert issue.code == "not-a-workbook"
    assert issue.where == name
    assert word in issue.message
    assert issue.remedy


def test_a_workbook_with_a_password_is_said_to_have_one(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    path.write_bytes(ole)
    assert only(path).code == "password"


@pytest.mark.parametrize(
    ("parts", "word"),
    [
        ({"xl/workbook.bin": b""}, ".xlsb"),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "OpenDocument"),
        ({"word/document.xml": b"<w/>"}, "Word"),
        ({"a.txt": b"hello"}, "zip file without a workbook"),
    ],
)
def test_another_kind_of_zip_is_named(tmp_path: Path, parts: dict[str, bytes], word: str) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        for part, content in parts.items():
            package.writestr(part, content)
    issue = only(path)
    assert issue.code == "not-a-workbook"
    assert word in issue.message


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_half_a_file_is_damaged(tmp_path: Path, share: float) -> None:
    path = workbook(tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert only(path).code == "damaged"


def test_a_wrong_checksum_is_found(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    content = read_part(path, "xl/styles.xml").encode()
    rewrite_parts(path, {"xl/styles.xml": None})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as package:
        package.writestr("xl/styles.xml", content)
    data = path.read_bytes()
    assert data.count(content) == 1
    path.write_bytes(data.replace(content, content.replace(b"Calibri", b"Calibro")))
    issue = only(path)
    assert issue.code == "damaged"
    assert "xl/styles.xml" in issue.message


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"])
@pytest.mark.filterwarnings("ignore:Duplicate name")  # Python's own warning while the test makes the file
def test_a_part_that_stands_twice_is_refused(tmp_path: Path, part: str) -> None:
    path = workbook(tmp_path)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(part, package.read(part))
    issue = only(path)
    assert issue.code == "damaged"
    assert "twice" in issue.message


def test_an_encrypted_part_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    data = bytearray(path.read_bytes())
    start = data.index(b"PK\x01\x02")
    data[start + 8] |= 1
    path.write_bytes(bytes(data))
    assert only(path).code == "password"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/sharedStrings.xml", FIRST_SHEET])
@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY a "b">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;&a;">]>',
    ],
)
def test_any_document_type_is_refused(tmp_path: Path, part: str, doctype: str) -> None:
    path = workbook(tmp_path)
    text = read_part(path, part)
    head, rest = text.split("?>", 1)
    rewrite_parts(path, {part: f"{head}?>{doctype}{rest}"})
    codes = [issue.code for issue in read_input(path).issues]
    assert "document-type" in codes


def test_a_document_type_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE styleSheet [<!ENTITY a "b">]><styleSheet/>'
    rewrite_parts(path, {"xl/styles.xml": text.encode("utf-16")})
    assert only(path).code == "document-type"


def test_a_small_file_that_unpacks_to_much_is_refused_fast(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    rewrite_parts(path, {"xl/sharedStrings.xml": b"<sst><si><t>" + b" " * (200 * MEBIBYTE) + b"</t></si></sst>"})
    assert path.stat().st_size < MEBIBYTE
    start = time.perf_counter()
    issue = only(path)
    assert issue.code == "too-big"
    assert "sharedStrings" in issue.message
    assert time.perf_counter() - start < 10  # what trust.md allows, far above the milliseconds that it takes


def test_a_stated_size_that_is_a_lie_is_found(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    rewrite_parts(path, {"xl/styles.xml": None, "xl/media/a.xml": b"<a>" + b" " * 5000 + b"</a>"})
    data = bytearray(path.read_bytes())
    directory = data.rindex(b"PK\x01\x02")
    assert int.from_bytes(data[directory + 24 : directory + 28], "little") == 5007
    data[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    assert only(path).code == "damaged"


def test_the_number_of_parts_has_a_cap(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    rewrite_parts(path, {f"xl/media/{number}.bin": b"" for number in range(Caps().parts)})
    issue = only(path)
    assert issue.code == "too-big"
    assert "parts" in issue.message


@pytest.mark.parametrize(
    "caps", [Caps(file_bytes=100), Caps(unpacked_bytes=100), Caps(parts=3), Caps(ratio=1, ratio_from=1000)]
)
def test_each_cap_can_be_set(tmp_path: Path, caps: Caps) -> None:
    path = workbook(tmp_path)
    book, issues = read_workbook(path, is_known_sheet, caps)
    assert [issue.code for issue in issues] == ["too-big"]
    assert not book.grids


def test_a_cap_on_cells_names_the_sheet(tmp_path: Path) -> None:
    _, issues = read_workbook(demand_only(tmp_path), is_known_sheet, Caps(cells=5))
    assert [(issue.code, issue.where) for issue in issues] == [("too-big", "Demand")]


def test_the_number_of_texts_has_a_cap(tmp_path: Path) -> None:
    book, issues = read_workbook(demand_only(tmp_path), is_known_sheet, Caps(cells=4))
    assert [(issue.code, issue.where) for issue in issues] == [("too-big", "demand.xlsx")]
    assert not book.grids


def test_bytes_before_and_after_the_zip_do_no_harm(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    path.write_bytes(path.read_bytes() + b"\0\0\0")
    assert read_input(path).tables is not None


def test_a_part_with_a_path_out_of_the_package_is_not_extracted(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    rewrite_parts(path, {"../../evil.xml": "<a/>"})
    assert read_input(path).tables is not None
    assert not list(tmp_path.parent.parent.glob("evil*"))


def test_a_missing_shared_strings_part_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    rewrite_parts(path, {"xl/sharedStrings.xml": None})
    reading = read_input(path)
    assert reading.tables is None
    assert {issue.code for issue in reading.issues} == {"damaged"}


def test_a_shared_string_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = tamper(demand_only(tmp_path), '<c r="A2" t="s"><v>3</v>', '<c r="A2" t="s"><v>99</v>')
    issue = read_input(path).issues[0]
    assert (issue.code, issue.where) == ("damaged", "Demand")


def test_a_missing_sheet_part_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    rewrite_parts(path, {FIRST_SHEET: None})
    issue = read_input(path).issues[0]
    assert issue.code == "damaged"


def test_a_style_that_is_not_there_does_no_harm(tmp_path: Path) -> None:
    path = tamper(demand_only(tmp_path), '<c r="C2"><v>6</v>', '<c r="C2" s="999"><v>6</v>')
    book, issues = read_workbook(path, is_known_sheet)
    assert not issues
    assert book.grids["Demand"].rows[1][2] == 6


def test_the_input_is_not_touched(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    before = path.read_bytes(), path.stat().st_mtime_ns
    read_input(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_random_damage_ends_in_issues_and_never_in_an_exception(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    data = path.read_bytes()
    for place in range(0, len(data), max(1, len(data) // 150)):
        damaged = bytearray(data)
        damaged[place] ^= 0x5A
        path.write_bytes(bytes(damaged))
        reading = read_input(path)
        assert reading.tables is not None or reading.issues


def test_random_changes_of_a_sheet_end_in_issues_and_never_in_an_exception(tmp_path: Path) -> None:
    path = demand_only(tmp_path)
    text = read_part(path, FIRST_SHEET).encode()
    package = {name: content for name, content in _parts(path) if name != FIRST_SHEET}
    for place in range(len(text)):
        changed = text[:place] + b"9" + text[place + 1 :]
        path.write_bytes(_packed({**package, FIRST_SHEET: changed}))
        reading = read_input(path)
        assert reading.issues  # three required sheets are missing in any case


def _parts(path: Path) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as package:
        return [(name, package.read(name)) for name in package.namelist()]


def _packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def test_what_is_no_file_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    pipe, device = tmp_path / "pipe.xlsx", tmp_path / "device.xlsx"
    os.mkfifo(pipe)
    device.symlink_to("/dev/zero")
    for path in (pipe, device):
        issue = only(path)
        assert (issue.code, issue.where) == ("unreadable", path.name)
        assert "pipe or a device" in issue.message


def test_a_file_that_is_far_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "sparse.xlsx"
    with path.open("wb") as file:
        file.truncate(2**40)
    start = time.perf_counter()
    assert only(path).code == "too-big"
    assert time.perf_counter() - start < 1.0


def test_a_file_that_may_not_be_read_is_an_input_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refused)
    path = tmp_path / "closed.xlsx"
    path.touch()
    issue = only(path)
    assert (issue.code, issue.where) == ("unreadable", "closed.xlsx")
    assert "Permission denied" in issue.message


@pytest.mark.parametrize("encoding", ["UTF-7", "IBM037", "shift_jis", "no-such"])
@pytest.mark.parametrize("part", ["xl/_rels/workbook.xml.rels", "xl/styles.xml", FIRST_SHEET])
def test_an_encoding_that_no_workbook_has_ends_in_issues(tmp_path: Path, part: str, encoding: str) -> None:
    path = workbook(tmp_path)
    tamper(path, "UTF-8", encoding, part)
    if part == FIRST_SHEET:  # seen only when the sheet is not in plain form
        tamper(path, "<sheetData>", "<sheetData><!-- -->", part)
    assert {issue.code for issue in read_input(path).issues if issue.severity == "error"} == {"damaged"}


@pytest.mark.parametrize("number", ["x", "", "9" * 5000])
def test_a_number_format_whose_number_is_none_ends_in_no_exception(tmp_path: Path, number: str) -> None:
    path = workbook(tmp_path)
    formats = f'<numFmts><numFmt numFmtId="{number}" formatCode="0%"/></numFmts>'
    tamper(path, "<cellXfs", f"{formats}<cellXfs", "xl/styles.xml")
    assert not [issue for issue in read_input(path).issues if issue.severity == "error"]


def test_a_directory_that_points_before_the_file_is_damaged(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    data = bytearray(path.read_bytes())
    end = data.rfind(b"PK\x05\x06")
    data[end + 16 : end + 20] = b"\xf0\xff\xff\xff"
    path.write_bytes(data)
    assert only(path).code == "damaged"
