"""Which column a header may have meant that names none: by what people call columns elsewhere, or but for a slip."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Sequence

from models.names import within_one_typo
from models.schema import COMMON, Column
from models.units import parse_unit
from planner.read.words import header_form

# How alike two headers are of which one may be meant for the other.
ALIKE = 0.75
COMMON_NAMES = frozenset(column.name for column in COMMON)
# With these a header may begin whatever it means: `from date` is no sender.
PREPOSITIONS = frozenset({"from", "to", "of"})
# Signs that part a name from its unit, and what people write for the percent sign.
SIGNS = re.compile(r"[,;:()]+|(?<=\s)[-/](?=\s)")
ROUND_BRACKETS = re.compile(r"[^()\[\]]*\(([^()]*)\)")
PERCENT = {"pct": "%", "percent": "%"}
# Column -> what people call it. A word that several are called by is the first that the sheet has.
CALLED: dict[str, tuple[str, ...]] = {
    "commodity": ("product", "material", "item", "sku", "part", "good", "goods", "article"),
    "site": ("supplier", "plant", "location", "facility", "factory", "name", "site name", "mine"),
    "customer": ("client", "consumer", "site", "plant", "location", "customer name"),
    "priority": ("prio", "rank", "importance"),
    "end use": ("application", "use", "segment", "sector", "market"),
    "from": ("origin", "origin site", "source country", "exporter", "sender", "ship from", "source site", "supplier"),
    "to": ("destination", "importer", "receiver", "ship to", "destination country", "customer", "buyer"),
    "opening": ("stock", "stock on hand", "on hand", "current stock", "opening stock", "initial stock", "inventory"),
    "maximum": ("max", "max stock", "maximum stock", "most"),
    "safety": ("minimum", "min", "min stock", "minimum stock", "reserve", "buffer", "safety stock"),
    "start": (
        "valid from",
        "from date",
        "start date",
        "effective",
        "effective date",
        "effective from",
        "begin",
        "since",
    ),
    "end": ("valid to", "valid until", "until", "to date", "end date", "expiry", "expires", "through"),
    "status": ("state",),
    "unit": ("units", "uom", "unit of measure", "einheit"),
    "lead time": ("transit time", "transit", "transit days", "delivery time", "leadtime", "lead"),
    "cost": ("freight", "freight cost", "transport cost", "unit cost", "rate", "price"),
    "run cost": ("cost", "price", "unit cost", "processing cost", "variable cost"),
    "price": ("cost", "unit cost", "unit price"),
    "quantity per run": ("quantity", "qty", "amount", "ratio", "coefficient"),
    "direction": ("in/out", "input/output", "i/o", "in or out", "flow"),
    "process": ("recipe", "activity", "step", "operation"),
    "rule": ("policy", "rule name", "measure", "regulation"),
    "type": ("category", "kind", "rule type"),
    "value": ("amount", "limit", "quantity", "qty", "volume", "rate"),
    "demand": ("quantity", "qty", "amount", "volume", "tonnage", "forecast", "requirement"),
    "capacity": ("quantity", "qty", "amount", "volume", "tonnage", "limit", "max", "maximum", "output"),
    "quantity": ("qty", "amount", "volume", "tonnage"),
    "country": ("nation", "location country"),
    "bloc": ("region", "block"),
    "operator": ("company", "owner", "operated by"),
    "member": ("members", "element"),
    "note": ("comment", "comments", "remark", "remarks"),
}


def meant_column(name: str, unit: str | None, columns: Iterable[Column], taken: Collection[str]) -> Column | None:
    """Return the column that a header may have meant, or None.

    name, unit  of the header, in the form in which they compare; a unit in round brackets may end the name
    taken       columns that have a header already
    """
    free = [column for column in columns if column.name not in taken and _fits(column, unit)]
    called = _named(name.partition("(")[0].strip(), free)
    # A unit may end the name as a word of its own: `opening kg`.
    return called or _named(SIGNS.sub(" ", name).rpartition(" ")[0].strip(), free)


def header_of(column: Column, text: str, unit: str | None) -> str:
    """Return the header that a column should have, with the unit that a header in other words has: `opening [kg]`.

    Without it the numbers would be of another unit.
    """
    bracketed = ROUND_BRACKETS.fullmatch(text)
    last = bracketed[1].strip() if bracketed else SIGNS.sub(" ", text.replace("_", " ")).strip().rpartition(" ")[2]
    own = unit or PERCENT.get(last.casefold(), last)
    is_unit = column.kind is not None and parse_unit(own, column.kind) is not None
    return f"{column.name} [{own}]" if is_unit else column.name


def _named(word: str, free: Sequence[Column]) -> Column | None:
    """Return the column that people call by a word, or that it is but for a slip or some words more or less."""
    called = next((one for one in free if word in CALLED.get(one.name, ())), None)
    if called is not None or not word:
        return called
    by_form = {header_form(one.name): one for one in free if one.name not in COMMON_NAMES}
    slips = [one for one in free if within_one_typo(word, header_form(one.name))]
    begun = max((one for one in by_form if _begins(word, one)), key=len, default=None)
    if slips or begun:
        return slips[0] if slips else by_form[begun or ""]
    found = difflib.get_close_matches(word, list(by_form), n=1, cutoff=ALIKE)
    longer = min((one for one in by_form if one.startswith(f"{word} ")), key=len, default=None)
    close = found[0] if found else longer
    return by_form[close] if close is not None else None


def _begins(name: str, column: str) -> bool:
    return name.startswith(f"{column} ") and column not in PREPOSITIONS


def _fits(column: Column, unit: str | None) -> bool:
    """Tell whether a column is counted in units of that sort; any column fits a header without one."""
    return unit is None or (column.kind is not None and parse_unit(unit, column.kind) is not None)
