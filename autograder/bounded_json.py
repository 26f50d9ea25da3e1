"""JSON of any bytes: one value, whole or cut off, its outputs passed over unread.

So time and memory are bounded whatever the bytes are.
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_BYTES = 50_000_000  # of a file
MAX_LEFT = 20_000_000  # bytes of a file without its outputs
MAX_MEMORY = 120_000_000  # bytes that Python's objects for these take
MAX_DEPTH = 500  # brackets inside brackets
MAX_STEPS = 3_000_000  # brackets passed over; each takes up to a microsecond
CUT = "\ufdd0"  # no text may hold this character; here it marks where a file was cut off

TOO_BIG = "The file is bigger than 50 MB; clear the outputs of the notebook and hand it in again."
TOO_MUCH = (
    "The file is bigger than 20 MB without its outputs; remove pasted pictures and data and hand it in again."
)
TOO_MANY = "The file has too many parts; clear the outputs of the notebook and hand it in again."
SIZES = {b"[": 150, b"{": 150, b",": 32, b'"': 15}  # bytes of memory that go with each sign, at most

_TEXT = rb'"(?:[^"\\]++|\\.)*+'  # a string without the quote at its end
_FLAT = rb'(?:[\s,:\w.+-]++|%b")*+' % _TEXT  # strings and numbers, no brackets
_STEP = (
    re.compile(  # to the next bracket, past lists and objects that hold no other; or to the end of the file
        rb'(?:[\s,:\w.+-]++|%b"|\[%b\]|\{%b\})*+(?:([\[{])|([\]}])|(%b\\?)?\Z)'
        % (_TEXT, _FLAT, _FLAT, _TEXT),
        re.DOTALL,
    )
)
_BETWEEN = (string.whitespace + ",:.+-_" + string.ascii_letters + string.digits).encode()
_STRING = re.compile(_TEXT, re.DOTALL)
_WHOLE_ESCAPES = re.compile(rb'"(?:[^"\\]++|\\u[0-9a-fA-F]{4}|\\[^u])*+', re.DOTALL)
_PASSED_OVER = re.compile(rb'"(?:outputs|widgets)"\s*:\s*[\[{]\Z')
_CLOSING = {b"[": b"]", b"{": b"}"}


class Unreadable(Exception):
    """A file that cannot be graded: one sentence that ends with what to do."""


class Damaged(ValueError):
    """What starts here is no JSON from `at` on."""

    def __init__(self, at: int):
        super().__init__(at)
        self.at = at


@dataclass
class Budget:
    """What reading one file may still cost."""

    steps: Iterator[int] = field(default_factory=lambda: iter(range(MAX_STEPS)))
    left: int = MAX_LEFT
    memory: int = MAX_MEMORY


def read_value(text: bytes, start: int, budget: Budget) -> tuple[object, int, bool]:
    """Return the JSON value that starts here, its outputs left out, where it ends, and whether it is cut off there.

    Raises
    ------
    Damaged
        It is no JSON.
    """
    if text[start : start + 1] not in _CLOSING:
        return _flat_value(text, start)
    kept, closing, at, since, passing = [], [_CLOSING[text[start : start + 1]]], start + 1, start, 0
    for _ in budget.steps:
        step = _STEP.match(text, at)
        if not step or len(closing) > MAX_DEPTH:
            raise Damaged(at)
        at, kind = step.end(), step.lastindex
        if kind == 1:
            if not passing and _PASSED_OVER.search(text, max(since, at - 50), at):
                kept.append(_piece(text, since, at - 1))
                passing = len(closing) + 1
            closing.append(_CLOSING[step[1]])
        elif kind == 2:
            if closing.pop() != step[2]:
                raise Damaged(at)
            if passing > len(closing):
                kept.append(b"[]")
                since, passing = at, 0
            if not closing:
                return _loads([*kept, _piece(text, since, at)], b"", at, budget), at, False
        else:
            kept.append(b"[]" if passing else _before_cut(text, since, step))
            closing = closing[: passing - 1] if passing else closing
            return _loads(kept, b"".join(closing[::-1]), at, budget), at, True
    raise Unreadable(TOO_MANY)


def _flat_value(text: bytes, start: int) -> tuple[object, int, bool]:
    quoted = _STRING.match(text, start)
    end = quoted.end() if quoted else len(text)
    if end - start > (MAX_LEFT if quoted else 100):
        raise Damaged(start)
    cut = quoted is not None and text[end : end + 1] != b'"'
    whole = _WHOLE_ESCAPES.match(quoted[0])[0] + b'"' if quoted else text[start:]
    end = len(text) if cut else end + (quoted is not None)
    try:
        return json.loads(whole.decode(), strict=False, parse_int=float), end, cut
    except ValueError:
        raise Damaged(start) from None


def _piece(text: bytes, start: int, end: int) -> bytes:
    if end - start > MAX_LEFT:
        raise Unreadable(TOO_MUCH)
    return text[start:end]


def _before_cut(text: bytes, since: int, step: re.Match) -> bytes:
    """Return what is whole before the end of the file; a string that is cut off gets a mark at its end."""
    if step.lastindex == 3:
        whole = _WHOLE_ESCAPES.match(_piece(text, step.start(3), step.end()))[0]
        return _piece(text, since, step.start(3)) + whole + CUT.encode() + b'"'
    return _piece(text, since, step.end()).rstrip(_BETWEEN)


def _loads(kept: list[bytes], closing: bytes, at: int, budget: Budget) -> object:
    """Return the value of pieces of JSON; where they are cut off behind a key, the key has no value."""
    budget.left -= sum(map(len, kept))
    if budget.left < 0:
        raise Unreadable(TOO_MUCH)
    left = b"".join(kept)
    budget.memory -= sum(size * left.count(sign) for sign, size in SIZES.items())
    if budget.memory < 0:
        raise Unreadable(TOO_MANY)
    for ending in (closing, b":null" + closing)[: 1 + bool(closing)]:
        try:
            return json.loads((left + ending).decode(), strict=False, parse_int=float)  # any number of digits
        except (ValueError, RecursionError):
            continue
    raise Damaged(at)
