"""Sheet Baskets: what each run with several outputs is made for, and how its joint cost falls on what comes out, and on
the elements in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from planner.explain.basket_elements import BasketElements, ElementPart
from planner.explain.baskets import CENT, NOWHERE, Basket, baskets
from planner.write import bulk, styles
from planner.write.page import FIRST_ROW, Desk, open_page
from planner.write.phrases import joined, money, percent
from planner.write.report import Report
from planner.write.worth import is_money

NAME = "Baskets"
SENTENCE = (
    "Each run with several outputs: what it is made for, what is oversupplied, and how its cost in full (its own, what "
    "goes in, the limits that hold it) falls on the outputs, by what one more tonne of each is worth to the plan, and "
    "on limits that ask for the run; of a separation also on the elements in them, by their tonnes (in what is parted "
    "further, by what falls on it there). USD are those of the period of the run, not discounted."
)
NONE_AT_ALL = "No run of this plan has several outputs."
NO_DUALS = "Not known: this solver gives no duals, or a limit stopped it."
DECIDED = "Worths hold with the yes/no decisions as they were taken."
RUN, OUTPUT, ELEMENT, LIMIT = "run", "output", "element", "limit"
ASKS, PAYS_IN_PART = "asks for the run", "pays a part"
TAKEN = "what goes in and has to be taken"
WORTH = "worth of a tonne in that tier"
DRIVES, PAYS, MONEY_ONLY, OVER = "drives the run", "pays too", "worth its money only", "oversupplied"
ENOUGH = "just enough of it"
WANTED = "wanted too: "
NAMED, MOST_OF_IT, LEAST_SHARE = 3, 0.995, 0.0005
OUTPUT_NAMED = 5  # columns that say of which run and output a row tells


@dataclass(frozen=True)
class _Line:
    """One row of the sheet: a run, one of its outputs, or an element in these.

    in_money  whether the tier that the run is made for counts USD
    """

    names: tuple[str, str, str]
    part: str
    what: str
    made: float | None
    tier: str
    worth: float | None
    share: float | None
    money: float | None
    cost: float
    words: str
    in_money: bool = False


def write(desk: Desk, report: Report) -> None:
    """Write the sheet."""
    page = open_page(desk, NAME, SENTENCE)
    found = report.once(runs_of)
    if not found:
        page.text(FIRST_ROW, 0, NO_DUALS if found is None else NONE_AT_ALL)
        page.check("nothing is claimed about joint costs", "TRUE", True)
        return
    elements = BasketElements(report.plan, found)
    lines = [line for own in _in_order(report, found) for line in _lines(report, own, elements.of(own))]
    rows = range(FIRST_ROW + 1, FIRST_ROW + 1 + len(lines))
    looks: list[styles.Style] = [{"bold": True} if line.part == RUN else {} for line in lines]
    columns = [
        bulk.text("site", [line.names[0] for line in lines], 26.0),
        bulk.text("process", [line.names[1] for line in lines], 26.0),
        bulk.text("period", [line.names[2] for line in lines]),
        bulk.text("part", [line.part for line in lines]),
        bulk.wrapped("output or element", [line.what for line in lines], 34.0),
        bulk.number("made [t]", [line.made for line in lines]),
        bulk.number("cost [USD]", [line.cost for line in lines], styles.USD),
        bulk.formula(
            "cost of a tonne [USD/t]",
            [f"G{row}/F{row}" if line.made else None for row, line in zip(rows, lines, strict=True)],
            [line.cost / line.made if line.made else None for line in lines],
            styles.USD_A_TONNE,
        ),
        bulk.number("worth of a tonne in money [USD/t]", [line.money for line in lines], styles.USD_A_TONNE),
        bulk.text("made for the sake of tier", [line.tier for line in lines], 24.0),
        bulk.number(WORTH, [line.worth for line in lines], styles.WORTH),
        bulk.number("share of the worth in it", [line.share for line in lines], styles.PERCENT),
        bulk.wrapped("what it is", [line.words for line in lines], 78.0),
    ]
    own = [{**look, **(styles.USD_A_TONNE if line.in_money else {})} for line, look in zip(lines, looks, strict=True)]
    shown = [replace(column, looks=own if column.header == WORTH else looks) for column in columns]
    bottom = page.table(shown, frozen=2, printed=OUTPUT_NAMED)
    if report.plan.solution.decisions is not None:
        page.text(bottom + 1, 0, DECIDED, styles.QUIET)
    kinds, costs = (f"{letter}{FIRST_ROW + 1}:{letter}{FIRST_ROW + len(lines)}" for letter in "DG")
    page.agree(
        "what falls on the outputs, and on limits that ask for the runs, is what these cost",
        f'SUMIFS({costs},{kinds},"{OUTPUT}")+SUMIFS({costs},{kinds},"{LIMIT}")',
        f'SUMIFS({costs},{kinds},"{RUN}")',
    )


def runs_of(report: Report) -> list[Basket] | None:
    """Return every run of the plan with several outputs; None where that is not known."""
    return baskets(report.plan)


def _in_order(report: Report, found: list[Basket]) -> list[Basket]:
    """Return the runs by site, process, and period."""
    keys, processes = report.plan.model.variables.run.keys, report.problem.processes
    sites = report.problem.site_names.names

    def key(own: Basket) -> tuple[str, str, int, int]:
        process = int(keys["process"][own.place])
        site = sites[int(keys["site"][own.place])]
        return site, processes.name[process], int(keys["period"][own.place]), int(keys["class"][own.place])

    return sorted(found, key=key)


def _lines(report: Report, own: Basket, elements: list[ElementPart]) -> list[_Line]:
    problem, keys = report.problem, report.plan.model.variables.run.keys
    site = problem.site_names.names[int(keys["site"][own.place])]
    process = problem.processes.name[int(keys["process"][own.place])]
    names = (site, process, report.periods[int(keys["period"][own.place])])
    tier = "" if own.tier is None else report.tiers[own.tier].tier.name
    marks = problem.origins.name(int(report.plan.model.variables.classes.marks[keys["class"][own.place]]))
    commodities = [problem.commodity_names.names[code] for code in own.commodity.tolist()]
    lines = [_Line(names, RUN, marks, None, tier, None, None, None, own.cost, sentence(report, own, elements))]
    if own.held > CENT:
        lines.append(_Line(names, LIMIT, asking(report, own), None, "", None, None, None, own.held, ASKS))
    states, in_money = _states(report, own), own.tier is not None and is_money(report, report.tiers[own.tier].tier)
    for place in sorted(range(len(commodities)), key=lambda one: (-own.share[one], -own.falls[one], commodities[one])):
        lines.append(
            _Line(
                names, OUTPUT, commodities[place], float(own.made[place]), "",
                float(own.worth[place]) if tier else None, float(own.share[place]) if tier else None,
                float(own.money[place]), float(own.falls[place]), states[place], in_money,
            )
        )  # fmt: skip
    largest = max((one.share for one in elements), default=0.0)
    drives = PAYS_IN_PART if is_asked_for(report, own) else DRIVES
    lines += [
        _Line(
            names, ELEMENT, one.name, one.made, "", None, one.share if tier else None, None, one.falls,
            _state(largest, one.share, is_over=one.oversupplied, is_enough=one.enough, drives=drives),
        )
        for one in elements
    ]  # fmt: skip
    return lines


def _states(report: Report, own: Basket) -> list[str]:
    """Return what each output is to its run."""
    largest = own.share.max(initial=0.0)
    drives = PAYS_IN_PART if is_asked_for(report, own) else DRIVES
    rest = [MONEY_ONLY if tier == NOWHERE else WANTED + report.tiers[tier].tier.name for tier in own.later.tolist()]
    return [
        _state(largest, share, is_over=over, is_enough=enough, otherwise=other, drives=drives)
        for over, enough, share, other in zip(
            own.oversupplied.tolist(), own.enough.tolist(), own.share.tolist(), rest, strict=True
        )
    ]


def _state(
    largest: float, share: float, *, is_over: bool, is_enough: bool, otherwise: str = MONEY_ONLY, drives: str = DRIVES
) -> str:
    """Return what something of a share of the worth is to a run; largest: the largest such share."""
    if is_over or is_enough:
        return OVER if is_over else ENOUGH
    return drives if share and share == largest else PAYS if share else otherwise


def is_asked_for(report: Report, own: Basket) -> bool:
    """Return whether a limit asks for a run whose outputs are wanted for their money alone, if at all."""
    return own.held > CENT and (own.tier is None or report.tiers[own.tier].tier.kind == "cost")


def asking(report: Report, own: Basket) -> str:
    """Return the limits that ask for a run, in words."""
    limits = {limit.row: f"{limit.words} of {limit.key}" for limit in report.limits}
    named = dict.fromkeys(limits.get(row, "another limit") for row in own.held_by.tolist())
    return joined([*named, *([TAKEN] if own.pressed else [])], NAMED)


def sentence(report: Report, own: Basket, elements: list[ElementPart]) -> str:
    """Return what a run is made for, what bears how much of its cost, and what is oversupplied."""
    names = [report.problem.commodity_names.names[code] for code in own.commodity.tolist()]
    over = [name for name, is_over in zip(names, own.oversupplied.tolist(), strict=True) if is_over]
    also = [
        f"{name} ({report.tiers[tier].tier.name})"
        for name, tier, share in zip(names, own.later.tolist(), own.share.tolist(), strict=True)
        if tier != NOWHERE and not share
    ]
    rest = f"; wanted too: {joined(also, NAMED)}" if also else ""
    rest += f"; oversupplied: {joined(over, NAMED)}" if over else ""
    enough = [name for name, is_enough in zip(names, own.enough.tolist(), strict=True) if is_enough]
    rest += f"; just enough: {joined(enough, NAMED)}" if enough else ""
    if own.tier is None:
        holds = asking(report, own) if own.held > CENT else "another limit"
        return f"no output is worth anything to the plan: {holds} asks for the run{rest}"
    best = int(own.share.argmax())
    share, fallen, made = float(own.share[best]), float(own.falls[best]), float(own.made[best])
    how_much = "" if share > MOST_OF_IT else f", {percent(share)} of the worth"
    driven = [f"{one.name} {percent(one.share)}" for one in elements if one.share > LEAST_SHARE]
    rest += f"; of the worth by element: {joined(driven, NAMED)}" if driven else ""
    if is_asked_for(report, own):
        most = f"of the rest the most, {money(fallen)} or {money(fallen / made)} a tonne, falls on {names[best]}"
        asks = f"{asking(report, own)} asks for it and bears {money(own.held)} of {money(own.cost)}"
        return f"{asks}; {most}{how_much}{rest}"
    if fallen < -CENT:
        # It is wanted at any price, and what more of it costs on its way is another output's to pay.
        paying = joined([name for name, one in zip(names, own.falls.tolist(), strict=True) if one > CENT], NAMED)
        rest = (f"; what pays for both is {paying}" if paying else "") + rest
        bears = f"bears nothing of {money(own.cost)} and costs {money(-fallen)} more on its way"
        return f"for the sake of {names[best]} ({report.tiers[own.tier].tier.name}{how_much}), which {bears}{rest}"
    # What the others cost to be rid of, or to bring to whom they serve, is borne too.
    of = f"{money(own.cost)} and {money(fallen - own.cost)} that the others cost"
    bears = f"bears {of if fallen > own.cost + CENT else f'{money(fallen)} of {money(own.cost)}'}"
    bears += f", {money(fallen / made)} a tonne"
    return f"for the sake of {names[best]} ({report.tiers[own.tier].tier.name}{how_much}), which {bears}{rest}"
