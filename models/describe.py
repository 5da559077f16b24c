"""What rows of a program are about, in the planner's names."""

from __future__ import annotations

from models.contract_plan import terms_words
from models.expansion_plan import option_words
from models.formulation import Model
from models.problem import Problem
from models.program import Block


def _row_words(problem: Problem, key: str, code: int) -> str:
    """Return what a row of sheet Qualification, Sourcing or Pins is about, such as `ship oxide from Mine to User`."""
    s = problem.sourcing
    if key == "option":
        return option_words(problem, code)
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
        return f"{words['supplier'][line]} for {words['customer'][line]}"
    text = {name: str(words[problem.pins.line[code]]) for name, words in problem.tables.records["Pins"].text.items()}
    place = "at" if text["what"] in ("run", "stock", "sell") else "from"
    parts = [text["what"], text["process"], text["commodity"]]
    parts += [
        f"{word} {text[name]}" for word, name in ((place, "from"), ("to", "to"), ("for", "end use")) if text[name]
    ]
    return " ".join(part for part in parts if part)


def describe(model: Model, block: Block) -> list[str]:
    """Return what each row of a block is about, in the planner's names."""
    problem = model.problem
    sites, commodities = problem.site_names.names, problem.commodity_names.names
    keys = {name: codes.tolist() for name, codes in block.keys.items()}
    records = problem.tables.records

    def words(position: int) -> str:
        parts: list[str] = []
        for name, codes in keys.items():
            code = codes[position]
            match name:
                case "site" if "process" not in keys:
                    parts.append(sites[code])
                case "commodity":
                    parts.append(commodities[code])
                case "demand":
                    demands = problem.demands
                    parts.append(
                        f"{sites[demands.customer[code]]}, {commodities[demands.commodity[code]]}"
                        + (f", {demands.end_use[code]}" if demands.end_use[code] else "")
                    )
                case "limit":
                    text = records["Capacity"].text
                    line = problem.capacities.line[code]
                    parts.extend(str(text[column][line]) for column in ("site", "process") if text[column][line])
                case "process":
                    parts.append(f"{sites[problem.processes.site[code]]}, {problem.processes.name[code]}")
                case "lane":
                    lanes = problem.lanes
                    parts.append(
                        f"{commodities[lanes.commodity[code]]} from {sites[lanes.origin[code]]} to "
                        f"{sites[lanes.destination[code]]}" + (f" by {lanes.mode[code]}" if lanes.mode[code] else "")
                    )
                case "stock":
                    stocks = problem.inventories
                    parts.append(f"{sites[stocks.site[code]]}, {commodities[stocks.commodity[code]]}")
                case "rule" | "contract" | "tier":
                    parts.append(terms_words(problem, name, code))
                case "pin" | "qualification" | "share" | "award" | "count" | "option":
                    parts.append(_row_words(problem, name, code))
        return "; ".join(parts)

    return [words(position) for position in range(block.size)]
