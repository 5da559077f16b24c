"""Files that grow when they are opened, and files that are large for no reason."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from planner.errors import ExitCode
from tests.hostile.case import Expected, Made, Topic, accepted, either, refused
from tests.hostile.package import STRINGS, STYLES, Package, Place

BLOAT = Topic("bloat")
MEBIBYTE = 2**20
FILE = "hostile.xlsx"


def appended(package: Package, inside: str, sheet: str = "Demand") -> Package:
    """Return the workbook with rows more at the end of a sheet."""
    return package.with_sheet(sheet, lambda text: text.replace("</sheetData>", inside + "</sheetData>"))


def streamed(
    package: Package, part: str, pieces: Callable[[str], Iterator[bytes]], level: int = 1
) -> Callable[[Path], None]:
    """Return how to write the workbook with a part that is too large to be held."""

    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
            for name, content in package.parts.items():
                if name != part:
                    archive.writestr(name, content)
            with archive.open(part, "w", force_zip64=True) as stream:
                for piece in pieces(package.text(part)):
                    stream.write(piece)

    return make


def placed(make: Callable[[Path], None], exit_code: ExitCode, code: str, where: str = "") -> Made:
    """Return a file that is written by a function."""
    return Made(make, Expected(frozenset({exit_code}), code, where))


@BLOAT.case("1,048,576 styled blank rows", heavy=True)
def _(package: Package) -> Made:
    last = package.last_row("Demand")

    def pieces(text: str) -> Iterator[bytes]:
        start = text.index("</sheetData>")
        kept = re.sub(
            rf'<row r="(?!(?:{"|".join(str(n) for n in range(1, last + 1))})")\d+".*?(/>|</row>)', "", text[:start]
        )
        yield kept.encode()
        for first in range(last + 1, 1_048_577, 10_000):
            rows = range(first, min(first + 10_000, 1_048_577))
            yield "".join(
                f'<row r="{n}" spans="1:3"><c r="A{n}" s="1"/><c r="B{n}" s="1"/><c r="C{n}" s="1"/></row>'
                for n in rows
            ).encode()
        yield text[start:].encode()

    return placed(streamed(package, package.sheets["Demand"], pieces, 6), ExitCode.DONE, "")


BLOAT.each(
    ("XFD1048576", "B1048576", "XFD4"),
    lambda cell: f"styled empty cell {cell}",
    lambda p, cell: accepted(_far(p, cell, "")),
)
BLOAT.each(
    ("XFD1048576", "B1048576"),
    lambda cell: f"value in {cell}",
    lambda p, cell: refused(_far(p, cell, "<v>1</v>"), "stray-value", f"Demand!{cell}"),
)
BLOAT.add("value in XFD4", lambda p: refused(_far(p, "XFD4", "<v>1</v>"), "", ""))


def _far(package: Package, cell: str, inside: str) -> Package:
    row = re.sub(r"\D", "", cell)
    if row == "4":
        return package.with_xml(
            Place("Demand", 4, 16_384),
            lambda address, _: f'<c r="{address}" s="1">{inside}</c>' if inside else f'<c r="{address}" s="1"/>',
        )
    one = f'<c r="{cell}" s="1">{inside}</c>' if inside else f'<c r="{cell}" s="1"/>'
    return appended(package, f'<row r="{row}">{one}</row>')


@BLOAT.case("1 GiB of spaces in 1 MB", heavy=True)
def _(package: Package) -> Made:
    def pieces(text: str) -> Iterator[bytes]:
        yield text[: text.index("<sheetData")].encode()
        for _ in range(1024):
            yield b" " * MEBIBYTE
        yield text[text.index("<sheetData") :].encode()

    return placed(streamed(package, package.sheets["Demand"], pieces, 9), ExitCode.INPUT, "too-big", FILE)


@BLOAT.case("16 million texts", heavy=True)
def _(package: Package) -> Made:
    def pieces(text: str) -> Iterator[bytes]:
        yield text[: text.index("</sst>")].encode()
        for _ in range(160):
            yield b"<si><t/></si>" * 100_000
        yield b"</sst>"

    return placed(streamed(package, STRINGS, pieces, 9), ExitCode.INPUT, "too-big", FILE)


@BLOAT.case("2.1 million texts, slightly different", heavy=True)
def _(package: Package) -> Made:
    def pieces(text: str) -> Iterator[bytes]:
        yield text[: text.index("</sst>")].encode()
        for first in range(0, 2_100_000, 100_000):
            yield "".join(f"<si><t>{n * 7919 % 10**7}</t></si>" for n in range(first, first + 100_000)).encode()
        yield b"</sst>"

    return placed(streamed(package, STRINGS, pieces), ExitCode.INPUT, "too-big", FILE)


@BLOAT.case("2 million more filled cells", heavy=True)
def _(package: Package) -> Made:
    def pieces(text: str) -> Iterator[bytes]:
        start = text.index("</sheetData>")
        yield text[:start].encode()
        for first in range(1_000, 101_000, 1_000):
            yield "".join(
                f'<row r="{row}">'
                + "".join(f'<c r="{c}{row}"><v>{row % 97}</v></c>' for c in "ABCDEFGHIJKLMNOPQRSTU")
                + "</row>"
                for row in range(first, first + 1_000)
            ).encode()
        yield text[start:].encode()

    return placed(streamed(package, package.sheets["Demand"], pieces), ExitCode.INPUT, "too-big", "Demand")


@BLOAT.case("a bomb in a picture", heavy=True)
def _(package: Package) -> Made:
    return refused(package.with_part("xl/media/image1.png", bytes(300 * MEBIBYTE)), "too-big")


@BLOAT.case("600 parts of 1 MB that are each packed well enough", heavy=True)
def _(package: Package) -> Made:
    block = bytes((n * n * 31 + n // 3) % 251 for n in range(4_096)) * 256

    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, content in package.parts.items():
                archive.writestr(name, content)
            for number in range(600):
                archive.writestr(f"xl/media/{number}.png", block)

    return placed(make, ExitCode.INPUT, "too-big", FILE)


@BLOAT.case("60 MB on the disk")
def _(package: Package) -> Made:
    buffer = io.BytesIO(package.packed())
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/media/image1.png", bytes(60 * MEBIBYTE))
    return refused(buffer.getvalue(), "too-big")


@BLOAT.case("many entries that share the same bytes")
def _(package: Package) -> Made:
    """Entries of the directory that all point at one part, so that 500 bytes each unpack to a megabyte."""
    big = package.with_part("xl/media/a.xml", b"<a>" + b" " * (MEBIBYTE - 10) + b"</a>").packed()
    end = big.rindex(b"PK\x05\x06")
    place = big.index(b"PK\x01\x02")
    entries = []
    while big[place : place + 4] == b"PK\x01\x02":
        lengths = [int.from_bytes(big[place + n : place + n + 2], "little") for n in (28, 30, 32)]
        entries.append(big[place : place + 46 + sum(lengths)])
        place += 46 + sum(lengths)
    bomb = next(entry for entry in entries if entry[46:60] == b"xl/media/a.xml")
    more = [bomb.replace(b"xl/media/a.xml", f"xl/media/{n:05}".encode()) for n in range(1_900 - len(entries))]
    directory = b"".join([*entries, *more])
    start = big.index(b"PK\x01\x02")
    count = (len(entries) + len(more)).to_bytes(2, "little")
    tail = big[end : end + 8] + count * 2 + len(directory).to_bytes(4, "little") + start.to_bytes(4, "little") + b"\0\0"
    return refused(big[:start] + directory + tail, "too-big")


def _styled(package: Package, styles: str, number: int) -> Package:
    return package.with_part(
        STYLES, re.sub("</cellXfs>", f"{styles * number}</cellXfs>", package.text(STYLES), count=1)
    )


BLOAT.add(
    "60,000 styles",
    lambda p: either(_styled(p, '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>', 60_000)),
)
BLOAT.named(
    {
        "100,000 merged ranges": "<mergeCells>"
        + "".join(f'<mergeCell ref="ZZ{n}:ZZ{n + 1}"/>' for n in range(1, 200_000, 2))
        + "</mergeCells>",
        "100,000 conditional formats": '<conditionalFormatting sqref="A1"><cfRule/></conditionalFormatting>' * 100_000,
        "100,000 links": "<hyperlinks>" + '<hyperlink ref="A1" location="x"/>' * 100_000 + "</hyperlinks>",
        "a comment of 5 MB": "<!--" + "evil " * MEBIBYTE + "-->",
        "an attribute of 5 MB": '<ignored evil="' + "evil " * MEBIBYTE + '"/>',
    },
    lambda name: name,
    lambda package, inside: either(
        package.with_sheet("Demand", lambda text: text.replace("</sheetData>", f"</sheetData>{inside}"))
    ),
)


@BLOAT.case("a row without end", heavy=True)
def _(package: Package) -> Made:
    return refused(appended(package, '<row r="900">' + '<c r="A900"/>' * 6_000_000), "", "")


@BLOAT.case("one cell of 30 MB", heavy=True)
def _(package: Package) -> Made:
    place = package.first("Demand", "customer")
    noise = "".join(chr(97 + (n * n + n // 7) % 26) for n in range(30 * MEBIBYTE))
    return refused(package.with_value(place, noise), "", "")


@BLOAT.case("100,000 rows of unknown names", heavy=True)
def _(package: Package) -> Made:
    first = package.last_row("Demand") + 1
    column = package.header("Demand", "customer").column
    other = package.header("Demand", "commodity").column
    rows = "".join(
        f'<row r="{n}"><c r="{Place("Demand", n, min(column, other)).cell}" t="str"><v>x{n}</v></c>'
        f'<c r="{Place("Demand", n, max(column, other)).cell}" t="str"><v>y{n}</v></c></row>'
        for n in range(first, first + 100_000)
    )
    return refused(appended(package, rows), "unknown-name", "")


def _without_a_value(package: Package, rest: str, code: str) -> Made:
    """Return a workbook with 100,000 rows more, in each of them one cell that has no value."""
    first, column = package.last_row("Demand") + 1, package.number().column
    rows = "".join(
        f'<row r="{n}"><c r="{Place("Demand", n, column).cell}"{rest}</c></row>' for n in range(first, first + 100_000)
    )
    return refused(appended(package, rows), code, "")


BLOAT.add(
    "100,000 cells that show an error",
    lambda p: _without_a_value(p, ' t="e"><v>#N/A</v>', "error-cell"), heavy=True,
)  # fmt: skip
BLOAT.add(
    "100,000 formulas that were never calculated",
    lambda p: _without_a_value(p, "><f>A1</f>", "uncalculated-formula"), heavy=True,
)  # fmt: skip


@BLOAT.case("2 million styles, each a little different", heavy=True)
def _(package: Package) -> Made:
    """As a tree of elements they would take gigabytes."""

    def pieces(text: str) -> Iterator[bytes]:
        start = text.index("</cellXfs>")
        yield text[:start].encode()
        for first in range(0, 2_000_000, 100_000):
            yield "".join(
                f'<xf numFmtId="0" fontId="{n * 7919 % 97}" fillId="{n * 31 % 89}" xfId="0"/>'
                for n in range(first, first + 100_000)
            ).encode()
        yield text[start:].encode()

    return placed(streamed(package, STYLES, pieces), ExitCode.INPUT, "too-big", FILE)


@BLOAT.case("10,000 names of ranges")
def _(package: Package) -> Made:
    from tests.hostile.package import WORKBOOK

    names = "".join(f'<definedName name="n{n}">Demand!$A${n + 1}</definedName>' for n in range(10_000))
    text = package.text(WORKBOOK)
    if "</definedNames>" in text:
        return accepted(package.with_part(WORKBOOK, text.replace("</definedNames>", names + "</definedNames>")))
    return accepted(
        package.with_part(WORKBOOK, text.replace("</sheets>", f"</sheets><definedNames>{names}</definedNames>"))
    )
