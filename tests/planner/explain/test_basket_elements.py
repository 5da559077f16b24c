"""A separation is told by the elements that its outputs hold, or are parted into later, and nothing is lost by it."""

from __future__ import annotations

import pytest

from models.plan import make_plan
from planner.explain.basket_elements import BasketElements, ElementPart
from planner.explain.baskets import Basket, baskets
from planner.explain.study import Study
from tests.cases import Change, append, put, reference
from tests.drawn.problems import random_sheets
from tests.seeds import seeds
from tests.studies import study_of
from tests.tiny import near
from tests.workbooks import Cell


def told(study: Study) -> list[tuple[Basket, dict[str, ElementPart]]]:
    plan = make_plan(study.model, study.solution)
    runs = baskets(plan)
    assert runs is not None
    elements = BasketElements(plan, runs)
    return [(own, {one.name: one for one in elements.of(own)}) for own in runs]


def basket_case(*changes: Change) -> Study:
    sheets = reference("basket").sheets()
    for row, contents in zip(sheets["Commodities"], ("contents", None, "Nd 0.6; Pr 0.2", "Dy 0.87", None), strict=True):
        row.append(contents)
    for change in changes:
        change(sheets)
    return study_of(sheets)


def test_what_falls_on_an_output_falls_on_its_elements_by_their_tonnes() -> None:
    """As derived for the outputs: Dy bears 2,064 USD of 2,000 USD, La/Ce -64 USD; NdPr, 64 t of it, is oversupplied."""
    ((own, elements),) = told(basket_case())
    assert {name: (one.falls, one.share) for name, one in elements.items()} == {
        "Dy": (near(2_064.0), near(1.0)), "Nd": (near(0.0), 0.0), "Pr": (near(0.0), 0.0), "La/Ce": (near(-64.0), 0.0),
    }  # fmt: skip
    assert {name: one.made for name, one in elements.items()} == {
        "Dy": near(0.87 * 0.8), "Nd": near(0.6 * 64.0), "Pr": near(0.2 * 64.0), "La/Ce": near(320.0),
    }  # fmt: skip
    assert {name for name, one in elements.items() if one.oversupplied} == {"Nd", "Pr", "La/Ce"}
    assert next(iter(elements)) == "Dy"
    assert sum(one.falls for one in elements.values()) == near(own.cost)


def test_where_two_elements_drive_a_run_in_one_oxide_they_share_it_three_to_one() -> None:
    study = basket_case(put("Demand", "demand [t/yr]", 0, commodity="Dy"),
                        put("Demand", "demand [t/yr]", 100, commodity="NdPr"))  # fmt: skip
    ((_, elements),) = told(study)
    assert {name: one.share for name, one in elements.items() if one.share} == {"Nd": near(0.75), "Pr": near(0.25)}


def test_a_mixed_output_is_told_by_what_it_is_parted_into() -> None:
    """Dy comes as 0.1 t a tonne of heavies, of which 400 t of feed give 8 t, beside as much Tb, which nobody wants."""
    parting: list[dict[str, Cell]] = [
        {"direction": "in", "commodity": "heavies", "quantity per run [t]": 1, "run cost [USD/t]": 7},
        {"direction": "out", "commodity": "Dy", "quantity per run [t]": 0.1},
        {"direction": "out", "commodity": "Tb", "quantity per run [t]": 0.1},
    ]
    study = basket_case(
        append("Commodities", commodity="heavies", stage="mixed"),
        append("Commodities", commodity="Tb", stage="oxide", contents="Tb 0.85"),
        put("Processes", "yield", 0.02, process="separate", commodity="Dy"),
        put("Processes", "commodity", "heavies", process="separate", commodity="Dy"),
        *(append("Processes", site="Separator", process="part", **part) for part in parting),
    )  # fmt: skip
    first = next(elements for _, elements in told(study) if "Nd" in elements)
    assert first["Dy"].share == near(1.0)
    assert [first["Dy"].falls, first["Dy"].made] == [near(2_064.0), None]
    assert "Tb" not in first


@pytest.mark.parametrize("seed", seeds(10, 30))
def test_the_elements_of_a_run_bear_what_its_outputs_bear(seed: int) -> None:
    for own, elements in told(study_of(random_sheets(seed))):
        if elements:
            size = 1.0 + abs(own.falls).sum()
            assert sum(one.falls for one in elements.values()) == pytest.approx(own.falls.sum(), abs=1e-9 * size)
            assert sum(one.share for one in elements.values()) == pytest.approx(own.share.sum())
