"""Mutations of a file as a row of bytes, and of the directory of the zip that it is."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

SIGNATURE = re.compile(rb"PK(?:\x01\x02|\x03\x04|\x05\x06|\x07\x08)")
LONGEST_HEADER = 46
MOST_CHANGES = 4
ODD_BYTES = (0x00, 0xFF, 0x7F, 0x80, 0x01, 0x20, 0x3C, 0x3E, 0x22)

type Change = Callable[[random.Random, bytes], bytes]


def place_in(chance: random.Random, data: bytes) -> int:
    """Draw a place."""
    return chance.randrange(len(data) + 1)


def span_in(chance: random.Random, data: bytes) -> tuple[int, int]:
    """Draw a start and an end; short spans are as frequent as long ones."""
    start = place_in(chance, data)
    return start, min(len(data), start + int(2 ** chance.uniform(0, 12)))


def flip(chance: random.Random, data: bytes) -> bytes:
    """Flip a bit."""
    place = min(place_in(chance, data), len(data) - 1)
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :] if data else data


def overwrite(chance: random.Random, data: bytes) -> bytes:
    """Write an odd byte over another."""
    place = place_in(chance, data)
    return data[:place] + bytes([chance.choice(ODD_BYTES)]) + data[place + 1 :]


def insert(chance: random.Random, data: bytes) -> bytes:
    """Insert random bytes."""
    place = place_in(chance, data)
    return data[:place] + chance.randbytes(chance.randint(1, 20)) + data[place:]


def delete(chance: random.Random, data: bytes) -> bytes:
    """Leave out a span."""
    start, end = span_in(chance, data)
    return data[:start] + data[end:]


def duplicate(chance: random.Random, data: bytes) -> bytes:
    """Write a span once more somewhere."""
    start, end = span_in(chance, data)
    place = place_in(chance, data)
    return data[:place] + data[start:end] + data[place:]


def move(chance: random.Random, data: bytes) -> bytes:
    """Write a span over what stands somewhere else."""
    start, end = span_in(chance, data)
    place = place_in(chance, data)
    return data[:place] + data[start:end] + data[place + end - start :]


def truncate(chance: random.Random, data: bytes) -> bytes:
    """Cut the end off, or the beginning."""
    place = place_in(chance, data)
    return data[:place] if chance.random() < 0.7 else data[place:]


def in_header(chance: random.Random, data: bytes) -> bytes:
    """Write over bytes behind a signature of the zip: sizes, flags, dates, names, places."""
    signs = [found.start() for found in SIGNATURE.finditer(data)]
    if not signs:
        return insert(chance, data)
    place = chance.choice(signs) + chance.randrange(4, LONGEST_HEADER)
    new = chance.choice((b"\0", b"\xff", b"\xff\xff\xff\xff", b"\0\0\0\0", chance.randbytes(chance.randint(1, 4))))
    return data[:place] + new + data[place + len(new) :]


def around(chance: random.Random, data: bytes) -> bytes:
    """Write something before the file or behind it."""
    more = chance.choice((b"\0" * chance.randint(1, 4000), chance.randbytes(100), b"<html>", data[-200:], data[:200]))
    return more + data if chance.random() < 0.5 else data + more


ON_BYTES: tuple[Change, ...] = (flip, overwrite, insert, delete, duplicate, move, truncate)
ON_FILES: tuple[Change, ...] = (*ON_BYTES, in_header, in_header, in_header, in_header, around)


def changed_file(chance: random.Random, data: bytes, other: bytes) -> tuple[bytes, list[str]]:
    """Return a file mutated, and how; `other` is one that bytes may be taken from."""
    if chance.random() < 0.05:
        place = place_in(chance, data)
        return data[:place] + other[place_in(chance, other) :], ["splice"]
    done: list[str] = []
    for _ in range(chance.randint(1, MOST_CHANGES)):
        change = chance.choice(ON_FILES)
        data = change(chance, data)
        done.append(change.__name__)
    return data, done
