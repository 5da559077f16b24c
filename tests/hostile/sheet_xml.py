"""Damage to the XML of a sheet: order, addresses, forms that only other programs write, formulas, hidden things."""

from __future__ import annotations

import re

from tests.hostile.case import Made, Topic, accepted, either, refused
from tests.hostile.package import STRINGS, STYLES, WORKBOOK, Package, Place

SHEET_XML = Topic("sheet")
SHEET = "Demand"


def rewritten(package: Package, old: str, new: str, count: int = 1) -> Package:
    """Return the workbook with text of sheet Demand replaced."""
    assert old in package.sheet_text(SHEET), old
    return package.with_sheet(SHEET, lambda text: text.replace(old, new, count))


def first_row(package: Package) -> str:
    """Return the XML of the first row below the header."""
    row = package.header_row[SHEET] + 1
    found = re.search(rf'<row r="{row}".*?</row>', package.sheet_text(SHEET), re.DOTALL)
    assert found is not None
    return found[0]


SHEET_XML.each(
    (0.3, 0.6, 0.95),
    lambda share: f"cut off after {share:.0%}",
    lambda package, share: refused(
        package.with_sheet(SHEET, lambda text: text[: int(len(text) * share)]), "damaged", SHEET
    ),
)
SHEET_XML.each(
    ("</sheetData>", "</worksheet>", "</row>", "</c>"),
    lambda tag: f"without {tag}",
    lambda p, tag: refused(rewritten(p, tag, ""), "damaged", SHEET),
)
SHEET_XML.add("something behind the end", lambda p: either(p.with_sheet(SHEET, lambda text: text + "<more/>")))
SHEET_XML.add("zero bytes behind the end", lambda p: either(p.with_sheet(SHEET, lambda text: text + "\0" * 9)))
SHEET_XML.add("a row twice", lambda p: refused(rewritten(p, first_row(p), first_row(p) * 2), "damaged", SHEET))


@SHEET_XML.case("a cell twice")
def _(package: Package) -> Made:
    place = package.number()
    return refused(
        package.with_xml(place, lambda cell, style: f'<c r="{cell}"><v>1</v></c><c r="{cell}"><v>9</v></c>'),
        "damaged", SHEET,
    )  # fmt: skip


@SHEET_XML.case("rows in the opposite order")
def _(package: Package) -> Made:
    def turned(text: str) -> str:
        rows = re.findall(r"<row .*?</row>", text, re.DOTALL)
        start = text.index("<sheetData>") + len("<sheetData>")
        return text[:start] + "".join(reversed(rows)) + text[text.index("</sheetData>") :]

    return either(package.with_sheet(SHEET, turned))


@SHEET_XML.case("cells in the opposite order")
def _(package: Package) -> Made:
    row = first_row(package)
    cells = re.findall(r"<c [^>]*?/>|<c [^>]*?[^/]>.*?</c>", row, re.DOTALL)
    return either(rewritten(package, "".join(cells), "".join(reversed(cells))))


@SHEET_XML.case("two tables of cells")
def _(package: Package) -> Made:
    return either(rewritten(package, "</sheetData>", "</sheetData><sheetData/>"))


@SHEET_XML.case("a second table of cells with other numbers")
def _(package: Package) -> Made:
    more = f'<sheetData><row r="900"><c r="{package.number().cell}"><v>9</v></c></row></sheetData>'
    return refused(rewritten(package, "</sheetData>", f"</sheetData>{more}"), "", "")


SHEET_XML.each(
    ("0", "-1", "1048577", "99999999999", "1e3", "x", "", "4294967297", "18446744073709551617"),
    lambda number: f"a row numbered {number or 'with nothing'}",
    lambda package, number: refused(
        rewritten(package, "</sheetData>", f'<row r="{number}"><c r="A{number}"><v>1</v></c></row></sheetData>'), "", ""
    ),
)
SHEET_XML.each(
    ("XFE9000", "AAAA9", "ZZZZZZZ9", "A0", "A-1", "$A$900", "9", "A", "A9000B", "A99999999999", "É9", "A１"),
    lambda cell: f"a cell at {cell}",
    lambda package, cell: refused(
        rewritten(package, "</sheetData>", f'<row r="9000"><c r="{cell}"><v>1</v></c></row></sheetData>'),
        "damaged",
        SHEET,
    ),
)


@SHEET_XML.case("a cell in a row that it does not belong to")
def _(package: Package) -> Made:
    return refused(
        rewritten(package, "</sheetData>", '<row r="900"><c r="A901"><v>1</v></c></row></sheetData>'), "", ""
    )


@SHEET_XML.case("addresses in lower case")
def _(package: Package) -> Made:
    return either(package.with_sheet(SHEET, lambda text: re.sub(r'<c r="([A-Z]+)', lambda f: f[0].lower(), text)))


@SHEET_XML.case("cells without addresses")
def _(package: Package) -> Made:
    """Blank cells that are left out would move the others, so they are filled in first."""

    def filled(text: str) -> str:
        return re.sub(r'<c r="[A-Z]+\d+"', "<c", text)

    return either(package.with_sheet(SHEET, filled))


@SHEET_XML.case("rows without numbers")
def _(package: Package) -> Made:
    return either(package.with_sheet(SHEET, lambda text: re.sub(r'<row r="\d+"', "<row", text)))


@SHEET_XML.case("with prefixes")
def _(package: Package) -> Made:
    def prefixed(text: str) -> str:
        text = re.sub(r"<(/?)([a-zA-Z]+)(?=[\s>/])", r"<\1x:\2", text)
        return text.replace("xmlns=", "xmlns:x=", 1)

    return either(package.with_sheet(SHEET, prefixed))


SHEET_XML.named(
    {
        "single quotes": lambda text: re.sub(r'<c r="(\w+)"', r"<c r='\1'", text),
        "spaces in tags": lambda text: text.replace("</c>", "</c >").replace("</row>", "</row  >"),
        "line feeds between cells": lambda text: text.replace("<c ", "\n    <c ").replace("<row ", "\n  <row "),
        "comments between cells": lambda text: text.replace("<c ", "<!-- <c r='A1'><v>9</v></c> --><c "),
        "attributes in another order": lambda text: re.sub(r'<c (r="\w+") (s="\d+")', r"<c \2 \1", text),
        "unknown attributes": lambda text: text.replace("<c ", '<c evil="&lt;1" '),
        "processing instructions": lambda text: text.replace("<v>", "<?evil 1?><v>"),
        "character data sections": lambda text: re.sub(r"<v>([^<]*)</v>", r"<v><![CDATA[\1]]></v>", text),
        "character references": lambda text: re.sub(r"<v>(\d)", lambda f: f"<v>&#{ord(f[1])};", text),
        "unknown elements": lambda text: text.replace("<v>", "<evil>9</evil><v>"),
        "spaces around numbers": lambda text: re.sub(r"<v>([^<]*)</v>", r"<v> \1 </v>", text),
        "comments in numbers": lambda text: re.sub(r"<v>(\d)", r"<v><!--9-->\1", text),
        "a comment before the table": lambda text: text.replace(
            "<sheetData", "<!--<sheetData></sheetData>--><sheetData", 1
        ),
        "an extension": lambda text: text.replace(
            "</worksheet>", "<extLst><ext><c r='A1'/></ext></extLst></worksheet>"
        ),
    },
    lambda name: f"written with {name}",
    lambda p, change: either(p.with_sheet(SHEET, change)),
)

SHEET_XML.each(
    ("A1", "A1:B2", "A1:XFD1048576", "Z99", "evil", "", "A1:A0", "A99999999999"),
    lambda stated: f"dimension said to be {stated or 'nothing'}",
    lambda package, stated: (accepted if stated.startswith(("A1:B", "A1:X", "Z")) or stated == "A1" else either)(
        package.with_sheet(SHEET, lambda text: re.sub(r'<dimension ref="[^"]*"', f'<dimension ref="{stated}"', text))
    ),
)


def with_merged(package: Package, *areas: str) -> Package:
    """Return the workbook with merged ranges in sheet Demand."""
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    return rewritten(package, "</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>")


@SHEET_XML.case("merged cells in the table")
def _(package: Package) -> Made:
    place = package.first(SHEET, "customer")
    area = f"{place.cell}:{place.down().cell}"
    return refused(with_merged(package, area), "merged-cells", f"{SHEET}!{area}")


@SHEET_XML.case("merged headers")
def _(package: Package) -> Made:
    place = package.header(SHEET, "customer")
    area = f"{place.cell}:{place.right().cell}"
    return refused(with_merged(package, area), "merged-cells", f"{SHEET}!{area}")


SHEET_XML.add("merged to the end of the sheet", lambda p: refused(with_merged(p, "A1:XFD1048576"), "merged-cells", ""))
SHEET_XML.add("merged far away", lambda p: either(with_merged(p, "XFA9000:XFD9001")))
SHEET_XML.each(
    ("A1:", ":", "A1", "evil", "A1:XFE1048577", "B9:A1", "A1:A99999999999", "", "1:1", "A:A"),
    lambda area: f"a merged range {area or 'of nothing'}",
    lambda p, area: either(with_merged(p, area)),
)


def typed(package: Package, kind: str, inside: str, place: Place | None = None) -> Package:
    """Return the workbook with a cell of a type and content."""
    return package.with_xml(
        place or package.number(), lambda cell, style: f'<c r="{cell}"{style}{kind and f' t="{kind}"'}>{inside}</c>'
    )


SHEET_XML.each(
    ("999999", "-1", "1.5", "x", "", "99999999999999999999", "1e1"),
    lambda index: f"shared text number {index or 'nothing'}",
    lambda package, index: (refused if index else either)(
        typed(package, "s", f"<v>{index}</v>", package.first(SHEET, "customer")), *(("", "") if index else ())
    ),
)
SHEET_XML.each(
    ("9999", "-1", "x", "", "99999999999999999999"),
    lambda style: f"style number {style or 'nothing'}",
    lambda package, style: either(
        package.with_xml(
            package.number(), lambda cell, _: f'<c r="{cell}" s="{style}"><v>{package.value(package.number())}</v></c>'
        )
    ),
)
SHEET_XML.each(
    ("zz", "E", "", "9"),
    lambda kind: f"a cell of type {kind or 'nothing'}",
    lambda package, kind: either(
        package.with_xml(
            package.number(), lambda cell, _: f'<c r="{cell}" t="{kind}"><v>{package.value(package.number())}</v></c>'
        )
    ),
)
SHEET_XML.each(
    ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#BLOCKED!", "#", "x"),
    lambda shown: f"a cell that shows {shown}",
    lambda package, shown: refused(typed(package, "e", f"<v>{shown}</v>"), "error-cell", package.number()),
)
SHEET_XML.add(
    "a formula that shows an error",
    lambda p: refused(typed(p, "e", "<f>1/0</f><v>#DIV/0!</v>"), "error-cell", p.number()),
)
SHEET_XML.add("an error cell without a value", lambda p: refused(typed(p, "e", ""), "", ""))
SHEET_XML.named(
    {
        "a formula": "<f>4*12</f>",
        "a shared formula": '<f t="shared" si="0"/>',
        "an array formula": '<f t="array" ref="A1:A9">1</f>',
        "a formula with an empty value": "<f>4*12</f><v></v>",
        "a formula with no value": "<f>4*12</f><v/>",
        "a table of data": '<f t="dataTable" ref="A1:A9" r1="A1"/>',
    },
    lambda name: f"{name} never calculated",
    lambda package, formula: refused(typed(package, "", formula), "uncalculated-formula", package.number()),
)
SHEET_XML.named(
    {
        "of arithmetic": "1+1",
        "that starts a program": "cmd|'/C calc'!A0",
        "to another file": "'[1]evil'!A1",
        "to the web": 'WEBSERVICE("http://evil.example")',
        "that links": 'HYPERLINK("http://evil.example",1)',
        "of a macro": "EXEC(&quot;calc&quot;)",
        "without end": "(" * 5000,
    },
    lambda name: f"a calculated formula {name}",
    lambda package, formula: accepted(
        typed(package, "", f"<f>{formula}</f><v>{package.value(package.number())!r}</v>")
    ),
)
SHEET_XML.named(
    {"a formula": "<f>4*12</f><v>0</v>", "a shared formula": '<f t="shared" si="0"/><v>0</v>'},
    lambda name: f"{name} that was never calculated, with the 0 that some programs store",
    lambda package, formula: refused(
        _to_be_calculated(typed(package, "", formula)), "uncalculated-formula", package.number()
    ),
)
SHEET_XML.named(
    {"another value": "<f>4*12</f><v>{}</v>", "FALSE": "<f>1=2</f><v>0</v>"},
    lambda name: f"a formula with {name} in a workbook that is to be calculated",
    lambda package, formula: (
        accepted(_to_be_calculated(typed(package, "", formula.format(package.value(package.number())))))
        if "{" in formula
        else refused(_to_be_calculated(typed(package, "b", formula)), "boolean-cell", package.number())
    ),
)


def _to_be_calculated(package: Package) -> Package:
    text = re.sub(r"<calcPr[^>]*/>", "", package.text(WORKBOOK))
    return package.with_part(WORKBOOK, text.replace("</workbook>", '<calcPr fullCalcOnLoad="1"/></workbook>'))


SHEET_XML.add(
    "a formula whose value is a text",
    lambda p: refused(typed(p, "str", "<f>A1</f><v>48</v>"), "text-number", p.number()),
)


@SHEET_XML.case("a hidden row")
def _(package: Package) -> Made:
    row = package.header_row[SHEET] + 1
    return accepted(rewritten(package, f'<row r="{row}"', f'<row r="{row}" hidden="1"'), "hidden-rows", SHEET)


@SHEET_XML.case("all columns hidden")
def _(package: Package) -> Made:
    hidden = package.with_sheet(SHEET, lambda text: re.sub(r"<col (?=min)", '<col hidden="1" ', text))
    return accepted(hidden, "hidden-columns", SHEET)


SHEET_XML.each(
    ("hidden", "veryHidden"),
    lambda state: f"a sheet that is {state}",
    lambda package, state: accepted(
        package.with_change(WORKBOOK, f'<sheet name="{SHEET}"', f'<sheet state="{state}" name="{SHEET}"'),
        "hidden-sheet",
        SHEET,
    ),
)
SHEET_XML.add("protected", lambda p: accepted(rewritten(p, "</sheetData>", '</sheetData><sheetProtection sheet="1"/>')))
SHEET_XML.add(
    "100 nested elements deep",
    lambda p: either(rewritten(p, "</sheetData>", "</sheetData>" + "<a>" * 100 + "</a>" * 100)),
)
SHEET_XML.add(
    "500,000 nested elements deep",
    lambda p: either(rewritten(p, "</sheetData>", "</sheetData>" + "<a>" * 500_000 + "</a>" * 500_000)),
)
SHEET_XML.add(
    "500,000 elements deep within the cells",
    lambda p: either(rewritten(p, "</sheetData>", "<a>" * 500_000 + "</a>" * 500_000 + "</sheetData>")),
)
SHEET_XML.add("texts with fewer ends than starts", lambda p: refused(p.with_change(STRINGS, "</si>", ""), "", ""))
SHEET_XML.add(
    "styles without cell formats",
    lambda p: either(p.with_part(STYLES, re.sub("<cellXfs.*</cellXfs>", "", p.text(STYLES)))),
)


@SHEET_XML.case("texts without the first")
def _(package: Package) -> Made:
    """Every text is the next one: what the workbook says then is plainly wrong."""
    text = package.text(STRINGS)
    start, end = text.index("<si>"), text.index("</si>") + len("</si>")
    return refused(package.with_part(STRINGS, text[:start] + text[end:]), "", "")
