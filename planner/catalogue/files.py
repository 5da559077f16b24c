"""Findings about files, sheets and headers, made by the reader."""

from __future__ import annotations

from planner.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "not-a-workbook",
        "The file is something else than an .xlsx workbook, whatever its name says: empty, text, a web page, an "
        "old .xls, the lock file that Excel keeps beside an open workbook.",
        "Name the workbook itself; open anything else in Excel and save it as .xlsx.",
        "error: ~$plan.xlsx: this is the lock file that Excel keeps beside an open workbook; name the workbook "
        "itself, plan.xlsx",
    ),
    Entry(
        "password",
        "The workbook is encrypted, so nothing in it can be read.",
        "Save it in Excel without a password.",
        "error: plan.xlsx: the workbook is protected by a password",
    ),
    Entry(
        "damaged",
        "The file, or a part of it, is cut off, altered, or not what any spreadsheet program writes: a wrong "
        "checksum, a part or cell that stands twice, an address outside a sheet.",
        "Take an undamaged copy, or open the file in Excel, let it repair it, and save it.",
        "error: Demand: the sheet is cut off or damaged (no element found: line 1, column 5301)",
    ),
    Entry(
        "document-type",
        "A part declares a document type, with which XML can be made to grow or to read other files; no "
        "workbook needs one.",
        "Open the file in Excel and save it as .xlsx.",
        "error: plan.xlsx: part xl/sharedStrings.xml declares a document type, which no workbook needs",
    ),
    Entry(
        "too-big",
        "The file is larger than any that a person keeps, packed or unpacked, in parts, texts or filled cells.",
        "Delete what is not needed, or keep the tables in a folder with one CSV file a sheet.",
        "error: plan.xlsx: the file has 60 MB, more than 50 MB",
    ),
    Entry(
        "unreadable",
        "The system does not let the file be read, or it is a folder, a pipe or a device.",
        "Close it in other programs, and see that you may read it.",
        "error: plan.xlsx: this is a pipe or a device, not a file",
    ),
    Entry(
        "no-tables",
        "The folder holds no CSV or Parquet file.",
        "Write one file a sheet, named like the sheet.",
        "error: my_tables: the folder holds no table",
    ),
    Entry(
        "no-pyarrow",
        "A table of the folder is a Parquet file, and pyarrow, which reads those, is not installed with the planner.",
        "Run `pip install pyarrow` in the planner's environment, or save the table as CSV.",
        "error: Demand.parquet: a Parquet table is read by pyarrow, which is not installed",
    ),
    Entry(
        "bad-parquet",
        "A Parquet table is cut off, altered, or something else than its name says.",
        "Write it again, or save the table as CSV.",
        "error: Demand.parquet: the table is cut off or damaged (Couldn't deserialize thrift: TProtocolException: "
        "Invalid data)",
    ),
    Entry(
        "parquet-type",
        "A column of a Parquet table has a type that no column of a sheet takes: lists, records, bytes, times of day, "
        "moments in a time zone.",
        "Store numbers, texts, truths, or dates without a time zone; several columns in place of a list.",
        "error: Demand!D1: column '2027 [t/yr]' holds list<element: double>, which no column of a sheet takes",
    ),
    Entry(
        "not-utf8",
        "A table is not UTF-8 text, so its letters would be guessed.",
        "Save it in Excel as `CSV UTF-8`.",
        "error: Sites.csv: line 2 is not UTF-8 text",
    ),
    Entry(
        "bad-csv",
        "A table is not made of comma-separated values, for instance since a quote never ends.",
        "Save it again from the program that made it.",
        "error: Sites.csv: not a table of comma-separated values: unexpected end of data",
    ),
    Entry(
        "long-line",
        "A line of a CSV file has more fields than the header: a number such as `50,5` without quotes is two fields, "
        "and what stands behind it is read one column too far. Where commas at the end of the line may be all that "
        "there is to it, a warning.",
        "Write 50.5, put texts with a comma in quotes, or delete the commas at the end of the line.",
        "error: Demand.csv: line 3 has 12 fields, and the header 11",
    ),
    Entry(
        "cut-off",
        "The last line of a CSV file has fewer fields than the one above, and no end of line: the file was not copied "
        "to its end, most likely.",
        "Take the whole file; where it is whole, press Enter at the end of its last line.",
        "warning: Demand.csv: line 3, the last, has 9 fields and no end, and the line above 11",
    ),
    Entry(
        "unknown-file",
        "A file in the folder is no table and was not read. Texts (.md, .txt) may lie there, unless they are called as "
        "a table is, such as `Rules.csv.txt`.",
        "Move it elsewhere, call it as the table that it is, or start its name with `#`.",
        "warning: Lanes.tsv: 'Lanes.tsv' is no table and was not read",
    ),
    Entry(
        "half-calculated",
        "The program that saved the file had not calculated all formulas, as Excel in its manual mode: values that "
        "formulas show may be old.",
        "Calculate it (F9 in Excel), and save it again.",
        "warning: my.xlsx: the file says that its formulas were not calculated to the end: their stored values may be "
        "old",
    ),
    Entry(
        "missing-sheet",
        "A sheet is missing without which there is no plan.",
        "Add it; `plan new` writes a workbook with every sheet.",
        "error: plan.xlsx: sheet Sites is missing",
    ),
    Entry(
        "deleted-sheet",
        "Sheet Read me lists, as a step, a sheet that the workbook does not have. Without Rules nothing is forbidden, "
        "without Capacity nothing is limited, without Lanes all ships free and at once, without Inventory nothing is "
        "kept.",
        "Take it back from an earlier copy; where it is not needed, delete its line in sheet Read me.",
        "warning: 'Read me'!B15: this page lists a sheet that the workbook does not have (Rules): the plan is made "
        "without",
    ),
    Entry(
        "unknown-sheet",
        "A sheet has a name that is not part of the input. It is an error where the name is one letter from a known "
        "one, or that of a copy (`Lanes (2)`, `Copy of Lanes`, `Lanes_v2`) of a sheet that is not there, or a usual "
        "word for such a sheet (`Policies`, `Stocks`); else a warning.",
        "Correct the name, or start it with `#` to keep the sheet as your own.",
        "error: Lane: there is no sheet 'Lane'",
    ),
    Entry(
        "duplicate-sheet",
        "Two sheets have the same name but for case, accents or spaces.",
        "Keep one of the two.",
        "error: 'Demand ': sheets 'Demand' and 'Demand ' are both sheet Demand",
    ),
    Entry(
        "sheet-beside-plan",
        "A sheet of the input stands in a plan. A workbook with sheets Summary, Run and copies such as `in Demand` is "
        "a plan, and only the copies are read as its input.",
        "Where it is the input, copy it into the input's own workbook, or into its copy; else delete it, or start its "
        "name with `#`. Where the whole input stands there, delete sheets Summary and Run.",
        "error: Rules: the workbook is a plan, of which only the sheets `in ...` are read as input, and not 'Rules'",
    ),
    Entry(
        "no-header",
        "None of the first 20 rows holds headers that the sheet knows, or all of them stand in one cell, as where a "
        "table is parted by semicolons.",
        "Write the headers of the table in one row, a cell for each; save a CSV file anew, parted by commas.",
        "error: Settings: no header found in the first 20 rows",
    ),
    Entry(
        "row-above-header",
        "A row above the header is filled like a row of the table: sorted away with the header, or part of a second "
        "table. Nothing above a header is read, so it would be left out.",
        "Move it below the header, or delete it; write a note above the header into one cell.",
        "error: Rules!A3: row 3 looks like a row of the table ('China magnet cap', 'cap', 'China') and stands above "
        "the header in row 11, where nothing is read; there are 8 such rows",
    ),
    Entry(
        "no-rows",
        "A sheet that every plan needs has no row that acts.",
        "Fill in at least one row, or set one active.",
        "error: Demand: no row of this sheet acts",
    ),
    Entry(
        "missing-column",
        "A column is missing that the sheet cannot do without.",
        "Add its header, and fill the column in.",
        "error: Sites!A1: column 'site' is missing from sheet Sites",
    ),
    Entry(
        "unknown-column",
        "A header names no column of its sheet, or adds a period to a column that does not vary by period.",
        "Correct it, or start it with `#` to keep a column of your own.",
        "error: Demand!C1: unknown column 'custmer'; did you mean 'customer'? Else start the header with # to "
        "keep a column of your own",
    ),
    Entry(
        "blank-header",
        "A column has cells and no header, so nobody knows what they mean.",
        "Name the column, start its header with `#`, or empty it.",
        "error: Demand!D1: the header is blank but Demand!D2 holds '1'",
    ),
    Entry(
        "duplicate-header",
        "Two headers of a sheet mean the same column.",
        "Keep one of the two.",
        "error: Demand!G1: header '2026Q4' means the same column as Demand!F1",
    ),
    Entry(
        "repeated-header",
        "A row below the header says what the header says, as that of a table that was pasted below.",
        "Delete the row.",
        "error: Demand!A5: the row repeats the header",
    ),
    Entry(
        "two-forms",
        "A sheet has a column `period` and also periods across its header.",
        "Use one of the two forms.",
        "error: Demand!E1: the sheet has a column 'period' and also periods across its header",
    ),
    Entry(
        "merged-cells",
        "Cells within a table are merged; only the first of them has a value, and what the others should hold "
        "would be guessed.",
        "Unmerge them and fill in each cell.",
        "error: Demand!A3:A4: cells in the table are merged",
    ),
    Entry(
        "stray-value",
        "A value stands far from the table, so that the sheet would be read as a vast empty area.",
        "Delete it.",
        "error: Demand!XFD1048576: the value stands far from the table, which makes the sheet 1,048,576 rows "
        "long and 16,384 columns wide",
    ),
    Entry(
        "hidden-rows",
        "Rows of a table are hidden or filtered away. They count all the same.",
        "Unhide them to see what is planned with; delete them or set them inactive if they should not count.",
        "warning: Demand: 1 hidden row counts, the first is row 3",
    ),
    Entry(
        "struck-through",
        "Cells of a table are struck through. They count all the same.",
        "Delete what should not count, or set its rows inactive (column `active`); take the line off what should.",
        "warning: Demand: 1 row with cells that are struck through counts, the first is A3",
    ),
    Entry(
        "hidden-columns",
        "Columns of a table are hidden and filled. They count all the same.",
        "Unhide them to see what is planned with; empty them if they should not count.",
        "warning: Demand: 1 hidden column counts, the first is E (weight)",
    ),
    Entry(
        "hidden-sheet",
        "A sheet of the input is hidden, perhaps so that no menu of Excel shows it. It counts all the same.",
        "Unhide it to see what is planned with; delete it if it should not count.",
        "warning: Rules: the sheet is hidden and counts all the same",
    ),
    Entry(
        "period-beside-its-name",
        "A period lies elsewhere than its name says, or is longer: its dates may be another period's.",
        "Correct the dates, or call it otherwise; nothing, if the name is of a fiscal year.",
        "warning: Periods!B3: the period is called '2027Q1' and is from 2028-01-01 to 2028-03-31",
    ),
    Entry(
        "period-without-column",
        "A quantity has columns for the periods in a row and none for those behind or before, most often since the "
        "periods were made more; or for most periods and none for others. There it counts as blank: no demand, no "
        "cost, no limit.",
        "Add the columns, or one for all periods without a column of their own; nothing, if that is meant.",
        "warning: Demand!J1: demand has columns for 5 periods and none for 2028Q1, where it counts as blank",
    ),
    Entry(
        "not-yet",
        "The cell, column or sheet is known, and this version does not act on it. It is never ignored.",
        "Empty it, or set its rows inactive.",
        "error: Scenarios!A2: sheet Scenarios is not yet supported and has 2 rows",
    ),
)
