"""Makes the environment of this repository when it is missing or outdated, then runs a command in it.

Standard library only, and it parses on Python 3.8, because it is run by whatever `python3` is on the machine. It must
not know anything of the planner itself.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

TYPE_CHECKING = False  # typing costs a tenth of a warm start; a type checker takes this name as true
if TYPE_CHECKING:
    from typing import Callable, Iterable, Iterator, Sequence

HELP = """\
usage: python3 dev.py COMMAND [ARGUMENTS]

  plan ARGUMENTS          the planner: python3 dev.py plan solve inputs/us_rare_earths.xlsx
  test [ARGUMENTS]        the tests, with any arguments of pytest: python3 dev.py test -m slow
  check [STEPS]           format, lint, types and import layers; all of them, or those named
  run PROGRAM ARGUMENTS   any program of the environment: python3 dev.py run ruff format
  wheel                   builds the wheel into dist/
  requirements [--upgrade]  pins the versions anew after a change in pyproject.toml; --upgrade takes the newest
  uv ARGUMENTS            the uv that this script uses

The planner runs in the current folder, every other command in the repository's; the exit code is passed on.
The environment is .dev/environment, made at the first command from requirements-dev.txt (hash-checked) and again when
that file or pyproject.toml changes. A .venv of your own is left alone. To start afresh, delete .dev.
"""

ROOT = Path(__file__).resolve().parent
PRIVATE = ROOT / ".dev"
ENVIRONMENT = PRIVATE / "environment"
UV_ENVIRONMENT = PRIVATE / "uv"
STAMP = ENVIRONMENT / "made-from"
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
SUFFIX = ".exe" if os.name == "nt" else ""

# The pinned packages have wheels for these; the order is that of preference.
SUPPORTED = ((3, 13), (3, 12), (3, 14))
# Ends at once on a Python that cannot serve: too old, not real (a pyenv shim), or built without a needed library.
PROBE = "import ctypes, ssl, sys, zlib; print('%d.%d' % sys.version_info[:2])"
# Fails on a Python that cannot make the environment for uv: too old for it, or without venv and what is added to this.
CAN_MAKE = "import sys, venv; print('yes' if sys.version_info >= (3, 8) else 'too old');"
CAN_MAKE_ANSWER = "yes"

EXIT_USAGE = 2
EXIT_NO_ENVIRONMENT = 69  # EX_UNAVAILABLE of sysexits.h: none of the exit codes that the planner gives

CHECKS = {
    "format": ["ruff", "format", "--check", "--diff"],
    "lint": ["ruff", "check"],
    "types": ["mypy"],
    "layers": ["lint-imports", "--no-logo", "--no-cache"],  # a cache told of circles that were gone
}

PINNED = {
    "requirements.txt": ["pyproject.toml", "--python-version", "3.12"],
    "requirements-dev.txt": ["pyproject.toml", "--group", "dev", "-c", "requirements.txt", "--python-version", "3.12"],
    "requirements-uv.txt": ["--group", "bootstrap", "--python-version", "3.8"],
}


class SetUpError(Exception):
    """Says why there is no environment and what to install."""


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(HELP, end="")
        return 0
    command, rest = arguments[0], list(arguments[1:])
    commands: dict[str, Callable[[], int]] = {
        "plan": lambda: hand_over([tool("plan"), *rest], here),
        "test": lambda: hand_over([tool("python"), "-m", "pytest", *rest]),
        "check": lambda: check(rest),
        "run": lambda: run(rest),
        "wheel": wheel,
        "requirements": lambda: requirements(rest),
        "uv": lambda: hand_over([find_uv(), *rest]),
    }
    if command not in commands:
        print(f"dev.py: there is no command '{command}'\n\n{HELP}", end="", file=sys.stderr)
        return EXIT_USAGE
    here = current_folder()
    os.chdir(ROOT)
    try:
        if command not in ("requirements", "uv"):
            make_environment()
        return commands[command]()
    except SetUpError as error:
        say(str(error))
        return EXIT_NO_ENVIRONMENT
    except KeyboardInterrupt:
        return 130


# Commands


def check(names: Sequence[str]) -> int:
    """Run the named checks, or all, each to its end, and return 1 if any failed."""
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        say(f"there is no check '{unknown[0]}'; there are {', '.join(CHECKS)}")
        return EXIT_USAGE
    failed = []
    for name in names or CHECKS:
        start = time.monotonic()
        program, *options = CHECKS[name]
        code = subprocess.call([tool(program), *options])
        verdict = "ok" if code == 0 else "FAILED"
        print(f"{name:8} {verdict:6} {time.monotonic() - start:6.1f} s", flush=True)
        if code != 0:
            failed.append(name)
    return 1 if failed else 0


def run(arguments: Sequence[str]) -> int:
    """Run a program of the environment, or one on the path with the environment's programs before the others."""
    if not arguments:
        say("run what? For example: python3 dev.py run ruff format")
        return EXIT_USAGE
    program = shutil.which(arguments[0], path=environment_variables()["PATH"])
    if program is None:
        say(f"there is no program '{arguments[0]}' in the environment or on the path")
        return EXIT_USAGE
    return hand_over([program, *arguments[1:]])


def wheel() -> int:
    """Build the wheel into dist/ with the pinned build backend."""
    options = ["--wheel", "--no-build-isolation", "--python", tool("python"), "--out-dir", "dist"]
    return hand_over([find_uv(), "build", *options])


def requirements(arguments: Sequence[str]) -> int:
    """Write the requirements files: every version pinned, every file hashed, no download host named."""
    uv = find_uv()
    # Beside a pin of `name` alone pip takes the newest release of `name[extra]`, and then refuses it.
    options = ["--universal", "--generate-hashes", "--no-strip-extras", "--no-emit-index-url", "--no-emit-find-links"]
    header = ["--custom-compile-command", "python3 dev.py requirements"]
    for name, source in PINNED.items():
        code = subprocess.call([uv, "pip", "compile", *source, "-o", name, *options, *header, "--quiet", *arguments])
        if code != 0:
            return code
    return 0


def current_folder() -> str:
    """Return the folder in which the script was called, of whose files the planner is asked; ours where it is gone."""
    try:
        return str(Path.cwd())
    except OSError:
        return str(ROOT)


def hand_over(command: Sequence[str], folder: str = str(ROOT)) -> int:
    """Become the command, so that signals and the exit code are its own; on Windows run it and return its code."""
    os.chdir(folder)
    if os.name != "nt":
        os.execve(command[0], list(command), environment_variables())
    return subprocess.call(command, env=environment_variables())


def environment_variables() -> dict[str, str]:
    """Return the variables for a program of the environment: as they are, with its programs first on the path."""
    variables = dict(os.environ)
    variables["PATH"] = os.pathsep.join([str(ENVIRONMENT / SCRIPTS), variables.get("PATH", os.defpath)])
    variables.pop("PYTHONHOME", None)
    return variables


def tool(name: str) -> str:
    """Return the path of a program of the environment."""
    return str(ENVIRONMENT / SCRIPTS / (name + SUFFIX))


# The environment


def make_environment() -> None:
    """Make the environment, or bring it up to date, unless it was made from the files as they are now."""
    wanted = fingerprint()
    if is_made_from(wanted):
        return
    PRIVATE.mkdir(exist_ok=True)
    with one_at_a_time():
        if is_made_from(wanted):
            return
        start = time.monotonic()
        say(f"making the environment in {ENVIRONMENT.relative_to(ROOT)}; this is needed once")
        uv = find_uv()
        STAMP.unlink(missing_ok=True)
        if probe(tool("python")) not in SUPPORTED:
            make_empty_environment(uv)
        target = ["--quiet", "--python", tool("python")]
        install = [uv, "pip", "sync", *target, "--require-hashes", "--compile-bytecode", "requirements-dev.txt"]
        must(install, "the packages could not be installed; the lines above say why")
        link = [uv, "pip", "install", *target, "--no-deps", "--no-build-isolation", "--editable", "."]
        must(link, "the repository could not be linked into the environment; the lines above say why")
        # As the packages above, so that a command starts soon where Python may not keep what it compiles.
        must([tool("python"), "-m", "compileall", "-q", "models", "planner"], "the repository does not compile")
        STAMP.write_text(wanted)
        say(f"the environment is ready ({time.monotonic() - start:.1f} s)")


def make_empty_environment(uv: str) -> None:
    """Make an environment without packages on the best Python of this machine, or on one that uv finds or fetches."""
    python = find_python(python_candidates())
    if python is None:
        say("found no Python 3.12, 3.13 or 3.14 on this machine; asking uv for one")
    must(
        [uv, "venv", "--quiet", "--clear", "--python", python or ">=3.12,<3.15", str(ENVIRONMENT)],
        "Python 3.12 or newer is needed, and none could be found or fetched. Install one and run this again: "
        "'apt install python3' on Debian 13 or Ubuntu 24.04, 'pyenv install 3.13', or the installer of python.org",
    )


def fingerprint() -> str:
    """Return a digest of all that the environment is made from, this folder's path included, since it may be moved."""
    digest = hashlib.sha256(str(ROOT).encode())
    for name in ("requirements-dev.txt", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def is_made_from(wanted: str) -> bool:
    """Say whether the environment was completed from these files and its Python is still there."""
    return STAMP.exists() and STAMP.read_text() == wanted and Path(tool("python")).exists()


# uv and Python


def find_uv() -> str:
    """Return a uv that works: the one on the path, else one of our own, installed on first use."""
    on_path = shutil.which("uv")
    if on_path and output_of([on_path, "--version"]):
        return on_path
    own = str(UV_ENVIRONMENT / SCRIPTS / ("uv" + SUFFIX))
    stamp = UV_ENVIRONMENT / "made-from"
    pins = ROOT / "requirements-uv.txt"
    if not (stamp.exists() and stamp.read_bytes() == pins.read_bytes() and output_of([own, "--version"])):
        say(f"uv is not on the path; installing it in {UV_ENVIRONMENT.relative_to(ROOT)}")
        install_uv(pins, [sys.executable, *python_candidates(), *all_on_path("python3")])
        stamp.write_bytes(pins.read_bytes())
    return own


def install_uv(pins: Path, pythons: Iterable[str]) -> None:
    """Install uv in an environment of its own, with the first Python that can make one and has pip or ensurepip."""
    inside = str(UV_ENVIRONMENT / SCRIPTS / ("python" + SUFFIX))
    for python in pythons:
        # Debian's python3 comes without ensurepip, and often with pip; a Python from elsewhere comes with both.
        if output_of([python, "-c", CAN_MAKE + "from ensurepip import bootstrap"]) == CAN_MAKE_ANSWER:
            without_pip, pip = [], [inside, "-m", "pip"]
        elif output_of([python, "-c", CAN_MAKE + "from pip import main"]) == CAN_MAKE_ANSWER:
            without_pip, pip = ["--without-pip"], [python, "-m", "pip", "--python", inside]
        else:
            continue
        must(
            [python, "-m", "venv", "--clear", *without_pip, str(UV_ENVIRONMENT)], "no environment for uv could be made"
        )
        options = ["--quiet", "--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:"]
        must([*pip, "install", *options, "-r", str(pins)], "uv could not be installed; the lines above say why")
        return
    raise SetUpError(
        "neither uv nor pip is here, and no Python on this machine can make an environment with pip in it. "
        "Install one of them and run this again: 'apt install python3-venv' on Debian or Ubuntu, or uv"
    )


def find_python(candidates: Iterable[str]) -> str | None:
    """Return the first candidate that is a whole Python of a supported version."""
    return next((candidate for candidate in candidates if probe(candidate) in SUPPORTED), None)


def python_candidates() -> Iterator[str]:
    """Yield paths that may be a Python of a supported version: the running one, those on the path, those of pyenv."""
    if sys.version_info[:2] in SUPPORTED:
        yield sys.executable
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for major, minor in SUPPORTED:
        name = f"python{major}.{minor}"
        yield from all_on_path(name)
        yield from (str(path) for path in sorted(pyenv.glob(f"{major}.{minor}.*/bin/{name}"), reverse=True))
    yield from all_on_path("python3")


def all_on_path(name: str) -> list[str]:
    """Return every program of that name on the path, not the first alone: a pyenv shim may hide a real Python."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    found = [shutil.which(name, path=folder) for folder in folders if folder]
    return [path for path in found if path]


def probe(python: str) -> tuple[int, int] | None:
    """Return the version of a Python that has what we need, or None."""
    major, _, minor = output_of([python, "-c", PROBE]).partition(".")
    return (int(major), int(minor)) if minor else None


# Small parts


def output_of(command: Sequence[str]) -> str:
    """Return what a command prints, or nothing when it fails or is not there."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.decode(errors="replace").strip()


def must(command: Sequence[str], otherwise: str) -> None:
    """Run a command with its output on stderr, stdout being the planner's; a failure is a SetUpError."""
    if subprocess.call(command, stdout=sys.stderr.fileno()) != 0:
        raise SetUpError(otherwise)


def say(text: str) -> None:
    """Write a line of progress to stderr."""
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold a lock while the environment is made, so that two commands do not make it at once; none on Windows."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with (PRIVATE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
