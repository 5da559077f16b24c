"""Findings about rules and licences."""

from __future__ import annotations

from planner.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "source-of-sender",
        "Column `source` of sheet Rules holds nothing but names of sites, countries and blocs, and there is no column "
        "`from`: `source` is where a row comes from, and the rules act on what anybody sends.",
        "Call the column `from` if it names the senders.",
        "warning: Rules!C4: column `source` says where a row comes from, and names places here, while there is no "
        "column `from`: every rule acts on what anybody sends",
    ),
    Entry(
        "rule-inside-a-country",
        "A rule names a country or bloc on one side only, and a blank cell means every one: it acts on what crosses "
        "the border and also on what stays inside, which is most often a name, or a whole column, that is gone.",
        "Name the other side of the border, or write `*` where what stays inside is meant too.",
        "warning: Rules!D2: `to` is blank, which means every one, so that the ban acts also on what stays in China, as "
        "from 'Baotou mines' to 'Baotou smelter' (Lanes!A7)",
    ),
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
        "nothing-inside-period",
        "A cap of 0 t, a share_max of 0 % or a grant of 0 t begins or ends within a period. It counts a part of what "
        "flows in the period, and of that nothing may: so it closes all of the period, where a ban closes its days.",
        "Write a ban, or split the period there in sheet Periods.",
        "warning: Rules!G2: the cap of nothing begins on 2027-05-16, inside of Q2, and closes all of Q2, of which a "
        "ban would leave 49% open: nothing may flow of which a part would count",
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
        "odd-grant",
        "A grant is many times what the other grants of its licence allow a day, which are alike, or as small a part "
        "of it: a digit or a unit, most likely.",
        "Check the number, its unit and the dates of the row.",
        "warning: Rules!O8: this grant is of 60,000 t, and 4 others of 'Dy to the US' of 3.3333 t to 60 t: by the day "
        "it is far from all of them",
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
        "licence-names",
        "Two licences are about the same flows, have grants on days that do not meet, and two names: each name is a "
        "licence of its own, and what flows needs a grant of both.",
        "Write the same name where they are grants of one licence.",
        "warning: Rules!A3: this row and Rules!A2 are about the same flows on days that do not meet, and have two "
        "names: each name is a licence of its own, and what they are about needs a grant of both",
    ),
    Entry(
        "period-without-grant",
        "In a whole period between two grants of a licence, or behind the last one, none is valid, so that nothing may "
        "flow.",
        "Nothing, if that is meant; else add the grants of those days, one without a value where none is needed.",
        "warning: Rules!H2: behind this day no grant of 'R' is valid in Q3, nor in 1 more period: nothing that the "
        "licence is about may flow",
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
        "rule-matches-nothing",
        "A rule fits nothing that flows or is made.",
        "Correct the names, or delete the row.",
        "warning: Rules!A2: rule 'R' matches no lane",
    ),
    Entry(
        "rule-rows-on-same-days",
        "Two rows of one cap or tariff with the same scope act on the same days: tariffs add up then, and of caps each "
        "holds by itself.",
        "Let the earlier row end before the later one starts, or give one of them another name.",
        "warning: Rules!H3: this row and Rules!A2 are one tariff with the same scope, and both act from 2027-04-01 to "
        "2027-09-30, where both are paid",
    ),
    Entry(
        "rule-rows-days-apart",
        "Between two rows of one cap or tariff lie a few days on which it does not hold.",
        "Let the later row start on the day after the earlier one ends.",
        "warning: Rules!H3: this row starts 14 days after Rules!I2, in which the cap does not hold",
    ),
    Entry(
        "rule-values-far-apart",
        "Values of one rule are more than five hundred times apart, most often since one is of another unit.",
        "Check the unit of both rows.",
        "warning: Rules!F3: the value of this row is 0.005 and that of Rules!F2, a row of the same rule, 5, both in t",
    ),
    Entry(
        "rule-scope-left-open",
        "One row of a rule leaves open whom or what it is about, where other rows of the rule say it.",
        "Write the same in both rows, or `*` where every one is meant.",
        "warning: Rules!C3: `from` is blank here, which means every one, and 'China' in Rules!C2, a row of the same "
        "rule",
    ),
    Entry(
        "tariff-far-from-value",
        "A tariff is many times the value of what it is laid on, most often since its number or unit is wrong.",
        "Check the number and its unit: 25 with the unit % is a quarter, and USD/kg a thousand times USD/t.",
        "warning: Rules!F2: the tariff is 2500% of the value of what it is laid on",
    ),
)
