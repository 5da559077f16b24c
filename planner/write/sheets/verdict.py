"""The sentences of the Summary: verdict, what is short and why, dependence, cost, assumptions."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from models.issues import Severity
from models.schema import STAGES, TABLE
from planner.write.report import DEMAND, HOME, WITHHOLDER, Limit, Report
from planner.write.sheets.costs import CostRows
from planner.write.sheets.worth import in_words
from planner.write.wording import blank_means, plain

NAMED_STREAMS = 2  # of each priority
NAMED_LIMITS = 6
NAMED_BLANKS = 3
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


@dataclass(frozen=True)
class Cause:
    """A limit behind the shortage: its words, when it binds, what a tonne more means, and its first cell."""

    words: str
    periods: str
    worth: str
    cell: str


@dataclass(frozen=True, eq=False)
class Dependence:
    """Who sends a stage's material to the home country: bloc -> (periods,) tonnes, by direct sender."""

    stage: str
    tonnes: dict[str, list[float]]

    def total(self, bloc: str | None = None) -> float:
        """Return all tonnes, or those of one bloc."""
        return sum(sum(row) for name, row in self.tonnes.items() if bloc in (None, name))

    def share(self, bloc: str) -> float:
        """Return a bloc's share of all tonnes."""
        whole = self.total()
        return self.total(bloc) / whole if whole else 0.0


def tonnes(amount: float) -> str:
    """Return tonnes as a sentence says them."""
    return f"{amount:,.0f} t" if amount >= 100.0 or amount == int(amount) else f"{amount:,.3g} t"


def money(amount: float) -> str:
    """Return USD as a sentence says them."""
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if abs(amount) >= size:
            return f"{amount / size:,.2f} {word} USD"
    return f"{amount:,.0f} USD"


def counted(number: int, word: str) -> str:
    """Return a number with its noun, such as `1 note` or `2 notes`."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def headline(report: Report) -> list[str]:
    """Return the verdict: one sentence for each priority, the best first, and the cost."""
    table = report.plan.tables["unmet"]
    demand: dict[int, float] = defaultdict(float)
    missing: dict[int, float] = defaultdict(float)
    first: dict[int, str] = {}
    for level, period, asked, short in zip(
        *(table[name].to_list() for name in ("priority", "period", "demand_t", "unmet_t")), strict=True
    ):
        demand[level] += asked
        missing[level] += short
        if short > 0.0 and (level not in first or report.period_order[period] < report.period_order[first[level]]):
            first[level] = period
    levels = [*sorted(level for level in demand if level), *(level for level in demand if not level)]
    sentences = []
    if report.plan.solution.stopped_in is not None:
        sentences.append(
            f"NOT PROVEN OPTIMAL: the time limit stopped the solver in tier '{report.plan.solution.stopped_in}'."
        )
    served = [level for level in levels if not missing[level]]
    if served and len(served) == len(levels):
        sentences.append(
            f"Every demand is delivered in full: {tonnes(sum(demand.values()))} from {report.periods[0]} to "
            f"{report.periods[-1]}."
        )
        return sentences
    for level in levels:
        name = priority(level)
        if missing[level]:
            sentences.append(
                f"{name} is short by {tonnes(missing[level])} of {tonnes(demand[level])} "
                f"({1.0 - missing[level] / demand[level]:.0%} covered), first in {first[level]}."
            )
        else:
            sentences.append(f"{name} is delivered in full ({tonnes(demand[level])}).")
    return sentences


def shortages(report: Report) -> list[str]:
    """Return a sentence for each of the streams that are shortest, a few of each priority, the best priority first."""
    streams: dict[tuple[int, str], list[tuple[str, float]]] = {}
    for one in report.short:
        name = ", ".join(part for part in (one["customer"], one["commodity"], one["end_use"]) if part)
        streams.setdefault((int(one["priority"]), name), []).append((one["period"], one["unmet_t"]))
    sentences = []
    levels = list(dict.fromkeys(level for level, _ in streams))
    for level in levels:
        own = [(name, parts) for (other, name), parts in streams.items() if other == level]
        own.sort(key=lambda stream: -sum(amount for _, amount in stream[1]))
        for name, parts in own[:NAMED_STREAMS]:
            missing = tonnes(sum(amount for _, amount in parts))
            sentences.append(f"{priority(level)}: {name}: short by {missing}, {when(report, [t for t, _ in parts])}.")
    if len(streams) > len(sentences):
        sentences.append(f"{counted(len(streams) - len(sentences), 'more stream')} short; sheet Unmet has them all.")
    return sentences


def priority(level: int) -> str:
    """Return what a priority is called; 0 is demand with a price."""
    return f"Priority {level}" if level else "Demand with a price"


def when(report: Report, periods: list[str]) -> str:
    """Return when something holds, such as `in 2026Q4` or `2026Q4 to 2027Q4, 3 periods`."""
    ordered = sorted(set(periods), key=lambda name: report.period_order[name])
    if len(ordered) <= 1:
        return "".join(f"in {name}" for name in ordered)
    return f"{ordered[0]} to {ordered[-1]}, {len(ordered)} periods"


def causes(report: Report) -> list[Cause]:
    """Return the limits with a value in the tiers of unmet demand, the most telling first."""
    tiers = [place for place, result in enumerate(report.tiers) if result.tier.kind == "unmet"]
    groups: dict[tuple[str, str], list[Limit]] = defaultdict(list)
    for limit in report.limits:
        if limit.family != DEMAND and any(limit.worth[place] for place in tiers if place < len(limit.worth)):
            groups[limit.words, limit.key].append(limit)
    ranked = sorted(
        groups.items(), key=lambda item: [-sum(abs(limit.worth[place]) for limit in item[1]) for place in tiers]
    )
    return [
        Cause(
            f"{words} of {key}",
            when(report, [limit.period for limit in limits if limit.period]) or "its dates",
            in_words(report, limits[0].worth),
            limits[0].cell,
        )
        for (words, key), limits in ranked[:NAMED_LIMITS]
    ]


def dependence(report: Report) -> list[Dependence]:
    """Return who sends each stage's material to the home country, the last stage of the chain first, scrap last."""
    columns = report.flows.columns
    first, last = report.flows.kinds.get("ship", (0, -1))
    found: dict[str, dict[str, list[float]]] = {}
    for row in range(first, last + 1):
        if columns["receiver's country"][row] == HOME:
            blocs = found.setdefault(columns["stage"][row], {})
            amounts = blocs.setdefault(columns["sender's bloc"][row], [0.0] * len(report.periods))
            amounts[report.period_order[columns["period"][row]]] += columns["quantity"][row]
    last_first = [*(stage for stage in reversed(STAGES) if stage != SCRAP), SCRAP]
    return [Dependence(stage, found[stage]) for stage in last_first if stage in found]


def dependence_sentences(report: Report, stages: list[Dependence]) -> list[str]:
    """Return what share the withholding country sends, by direct sender and not traced, and the largest supplier."""
    if not stages:
        return [f"Nothing is sent to a site in {HOME}, so no dependence on {WITHHOLDER} can be told."]
    shares = [f"{stage.share(withholder(report)):.0%} of the {STAGE_WORDS[stage.stage]}" for stage in stages]
    sentences = [
        f"Of what reaches sites in {HOME}, {WITHHOLDER} sends directly (not traced further back): {', '.join(shares)}."
    ]
    columns = report.flows.columns
    first, last = report.flows.kinds["ship"]
    senders: dict[str, float] = defaultdict(float)
    for row in range(first, last + 1):
        if columns["receiver's country"][row] == HOME and columns["stage"][row] == stages[0].stage:
            senders[columns["site"][row]] += columns["quantity"][row]
    largest = max(senders, key=lambda name: senders[name])
    sentences.append(
        f"Largest supplier of {STAGE_WORDS[stages[0].stage]} to {HOME}: {largest} ({report.country[largest]}), "
        f"{tonnes(senders[largest])} or {senders[largest] / stages[0].total():.0%}."
    )
    return sentences


def withholder(report: Report) -> str:
    """Return the bloc of the withholding country's sites, or the country's own name when it has none."""
    return next((report.bloc[site] for site, country in report.country.items() if country == WITHHOLDER), WITHHOLDER)


def cost_sentences(report: Report, costs: CostRows) -> list[str]:
    """Return what the plan costs and what most of it is spent on."""
    total = sum(costs.totals)
    kinds = sorted(
        ((sum(row), kind) for kind, row in costs.by_kind.items() if sum(row)), key=lambda pair: -abs(pair[0])
    )
    parts = ", ".join(f"{kind} {money(amount)}" for amount, kind in kinds)
    rate = report.problem.options.discount_rate
    discounted = next((value for name, _, value in report.plan.objectives if name == "cost"), None)
    sentence = f"The plan costs {money(total)}" + (f": {parts}." if parts else ".")
    if rate and discounted is not None:
        sentence += f" Discounted at {rate:.1%} a year that is {money(discounted)}."
    return [sentence]


def assumption_sentences(report: Report) -> list[str]:
    """Return what was assumed because cells were left blank, and how much was noticed."""
    blanks: list[tuple[int, str]] = []
    for sheet, records in report.problem.tables.records.items():
        for name, count in records.blank.items():
            column = TABLE[sheet].by_name.get(name)
            if column is not None and column.default is not None and count and name != "active":
                blanks.append((count, f"{sheet} {name} = {plain(blank_means(column))} ({count} rows)"))
    blanks.sort(key=lambda pair: (-pair[0], pair[1]))
    counts = Counter(issue.severity for issue in report.issues)
    sentences = []
    if blanks:
        sentences.append(
            f"Left blank and read as defaults, most often: {', '.join(words for _, words in blanks[:NAMED_BLANKS])}."
        )
    if not report.problem.tables.records["Lanes"].read:
        sentences.append("Sheet Lanes has no row: everything ships free and at once between any two sites.")
    warnings, notes = counts[Severity.WARNING], counts[Severity.NOTE]
    sentences.append(
        f"Sheet Data check lists {counted(warnings, 'warning')} and {counted(notes, 'note')} on the input."
    )
    return sentences
