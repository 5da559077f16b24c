"""Where a plan cannot be written, or nobody takes what is printed: a sentence, exit code 6, and the old plan stays."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner import run
from planner.cli import app
from planner.errors import ExitCode
from planner.paths import default_output
from tests.commands import digest, plan
from tests.durability import TRACES
from tests.places import INPUTS, ROOT
from tests.workbooks import small_example, write_workbook

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs links, mounts and devices")

FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
needs_root = pytest.mark.skipif(os.name != "nt" and os.geteuid() != 0, reason="only root may mount")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of one megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def solved(source: Path, output: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Plan the input into a place, and fail on any trace of Python or change of the input."""
    before = digest(source)
    done = plan("solve", source, "-o", output, "-q", *options, cwd=source.parent)
    assert not [word for word in TRACES if word in done.stderr], done.stderr
    assert digest(source) == before
    return done


def test_the_plan_of_a_folder_has_all_of_its_name(tmp_path: Path) -> None:
    for name in ("data.2026", "data.2027"):
        (tmp_path / name).mkdir()
        (tmp_path / f"{name}.xlsx").touch()
    names = [default_output(tmp_path / name).name for name in ("data.2026", "data.2027", "data.2027.xlsx")]
    assert names == ["data.2026_plan.xlsx", "data.2027_plan.xlsx", "data.2027_plan.xlsx"]


def test_a_plan_that_somebody_saves_while_it_is_planned_anew_is_kept(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    output = small.parent / "plan.xlsx"
    arguments = ["solve", str(small), "-o", str(output), "-q"]
    assert CliRunner().invoke(app, arguments).exit_code == ExitCode.DONE
    solve, edits = run.solve_input, [b"an edit", b"another edit"]

    def meanwhile(*given: object, **options: object) -> run.Solved:
        output.write_bytes(edits[0])
        return solve(*given, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "solve_input", meanwhile)
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == ExitCode.DONE
    assert "saved by somebody" in done.stderr
    assert done.stdout.strip().endswith("plan (2).xlsx")
    assert output.read_bytes() == edits.pop(0)
    assert CliRunner().invoke(app, [*arguments, "--force"]).exit_code == ExitCode.DONE
    assert output.read_bytes() != edits[0]


def test_nothing_is_written_into_a_folder_that_is_the_input(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    shutil.copytree(INPUTS / "small_example", folder)
    (tmp_path / "link").symlink_to(folder)
    (tmp_path / "loop.xlsx").symlink_to("loop.xlsx")
    for command in (("solve", folder, "-o", folder / "plan.xlsx"), ("export", folder, tmp_path / "link" / "model.lp")):
        done = plan(*command, cwd=tmp_path)
        assert (done.returncode, "overwrite the input" in done.stderr) == (ExitCode.USAGE, True), done.stderr
    done = plan("solve", folder, "-o", "loop.xlsx", cwd=tmp_path)
    assert (done.returncode, "leads nowhere" in done.stderr) == (ExitCode.OUTPUT, True), done.stderr
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        path.name for path in (INPUTS / "small_example").iterdir()
    )


def test_a_link_of_either_kind_to_the_input_is_never_written_through(small: Path) -> None:
    (small.parent / "symbolic.xlsx").symlink_to(small)
    (small.parent / "chain.xlsx").symlink_to("symbolic.xlsx")
    (small.parent / "hard.xlsx").hardlink_to(small)
    (small.parent / "loop").symlink_to(small.parent)
    for name in (
        "symbolic.xlsx",
        "chain.xlsx",
        "hard.xlsx",
        "small_example.xlsx",
        f"loop/{small.name}",
        "loop/hard.xlsx",
    ):
        done = solved(small, small.parent / name, "--force")
        assert done.returncode == ExitCode.USAGE, name
        assert "would overwrite the input" in done.stderr


def test_a_folder_or_a_link_that_leads_nowhere_in_the_place_of_the_plan_is_named(small: Path) -> None:
    (small.parent / "folder.xlsx").mkdir()
    (small.parent / "loop.xlsx").symlink_to("loop.xlsx")
    folder = solved(small, small.parent / "folder.xlsx", "--force")
    assert (folder.returncode, "this is a folder" in folder.stderr) == (ExitCode.USAGE, True)
    loop = solved(small, small.parent / "loop.xlsx", "--force")
    assert (loop.returncode, "link that leads nowhere" in loop.stderr) == (ExitCode.OUTPUT, True)


def special(kind: str, path: Path) -> tuple[Path, str]:
    """Make something that is neither a file nor a folder; return where it stands, and what it is called."""
    other = path.with_name("behind")
    if kind == "device":
        try:
            os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 3))  # what /dev/null is, and nobody else's
        except PermissionError:
            pytest.skip("only root may make devices")
        return path, "device"
    if kind == "socket":
        with socket.socket(socket.AF_UNIX) as made, contextlib.chdir(path.parent):  # a path may be too long for one
            made.bind(path.name)
        return path, "socket"
    os.mkfifo(other if kind == "link" else path)
    if kind == "link":
        path.symlink_to(other.name)
    return (other if kind == "link" else path), "pipe"


COMMANDS = (
    ("solve", "small_example.xlsx", "-o"), ("solve", "small_example.xlsx"), ("explain", "small_example.xlsx", "-o"),
    ("stress", "small_example.xlsx", "-o"), ("export", "small_example.xlsx"), ("new",),
)  # fmt: skip


@pytest.mark.parametrize("force", [(), ("--force",)], ids=["", "force"])
@pytest.mark.parametrize(
    ("command", "kind"),
    [*((one, "pipe") for one in COMMANDS), *((COMMANDS[0], kind) for kind in ("link", "device", "socket"))],
    ids=lambda one: one if isinstance(one, str) else " ".join(one),
)
def test_what_is_neither_a_file_nor_a_folder_is_never_opened_nor_replaced(
    small: Path, command: tuple[str, ...], kind: str, force: tuple[str, ...]
) -> None:
    is_named = command[0] != "solve" or "-o" in command
    name = "special.lp" if command[0] == "export" else "special.xlsx" if is_named else "small_example_plan.xlsx"
    there, words = special(kind, small.with_name(name))
    before = there.lstat()
    done = subprocess.run(
        [sys.executable, "-m", "planner", *command, *((name,) if is_named else ()), *force], cwd=small.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (
        ExitCode.USAGE, f"plan: {name}: this is a {words}; choose the name of a file\n",
    )  # fmt: skip
    after = there.lstat()
    assert (after.st_ino, after.st_mode, after.st_mtime_ns) == (before.st_ino, before.st_mode, before.st_mtime_ns)


def test_a_folder_in_the_place_of_a_template_or_a_program_is_named(small: Path) -> None:
    (small.parent / "folder.xlsx").mkdir()
    (small.parent / "folder.lp").mkdir()
    for command in (("new", "folder.xlsx"), ("export", small.name, "folder.lp")):
        for force in ((), ("--force",)):
            done = plan(*command, *force, cwd=small.parent)
            assert (done.returncode, "this is a folder" in done.stderr) == (ExitCode.USAGE, True), done.stderr


def test_a_folder_that_is_missing_is_made(small: Path) -> None:
    assert solved(small, small.parent / "a" / "b" / "p.xlsx").returncode == ExitCode.DONE
    assert (small.parent / "a" / "b" / "p.xlsx").exists()


def test_no_folder_is_made_for_a_plan_that_there_is_not(small: Path) -> None:
    sheets = small_example()
    sheets["Demand"][1][-2] = "many"
    wrong = write_workbook(small.with_name("wrong.xlsx"), sheets)
    assert solved(wrong, small.parent / "a" / "b" / "p.xlsx").returncode == ExitCode.INPUT
    assert not (small.parent / "a").exists()


def test_a_folder_that_cannot_be_made_is_named_before_anything_is_solved(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    (small.parent / "file").touch()
    (small.parent / "nowhere").symlink_to("gone")
    monkeypatch.setattr(run, "solve_input", None)
    for name in ("file", "nowhere"):
        done = CliRunner().invoke(app, ["solve", str(small), "-o", str(small.parent / name / "a" / "p.xlsx")])
        assert (done.exit_code, f"{name} is no folder" in done.stderr) == (ExitCode.OUTPUT, True), done.stderr


@needs_root
def test_a_full_disk_keeps_the_old_plan_and_says_so(small: Path, disk: Path) -> None:
    old = disk / "p.xlsx"
    assert solved(small, old).returncode == ExitCode.DONE
    before = digest(old)
    sheets = small_example()
    sheets["Demand"][1][-2] = 7.0
    other = write_workbook(small.with_name("other.xlsx"), sheets)
    with (disk / "filling").open("wb") as filling:
        left = shutil.disk_usage(disk).free
        filling.write(bytes(left - 40_000))
    done = solved(other, old)
    assert done.returncode == ExitCode.OUTPUT
    assert "No space left" in done.stderr
    assert digest(old) == before
    assert sorted(one.name for one in disk.iterdir()) == ["filling", "p.xlsx"]
    (disk / "filling").unlink()
    assert solved(other, old).returncode == ExitCode.DONE
    assert digest(old) != before


@needs_root
def test_a_disk_that_may_only_be_read_is_named_before_anything_is_solved(small: Path, disk: Path) -> None:
    assert solved(small, disk / "p.xlsx").returncode == ExitCode.DONE
    before = digest(disk / "p.xlsx")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    done = solved(small, disk / "p.xlsx")
    assert (done.returncode, "read-only" in done.stderr) == (ExitCode.OUTPUT, True)
    assert digest(disk / "p.xlsx") == before
    new = plan("new", disk / "n.xlsx", cwd=small.parent)
    assert (new.returncode, "Traceback" in new.stderr) == (ExitCode.OUTPUT, False)


@needs_root
def test_a_plan_that_may_not_be_replaced_stays_and_the_new_one_lies_beside_it(small: Path) -> None:
    old = small.with_name("small_example_plan.xlsx")
    assert solved(small, old).returncode == ExitCode.DONE
    if subprocess.run(["chattr", "+i", str(old)], capture_output=True, check=False).returncode:
        pytest.skip("this disk cannot keep a file from being replaced")
    try:
        before = digest(old)
        done = solved(small, old)
        assert (done.returncode, digest(old)) == (ExitCode.DONE, before)
        assert "locked by another program; the plan is" in done.stderr
        assert small.with_name("small_example_plan (2).xlsx").exists()
    finally:
        subprocess.run(["chattr", "-i", str(old)], check=True)


def piped(redirected: str, small: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `plan` in a shell with its streams redirected."""
    command = " ".join([sys.executable, "-m", "planner", *arguments, redirected])
    return subprocess.run(
        command, shell=True, cwd=small.parent, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip


@needs_full
def test_standard_output_on_a_full_disk_is_said_and_the_plan_is_written(small: Path) -> None:
    done = piped("> /dev/full", small, "solve", small.name, "-q")
    assert done.returncode == ExitCode.OUTPUT
    assert done.stderr == (
        "plan: standard output: No space left on device; written before that: small_example_plan.xlsx\n"
    )
    helped = piped("> /dev/full", small, "--help")
    assert (helped.returncode, "Traceback" in helped.stderr) == (ExitCode.OUTPUT, False)


@needs_full
@pytest.mark.parametrize("redirected", ["2> /dev/full", "2>&1 | head -n 1", "2>&-", ">&-", "2>&- >&-", "| true"])
def test_a_plan_is_written_whether_or_not_anybody_listens(small: Path, redirected: str) -> None:
    done = piped(redirected, small, "solve", small.name)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert not [word for word in TRACES if word in done.stderr], done.stderr
    assert small.with_name("small_example_plan.xlsx").exists()


def test_a_plan_is_written_beside_its_input_where_the_current_folder_is_gone(small: Path) -> None:
    gone = small.parent / "gone"
    gone.mkdir()
    script = f'cd "{gone}" && rmdir "{gone}" && exec "{sys.executable}" -m planner solve "{small}" -q'
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert small.with_name(f"{small.stem}_plan.xlsx").exists()
