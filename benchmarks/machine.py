"""What the figures were measured on."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    "highspy", "numpy", "pandas", "pulp", "linopy", "pyomo", "openpyxl", "python-calamine", "xlsxwriter", "typer",
)  # fmt: skip


def machine() -> str:
    """Return the processor, system and versions."""
    cpu, cores = platform.processor() or platform.machine(), 0
    about = Path("/proc/cpuinfo")
    if about.exists():
        lines = about.read_text().splitlines()
        cpu = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), cpu)
        cores = sum(line.startswith("processor") for line in lines)
    packages = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    return f"{cpu}, {cores} cores, {platform.system()}, Python {platform.python_version()}; {packages}."


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
