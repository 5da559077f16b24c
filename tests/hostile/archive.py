"""Damage to the zip and to the parts in it."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Callable

from tests.hostile.case import Made, Topic, accepted, either, refused
from tests.hostile.package import CONTENT_TYPES, RELATIONS, STRINGS, STYLES, THEME, WORKBOOK, Package, worksheet

ARCHIVE = Topic("zip")
FILE = "hostile.xlsx"
CENTRAL, LOCAL = b"PK\x01\x02", b"PK\x03\x04"


def with_extra(package: Package, name: str, content: bytes | str, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return the file with an entry more, whose name may stand there already."""
    buffer = io.BytesIO(package.packed())
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "a", compression) as archive:
        warnings.simplefilter("ignore")
        archive.writestr(name, content)
    return buffer.getvalue()


def central(data: bytes, part: str, offset: int, fields: bytes) -> bytes:
    """Return the file with bytes overwritten in the directory's entry of a part."""
    return _overwritten(data, CENTRAL, 46, part, offset, fields)


def local(data: bytes, part: str, offset: int, fields: bytes) -> bytes:
    """Return the file with bytes overwritten in the header before a part."""
    return _overwritten(data, LOCAL, 30, part, offset, fields)


def _overwritten(data: bytes, mark: bytes, length: int, part: str, offset: int, fields: bytes) -> bytes:
    place = data.find(mark)
    while data[place + length : place + length + len(part)] != part.encode():
        place = data.index(mark, place + 1)
    start = place + offset
    return data[:start] + fields + data[start + len(fields) :]


def demand(package: Package) -> str:
    """Return the part of sheet Demand."""
    return package.sheets["Demand"]


@ARCHIVE.case("sheet part twice")
def _(package: Package) -> Made:
    return refused(with_extra(package, demand(package), worksheet("<sheetData/>")), "damaged")


@ARCHIVE.case("shared texts twice")
def _(package: Package) -> Made:
    return refused(with_extra(package, STRINGS, "<sst/>"), "damaged")


SAME_PART: dict[str, Callable[[str], str]] = {
    "in capitals": str.upper,
    "with a slash before": lambda part: f"/{part}",
    "with backslashes": lambda part: part.replace("/", "\\"),
}
ARCHIVE.named(
    SAME_PART,
    lambda name: f"sheet part twice, once {name}",
    lambda package, change: refused(with_extra(package, change(demand(package)), worksheet("<sheetData/>")), "damaged"),
)
ARCHIVE.each(
    (
        "../../evil",
        "/etc/evil",
        "C:\\evil.exe",
        "xl/../../evil",
        "xl/vbaProject.bin",
        "customXml/item1.xml",
        "xl/media/image1.png",
        "..",
        "",
        "a" * 5000,
        "xl/externalLinks/externalLink1.xml",
        "\u202e.xml",
        "con",
        "x\n.xml",
    ),
    lambda name: f"entry named {ascii(name)[:40]}",
    lambda package, name: either(with_extra(package, name, "<a/>")),
)


@ARCHIVE.case("an evil entry that climbs out is not unpacked and does no harm")
def _(package: Package) -> Made:
    return accepted(with_extra(package, "../../evil", "<a/>"))


@ARCHIVE.case("2,001 parts")
def _(package: Package) -> Made:
    parts = {f"xl/more{n}.bin": b"" for n in range(2_001)}
    return refused(Package({**package.parts, **parts}), "too-big")


@ARCHIVE.case("100,000 parts")
def _(package: Package) -> Made:
    parts = {f"m{n}": b"" for n in range(100_000)}
    return refused(Package({**package.parts, **parts}), "too-big")


ARCHIVE.named(
    {"bzip2": 12, "lzma": 14, "an unknown way": 99, "deflate64": 9},
    lambda name: f"a part said to be packed by {name}",
    lambda package, kind: refused(central(package.packed(), demand(package), 10, struct.pack("<H", kind)), "damaged"),
)
ARCHIVE.add("packed by bzip2", lambda p: refused(with_extra(p, "xl/a.bin", b"a", zipfile.ZIP_BZIP2), "damaged"))
ARCHIVE.add(
    "a part said to be encrypted", lambda p: refused(central(p.packed(), demand(p), 8, b"\x01\x00"), "password")
)
# A part of the file as a whole, or that of sheet Demand, which is then named.
DAMAGED_PARTS = {"a sheet": "", "texts": STRINGS, "styles": STYLES, "the workbook": WORKBOOK, "relations": RELATIONS}
ARCHIVE.named(
    DAMAGED_PARTS,
    lambda name: f"wrong checksum of {name}",
    lambda package, part: refused(
        central(package.packed(), part or demand(package), 16, b"\xde\xad\xbe\xef"),
        "damaged",
        FILE if part else "Demand",
    ),
)
ARCHIVE.named(
    DAMAGED_PARTS,
    lambda name: f"bytes changed within {name}",
    lambda package, part: refused(garbled(package, part or demand(package)), "damaged", FILE if part else "Demand"),
)


def garbled(package: Package, part: str) -> bytes:
    """Return the file with bytes of a packed part overwritten."""
    data = package.packed()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entry = archive.getinfo(part)
    middle = entry.header_offset + 30 + len(part) + entry.compress_size // 2
    return data[:middle] + b"\xff\x00\xff\x00\xff\x00" + data[middle + 6 :]


# What the directory says of sizes may be trusted by nobody: the plan is the same, or there is none.
SIZES = {"1 byte": 1, "0 bytes": 0, "4 GB": 2**32 - 2, "1 MB": 2**20}
for offset, what in ((24, "unpack to"), (20, "be packed in")):
    ARCHIVE.named(
        {f"a part said to {what} {name}": (offset, size) for name, size in SIZES.items()},
        str,
        lambda package, told: either(central(package.packed(), demand(package), told[0], struct.pack("<I", told[1]))),
    )
ARCHIVE.add(
    "a part said to stand at byte 5", lambda p: refused(central(p.packed(), demand(p), 42, b"\5\0\0\0"), "damaged", "")
)
ARCHIVE.add(
    "a part said to stand behind the end",
    lambda p: refused(central(p.packed(), demand(p), 42, b"\xff\xff\xff\x7f"), "damaged", ""),
)
ARCHIVE.add(
    "another name before a part than in the directory",
    lambda p: refused(local(p.packed(), demand(p), 30, b"zz"), "damaged", ""),
)
ARCHIVE.add("no header before a part", lambda p: refused(local(p.packed(), demand(p), 0, b"XX"), "damaged", ""))
ARCHIVE.add("a directory that starts elsewhere", lambda p: refused(_end(p, 16, 77), "damaged"))
ARCHIVE.add("a directory of no size", lambda p: refused(_end(p, 12, 0), ""))
ARCHIVE.add("a directory of another length", lambda p: refused(_end(p, 12, 100), "damaged"))


def _end(package: Package, offset: int, value: int) -> bytes:
    data = package.packed()
    place = data.rindex(b"PK\x05\x06") + offset
    return data[:place] + struct.pack("<I", value) + data[place + 4 :]


@ARCHIVE.case("a comment that looks like a directory")
def _(package: Package) -> Made:
    buffer = io.BytesIO(package.packed())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = b"PK\x05\x06" + bytes(18) + b"PK\x01\x02" + bytes(1000)
    return either(buffer.getvalue())


@ARCHIVE.case("a comment of 65,535 bytes")
def _(package: Package) -> Made:
    buffer = io.BytesIO(package.packed())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = b"x" * 65_535
    return accepted(buffer.getvalue())


class _Stream(io.BytesIO):
    """A file in which nothing can be gone back to."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError


def _packed_into(stream: io.BytesIO, package: Package, packing: int) -> Made:
    """Return a workbook that is written to a stream, which says how."""
    with zipfile.ZipFile(stream, "w", packing) as archive:
        for part, content in package.parts.items():
            archive.writestr(part, content)
    return accepted(stream.getvalue())


ARCHIVE.add("nothing packed", lambda p: _packed_into(io.BytesIO(), p, zipfile.ZIP_STORED))
ARCHIVE.add("written as a stream, sizes behind the parts", lambda p: _packed_into(_Stream(), p, zipfile.ZIP_DEFLATED))


@ARCHIVE.case("parts in the opposite order")
def _(package: Package) -> Made:
    return accepted(Package(dict(reversed(package.parts.items()))))


ARCHIVE.each(
    (WORKBOOK, RELATIONS, STRINGS),
    lambda part: f"without {part}",
    lambda package, part: refused(package.with_part(part, None), "not-a-workbook" if part == WORKBOOK else ""),
)
ARCHIVE.each(
    (STYLES, THEME, CONTENT_TYPES, "_rels/.rels", "docProps/core.xml", "docProps/app.xml"),
    lambda part: f"without {part}",
    lambda package, part: either(package.with_part(part, None)),
)
ARCHIVE.each(
    ("Demand", "Periods", "Sites", "Settings"),
    lambda sheet: f"without the part of sheet {sheet}",
    lambda package, sheet: refused(package.with_part(package.sheets[sheet], None), "damaged", ""),
)
ARCHIVE.each(
    (WORKBOOK, RELATIONS, STRINGS),
    lambda part: f"{part} is empty",
    lambda package, part: refused(package.with_part(part, b""), "damaged"),
)
ARCHIVE.each(
    (STYLES, THEME, CONTENT_TYPES, "_rels/.rels"),
    lambda part: f"{part} is empty",
    lambda package, part: either(package.with_part(part, b"")),
)
ARCHIVE.add("the part of a sheet is empty", lambda p: refused(p.with_part(demand(p), b""), "damaged", "Demand"))
ARCHIVE.add("the part of a sheet is a text", lambda p: refused(p.with_part(demand(p), b"hello"), "damaged", "Demand"))
ARCHIVE.add(
    "the part of a sheet is styles", lambda p: refused(p.with_part(demand(p), p.parts[STYLES]), "damaged", "Demand")
)
ARCHIVE.add("texts and styles exchanged", lambda p: refused(p.with_part(STRINGS, p.parts[STYLES]), ""))
ARCHIVE.add("a workbook without sheets", lambda p: refused(_without_sheets(p), "damaged"))


def _without_sheets(package: Package) -> Package:
    text = package.text(WORKBOOK)
    start, end = text.index("<sheets>"), text.index("</sheets>")
    return package.with_part(WORKBOOK, text[:start] + "<sheets>" + text[end:])


ARCHIVE.named(
    {
        "that is not there": "worksheets/gone.xml",
        "outside": "../../../etc/passwd",
        "on the web": "http://evil.example/a.xml",
        "that is itself": "workbook.xml",
        "without a name": "",
        "in a file": "file:///etc/passwd",
    },
    lambda name: f"a sheet related to a part {name}",
    lambda package, target: refused(
        package.with_change(RELATIONS, f'Target="{demand(package).removeprefix("xl/")}"', f'Target="{target}"'), "", ""
    ),
)


@ARCHIVE.case("two sheets that are one part")
def _(package: Package) -> Made:
    old, new = (f'Target="{package.sheets[name].removeprefix("xl/")}"' for name in ("Settings", "Demand"))
    return refused(package.with_change(RELATIONS, old, new), "", "")
