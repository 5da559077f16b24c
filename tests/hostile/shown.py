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
    formats = re.search(r"<cellXfs.*?</cellXfs>", styles, re.DOTALL)
    if formats is None or "199" not in styles:
        raise NoSuchPlace("number formats")
    number = len(re.findall(r"<xf\b", formats[0]))
    last = '<xf numFmtId="199" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    made = package.with_part(STYLES, styles.replace("</cellXfs>", last, 1))
    kept = package.value(place) if value is None else value
    return made.with_xml(place, lambda cell, _: f'<c r="{cell}" s="{number}"><v>{kept!r}</v></c>')


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
    place, styles = _cost(package), package.text(STYLES)
    fonts, formats = (re.search(rf"<{part}.*?</{part}>", styles, re.DOTALL) for part in ("fonts", "cellXfs"))
    if fonts is None or formats is None:
        raise NoSuchPlace("fonts")
    font_number, number = len(re.findall(r"<font\b", fonts[0])), len(re.findall(r"<xf\b", formats[0]))
    look = f'<xf numFmtId="0" fontId="{font_number}" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    styles = styles.replace("</fonts>", f'<font>{font}<sz val="11"/></font></fonts>', 1)
    made = package.with_part(STYLES, styles.replace("</cellXfs>", look, 1))
    kept = package.value(place)
    made = made.with_xml(place, lambda cell, _: f'<c r="{cell}" s="{number}"><v>{kept!r}</v></c>')
    return accepted(made, "struck-through", "Lanes")


SHOWN.each(
    ("<strike/>", '<strike val="1"/>', '<b/><strike val="true"/>'),
    lambda font: f"a cost with a line through it, {font}",
    _struck,
)
