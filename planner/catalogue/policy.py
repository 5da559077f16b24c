"""Findings about rules, licences, allowances and origins."""

from __future__ import annotations

from planner.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "rule-outside",
        "A rule never acts within the horizon.",
        "Nothing, if that is meant; else correct its dates. It is a warning where they lie so far off that a year is "
        "most likely typed wrongly.",
        "note: Rules!G2: the rule never acts inside the horizon",
    ),
    Entry(
        "rule-without-value",
        "A cap, share or tariff has no value.",
        "Give the value.",
        "error: Rules!F2: a cap has no value",
    ),
    Entry(
        "unit-kind",
        "The value of a rule has a unit that rules of its type cannot have.",
        "Write one of the units that the message names.",
        "error: Rules!F2: the value of a tariff has no unit, or one of mass",
    ),
    Entry(
        "share-above-all",
        "A share is more than all.",
        "Write 100 % at most.",
        "error: Rules!E2: the share 1.01 is more than all",
    ),
    Entry(
        "share-without-shipments",
        "A share counts shipments into a place, and the row applies elsewhere.",
        "Write departure or arrival, or empty the cell.",
        "error: Rules!J2: a share_min is of shipments into a place, and the row applies at delivery",
    ),
    Entry(
        "share-without-place",
        "A share names nobody of whose shipments it is one.",
        "Name a site, group, country, bloc or operator.",
        "error: Rules!C2: a share_max names nobody in `from`, whose share it is",
    ),
    Entry(
        "share-of-an-origin",
        "A share asks where material was made, and it counts shipments by who sends them.",
        "Empty the columns of origins, and name the country in `from`.",
        "error: Rules!F2: a share_max counts shipments by who sends them; where their material was made is not "
        "told apart there",
    ),
    Entry(
        "soft-tariff",
        "A tariff is called soft; it is a cost and cannot be broken.",
        "Write yes or empty the cell, or make the rule a cap.",
        "error: Rules!K2: a tariff is a cost and cannot be broken",
    ),
    Entry(
        "weight-of-hard",
        "A rule that may not be broken has a weight, which counts nowhere.",
        "Write no under `hard` if it may be broken, which a tariff or de_minimis cannot; else empty the weight.",
        "warning: Rules!L2: the rule is hard, so that its weight of 5 counts nowhere",
    ),
    Entry(
        "ban-with-value",
        "A ban has a value.",
        "Delete the value, or make the rule a cap.",
        "error: Rules!F2: a ban has the value 5",
    ),
    Entry(
        "scope-not-counted",
        "A column would narrow a rule that, where it applies, does not look at it.",
        "Empty the cell, or let the row apply at departure or arrival.",
        "error: Rules!H3: a de_minimis is tested where something is made; `to` would narrow nothing",
    ),
    Entry(
        "uneven-days",
        "A cap, share or tariff begins or ends inside a period of which a ban, or a licence without a grant, closes "
        "days to the same flow. It counts what flows by all days of the period, as if as much flowed on closed ones.",
        "Split the period where the rule begins or ends.",
        "warning: Rules!G3: the cap counts 50% of what flows in period 2027Q1 (Periods!A2), by its days; of those that "
        "Rules!A2 leaves open it is 100%",
    ),
    Entry(
        "ban-inside-period",
        "A ban begins or ends within a period; flows without a capacity count as banned or open in all of it.",
        "Split the period there in sheet Periods.",
        "warning: Rules!H4: this ban and others on the same flow together cover 37% of period P1 (Periods!A2); "
        "flows without a capacity count as open in all of it",
    ),
    Entry(
        "licence-inside-period",
        "A licence begins or ends within a period; flows without a capacity count as closed or open in all of it.",
        "Split the period there in sheet Periods.",
        "warning: Rules!H2: no grant is valid on 33% of period Q2 (Periods!A3); flows without a capacity count "
        "as open in all of it",
    ),
    Entry(
        "licence-with-window",
        "A grant has a window; its volume counts over its own dates.",
        "Empty the cell, or write one row for each window.",
        "error: Rules!I2: the volume of a grant counts over the grant's own dates",
    ),
    Entry(
        "licence-scopes",
        "Two rows of one licence name have different scopes: each is a licence of its own, and what both are "
        "about needs both.",
        "Write the same scope where they are grants of one licence, else another name.",
        "warning: Rules!A3: this row and Rules!A2 have one name and another scope: each is a licence of its "
        "own, and what both are about needs a grant of both",
    ),
    Entry(
        "licence-disagrees",
        "Two grants of one licence differ in something that holds for the whole licence.",
        "Write the same in all rows of the licence.",
        "error: Rules!K3: `hard` is no here and yes in Rules!K2, a grant of the same licence",
    ),
    Entry(
        "grant-outside",
        "A grant is valid on no day of the horizon.",
        "Nothing, if that is meant; else correct its dates.",
        "note: Rules!G2: the grant is valid on no day of the horizon",
    ),
    Entry(
        "grant-inside-period",
        "A grant is valid on a part of a period, and all that flows in it may use the grant.",
        "Nothing, if that is meant; else split the period.",
        "note: Rules!H2: the grant is valid on part of period Q2 (Periods!A3), and all that flows in it may use "
        "the grant",
    ),
    Entry(
        "reviews-not-said",
        "Rules have review dates, and the setting `reviews` does not say what holds then.",
        "Add the setting: renew, or lapse.",
        "error: Rules!E2: rule 'R' is reviewed, and the setting `reviews` does not say what then",
    ),
    Entry(
        "review-without-outcome",
        "A rule has a review date and no word on what holds if it is not renewed.",
        "Write lapses or stays, or delete the review date.",
        "error: Rules!F2: rule 'R' has a review date and no word on what holds if it is not renewed",
    ),
    Entry(
        "outcome-without-review",
        "A rule says what holds if it is not renewed, and has no review date.",
        "Give the review date, or empty `if not renewed`.",
        "error: Rules!E2: rule 'R' says what holds if it is not renewed, and has no review date",
    ),
    Entry(
        "review-of-suspended",
        "A rule is suspended and has a review date: it does not come back on that day by itself.",
        "Where the suspension ends on a day, write `in force` and that day as the start of the rule.",
        "warning: Rules!K5: rule 'Ban' is suspended: it never acts, whatever its review date says",
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
        "rule-matches-nothing",
        "A rule fits nothing that flows or is made.",
        "Correct the names, or delete the row.",
        "warning: Rules!A2: rule 'R' matches no lane",
    ),
    Entry(
        "unknown-element",
        "A rule names an element that no contents name.",
        "Correct it, or give the contents in sheet Commodities.",
        "note: Rules!H2: no commodity has 'Tb' in its contents",
    ),
)
