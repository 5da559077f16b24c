"""Mixtures of inputs and sheet Blends, read again, and what a plan feeds its processes held against them."""

from __future__ import annotations

import numpy as np

from models.records import Tables
from planner.verify.given import Given
from planner.verify.ledger import FloatArray, Ledger
from planner.verify.names import EVERYTHING, Names, fold
from planner.verify.recipes import Recipes, Runs
from planner.verify.time import Time


def check_mixtures(
    given: Given, names: list[str], recipes: Recipes, runs: Runs, sites: Names, time: Time, ledger: Ledger
) -> Runs:
    """Check that the inputs of every mixture cover what its runs need, and return the runs with what they are fed.

    names  folded spelling of each number of a process that `given` uses
    """
    line = np.array(
        [
            recipes.mixed.get((recipes.number.get((site, names[code]), -1), commodity), -1)
            for site, code, commodity in zip(
                *(given.code[name].tolist() for name in ("site", "process", "commodity")), strict=True
            )
        ],
        dtype=np.int64,
    )
    ledger.checks["mixtures"] += given.size
    for row in np.flatnonzero(line < 0).tolist():
        ledger.fault("mixtures", f"{given.key(row)}: sheet Processes has no such input in a blend")
    known = np.flatnonzero(line >= 0)
    line, period, fed = line[known], given.code["period"][known], given.quantity["used_t"][known]
    covered: dict[tuple[int, str, int], float] = {}
    for row, (one, when, tonnes) in enumerate(zip(line.tolist(), period.tolist(), fed.tolist(), strict=True)):
        each = float(recipes.line_quantity[one, when])
        process = int(np.searchsorted(recipes.start, one, side="right")) - 1
        key = (process, recipes.line_blend[one], when)
        if each > 0.0:
            covered[key] = covered.get(key, 0.0) + tonnes / each
        else:
            ledger.fault("mixtures", f"{given.key(int(known[row]))}: a run takes nothing of it", tonnes)
    needed: dict[tuple[int, str, int], float] = {}
    for process, when, number in zip(runs.process.tolist(), runs.period.tolist(), runs.runs.tolist(), strict=True):
        for word in {recipes.line_blend[one] for one in recipes.lines(process)} - {""}:
            key = (process, word, when)
            needed[key] = needed.get(key, 0.0) + number
    keys = sorted({*covered, *needed})
    wanted = np.array([needed.get(key, 0.0) for key in keys])

    def sentence(row: int, gap: float) -> str:
        process, word, when = keys[row]
        cell = recipes.records.cell(int(recipes.line_record[recipes.start[process]]), "process")
        return (
            f"{cell}: blend '{word}' at {sites.spelled[recipes.site[process]]} in {time.names[when]} is {gap:+g} runs "
            "off what runs"
        )

    ledger.equal("mixtures", np.array([covered.get(key, 0.0) for key in keys]), wanted, wanted, sentence)
    return runs.fed(line, period, fed)


def check_blends(
    tables: Tables, recipes: Recipes, runs: Runs, sites: Names, materials: Names, time: Time, ledger: Ledger
) -> None:
    """Check the shares of every row of sheet Blends in every process and period."""
    records = tables.records["Blends"]
    contents = [_contents(str(text)) for text in tables.records["Commodities"].text["contents"]]
    acting: dict[tuple[int, str, str], tuple[int, int]] = {}
    for line in range(len(records)):
        selector, process = fold(records.text["site"][line]), fold(records.text["process"][line])
        part, whole = fold(records.text["commodity"][line]), fold(records.text["of"][line])
        for site in sites.select(selector):
            number, rank = recipes.number.get((site, process), -1), sites.words[site][selector]
            key = (number, part, whole)
            if number >= 0 and (key not in acting or rank > acting[key][0]):
                acting[key] = (rank, line)
    for (number, part, whole), (_, line) in acting.items():
        some = _tonnes(recipes, runs, number, part, materials, contents, outputs=False)
        base = _tonnes(recipes, runs, number, whole, materials, contents, outputs=whole not in EVERYTHING)
        where = f"'{records.text['commodity'][line]}' in {records.text['process'][line]} at "
        where += sites.spelled[recipes.site[number]]
        for column, sign in (("least", -1.0), ("most", 1.0)):
            share = float(records.number[column][line])
            if np.isnan(share):
                continue

            def sentence(
                when: int, excess: float, cell: str = records.cell(line, column), column: str = column,
                where: str = where,
            ) -> str:  # fmt: skip
                return f"{cell}: {where} is {abs(excess):g} t beyond its {column} share in {time.names[when]}"

            ledger.at_most(
                "blends", sign * (some - share * base), np.zeros(time.size), np.maximum(some, share * base), sentence
            )


def _contents(text: str) -> dict[str, float]:
    """Return folded element -> t per t."""
    parts = [piece.strip().rpartition(" ") for piece in text.split(";") if piece.strip()]
    return {fold(element.strip()): float(share) for element, _, share in parts}


def _tonnes(
    recipes: Recipes, runs: Runs, process: int, word: str, materials: Names, contents: list[dict[str, float]], *,
    outputs: bool,
) -> FloatArray:  # fmt: skip
    """Return (periods,) tonnes of a commodity, group or element in the inputs, and in the outputs where they count."""
    named = materials.select(word)
    total = np.zeros(runs.amount.shape[1])
    for line in recipes.lines(process):
        commodity = int(recipes.line_commodity[line])
        if recipes.line_out[line] and not (outputs and named):
            continue
        weight = float(commodity in named) if named else contents[commodity].get(word, 0.0)
        total += weight * runs.amount[line]
    return total
