"""What a plan keeps less than in full though no demand is short for it: soft rules, safety and end stock, dates."""

from __future__ import annotations

from collections.abc import Iterator

from models.nouns import counted
from models.plan import Plan
from planner.figures import figure

# Of each kind so many are named; the sheets have all of them.
NAMED = 2
COLUMNS = ("site", "commodity", "missing_t")


def yielded_sentence(plan: Plan) -> str:
    """Return in one sentence, without its full stop, what yields; "" where all is kept."""
    said = [*_rules(plan), *_stocks(plan), *_late(plan)]
    return f"not kept in full: {'; '.join(said)}" if said else ""


def _rules(plan: Plan) -> Iterator[str]:
    table = plan.tables["soft"]
    broken = table.groupby("rule", sort=False)["violation_t"].sum().sort_values(ascending=False, kind="stable")
    yield from _named([f"soft rule {name} is broken by {figure(tonnes)} t" for name, tonnes in broken.items()], "rule")


def _stocks(plan: Plan) -> Iterator[str]:
    for name, words in (("below_safety", "safety stock"), ("below_end", "end stock")):
        table = plan.tables[name]
        worst: dict[tuple[str, str], float] = {}
        for site, commodity, tonnes in zip(*(table[column].to_list() for column in COLUMNS), strict=True):
            worst[site, commodity] = max(tonnes, worst.get((site, commodity), 0.0))
        most = "up to " if name == "below_safety" else ""
        told = [
            f"{words} of {commodity} at {site} is short by {most}{figure(tonnes)} t"
            for (site, commodity), tonnes in sorted(worst.items(), key=lambda pair: -pair[1])
        ]
        yield from _named(told, "stock")


def _late(plan: Plan) -> Iterator[str]:
    table = plan.tables["deliver"]
    late = table[table["demand_period"] != table["period"]]
    if len(late):
        yield f"{figure(float(late['delivered_t'].sum()))} t are delivered late"


def _named(told: list[str], what: str) -> Iterator[str]:
    yield from told[:NAMED]
    if len(told) > NAMED:
        yield counted(len(told) - NAMED, f"more such {what}")
