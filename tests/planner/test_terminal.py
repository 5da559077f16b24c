"""What is printed as one JSON document can be read back, and every item of a list has a line of its own."""

from __future__ import annotations

import json

import pytest

from planner.terminal import show_document


@pytest.mark.parametrize(
    "document",
    [
        {"file": "a.xlsx", "findings": []},
        {"findings": [{"where": "Demand!A1", "message": 'a "quoted" é\n\x1b word'}, {"where": ""}], "proven": True},
        {"plan": None, "whole_numbers": {"count": 2, "cells": ["a", "b"]}, "tiers": [1.5]},
    ],
)
def test_a_document_is_read_back_as_it_was(document: dict[str, object], capsys: pytest.CaptureFixture[str]) -> None:
    show_document(document)
    assert json.loads(capsys.readouterr().out) == document


def test_every_item_of_a_list_has_a_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    show_document({"file": "a.xlsx", "findings": [{"code": "damaged"}, {"code": "too-big"}]})
    lines = capsys.readouterr().out.splitlines()
    assert lines[3:5] == ['  {"code": "damaged"},', '  {"code": "too-big"}']
