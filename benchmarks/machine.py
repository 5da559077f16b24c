"""What the figures were measured on."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    "highspy", "numpy", "pandas", "pulp", "linopy", "pyomo", "openpyxl", "python-calamine", "xlsxwriter", "typer",
)  # fmt: skip
PARTED = re.compile("[,;]")


def machine() -> str:
    """Return the processor, system and versions of what is installed."""
    cpu, cores = platform.processor() or platform.machine(), 0
    about = Path("/proc/cpuinfo")
    if about.exists():
        lines = about.read_text().splitlines()
        cpu = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), cpu)
        cores = sum(line.startswith("processor") for line in lines)
    packages = ", ".join(f"{name} {found}" for name in PACKAGES if (found := _version(name)))
    return f"{cpu}, {cores} cores, {platform.system()}, Python {platform.python_version()}; {packages}."


def apart(machines: Iterable[str]) -> list[str]:
    """Return each of some machines once, without those of which another one says all and more."""
    said = {one: {part.strip(" .") for part in PARTED.split(one)} for one in machines}
    return [one for one, parts in said.items() if not any(parts < others for others in said.values())]


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
