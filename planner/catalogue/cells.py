"""Findings about single cells, and about the periods."""

from __future__ import annotations

from planner.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "blank-required",
        "A cell is blank whose column has no default.",
        "Fill it in.",
        "error: Lanes!A2: from is blank",
    ),
    Entry(
        "text-cell",
        "Text stands where a number or date belongs.",
        "Type the number or date; leave the cell blank where there is none.",
        "error: Periods!B2: text '01/10/2026' stands where a date (start) belongs",
    ),
    Entry(
        "text-number",
        "A number is stored as text, or written with a unit, a percent sign or a separator. It is not guessed.",
        "Type it again as a number.",
        "error: Capacity!F2: number '48' is stored as text (capacity)",
    ),
    Entry(
        "number-cell",
        "A plain number stands where a date belongs.",
        "Format the cell as a date, or type the date.",
        "error: Periods!B2: number 46296 stands where a date (start) belongs",
    ),
    Entry(
        "boolean-cell",
        "TRUE or FALSE stands where a name, number or date belongs.",
        "Type what belongs there.",
        "error: Processes!A2: TRUE stands where a name (site) belongs",
    ),
    Entry(
        "date-cell",
        "A date or time stands where a name or number belongs; Excel turns some typed texts into dates.",
        "Format the column as text, and type the name again.",
        "error: Processes!A2: the date or time 2026-01-01 stands where a name (site) belongs",
    ),
    Entry(
        "date-range",
        "A date lies outside 2000 to 2100: a wrong serial number, or a wrong century. Or a number outside all dates is "
        "shown as one.",
        "Type the date again.",
        "error: Periods!B2: start 1900-03-01 lies outside 2000 to 2100",
    ),
    Entry(
        "error-cell",
        "A cell shows an error such as #N/A.",
        "Mend its formula, or type the value.",
        "error: Capacity!F2: the cell shows #N/A",
    ),
    Entry(
        "uncalculated-formula",
        "A formula has no stored value: the program that wrote the file did not calculate it. Or the value is 0 in a "
        "workbook that says of itself that its formulas are still to be calculated.",
        "Open the workbook in Excel and save it.",
        "error: Capacity!F2: formula =4*12 was never calculated",
    ),
    Entry(
        "not-a-number",
        "What the file stores as a number is none, or is infinite.",
        "Type the number again.",
        "error: Capacity!F2: 'nan' is not a number",
    ),
    Entry(
        "out-of-bounds",
        "A number is smaller or larger than its column allows, in base units.",
        "Correct it, or the unit in its header.",
        "error: Demand!D2: priority 0 is below 1",
    ),
    Entry(
        "little-percent",
        "A number of per cent is 1 or less where it seldom is: 0.9 is 0.9 %, and not 90 %.",
        "Nothing, if that is meant; else write 90.",
        "warning: Capacity!E4: availability is 0.9%",
    ),
    Entry(
        "percent-cell",
        "A cell shows a percentage, and its column does not hold shares.",
        "Give the cell a plain number format.",
        "error: Demand!C2: the cell shows 85%, but demand is mass per time",
    ),
    Entry(
        "shown-unit",
        "The number format of a cell shows another currency or unit than the one in which its column is read, or money "
        "beside what is no money.",
        "Type the number in the unit of its column, and give the cell a plain number format.",
        "error: Processes!F2: the cell shows 110 in €, but run cost is read in USD/kg",
    ),
    Entry(
        "shown-scaled",
        "The number format of a cell shows thousands or millions of the number (`#,##0,`) without a word for them: who "
        "looks at it sees another number than is read.",
        "Give the cell a plain number format, and look whether the number is right.",
        "warning: Capacity!F6: the number format shows capacity in thousands and does not say so; 200000 is read",
    ),
    Entry(
        "no-unit",
        "A column, or a row of one beside a column `unit`, has no unit, and prices and costs have none by default.",
        "Write the unit in brackets behind the header, or in column `unit` of the row.",
        "error: Lanes!C1: cost has no unit",
    ),
    Entry(
        "wrong-unit",
        "The unit in the brackets, or in column `unit`, is not one of those that the column may have.",
        "Write one of the units that the message lists.",
        "error: Demand!E2: [USD/t] is no unit of demand, which is mass per time",
    ),
    Entry(
        "two-units",
        "A unit stands both in the header and in column `unit`.",
        "Keep one of the two.",
        "error: Demand!C2: the unit 'kg/yr' stands beside header Demand!D1 with its own unit [t/yr]",
    ),
    Entry(
        "assumed-unit",
        "A column has no unit and was read in its default one.",
        "Nothing, if that is meant; else write the unit in brackets behind the header.",
        "note: Lanes!C1: duty is read as fraction",
    ),
    Entry(
        "rate-without-unit",
        "What counts for a span of time has no unit anywhere, and counts as t in each period. Where a column `unit` is "
        "gone, numbers for a year are then read as such for each month.",
        "Write the unit in column `unit`, or in brackets behind the header; t/period, if that is meant.",
        "warning: Demand!E1: demand has no unit, so that its numbers are read as t in each period and not in a year",
    ),
    Entry(
        "mixed-units",
        "The columns of one quantity are in different units, most often since one header was changed and not the "
        "others. Each column is read in its own.",
        "Write the same unit in all of them; nothing, if the numbers are in different ones.",
        "warning: Processes!G1: run cost is in USD/t here and in USD/kg in Processes!F1",
    ),
    Entry(
        "odd-unit",
        "A row has another unit than most others of the sheet, most often since it was copied from elsewhere. Of few "
        "rows, and of several with one such unit, it is told only where the numbers are alike, and the units several "
        "times apart.",
        "Check the unit, and the number beside it.",
        "warning: Demand!E7: the unit is kg/period here and t/period in the 12 other rows",
    ),
    Entry(
        "blank-unit",
        "Some rows say their unit and others leave it blank, which is then the default one, or name a mass alone, such "
        "as kg beside kg/yr, which is then per period.",
        "Write the unit in each row.",
        "warning: Demand!E3: the unit is blank here and t/yr in other rows, so demand is read as t/period",
    ),
    Entry(
        "blank-among-others",
        "A cell is blank in a column that nearly all rows fill; there it counts as the default.",
        "Type the number, also where it is the default.",
        "warning: Processes!E9: quantity per run is blank here, where it counts as 1, and filled in 9 other rows",
    ),
    Entry(
        "price-with-gaps",
        "A row has a price or cost in some periods and none in others, where it counts as the default: for nothing.",
        "Type the number in each period, also where it is 0.",
        "warning: Processes!G2: run cost is blank in 2027Q2 and 5 more periods and filled in other periods: blank "
        "counts as 0",
    ),
    Entry(
        "unknown-choice",
        "A word is none of those that its column knows.",
        "Write one of the words that the message lists.",
        "error: Sites!E5: '0' is nothing that kind can be",
    ),
    Entry(
        "unknown-period",
        "A header or cell names a period that sheet Periods does not have.",
        "Correct it, or add the period to sheet Periods.",
        "error: Demand!G1: header '2027Q1': there is no such period in sheet Periods",
    ),
    Entry(
        "unknown-setting",
        "Sheet Settings has a row for a setting that there is not.",
        "Correct its name; docs/input_workbook.md lists them all.",
        "error: Settings!A3: unknown setting 'discont rate'",
    ),
    Entry(
        "duplicate-key",
        "Two rows have the same key: what would count is not known.",
        "Keep one of the two rows.",
        "error: Demand!A3: 'Motor plant', 'NdFeB magnet', 'Defence' stands already in Demand!A2",
    ),
    Entry(
        "differs-in-key",
        "In a sheet with periods down, rows of the same key differ in a column that does not vary by period.",
        "Write the same in all rows of the key.",
        "error: Demand!C3: priority 2 differs from Demand!C2, a row of the same key",
    ),
    Entry(
        "mixed-code",
        "A code stands as a number in one row and as text with zeros before it in another.",
        "Format the column as text and type both alike.",
        "error: Sites!A2: text '00123' and the number in Sites!A3 may be the same code",
    ),
    Entry(
        "cleaned-name",
        "A name had spaces or invisible characters around or in it, and they were removed.",
        "Nothing; retype the name to be rid of the warning.",
        "warning: Sites!A2: spaces or invisible characters around or in 'A B' were removed",
    ),
    Entry(
        "long-text",
        "A text is longer than a cell holds, or a name longer than any report shows.",
        "Shorten it.",
        "error: Demand!C2: the text has 251 characters, more than 250",
    ),
    Entry(
        "no-periods",
        "Sheet Periods has no row.",
        "Write at least one period.",
        "error: Periods: sheet Periods has no row",
    ),
    Entry(
        "period-name",
        "The name of a period means something else as a header, whatever its capitals, accents and underscores: a "
        "column of a sheet whose columns may name periods, a column of your own (`#`), a unit, or another period.",
        "Give the period another name, and rename its columns on the other sheets too.",
        "error: Periods!A2: no period can be called 'weight': sheet Demand has a column 'weight'",
    ),
    Entry(
        "period-dates",
        "A period ends before it starts.",
        "Correct the dates.",
        "error: Periods!C6: the period ends before it starts",
    ),
    Entry(
        "period-gap",
        "A period does not start on the day after the one before it ends, or one row alone is out of their order.",
        "Correct the dates, so that the periods follow each other.",
        "error: Periods!B3: period 2027Q1 overlaps period 2026Q4",
    ),
    Entry(
        "dates", "An end lies before its start.", "Correct the dates.", "error: Rules!H2: the end lies before the start"
    ),
)
