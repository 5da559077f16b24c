"""What each exit code of `plan` means."""

from __future__ import annotations

from dataclasses import dataclass

from planner.errors import ExitCode


@dataclass(frozen=True)
class Exit:
    """One exit code: what it means, what to do about it, and a last line of standard error or output with it."""

    code: ExitCode
    cause: str
    remedy: str
    example: str


EXITS = (
    Exit(
        ExitCode.DONE,
        "The command did what it was asked for. Demand that stays short is a result, and warnings alone stop nothing.",
        "Read the Summary.",
        "small_example_plan.xlsx",
    ),
    Exit(
        ExitCode.USAGE,
        "The command was called wrongly, or there is no such file.",
        "Correct the command; `plan COMMAND --help` ends with examples.",
        "plan: gone.xlsx: there is no such file or folder",
    ),
    Exit(
        ExitCode.INPUT,
        "The input has errors, and nothing was solved. All of them are listed, each with its sheet and cell.",
        "Mend each cell as its line says; the sections below tell more of each kind.",
        "plan: 2 errors in the input",
    ),
    Exit(
        ExitCode.NO_PLAN,
        "No plan exists: hard rows contradict each other, or something earns money without a limit.",
        "Loosen one of the rows that the lines below name, or make it soft.",
        "plan: no plan exists: the hard rows contradict each other",
    ),
    Exit(
        ExitCode.STOPPED,
        "A limit on time, processor time or memory stopped the command. The best verified plan was written, marked as "
        "such, or none.",
        "Raise `--time-limit`, or take the plan with the gap that it names.",
        "plan: not enough memory; nothing was written",
    ),
    Exit(
        ExitCode.OUTPUT,
        "The plan cannot be written where it should be, or has more rows than a sheet holds. What stood there is "
        "untouched.",
        "Close the file in other programs, free some space, choose another place with `-o`, or plan fewer periods.",
        "plan: plan.xlsx: this file is not a plan of ours; choose another name with -o, or add --force",
    ),
    Exit(
        ExitCode.SHORT,
        "Demand is short and `--fail-on-shortage` was given. The plan was written.",
        "Read sheet Unmet.",
        "small_example_plan.xlsx",
    ),
    Exit(
        ExitCode.REFUSED,
        "`plan verify` refuses the plan: the file is none, it breaks a row of the input, or it says something else "
        "than it adds up to. That it was made from another input is said, and refused where it breaks that one. So "
        "it is with `--exact` where the plan has no proof.",
        "Solve again, and change the input instead of the plan.",
        "plan: other.xlsx is no plan: it has no sheet Flows and no sheet Run",
    ),
    Exit(
        ExitCode.INTERNAL,
        "A fault of this program, its own verifier's refusal included. The last line says what was written; no file is "
        "half written.",
        "Report it with the input; `--debug` shows where it happened.",
        "plan: internal fault, nothing was written: ...",
    ),
    Exit(
        ExitCode.HUNG_UP,
        "The terminal was closed in which the command ran. No file is half written.",
        "Start again; `nohup plan ...` goes on without a terminal.",
        "stopped; nothing was written",
    ),
    Exit(
        ExitCode.INTERRUPTED,
        "Ctrl-C. The last line says what was written before; no file is half written.",
        "Start again.",
        "stopped; nothing was written",
    ),
    Exit(
        ExitCode.TERMINATED,
        "The system asked the command to end. The last line says what was written before; no file is half written.",
        "Start again.",
        "stopped; nothing was written",
    ),
)
