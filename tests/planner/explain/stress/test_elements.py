"""Elements of what is wanted count by their contents; what has none counts whole, under its own name."""

from __future__ import annotations

import numpy as np

from planner.explain.stress.elements import elements_of
from planner.explain.stress.stops import leverage
from planner.solve.session import silent
from tests.cases import put, reference
from tests.studies import study_of
from tests.tiny import near


def test_contents_make_elements_of_demand_with_a_priority() -> None:
    sheets = reference("example_small").sheets()
    put("Commodities", "contents", "Nd 0.2; pr 0.1", commodity="NdFeB magnet")(sheets)
    put("Commodities", "contents", "Nd 0.6; Ho 0.2", commodity="NdPr oxide")(sheets)
    study = study_of(sheets)
    elements = elements_of(study.model.problem)
    assert elements.names == ("Nd", "pr")
    oxide = study.model.problem.commodity_names.names.index("NdPr oxide")
    assert elements.content[oxide].tolist() == [0.6, 0.0]
    found = leverage(study, silent)
    # 280 t of magnets are wanted, 44 are short, 70 come from China, and 70 more are short when it stops at once.
    assert [row.sum() for row in (*found.wanted, *found.short, *found.sent)] == [
        near(56.0), near(28.0), near(8.8), near(4.4), near(14.0), near(7.0)
    ]  # fmt: skip
    first = found.stops[0].surprised_of
    assert first is not None
    assert first.tolist() == [near(14.0), near(7.0)]
    assert [found.outside.independent_of(0), found.outside.independent_of(1), found.independent_from] == [3, 3, 3]


def test_what_has_no_contents_counts_whole_and_demand_with_a_price_does_not_count() -> None:
    sheets = reference("example_small").sheets()
    study = study_of(sheets)
    elements = elements_of(study.model.problem)
    assert elements.names == ("NdFeB magnet",)
    problem = study.model.problem
    amounts = np.ones_like(problem.demands.quantity)
    assert elements.of_demand(problem, amounts).tolist() == [[2.0] * problem.calendar.size]
