"""Findings about capacities, how they start up, and what may be added to them."""

from __future__ import annotations

from planner.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "no-such-process",
        "A row names a process that its site does not have.",
        "Correct the name, or add the recipe to sheet Processes.",
        "error: Ramp!B2: site 'Mine' has no process 'smelt'",
    ),
    Entry(
        "capacity-without-process",
        "A row of sheet Capacity limits a process, input or output that its site does not have.",
        "Correct the names, or add the recipe to sheet Processes.",
        "error: Capacity!B4: site '*' has no such process ('split' limited here)",
    ),
    Entry(
        "throughput-of-process",
        "A capacity of throughput names a process, and throughput counts what lanes bring to the site.",
        "Empty the cell, or write in or out as the basis.",
        "error: Capacity!B2: throughput counts what arrives at the site, and names process 'split'",
    ),
    Entry(
        "share-of-no-limit",
        "A capacity without limit has an availability below 1, which is still no limit.",
        "Give the capacity in tonnes, or an availability of 1.",
        "error: Capacity!E2: in Q1 a share of `no limit` is available, and that is still no limit",
    ),
    Entry(
        "minimum-load-without-capacity",
        "A minimum load is a share of a capacity, and there is none.",
        "Give the capacity in tonnes.",
        "error: Capacity!G2: in Q1 there is a minimum load and no limit that it is a part of",
    ),
    Entry(
        "unlimited",
        "A process has no row in sheet Capacity and was taken as unlimited.",
        "Nothing, if that is meant; else add its row.",
        "note: Processes!B2: no row of sheet Capacity limits 'dig' at 'Mine'",
    ),
    Entry(
        "minimum-above-maximum",
        "A least amount lies above the most that is allowed.",
        "Lower the one or raise the other.",
        "error: Blends!E2: the least share 0.3 lies above the most, 0.2",
    ),
    Entry(
        "percent-by-age",
        "A cell is not a start-up curve.",
        "Write ages in months with percent, separated by semicolons: `0 25; 6 50; 12 100`.",
        "error: Ramp!D2: '25' is not a start-up curve",
    ),
    Entry(
        "ramp-without-content",
        "A row of sheet Ramp has neither a start, nor a curve, nor a rate limit.",
        "Fill in one of them, or delete the row.",
        "error: Ramp!D2: the row has neither a start, nor a start-up curve, nor a rate limit",
    ),
    Entry(
        "ramp-without-start",
        "A start-up curve has no day from which its age counts.",
        "Give the start in sheet Ramp or Sites.",
        "error: Ramp!C2: the start-up curve of 'dig' has no day from which the age counts",
    ),
    Entry(
        "ramp-without-capacity",
        "A process starts or ends within the horizon and has no capacity of its own of which a share could be there.",
        "Give the process a capacity of its own.",
        "error: Ramp!D2: no row of sheet Capacity limits 'dig' alone, so there is nothing of which 25% could be "
        "there in Q1",
    ),
    Entry(
        "open-inside-period",
        "A site opens or closes within a period, and its process has no capacity that could be cut: it counts "
        "as running or shut for all of it.",
        "Give the process a capacity, or split the period.",
        "warning: Sites!E2: 'dig' runs on 22% of the days of Q3, and without a capacity of its own it counts as "
        "shut in all of it",
    ),
    Entry(
        "unused-start",
        "A rate at the start is given, and nothing limits how fast the process changes.",
        "Give a rate limit in sheet Ramp, or empty the cell.",
        "warning: Capacity!G2: no row of sheet Ramp limits how fast this process alone changes, so its rate at "
        "the start changes nothing",
    ),
    Entry(
        "life",
        "The life of an addition is missing or no number of whole periods.",
        "Give it with its unit, as in a column `life [yr]`.",
        "error: Expansion!F2: a life of 0 leaves nothing that could run",
    ),
    Entry(
        "rate-of-first-period",
        "An addition of capacity is given per period, and periods differ in length: it is one rate in all of them.",
        "Write it in t/yr.",
        "warning: Expansion!C2: the capacity is per period, and periods differ in length: it is read as 32 t/yr, as "
        "the length of Q1 makes it",
    ),
    Entry(
        "expansion-without-capacity",
        "An addition has no capacity of one process that it could add to.",
        "Give the process a capacity of its own, 0 where nothing stands yet.",
        "error: Expansion!B2: no row of sheet Capacity limits 'dig' at 'Mine' alone, so there is nothing to add to",
    ),
    Entry(
        "expansion-of-several",
        "An addition adds to a process that is limited by several inputs and outputs.",
        "Limit the process by one of them.",
        "error: Expansion!B2: rows of sheet Capacity count 2 inputs and outputs of 'dig' at 'Mine', and the "
        "addition is in tonnes of one",
    ),
    Entry(
        "movable-without-limit",
        "A row is marked as movable, and has no limit that a cure could raise.",
        "Give the limit, or empty the cell.",
        "error: Rules!G2: a cure may move the limit of this row, and the row has none that could be raised",
    ),
    Entry(
        "movable-not-said",
        "A row says how far or at what cost its limit moves, and not that it moves.",
        "Write yes in column `movable`, or empty the cell.",
        "error: Capacity!H2: `how far` is given for a limit that is not said to be movable",
    ),
    Entry(
        "capital-cost-far-from-value",
        "Capacity that can be added costs more than a hundred times, a year of its life, what it makes in that time. "
        "The column holds the cost of each tonne a year, and most often that of the whole project was typed.",
        "Divide the cost of the whole by its capacity in t/yr, or check the unit, and the values in sheet Commodities.",
        "warning: Expansion!D2: each t/yr added to 'dig' costs 5,000,000 USD a year over its life, and what it makes "
        "in a year is worth 650 USD: is this the cost of the whole project?",
    ),
    Entry(
        "age-behind-the-plan",
        "The first age above 0 of a start-up curve is at least 28 months, and longer than the plan: ages were most "
        "likely typed in days or weeks.",
        "Write ages in months: divide those in days by 30, those in weeks by 4.3.",
        "warning: Ramp!D2: the age of 180 months comes 5,206 days after the plan ends: ages are in months, from the "
        "start of the process",
    ),
    Entry(
        "addition-of-nothing",
        "An option of sheet Expansion adds a capacity of 0.",
        "Give what can be added in all, or delete the row.",
        "warning: Expansion!C2: the most that can be added is 0, so that the option changes nothing",
    ),
    Entry(
        "yield-of-nothing",
        "An output of a process has a yield of 0 in every period.",
        "Give the share that comes out, or delete the row.",
        "warning: Processes!F2: the yield is 0, so that nothing of 'oxide' ever comes out of 'dig'",
    ),
)
