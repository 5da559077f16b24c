"""Names that differ by what cannot be seen, that stand twice, that look like something else."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from tests.hostile.case import Made, Topic, accepted, either, refused
from tests.hostile.package import Package, Place

NAMES = Topic("name")

type Spell = Callable[[str], str]


def customer(package: Package) -> Place:
    """Return the first customer of sheet Demand."""
    return package.first("Demand", "customer")


def said(package: Package) -> str:
    """Return its name."""
    return str(package.value(customer(package)))


INVISIBLE: dict[str, Spell] = {
    "a space behind": lambda text: f"{text} ",
    "spaces before": lambda text: f"  {text}",
    "a tab": lambda text: f"{text}\t",
    "a no-break space": lambda text: f"{text}\u00a0",
    "a zero-width space": lambda text: f"{text}\u200b",
    "a byte order mark": lambda text: f"\ufeff{text}",
    "a soft hyphen": lambda text: f"{text[:2]}\u00ad{text[2:]}",
    "a line feed": lambda text: f"{text}\n",
    "a mark of direction": lambda text: f"\u200e{text}",
    "an override of direction": lambda text: f"\u202d{text}\u202c",
    "two spaces within": lambda text: text.replace(" ", "  "),
    "a no-break space within": lambda text: text.replace(" ", "\u00a0"),
    "a line feed within": lambda text: text.replace(" ", "\n"),
}


def spelled(package: Package, change: Spell) -> Made:
    """Return a workbook in which the first customer is spelled with what cannot be seen."""
    new = change(said(package))
    seen = new != said(package)
    where = customer(package) if seen else ""
    return accepted(package.with_value(customer(package), new), "cleaned-name" if seen else "", where)


NAMES.named(INVISIBLE, lambda name: f"with {name}", spelled)
NAMES.add("in capitals", lambda p: accepted(p.with_value(customer(p), said(p).upper())))
NAMES.add("in small letters", lambda p: accepted(p.with_value(customer(p), said(p).lower())))
OTHER_NAMES: dict[str, Spell] = {
    "a Cyrillic letter": lambda text: text.translate(str.maketrans("aeopcx", "аеорсх")),
    "full-width letters": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    "a letter less": lambda text: text[:-1],
    "a letter more": lambda text: f"{text}s",
    "an accent": lambda text: f"{text}\u0301",
    "a quote": lambda text: f"'{text}",
    "brackets": lambda text: f"[{text}]",
    "a note": lambda text: f"{text} (old)",
    "a comma and another": lambda text: f"{text}, {text}",
    "a mark of a variant": lambda text: f"{text}\ufe0f",
}
NAMES.named(
    OTHER_NAMES,
    lambda name: f"with {name}",
    lambda package, change: refused(
        package.with_value(customer(package), change(said(package))), "unknown-name", customer(package)
    ),
)
NAMES.each(
    ("Total", "*", "all", "nobody", "x" * 900, "{}", "{*}", "\\", "%s", "../..", "NULL", "#N/A", "🏭", "=A1"),
    lambda text: f"{ascii(text)[:30]} that is not there",
    lambda package, text: refused(package.with_value(customer(package), text), "", customer(package)),
)
NAMES.each(
    (251, 1_001, 32_767, 40_000, 300_000),
    lambda length: f"of {length:,} characters",
    lambda package, length: refused(
        package.with_value(customer(package), "x" * length), "long-text", customer(package)
    ),
)
NAMES.each(
    (
        "NA", "None", "null", "nan", "N/A", "NaN", "1E5", "00123", "123", "TRUE", "1/2", "3-4", "0", "-1", "1.0",
        "Total", "unit", "é", "e\u0301", "\u1e9b\u0323", "名前", "شركة", "🏭", "a" * 250, "A&B <c> 'd' \"e\"",
        "x_x000D_y", "_x0000_", "%", "a\\b", "C:\\x", "\\\\host\\share", "ﬁrm", "İ", "ß", "a|b", "a;b", "~*?", "[t]",
        "2026-10-01", "yes", "no limit", "#name", "'", '"', "null\\0",
    ),
    lambda name: f"a customer called {ascii(name)[:30]}",
    lambda package, name: either(package.renamed(said(package), name)),
)  # fmt: skip


NAMES.each(
    ("*", "{all}"),
    lambda name: f"a site called {name}",
    lambda package, name: refused(
        package.renamed(str(package.value(package.first("Sites", "site"))), name), "name-reserved",
        package.first("Sites", "site"),
    ),
)  # fmt: skip


@NAMES.case("decomposed letters, each spelled in its own way")
def _(package: Package) -> Made:
    renamed = package.renamed(said(package), "Usine à Zéro")
    return accepted(renamed.with_value(customer(package), unicodedata.normalize("NFD", "Usine à Zéro")))


@NAMES.case("code 00123 and number 123")
def _(package: Package) -> Made:
    site = package.first("Sites", "site")
    return refused(package.with_values([(site, "00123"), (site.down(), 123)]), "mixed-code", site)


SAME: dict[str, Spell] = {"the same": str, "in capitals": str.upper, "with spaces": lambda text: f" {text}\u00a0"}


def twice(package: Package, change: Spell) -> Made:
    """Return a workbook in which two sites have one name."""
    site = package.first("Sites", "site")
    return refused(package.with_value(site.down(), change(str(package.value(site)))), "duplicate-key", site.down())


NAMES.named(SAME, lambda name: f"a site twice, {name}", twice)


@NAMES.case("a row of demand twice")
def _(package: Package) -> Made:
    return refused(package.with_copy_of_row("Demand", customer(package).row), "duplicate-key", "")


@NAMES.case("a row of totals")
def _(package: Package) -> Made:
    row = package.last_row("Demand") + 1
    return refused(package.with_row("Demand", row, customer="Total"), "", "")


@NAMES.case("a site called as a country")
def _(package: Package) -> Made:
    country = str(package.value(package.first("Sites", "country")))
    return refused(package.renamed(said(package), country), "", "")


@NAMES.case("two customers that differ by what cannot be seen")
def _(package: Package) -> Made:
    row = customer(package).row
    return refused(package.with_copy_of_row("Demand", row, {"customer": f"{said(package)}\u200b"}), "duplicate-key", "")


NAMES.each(
    ("#1", "weight", "All", "Nóte", "floor", "Q1 [plan]"),
    lambda name: f"a period called {name!a}",
    lambda p, name: refused(
        p.with_value(p.first("Periods", "period"), name), "period-name", p.first("Periods", "period")
    ),
)
