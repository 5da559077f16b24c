"""A small program with two switches of which HiGHS 1.16 loses the best setting when presolve is on.

It was cut out of a random problem with a customer in two halves, while HiGHS called 300 the least where 0 can be had.
"""

from __future__ import annotations

import numpy as np

from models.linear.matrix import Matrix
from models.linear.program import Tier

COLUMNS = 54
# Whole numbers; the first is at most 1. What two columns cost a tonne.
SWITCHES, COST = (52, 53), {39: 300.0, 40: 1.0}
# Each row: its least and its most, then column:coefficient.
ROWS = """
0 0 0:-1 11:1
0 0 1:-1 12:1
0 0 15:-1 16:-1 30:1 32:1
0 0 19:-1 31:1 33:1
0 0 20:-1 34:1
0 0 31:-1 33:-1 49:1
0 0 21:-1 36:1
0 0 17:-1 35:1 37:1
0 0 18:-1 38:1
0 0 35:-1 37:-1 50:1
0 0 14:1 38:-1
0 0 2:-1 15:1
0 0 3:-1 16:1
0 0 4:-1 17:1
0 0 5:-1 18:1
0 5 2:0.5
0 0 3:1 24:-1
0 0 4:1 22:-1 25:-1 28:1
0 0 5:1 28:-1 29:1
0 0 13:-1 14:-1 51:1
0 0 6:-1 21:1
0 0 7:-1 19:1
0 0 8:-1 20:1
0 0 6:1 26:-1
0 0 7:1 27:-1
0 0 8:0.5 23:-1
0 0 9:1 11:-1
0 0 10:1 12:-1
0 0 9:-0.2 24:1 26:1
0 0 10:-1 25:1 27:1
10 10 30:1 39:1
1 8 31:1 40:1
10 10 41:1
1 1 32:1 42:1
2.5 2.5 33:1 43:1
5 5 34:1 44:1
10 10 45:1
1 1 36:1 46:1
2.5 2.5 37:1 47:1
5 5 38:1 48:1
-inf 20 0:1
-inf 0 1:1 52:-40
-inf 0 3:1 53:-1
-inf 20 29:1
0 inf 22:-1 23:-0.5 27:1
-inf 11915.636375552001 41:595.7818181818182 42:1 43:600 44:1 45:595.7818181818182 46:1 47:600 48:600
"""


def lost_in_presolve() -> tuple[Matrix, list[Tier]]:
    """Return the program, and the tier whose optimum is 0."""
    lines = [line.split() for line in ROWS.split("\n") if line]
    terms = [[term.split(":") for term in line[2:]] for line in lines]
    upper, objective = np.full(COLUMNS, np.inf), np.zeros(COLUMNS)
    upper[SWITCHES[0]] = 1.0
    objective[[*COST]] = [*COST.values()]
    matrix = Matrix(
        np.zeros(COLUMNS), upper, np.array([float(line[0]) for line in lines]),
        np.array([float(line[1]) for line in lines]), np.cumsum([0, *map(len, terms)]),
        np.array([int(column) for row in terms for column, _ in row]),
        np.array([float(value) for row in terms for _, value in row]), np.array(SWITCHES),
    )  # fmt: skip
    return matrix, [Tier("unmet, priority 1", "unmet", objective)]
