"""What a plan adds in capacity, as tables in the planner's names."""

from __future__ import annotations

from typing import Any

from models.arrays import FloatArray
from models.formulation import Model
from models.problem import Problem


def expansion_tables(model: Model, values: FloatArray) -> dict[str, dict[str, Any]]:
    """Return the columns of tables `expand` and `standing`: what is added, and what stands.

    values  (columns,) of the program
    """
    problem, v = model.problem, model.variables.timing
    sites, processes, periods = problem.site_names.names, problem.processes, problem.calendar.names
    tables: dict[str, dict[str, Any]] = {}
    for name, block, number in (("expand", v.expand, "added_t_per_yr"), ("standing", v.standing, "standing_t_per_yr")):
        chosen = values[block.index] != 0.0
        own = problem.expansions.process[block.keys["addition"][chosen]].tolist()
        columns: dict[str, Any] = {
            "site": [sites[processes.site[process]] for process in own],
            "process": [processes.name[process] for process in own],
            "period": [periods[code] for code in block.keys["period"][chosen].tolist()],
        }
        if name == "expand":
            columns["ready_period"] = [periods[code] for code in block.keys["ready"][chosen].tolist()]
        tables[name] = {**columns, number: values[block.index][chosen]}
    return tables


def option_words(problem: Problem, option: int) -> str:
    """Return what an option is called: its site and process."""
    process = problem.expansions.process[option]
    return f"{problem.site_names.names[problem.processes.site[process]]}, {problem.processes.name[process]}"
