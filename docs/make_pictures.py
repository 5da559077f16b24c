"""Makes the pictures of the README anew: solves the shipped workbook and draws its Summary with LibreOffice.

    python3 dev.py run python docs/make_pictures.py

Needs `soffice` (LibreOffice), `pdftoppm` (poppler) and `convert` (ImageMagick) on the path.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
# Dots per inch: sharp on a page, small in the repository.
RESOLUTION = 140
MARGIN, COLOURS = 12, 96
FOOTER = 0.75  # inches of a page from below that hold no cell


def draw(workbook: Path, picture: Path, page: int) -> None:
    """Draw one page of a workbook, without its margins, header and footer."""
    folder = workbook.parent
    convert = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf"]
    subprocess.run([*convert, "--outdir", str(folder), str(workbook)], check=True, capture_output=True)
    target = picture.with_suffix("")
    pages = ["-f", str(page), "-l", str(page), "-singlefile", "-r", str(RESOLUTION), "-png"]
    subprocess.run(["pdftoppm", *pages, str(workbook.with_suffix(".pdf")), str(target)], check=True)
    without_footer = ["-gravity", "south", "-chop", f"0x{FOOTER * RESOLUTION:.0f}", "-trim", "+repage"]
    framed = ["-bordercolor", "white", "-border", str(MARGIN), "-colors", str(COLOURS), "-strip"]
    subprocess.run(["convert", str(picture), *without_footer, *framed, str(picture)], check=True)


def main() -> None:
    """Make every picture."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        plan = Path(scratch) / "plan.xlsx"
        source = ROOT / "inputs" / "us_rare_earths.xlsx"
        command = [sys.executable, "-m", "planner.cli", "solve", str(source), "-o", str(plan), "-q"]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        draw(plan, PICTURES / "summary.png", page=1)


if __name__ == "__main__":
    main()
