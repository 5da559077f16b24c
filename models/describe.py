"""What a row or column of the program is about, in the planner's names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from models.carriers import RUN, SHIP, carriers
from models.families.near import entry_words
from models.formulation import Model
from models.linear.program import Block
from models.names import ANY, folded
from models.plan.contracts import terms_words
from models.plan.expansion import option_words
from models.problem import Problem
from models.windows import grant_dates


def describe(model: Model, block: Block) -> list[str]:
    """Return what each row of a block is about, in the planner's names."""
    keys = {name: codes.tolist() for name, codes in block.keys.items()}
    # The site of a process is said with the process.
    said = [name for name in keys if name in WORDS and not (name == "site" and "process" in keys)]
    # The same thing stands in many periods.
    known: dict[tuple[str, int], str] = {}

    def words(name: str, code: int) -> str:
        if (name, code) not in known:
            known[name, code] = WORDS[name](model.problem, code)
        return known[name, code]

    return [
        "; ".join(filter(None, (words(name, keys[name][position]) for name in said))) for position in range(block.size)
    ]


def _site(problem: Problem, code: int) -> str:
    return problem.site_names.names[code]


def _commodity(problem: Problem, code: int) -> str:
    return problem.commodity_names.names[code]


def _demand(problem: Problem, code: int) -> str:
    demands = problem.demands
    words = f"{_site(problem, demands.customer[code])}, {_commodity(problem, demands.commodity[code])}"
    return words + (f", {demands.end_use[code]}" if demands.end_use[code] else "")


def _limit(problem: Problem, code: int) -> str:
    """Return the limit of a row of Capacity as it names it; of one that makes several, with the site of each."""
    text, line = problem.tables.records["Capacity"].text, problem.capacities.line[code]
    site, process, commodity = (str(text[column][line]) for column in ("site", "process", "commodity"))
    if np.count_nonzero(problem.capacities.line == line) == 1:
        return "; ".join(filter(None, (site, process)))
    site, counted = _counted(problem, code)
    is_one_of_several = commodity and not commodity.startswith("{") and folded(commodity) != folded(counted)
    return "; ".join(filter(None, (site, process, counted if is_one_of_several else "")))


def _counted(problem: Problem, code: int) -> tuple[str, str]:
    """Return the sites and the commodities that a limit of sheet Capacity counts."""
    limits, processes = problem.capacities, problem.processes
    lines, arrivals = limits.member_line[limits.member_limit == code], limits.throughput_limit == code
    sites = {*processes.site[processes.line_process[lines]].tolist(), *limits.throughput_site[arrivals].tolist()}
    made = {*processes.line_commodity[lines].tolist(), *limits.throughput_commodity[arrivals].tolist()} - {-1}
    return (
        ", ".join(_site(problem, own) for own in sorted(sites)),
        ", ".join(_commodity(problem, own) for own in sorted(made)),
    )


def _process(problem: Problem, code: int) -> str:
    return f"{_site(problem, problem.processes.site[code])}, {problem.processes.name[code]}"


def _lane(problem: Problem, code: int) -> str:
    lanes = problem.lanes
    return (
        f"{_commodity(problem, lanes.commodity[code])} from {_site(problem, lanes.origin[code])} to "
        f"{_site(problem, lanes.destination[code])}" + (f" by {lanes.mode[code]}" if lanes.mode[code] else "")
    )


def _stock(problem: Problem, code: int) -> str:
    stocks = problem.inventories
    return f"{_site(problem, stocks.site[code])}, {_commodity(problem, stocks.commodity[code])}"


def _terms(name: str) -> Callable[[Problem, int], str]:
    return lambda problem, code: terms_words(problem, name, code)


def _row_words(problem: Problem, key: str, code: int) -> str:
    """Return what a row of sheet Qualification, Sourcing or Pins is about, such as `ship oxide from Mine to User`."""
    s = problem.sourcing
    if key == "award":
        event = s.award_event[code]
        return f"{problem.site_names.names[s.award_site[code]]} for {s.buyer[event]}, {s.commodity[event]}"
    if key in ("share", "count"):
        line = (s.share_line if key == "share" else s.count_line)[code]
        row = {name: str(words[line]) for name, words in problem.tables.records["Sourcing"].text.items()}
        who = row["supplier"]
        if key == "share" and who in ("", "*"):
            who = problem.site_names.names[problem.lanes.origin[s.member_lane[s.member_share == code][0]]]
        return f"{who or 'suppliers'} for {row['buyer']}, {row['commodity']}"
    if key == "qualification":
        words, line = problem.tables.records["Qualification"].text, problem.qualifications.line[code]
        customer = str(words["customer"][line])
        return f"{words['supplier'][line]} for {'all customers' if customer in ('', ANY) else customer}"
    text = {name: str(words[problem.pins.line[code]]) for name, words in problem.tables.records["Pins"].text.items()}
    place = "at" if text["what"] in ("run", "stock", "sell") else "from"
    parts = [text["what"], text["process"], text["commodity"]]
    parts += [
        f"{word} {text[name]}" for word, name in ((place, "from"), ("to", "to"), ("for", "end use")) if text[name]
    ]
    return " ".join(part for part in parts if part)


def _row(name: str) -> Callable[[Problem, int], str]:
    return lambda problem, code: _row_words(problem, name, code)


def _option(problem: Problem, code: int) -> str:
    others, demands = problem.substitutes, problem.demands
    if code == others.size:  # what is asked for itself
        return ""
    stream = others.demand[code]
    return (
        f"{_commodity(problem, others.commodity[code])} in place of {_commodity(problem, demands.commodity[stream])} "
        f"at {_site(problem, demands.customer[stream])}"
    )


def _flow(problem: Problem, code: int) -> str:
    """Return which shipment, output or delivery a rule is about."""
    parts = carriers(problem)
    kind, place = parts.read(code)
    if kind == SHIP:
        return _lane(problem, place)
    if kind == RUN:
        processes = problem.processes
        made = _commodity(problem, processes.line_commodity[place])
        return f"{made} of {_process(problem, processes.line_process[place])}"
    stream, commodity, _ = parts.ways
    demands = problem.demands
    use = demands.end_use[stream[place]]
    words = f"{_commodity(problem, commodity[place])} to {_site(problem, demands.customer[stream[place]])}"
    return words + (f", {use}" if use else "")


def _grant(problem: Problem, code: int) -> str:
    return f"{problem.rules.name[problem.rules.grants.rule[code]]}, {grant_dates(problem, code)}"


def _blend(problem: Problem, code: int) -> str:
    text, line = problem.tables.records["Blends"].text, problem.blends.line[code]
    return f"{text['commodity'][line]} in {text['of'][line] or 'all inputs'}"


def _mix(problem: Problem, code: int) -> str:
    return f"blend '{problem.processes.mix_name[code]}'"


def _release(problem: Problem, code: int) -> str:
    """Return which stock is kept for some end uses, as its row of sheet Inventory names it."""
    text, line = problem.tables.records["Inventory"].text, problem.origins.release_line[code]
    return f"{text['site'][line]}, {text['commodity'][line]}"


WORDS: Mapping[str, Callable[[Problem, int], str]] = {
    "site": _site,
    "commodity": _commodity,
    "demand": _demand,
    "limit": _limit,
    "process": _process,
    "lane": _lane,
    "flow": _flow,
    "grant": _grant,
    "stock": _stock,
    "release": _release,
    **{name: _terms(name) for name in ("rule", "contract", "tier")},
    **{name: _row(name) for name in ("pin", "qualification", "share", "award", "count")},
    "option": _option,
    "addition": option_words,
    "blend": _blend,
    "mix": _mix,
    "entry": entry_words,
    "setting": lambda *_: "all that is spent",
}
