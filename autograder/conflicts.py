"""Marks that git leaves in a text where two versions of it could not be merged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

MAX_TEXT = 20_000_000  # bytes of a text that is looked at
MAX_MARKS = 10_000
MARK = re.compile(rb"^(?:<{7}|\|{7}|={7}|>{7})(?=[ \r\n]|\Z)[^\n]*+\n?", re.MULTILINE)
OPEN = (b"NotImplementedError", b"YOUR ANSWER HERE")  # in a side that nobody has worked at

_MARKS = "marks of a merge conflict"
_NEXT = {
    (None, b"<"): 0,
    (0, b"|"): 2,
    (0, b"="): 1,
    (2, b"="): 1,
    (1, b">"): None,
}  # 2: what both began with


def merged(text: bytes) -> Iterator[tuple[bytes, str]]:
    """Yield the text with one side of each conflict, the likeliest choice first, and which side that is.

    That is the first side, the student's own after ``git pull``, unless it alone was left open: after
    ``git stash pop`` the student's own is the second.
    """
    if len(text) > MAX_TEXT or b"<<<<<<<" not in text:
        return
    parts = _parts(text)
    pairs = [part for part in parts if isinstance(part, list)]
    if not pairs:
        return
    worked = [_is_open(first) and not _is_open(second, len(first)) for first, second, _ in pairs]
    if any(worked) and not all(worked):
        yield _joined(parts, worked), f"{_MARKS}; of each pair the side that holds an answer was used."
    every = {False: "the first side", True: "the second side"}
    for second in sorted(every, reverse=all(worked)):
        yield _joined(parts, [second] * len(pairs)), f"{_MARKS}; {every[second]} was used."


def _parts(text: bytes) -> list[bytes | list[bytes]]:
    """Return what stands outside conflicts, as it is, and of each conflict a list: first side, second, origin."""
    parts, since, side = [], 0, None
    for mark in islice(MARK.finditer(text), MAX_MARKS):
        step = (side, mark[0][:1])
        if step not in _NEXT:
            continue
        if side is None:
            parts += [text[since : mark.start()], [b"", b"", b""]]
        else:
            parts[-1][side] = text[since : mark.start()]
        side, since = _NEXT[step], mark.end()
    if side is None:
        parts.append(text[since:])
    else:  # cut off inside a conflict
        parts[-1][side] = text[since:]
    return parts


def _is_open(side: bytes, other: int = 0) -> bool:
    """Say whether a stub is in a side, or whether it has lost most of what the other one's length says."""
    return any(words in side for words in OPEN) or 3 * len(side) < other


def _joined(parts: list[bytes | list[bytes]], seconds: list[bool]) -> bytes:
    chosen = iter(seconds)
    return b"".join(part[next(chosen)] if isinstance(part, list) else part for part in parts)
