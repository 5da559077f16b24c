"""What may go into a run of marked material since it is worth little beside what comes out (rules of type de_minimis).

The class of a run that uses an allowance holds what is tested together: all its inputs in a period.
"""

from __future__ import annotations

import numpy as np

from models.linear.joins import join
from models.linear.program import Block, Program
from models.problem import Problem
from models.variables import Variables


def de_minimis(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over inputs and marked classes of value[input, t] / value[made, t] * allow[input, class, t]
    <= share of days * value of the rule * sum over outputs in its scope of value[output, t] / value[made, t]
    * quantity per run * run[t]

    for each rule, process and class of its runs that use the allowance, and period; `made` is the first output in its
    scope, days and values of outputs those of the period in which they come out
    Unit:          t of `made`, by value
    Shadow price:  <= 0; change of the objective per tonne of `made` by whose value more marked inputs were allowed
    Rows:          one per rule, process, class of runs that use it, and period
    """
    allowances, rules, value, run = problem.origins.allowances, problem.rules, problem.commodities.value, v.run
    own, column = _runs(problem, v)
    process, period, output = (run.keys[name][column] for name in ("process", "period", "output"))
    rows = program.row_block(
        "de_minimis",
        {"rule": allowances.rule[own], "process": process, "class": run.keys["class"][column], "period": period,
         "allowance": own, "output": output},
        upper=0.0,
    )  # fmt: skip
    line_process = problem.processes.line_process[allowances.line]
    first = np.zeros((allowances.size, problem.processes.size), dtype=np.int64)
    # Written from the last line to the first, so that the first stands.
    first[allowances.line_allowance[::-1], line_process[::-1]] = allowances.line[::-1]
    made = value[problem.processes.line_commodity[first[own, process]], output]
    unit = np.where(made > 0.0, made, 1.0)
    row, place = join([own, process], [allowances.line_allowance, line_process])
    line = allowances.line[place]
    worth = value[problem.processes.line_commodity[line], output[row]] / unit[row]
    part = rules.share[allowances.rule[own[row]], output[row]] * rules.value[allowances.rule[own[row]]]
    quantity = problem.processes.line_quantity[line, period[row]]
    program.entries(rows.index[row], run.index[column[row]], -part * worth * quantity)
    allow = v.allow.keys
    row, place = join([process, rows.keys["class"], period], [allow["process"], allow["class"], allow["period"]])
    marked = v.classes.carrying(allowances.relieved[own[row]], allow["from_class"][place])
    row, place = row[marked], place[marked]
    worth = value[allow["commodity"][place], allow["period"][place]] / unit[row]
    program.entries(rows.index[row], v.allow.index[place], worth)
    return rows


def allowed_input(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum over classes of allow[input, class, t] <= quantity per run * run[t], or <= feed[input, t] in a mixture

    for each input of runs that use an allowance, class of the run, and period: nobody else has what is allowed
    Unit:          t of the input
    Shadow price:  <= 0; change of the objective per tonne more that might be marked
    Rows:          one per input that can be marked, class of the run, and period
    """
    keys = [v.allow.keys[name] for name in ("line", "class", "period")]
    first = np.unique(np.stack(keys, axis=1), axis=0, return_index=True)[1] if v.allow.size else keys[0]
    named = ("site", "process", "class", "period", "line", "commodity")
    rows = program.row_block("allowed_input", {name: v.allow.keys[name][first] for name in named}, upper=0.0)
    on = ("line", "class", "period")
    program.terms(rows, v.allow, on=on)
    program.terms(rows, v.feed, -1.0, on=on)
    fixed = np.flatnonzero(problem.processes.is_fixed[rows.keys["line"]])
    of_run = ("process", "class", "period")
    row, place = join([rows.keys[name][fixed] for name in of_run], [v.run.keys[name] for name in of_run])
    quantity = problem.processes.line_quantity[rows.keys["line"][fixed[row]], v.run.keys["period"][place]]
    program.entries(rows.index[fixed[row]], v.run.index[place], -quantity)
    return rows


def _runs(problem: Problem, v: Variables) -> tuple[np.ndarray, np.ndarray]:
    """Return allowance and position in v.run of all runs that use one."""
    using = problem.origins.allowances.using
    return np.nonzero(v.classes.carrying(using[:, None], v.run.keys["class"][None, :]))
