"""What a cell shows beside its number: other currencies, units, multiples than it is read in; a line through it."""

from __future__ import annotations

import re

from tests.hostile.case import Made, Topic, accepted, refused
from tests.hostile.package import STYLES, NoSuchPlace, Package, Place, Value

SHOWN = Topic("shown")


def with_format(package: Package, place: Place, code: str, value: Value = None) -> Package:
    """Return the workbook with a number format for a cell, and a new number in it where one is given."""
    escaped = code.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    styles = package.text(STYLES)
    styles = re.sub(
        r"</numFmts>", lambda _: f'<numFmt numFmtId="199" formatCode="{escaped}"/></numFmts>', styles, count=1
    )
    if "199" not in styles:
        raise NoSuchPlace("number formats")
    return _with_look(package, place, styles, 'numFmtId="199" fontId="0" applyNumberFormat="1"', value)


def _with_look(package: Package, place: Place, styles: str, look: str, value: Value = None) -> Package:
    """Return the workbook with other styles, a look of them for a cell, and in it a new number where one is given."""
    number = _count(styles, "cellXfs", "xf")
    made = f'<xf {look} fillId="0" borderId="0" xfId="0"/></cellXfs>'
    kept = package.value(place) if value is None else value
    return package.with_part(STYLES, styles.replace("</cellXfs>", made, 1)).with_xml(
        place, lambda cell, _: f'<c r="{cell}" s="{number}"><v>{kept!r}</v></c>'
    )


def _count(styles: str, part: str, each: str) -> int:
    """Return how many elements a part of the styles has."""
    found = re.search(rf"<{part}.*?</{part}>", styles, re.DOTALL)
    if found is None:
        raise NoSuchPlace(part)
    return len(re.findall(rf"<{each}\b", found[0]))


def _cost(package: Package) -> Place:
    """Return a freight that is more than nothing."""
    for place in package.filled("Lanes", "cost"):
        if package.value(place):
            return place
    raise NoSuchPlace("a freight")


FOREIGN = (
    "#,##0.00\\ [$€-407]",
    '_-* #,##0.00\\ "€"_-',
    "[$EUR]\\ #,##0",
    '"£"#,##0',
    "€ #,##0",
    "[$¥-804]#,##0",
    '0 "CHF"',
    '0 "€/kg"',
    '0.0 "kUSD"',
    '"$"0.0"M"',
)
SHOWN.each(
    FOREIGN,
    lambda code: f"a cost in the format {code!a}",
    lambda p, code: refused(with_format(p, _cost(p), code), "shown-unit", _cost(p)),
)
SHOWN.each(
    ('0 "kg"', "#,##0\\ \\k\\g", '0.0" lb"', '"g "0', '0 "t/quarter"', '0 "kt"', '0.0 "ktpa"', '0 "lbs"', '0 "tons"'),
    lambda code: f"a capacity in the format {code!a}",
    lambda p, code: refused(with_format(p, p.first("Capacity", "all"), code), "shown-unit", p.first("Capacity", "all")),
)
SHOWN.each(
    ("#,##0", '"$"#,##0', "[$$-409]#,##0.00", "#,##0,", "0.00E+00", ";;;", '#,##0 "USD"', "# ?/?", '0 "a tonne"',
     "[Red]#,##0;[Blue]-#,##0", "[>100]0;0.0"),
    lambda code: f"a cost in the plain format {code!a}",
    lambda p, code: accepted(with_format(p, p.first("Lanes", "cost"), code)),
)  # fmt: skip


def _with_budget(package: Package, code: str) -> Package:
    """Return the workbook with a budget that holds nothing back, as a number of eight digits in a format."""
    setting = package.header("Settings", "setting").column
    place = Place("Settings", package.last_row("Settings") + 1, setting)
    named = package.with_value(place, "budget [USD]")
    return with_format(named, place.right(), code, 900_000_000)


SHOWN.each(
    ("#,##0;[Red]-#,##0", "[$USD] #,##0", "#,##0\\ [$$-en-US]", "_-[$$-1009]* #,##0_-", "[Magenta]0", "[<5]0;[Cyan]0"),
    lambda code: f"a large number in the format {code!a}, which is no date",
    lambda p, code: accepted(_with_budget(p, code)),
)
SHOWN.each(
    ("0%", "0.0 %", "[Red]0%"),
    lambda code: f"an amount in the format {code!a}",
    lambda p, code: refused(with_format(p, p.number(), code), "percent-cell", p.number()),
)


def _struck(package: Package, font: str) -> Made:
    """Return the workbook with a line through a freight, as a font says it, which counts all the same."""
    styles = package.text(STYLES)
    look = f'numFmtId="0" fontId="{_count(styles, "fonts", "font")}" applyFont="1"'
    styles = styles.replace("</fonts>", f'<font>{font}<sz val="11"/></font></fonts>', 1)
    return accepted(_with_look(package, _cost(package), styles, look), "struck-through", "Lanes")


SHOWN.each(
    ("<strike/>", '<strike val="1"/>', '<b/><strike val="true"/>'),
    lambda font: f"a cost with a line through it, {font}",
    _struck,
)
