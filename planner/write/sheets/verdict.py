"""The sentences of the Summary: verdict, what is short and why, cover, cost, assumptions."""

from __future__ import annotations

from collections import Counter, defaultdict

from models.issues import Severity
from models.matches import waiting_rules
from models.nouns import counted
from models.schema import TABLE
from planner.write import cover
from planner.write.causes import Behind, behind
from planner.write.page import FAIR_SIGN
from planner.write.phrases import in_periods, money, percent, tonnes, typed_percent
from planner.write.phrases import whole as whole_sentence
from planner.write.report import PRICED_LAST, Report, Row
from planner.write.scope import Scope, asked, missing, the
from planner.write.sheets.confidence import carrying, weak_lines
from planner.write.sheets.costs import CostRows
from planner.write.sheets.wishes import wishes
from planner.write.wording import blank_means, plain
from planner.write.worth import in_words
from planner.yielded import yielded_sentence

NAMED_STREAMS = 2  # of each priority
NAMED_LIMITS = 8
NAMED_RULES = 3
NAMED_BLANKS, NAMED_ESTIMATES = 3, 3
NAMED_COUNTRIES = 5
NAMED_EXPANSIONS = 3
NAMED_SIZES = 2
# Ends of periods for which the cover of stocks is told.
TOLD_COVERS = 3


def headline(scope: Scope) -> list[str]:
    """Return the verdict: the whole, a sentence for each priority, the best first, and the customers elsewhere."""
    report, sentences = scope.report, []
    if report.plan.solution.unproven is not None:
        sentences.append(report.plan.solution.unproven)
    if not scope.of_home:
        sentences.append(
            f"No customer lies in {the(scope.home)} (setting `home country`): this is about all customers."
        )
    whole, who = asked(scope.demands), scope.customers[0].upper() + scope.customers[1:]
    if not whole:
        sentences.append(f"{who} ask for nothing: this is a plan of what to make, buy and sell.")
    elif scope.short:
        sentences.append(
            f"{who} miss {tonnes(missing(scope.short))} of {tonnes(whole)} "
            f"({percent(missing(scope.short) / whole)}), first in {scope.first_short()}."
        )
        sentences += _priorities(scope)
    else:
        sentences.append(
            f"{who} get every demand in full: {tonnes(whole)} from {report.periods[0]} to {report.periods[-1]}."
        )
    if scope.others:
        sentences.append(_elsewhere(scope))
    yields = yielded_sentence(report.plan)
    return [*sentences, *([whole_sentence(yields)] if yields else []), *wishes(report), *_left_out(report)]


def _left_out(report: Report) -> list[str]:
    """Return a sentence on the rules of the input that this plan does not keep, since they are switched off."""
    records = report.records("Rules")
    waiting = [str(records.text["rule"][line]) for line in waiting_rules(report.problem)]
    names = list(dict.fromkeys([*filter(None, records.ignored.values()), *waiting]))
    if not names:
        return []
    more = len(names) - NAMED_RULES
    named = "; ".join(names[:NAMED_RULES]) + (f"; and {more} more" if more > 0 else "")
    why = "since sheet Rules switches them off or their status does"
    return [
        f"Rules not kept, {why}: {named}. What is delivered in full may break them, or not pay what they lay on it."
    ]


def _priorities(scope: Scope) -> list[str]:
    levels: dict[int, list[Row]] = defaultdict(list)
    for row in scope.demands:
        levels[int(row["priority"])].append(row)
    sentences, where = [], f" in {the(scope.home)}" if scope.others else ""
    for level in sorted(levels, key=lambda level: level or PRICED_LAST):
        own, short = levels[level], [row for row in levels[level] if row["unmet_t"] > scope.report.least_short]
        if short:
            first = min((row["period"] for row in short), key=lambda name: scope.report.period_order[name])
            covered = 1.0 - missing(short) / asked(own)
            sentences.append(
                f"{priority(level)}{where} is short by {tonnes(missing(short))} of {tonnes(asked(own))} "
                f"({percent(covered)} covered), first in {first}."
            )
        else:
            sentences.append(f"{priority(level)}{where} is delivered in full ({tonnes(asked(own))}).")
    return sentences


def _elsewhere(scope: Scope) -> str:
    """Return one sentence on the customers outside the home country."""
    countries = sorted({scope.report.country[row["customer"]] or "no country given" for row in scope.others})
    named = ", ".join(countries[:NAMED_COUNTRIES]) + (" and others" if len(countries) > NAMED_COUNTRIES else "")
    short = missing(scope.others)
    state = f"and miss {tonnes(short)} ({percent(short / asked(scope.others))})" if short else "and get all of it"
    return f"Customers elsewhere ({named}) ask for {tonnes(asked(scope.others))} {state}."


def shortages(scope: Scope) -> list[str]:
    """Return a sentence for each of the streams that are shortest, a few of each priority, the best priority first."""
    report = scope.report
    streams: dict[tuple[int, str], list[tuple[str, float]]] = {}
    for one in scope.short:
        name = ", ".join(part for part in (one["customer"], one["commodity"], one["end_use"]) if part)
        streams.setdefault((int(one["priority"]), name), []).append((one["period"], one["unmet_t"]))
    sentences = []
    levels = list(dict.fromkeys(level for level, _ in streams))
    for level in levels:
        own = [(name, parts) for (other, name), parts in streams.items() if other == level]
        own.sort(key=lambda stream: -sum(amount for _, amount in stream[1]))
        for name, parts in own[:NAMED_STREAMS]:
            lost = tonnes(sum(amount for _, amount in parts))
            when = in_periods((period for period, _ in parts), report.period_order)
            count = f", {len(parts)} periods" if len(parts) > 1 else ""
            sentences.append(f"{priority(level)}: {name}: short by {lost}, {when}{count}.")
    if len(streams) > len(sentences):
        sentences.append(f"{counted(len(streams) - len(sentences), 'more stream')} short; sheet Unmet has them all.")
    return sentences


def priority(level: int) -> str:
    """Return what a priority is called; 0 is demand with a price."""
    return f"Priority {level}" if level else "Demand with a price"


def largest_behind(scope: Scope) -> list[Behind]:
    """Return the limits on the ways to what is short, those first that stand before the most tonnes.

    Capacities of 0 are left to sheet Unmet: that a plant is not built yet is no limit that anybody could raise.
    """
    return [one for one in behind(scope.report, scope.short) if one.cause.exists][:NAMED_LIMITS]


def cost_sentences(scope: Scope, costs: CostRows) -> list[str]:
    """Return what all material of the model costs, what most of it is spent on, and what bringing it home costs."""
    report, total = scope.report, sum(costs.totals)
    kinds = sorted(
        ((sum(row), kind) for kind, row in costs.by_kind.items() if sum(row)), key=lambda pair: -abs(pair[0])
    )
    parts = ", ".join(f"{kind} {money(amount)}" for amount, kind in kinds)
    everywhere = "All material in the model, that of other countries too," if scope.others else "The plan"
    sentence = f"{everywhere} costs {money(total)}" + (f": {parts}." if parts else ".")
    if scope.others:
        columns = report.flows.columns
        first, last = report.flows.kinds.get("ship", (0, -1))
        taken = report.flows.kinds.get("take", (0, -1))
        brought = sum(
            columns["quantity"][row] * sum(columns[name][row] for name in names)
            for rows, names in (((first, last), ("unit cost", "duty", "tariff")), (taken, ("duty", "tariff")))
            for row in range(rows[0], rows[1] + 1)
            if columns["receiver's country"][row] == scope.home
        )
        sentence += f" Freight, duty and tariffs of what is sent to {the(scope.home)} are {money(brought)} of it."
    rate = report.problem.options.discount_rate
    discounted = next((value for name, _, value in report.plan.objectives if name == "cost"), None)
    if rate and discounted is not None:
        sentence += f" Discounted at {typed_percent(rate)} a year all of it is {money(discounted)}."
    return [sentence]


def expansion_sentences(scope: Scope) -> list[str]:
    """Return what capacity is added, what it costs, and when it is decided; nothing where none is."""
    report = scope.report
    added = report.plan.tables["expand"]
    if added.empty:
        return []
    rows = list(zip(*(added[name] for name in ("process", "site", "added_t_per_yr", "period", "ready_period")),
                    strict=True))  # fmt: skip
    named = "; ".join(
        f"{process} at {site} by {tonnes(amount)} a year, decided in {period}, ready in {ready}"
        for process, site, amount, period, ready in rows[:NAMED_EXPANSIONS]
    )
    more = len(rows) - NAMED_EXPANSIONS
    return [f"Capacity is added: {named}{f'; and {more} more' if more > 0 else ''}; sheet Expansion has what it costs."]


def size_sentences(report: Report) -> list[str]:
    """Return how large sized stocks have to be and what that changes, a few of them; nothing where none is sized."""
    problem, stocks, sizes = report.problem, report.problem.inventories, report.explained.sizes.each
    sentences = []
    for one in sizes[:NAMED_SIZES]:
        site, commodity = stocks.site[one.stock], stocks.commodity[one.stock]
        name = f"{problem.commodity_names.names[commodity]} at {problem.site_names.names[site]}"
        if report.plan.solution.stopped_in is not None:
            sentences.append(f"The stock of {name}, which is to be sized, is not: the time limit came before that.")
            continue
        if one.size == 0.0:
            sentences.append(f"The stock of {name}, which is to be sized, holds nothing in the best plan.")
            continue
        when = f"at the end of {report.periods[one.when]}" if one.when >= 0 else "at the start"
        gain = in_words(report, one.gain.changes) if any(one.gain.changes) else one.gain.why or "nothing"
        sentences.append(f"The stock of {name} has to hold {tonnes(one.size)} ({when}); it changes: {gain}.")
    more = len(sizes) - NAMED_SIZES
    return sentences + ([f"Sheet Stock sizes has {counted(more, 'more stock')}."] if more > 0 else [])


def cover_sentences(scope: Scope) -> list[str]:
    """Return how many days the stocks of the customers last, together and by tonnes; nothing where none is held."""
    report = scope.report
    own = {row["customer"] for row in scope.demands}
    held = [one for one in cover.covers(report) if one.customer in own and (one.opening or any(one.levels))]
    rate = sum(one.first_rate for one in held)
    if not rate:
        return []
    told = [f"{counted(round(sum(one.opening for one in held) / rate), 'day')} at the start"]
    for t in range(min(TOLD_COVERS, len(report.periods))):
        rate = sum(one.rate[t] for one in held)
        if rate:
            told.append(f"{sum(one.levels[t] for one in held) / rate:,.0f} at the end of {report.periods[t]}")
    who = f"Stocks of {scope.customers} ({counted(len(held), 'stock')})"
    return [f"{who} last {', '.join(told)}, taken together; sheet Stocks has each."]


def assumption_sentences(report: Report) -> list[str]:
    """Return what was assumed because cells were left blank, and how much was noticed."""
    blanks: list[tuple[int, str]] = []
    for sheet, records in report.problem.tables.records.items():
        for name, count in records.blank.items():
            column = TABLE[sheet].by_name.get(name)
            if column is not None and column.default is not None and count and name != "active":
                blanks.append((count, f"{sheet} {name} = {plain(blank_means(column))} ({counted(count, 'row')})"))
    blanks.sort(key=lambda pair: (-pair[0], pair[1]))
    counts = Counter(issue.severity for issue in report.issues)
    sentences = []
    if blanks:
        sentences.append(
            f"Left blank and read as defaults, most often: {', '.join(words for _, words in blanks[:NAMED_BLANKS])}."
        )
    again = sum(issue.code == "end-stock-assumed" for issue in report.issues)
    if again:
        stocks = counted(again, "stockpile")
        sentences.append(f"End stock left blank: the opening of {stocks} is wanted again after the last period.")
    if not report.problem.tables.records["Lanes"].read:
        sentences.append("Sheet Lanes has no row: everything ships free and at once between any two sites.")
    carried = [f"{limit.words} of {limit.key} ({limit.cell})" for limit in report.once(carrying)[:NAMED_ESTIMATES]]
    if carried:
        sentences.append(f"Of estimates (confidence C) these limits carry most of the result: {', '.join(carried)}.")
    warnings, notes = counts[Severity.WARNING], counts[Severity.NOTE]
    weak = sum(light.startswith(FAIR_SIGN) for light, *_ in report.once(weak_lines))
    on_figures = f", and {counted(weak, 'warning')} of weak figures" if weak else ""
    sentences.append(
        f"Sheet Data check lists {counted(warnings, 'warning')} and {counted(notes, 'note')} of the checks on the input"
        f"{on_figures}."
    )
    return sentences
