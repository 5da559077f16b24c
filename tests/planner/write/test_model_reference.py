"""The page of the formulation."""

from __future__ import annotations

from models.formulation import FAMILIES
from planner.write.model_reference import page
from tests.places import DOCS

PAGE = DOCS / "model.md"


def test_the_committed_page_is_what_the_command_makes() -> None:
    remedy = "run python3 dev.py run python -m planner.write.model_reference docs/model.md"
    assert PAGE.read_text(encoding="utf-8") == page(), remedy


def test_every_family_has_formula_unit_shadow_price_and_rows() -> None:
    for family in FAMILIES:
        text = family.build.__doc__ or ""
        for part in ("Unit:", "Shadow price:", "Rows:"):
            assert part in text, (family.name, part)
