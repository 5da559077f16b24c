"""How a command ends: every end that can be foreseen is a sentence and an exit code, and no traceback."""

from __future__ import annotations

import errno
import functools
import gc
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NoReturn

from planner.errors import ExitCode, InputError, PlannerError
from planner.process import memory, stop
from planner.terminal import PRINTED_OF_A_KIND, discard, print_issues, say, show_document

if TYPE_CHECKING:
    from planner.run import Solved


def guarded[**Arguments](command: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """Turn every planned end of a command into a sentence and an exit code."""

    @functools.wraps(command)
    def run(*arguments: Arguments.args, **options: Arguments.kwargs) -> None:
        # A command lives for seconds and makes hardly any cycles: the collector would only cost time.
        gc.disable()
        try:
            command(*arguments, **options)
        except KeyboardInterrupt:
            say(f"stopped; {stop.what_was_written()}")
            raise SystemExit(ExitCode.INTERRUPTED) from None
        except PlannerError as fault:
            report_fault(fault, options)
            raise SystemExit(fault.exit_code) from None
        except BrokenPipeError:
            # Whoever read standard output has seen enough; what had to be written is written.
            discard(sys.stdout)
            raise SystemExit(ExitCode.DONE) from None
        except OSError as fault:
            if options.get("debug"):
                traceback.print_exc()
            if memory.is_want_of_memory(fault):
                end_without_memory()
            say(f"plan: {fault.filename or 'standard output'}: {fault.strerror or fault}; {stop.what_was_written()}")
            raise SystemExit(ExitCode.USAGE if fault.errno == errno.ENAMETOOLONG else ExitCode.OUTPUT) from None
        except Exception as fault:  # noqa: BLE001 (the last word to the planner: a sentence, and how to see more)
            if options.get("debug"):
                traceback.print_exc()
            if memory.is_want_of_memory(fault):
                end_without_memory()
            say(f"plan: internal fault, {stop.what_was_written()}: {type(fault).__name__}: {fault}")
            say("plan: this is a defect of the program; add --debug to see where, and report it with the input")
            raise SystemExit(ExitCode.INTERNAL) from None

    return run


def end_without_memory() -> NoReturn:
    """Say that the memory did not suffice: a limit, as time is one; and end, before the way out asks for more."""
    with suppress(AttributeError, OSError, MemoryError, SystemError):
        sys.stdout.flush()
    stop.leave("plan: not enough memory", ExitCode.STOPPED)


def report_fault(fault: PlannerError, options: Mapping[str, object]) -> None:
    """Say why a command ends without a result: on standard error, and as a document where one was asked for."""
    if options.get("debug"):
        traceback.print_exc()
    if isinstance(fault, InputError):
        print_issues(fault.issues, verbose=bool(options.get("verbose")), quiet=bool(options.get("quiet")))
    say(f"plan: {fault}")
    for line in getattr(fault, "faults", ())[:PRINTED_OF_A_KIND]:
        say(f"  {line}")
    if options.get("as_json"):
        from planner.report import fault_document

        show_document(fault_document(fault))


@contextmanager
def heard() -> Iterator[None]:
    """Hand over what a block prints, while it can still be said that nobody takes it, as on a full disk."""
    try:
        yield
    except OSError as fault:  # outside of the commands only printing can fail: help, versions, wrong usage
        end_unheard(fault)
    except Exception as fault:
        if memory.is_want_of_memory(fault):
            end_without_memory()
        raise
    finally:
        flush_output()


def flush_output() -> None:
    """Hand over what was printed."""
    if sys.stdout is None:  # closed by whoever called
        return
    try:
        sys.stdout.flush()
    except OSError as fault:
        end_unheard(fault)


def end_unheard(fault: OSError) -> None:
    """Say that standard output takes nothing, unless whoever read it has just seen enough."""
    discard(sys.stdout)
    if fault.errno != errno.EPIPE:
        say(f"plan: standard output: {fault.strerror}; {stop.what_was_written()}")
        raise SystemExit(ExitCode.OUTPUT) from None


def finish(solved: Solved, *, fail_on_shortage: bool = False) -> None:
    """Leave with the exit code that a plan deserves; a stop wins over a shortage."""
    from planner.report import is_short

    if solved.plan.solution.stopped_in is not None:
        raise SystemExit(ExitCode.STOPPED)
    if fail_on_shortage and is_short(solved):
        raise SystemExit(ExitCode.SHORT)
