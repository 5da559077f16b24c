"""What may not be delivered to an end use, since of where it was made or what it was kept for."""

from __future__ import annotations

import numpy as np

from models.banned_uses import banned_uses
from models.bans import closed_together
from models.families.demand import ratios
from models.linear.joins import join
from models.linear.program import Block, Program
from models.problem import Problem
from models.rule_types import END_USE_BAN
from models.variables import Variables


def end_use_ban(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes that the ban asks for of deliver[d, option, s, t] / ratio - soft <= open share[t] * demand[d, s]

    for each end_use_ban, demand stream that it matches, period s of its demand and period t of delivery that it touches
    Unit:          t asked for
    Shadow price:  <= 0; change of the objective for the first tonne of such origin let through
    Rows:          one per ban, stream, and pair of periods
    """
    uses, rules, deliver = banned_uses(problem), problem.rules, v.deliver
    rows = program.row_block(
        "end_use_ban",
        {"rule": uses.rule, "demand": uses.demand, "demanded": uses.demanded, "period": uses.period,
         "span": uses.number},
        upper=uses.limit,
    )  # fmt: skip
    use, column = join([rules.use_demand, rules.use_option], [deliver.keys["demand"], deliver.keys["option"]])
    rule = rules.use_rule[use]
    asked = v.classes.carrying(problem.origins.of_rule[rule], deliver.keys["class"][column])
    rule, column = rule[asked], column[asked]
    share = 1.0 / ratios(problem)[deliver.keys["option"][column]]
    program.terms(rows, deliver.pick(column, rule=rule), share, on=("rule", "demand", "demanded", "period"))
    of_kind = rules.of_type(END_USE_BAN)
    program.terms(rows, v.soft.pick(of_kind[v.soft.keys["rule"]]), -1.0, on=("rule", "span"))
    return rows


def end_use_bans_together(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes that all of several hard bans ask for of deliver[d, option, s, t] / ratio
    <= share[t] of the days that none of them closes * demand[d, s]

    for each set of bans that meet on one class and each leave open a part of period t: what both close they close on
    different days. The row stands under the first of them.
    Unit:          t asked for
    Shadow price:  <= 0; change of the objective for the first tonne that all of them close let through
    Rows:          one per such set, stream, and pair of periods
    """
    deliver, demands = v.deliver, problem.demands
    cases = _meeting(problem, v)
    keys = np.array([case[:4] for case in cases], dtype=np.int64).reshape(-1, 4)
    rows = program.row_block(
        "end_use_bans_together",
        {"rule": keys[:, 0], "demand": keys[:, 1], "demanded": keys[:, 2], "period": keys[:, 3],
         "together": np.arange(len(cases))},
        upper=np.array([case[4] for case in cases]) * demands.quantity[keys[:, 1], keys[:, 2]],
    )  # fmt: skip
    case = np.repeat(np.arange(len(cases)), [len(case[5]) for case in cases])
    column = np.array([one for case in cases for one in case[5]], dtype=np.int64)
    share = 1.0 / ratios(problem)[deliver.keys["option"][column]]
    program.entries(rows.index[case], deliver.index[column], share)
    return rows


def _meeting(problem: Problem, v: Variables) -> list[tuple[int, int, int, int, float, list[int]]]:
    """Return first rule, stream, both periods, open share and positions in `deliver` of every set of bans that meet."""
    rules, deliver = problem.rules, v.deliver
    part = (rules.share > 0.0) & (rules.share < 1.0) & rules.hard[:, None]
    is_part = part[rules.use_rule].any(axis=1)
    use, column = join(
        [rules.use_demand[is_part], rules.use_option[is_part]], [deliver.keys["demand"], deliver.keys["option"]]
    )
    rule = rules.use_rule[is_part][use]
    asked = part[rule, deliver.keys["period"][column]] & v.classes.carrying(
        problem.origins.of_rule[rule], deliver.keys["class"][column]
    )
    bans_of: dict[int, set[int]] = {}
    for one, ban in zip(column[asked].tolist(), rule[asked].tolist(), strict=True):
        bans_of.setdefault(one, set()).add(ban)
    keys = [deliver.keys[name] for name in ("demand", "demanded", "period")]
    at: dict[tuple[int, int, int], list[int]] = {}
    for one in bans_of:
        at.setdefault((int(keys[0][one]), int(keys[1][one]), int(keys[2][one])), []).append(one)
    found = []
    for (demand, demanded, period), columns in at.items():
        for bans in sorted({tuple(sorted(bans_of[one])) for one in columns if len(bans_of[one]) > 1}):
            members = [one for one in columns if bans_of[one] >= set(bans)]
            opened = 1.0 - closed_together(problem.calendar, rules, bans, period)
            found.append((bans[0], demand, demanded, period, opened, members))
    return found


def released_for(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over periods of delivery, options and classes from stocks kept for other end uses of deliver <= 0

    for each demand stream of an end use for which such a stock is not released, and period of its demand
    Unit:          t
    Shadow price:  <= 0; change of the objective for the first tonne released to this use
    Rows:          one per set of end uses, stream and period with a demand above 0
    """
    o, demands, deliver = problem.origins, problem.demands, v.deliver
    release, demanded = np.nonzero(demands.quantity[o.release_demand] > 0.0)
    rows = program.row_block(
        "released_for", {"release": release, "demand": o.release_demand[release], "period": demanded}, upper=0.0
    )
    found, column = join([o.release_demand], [deliver.keys["demand"]])
    asked = v.classes.carrying(o.release_mark[found], deliver.keys["class"][column])
    kept = deliver.pick(column[asked], release=found[asked], period=deliver.keys["demanded"][column[asked]])
    program.terms(rows, kept, on=("release", "period"))
    return rows
