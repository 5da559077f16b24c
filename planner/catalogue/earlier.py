"""Findings about earlier plans, and about the observations of a backcast."""

from __future__ import annotations

from planner.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "near-missing",
        "The earlier plan that setting `near` names is not there, or the setting or `--near` names a folder. A file of "
        "`--near` that is not there is wrong usage (exit code 2).",
        "Correct the name, or empty the setting.",
        "error: Settings!B3: there is no file 'old_plan.xlsx'",
    ),
    Entry(
        "near-unreadable",
        "The earlier plan cannot be opened, or is no plan of ours.",
        "Name a plan as `plan solve` wrote it.",
        "error: Settings!B3: new.xlsx is no plan: it has no sheet Flows and no sheet Run",
    ),
    Entry(
        "near-edited",
        "Somebody changed quantities of the earlier plan by hand; they count as they stand.",
        "Nothing, if that is meant; else name the plan as it was written.",
        "note: --near: 2 quantities of the earlier plan were changed by hand, as in Flows!Q31",
    ),
    Entry(
        "near-unread",
        "The input names an earlier plan, and the way it was read could not follow that.",
        "Name it with `--near`, or empty the cell.",
        "error: Settings!B3: the earlier plan 'old.xlsx' was not read",
    ),
    Entry(
        "near-amount",
        "The earlier plan holds an amount that no plan holds.",
        "Name a plan as `plan solve` wrote it.",
        "error: --near: old_plan.xlsx runs dig at Mine -5 times in Q1, which no plan does",
    ),
    Entry(
        "near-no-period",
        "The earlier plan has none of the periods of this input.",
        "Name a plan of the same periods, or give the periods the names that they have there.",
        "warning: --near: old_plan.xlsx has none of the periods of this input, so no plan is nearer to it than another",
    ),
    Entry(
        "near-period-missing",
        "A period is to be kept as planned, and the earlier plan does not have it.",
        "Freeze fewer periods, or name a plan that has it.",
        "error: Settings!B3: Q1 is to be kept as planned, and old_plan.xlsx has no such period",
    ),
    Entry(
        "near-unknown-name",
        "The earlier plan names something that the input no longer has; it is left out of the distance.",
        "Nothing, if that is meant.",
        "note: --near: mode 'sea' of old_plan.xlsx is not in the input; 3 of its shipments and runs are left "
        "out of the distance",
    ),
    Entry(
        "frozen-gone",
        "Something is to be kept as the earlier plan has it, and the input no longer has it.",
        "Put it back, or freeze fewer periods.",
        "error: Settings!B3: old_plan.xlsx sends 5 t of oxide from Mine to User in Q1, which is to be kept, and "
        "the input has no such thing",
    ),
    Entry(
        "frozen-periods",
        "The number of periods to keep is no whole number, or more than there are.",
        "Write a whole number up to the number of periods.",
        "error: Settings!B3: 4 is no number of periods, of which there are 3",
    ),
    Entry(
        "frozen-twice",
        "Two settings both say which periods are kept.",
        "Empty one of the two.",
        "error: Settings!B4: `plan from` and `frozen periods` (Settings!B3) both say what is kept",
    ),
    Entry(
        "frozen-without-near",
        "Periods are to be kept as planned, and no earlier plan is named.",
        "Name it in setting `near`, or with `--near`.",
        "error: Settings!B3: periods are to be kept as planned, and no earlier plan is named",
    ),
    Entry(
        "bad-choice",
        "In a backcast, a measure is not known.",
        "Write one of those that the message names.",
        "error: # Observed.csv, line 2: measure 'bought' is not known",
    ),
    Entry(
        "bad-number",
        "In a backcast, an observed amount is no number above 0.",
        "Write a number of tonnes above 0.",
        "error: # Observed.csv, line 3: observed is '-3'",
    ),
    Entry(
        "bad-order",
        "In a backcast, the last period of an observation lies before the first.",
        "Exchange them.",
        "error: # Observed.csv, line 2: the last period is before the first",
    ),
)
