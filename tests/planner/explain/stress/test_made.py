"""What sites make counts what comes out of their processes, and what they use of it themselves is not counted again."""

from __future__ import annotations

import numpy as np

from planner.explain.stress.losses import losses
from planner.explain.stress.made import made_from
from planner.explain.study import Study
from planner.solve.session import silent
from tests.cases import reference
from tests.studies import study_of
from tests.tiny import near, tiny
from tests.workbooks import Cell, Sheets


def made(study: Study, period: int = 0) -> dict[str, float]:
    names = study.model.problem.site_names.names
    of = study.model.problem.processes.site
    each = {name: made_from(study, period, np.flatnonzero(of == site)) for site, name in enumerate(names)}
    return {name: tonnes for name, tonnes in each.items() if tonnes > 0.0}


def recipe(*lines: list[Cell]) -> Sheets:
    """Return the tiny sheets with other processes of the mine, which digs 5 t for the user in each of three periods."""
    return tiny({
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["metal", "metal"], ["swarf", "scrap"]],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "yield [fraction]",
             "run cost [USD/t]", "blend"],
            *lines,
        ],
    })  # fmt: skip


def test_metal_for_the_sites_own_magnets_is_not_counted_beside_them() -> None:
    """From 2027Q3 on 64 t of magnets are sintered, of 25.6 t of metal that is reduced in 32 runs."""
    study = study_of(reference("example_small").sheets())
    assert made(study, 3)["US magnet plant"] == near(64.0)
    by_name = {name: loss for loss in losses(study, 3, silent).each for _, name in loss.names}
    assert by_name["US magnet plant"].made == near(64.0)


def test_what_a_lost_country_makes_for_plants_of_its_own_is_not_counted_beside_what_they_make() -> None:
    """From 2027Q2 on the US plant makes 28, 32 and 32 t of magnets, also of 6 t of US oxide in each quarter."""
    study = study_of(reference("example_small").sheets())
    by_name = {name: loss for loss in losses(study, 2, silent).each for _, name in loss.names}
    assert [by_name[name].made for name in ("US separator", "US magnet plant")] == [near(18.0), near(92.0)]
    assert by_name["United States"].made == near(92.0)


def test_what_is_made_is_what_comes_out_whichever_line_drives_the_process() -> None:
    study = study_of(recipe(
        ["Mine", "dig", "in", "metal", 2, None, 10, None], ["Mine", "dig", "out", "oxide", 1, 0.5, None, None],
        ["Mine", "buy", "out", "metal", 1, None, 1, None],
    ))  # fmt: skip
    assert made(study) == {"Mine": near(15.0)}


def test_an_input_of_a_mixture_is_own_use_too() -> None:
    study = study_of(recipe(
        ["Mine", "dig", "in", "metal", 2, None, None, "any"], ["Mine", "dig", "in", "swarf", 2, None, None, "any"],
        ["Mine", "dig", "out", "oxide", 1, None, 10, None], ["Mine", "buy", "out", "metal", 1, None, 1, None],
    ))  # fmt: skip
    assert made(study) == {"Mine": near(15.0)}


def test_scrap_beside_a_product_is_not_made_but_scrap_alone_is() -> None:
    beside = study_of(recipe(
        ["Mine", "dig", "out", "oxide", 1, None, 10, None], ["Mine", "dig", "out", "swarf", 3, None, None, None]
    ))  # fmt: skip
    assert made(beside) == {"Mine": near(15.0)}
    alone = recipe(["Mine", "dig", "out", "oxide", 1, None, 10, None])
    alone["Commodities"] = [["commodity", "stage"], ["oxide", "scrap"]]
    assert made(study_of(alone)) == {"Mine": near(15.0)}
