"""Cells of the wrong type, and numbers in forms that a person reads and a program must not guess."""

from __future__ import annotations

from models.schema import Role
from tests.hostile.case import Made, Topic, accepted, either, refused
from tests.hostile.package import NoSuchPlace, Package, Place

CELLS = Topic("cell")

NUMBERS_AS_TEXT = (
    "1,200", "1.200,5", "48", "48.0", "85%", "12 t", "1e5", "1_000", "0x10", "１２", "٣", "1\u00a0200", "5-", "+5",
    "-5",
    "1'200", "1.2.3", "007", "1/2", "1 200",
)  # fmt: skip
TEXTS = (
    "n/a", "NA", "none", "null", "-", "–", "TBD", "?", "about 50", "#REF!", "#N/A", "$5", "€5", "(5)", "=5", "inf",
    "nan",
    "NaN", "∞", "1O0", "l2", "forty", "see note", "TRUE", "yes", "'5", "no limits", ".", "½", "\u202e84",
)  # fmt: skip
RAW_NOT_NUMBERS = (
    "NaN",
    "1e999",
    "-1e999",
    "1_000",
    "0x10",
    "1.2.3",
    "inf",
    "-inf",
    "1,2",
    "4 8",
    "1e",
    "--1",
    "١",
    "TRUE",
    "Infinity",
)


def first_filled(package: Package, role: Role) -> Place:
    """Return the first filled cell of a column of a role."""
    for _, _, place in package.columns(role):
        return place
    raise NoSuchPlace(role)


CELLS.each(
    NUMBERS_AS_TEXT,
    lambda text: f"number as text {text!a}",
    lambda package, text: refused(package.with_value(package.number(), text), "text-number", package.number()),
)
CELLS.each(
    TEXTS,
    lambda text: f"text {text!a} for a number",
    lambda package, text: refused(package.with_value(package.number(), text), "", package.number()),
)
CELLS.each(
    RAW_NOT_NUMBERS,
    lambda text: f"stored as {text!a}",
    lambda package, text: refused(package.with_raw(package.number(), text), "", ""),
)
CELLS.each(
    (True, False),
    lambda value: f"{value} for a number",
    lambda package, value: refused(package.with_value(package.number(), value), "boolean-cell", package.number()),
)
CELLS.add("negative demand", lambda p: refused(p.with_value(p.number(), -5), "out-of-bounds", p.number()))
CELLS.add("a tiny negative demand", lambda p: refused(p.with_value(p.number(), -1e-9), "out-of-bounds", p.number()))
CELLS.add("demand of 1e300", lambda p: refused(p.with_value(p.number(), 1e300), "", p.number()))
CELLS.add("demand of 1e15", lambda p: refused(p.with_value(p.number(), 1e15), "", ""))
CELLS.add(
    "a number padded with zeros",
    lambda p: accepted(
        p.with_raw(p.number(), f"{p.value(p.number())}" + ("" if "." in str(p.value(p.number())) else ".") + "0" * 300)
    ),
)
CELLS.add("a number with a plus", lambda p: either(p.with_raw(p.number(), f"+{p.value(p.number())}")))
CELLS.add("a number in spaces", lambda p: either(p.with_raw(p.number(), f" {p.value(p.number())} ")))
CELLS.add("a number of 100,000 digits", lambda p: refused(p.with_raw(p.number(), "9" * 100_000), "", ""))
CELLS.add(
    "a number with an exponent of 100,000 digits",
    lambda p: refused(p.with_raw(p.number(), "1e" + "9" * 100_000), "", ""),
)
CELLS.add(
    "a text of 40,000 characters for a number",
    lambda p: refused(p.with_value(p.number(), "x" * 40_000), "", p.number()),
)


@CELLS.case("a date for a number")
def _(package: Package) -> Made:
    date = package.first("Periods", "start")
    style = package.sheet_text("Periods").split(f'<c r="{date.cell}"')[1].split(">")[0]
    return refused(
        package.with_xml(package.number(), lambda cell, _: f'<c r="{cell}"{style.rstrip("/")}><v>46000</v></c>'),
        "date-cell", package.number(),
    )  # fmt: skip


@CELLS.case("an ISO date of type d for a number")
def _(package: Package) -> Made:
    return refused(
        package.with_xml(package.number(), lambda cell, _: f'<c r="{cell}" t="d"><v>2026-10-01</v></c>'), "", ""
    )


CELLS.named(
    {"TRUE": True, "FALSE": False, "nothing": None},
    lambda name: f"{name} for a name",
    lambda package, value: refused(
        package.with_value(package.first("Demand", "customer"), value),
        "blank-required" if value is None else "boolean-cell",
        package.first("Demand", "customer"),
    ),
)
CELLS.each(
    (123, 1.5, 1e300, -0.0),
    lambda value: f"number {value} for a name",
    lambda package, value: refused(package.with_value(package.first("Demand", "customer"), value), "", ""),
)
CELLS.named(
    {"spaces": "   ", "a no-break space": "\u00a0", "a zero-width space": "\u200b", "an apostrophe": "'"},
    lambda name: f"{name} for a name",
    lambda package, value: refused(package.with_value(package.first("Demand", "customer"), value), "", ""),
)
CELLS.named(
    {"spaces": "   ", "a no-break space": "\u00a0", "a zero-width space": "\u200b", "an apostrophe": "'"},
    lambda name: f"{name} for a number",
    lambda package, value: either(
        package.with_value(Place("Demand", package.last_row("Demand") + 1, package.number().column), value)
    ),
)
CELLS.each(
    ("sideways", "inn", "in out", 1, True, "in;out"),
    lambda value: f"{value!r} for a choice",
    lambda package, value: refused(
            package.with_value(package.first("Processes", "direction"), value),
            "unknown-choice", package.first("Processes", "direction"),
        ),
)  # fmt: skip
CELLS.each(
    (" IN ", "In", "in\u200b"),
    lambda value: f"choice written as {value!a}",
    lambda package, value: accepted(
        package.with_values([(p, value) for p in package.filled("Processes", "direction") if package.value(p) == "in"])
    ),
)
CELLS.each(
    ("perhaps", 2, "ja", "1"),
    lambda value: f"{value!r} for yes or no",
    lambda package, value: refused(
        package.with_value(first_filled(package, Role.FLAG), value), "", first_filled(package, Role.FLAG)
    ),
)
CELLS.each(
    ("7f", "-1", " 1 ", "1e0", "NaN", "99999999999999999999"),
    lambda raw: f"shared text numbered {raw!a}",
    lambda package, raw: refused(
        package.with_xml(package.number(), lambda cell, style: f'<c r="{cell}"{style} t="s"><v>{raw}</v></c>'),
        "damaged", package.number(),
    ),
)  # fmt: skip
CELLS.each(
    ("-1e308", "-INF", "-1", "2958466", "1e308"),
    lambda raw: f"shown as a date and stored as {raw}",
    lambda package, raw: refused(
        package.with_raw(package.first("Periods", "start"), raw), "date-range", package.first("Periods", "start")
    ),
)
CELLS.each(
    ("<v>1<!-- -->6</v>", "<v>1<![CDATA[6]]></v>", "<v><b/>6</v>", "<v>6</v><v/>", "<v/><v>6</v>"),
    lambda value: f"in pieces {value}",
    lambda package, value: refused(
        package.with_xml(package.number(), lambda cell, style: f'<c r="{cell}"{style}>{value}</c>'),
        "damaged", package.number(),
    ),
)  # fmt: skip
