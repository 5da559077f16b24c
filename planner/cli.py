"""The command `plan`: parse, call, print; exit codes; nothing else.

Heavy modules are imported inside the commands, so that `plan --help` loads no pandas, solver or Excel library.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from models.nouns import counted
from planner import __version__
from planner.ends import finish, guarded, heard
from planner.errors import ExitCode, RefusedError, UsageError
from planner.examples import joined_names
from planner.explain.level import Level
from planner.options import AsJson, Debug, Force, Input, Near, Quiet, Solver, Verbose
from planner.output import Begun, flags_of, put, say_edit
from planner.terminal import accept_any_text, print_issues, progress_of, say, show, show_document

EXIT_CODES = """Exit codes: 0 done, a shortage being a result and no failure; 2 wrong usage or no such file; 3 the input
has errors, nothing solved; 4 no plan exists; 5 stopped by a limit, of time or of memory; 6 output not writable; 7
demand is short and --fail-on-shortage was given; 8 `plan verify` refuses; 70 internal fault; 129 the
terminal was closed; 130 Ctrl-C; 143 told to end by the system."""

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help=f"Plan what to buy, make and store when one country can withhold the material.\n\n{EXIT_CODES}",
)


def print_version(wanted: bool) -> None:
    """Print the versions of plan, HiGHS and Python."""
    if wanted:
        from importlib.metadata import version

        print(f"plan {__version__}, HiGHS {version('highspy')}, Python {sys.version.split()[0]}")
        raise typer.Exit


@app.callback()
def main_options(
    version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print versions.")
    ] = False,
) -> None:
    """Hold the options of the command itself."""
    del version


@app.command(epilog="Examples: plan new inputs.xlsx   plan new my.xlsx --example us-rare-earths")
@guarded
def new(
    file: Annotated[Path, typer.Argument(help="Workbook to write.")],
    example: Annotated[
        str | None, typer.Option(help=f"Write a worked example instead of an empty template: {joined_names()}.")
    ] = None,
    force: Force = False,
    debug: Debug = False,
) -> None:
    """Write an empty template, or a worked example."""
    from planner.examples import write_example
    from planner.paths import require_place_for_file
    from planner.write.template import write_template

    if file.suffix.casefold() != ".xlsx":
        raise UsageError(f"{file}: end the name in .xlsx")
    require_place_for_file(file)
    if file.exists() and not force:
        raise UsageError(f"{file} exists; choose another name, or add --force")
    if example is None:
        write_template(file)
    else:
        write_example(example, file)
    show(str(file))


@app.command(epilog="Examples: plan check inputs.xlsx   plan check inputs/us_rare_earths -v")
@guarded
def check(
    file: Input,
    near: Near = None,
    verbose: Verbose = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Read and check everything, solve nothing, list every finding with sheet and cell."""
    from models.issues import errors
    from planner.check import check_input
    from planner.report import issue_document, reading_lines

    checked = check_input(file, near)
    counts = Counter(str(issue.severity) for issue in checked.issues)
    if as_json:
        show_document({"file": str(file), "findings": issue_document(checked.issues)})
    else:
        print_issues(checked.issues, verbose=verbose, quiet=quiet)
        notes = "" if verbose else " (shown with -v)"
        told = ", ".join(counted(counts[kind], kind) for kind in ("error", "warning", "note"))
        show(f"{file}: {told}{notes}")
    for line in reading_lines(checked) if verbose else ():
        say(line)
    if errors(checked.issues):
        raise SystemExit(ExitCode.INPUT)


@app.command(epilog="Examples: plan solve inputs/us_rare_earths.xlsx   plan solve my.xlsx -o my_plan.xlsx --json")
@guarded
def solve(
    file: Input,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Where to write the plan.")] = None,
    solver: Solver = "highs",
    near: Near = None,
    time_limit: Annotated[
        float | None, typer.Option(help="Most seconds for plan and sheets, from reading on.", min=0.0)
    ] = None,
    explain: Annotated[Level, typer.Option(help="How much is explained; full also weighs every rule.")] = Level.FAST,
    fail_on_shortage: Annotated[bool, typer.Option(help="Exit with 7 when demand is short.")] = False,
    force: Force = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Read, check, solve, verify and write the plan: the main job.

    The plan of inputs/x.xlsx is outputs/x_plan.xlsx, else x_plan.xlsx beside its input; one that was edited since is
    kept, and the new one is x_plan (2).xlsx.
    """
    from planner.paths import output_path
    from planner.report import result_document, result_sentences

    path, remark = output_path(file, output, force=force)
    from planner.run import solve_input
    from planner.write.workbook import report_of

    progress, begun = progress_of(verbose=verbose, quiet=quiet), Begun()
    solved = solve_input(file, solver, time_limit, progress, near, explain, meanwhile=begun.begin)
    if remark:
        say(remark)
    flags = flags_of(time_limit=time_limit, explain=explain)
    written = put(path, report_of(solved, flags=flags), file, near, progress, force=force, draft=begun.draft)
    if as_json:
        show_document(result_document(solved, written))
    else:
        print_issues(solved.checked.issues, verbose=verbose, quiet=quiet)
        for sentence in result_sentences(solved):
            show(sentence)
        show(str(written))
    finish(solved, fail_on_shortage=fail_on_shortage)


@app.command(
    epilog='Examples: plan explain outputs/us_rare_earths_plan.xlsx   plan explain my.xlsx --close "EV 2027-03"'
)
@guarded
def explain(
    file: Annotated[Path, typer.Argument(readable=False, help="Workbook of a plan, or of an input; or a folder.")],
    close: Annotated[
        str | None, typer.Option(help="A demand that is short, `priority 2` or `all`, and a period: to cure.")
    ] = None,
    most: Annotated[int, typer.Option("--cures", help="How many cures are looked for.", min=1)] = 3,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Also write the plan there, explained in full.")
    ] = None,
    near: Near = None,
    time_limit: Annotated[
        float | None,
        typer.Option(help="Most seconds for the plan and, with -o, its sheets; not for the story.", min=0.0),
    ] = None,
    force: Force = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Tell why a plan is short, limit by limit, and what would cure a shortage; with -o fill the workbook's sheets."""
    from planner.paths import output_path

    path, remark = (None, "") if output is None else output_path(file, output, force=force)
    from planner.story import tell

    if remark:
        say(remark)
    progress = progress_of(verbose=verbose, quiet=quiet)
    level = Level.NONE if path is None else Level.FULL
    told = tell(file, time_limit, progress, close, most, level, flags_of(time_limit=time_limit, explain=level), near)
    say_edit(file, told.solved)
    print_issues(told.solved.checked.issues, verbose=verbose, quiet=quiet)
    for line in told.lines:
        show(line)
    if path is not None:
        show(str(put(path, told.report, file, near, progress, force=force)))
    finish(told.solved)


@app.command(epilog="Examples: plan stress inputs/us_rare_earths.xlsx   plan stress my.xlsx --at 2027Q2 -o stress.xlsx")
@guarded
def stress(
    file: Input,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Where to write the figures.")] = None,
    at: Annotated[str | None, typer.Option(help="Period from which losses count; else one that comes soon.")] = None,
    hedged: Annotated[
        int | None, typer.Option("--hedges", help="Losses to find the cheapest hedge against; else three.", min=1)
    ] = None,
    jobs: Annotated[int | None, typer.Option(help="Processes that solve; else by the machine.", min=1)] = None,
    near: Near = None,
    time_limit: Annotated[
        float | None, typer.Option(help="Most seconds for the plan; not for stops and losses.", min=0.0)
    ] = None,
    answer_limit: Annotated[
        float | None, typer.Option(help="Most seconds for stops, losses and hedges; the rest is not known.", min=0.0)
    ] = None,
    force: Force = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Tell what a stop of the withholding country, and the loss of each supplier, would do, prepared and surprised.

    The workbook is x_stress.xlsx where that of `plan solve` is x_plan.xlsx.
    """
    from planner.paths import STRESS, output_path

    path, remark = output_path(file, output, force=force, kind=STRESS)
    from planner.stress import stress_input
    from planner.write.stress_words import sentences
    from planner.write.workbook import report_of

    if remark:
        say(remark)
    progress = progress_of(verbose=verbose, quiet=quiet)
    stressed = stress_input(file, time_limit, progress, near, at, jobs, hedged, answer_limit)
    say_edit(file, stressed.solved)
    print_issues(stressed.solved.checked.issues, verbose=verbose, quiet=quiet)
    flags = flags_of(time_limit=time_limit, at=at, hedges=hedged, answer_limit=answer_limit)
    report = report_of(stressed.solved, stressed, flags)
    written = put(path, report, file, near, progress, force=force)
    if not quiet:
        for sentence in sentences(report, stressed):
            show(sentence)
    show(str(written))


@app.command(epilog="Examples: plan verify outputs/us_rare_earths_plan.xlsx inputs/us_rare_earths.xlsx")
@guarded
def verify(
    plan: Annotated[Path, typer.Argument(readable=False, help="Workbook that `plan solve` wrote.")],
    file: Annotated[Path, typer.Argument(readable=False, help="The input that it was made from.")],
    near: Near = None,
    exact: Annotated[bool, typer.Option(help="Prove that no plan is better in fractions, without rounding.")] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Check a plan against its input, apart from the program that made it, and the proof that no plan is better."""
    from planner.certify import verify_files

    certified = verify_files(plan, file, near, exact=exact)
    if as_json:
        show_document(certified.document())
    else:
        for sentence in certified.sentences():
            show(sentence)
    accepted = certified.verification.accepted
    if accepted and exact and certified.unproven and not as_json:
        raise RefusedError("--exact asks for a proof, and the plan has none")
    if not accepted or (exact and certified.unproven):
        raise SystemExit(ExitCode.REFUSED)


@app.command(epilog="Examples: plan export inputs/us_rare_earths.xlsx model.lp   plan export my.xlsx model.mps")
@guarded
def export(
    file: Input,
    target: Annotated[Path, typer.Argument(help="model.lp or model.mps")],
    names: Annotated[bool, typer.Option(help="Readable names made from the keys.")] = True,
    near: Near = None,
    tier: Annotated[int, typer.Option(help="Whose objective: 1 is the best tier; none is locked.", min=1)] = 1,
    force: Force = False,
    debug: Debug = False,
) -> None:
    """Write the linear program for another solver."""
    from models.formulation import build
    from planner.check import checked_problem
    from planner.paths import is_in_input, require_place_for_file
    from planner.solve.export import export_program

    if target.suffix.casefold() not in (".lp", ".mps"):
        raise UsageError(f"{target}: end the name in .lp or .mps")
    require_place_for_file(target)
    if target.exists() and not force:
        raise UsageError(f"{target} exists; choose another name, or add --force")
    if is_in_input(target, file):
        raise UsageError(f"{target}: the program would overwrite the input; choose another name")
    checked, problem = checked_problem(file, near)
    print_issues(checked.issues, verbose=False, quiet=False)
    export_program(build(problem), target, tier=tier, readable=names)
    show(str(target))


def main() -> None:
    """Run the command line; planner.__main__ calls it, once stops are heard."""
    accept_any_text()
    if "" in sys.argv[1:]:
        # Of a path without a name Python makes the folder that one stands in, and all its tables would be planned.
        say("plan: one of the words is empty, as where a variable that names a file has no value")
        raise SystemExit(ExitCode.USAGE)
    with heard():
        app()


if __name__ == "__main__":
    from planner.process import start

    start.prepare()
    main()
