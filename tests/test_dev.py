"""The set-up: dev.py runs on an old Python, and the pinned requirements are whole, hashed and free of host names."""

import ast
import contextlib
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import dev
from tests.places import ROOT

OLDEST_PYTHON = (3, 8)
PINNED = sorted(dev.PINNED)
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def pins_of(name: str) -> dict[str, tuple[Requirement, int]]:
    """Return each pinned requirement of a file with the number of its hashes, by name."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    requirements = [(Requirement(HASH.sub("", line)), len(HASH.findall(line))) for line in lines]
    return {canonicalize_name(requirement.name): (requirement, hashes) for requirement, hashes in requirements}


def project() -> dict[str, list[Requirement]]:
    """Return what pyproject.toml asks for, by requirements file."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        table = tomllib.load(file)
    run_time, groups = table["project"]["dependencies"], table["dependency-groups"]
    wanted = {
        "requirements.txt": run_time,
        "requirements-dev.txt": [*run_time, *groups["dev"]],
        "requirements-uv.txt": groups["bootstrap"],
    }
    return {name: [Requirement(line) for line in lines] for name, lines in wanted.items()}


def write_program(path: Path, text: str) -> str:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def run_dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "dev.py", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


needs_a_shell = pytest.mark.skipif(sys.platform == "win32", reason="the programs stood in for are shell scripts")


def test_dev_parses_on_the_oldest_python() -> None:
    ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=OLDEST_PYTHON)


def test_dev_evaluates_no_annotation_that_an_old_python_refuses() -> None:
    """`list[str]` as an annotation is no error on Python 3.8 as long as it is not evaluated."""
    tree = ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"))
    futures = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    assert [alias.name for node in futures for alias in node.names] == ["annotations"]


def test_dev_imports_the_standard_library_alone() -> None:
    nodes = list(ast.walk(ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


@pytest.mark.parametrize("name", PINNED)
def test_every_requirement_is_one_version_with_a_hash(name: str) -> None:
    pins = pins_of(name)
    assert pins
    for requirement, hashes in pins.values():
        assert [specifier.operator for specifier in requirement.specifier] == ["=="]
        assert hashes > 0


@pytest.mark.parametrize("name", PINNED)
def test_the_requirements_name_no_host(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.findall(r"://|--index-url|--extra-index-url|--find-links|--trusted-host| @ ", text) == []


@pytest.mark.parametrize("name", PINNED)
def test_the_pins_meet_what_the_project_asks_for(name: str) -> None:
    pins = pins_of(name)
    for wanted in project()[name]:
        (specifier,) = pins[canonicalize_name(wanted.name)][0].specifier
        assert wanted.specifier.contains(specifier.version), wanted


@pytest.mark.parametrize("name", PINNED)
def test_what_is_asked_for_with_an_extra_is_pinned_with_it(name: str) -> None:
    """With hashes, an older pip takes the newest release of what is pinned without the extra, and refuses it."""
    pins = {key: pin for key, (pin, _) in pins_of(name).items()}
    wanted = list(project()[name])
    for key in pins:
        with contextlib.suppress(PackageNotFoundError):
            wanted += map(Requirement, requires(key) or ())
    for one in wanted:
        if one.extras and (one.marker is None or one.marker.evaluate({"extra": ""})):
            assert one.extras <= pins[canonicalize_name(one.name)].extras, one


def test_developers_and_planners_run_the_same_versions() -> None:
    run_time, development = pins_of("requirements.txt"), pins_of("requirements-dev.txt")
    assert {name: str(pin) for name, (pin, _) in run_time.items()} == {
        name: str(pin) for name, (pin, _) in development.items() if name in run_time
    }


def test_no_lock_file_that_names_a_host_is_committed() -> None:
    assert "uv.lock" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_dev_alone_prints_each_command() -> None:
    done = run_dev()
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines() if re.match(r"  \w", line)] == [
        "plan", "test", "check", "run", "wheel", "requirements", "uv",
    ]  # fmt: skip


def test_an_unknown_command_is_wrong_usage() -> None:
    done = run_dev("tset")
    assert done.returncode == dev.EXIT_USAGE
    assert done.stdout == ""
    assert "there is no command 'tset'" in done.stderr


def test_an_unknown_check_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.check(["lnit"]) == dev.EXIT_USAGE
    assert "there is no check 'lnit'; there are format, lint, types, layers" in capsys.readouterr().err


@needs_a_shell
def test_checks_run_to_the_end_and_one_failure_fails_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / dev.SCRIPTS).mkdir()
    write_program(tmp_path / dev.SCRIPTS / "ruff", "exit 3")
    write_program(tmp_path / dev.SCRIPTS / "mypy", "exit 0")
    monkeypatch.setattr(dev, "ENVIRONMENT", tmp_path)
    assert dev.check(["lint", "types"]) == 1
    assert [line.split()[:2] for line in capfd.readouterr().out.splitlines()] == [["lint", "FAILED"], ["types", "ok"]]
    assert dev.check(["types"]) == 0


def test_the_exit_code_of_a_command_is_passed_on() -> None:
    code = "import sys, dev; sys.exit(dev.hand_over([sys.executable, '-c', 'raise SystemExit(7)']))"
    assert subprocess.call([sys.executable, "-c", code], cwd=ROOT) == 7


@needs_a_shell
@pytest.mark.parametrize(("command", "is_here"), [("plan", True), ("test", False)])
def test_the_planner_runs_in_the_current_folder_and_the_rest_in_the_repositorys(
    command: str, is_here: bool, tmp_path: Path
) -> None:
    code = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import dev
dev.make_environment = lambda: None
dev.tool = lambda name: {str(tmp_path / "tool")!r}
dev.main([{command!r}])
"""
    (tmp_path / "tool").write_text("#!/bin/sh\npwd\n")
    (tmp_path / "tool").chmod(0o755)
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == str(tmp_path if is_here else ROOT)


@needs_a_shell
def test_a_python_that_only_looks_like_one_is_passed_over(tmp_path: Path) -> None:
    """A pyenv shim has the name of each version there is, and fails for those that are not chosen."""
    shim = write_program(tmp_path / "shim", "echo 'pyenv: python3.13: command not found' >&2; exit 127")
    too_old = write_program(tmp_path / "old", "echo 3.11")
    whole = write_program(tmp_path / "whole", "echo 3.13")
    assert dev.find_python([str(tmp_path / "absent"), shim, too_old, whole]) == whole
    assert dev.find_python([shim, too_old]) is None


def test_the_running_python_is_found_to_be_whole() -> None:
    assert dev.probe(sys.executable) == sys.version_info[:2]


@needs_a_shell
def test_a_python_hidden_by_another_on_the_path_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
        write_program(tmp_path / folder / "python3.12", "exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path / 'first'}:{tmp_path / 'second'}")
    assert dev.all_on_path("python3.12") == [str(tmp_path / folder / "python3.12") for folder in ("first", "second")]


@needs_a_shell
def test_a_machine_without_pip_is_told_what_to_install(tmp_path: Path) -> None:
    """Debian's own python3 has neither ensurepip nor pip until python3-venv or python3-pip is there."""
    bare = write_program(tmp_path / "python3", "echo \"ModuleNotFoundError: No module named 'ensurepip'\" >&2; exit 1")
    with pytest.raises(dev.SetUpError, match="apt install python3-venv"):
        dev.install_uv(ROOT / "requirements-uv.txt", [bare])


def copy_of_what_it_is_made_from(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let dev.py work in a folder that holds an environment made from the files as they are."""
    for name in ("requirements-dev.txt", "pyproject.toml"):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    environment = folder / "environment"
    (environment / dev.SCRIPTS).mkdir(parents=True)
    for name, value in {"ROOT": folder, "ENVIRONMENT": environment, "STAMP": environment / "made-from"}.items():
        monkeypatch.setattr(dev, name, value)
    Path(dev.tool("python")).touch()
    dev.STAMP.write_text(dev.fingerprint())


def test_an_environment_made_from_the_files_as_they_are_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_of_what_it_is_made_from(tmp_path, monkeypatch)
    assert dev.is_made_from(dev.fingerprint())


@pytest.mark.parametrize("name", ["requirements-dev.txt", "pyproject.toml"])
def test_a_changed_file_makes_the_environment_anew(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy_of_what_it_is_made_from(tmp_path, monkeypatch)
    with (tmp_path / name).open("a") as file:
        file.write("# changed\n")
    assert not dev.is_made_from(dev.fingerprint())


def test_an_environment_whose_python_is_gone_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy_of_what_it_is_made_from(tmp_path, monkeypatch)
    Path(dev.tool("python")).unlink()
    assert not dev.is_made_from(dev.fingerprint())


def test_an_environment_that_was_not_completed_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy_of_what_it_is_made_from(tmp_path, monkeypatch)
    dev.STAMP.unlink()
    assert not dev.is_made_from(dev.fingerprint())
