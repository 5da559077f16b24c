"""Findings about contracts, suppliers, qualification and pins."""

from __future__ import annotations

from planner.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "contract-outside",
        "A contract never runs within the horizon.",
        "Nothing, if that is meant; else correct its dates.",
        "note: Contracts!D2: the contract never runs inside the horizon",
    ),
    Entry(
        "contract-matches-nothing",
        "No lane fits supplier, buyer and commodity of a contract.",
        "Correct the names, or add the lane.",
        "warning: Contracts!A2: contract 'C' matches no lane",
    ),
    Entry(
        "tier-gap",
        "The price tiers of a contract leave a gap, overlap, or have no length.",
        "Let each tier begin where the one before it ends, the first at 0.",
        "error: Contracts!3:3: two tiers of the contract have no end",
    ),
    Entry(
        "tiers-out-of-order",
        "A price tier ends below the one in the row before it; tiers are filled in the order of their ends.",
        "Correct the end that is wrong, or put the rows in that order.",
        "warning: Contracts!G4: the tier ends at 800 t, and the one in the row before it has 1000 t (Contracts!G3); "
        "tiers are filled in the order of their ends",
    ),
    Entry(
        "tier-differs",
        "A later tier of a contract says something else than its first row.",
        "Say it in the row of the first tier only, or give the row another contract name.",
        "error: Contracts!G3: maximum differs from Contracts!G2, the row of the first tier of contract 'C'",
    ),
    Entry(
        "tier-without-end",
        "Prices fall with quantity, and neither the tier nor the contract says how much is bought at most.",
        "Give the tier an end, or the contract a maximum.",
        "error: Contracts!E3: prices that fall with quantity need to know how much is bought at most, and "
        "neither this tier nor the contract says so",
    ),
    Entry(
        "window-missing",
        "A contract counts tonnes, and nothing says over which time.",
        "Write period, calendar year or term.",
        "error: Contracts!2:2: contract 'C' counts tonnes (maximum), and nothing says over which time",
    ),
    Entry(
        "price-missing",
        "A contract has no price in a period in which it needs one.",
        "Give a price for every period in which it runs.",
        "error: Contracts!2:2: contract 'C' is take-or-pay, and has no price to pay",
    ),
    Entry(
        "price-and-run-cost",
        "A contract has a price and its supplier a run cost: both count.",
        "Empty the run cost where the price is what the material costs.",
        "warning: Contracts!A3: contract 'c' has a price, and its supplier a run cost (Processes!F2): both count",
    ),
    Entry(
        "nothing-to-pay",
        "A contract is take-or-pay and has no minimum take.",
        "Give the minimum take, or empty the cell.",
        "warning: Contracts!D2: contract 'C' is take-or-pay, and has no minimum take",
    ),
    Entry(
        "floor-without-price",
        "A price floor has neither a contract price nor a value to be measured against.",
        "Give the price of the contract, or the value of the commodity.",
        "error: Contracts!C2: a floor is measured against the contract's price or the value of 'oxide', and "
        "both are missing (Commodities!2:2)",
    ),
    Entry(
        "minimum-by-going-round",
        "What is bought under a contract with a minimum take, or sent on a lane with a minimum, can go back in the "
        "same period, and be bought or sent again: the minimum may be kept by what only goes round.",
        "Leave out the way back, or give it a lead time.",
        "warning: Contracts!E2: 'oxide' can go from 'User' back to 'Mine' in the same period, so that the minimum may "
        "be kept by what only goes round",
    ),
    Entry(
        "most-shares-below-all",
        "The most shares of all who can send something to a buyer are less than 100 % together, which only nothing "
        "keeps.",
        "Raise most shares to 100 % together, or leave one supplier without.",
        "warning: Sourcing!D3: the most shares of everybody who can send 'NdPr oxide' to 'US magnet plant' are 0.8 of "
        "all together, so that nothing at all can be bought there",
    ),
    Entry(
        "qualification-without-period",
        "No row of sheet Qualification says from when on something may arrive, so that each shuts its lanes for the "
        "whole plan.",
        "Write the ready period; where a ban is meant, write it in sheet Rules.",
        "warning: Qualification!D2: no ready period is given of this row, so that nothing may be sent directly on "
        "these lanes in the whole plan",
    ),
    Entry(
        "price-far-from-value",
        "A contract asks more than a hundred times the value of the commodity, or less than a hundredth of it: most "
        "often one of the two is in another unit.",
        "Check the unit of the price and of the value; nothing, if both are meant.",
        "warning: Contracts!F2: contract 'LTA' asks 85 USD/t for 'tin', whose value is 30,000 USD/t (Commodities!D5)",
    ),
    Entry(
        "order-without-limit",
        "A contract has an order quantity, and neither a maximum nor the capacity of its lanes limits an order, which "
        "a whole number of orders needs; what the supplier can make does not count here.",
        "Give the contract a maximum, or the lane a capacity.",
        "error: Contracts!D2: contract 'C' has an order quantity, and neither a maximum nor the capacity "
        "of its lanes limits an order",
    ),
    Entry(
        "part-of-minimum",
        "Contract and plan cover only a part of each other, and the minimum take counts by the days that both cover.",
        "Nothing, if that is meant.",
        "note: Contracts!D2: the minimum take of 4 t counts by the days that plan, contract and shipments that "
        "still arrive cover (2027: 2.992 t)",
    ),
    Entry(
        "minimum-of-closed",
        "A contract asks for a minimum in a window in which its suppliers are closed: with take-or-pay it is paid for "
        "nothing.",
        "Let the contract start when the site does, or correct the dates of the site.",
        "warning: Contracts!K4: in Q1 contract 'Idaho offtake' asks for 150 t, and 'Idaho mine' is closed then",
    ),
    Entry(
        "days-without-contract",
        "No row of a contract runs on some days, and what it is about may then be sent without its price.",
        "Add a row with the price of those days, or a rule that bans the flow.",
        "warning: Contracts!A2: no contract runs on some days of Q1 (from 2027-01-01 on): what contract 'C' is "
        "about may be sent then without its price",
    ),
    Entry(
        "qualification-matches-nothing",
        "A row of sheet Qualification fits no lane and stops nothing.",
        "Correct the names, or delete the row.",
        "warning: Qualification!B2: no lane leads from 'User' to 'Mine' with 'oxide', so the row stops nothing",
    ),
    Entry(
        "qualification-detour",
        "A supplier that is not yet qualified can still send through another site.",
        "Add a row for what the other site sends, where that waits for the test too.",
        "warning: Qualification!B2: the row stops direct shipments only; 'Mine' can also send oxide through "
        "Depot to User",
    ),
    Entry(
        "award-without-limit",
        "A row counts suppliers, and nothing limits what one of them can send.",
        "Give its lane a capacity, or what it makes a row in sheet Capacity.",
        "error: Sourcing!C2: nothing limits what 'A' can send to 'User', and whether it gets an award must be "
        "scaled with a real limit",
    ),
    Entry(
        "incumbent-with-cost",
        "An incumbent has a switching cost.",
        "Write the cost in the row of those who are not.",
        "error: Sourcing!J2: an incumbent has a switching cost",
    ),
    Entry(
        "incumbent-unnamed",
        "Every supplier is called an incumbent.",
        "Name the incumbents, one a row, or a group of them.",
        "error: Sourcing!I2: every supplier is called an incumbent",
    ),
    Entry(
        "sourcing-without-limit",
        "A row of sheet Sourcing limits nothing.",
        "Give a share, a number of suppliers or a switching cost, or delete the row.",
        "warning: Sourcing!C2: the row limits nothing",
    ),
    Entry(
        "shares-above-all",
        "The least shares of the suppliers add up to more than all.",
        "Lower them to 100 % together.",
        "error: Sourcing!F3: the least shares of the suppliers come to 1.1 of all",
    ),
    Entry(
        "shares-of-nothing",
        "Shares contradict each other so that nothing at all can be shipped while they hold.",
        "Lower least shares or raise most shares, or write no under hard.",
        "warning: Rules!G3: these least shares are 1.2 of all together (with Rules!G2), so while they hold no "
        "oxide at all can be shipped into the place",
    ),
    Entry(
        "not-whole",
        "A number of suppliers is no whole number.",
        "Write a whole number.",
        "error: Sourcing!D2: 1.5 is not a whole number",
    ),
    Entry(
        "count-of-one",
        "A number of suppliers stands beside one supplier.",
        "Empty the supplier, or name a group.",
        "error: Sourcing!E2: a number of suppliers stands beside one supplier",
    ),
    Entry(
        "too-few-suppliers",
        "More suppliers are asked for than lanes lead from.",
        "Lower the number, or add lanes.",
        "error: Sourcing!D2: 4 suppliers are asked for, and lanes lead from 3",
    ),
    Entry(
        "number-without-share",
        "A least number of suppliers is given and no least share, so an award of nothing would count.",
        "Give a least share in the row of this buyer and commodity without a supplier.",
        "error: Sourcing!D2: an award of nothing would count as a supplier",
    ),
    Entry(
        "pin-without-limit",
        "A pin has neither a least nor a most.",
        "Give one or both; a most of 0 forbids.",
        "error: Pins!H2: the pin has neither a least nor a most",
    ),
    Entry(
        "pin-matches-nothing",
        "A pin fits nothing that the plan decides.",
        "Correct the names, or delete the pin.",
        "warning: Pins!A2: the pin matches no lane",
    ),
    Entry(
        "pin-cell-unused",
        "A cell of a pin names something that what is pinned does not have.",
        "Empty the cell, or change what is pinned.",
        "error: Pins!C2: 'User' stands here, and a pin of what is 'stock' has no to",
    ),
    Entry(
        "sourcing-matches-nothing",
        "No lane fits supplier, buyer and commodity of a row of sheet Sourcing.",
        "Correct the names, or add the lane.",
        "warning: Sourcing!C2: no lane brings 'oxide' from 'A' to 'Allies'",
    ),
    Entry(
        "contract-without-terms",
        "A contract has neither a price nor a floor nor any limit, and no other contract is about its lanes: what is "
        "sent under it is what could be sent without it.",
        "Give what the contract says, or delete the row.",
        "warning: Contracts!A2: contract 'Deal' has no price, floor, minimum, maximum, order quantity or multiple, and "
        "changes nothing",
    ),
)
