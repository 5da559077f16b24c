"""What a file is, before anything parses it: the sizes and the directory of the package, part by part.

A workbook is a zip of XML parts, and a hostile one can be small and unpack to anything. Nothing here extracts
a part or trusts a stated size.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models.issues import Issue, error
from planner.read.plain_xml import MalformedError, whole_texts

MEBIBYTE = 2**20
CHUNK = 4 * MEBIBYTE
WORKBOOK_PART = "xl/workbook.xml"
STRINGS_PART = "xl/sharedStrings.xml"
OFFICE_LOCK = "~$"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ZIP_ENCRYPTED = 1
# A document type, in the encodings that XML allows without saying which; entities cannot be declared without it.
DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))
SAVE_AS = "open it in Excel and save it as .xlsx"


@dataclass(frozen=True)
class Caps:
    """Limits on what is opened, far above any workbook that a person keeps; larger data come as a folder of tables.

    file_bytes, unpacked_bytes  size of the file, and of all its parts unpacked
    ratio, ratio_from           a part above `ratio_from` bytes may not be packed more than this many times
    whole_bytes                 size of a part that is held as a tree of its elements: styles, names, relations
    parts, cells, area          parts of the file; filled cells; rows x columns of the sheet's filled corner
    table_bytes, table_area     size of a CSV table, and its rows x columns, as it is held
    """

    file_bytes: int = 50 * MEBIBYTE
    unpacked_bytes: int = 500 * MEBIBYTE
    ratio: int = 100
    ratio_from: int = MEBIBYTE
    whole_bytes: int = 16 * MEBIBYTE
    parts: int = 2_000
    cells: int = 2_000_000
    area: int = 8_000_000
    table_bytes: int = 100 * MEBIBYTE
    table_area: int = 20_000_000


NO_CAPS_RAISED = Caps()


class Refusal(Exception):  # noqa: N818 - it is no fault of the program
    """A file or a part of it that is not read, with the Issue that says why."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(str(issue))
        self.issue = issue


def refuse(code: str, where: str, message: str, remedy: str) -> Refusal:
    """Make a Refusal."""
    return Refusal(error(code, where, message, remedy))


def open_package(data: bytes, name: str, caps: Caps) -> zipfile.ZipFile:
    """Return the package in `data` when its directory is harmless and it is a workbook, else raise a Refusal."""
    if name.startswith(OFFICE_LOCK):
        raise refuse(
            "not-a-workbook", name, "this is the lock file that Excel keeps beside an open workbook",
            f"name the workbook itself, {name.removeprefix(OFFICE_LOCK)}",
        )  # fmt: skip
    if not data:
        raise refuse("not-a-workbook", name, "the file is empty (0 bytes)", "save the workbook again")
    if data.startswith(OLE) or not zipfile.is_zipfile(io.BytesIO(data)):
        raise _not_a_package(data, name)
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as fault:
        raise _damaged(name, str(fault)) from fault
    _check_directory(package, name, caps)
    _check_kind(package, name)
    return package


def chunks(package: zipfile.ZipFile, part: str, name: str) -> Iterator[bytes]:
    """Yield a part's bytes, refusing a wrong checksum, a wrong size and a document type."""
    tail = b""
    try:
        with package.open(part) as stream:
            while chunk := stream.read(CHUNK):
                seam = tail + chunk
                if any(mark in seam for mark in DOCTYPES):
                    raise refuse(
                        "document-type", name, f"part {part} declares a document type, which no workbook needs", SAVE_AS
                    )
                tail = chunk[-len(DOCTYPES[-1]) :]
                yield chunk
    except KeyError as fault:
        raise refuse("damaged", name, f"part {part} is missing from the file", SAVE_AS) from fault
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as fault:
        raise refuse("damaged", name, f"part {part} is damaged ({fault})", "take an undamaged copy") from fault


def check_parts(package: zipfile.ZipFile, name: str, passed: frozenset[str], caps: Caps) -> None:
    """Unpack every XML part but those in `passed`, to refuse a damaged one, any document type, too many texts."""
    for part in package.namelist():
        if not part.lower().endswith((".xml", ".rels", ".vml")) or part in passed:
            continue
        texts = 0
        content = chunks(package, part, name)
        for chunk in _whole(content, part, name) if part == STRINGS_PART else content:
            if part == STRINGS_PART:
                # With a prefix, as in <x:si>, the start and the end of an item look alike.
                texts += chunk.count(b"</si>") + chunk.count(b":si>") // 2 + chunk.count(b"si/>")
            # No workbook needs more different texts than cells; the fast reader holds them all.
            if texts > caps.cells:
                raise _too_big(name, f"the file has more than {caps.cells:,} texts")


def _whole(content: Iterable[bytes], part: str, name: str) -> Iterator[bytes]:
    """Yield a part, refusing one that is no XML: the fast reader may make something of it all the same."""
    try:
        yield from whole_texts(content)
    except MalformedError as fault:
        raise refuse("damaged", name, f"part {part} is cut off or damaged ({fault})", SAVE_AS) from fault


def _mebibytes(size: int) -> str:
    return f"{size / MEBIBYTE:,.0f} MB"


def too_big(name: str, size: int, most: int) -> Refusal:
    """Return the Refusal of a file with more bytes than are read."""
    return _too_big(name, f"the file has {_mebibytes(size)}, more than {_mebibytes(most)}")


def _too_big(name: str, message: str) -> Refusal:
    return refuse("too-big", name, message, "delete what is not needed, or use a folder with one CSV file a sheet")


def _damaged(name: str, detail: str) -> Refusal:
    return refuse("damaged", name, f"the file is cut off or damaged ({detail})", "take an undamaged copy")


def _check_directory(package: zipfile.ZipFile, name: str, caps: Caps) -> None:
    entries = package.infolist()
    if len(entries) > caps.parts:
        raise _too_big(name, f"the file has {len(entries):,} parts, more than {caps.parts:,}")
    seen: set[str] = set()
    for entry in entries:
        key = entry.filename.lstrip("/").replace("\\", "/").casefold()
        if key in seen:
            raise refuse("damaged", name, f"part {entry.filename} stands twice in the file", SAVE_AS)
        seen.add(key)
        if entry.flag_bits & ZIP_ENCRYPTED:
            raise refuse("password", name, "the file is protected by a password", "save it without a password")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refuse("damaged", name, f"part {entry.filename} is packed in an unusual way", SAVE_AS)
        if entry.file_size > caps.ratio_from and entry.file_size > caps.ratio * max(entry.compress_size, 1):
            raise _too_big(
                name, f"part {entry.filename} unpacks from {entry.compress_size:,} to {entry.file_size:,} bytes"
            )
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > caps.unpacked_bytes:
        raise _too_big(name, f"the file unpacks to {_mebibytes(unpacked)}, more than {_mebibytes(caps.unpacked_bytes)}")


def _check_kind(package: zipfile.ZipFile, name: str) -> None:
    parts = package.namelist()
    if WORKBOOK_PART in parts:
        return
    if "xl/workbook.bin" in parts:
        what, remedy = "this is a binary workbook (.xlsb)", SAVE_AS
    elif "mimetype" in parts:
        what, remedy = "this is an OpenDocument file", "save it as .xlsx"
    elif any(part.startswith("word/") for part in parts):
        what, remedy = "this is a Word document", "name the workbook"
    else:
        what, remedy = "this is a zip file without a workbook in it", "name the workbook itself"
    raise refuse("not-a-workbook", name, what, remedy)


def _not_a_package(data: bytes, name: str) -> Refusal:
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith(OLE):
        if ENCRYPTED in data:
            return refuse("password", name, "the workbook is protected by a password", "save it without a password")
        return refuse("not-a-workbook", name, "this is an old workbook (.xls)", SAVE_AS)
    if data.startswith(b"PK"):
        return _damaged(name, "its end is missing")
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head")):
        return refuse("not-a-workbook", name, "this is a web page (HTML), whatever its name says", SAVE_AS)
    if start.startswith(b"<"):
        return refuse("not-a-workbook", name, "this is an XML file, not a workbook", SAVE_AS)
    if start.startswith(b"%pdf"):
        return refuse("not-a-workbook", name, "this is a PDF file", "name the workbook")
    if b"\0" not in data[:4096]:
        return refuse(
            "not-a-workbook", name, "this is a text file, such as CSV, whatever its name says",
            "give a folder with one CSV file a sheet, or save it as .xlsx",
        )  # fmt: skip
    return refuse("not-a-workbook", name, "this is not a workbook", "name an .xlsx file")
