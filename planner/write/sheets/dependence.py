"""Who sends a stage's material to the home country, by direct sender: sentences, and the colours of the senders.

What is only forwarded within the country has reached it before, and counts once.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from models.schema import STAGES
from planner.write import styles
from planner.write.phrases import joined, percent, tonnes
from planner.write.scope import Scope, the

NAMED_COUNTRIES = 3
SCRAP = "scrap"  # what returns stands beside the chain, not at its end
# A stage's material as a sentence says it.
STAGE_WORDS = {
    "ore": "ores",
    "concentrate": "concentrates",
    "mixed": "mixed materials",
    "oxide": "oxides",
    "metal": "metals",
    "alloy": "alloys",
    "magnet": "magnets",
    "scrap": "scrap",
}


@dataclass(frozen=True, eq=False)
class Dependence:
    """Who sends a stage's material to the home country: sender as in Scope.sender -> (periods,) tonnes."""

    stage: str
    tonnes: dict[str, list[float]]

    def total(self, sender: str | None = None) -> float:
        """Return all tonnes, or those of one sender."""
        return sum(sum(row) for name, row in self.tonnes.items() if sender in (None, name))

    def share(self, sender: str) -> float:
        """Return a sender's share of all tonnes."""
        whole = self.total()
        return self.total(sender) / whole if whole else 0.0


def dependence(scope: Scope) -> list[Dependence]:
    """Return who sends each stage's material to the home country, the last stage of the chain first, scrap last."""
    report = scope.report
    columns = report.flows.columns
    found: dict[str, dict[str, list[float]]] = {}
    for row in _received(scope):
        senders = found.setdefault(columns["stage"][row], {})
        amounts = senders.setdefault(scope.sender(columns["site"][row]), [0.0] * len(report.periods))
        amounts[report.period_order[columns["period"][row]]] += columns["quantity"][row]
    last_first = [*(stage for stage in reversed(STAGES) if stage != SCRAP), SCRAP]
    return [Dependence(stage, found[stage]) for stage in last_first if stage in found]


def _received(scope: Scope, forwarded: str = "no") -> list[int]:
    """Return the rows of shipments to the home country, or of what is only forwarded there."""
    columns = scope.report.flows.columns
    return [
        row
        for row in scope.report.flows.positions("ship")
        if columns["receiver's country"][row] == scope.home and columns["forwarded"][row] == forwarded
    ]


def dependence_sentences(scope: Scope, stages: list[Dependence]) -> list[str]:
    """Return what share the withholding country sends, by direct sender and not traced, and the largest supplier, which
    is an operator, or a site without one.
    """
    if not stages:
        return []
    sentences = []
    if scope.withholder:
        some = [stage for stage in stages if stage.total(scope.withholder)]
        shares = [f"{percent(stage.share(scope.withholder))} of the {STAGE_WORDS[stage.stage]}" for stage in some]
        none = [STAGE_WORDS[stage.stage] for stage in stages if stage not in some]
        words = ", ".join(shares) or "nothing"
        if none and shares:
            words += f"; none of the {', '.join(none)}"
        once = f"; what is forwarded within {the(scope.home)} counts once" if _received(scope, "yes") else ""
        sentences.append(
            f"Of what is sent to sites in {the(scope.home)}, {the(scope.withholder)} sends directly (not traced "
            f"further back{once}): {words}."
        )
    report, last = scope.report, stages[0]
    columns, problem = report.flows.columns, report.problem
    called = dict(zip(problem.site_names.names, problem.suppliers, strict=True))
    senders: dict[str, float] = defaultdict(float)
    places: dict[str, dict[str, None]] = defaultdict(dict)
    for row in _received(scope):
        if columns["stage"][row] == last.stage:
            supplier = called[columns["site"][row]]
            senders[supplier] += columns["quantity"][row]
            places[supplier][report.country[columns["site"][row]]] = None
    largest = max(senders, key=lambda name: senders[name])
    where = joined(filter(None, places[largest]), NAMED_COUNTRIES)
    sentences.append(
        f"Largest supplier of {STAGE_WORDS[last.stage]} to {the(scope.home)}: {largest}{where and f' ({where})'}, "
        f"{tonnes(senders[largest])} or {percent(senders[largest] / last.total())}."
    )
    return sentences


def sender_colours(scope: Scope) -> dict[str, str]:
    """Return the colour of each sender, the same everywhere: red for the withholder, then home, then by name."""
    sites = scope.report.country
    home = {scope.sender(site) for site, country in sites.items() if country == scope.home}
    others = sorted(
        {scope.sender(site) for site in sites} - {scope.withholder}, key=lambda name: (name not in home, name)
    )
    colours: dict[str, str] = {
        name: styles.BLOC_COLOURS[place % len(styles.BLOC_COLOURS)] for place, name in enumerate(others)
    }
    return {scope.withholder: styles.ChartColour.RED} | colours
