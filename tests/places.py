"""Where the tree and its parts are, whatever folder a test lies in."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
INPUTS = ROOT / "inputs"
REFERENCE = ROOT / "tests" / "reference"
