"""Tables written as a workbook, in the forms that different programs write; the same bytes on every run."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from planner.read.grid import letters
from planner.read.words import UNWRITABLE
from tests.hostile.package import CONTENT_TYPES, RELATIONS, STRINGS, STYLES, WORKBOOK, WORKSHEET

type Tables = dict[str, list[list[object]]]

# Texts in a part of their own, as Excel writes them; in their cells; and with a prefix and no addresses of cells.
SHARED, INLINE, PREFIXED = "shared", "inline", "prefixed"
FORMS = (SHARED, INLINE, PREFIXED)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DATE_STYLE, TIME_STYLE = 1, 2
NUMBER_FORMATS = (0, 14, 22, 9, 4)  # general, date, date and time, percent, thousands
DAY_ZERO = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - Excel knows no time zones


@dataclass(frozen=True)
class Styled:
    """A value shown in a number format other than its own."""

    value: object
    style: int


@dataclass(frozen=True)
class Calculated:
    """A formula and its stored result, None when there is none."""

    formula: str
    result: object


@dataclass(frozen=True)
class Wrong:
    """An error value, such as #N/A."""

    text: str


@dataclass
class Texts:
    """The texts of a workbook, each with its number."""

    number: dict[str, int] = field(default_factory=dict)

    def of(self, text: str) -> int:
        """Return the number of a text."""
        return self.number.setdefault(text, len(self.number))


def workbook_parts(tables: Tables, form: str) -> dict[str, bytes]:
    """Return the parts of a workbook with the tables."""
    texts = Texts()
    sheets = [sheet_xml(rows, form, texts) for rows in tables.values()]
    count = len(sheets)
    names = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(tables, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{WORKSHEET}" Target="worksheets/sheet{n}.xml"/>' for n in range(1, count + 1)
    )
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{TYPE}.worksheet+xml"/>'
        for n in range(1, count + 1)
    )
    formats = "".join(f'<xf numFmtId="{number}" applyNumberFormat="1"/>' for number in NUMBER_FORMATS)
    parts = {
        CONTENT_TYPES: f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}'
        f'<Override PartName="/{WORKBOOK}" ContentType="{TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/{STYLES}" ContentType="{TYPE}.styles+xml"/>'
        f'<Override PartName="/{STRINGS}" ContentType="{TYPE}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="{WORKBOOK}"/></Relationships>',
        WORKBOOK: f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>',
        RELATIONS: f'<Relationships xmlns="{PACKAGE}/relationships">{relations}'
        f'<Relationship Id="rId{count + 1}" Type="{OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId{count + 2}" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        STYLES: f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts>'
        '<fills count="1"><fill><patternFill/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        f'<cellXfs count="{len(NUMBER_FORMATS)}">{formats}</cellXfs></styleSheet>',
        **{f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(sheets, 1)},
        STRINGS: f'<sst xmlns="{MAIN}" uniqueCount="{len(texts.number)}">'
        + "".join(f"<si>{text_xml(text)}</si>" for text in texts.number)
        + "</sst>",
    }
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return {name: (head + content).encode() for name, content in parts.items()}


def sheet_xml(rows: list[list[object]], form: str, texts: Texts) -> str:
    """Return the XML of a sheet."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            cell_xml(f"{letters(column)}{number}", value, form, texts)
            for column, value in enumerate(row)
            if value is not None or form == PREFIXED  # whose cells have no address, so that none may be left out
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    text = f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'
    if form != PREFIXED:
        return text
    return text.replace("</", "\0").replace("<", "<x:").replace("\0", "</x:").replace("xmlns=", "xmlns:x=")


def cell_xml(address: str, value: object, form: str, texts: Texts) -> str:
    """Return the XML of a cell."""
    style = ""
    if isinstance(value, Styled):
        style = f' s="{value.style}"'
        value = value.value
    start = "<c" if form == PREFIXED else f'<c r="{address}"'
    formula = ""
    if isinstance(value, Calculated):
        formula = f"<f>{escape(value.formula)}</f>"
        value = value.result
    match value:
        case None:
            return f"{start}{style}>{formula}</c>" if formula else f"{start}{style}/>"
        case bool():
            return f'{start}{style} t="b">{formula}<v>{int(value)}</v></c>'
        case int() | float():
            return f"{start}{style}>{formula}<v>{value!r}</v></c>"
        case dt.datetime():
            return f'{start} s="{TIME_STYLE}">{formula}<v>{serial(value)!r}</v></c>'
        case dt.date():
            moment = dt.datetime.combine(value, dt.time())
            return f'{start} s="{DATE_STYLE}">{formula}<v>{int(serial(moment))}</v></c>'
        case Wrong():
            return f'{start}{style} t="e">{formula}<v>{escape(value.text)}</v></c>'
        case _ if formula:
            return f'{start}{style} t="str">{formula}<v>{escape(writable(str(value)))}</v></c>'
        case _ if form == SHARED:
            return f'{start}{style} t="s"><v>{texts.of(str(value))}</v></c>'
        case _:
            return f'{start}{style} t="inlineStr"><is>{text_xml(str(value))}</is></c>'


def serial(moment: dt.datetime) -> float:
    """Return the number that stands for a moment."""
    return (moment - DAY_ZERO) / dt.timedelta(days=1)


def text_xml(text: str) -> str:
    """Return the XML of a text."""
    return f'<t xml:space="preserve">{escape(writable(text))}</t>'


def writable(text: str) -> str:
    """Return a text without what XML cannot say."""
    return UNWRITABLE.sub("\ufffd", text)


def packed(parts: dict[str, bytes]) -> bytes:
    """Return the parts as a file, with right checksums and no time of day."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in parts.items():
            about = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            package.NameToInfo.pop(about.filename, None)  # a name may stand there twice, and nobody is to be warned
            package.writestr(about, content, zipfile.ZIP_DEFLATED, 1)
    return buffer.getvalue()
