"""How the program grows with the origins that rules ask for: python -m benchmarks.origins.

Takes the rules of the shipped workbook that ask for an origin away one by one, and prints for what is left the marks,
the sets of marks that could be, the classes that can occur, and columns and rows beside those without any such rule.
"""

from __future__ import annotations

from benchmarks.instances import tables_by_name
from models.formulation import build
from models.resolve import make_problem
from models.variants import without_rows


def growth() -> list[tuple[int, int, int, int, int]]:
    """Return rules, marks, classes, columns and rows, from no rule that asks for an origin to all of them."""
    tables = tables_by_name("S")
    problem, _ = make_problem(tables)
    asking = [int(line) for line, facts in zip(problem.rules.line, problem.rules.asked, strict=True) if facts]
    found = []
    for kept in range(len(asking) + 1):
        part, _ = make_problem(without_rows(tables, "Rules", asking[kept:]))
        model = build(part)
        found.append((kept, part.origins.size, model.classes.size, model.program.columns, model.program.rows))
    return found


def main() -> None:
    """Print the table."""
    rows = growth()
    print("| rules | marks | sets that could be | classes that occur | columns | rows | columns, times |")
    print("|---|---|---|---|---|---|---|")
    for rules, marks, classes, columns, lines in rows:
        times = columns / rows[0][3]
        print(f"| {rules} | {marks} | {2**marks} | {classes} | {columns:,} | {lines:,} | {times:.2f} |")


if __name__ == "__main__":
    main()
