"""Findings about names, sites, commodities and recipes."""

from __future__ import annotations

from planner.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "site-outside",
        "A site opens five years or more behind the plan, or closed as long before it: most often a year is "
        "typed wrongly.",
        "Check the year; a site that has no part in the plan has `no` in column `active`.",
        "warning: Sites!G4: 'Allied separator' opens long after the plan ends, so that nothing runs there",
    ),
    Entry(
        "swapped-year",
        "A date lies five years or more behind the plan, and would lie in it with the last two digits of the year "
        "swapped: 2062 for 2026.",
        "Write the year that is meant; nothing, if it is right.",
        "warning: Rules!F7: the year of 2062-12-31 lies 32 years behind the plan",
    ),
    Entry(
        "unknown-name",
        "A name stands in a cell, and the sheet that owns such names does not have it.",
        "Correct the spelling, or add the name to its sheet.",
        "error: Lanes!A2: 'Nowhere' is not known in sheet Sites",
    ),
    Entry(
        "name-clash",
        "A name means two things, such as a site and a group that is not that site alone.",
        "Rename one of them.",
        "error: Lanes!A2: 'Miner' has two meanings that are not the same: a name of its own and an operator in "
        "sheet Sites",
    ),
    Entry(
        "name-reserved",
        "Something is called by the word for all, `*`, or a name in braces, with which sheet Capacity asks for a sum.",
        "Give it another name.",
        "error: Sites!A2: no site can be called '*': `*` stands for every site",
    ),
    Entry(
        "names-nearly-alike",
        "Two names differ in spaces, hyphens or other signs only, or two end uses, operators, blocs, groups or "
        "processes in one letter of a word: the plan takes them for two things.",
        "Call it the same everywhere, or one of the two otherwise.",
        "warning: Commodities!A7: 'NdPr-oxide' and 'NdPr oxide' (Commodities!A3) are two names, and differ in signs "
        "only",
    ),
    Entry(
        "names-of-one-number",
        "Two names are the same number, such as 007 and 7. The planner tells them apart, and Excel, which adds up the "
        "sheets of a plan anew when a cell is changed, does not.",
        "Put a letter before one of them.",
        "warning: Sites!A3: '007' and '7' (Sites!A2) are one number to Excel, whose sums by site would add both",
    ),
    Entry(
        "equal-match",
        "Two rows match the same thing, and neither says it more exactly.",
        "Make one of them more exact, or delete it.",
        "error: Sourcing!C3: this row and Sourcing!C2 both stand for each supplier",
    ),
    Entry(
        "group-cycle",
        "A group contains itself, directly or through other groups.",
        "Take it out of one of the groups.",
        "error: Groups!B3: group 'A' contains itself",
    ),
    Entry(
        "group-depth",
        "Groups contain groups more levels deep than are followed.",
        "Name the members in the outer groups.",
        "error: Groups!B51: group 'G50' lies in 50 groups, one inside the other",
    ),
    Entry(
        "mixed-group",
        "A group holds both sites and commodities.",
        "Make two groups of it.",
        "error: Groups!A2: group 'A' holds sites and commodities",
    ),
    Entry(
        "contents",
        "A cell of contents is not a list of elements with shares; or they are parted by anything but semicolons, so "
        "that two would be read as one: no name of an element holds a number of its own or one of `,` `/` `:` `=`.",
        "Write element, space, share with a decimal point, parted by semicolons: `Nd 0.23; Pr 0.07`.",
        "error: Commodities!C2: 'Nd' is not a list of contents",
    ),
    Entry(
        "contents-sum",
        "The elements of a commodity weigh more than the commodity.",
        "Correct the shares; together they are at most 1.",
        "error: Commodities!C2: the elements weigh 1.2 t in a tonne",
    ),
    Entry(
        "contents-missing",
        "A blend limits an element, and an input of it has no contents, so it counts as holding none.",
        "Give its contents in sheet Commodities, 0 if it holds none.",
        "warning: Blends!C2: 'boron' goes into this process and has no contents, so it counts as holding no Dy",
    ),
    Entry(
        "commodity-or-element",
        "A name in sheet Blends is both a commodity or group and an element.",
        "Rename one of them.",
        "error: Blends!C2: 'boron' is a commodity or group, and an element in the contents of others",
    ),
    Entry(
        "surplus-limit",
        "A surplus has a price and no limit, so endless money could be made.",
        "Give the most that can be sold in a period, or write `no limit`.",
        "error: Commodities!2:2: surplus of 'oxide' has a price and no limit",
    ),
    Entry(
        "surplus-price",
        "A surplus has a limit and no price, so nothing of it is sold.",
        "Give the price (0 where it is given away), or empty the limit.",
        "error: Commodities!C2: surplus of 'oxide' has a limit and no price, so nothing is sold",
    ),
    Entry(
        "value-missing",
        "A rule, contract or setting goes by the value of a commodity, and the value is missing.",
        "Give the value of the commodity for every period.",
        "error: Lanes!C2: this goes by the value of 'oxide', and its value is missing (Commodities!2:2)",
    ),
    Entry(
        "no-site-there",
        "A setting names a country or bloc in which no site lies.",
        "Write it as sheet Sites spells it.",
        "warning: Settings!B2: no site lies in 'Chyna', so the Summary has nothing to say of it",
    ),
    Entry(
        "unused-site",
        "A row of sheet Sites is a name and no more, and no other sheet names it: a note or a total below the table, "
        "most likely. What holds for every site (`*`) holds there too.",
        "Delete the row; a note may stand above the header, or in a column whose header starts with `#`.",
        "warning: Sites!A9: 'Total' is read as a site, of which nothing else is said on any sheet",
    ),
    Entry(
        "site-without-country",
        "Rules ask in which country something is made, sent or got. On a site without a country none of them acts.",
        "Give the country in sheet Sites, also of a trader.",
        "warning: Sites!C3: no country is given of 'Pit', so no rule that asks for one acts on what is made there",
    ),
    Entry(
        "country-of-two-names",
        "Sites lie in one country under two names. Rules and the Summary count them apart.",
        "Write the country with one name in all rows.",
        "warning: Sites!C5: 'USA' is another name of 'United States' (Sites!C3): as they stand they are two countries, "
        "and a rule on the one does not act on the other",
    ),
    Entry(
        "odd-recipe",
        "A quantity per run, yield or cost of a run is a tenth, or ten times, of what at least four other rows of the "
        "same process say, which are alike: a digit, or a share typed for a percentage, most likely.",
        "Check the number and its unit.",
        "warning: Processes!F20: a run of 'separate' gives 0.0081 t of 'NdPr oxide' here, and 0.77 to 0.81 in 11 other "
        "rows",
    ),
    Entry(
        "zero-quantity",
        "A line of a recipe takes or gives nothing.",
        "Give its tonnes per run, or delete the row.",
        "error: Processes!E3: the line takes or gives nothing in a run",
    ),
    Entry(
        "extreme-number",
        "A number is too large or too small to be solved with beside the others, most often since its unit is wrong. "
        "Weights within one priority, or of soft rules, may differ by a factor of 100,000,000.",
        "Check the unit; write `no limit` where none is meant; give what counts so little a priority of its own.",
        "error: Contracts!D2: 1e+16 t is too large to be solved with",
    ),
    Entry(
        "wide-span",
        "The quantities of a recipe span many orders of magnitude, most often since a unit is wrong.",
        "Check the units of both cells.",
        "warning: Processes!E4: the recipe spans 7 orders of magnitude, up to Processes!E3",
    ),
    Entry(
        "yield-of-input",
        "A line that goes in has a yield, and a yield is the share that comes out.",
        "Write it on the line that comes out, or raise the quantity per run.",
        "error: Processes!F3: 'oxide' goes in, and a yield is the share that comes out",
    ),
    Entry(
        "two-drivers",
        "Two lines of a process carry a run cost, lead time or minimum run, which are per tonne of one line.",
        "Write them on one line of the process.",
        "error: Processes!F4: this line and Processes!D3 of the same process both carry a run cost, lead time "
        "or minimum run",
    ),
    Entry(
        "driver-in-blend",
        "A run cost, lead time or minimum run stands on one of several inputs that may stand in for one another.",
        "Write it on another line of the process, such as its output.",
        "error: Processes!G7: 'DyFe' is one of several inputs in a blend, and its row carries a run cost, lead "
        "time or minimum run",
    ),
    Entry(
        "blend-of-output",
        "The column `blend` is filled for something that comes out.",
        "Empty the cell.",
        "error: Processes!G8: 'oxide' comes out, and a blend is a mixture of inputs",
    ),
    Entry(
        "blend-of-one",
        "A blend has one input only, which is then needed as without a blend.",
        "Write the same word on the inputs that may stand in for it, or empty the cell.",
        "warning: Processes!G6: 'metal' has one input only, which is needed as without a blend",
    ),
    Entry(
        "blend-of-nothing",
        "A row of sheet Blends limits a blend, commodity or element that its process does not have.",
        "Correct the names, or delete the row.",
        "error: Blends!B2: 'sintering' at 'Mine': there is no such process",
    ),
    Entry(
        "blend-never",
        "A row of sheet Blends asks for a share that no mixture of the inputs of its process has.",
        "Correct the share (a percentage typed as a number, perhaps), or the contents of the inputs.",
        "warning: Blends!E2: no mixture of the inputs keeps a least of 800 %: their share lies between 0 % and 100 %, "
        "so that the process never runs",
    ),
    Entry(
        "blend-always",
        "A row of sheet Blends asks for a share that every mixture of the inputs of its process keeps ten times over: "
        "it limits nothing.",
        "Correct the share or its unit (0.3 under % is 0.3 %, and not 30 %), or the contents of the inputs.",
        "warning: Blends!E2: every mixture of the inputs keeps a least of 0.3 % by far: their share lies between 25 % "
        "and 30 %, so that the row limits nothing",
    ),
    Entry(
        "blend-without-limit",
        "A row of sheet Blends has neither a least nor a most share.",
        "Give one of them, or delete the row.",
        "error: Blends!E2: neither a least nor a most share is given",
    ),
    Entry(
        "blend-may-lack",
        "The poorest mixture that a blend allows holds less of an element than the process gives.",
        "Give a least share of the element in sheet Blends.",
        "warning: Processes!E8: process 'sinter' at 'Mine' gives 0.04 t of Dy a run, and its poorest mixture "
        "takes in 0 t",
    ),
    Entry(
        "more-out-than-in",
        "A process gives more of an element than it takes in.",
        "Correct quantities or yields, or the contents in sheet Commodities.",
        "error: Processes!E8: process 'sinter' at 'Mine' gives 1 t of Dy a run and takes in 0.8 t",
    ),
    Entry(
        "circle-with-gain",
        "Recipes and lanes that lead back to where they begin give more than goes in, within a period.",
        "Correct quantities or yields, or give what goes in besides.",
        "warning: Processes!E4: of each tonne that goes round through 'redo' at 'User' and 'use' at 'User' come 1.44 t "
        "back in the same period, so material is made of nothing",
    ),
    Entry(
        "more-back-than-in",
        "More of an element comes back from a product than the product holds.",
        "Lower the collection rate, or correct the contents.",
        "error: Recycling!E2: 0.35 t of Nd come back of a tonne of 'oxide', which holds 0.3 t",
    ),
    Entry(
        "limit-for-each",
        "The limit of a row for several commodities holds for each of them by itself.",
        "Where it is meant for all together, write a cap (lanes), a group in braces (capacities) or a pin (stocks).",
        "note: Lanes!D2: the capacity of this row holds for each of 3 commodities by itself (metal, oxide, salt), "
        "not for all together",
    ),
    Entry(
        "nothing-made",
        "A process gives back what it takes in and no more: nothing needs it, and its limits hold nothing back.",
        "Call what comes out otherwise, or limit what arrives at the site: basis throughput on sheet Capacity.",
        "warning: Processes!D3: process 'handle' at 'Depot' gives back no more 'oxide' than it takes in: nothing "
        "needs a run of it, and no limit on it holds back what passes through the site",
    ),
    Entry(
        "half-a-recipe",
        "A process takes material in and gives nothing out, or makes of nothing what a process of the same name makes "
        "of something elsewhere, most often since a name or site was changed in one of its rows. Where a row of "
        "Capacity limits what is made of nothing it is a note.",
        "Add the lines that are missing, or correct the name or site of the row.",
        "warning: Processes!B8: process 'reduce' at 'US magnet plant' takes material in and gives nothing out",
    ),
    Entry(
        "expansion-outside",
        "The last day to decide an option of sheet Expansion lies before the plan, so that it can never be added.",
        "Correct the date, or delete the row.",
        "warning: Expansion!G2: the last day to decide the option lies before the plan: it can never be added",
    ),
    Entry(
        "more-back-than-delivered",
        "The collection rates of a product add up to more than was delivered.",
        "Lower them: together at most 1.",
        "error: Recycling!E3: the rows of 'oxide' at 'User' return 1.1 t for a tonne delivered",
    ),
    Entry(
        "scrap-is-product",
        "A product is said to return as itself.",
        "Name the scrap, and the process that makes something of it.",
        "error: Recycling!C2: 'slag' returns as itself",
    ),
    Entry(
        "returns-of-many",
        "Returns from earlier sales are given in a row that matches several sites or products; each would get "
        "all of them.",
        "Give them in rows that name one site and one product.",
        "error: Recycling!G2: the row matches 2 sites, and each of them would get these returns",
    ),
)
