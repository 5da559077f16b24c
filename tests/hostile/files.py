"""What is no workbook at all, whatever its name says, and odd names of what is one."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from planner.errors import ExitCode
from planner.read.guard import ENCRYPTED, OLE
from tests.hostile.case import Expected, Made, Topic, accepted, either, refused
from tests.hostile.package import Package

FILES = Topic("file")


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name in names:
            package.writestr(name, "content")
    return buffer.getvalue()


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("xl/workbook.xml"), io.BytesIO())
    return buffer.getvalue()


NO_WORKBOOKS: dict[str, bytes] = {
    "0 bytes": b"",
    "1 byte": b"P",
    "CSV": b"site,country\nNorth,Chile\n",
    "CSV with a byte order mark": b"\xef\xbb\xbfsite,country\r\nNorth,Chile\r\n",
    "CSV with semicolons": "site;Länge\nNorth;1,5\n".encode("latin-1"),
    "CSV in UTF-16": "site\tcountry\n".encode("utf-16"),
    "web page": b"<!DOCTYPE html><html><body><table><tr><td>1</td></tr></table></body></html>",
    "web page without a head": b"\n\n  <table><tr><td>site</td></tr></table>",
    "XML of Excel 2003": b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
    "JSON": b'{"Demand": [1, 2, 3]}',
    "picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(100),
    "rich text": rb"{\rtf1\ansi site}",
    "script": b"#!/bin/sh\necho owned > /tmp/owned\n",
    "program": b"\x7fELF\x02\x01\x01" + bytes(500),
    "zeros": bytes(100_000),
    "random bytes": bytes((n * 73 + n // 7) % 256 for n in range(50_000)),
    "old workbook (.xls)": OLE + bytes(4096),
    "gzip": gzip.compress(b"content"),
    "tar": _tar(),
    "Parquet": b"PAR1" + bytes(100) + b"PAR1",
    "binary workbook (.xlsb)": _zip("[Content_Types].xml", "xl/workbook.bin"),
    "OpenDocument": _zip("mimetype", "content.xml"),
    "Word document": _zip("[Content_Types].xml", "word/document.xml"),
    "slides": _zip("[Content_Types].xml", "ppt/presentation.xml"),
    "other zip": _zip("photo.jpg"),
    "empty zip": _zip(),
}  # fmt: skip

FILES.named(NO_WORKBOOKS, lambda name: name, lambda _, content: refused(content, "not-a-workbook"))

FILES.add("password", lambda _: refused(OLE + bytes(600) + ENCRYPTED + bytes(600), "password"))


@FILES.case("first bytes of a zip only")
def _(package: Package) -> Made:
    return refused(package.packed()[:4], "damaged")


FILES.each(
    (0.1, 0.5, 0.9, 0.999),
    lambda share: f"cut off after {share:.1%}",
    lambda package, share: refused(package.packed()[: int(len(package.packed()) * share)], "damaged"),
)
FILES.each(
    (1, 10, 22, 23),
    lambda missing: f"without its last {missing} bytes",
    lambda package, missing: refused(package.packed()[:-missing], "damaged"),
)
AROUND: dict[str, Callable[[bytes], bytes]] = {
    "bytes before the zip": lambda data: b"#!/bin/sh\n" + data,
    "bytes after the zip": lambda data: data + b"more" * 100,
    "web page before the zip": lambda data: b"<html><script>alert(1)</script></html>" + data,
    "the workbook twice": lambda data: data + data,
}
FILES.named(AROUND, lambda name: name, lambda package, change: either(change(package.packed())))


@FILES.case("line ends changed as by a transfer of text")
def _(package: Package) -> Made:
    return refused(package.packed().replace(b"\n", b"\r\n"), "damaged", "")


@FILES.case("every byte above 127 lost")
def _(package: Package) -> Made:
    return refused(bytes(byte & 0x7F for byte in package.packed()), "damaged", "")


@FILES.case("lock file of Excel")
def _(package: Package) -> Made:
    return refused(b"\x05Anna" + bytes(160), "not-a-workbook", "~$hostile.xlsx", name="~$hostile.xlsx")


@FILES.case("workbook named like a lock file")
def _(package: Package) -> Made:
    return refused(package, "not-a-workbook", "~$hostile.xlsx", name="~$hostile.xlsx")


FILES.each(
    (
        "HOSTILE.XLSX",
        "hostile.xlsm",
        "hostile.xls",
        "hostile.csv",
        "hostile",
        "hostile.txt",
        "hostile.tar.gz.xlsx",
        "two  spaces .xlsx",
        "-o.xlsx",
        "=cmd.xlsx",
        "☢ Ж 雪.xlsx",
        "line\nfeed.xlsx",
        "\x1b[31mred.xlsx",
        "%s%n.xlsx",
        "a'b\"c.xlsx",
        "'; rm -rf x; '.xlsx",
        "$(touch owned).xlsx",
        "[1].xlsx",
        "e\u0301.xlsx",
        "\u202exslx.xlsx",
        "n" * 200 + ".xlsx",
        "half\udc80.xlsx",
    ),
    lambda name: f"named {ascii(name)[:40]}",
    lambda package, name: accepted(package, name=name),
)


def _placed(make: Callable[[Path], None], code: str, exit_code: ExitCode = ExitCode.INPUT) -> Made:
    where = "hostile.xlsx" if code else ""
    return Made(make, Expected(frozenset({exit_code}), code, where))


FILES.add("missing", lambda _: _placed(lambda path: None, "", ExitCode.USAGE))
FILES.add("empty folder", lambda _: _placed(lambda path: path.mkdir(), "no-tables"))
FILES.add("pipe", lambda _: _placed(os.mkfifo, "unreadable"))
FILES.add("link to a device without end", lambda _: _placed(lambda path: path.symlink_to("/dev/zero"), "unreadable"))
FILES.add("link to nothing", lambda _: _placed(lambda path: path.symlink_to("gone"), "", ExitCode.USAGE))
FILES.add("link to itself", lambda _: _placed(lambda path: path.symlink_to(path.name), "", ExitCode.USAGE))


@FILES.case("sparse file of 10 GB")
def _(package: Package) -> Made:
    def make(path: Path) -> None:
        with path.open("wb") as file:
            file.truncate(10 * 2**30)

    return _placed(make, "too-big")
