"""Rows of one rule that hardly belong together: that act on the same days, leave days out, or differ in scope or size.

Rows of sheet Rules with one name are one rule whose value changes with time. Most slips in them are legal: an end
typed a year late lets two tariffs add up, and a blank `from` lets a cap on one country bind everybody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from itertools import pairwise

import numpy as np

from models.issues import Findings
from models.names import ANY, folded
from models.nouns import counted
from models.problem import Problem, Rules
from models.rule_types import CAP, LICENCE, TARIFF

SHEET = "Rules"
SCOPE = ("from", "to", "commodity")
# Days between two rows of a rule that are a slip, and no pause that somebody decided; of so many rows that follow one
# another but for one hole it is one, however long.
LONGEST_SLIP, SERIES = 31, 3
# Values of one rule that are further apart are most likely of two units: a tonne is a thousand kg.
FURTHEST = 500.0


def check_rules(problem: Problem, issues: Findings) -> None:
    """Add what is odd about rules, none of which is an error: all of it may be meant."""
    for rows in _alike(problem):
        _dates(problem, rows, issues)
        _values_far_apart(problem, rows, issues)
    _open_scopes(problem, issues)
    _inside_a_country(problem, issues)
    _senders_as_sources(problem, issues)


def _senders_as_sources(problem: Problem, issues: Findings) -> None:
    """Warn where column `source`, in which every sheet says where its rows come from, names senders, and none is given.

    Without column `from` each rule acts on what anybody sends.
    """
    records, sites = problem.tables.records[SHEET], problem.sites
    named = [(line, folded(str(name))) for line, name in enumerate(records.text["source"]) if name]
    places = {folded(name) for name in (*sites.country, *sites.bloc, *problem.site_names.names) if name}
    if named and "from" not in records.letter and all(name in places for _, name in named):
        issues.warning(
            "source-of-sender",
            records.cell(named[0][0], "source"),
            "column `source` says where a row comes from, and names places here, while there is no column `from`: "
            "every rule acts on what anybody sends",
            "call the column `from` if these are the senders",
        )


def _alike(problem: Problem) -> list[list[int]]:
    """Return caps and tariffs of one name that count the same flows in the same way, in the order of their dates."""
    rules = problem.rules
    of_name: dict[Hashable, list[int]] = {}
    for rule in np.flatnonzero(rules.of_type(CAP, TARIFF)).tolist():
        how = rules.at[rule], rules.window[rule], bool(rules.hard[rule]), bool(rules.ad_valorem[rule])
        of_name.setdefault((folded(rules.name[rule]), rules.type[rule], how, rules.asked[rule]), []).append(rule)
    return [own for rows in of_name.values() if len(rows) > 1 for own in same_flows(rules, rows)]


def same_flows(rules: Rules, rows: list[int]) -> list[list[int]]:
    """Return rules parted by what flows they act on, each part in the order of their first days."""
    by_flows: dict[Hashable, list[int]] = {}
    for rule in rows:
        lanes, places = rules.flow_lane[rules.flow_rule == rule], rules.place_rule == rule
        flows = lanes, rules.place_site[places], rules.place_commodity[places]
        which = rules.at[rule], rules.asked[rule], b"|".join(one.tobytes() for one in flows)
        by_flows.setdefault(which, []).append(rule)
    return [sorted(own, key=lambda rule: int(rules.start[rule])) for own in by_flows.values()]


def _dates(problem: Problem, rows: list[int], issues: Findings) -> None:
    """Warn of a row that starts before those before it have ended, or a few days later: hardly anybody means either.

    On days that two rows share tariffs add up, and of caps each holds by itself.
    """
    rules, first, last = problem.rules, int(problem.calendar.start[0]), int(problem.calendar.end[-1])
    before, longest = rows[0], LONGEST_SLIP
    steps = [int(rules.start[rule]) - _end(problem, one) - 1 for one, rule in pairwise(rows)]
    if len(rows) >= SERIES and sum(step != 0 for step in steps) == 1:
        longest = max(LONGEST_SLIP, *steps)
    for rule in rows[1:]:
        start, end = int(rules.start[rule]), _end(problem, before)
        opens, closes = max(start, first), min(end, _end(problem, rule), last)
        where, kind = problem.cell(SHEET, int(rules.line[rule]), "start"), rules.type[rule]
        if opens <= closes:
            both = "both are paid" if kind == TARIFF else "each holds by itself"
            issues.warning(
                "rule-rows-on-same-days", where,
                f"this row and {problem.cell(SHEET, int(rules.line[before]), 'rule')} are one {kind} with the same "
                f"scope, and both act from {_day(opens)} to {_day(closes)}, where {both}",
                "let the earlier row end before the later one starts, or call one of them otherwise",
            )  # fmt: skip
        elif 0 < start - end - 1 <= longest and start > first and end < last:
            issues.warning(
                "rule-rows-days-apart", where,
                f"this row starts {counted(start - end - 1, 'day')} after "
                f"{problem.cell(SHEET, int(rules.line[before]), 'end')}, in which the {kind} does not hold",
                "let it start on the day after the row before it ends",
            )  # fmt: skip
        before = max(before, rule, key=lambda one: _end(problem, one))


def _values_far_apart(problem: Problem, rows: list[int], issues: Findings) -> None:
    """Warn of values of one rule that are a thousand times apart, most likely since one is of another unit."""
    rules = problem.rules
    own = [rule for rule in rows if rules.value[rule] > 0.0]
    if not own:
        return
    least, most = (pick(own, key=lambda rule: float(rules.value[rule])) for pick in (min, max))
    if rules.value[most] > FURTHEST * rules.value[least]:
        # The odd one is that which stands alone.
        middle = float(np.sqrt(rules.value[least] * rules.value[most]))
        small = [rule for rule in own if rules.value[rule] < middle]
        odd, usual = (least, most) if len(small) <= len(own) - len(small) else (most, least)
        issues.warning(
            "rule-values-far-apart", problem.cell(SHEET, int(rules.line[odd]), "value"),
            f"the value of this row is {rules.value[odd]:,.6g} and that of "
            f"{problem.cell(SHEET, int(rules.line[usual]), 'value')}, a row of the same rule, "
            f"{rules.value[usual]:,.6g}, both in {'USD/t' if rules.type[odd] == TARIFF else 't'}",
            "check the unit of both",
        )  # fmt: skip


def _open_scopes(problem: Problem, issues: Findings) -> None:
    """Warn of a row that leaves open whom or what it is about where other rows of its rule say it."""
    rules, records = problem.rules, problem.tables.records[SHEET]
    named: dict[tuple[str, str], list[int]] = {}
    for rule, name in enumerate(rules.name):
        if rules.type[rule] != LICENCE:  # rows of a licence with other scopes are told as such
            named.setdefault((folded(name), rules.type[rule]), []).append(int(rules.line[rule]))
    for lines in named.values():
        for column in SCOPE:
            cells = {line: str(records.text[column][line]) for line in lines}
            filled = next((line for line, text in cells.items() if text), None)
            blank = next((line for line, text in cells.items() if not text), None)
            if filled is not None and blank is not None:
                issues.warning(
                    "rule-scope-left-open", problem.cell(SHEET, blank, column),
                    f"`{column}` is blank here, which means every one, and '{cells[filled]}' in "
                    f"{problem.cell(SHEET, filled, column)}, a row of the same rule",
                    "write the same in both rows, or `*` where every one is meant",
                )  # fmt: skip


def _inside_a_country(problem: Problem, issues: Findings) -> None:
    """Warn, once for each rule, of one that a blank cell lets act inside the country or bloc that it names.

    Trade law is about borders: a ban on what China sends is hardly about what its mines send to its own plants.
    """
    rules, lanes, records = problem.rules, problem.lanes, problem.tables.records[SHEET]
    country, bloc = (np.array([folded(name) for name in of]) for of in (problem.sites.country, problem.sites.bloc))
    told: set[str] = set()
    for rule, line in enumerate(rules.line.tolist()):
        named = {side: folded(str(records.text[side][line])) for side in ("from", "to")}
        place = "".join(named.values())
        by_origin = rules.asked[rule]  # such a rule acts on foreign material wherever it is
        if all(named.values()) or place in ("", ANY) or by_origin or folded(rules.name[rule]) in told:
            continue
        is_in, own = (country == place) | (bloc == place), rules.flow_lane[rules.flow_rule == rule]
        inside = is_in[lanes.origin[own]] & is_in[lanes.destination[own]]
        if inside.all() or not inside.any():
            continue
        told.add(folded(rules.name[rule]))
        blank, other = sorted(named, key=lambda side: named[side])
        lane = int(own[np.argmax(inside)])
        origin, destination = (problem.site_names.names[of[lane]] for of in (lanes.origin, lanes.destination))
        where = problem.cell("Lanes", int(lanes.line[lane]), "from")
        issues.warning(
            "rule-inside-a-country", problem.cell(SHEET, line, blank),
            f"`{blank}` is blank, which means every one, so that the {rules.type[rule]} acts also on what stays in "
            f"{records.text[other][line]}, as from '{origin}' to '{destination}'{f' ({where})' if where else ''}",
            "name the other side of the border, or write `*` where what stays inside is meant too",
        )  # fmt: skip


def _end(problem: Problem, rule: int) -> int:
    """Return the last day of a rule; the last of all days where it has none."""
    end = int(problem.rules.end[rule])
    return dt.date.max.toordinal() if end < 0 else end


def _day(ordinal: int) -> str:
    return dt.date.fromordinal(ordinal).isoformat()
