"""What several commands of `plan` take: their arguments and options, each declared once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Input = Annotated[
    Path, typer.Argument(readable=False, help="Workbook, or folder with one CSV or Parquet table a sheet.")
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Print only the result, and errors; goes before -v.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Print notes and counts, and when each step began.")]
Debug = Annotated[bool, typer.Option("--debug", help="Print a traceback when something goes wrong.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]
Force = Annotated[
    bool, typer.Option("--force", help="Overwrite whatever file stands there, but the input; also an edited plan.")
]
Near = Annotated[
    Path | None,
    typer.Option("--near", readable=False, help="Earlier plan to stay close to; goes before the setting `near`."),
]
Solver = Annotated[str, typer.Option(help="highs, or pulp:NAME for any solver that PuLP finds.")]
