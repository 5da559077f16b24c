"""Findings about origins, allowances and bans of end uses."""

from __future__ import annotations

from planner.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "country-in-two-blocs",
        "Sites of one country are in different blocs, or in none: a rule on one bloc acts on some of its sites alone.",
        "Write the same bloc for all sites of a country.",
        "warning: Sites!D8: the bloc of 'United States' is 'Japan' here and 'US' in Sites!D4: a rule on one of them "
        "acts on some sites of the country alone",
    ),
    Entry(
        "unknown-stage",
        "A word in a list of stages is no stage.",
        "Write some of the stages that the message lists, or all.",
        "error: Processes!G2: 'polished' is no stage",
    ),
    Entry(
        "unknown-place",
        "A place in a rule on origins is no country or bloc of sheet Sites or of any origin.",
        "Write it as sheet Sites spells it, if it is one of them.",
        "warning: Rules!F3: no site lies in, and no material comes from, 'Russia'",
    ),
    Entry(
        "empty-list",
        "A cell of a list holds only separators.",
        "Empty the cell, or fill it in.",
        "error: Rules!E2: ';' names nothing",
    ),
    Entry(
        "elements-without-origin",
        "A rule names elements, and no stage and place at which they were made.",
        "Fill `mined in` to `magnet in` too, or name commodities instead.",
        "error: Rules!E2: the row names elements, and no stage and place at which they were made",
    ),
    Entry(
        "origin-not-tested",
        "Origins are given, and no rule asks for one.",
        "Nothing.",
        "note: Inventory!E2: origins are given, and no rule that acts asks where material comes from",
    ),
    Entry(
        "origin-unknown",
        "The origin of something is not given, so every rule that asks for an origin acts on it.",
        "Name the country or bloc in which it was made.",
        "warning: Pipeline!E3: the origin of this order is not given, so every rule that asks for an origin acts on it",
    ),
    Entry(
        "origin-of-no-source",
        "An origin is given to what is made of other things.",
        "Empty the cell; where the law says that a process clears an origin, name the stage in `clears`.",
        "error: Processes!F3: only what a source puts out can be given an origin; what else is made has those "
        "of its inputs and site",
    ),
    Entry(
        "unclear-origin",
        "Origins would be joined to a name in the plan that could mean others too.",
        "Take the plus, or the brackets, out of the name.",
        "error: Rules!E2: sheet Flows would call an origin 'mined in A + B', which could mean others too: it "
        "joins several by ' + '",
    ),
    Entry(
        "too-many-origins",
        "The rules tell more origins apart than a plan can hold.",
        "Ask for the same places, stages and elements in several rules.",
        "error: Rules: the rules tell 63 origins, stockpiles and allowances apart, and 62 are the most",
    ),
    Entry(
        "too-many-mixtures",
        "Material of so many origins meets at a place that their mixtures are too many.",
        "Ask for fewer: for a bloc instead of its countries.",
        "error: Rules: the rules tell 30 origins and stockpiles apart, and where metal lies or is used at "
        "Foundry they meet in more than 1,000 ways",
    ),
    Entry(
        "released-for-site",
        "A stockpile is released for some end uses only, and all that comes to its site counts as released from it.",
        "Keep the stock at a site of its own, with a lane to the customer.",
        "warning: Inventory!F2: all that comes to the site of this stock counts as released from it, so nothing "
        "of it can serve toys there",
    ),
    Entry(
        "end-use-of-a-flow",
        "A rule on flows names an end use, which is not known before delivery.",
        "Make it an end_use_ban, or empty the cell.",
        "error: Rules!I2: a ban acts on what flows, where its end use 'jets' is not known yet",
    ),
    Entry(
        "end-use-ban-with-sender",
        "A ban of an end use names a sender; it asks where material was made.",
        "Empty the cell, and name the country in `mined in` to `magnet in`.",
        "error: Rules!F2: an end_use_ban asks where material was made, not that it was sent by 'Pit'",
    ),
    Entry(
        "end-use-ban-elsewhere",
        "A ban of an end use applies elsewhere than at delivery.",
        "Empty the cell, or write delivery.",
        "error: Rules!J2: an end_use_ban acts when material is delivered to its use, not at arrival",
    ),
    Entry(
        "end-use-ban-without-origin",
        "A ban of an end use names no stage and place where material must not have been made.",
        "Name a country or bloc in at least one of the columns `mined in` to `magnet in`.",
        "error: Rules!D2: an end_use_ban says of no stage where it must not have been done",
    ),
    Entry(
        "allowance-without-origin",
        "An allowance (de_minimis) names no stage and place whose traces it allows.",
        "Name a country or bloc in at least one of the columns `mined in` to `magnet in`.",
        "error: Rules!E3: a de_minimis says of no stage where it may have been done",
    ),
    Entry(
        "allowance-without-stage",
        "An allowance names nothing whose making it is tested at.",
        "Name the commodity or group.",
        "error: Rules!I3: a de_minimis names nothing whose making it is tested at",
    ),
    Entry(
        "allowance-elsewhere",
        "An allowance applies elsewhere than where something is made.",
        "Empty the cell, or write production.",
        "error: Rules!M3: a de_minimis is tested where something is made, not at arrival",
    ),
    Entry(
        "allowance-with-window",
        "An allowance has a window; it is tested in each period.",
        "Empty the cell.",
        "error: Rules!M3: a de_minimis is tested on all that is made together, in each period",
    ),
    Entry(
        "allowance-name",
        "The name of an allowance holds the sign that joins names of origins in the plan.",
        "Write `and` instead.",
        "error: Rules!A3: the name holds ' + ', which joins the names of origins in the plan",
    ),
    Entry(
        "allowance-named-twice",
        "Two allowances have one name.",
        "Give each its own name; several commodities of one allowance go into one group.",
        "error: Rules!A4: Rules!A3 is a de_minimis of the same name",
    ),
    Entry(
        "allowance-relieves-nothing",
        "No rule asks for what an allowance relieves.",
        "Write place, stage and elements as in the rule that it relieves.",
        "warning: Rules!A3: no other rule that acts asks for what this row relieves: the same place, stage and "
        "elements",
    ),
    Entry(
        "soft-allowance",
        "An allowance is called soft; it allows something and cannot be broken.",
        "Write yes or empty the cell, and make the rule soft that it relieves.",
        "error: Rules!M3: a de_minimis allows something, and an allowance cannot be broken",
    ),
    Entry(
        "unknown-element",
        "A rule names an element that no contents name.",
        "Correct it, or give the contents in sheet Commodities.",
        "note: Rules!H2: no commodity has 'Tb' in its contents",
    ),
)
