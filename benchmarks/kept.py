"""What was measured, part by part, kept beside the code, so that a part can be measured anew by itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.measure import Spread
from benchmarks.parts import Part
from benchmarks.table import Line
from planner.atomic import replace_atomically

KEPT = Path(__file__).with_name("measured.json")


def kept(path: Path = KEPT) -> dict[str, Part]:
    """Return the parts that were measured before, by name."""
    if not path.exists():
        return {}
    found: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return {name: _part(one) for name, one in found.items()}


def keep(parts: Mapping[str, Part], path: Path = KEPT) -> None:
    """Keep parts, and no others."""
    found = {name: asdict(one) for name, one in parts.items()}
    replace_atomically(path, (json.dumps(found, indent=1) + "\n").encode())


def _part(one: dict[str, Any]) -> Part:
    lines = [Line(**{**line, "first": _spread(line["first"]), "second": _spread(line["second"])})
             for line in one["lines"]]  # fmt: skip
    stages = {stage: [(points[0], points[1]) for points in own] for stage, own in one["stages"].items()}
    return Part(lines, one["notes"], stages, one["machine"])


def _spread(one: dict[str, Any]) -> Spread:
    return Spread(tuple(one["figures"]), one["unit"])
