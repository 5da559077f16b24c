"""No element may come out that did not go in: recipes and returns, where contents are given."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.issues import Findings
from models.parts.places import CONTENTS_ROUNDING
from models.problem import Problem


def more_out_than_in(problem: Problem, issues: Findings) -> None:
    """More of an element out of a recipe than into it, where the contents of all inputs are given.

    Of a mixture its richest input counts, since the plan may choose it; that a poorer one would not do is a warning,
    unless a least share of sheet Blends speaks of this process.
    """
    processes, contents = problem.processes, problem.commodities.contents
    starts = np.searchsorted(processes.line_process, np.arange(processes.size + 1))
    floored = set(problem.blends.process[~np.isnan(problem.blends.least)].tolist())
    reported: set[tuple[int, str]] = set()
    for process in np.flatnonzero(~processes.is_source):
        lines = range(starts[process], starts[process + 1])
        inputs = [line for line in lines if not processes.line_output[line]]
        outputs = [line for line in lines if processes.line_output[line]]
        if not all(contents[processes.line_commodity[line]] for line in inputs):
            continue
        elements = {element for line in outputs for element in contents[processes.line_commodity[line]]}
        for element in sorted(elements):
            (least, taken), (given, _) = _amounts(problem, inputs, element), _amounts(problem, outputs, element)
            record = int(processes.line_record[outputs[0]])
            where = f"process '{processes.name[process]}' at '{problem.site_names.names[processes.site[process]]}'"
            if (record, element) in reported:
                continue
            if given > taken * (1.0 + CONTENTS_ROUNDING):
                reported.add((record, element))
                issues.error(
                    "more-out-than-in",
                    problem.cell("Processes", record, "quantity per run"),
                    f"{where} gives {given:.6g} t of {element} a run and takes in {taken:.6g} t",
                    "correct quantities or yields here, or the contents in sheet Commodities",
                )
            elif given > least * (1.0 + CONTENTS_ROUNDING) and int(process) not in floored:
                reported.add((record, element))
                issues.warning(
                    "blend-may-lack",
                    problem.cell("Processes", record, "quantity per run"),
                    f"{where} gives {given:.6g} t of {element} a run, and its poorest mixture takes in {least:.6g} t",
                    f"give a least share of {element} in sheet Blends",
                )


def _amounts(problem: Problem, lines: Sequence[int], element: str) -> tuple[float, float]:
    """Return least and most t of an element in some lines of a recipe; mixtures may be of their poorest or richest."""
    processes, contents = problem.processes, problem.commodities.contents
    fixed, mixed = 0.0, dict[int, list[float]]()
    for line in lines:
        tonnes = float(processes.line_quantity[line].max())
        amount = tonnes * contents[processes.line_commodity[line]].get(element, 0.0)
        if processes.line_mix[line] < 0:
            fixed += amount
        else:
            mixed.setdefault(int(processes.line_mix[line]), []).append(amount)
    return fixed + sum(map(min, mixed.values())), fixed + sum(map(max, mixed.values()))


def more_back_than_in(problem: Problem, issues: Findings) -> None:
    """More of an element in the scrap of a product than in the product, where the contents of both are given."""
    returns, contents = problem.returns, problem.commodities.contents
    streams: dict[tuple[int, int], list[int]] = {}
    for stream, key in enumerate(zip(returns.site.tolist(), returns.product.tolist(), strict=True)):
        streams.setdefault(key, []).append(stream)
    reported: set[tuple[int, str]] = set()
    for (_, product), own in streams.items():
        for element in sorted({element for stream in own for element in contents[returns.scrap[stream]]}):
            back = sum(float(returns.rate[one]) * contents[returns.scrap[one]].get(element, 0.0) for one in own)
            held, line = contents[product].get(element, 0.0), int(returns.line[own[-1]])
            if contents[product] and back > held * (1.0 + CONTENTS_ROUNDING) and (line, element) not in reported:
                reported.add((line, element))
                issues.error(
                    "more-back-than-in",
                    problem.cell("Recycling", line, "collection rate"),
                    f"{back:.6g} t of {element} come back of a tonne of '{problem.commodity_names.names[product]}', "
                    f"which holds {held:.6g} t",
                    "lower the collection rate, or correct the contents in sheet Commodities",
                )
