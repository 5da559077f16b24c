"""Where the output goes, and what may be overwritten."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from planner.errors import OutputError, UsageError

INPUTS, OUTPUTS = "inputs", "outputs"
SUFFIX = ".xlsx"
PLAN, STRESS = "plan", "stress"


def default_output(source: Path, kind: str = PLAN) -> Path:
    """Return `outputs/x_plan.xlsx` for a file in a folder called inputs, else `x_plan.xlsx` beside it.

    kind  what comes behind the name of the input
    """
    absolute = Path(os.path.abspath(source))  # noqa: PTH100 (links are kept: the plan lies beside the name that was typed)
    # What stands behind a point in the name of a folder tells it from others, as in data.2027.
    name = f"{absolute.name if absolute.is_dir() else absolute.stem}_{kind}{SUFFIX}"
    folder = absolute.parent
    if folder.name.casefold() == INPUTS:
        folder = folder.parent / OUTPUTS
    chosen = folder / name
    try:
        return chosen.relative_to(Path.cwd())
    except (ValueError, OSError):  # it lies elsewhere, or there is no current folder any more
        return chosen


def same_file(one: Path, other: Path) -> bool:
    """Tell whether two paths lead to the same file, through links too."""
    try:
        return one.samefile(other)
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)


def is_in_input(path: Path, source: Path) -> bool:
    """Tell whether a file would be the input, or one of the folder that the input is, through links too."""
    return same_file(path, source) or (
        source.is_dir() and Path(os.path.realpath(source)) in Path(os.path.realpath(path)).parents
    )


def is_missing(path: Path) -> bool:
    """Tell whether there is nothing at a path; what we may not look at is there, and is refused when it is read."""
    try:
        return not path.exists()
    except PermissionError:
        return False


def require_place_for_file(path: Path) -> None:
    """Raise UsageError where something other than a file stands at a path, through links too.

    A pipe would be waited for when it is opened, some devices never end, and neither may be replaced.
    """
    try:
        mode = path.stat().st_mode
    except OSError:  # nothing is there, or what writes the file says what keeps it from being looked at
        return
    if stat.S_ISDIR(mode):
        raise UsageError(f"{path}: this is a folder; name a file in it")
    if not stat.S_ISREG(mode):
        what = "pipe" if stat.S_ISFIFO(mode) else "socket" if stat.S_ISSOCK(mode) else "device"
        raise UsageError(f"{path}: this is a {what}; choose the name of a file")


def _require_room_for_folder(folder: Path) -> None:
    """Raise OutputError where nothing can be written in a folder, or it cannot be made; `make_folder` makes it."""
    place = folder
    while not os.path.lexists(place) and place != place.parent:
        place = place.parent
    if not place.is_dir():
        raise OutputError(f"{folder}: the folder cannot be made: {place} is no folder")
    if not os.access(place, os.W_OK):
        raise OutputError(f"{place}: the folder is read-only; choose another place with -o")


def make_folder(folder: Path) -> None:
    """Make a folder for what is about to be written; nothing is left of a command that had nothing to write."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise OutputError(f"{folder}: the folder cannot be made: {problem.strerror}") from problem


def next_free(path: Path) -> Path:
    """Return `x (2).xlsx`, `x (3).xlsx`, ...: the first that does not exist."""
    number = 2
    while True:
        candidate = path.with_name(f"{path.stem} ({number}){path.suffix}")
        if not candidate.exists():
            return candidate
        number += 1


def output_path(source: Path, wanted: Path | None, *, force: bool, kind: str = PLAN) -> tuple[Path, str]:
    """Return where to write, and a sentence when that is not where it was asked for.

    Our own output that nobody has edited is overwritten; an edited one is kept and the plan written beside it;
    anything else needs --force; the input never. Raises UsageError where there is no input.
    """
    from planner.own_output import is_edited, is_our_output

    if is_missing(source):
        raise UsageError(f"{source}: there is no such file or folder")
    path = wanted if wanted is not None else default_output(source, kind)
    if path.suffix.casefold() != SUFFIX:
        raise UsageError(f"{path}: the plan is a workbook; end its name in {SUFFIX}")
    require_place_for_file(path)
    if is_in_input(path, source):
        raise UsageError(f"{path}: the plan would overwrite the input; choose another name with -o")
    _require_room_for_folder(path.parent)
    if not path.exists() or force:
        return path, ""
    if not is_our_output(path):
        raise OutputError(f"{path}: this file is not a plan of ours; choose another name with -o, or add --force")
    if is_edited(path):
        other = next_free(path)
        return other, f"{path} has been edited since it was written and is kept; the new plan is {other}"
    return path, ""


def beside_changed(path: Path, *, force: bool) -> tuple[Path, str]:
    """Return where to write, and a sentence when that is not `path`, since somebody has saved there in the meantime.

    What `output_path` found was so when the command began; a large plan takes minutes.
    """
    from planner.own_output import is_edited, is_our_output

    if force or not path.exists() or (is_our_output(path) and not is_edited(path)):
        return path, ""
    other = next_free(path)
    return other, f"{path} was saved by somebody while this was planned, and is kept; the new plan is {other}"


def beside_earlier(path: Path, earlier: Path | None) -> tuple[Path, str]:
    """Return where to write, and a sentence when that is not `path`, since the plan there is the one to stay near to.

    What a plan was near to is needed to verify it.
    """
    if earlier is None or not same_file(path, earlier):
        return path, ""
    other = next_free(path)
    return other, f"{path} is the earlier plan that this one stays near to, and is kept; the new plan is {other}"
