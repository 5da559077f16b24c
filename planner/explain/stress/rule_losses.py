"""Changes of rules as losses, from a day on: what was let through is not, what is planned comes at once, what is to end
goes on, a review ends the other way, what is announced or suspended acts.

What is let through is a licence, or a cap on what the withholding country sends, which closes by a ban of the same
scope, from its own start on where that is later, and traces that a de_minimis allows. What is to end within the plan
and goes on is a ban, a tariff or a share; a cap or a grant is a volume for its dates, of which nothing is known behind
them. Rows of one name and different types are different rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from models.carriers import output_lines
from models.issues import Findings
from models.matches import waiting_rules
from models.names import folded
from models.parts.origins import STAGES
from models.problem import Problem
from models.records import Records, Tables
from models.resolve.licences import SCOPE
from models.resolve.reviews import last_days
from models.rule_types import BANS, CAP, DE_MINIMIS, LICENCE, SHARES, TARIFF
from models.variants import rules_acting, rules_begun, rules_ended, rules_endless, rules_reviewed_otherwise
from planner.explain.free_world import lines_by_rule
from planner.explain.outcomes import LEAST
from planner.explain.stress.added import banned
from planner.explain.stress.gone import Gone, gone_processes
from planner.explain.study import Study

CLOSED, AT_ONCE, REVIEWED = "licence or cap that closes", "rule that comes at once", "review that ends the other way"
ACTING, ENDLESS = "announced or suspended rule that acts", "rule that does not end"
ALLOWED = "allowance that ends"
# Types of which a row goes on as it is when its end does not come.
GO_ON = (*BANS, TARIFF, *SHARES)
PLACES = (*(f"{stage} in" for stage in STAGES), "from")


@dataclass(frozen=True, eq=False)
class RuleLoss:
    """A change of a rule: what kind, the rule's name, records of sheet Rules, the tables with it, and what is lost."""

    kind: str
    name: str
    lines: tuple[int, ...]
    tables: Tables
    gone: Gone


def rule_losses(study: Study, period: int) -> Iterator[RuleLoss]:
    """Yield every change of a rule from a period on; that of a rule under which the plan sends nothing is left out."""
    problem = study.model.problem
    day, records, whole = int(problem.calendar.start[period]), problem.tables.records["Rules"], Gone(period)
    last = int(problem.calendar.end[-1])
    for name, kind, lines in _by_type(study):
        own = [line for line in lines if not 0 <= records.date["end"][line] < day]
        if not own:
            continue
        if (kind == LICENCE or (kind == CAP and _is_of_country(problem, own))) and _is_used(study, own, period):
            begins = _closing_days(records, own, lines, day)
            whole_from = int(np.searchsorted(problem.calendar.start, min(begins.values())))
            shut = replace(_under(problem, own, period), closes=whole_from)
            yield RuleLoss(CLOSED, name, tuple(own), _closed(problem.tables, name, begins), shut)
        if kind == DE_MINIMIS and _is_allowed(study, own, period):
            yield RuleLoss(ALLOWED, name, tuple(own), rules_ended(problem.tables, own, day), whole)
        if records.date["start"][lines].min() > day:
            yield RuleLoss(AT_ONCE, name, tuple(own), rules_begun(problem.tables, own, day), whole)
        ending = [line for line in own if 0 <= records.date["end"][line] < last and kind in GO_ON]
        ending = [line for line in ending if not _is_followed(records, line, own)]
        if ending:
            yield RuleLoss(ENDLESS, name, tuple(ending), rules_endless(problem.tables, ending), whole)
        reviewed = [line for line in own if records.date["review date"][line] >= day]
        if reviewed:
            tables = rules_reviewed_otherwise(problem.tables, reviewed, problem.options.reviews)
            if tables is not None:
                yield RuleLoss(REVIEWED, name, tuple(reviewed), tables, whole)
    for name, lines in _inactive(study, day).items():
        yield RuleLoss(ACTING, name, tuple(lines), rules_acting(problem.tables, lines, day), whole)


def _by_type(study: Study) -> Iterator[tuple[str, str, list[int]]]:
    """Yield name, type and records of each rule that acts; the type stands in names that several types share."""
    records = study.model.problem.tables.records["Rules"]
    for name, lines in lines_by_rule(study.model).items():
        kinds = dict.fromkeys(str(records.text["type"][line]) for line in lines)
        for kind in kinds:
            own = [line for line in lines if records.text["type"][line] == kind]
            yield name if len(kinds) == 1 else f"{name}, {kind}", kind, own


def _is_of_country(problem: Problem, lines: list[int]) -> bool:
    """Return whether rows are about what the withholding country, or a part of it, sends or makes."""
    records, rules, lanes = problem.tables.records["Rules"], problem.rules, problem.lanes
    country, countries = problem.options.withholding_country, np.array(problem.sites.country)
    if any(folded(str(records.text[place][line])) == folded(country) for line in lines for place in PLACES):
        return True
    own = rules.flow_lane[np.isin(rules.line[rules.flow_rule], lines)]
    leaves = countries[lanes.destination[own]] != country
    return bool((countries[lanes.origin[own]] == country).all() and leaves.any())


def _is_allowed(study: Study, lines: list[int], period: int) -> bool:
    """Return whether the plan uses an allowance from a period on."""
    rows, allow = study.model.program.row_blocks["de_minimis"], study.model.variables.allow
    own = rows.index[np.isin(study.model.problem.rules.line[rows.keys["rule"]], lines)]
    counted = study.matrix.column[np.isin(study.matrix.entry_row, own)]
    used = (allow.keys["period"] >= period) & np.isin(allow.index, counted)
    return bool(study.solution.values[allow.index[used]].sum() > LEAST)


def _is_followed(records: Records, line: int, lines: list[int]) -> bool:
    """Return whether another row of the same rule and scope takes over when one ends."""
    return any(
        records.date["start"][other] > records.date["end"][line]
        and all(records.text[column][other] == records.text[column][line] for column in SCOPE)
        for other in lines
    )


def _inactive(study: Study, day: int) -> dict[str, list[int]]:
    """Return name of each rule -> its records in sheet Rules that only their status keeps from acting from a day on."""
    problem = study.model.problem
    records = problem.tables.records["Rules"]
    last = last_days(records, problem.options.reviews, Findings())
    called: dict[str, str] = {}
    found: dict[str, list[int]] = {}
    for line in waiting_rules(problem):
        if not 0 <= last[line] < day:
            name = str(records.text["rule"][line])
            found.setdefault(called.setdefault(folded(name), name), []).append(line)
    return found


def _under(problem: Problem, lines: list[int], period: int) -> Gone:
    """Return of what nothing is asked when some records of rules close: lanes over which nothing is let through, and
    processes whose product is not; those with material of other origin go on.
    """
    rules = problem.rules
    own = np.isin(rules.line, lines)
    own[rules.grants.rule[np.isin(rules.grants.line, lines)]] = True
    own &= problem.origins.of_rule == 0
    lanes = np.unique(rules.flow_lane[own[rules.flow_rule]]).tolist()
    late = np.unique(rules.flow_lane[(own & rules.at_arrival)[rules.flow_rule]])
    _, made = output_lines(problem.processes, rules, own)
    stops = gone_processes(problem, np.unique(problem.processes.line_process[made]), period)
    # They do not stop before the rule closes: what they make is banned from then on.
    return replace(
        stops, processes=(), idle=stops.processes, unasked=(*lanes, *stops.unasked), at_arrival=tuple(late.tolist())
    )  # fmt: skip


def _is_used(study: Study, lines: list[int], period: int) -> bool:
    """Return whether the plan sends anything under a licence or a cap that leaves or arrives in a period or later."""
    rules, program = study.model.problem.rules, study.model.program
    grants = rules.grants.line
    codes = [code for code in range(rules.size) if int(rules.line[code]) in lines]
    codes += np.unique(rules.grants.rule[np.isin(grants, lines)]).tolist()
    later = study.solution.values.copy()
    for block in program.column_blocks.values():
        when = block.keys.get("arrival", block.keys.get("period"))
        if when is not None:
            later[block.index[when < period]] = 0.0
    activity = study.solution.matrix.activity(later)
    cap, use = program.row_blocks["cap"], study.model.variables.use
    sent = activity[cap.index[np.isin(cap.keys["rule"], codes)]].sum()
    return bool(sent + later[use.index[np.isin(use.keys["rule"], codes)]].sum() > LEAST)


def _closing_days(
    records: Records, lines: list[int], every: list[int], day: int
) -> dict[tuple[tuple[str, str], ...], int]:  # fmt: skip
    """Return all that some rows of sheet Rules are about, column -> word -> the day from which on it is closed.

    every  rows of the rule, those that have ended too: before the first of a scope nothing needs what closes
    """

    def scope_of(line: int) -> tuple[tuple[str, str], ...]:
        return tuple((column, str(records.text[column][line])) for column in SCOPE)

    first: dict[tuple[tuple[str, str], ...], int] = {}
    for line in every:
        scope, start = scope_of(line), int(records.date["start"][line])
        first[scope] = min(start, first.get(scope, start))
    return {scope: max(day, first[scope]) for scope in map(scope_of, lines)}


def _closed(tables: Tables, name: str, begins: dict[tuple[tuple[str, str], ...], int]) -> Tables:
    """Return the tables with bans, from a day on each, of all that some rows of sheet Rules are about."""
    for place, (scope, start) in enumerate(begins.items(), start=1):
        tables = banned(tables, [(f"{name}, closed {place}", dict(scope))], start)
    return tables
