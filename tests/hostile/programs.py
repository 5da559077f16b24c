"""The same workbook as other programs save it, and what they leave in it: all of it gives the same plan."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from functools import partial
from xml.sax.saxutils import escape

import openpyxl

from tests.hostile.case import Made, Topic, accepted, refused
from tests.hostile.package import CONTENT_TYPES, RELATIONS, STRINGS, WORKBOOK, NoSuchPlace, Package, Place, cell_xml
from tests.hostile.shown import with_format

PROGRAMS = Topic("program")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml"


def in_all_sheets(package: Package, rewrite: Callable[[str], str]) -> Package:
    """Return the workbook with the XML of every sheet rewritten."""
    made = package
    for sheet in package.sheets:
        made = made.with_sheet(sheet, rewrite)
    return made


def shared_texts(package: Package) -> list[str]:
    """Return the XML of each shared text, in their order."""
    return re.findall(r"<si>(.*?)</si>", package.text(STRINGS), re.DOTALL)


@PROGRAMS.case("saved by openpyxl")
def _(package: Package) -> Made:
    book = openpyxl.load_workbook(io.BytesIO(package.packed()))
    buffer = io.BytesIO()
    book.save(buffer)
    return accepted(buffer.getvalue())


def _as_text(day: str, cell: str, style: str) -> str:
    return f'<c r="{cell}"{style} t="d"><v>{day}</v></c>'


@PROGRAMS.case("in the strict form of the standard, with dates as text")
def _(package: Package) -> Made:
    made = package
    for part in package.parts:
        if part.endswith((".xml", ".rels")) and part not in ("[Content_Types].xml", "_rels/.rels"):
            text = package.text(part).replace(MAIN, f"{STRICT}/spreadsheetml/main")
            made = made.with_part(part, text.replace(OFFICE, f"{STRICT}/officeDocument/relationships"))
    for sheet, rows in package.cells.items():
        for row, values in enumerate(rows, 1):
            for column, value in enumerate(values, 1):
                if isinstance(value, dt.datetime):
                    day = value.date().isoformat()
                    made = made.with_xml(Place(sheet, row, column), partial(_as_text, day))
    return accepted(made.with_change(WORKBOOK, "<workbook ", '<workbook conformance="strict" '))


@PROGRAMS.case("every text in its cell and none shared")
def _(package: Package) -> Made:
    texts = shared_texts(package)

    def inline(found: re.Match[str]) -> str:
        return f'<c r="{found[1]}"{found[2]} t="inlineStr"><is>{texts[int(found[3])]}</is></c>'

    made = in_all_sheets(package, lambda text: re.sub(r'<c r="(\w+)"( s="\d+")? t="s"><v>(\d+)</v></c>', inline, text))
    return accepted(made.with_part(STRINGS, f'<sst xmlns="{MAIN}" count="0" uniqueCount="0"/>'))


@PROGRAMS.case("texts in several formats each")
def _(package: Package) -> Made:
    def rich(found: re.Match[str]) -> str:
        text = found[1]
        if "&" in text or len(text) < 2:
            return found[0]
        run = '<r><rPr><b/><sz val="11"/></rPr><t xml:space="preserve">{}</t></r>'
        return f"<si>{run.format(text[:2])}{run.format(text[2:])}</si>"

    texts = re.sub(r"<si><t>([^<]*)</t></si>", rich, package.text(STRINGS))
    return accepted(package.with_part(STRINGS, texts))


@PROGRAMS.case("texts with how they are spoken")
def _(package: Package) -> Made:
    spoken = '<rPh sb="0" eb="1"><t>mo</t></rPh><phoneticPr fontId="1"/></si>'
    return accepted(package.with_part(STRINGS, package.text(STRINGS).replace("</si>", spoken)))


PLAIN: dict[str, Callable[[str], str]] = {
    "with parts named from the root": lambda text: text.replace('Target="worksheets/', 'Target="/xl/worksheets/'),
    "with relations in another order": lambda text: re.sub(
        r"(<Relationships[^>]*>)(.*)(</Relationships>)",
        lambda f: f[1] + "".join(reversed(re.findall(r"<Relationship\b[^>]*/>", f[2]))) + f[3],
        text,
        flags=re.DOTALL,
    ),
}
PROGRAMS.named(PLAIN, str, lambda p, change: accepted(p.with_part(RELATIONS, change(p.text(RELATIONS)))))

SHEETS: dict[str, Callable[[str], str]] = {
    "as by Google Sheets": lambda text: re.sub(r'<row (r="\d+")[^>]*>', r'<row \1 ht="15.75" customHeight="1">', text),
    "as by LibreOffice": lambda text: re.sub(
        r'<row (r="\d+")[^>]*>',
        r'<row \1 customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0">',
        text,
    ),
    "with blanks between all cells": lambda text: text.replace("><c ", ">\r\n\t<c "),
    "with the type of every number": lambda text: re.sub(
        r'<c r="(\w+)"( s="\d+")?><v>', r'<c r="\1"\2 t="n"><v>', text
    ),
    "with numbers in another notation": lambda text: re.sub(
        r'(<c r="\w+"(?: s="\d+")?><v>)(\d+)(?=</v>)', r"\g<1>\g<2>.0E0", text
    ),
    "without what is said of its size": lambda text: re.sub(r"<dimension[^>]*/>", "", text),
    "with rows that are grouped and closed": lambda text: re.sub(
        r'<row (r="[45]")[^>]*>', r'<row \1 outlineLevel="1" collapsed="1">', text
    ),
    "with a rich header of a page": lambda text: text.replace(
        "</sheetData>", "</sheetData><sheetCalcPr fullCalcOnLoad='1'/>"
    ),
}
PROGRAMS.named(SHEETS, lambda name: f"sheets {name}", lambda p, change: accepted(in_all_sheets(p, change)))


# What else a workbook may hold

PARTS = {
    "macros": ("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(100)),
    "a cache of a pivot table": (
        "xl/pivotCache/pivotCacheRecords1.xml",
        f'<pivotCacheRecords xmlns="{MAIN}"/>'.encode(),
    ),
    "a link to another workbook": ("xl/externalLinks/externalLink2.xml", f'<externalLink xmlns="{MAIN}"/>'.encode()),
    "a talk about a cell": ("xl/threadedComments/threadedComment1.xml", b"<ThreadedComments/>"),
    "a chain of calculations": (
        "xl/calcChain.xml",
        f'<calcChain xmlns="{MAIN}"><c r="A1" i="1"/></calcChain>'.encode(),
    ),
    "a printer": ("xl/printerSettings/printerSettings1.bin", bytes(500)),
    "a label of secrecy": ("docMetadata/LabelInfo.xml", b"<clbl:labelList xmlns:clbl='x'/>"),
    "a signature": ("_xmlsignatures/sig1.xml", b"<Signature/>"),
    "what a user may change": ("xl/ctrlProps/ctrlProp1.xml", b"<formControlPr/>"),
    "a query": ("xl/connections.xml", f'<connections xmlns="{MAIN}"/>'.encode()),
}
PROGRAMS.named(PARTS, lambda name: f"with {name}", lambda p, part: accepted(p.with_part(*part)))
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
PROGRAMS.add(
    "saved with macros, as .xlsm",
    lambda p: accepted(
        p.with_change(CONTENT_TYPES, TYPE, "application/vnd.ms-excel.sheet.macroEnabled.main+xml").with_part(
            "xl/vbaProject.bin", bytes(100)
        ),
        name="hostile.xlsm",
    ),
)
NAMES = {
    "a name of a cell elsewhere": '<definedName name="far">[1]Sheet1!$A$1</definedName>',
    "a broken name": '<definedName name="broken">#REF!</definedName>',
    "the name of a filter": '<definedName name="_xlnm._FilterDatabase" localSheetId="6" hidden="1">Demand!$A$3:$K$5'
    "</definedName>",
    "a name that is a formula": '<definedName name="f">WEBSERVICE("http://evil.example")</definedName>',
}
PROGRAMS.named(
    NAMES,
    lambda name: f"with {name}",
    lambda p, one: accepted(p.with_change(WORKBOOK, "</definedNames>", one + "</definedNames>")),
)
BEFORE_SHEETS = {
    "a locked structure": '<workbookProtection lockStructure="1" workbookPassword="CC1A"/>',
    "a recommendation to read only": '<fileSharing readOnlyRecommended="1"/>',
}
PROGRAMS.named(
    BEFORE_SHEETS,
    lambda name: f"with {name}",
    lambda p, one: accepted(p.with_change(WORKBOOK, "<bookViews>", f"{one}<bookViews>")),
)


# Formulas as Excel stores them

FORMULAS = {
    "shared, the first of them": '<f t="shared" ref="F4:J4" si="0">2*3</f>',
    "shared, another of them": '<f t="shared" si="0"/>',
    "of an array": '<f t="array" ref="F4:F4">SUM({1,2,3})</f>',
    "that spills": '<f t="array" aca="1" ref="F4:J4" ca="1">_xlfn.SEQUENCE(1,5,6,0)</f>',
    "to another workbook": "<f>[1]Sheet1!$A$1</f>",
    "to a table": "<f>Demand[[#This Row],[priority]]</f>",
    "of a name that nobody knows": "<f>_xlfn.SINGLE(_xlpm.far)</f>",
}


def _calculated(package: Package, formula: str) -> Made:
    place = package.number()
    value = package.value(place)
    extra = ' cm="1"' if "array" in formula else ""
    return accepted(
        package.with_xml(place, lambda cell, style: f'<c r="{cell}"{style}{extra}>{formula}<v>{value!r}</v></c>')
    )


PROGRAMS.named(FORMULAS, lambda name: f"a formula {name}", _calculated)


@PROGRAMS.case("a name that is the result of a formula")
def _(package: Package) -> Made:
    place = package.first("Demand", "customer")
    text = escape(str(package.value(place)))
    return accepted(
        package.with_xml(
            place, lambda cell, style: f'<c r="{cell}"{style} t="str"><f>Sites!A8&amp;""</f><v>{text}</v></c>'
        )
    )


@PROGRAMS.case("a formula to a workbook that was not found")
def _(package: Package) -> Made:
    place = package.number()
    return refused(
        package.with_xml(place, lambda cell, style: f'<c r="{cell}"{style} t="e"><f>[1]Gone!$A$1</f><v>#REF!</v></c>'),
        "error-cell",
        place,
    )


@PROGRAMS.case("dates with the format of a month")
def _(package: Package) -> Made:
    place = package.first("Periods", "start")
    value = package.value(place)
    if not isinstance(value, dt.datetime):
        raise NoSuchPlace("a date")
    serial = (value - dt.datetime(1899, 12, 30)).days  # noqa: DTZ001 - Excel knows no time zones
    return accepted(with_format(package, place, "[$-407]mmm\\ yy;@", serial))


@PROGRAMS.case("periods named by the first day of a month")
def _(package: Package) -> Made:
    """Excel makes a date of `2027-01`, in sheet Periods and in each header, whatever it then shows."""
    first = package.first("Periods", "period")
    name = str(package.value(first))
    header = next(
        (
            Place(sheet, package.header_row[sheet], column)
            for sheet in package.cells
            for column, value in enumerate(package.cells[sheet][package.header_row[sheet] - 1], 1)
            if str(value) == name
        ),
        None,
    )
    if header is None:
        raise NoSuchPlace("a header that is a period")
    made = with_format(package, first, "mmm\\-yy", 46357)
    for sheet, rows in package.cells.items():
        for column, value in enumerate(rows[package.header_row[sheet] - 1], 1):
            place = Place(sheet, package.header_row[sheet], column)
            if str(value) == name:
                made = made.with_value(place, "2026-12")
            elif isinstance(value, str) and f" {name}" in value:
                made = made.with_value(place, value.replace(name, "2026-12"))
    return accepted(made)


@PROGRAMS.case("blank cells that hold an empty text")
def _(package: Package) -> Made:
    width = package.last_column("Demand")
    row = package.last_row("Demand") + 1
    made = package
    for column in range(1, width + 1):
        made = made.with_xml(Place("Demand", row, column), lambda cell, style: cell_xml(cell, style, ""))
    return accepted(made)
