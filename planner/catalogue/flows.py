"""Findings about demand, lanes, stocks and substitutes."""

from __future__ import annotations

from planner.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "mostly-lost",
        "More than half of what is sent on a lane is lost: a yield stands in the column of losses, most likely.",
        "Write the share that is lost: 0.05 where 95 % arrive.",
        "warning: Lanes!H4: of what is sent here 0.95 is lost",
    ),
    Entry(
        "odd-period",
        "A value is hundreds of times what its row holds in all other periods, or as small a part of it, while those "
        "are alike: one number is in another unit, most likely.",
        "Check the unit of the number.",
        "warning: Demand!F5: the demand in 2026Q4 is hundreds of times what it is in all other periods, or as small a "
        "part of it",
    ),
    Entry(
        "digit-too-many",
        "A number that was typed for one period is ten or a hundred times those of all other periods of its row, which "
        "are alike: a zero too many, most likely.",
        "Check it for a digit too many.",
        "warning: Demand!F5: the demand in 2026Q4 is 500, and in no other period above 50",
    ),
    Entry(
        "shifted-row",
        "A row has nothing in the first period, something in all others, and a number in a column of words behind "
        "them: it was pasted one column too far to the right, most likely.",
        "Move its numbers one column to the left, or write words in that column.",
        "warning: Demand!K5: note is the number 50, and the demand in 2026Q4 is blank, the first period: the row may "
        "have been pasted one column too far to the right",
    ),
    Entry(
        "demand-beyond-supply",
        "A demand is more than a hundred times all that could be made, bought and taken from stock in all periods "
        "together, were there no rules, lanes or times: kilograms that count as tonnes, most likely.",
        "Check the unit of the demand, and of the capacities and stocks behind it.",
        "warning: Demand!F5: 250,000 t of 'NdFeB magnet' are asked for in all periods together, and no more than 416 t "
        "could be made, bought and taken from stock, whatever the rules",
    ),
    Entry(
        "stock-beyond-use",
        "A stock, or an order on its way, is more than a hundred times all that could be used of its commodity in all "
        "periods together: kilograms that count as tonnes, most likely.",
        "Check the unit of the stock, and of the demand that it is for.",
        "warning: Inventory!C4: 30,000 t of 'NdFeB magnet', of which no more than 280 t can be used in all periods "
        "together, what is lost apart",
    ),
    Entry(
        "total-row",
        "A row of sheet Demand is called a total, or has no end use and is the sum of all other rows of its customer "
        "and commodity: what it adds up would be asked for twice.",
        "Delete it.",
        "warning: Demand!C6: 'Total' is read as an end use, whose demand counts beside all others",
    ),
    Entry(
        "unreachable-demand",
        "No chain of processes and lanes can bring a commodity to a customer.",
        "Add the missing row to sheet Lanes or Processes, or delete the demand.",
        "error: Demand!B2: nothing can bring 'oxide' to 'User': the chain breaks at stage oxide, no lane, "
        "process or stock brings 'oxide' to 'User'",
    ),
    Entry(
        "unreachable-substitute",
        "No chain of processes and lanes can bring what a customer accepts instead.",
        "Add the missing row to sheet Lanes or Processes, or delete the row.",
        "warning: Substitutes!C2: nothing can bring 'powder' to 'User' in the place of what it asks for",
    ),
    Entry(
        "uncounted-demand",
        "A demand has the weight 0 or its commodity the value 0, so a shortage of it counts as nothing.",
        "Give a weight or value above 0, or delete the demand.",
        "warning: Demand!D2: a shortage of this demand counts as nothing, since its weight is 0",
    ),
    Entry(
        "mixed-priority",
        "Demands of one priority are in different commodities, and their tonnes are added as they are.",
        "Give weights, or set `unmet measure` to share of demand or value.",
        "warning: Demand!2:2: priority 1 adds tonnes of 2 commodities (Dy oxide, magnet) with equal weights",
    ),
    Entry(
        "priority-and-cost",
        "A row of demand has a priority and a shortage cost; it is served either as far as possible or when "
        "that is cheaper.",
        "Keep one of the two.",
        "error: Demand!E2: priority 1 and a shortage cost stand in one row",
    ),
    Entry(
        "weight-and-cost",
        "A row of demand has a weight and a shortage cost; weights count within a priority.",
        "Empty the weight, or change the shortage cost.",
        "error: Demand!D2: weight 2 and a shortage cost stand in one row; weights count within a priority",
    ),
    Entry(
        "priority-not-whole",
        "A priority is no whole number.",
        "Write 1 for the best priority, then 2, 3 and so on.",
        "error: Demand!D2: 1.5 is not a whole number",
    ),
    Entry(
        "no-lanes",
        "There is no row in sheet Lanes: everything ships free and at once.",
        "Nothing, if that is meant; else fill in sheet Lanes.",
        "note: Lanes: there are no lanes: everything ships free and at once",
    ),
    Entry(
        "too-many-lanes",
        "The rows of sheet Lanes stand for more lanes than any plan can hold: a row is one for each pair of sites and "
        "each commodity that it matches.",
        "Name sites, groups and commodities in place of `*` or a bloc, or delete rows that say the same.",
        "error: Lanes!A2: this row stands for 421,642 lanes, and all rows for 42,164,200, more than 2,000,000",
    ),
    Entry(
        "lane-to-itself",
        "A lane leads from a site to the same site.",
        "Name another site, or delete the row.",
        "error: Lanes!B3: the lane leads from 'Mine' to 'Malaysia', the same site",
    ),
    Entry(
        "behind-the-plan",
        "What is sent on a lane, made by a process or added to a capacity comes after the last period, in whichever it "
        "begins.",
        "Check the lead time and its unit.",
        "warning: Lanes!D2: what is sent arrives after the last period, in whichever it begins",
    ),
    Entry(
        "freight-far-from-value",
        "To send something costs more than a hundred times its value, most often since the cost is of another unit.",
        "Check the unit of the cost, in the header or the cell.",
        "warning: Lanes!D2: to send 'Anode graphite' costs 140,000 USD/t, and its value is 650 USD/t",
    ),
    Entry(
        "run-cost-far-from-value",
        "A run costs more than a hundred times what it makes is worth, or what a source brings is worth more than a "
        "hundred times its cost, most often since one of the two is of another unit.",
        "Check the unit of the cost, and of the value in sheet Commodities, in the header or the cell.",
        "warning: Processes!F2: a run of 'smelt' costs 140,000 USD, and what it makes is worth 650 USD",
    ),
    Entry(
        "holding-cost-far-from-value",
        "To keep something for a year costs more than ten times its value, most often since the cost is of another "
        "unit.",
        "Check the unit of both, in the headers or the cells.",
        "warning: Inventory!E2: to keep 'NdFeB magnet' costs 400,000 USD/t a year, and its value is 60 USD/t "
        "(Commodities!C2)",
    ),
    Entry(
        "source-without-cost",
        "A source has neither a cost nor a contract with a price, and most others have one: what it brings is free.",
        "Type its cost, also where it is 0.",
        "warning: Processes!F24: 'Import' takes nothing in and has no cost, so that what it brings is free; 5 rows of "
        "other sources have one, or a contract with a price",
    ),
    Entry(
        "cost-apart",
        "The cost of a source is hundreds of times those of all other sources of a commodity, which are alike, or as "
        "small a part of them. It is asked where the commodity has no value to hold costs against.",
        "Check the unit of the cost: USD/kg is a thousand times USD/t.",
        "warning: Processes!F5: 'NdPr oxide' costs 100,000,000 USD/t here, and 110,000 USD/t in Processes!G4",
    ),
    Entry(
        "cost-of-both-signs",
        "A process costs something in one period and earns as it runs in another: most often a sign is wrong.",
        "Check the sign.",
        "warning: Processes!H4: a run of 'supply' earns 110 USD/t in 2027Q1, and in other periods it costs something",
    ),
    Entry(
        "empty-lane",
        "A lane leads away from where nothing can bring its commodity, or to where nothing takes it, so that nothing "
        "is ever sent on it.",
        "Exchange from and to where the lane leads the other way; add the process, lane, stock or demand that is "
        "missing; or delete the row.",
        "warning: Lanes!A4: nothing can bring 'NdFeB magnet' to 'Mine', so that nothing is ever sent on this lane",
    ),
    Entry(
        "stuck-process",
        "Nothing can bring to a site what a process takes there, so that it never runs.",
        "Add the lane, process or stock that does; exchange from and to of a lane that leads the other way.",
        "warning: Processes!D4: nothing brings 'NdPr oxide' to 'US magnet plant', so that process 'reduce' never runs "
        "there",
    ),
    Entry(
        "unwanted-process",
        "Nothing takes what a process makes, so that it never runs: no harm, or the line of a recipe is gone that took "
        "it. Of a source in a row of its own it is a warning.",
        "Add the line, lane or demand that takes it, or delete the rows.",
        "note: Processes!B9: nothing takes what process 'buy electricity' makes at 'Ahmsa', so it never runs there",
    ),
    Entry(
        "opening-above-maximum",
        "More lies in a stock at the start than it may hold.",
        "Raise the maximum or lower the opening stock.",
        "warning: Inventory!C2: the opening stock 20 t lies above the maximum 6 t: 14 t must be used or thrown "
        "away in Q1",
    ),
    Entry(
        "stranded-stock",
        "Nothing can take what lies in a stock.",
        "Add the missing row to sheet Lanes, Processes or Demand, or delete the stock.",
        "warning: Inventory!C2: nothing can take the 3 t of 'spare' at 'Mine': no lane leads out, no process "
        "uses it, nobody asks for it there",
    ),
    Entry(
        "blank-demand",
        "A row of sheet Demand has no quantity in any period, or none in some: blank counts as 0.",
        "Type the tonnes needed, or 0 where nothing is.",
        "warning: Demand!E4: the row has no quantity in any period, so nothing is asked for",
    ),
    Entry(
        "blank-priority",
        "A row of sheet Demand has neither a priority nor a shortage cost, and other rows have a priority: it counts "
        "as 1, the best. Where no row has any, all of them do: a warning where several end uses have equal weights, "
        "which is most often a column that is gone, else a note.",
        "Type the priority, also where it is 1.",
        "warning: Demand!D5: the priority is blank here, where it counts as 1, the best, and given in other rows",
    ),
    Entry(
        "origin-of-no-stock",
        "Rows of sheet Inventory say where an opening stock comes from, and no row has an opening stock: the column is "
        "gone or empty, most likely, and the plan begins with nothing.",
        "Fill column opening, or empty column origin.",
        "warning: Inventory!C4: the origin of an opening stock is given in 62 rows, and an opening stock in none",
    ),
    Entry(
        "sized-without-room",
        "A stock is to be sized, and its maximum leaves no room.",
        "Raise the maximum, or write `no limit`.",
        "warning: Inventory!E2: the stock is to be sized, and its maximum 5 t is no more than what lies there "
        "at the start (5 t)",
    ),
    Entry(
        "uncounted-stock",
        "The cost of a missing stock is 0, so a missing stock counts as nothing.",
        "Give a cost above 0, or empty the cell: then the stock is kept whatever it costs.",
        "warning: Inventory!D2: the safety cost is 0, so a missing stock counts as nothing",
    ),
    Entry(
        "end-stock-assumed",
        "The end stock of a stockpile is blank, so its opening stock is wanted again at the end.",
        "Write the end stock; 0 where it may be used up.",
        "note: Inventory!F2: the end stock of a stockpile is blank, so its opening of 7 t is wanted again after "
        "the last period",
    ),
    Entry(
        "release-window-alone",
        "A release window is given, and not how much may leave in it.",
        "Give `release per window`, or empty the cell.",
        "error: Inventory!C2: the window is 'period', and nothing says how much may leave in it",
    ),
    Entry(
        "cost-of-no-stock",
        "A missing stock has a cost, and no stock is wanted.",
        "Give the safety or end stock, or empty the cell.",
        "error: Inventory!C2: a missing tonne of end stock has a cost, and no end stock is wanted",
    ),
    Entry(
        "substitute-for-itself",
        "A commodity is accepted in its own place.",
        "Name another commodity, or delete the row.",
        "error: Substitutes!C3: 'oxide' is accepted in its own place",
    ),
    Entry(
        "substitute-without-demand",
        "A row of sheet Substitutes fits no demand, or a more exact row stands before it.",
        "Correct the names, or delete the row.",
        "warning: Substitutes!B2: 'User' has no demand for 'oxide' that this row is the most exact one for",
    ),
    Entry(
        "return-of-nothing",
        "A row of sheet Recycling names a product that its customer neither asks for nor accepts instead. What returns "
        "is a share of what is delivered, so nothing does.",
        "Name what is delivered there, or give the returns from earlier sales.",
        "warning: Recycling!B2: 'magnet' is never delivered to 'User', by whom it is neither asked for nor accepted "
        "instead, so that nothing comes back",
    ),
    Entry(
        "stock-for-each",
        "A row of sheet Inventory names several sites or commodities, and its opening, safety or end stock is one for "
        "each of them.",
        "Nothing, if that is meant; else write a row for each.",
        "note: Inventory!C2: the opening of this row is one for each of 3 stocks, which its site and commodity "
        "stand for: 100 t of each, 300 t in all",
    ),
)
