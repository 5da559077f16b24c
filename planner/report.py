"""The short result on standard output: sentences for people, one document for programs."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from models.nouns import counted
from planner.errors import InputError, RefusedError
from planner.figures import covered, figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pandas as pd

    from models.issues import Issue
    from planner.check import Checked
    from planner.errors import PlannerError
    from planner.run import Solved

# Streams that are named in the short result; the workbook has all of them.
NAMED_STREAMS = 3


def issue_document(issues: Sequence[Issue]) -> list[dict[str, str]]:
    """Return findings as plain data."""
    return [
        {"severity": i.severity, "where": i.where, "code": i.code, "message": i.message, "remedy": i.remedy}
        for i in issues
    ]


def reading_lines(checked: Checked) -> Iterator[str]:
    """Return what `plan check -v` tells of an input: rows by sheet, what each matched, what sets each origin."""
    from models.matches import marks, matches, waiting_rules

    waits = {} if checked.problem is None else waiting_rules(checked.problem)
    for name, records in (checked.reading.tables.records if checked.reading.tables else {}).items():
        held = f", {len(waits)} of these held back by their status" if waits and name == "Rules" else ""
        if records.read:
            used = f"{len(records)} used{held}, {len(records.ignored)} inactive"
            yield f"{name}: {counted(records.read, 'row')} read, {used}"
    if checked.problem is not None:
        yield from map(str, matches(checked.problem))
        yield from marks(checked.problem)


def fault_document(fault: PlannerError) -> dict[str, Any]:
    """Return the end of a command without a result as plain data for `--json`; findings where the input has errors."""
    issues = fault.issues if isinstance(fault, InputError) else ()
    faults = {"faults": list(fault.faults)} if isinstance(fault, RefusedError) else {}
    return {"error": str(fault), "exit_code": int(fault.exit_code), "findings": issue_document(issues)} | faults


def coverage(solved: Solved) -> list[dict[str, Any]]:
    """Return, for each priority, demand and unmet in t; priced demand last, as priority 0."""
    unmet = solved.plan.tables["unmet"]
    sums = unmet.groupby("priority", sort=True)[["demand_t", "unmet_t"]].sum()
    rows = [
        {"priority": int(priority), "demand_t": float(demand), "unmet_t": float(unmet_t)}
        for priority, demand, unmet_t in zip(sums.index, sums["demand_t"], sums["unmet_t"], strict=True)
    ]
    return [row for row in rows if row["priority"]] + [row for row in rows if not row["priority"]]


def result_sentences(solved: Solved, *, in_short: bool = False) -> list[str]:
    """Return the verdict: what is short, where first, what else is not kept, and what it costs.

    in_short  whether several priorities that are covered have one sentence
    """
    from planner.yielded import yielded_sentence

    sentences = []
    unproven = solved.plan.solution.unproven
    if unproven is not None:
        sentences.append(unproven)
    ranks = set(_short_rows(solved)["priority"])
    rows = coverage(solved)
    full = [row for row in rows if row["priority"] and row["priority"] not in ranks]
    if in_short and len(full) > 1:
        tonnes = figure(sum(row["demand_t"] for row in full))
        levels = [str(row["priority"]) for row in full]
        sentences.append(f"priorities {', '.join(levels[:-1])} and {levels[-1]}: all {tonnes} t are covered")
        rows = [row for row in rows if row not in full]
    for row in rows:
        name = f"priority {row['priority']}" if row["priority"] else "priced demand"
        if row["priority"] in ranks:
            share = 1.0 - row["unmet_t"] / row["demand_t"]
            sentences.append(
                f"{name}: short by {figure(row['unmet_t'])} t of {figure(row['demand_t'])} t ({covered(share)} covered)"
            )
        else:
            sentences.append(f"{name}: all {figure(row['demand_t'])} t are covered")
    sentences.extend(_worst_streams(solved))
    sentences.extend(filter(None, [yielded_sentence(solved.plan)]))
    cost = next((value for name, _, value in solved.plan.objectives if name == "cost"), None)
    if cost is not None:
        sentences.append(f"cost: {figure(cost)} USD")
    sentences.append(f"verified: {solved.verification.checks:,} checks passed")
    return sentences


def is_short(solved: Solved) -> bool:
    """Tell whether any demand stays short in a period."""
    return bool(solved.plan.tables["unmet"]["unmet_t"].max() > solved.plan.model.program.least_short)


def _worst_streams(solved: Solved) -> list[str]:
    """Return a sentence for each of the streams that are shortest, with the first period short."""
    short = _short_rows(solved)
    if short.empty:
        return []
    streams = short.groupby(["customer", "commodity", "end_use"], sort=False, as_index=False).agg(
        unmet_t=("unmet_t", "sum"), first=("period", "first")
    )
    worst = streams.sort_values("unmet_t", ascending=False, kind="stable").head(NAMED_STREAMS)
    rest = len(streams) - len(worst)
    more = [f"  and {counted(rest, 'more stream')}; sheet Unmet has all"] if rest else []
    return [
        f"  {row.customer!s}, {row.commodity!s}" + (f", {row.end_use!s}" if row.end_use else "")
        + f": short by {figure(unmet_t)} t, first in {row.first!s}"
        for row, unmet_t in zip(worst.itertuples(index=False), worst["unmet_t"].tolist(), strict=True)
    ] + more  # fmt: skip


def result_document(solved: Solved, written: Path) -> dict[str, Any]:
    """Return the result as plain data for `--json`."""
    plan = solved.plan
    return {
        "plan": str(written),
        "input": solved.checked.reading.book.source_name,
        "solver": plan.solution.solver,
        "stopped_in": plan.solution.stopped_in,
        "proven": plan.solution.unproven is None,
        "whole_numbers": _whole_numbers(solved),
        "coverage": coverage(solved),
        "short": _short_rows(solved)[["customer", "commodity", "end_use", "period", "unmet_t"]].to_dict("records"),
        "costs": [{"kind": kind, "discounted_usd": usd} for kind, usd in plan.costs.items() if usd],
        "tiers": [{"tier": name, "optimum": optimum, "value": value} for name, optimum, value in plan.objectives],
        "verified": solved.verification.accepted,
        "findings": issue_document(solved.checked.issues),
    }


def _short_rows(solved: Solved) -> pd.DataFrame:
    """Return the rows of the plan's table `unmet` of which so much is short that it is told."""
    unmet = solved.plan.tables["unmet"]
    return unmet[unmet["unmet_t"] > solved.plan.model.program.least_short]


def _whole_numbers(solved: Solved) -> dict[str, Any] | None:
    """Return how many whole-number decisions there are, their gap (None: not known) and the rows that ask for them."""
    decisions = solved.plan.solution.decisions
    if decisions is None:
        return None
    return {
        "count": decisions.count,
        "gap": decisions.gap if isfinite(decisions.gap) else None,
        "rows": list(solved.plan.model.program.integer_reasons),
    }
