"""What the catalogue says of one kind of finding."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One kind of finding.

    code     as in `--json`, and as the calls of `error`, `warning` and `note` name it
    cause    what is so, and what it means
    remedy   what to do about it, in the imperative
    example  a line as it is printed: severity, address, message
    """

    code: str
    cause: str
    remedy: str
    example: str
