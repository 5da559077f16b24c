"""Text that a spreadsheet, a shell, a page or a terminal would obey, in every place where a person writes text."""

from __future__ import annotations

import dataclasses

from tests.hostile.case import Made, Topic, either
from tests.hostile.package import NoSuchPlace, Package, Place

TEXTS = Topic("text")

HOSTILE = (
    "=1+1", "+1+1", "-1+1", "@SUM(1,1)", "=cmd|' /C calc'!A0", "{=1+1}", '=HYPERLINK("http://evil.example","here")',
    '=WEBSERVICE("http://evil.example")', '=DDE("cmd";"/C calc";"x")', "http://evil.example/?a=b", "https://evil.example",
    "ftp://evil.example", "mailto:evil@example.org", "file:///etc/passwd", "\\\\evil\\share", "internal:Summary!A1",
    "external:evil.xlsx", "javascript:alert(1)", "<script>alert(1)</script>", "]]><!--", "</t></si></sst>", "&amp;&#0;",
    "%s%n%x", "{0.__class__}", "\x1b[2J\x1b[31m", "'; DROP TABLE x; --", "$(touch owned)", "`touch owned`",
    "../../etc/passwd",
    "\t=1+1", "\n=1+1", " =1+1", "'=1+1", '"=1+1"', "\uff1d1+1", "_x003D_1+1", "_x000D_", "_xD800_", "=", "-", "+",
    "@", "|", "~$x",
    "\u202e=1+1", "[Book1]Sheet!A1", "#REF!", "#name", "=A1:XFD1048576", "R1C1", "TRUE", "=TRUE()", "=SUM(1,",
    "\ud83d", "\uffff",
)  # fmt: skip


def encodable(text: str) -> bool:
    """Return whether XML can say a text."""
    return (
        all(ord(letter) >= 32 or letter in "\t\n" for letter in text) and "\ud83d" not in text and "\uffff" not in text
    )


def _in_name(package: Package, text: str) -> Package:
    return package.renamed(str(package.value(package.first("Demand", "customer"))), text)


def _in_end_use(package: Package, text: str) -> Package:
    return package.renamed(str(package.value(package.first("Demand", "end use"))), text)


def _in_process(package: Package, text: str) -> Package:
    return package.renamed(str(package.value(package.first("Processes", "process"))), text)


def _in_commodity(package: Package, text: str) -> Package:
    return package.renamed(str(package.value(package.first("Demand", "commodity"))), text)


def _in_title(package: Package, text: str) -> Package:
    for place in package.filled("Settings", "setting"):
        if package.value(place) == "title":
            return package.with_value(place.right(), text)
    place = Place("Settings", package.last_row("Settings") + 1, package.header("Settings", "setting").column)
    return package.with_values([(place, "title"), (place.right(), text)])


def _in_note(package: Package, text: str) -> Package:
    try:
        return package.with_value(package.first("Sites", "note"), text)
    except NoSuchPlace:
        place = Place("Sites", package.header_row["Sites"], package.last_column("Sites") + 1)
        return package.with_values([(place, "note"), (place.down(), text)])


def _in_own_column(package: Package, text: str) -> Package:
    place = Place("Sites", package.header_row["Sites"], package.last_column("Sites") + 1)
    return package.with_values([(place, f"# {text}"), (place.down(), text)])


def _in_own_sheet(package: Package, text: str) -> Package:
    place = dataclasses.replace(package.first("Sites", "site"), row=package.header_row["Sites"])
    return (
        package.with_value(dataclasses.replace(place, row=1), text) if place.row > 1 else _in_own_column(package, text)
    )


PLACES = {
    "the name of a customer": _in_name, "the name of a commodity": _in_commodity, "an end use": _in_end_use,
    "the name of a process": _in_process, "the title": _in_title, "a note": _in_note,
    "a column of one's own": _in_own_column,
    "a line above the table": _in_own_sheet,
}  # fmt: skip
# What a spreadsheet would obey goes into every place; the rest takes turns.
EVERYWHERE = HOSTILE[:7]

for number, text in enumerate(HOSTILE):
    places = list(PLACES)
    chosen = places if text in EVERYWHERE else [places[number % 4], places[4 + number % 4]]
    for place in chosen:

        def put(package: Package, text: str = text, place: str = place) -> Made:
            raw = (
                text
                if encodable(text)
                else "".join(letter if encodable(letter) else f"_x{ord(letter):04X}_" for letter in text)
            )
            return either(PLACES[place](package, raw))

        TEXTS.add(f"{ascii(text)[:40]} in {place}", put)
TEXTS.each(
    PLACES, lambda place: f"32,767 characters in {place}", lambda p, place: either(PLACES[place](p, "=x" * 16_383))
)
