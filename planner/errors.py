"""What can end a command, and with which exit code.

PlannerError
 ├─ UsageError       2    wrong usage, file not found
 ├─ InputError       3    the input has errors; carries all of them
 ├─ NoPlanError      4    no plan exists, explained
 ├─ StoppedError     5    stopped by a limit, no plan
 ├─ OutputError      6    the output cannot be written
 ├─ RefusedError     8    `plan verify` refuses the plan
 └─ InternalError    70   our own fault, our own verifier's refusal included
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from models.issues import Issue, errors
from models.nouns import counted


class ExitCode(IntEnum):
    """Exit codes of command `plan`."""

    DONE = 0
    USAGE = 2
    INPUT = 3
    NO_PLAN = 4
    STOPPED = 5
    OUTPUT = 6
    SHORT = 7
    REFUSED = 8
    INTERNAL = 70
    HUNG_UP = 129
    INTERRUPTED = 130
    TERMINATED = 143


class PlannerError(Exception):
    """Anything that ends a command with a sentence instead of a traceback."""

    exit_code = ExitCode.INTERNAL

    def __reduce__(self) -> tuple[object, ...]:
        """Return how a copy is made in another process: with its sentence, which is not what it was made from."""
        return _copied, (type(self), self.args, vars(self))


def _copied(kind: type[PlannerError], args: tuple[object, ...], rest: dict[str, object]) -> PlannerError:
    fault = kind.__new__(kind, *args)
    vars(fault).update(rest)
    return fault


class UsageError(PlannerError):
    """The command was called wrongly, or the file is not there."""

    exit_code = ExitCode.USAGE


class InputError(PlannerError):
    """The input has errors; all findings, warnings and notes too, are in `issues`."""

    exit_code = ExitCode.INPUT

    def __init__(self, issues: Sequence[Issue]) -> None:
        super().__init__(f"{counted(len(errors(issues)), 'error')} in the input")
        self.issues = tuple(issues)


class NoPlanError(PlannerError):
    """No plan exists."""

    exit_code = ExitCode.NO_PLAN


class ContradictionError(NoPlanError):
    """No plan satisfies the hard rows."""

    def __init__(self) -> None:
        super().__init__("the hard rows contradict each other")


class EndlessError(NoPlanError):
    """A tier has no lower end; `tier` is its name."""

    def __init__(self, tier: str) -> None:
        super().__init__(f"tier '{tier}' has no lower end: something earns money without a limit")
        self.tier = tier


class StoppedError(PlannerError):
    """A limit stopped the solver before it had a plan."""

    exit_code = ExitCode.STOPPED


class OutputError(PlannerError):
    """The output cannot be written."""

    exit_code = ExitCode.OUTPUT


class LockedError(OutputError):
    """The output could be written beside the file that is there, and this one cannot be replaced."""


class RefusedError(PlannerError):
    """The verifier refuses a plan that was given to it."""

    exit_code = ExitCode.REFUSED

    def __init__(self, message: str, faults: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class InternalError(PlannerError):
    """Something that must not happen did: a fault of this program."""

    exit_code = ExitCode.INTERNAL


class UnsolvedError(InternalError):
    """A solver has no answer, in whatever way it is asked; no plan hangs on the tie-break's."""
