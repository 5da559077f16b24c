"""Dealing out material with marks to those who may take it: how much is taken as cleaner than what is there."""

from __future__ import annotations

from collections import deque

from planner.verify.origins import Marks

# Tonnes that rounding may leave over when material is dealt out by its marks.
DUST = 1e-9


def shortage(there: dict[Marks, float], taken: dict[Marks, float]) -> float:
    """Return the tonnes that are taken with fewer marks than what is there has: a largest flow, by shortest paths."""
    left = dict(there)
    open_ = dict(taken)
    sent: dict[tuple[Marks, Marks], float] = {}
    for taker in sorted(taken, key=lambda own: (len(own), sorted(own))):
        while open_[taker] > DUST and (path := _path(taker, left, sent)):
            amount = min(
                [open_[taker], left[path[-1][0]], *(sent[step[0], step[2]] for step in path if step[2] is not None)]
            )
            for maker, receiver, loser in path:
                sent[maker, receiver] = sent.get((maker, receiver), 0.0) + amount
                if loser is not None:
                    sent[maker, loser] -= amount
            left[path[-1][0]] -= amount
            open_[taker] -= amount
    return sum(tonnes for tonnes in open_.values() if tonnes > DUST)


def _path(
    taker: Marks, left: dict[Marks, float], sent: dict[tuple[Marks, Marks], float]
) -> list[tuple[Marks, Marks, Marks | None]]:
    """Return steps (material, who gets it, who gives it up) from a taker to material of which something is left.

    The last step takes what is left and has no loser.
    """
    came: dict[Marks, tuple[Marks, Marks] | None] = {taker: None}
    queue = deque([taker])
    while queue:
        receiver = queue.popleft()
        for maker, rest in left.items():
            if not maker <= receiver:
                continue
            if rest > DUST:
                steps: list[tuple[Marks, Marks, Marks | None]] = [(maker, receiver, None)]
                while (step := came[receiver]) is not None:
                    given, earlier = step
                    steps.insert(0, (given, earlier, receiver))
                    receiver = earlier
                return steps
            for (other, loser), tonnes in sent.items():
                if other == maker and tonnes > DUST and loser not in came:
                    came[loser] = (maker, receiver)
                    queue.append(loser)
    return []
