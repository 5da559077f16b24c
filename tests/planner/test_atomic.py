"""A file is replaced whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from planner.atomic import replace_atomically
from planner.errors import OutputError


def test_content_replaces_what_was_there_and_leaves_no_other_file(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"old and longer")
    replace_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert [file.name for file in tmp_path.iterdir()] == ["plan.xlsx"]


def test_a_failed_write_keeps_the_old_file_and_leaves_no_temporary_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        replace_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["plan.xlsx"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"plan\.xlsx: the folder .*gone does not exist"):
        replace_atomically(tmp_path / "gone" / "plan.xlsx", b"new")


def test_a_folder_in_the_place_of_the_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is a folder"):
        replace_atomically(tmp_path, b"new")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_a_pipe_in_the_place_of_the_file_is_an_error_and_stays(tmp_path: Path) -> None:
    """Such as one in the place of a certificate, whose name is known only once it is made."""
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(OutputError, match=r"pipe\.csv: is a pipe, a device or a socket"):
        replace_atomically(tmp_path / "pipe.csv", b"new")
    assert (tmp_path / "pipe.csv").is_fifo()


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_the_file_behind_a_link_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "real.xlsx").write_bytes(b"old")
    link = tmp_path / "link.xlsx"
    link.symlink_to("real.xlsx")
    replace_atomically(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "real.xlsx").read_bytes() == b"new"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")
def test_a_new_file_gets_the_permissions_of_the_users_mask_and_a_replaced_one_keeps_its_own(tmp_path: Path) -> None:
    old_mask = os.umask(0o027)
    try:
        replace_atomically(tmp_path / "new.xlsx", b"x")
    finally:
        os.umask(old_mask)
    assert (tmp_path / "new.xlsx").stat().st_mode & 0o777 == 0o640
    kept = tmp_path / "kept.xlsx"
    kept.write_bytes(b"old")
    kept.chmod(0o600)
    replace_atomically(kept, b"new")
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_link_that_leads_to_itself_is_an_error(tmp_path: Path) -> None:
    loop = tmp_path / "loop.xlsx"
    loop.symlink_to(loop)
    with pytest.raises(OutputError, match="link that leads nowhere"):
        replace_atomically(loop, b"new")
