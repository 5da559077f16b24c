"""Which things lead to which, as lists of neighbours in two arrays, and the distances between them: least steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import IntArray, distinct, mask_of, ranges

# Steps of what cannot be reached, and the place of what is not looked for.
NOWHERE = -1
# Of each thing it is kept from which others it was reached: so many words of 64 of them at once, of eight bytes each.
MOST_WORDS = 2**21
BITS = 64


@dataclass(frozen=True, eq=False)
class Adjacency:
    """From each of some things to others: (things + 1,) starts, (links,) the others, rising for each thing."""

    start: IntArray
    to: IntArray

    @staticmethod
    def of_pairs(by: IntArray, to: IntArray, things: int, width: int) -> Adjacency:
        """Return the links of so many things to others below `width`, of pairs in any order, each once."""
        by, to = np.divmod(distinct(by * width + to), max(width, 1))
        return Adjacency.in_order(by, to, things)

    @staticmethod
    def in_order(by: IntArray, to: IntArray, things: int) -> Adjacency:
        """Return the links of so many things, of distinct pairs in their order."""
        return Adjacency(np.concatenate([[0], np.cumsum(np.bincount(by, minlength=things))]), to)

    @property
    def things(self) -> int:
        """Return the number of things."""
        return self.start.size - 1

    @property
    def by(self) -> IntArray:
        """Return (links,) the thing that each leads from."""
        return np.repeat(np.arange(self.things), np.diff(self.start))

    def of(self, things: IntArray) -> tuple[IntArray, IntArray]:
        """Return (pairs,) places in `things`, and what each of them leads to."""
        first, last = self.start[things], self.start[things + 1]
        return np.repeat(np.arange(things.size), last - first), self.to[ranges(first, last)]

    def reversed(self) -> Adjacency:
        """Return the links the other way round, of things to things."""
        order = np.argsort(self.to, kind="stable")
        return Adjacency.in_order(self.to[order], self.by[order], self.things)

    def distances_from(self, first: IntArray) -> IntArray:
        """Return (things,) the least steps from some of them to each, NOWHERE where no way leads."""
        steps, front, step = np.full(self.things, NOWHERE, dtype=np.int64), first, 0
        steps[front] = step
        while front.size:
            step += 1
            reached = mask_of(self.of(front)[1], self.things)
            front = np.flatnonzero(reached & (steps == NOWHERE))
            steps[front] = step
        return steps

    def shortest_to(self, last: IntArray) -> Adjacency:
        """Return the links of things to things that are on a way of least steps to the nearest of some of them."""
        steps, by = self.reversed().distances_from(last), self.by
        kept = (steps[self.to] != NOWHERE) & (steps[by] == steps[self.to] + 1)
        return Adjacency.in_order(by[kept], self.to[kept], self.things)

    def distances_between(self, first: IntArray, last: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """Return (pairs,) places in `first` and in `last` between which ways lead, and the distance of each pair.

        first, last  distinct things
        The ways are gone from those of which there are fewer, of 64 of them in one word of bits.
        """
        back = self.reversed()
        if first.size <= last.size:
            return _gone(self, back, first, last)
        place, who, steps = _gone(back, self, last, first)
        return who, place, steps


def _gone(links: Adjacency, back: Adjacency, first: IntArray, last: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Return the pairs of `Adjacency.distances_between`, so many of `first` at once as fit; `back` leads back."""
    at_once = BITS * max(1, MOST_WORDS // max(links.things, 1))
    nobody = np.empty(0, dtype=np.int64)
    found = [(nobody, nobody, nobody)]
    for begin in range(0, first.size, at_once):
        for who, place, steps in _gone_together(links, back, first[begin : begin + at_once], last):
            found.append((who + begin, place, steps))
    who, place, steps = (np.concatenate(part) for part in zip(*found, strict=True))
    return who, place, steps


def _gone_together(
    links: Adjacency, back: Adjacency, first: IntArray, last: IntArray
) -> list[tuple[IntArray, IntArray, IntArray]]:
    """Return the pairs of `_gone`, step by step."""
    place = np.full(links.things, NOWHERE, dtype=np.int64)
    place[last] = np.arange(last.size)
    word, bit = np.divmod(np.arange(first.size), BITS)
    # Of each thing: who reached it in the last step, and who ever did.
    fresh = np.zeros((links.things, -(-first.size // BITS)), dtype="<u8")
    fresh[first, word] = np.left_shift(np.uint64(1), bit.astype(np.uint64))
    ever = fresh.copy()
    front, step, found = first, 0, []
    while front.size:
        asked = front[place[front] != NOWHERE]
        at, who = np.nonzero(np.unpackbits(fresh[asked].view(np.uint8), axis=1, bitorder="little"))
        found.append((who, place[asked[at]], np.full(at.size, step)))
        met = np.flatnonzero(mask_of(links.of(front)[1], links.things))
        begin, end = back.start[met], back.start[met + 1]
        reached = np.bitwise_or.reduceat(fresh[back.to[ranges(begin, end)]], np.cumsum(end - begin) - (end - begin))
        reached &= ~ever[met]
        fresh[front] = 0
        kept = reached.any(axis=1)
        front, reached, step = met[kept], reached[kept], step + 1
        fresh[front] = reached
        ever[front] |= reached
    return found
