"""From the bytes of a file to the JSON of the notebook in it: whole, wrapped, cut off or damaged.

Outputs are passed over unread, so that time and memory are bounded whatever the bytes are.
"""

from __future__ import annotations

import codecs
import io
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
MAX_WRAPPERS = 3  # lists, objects and texts around a notebook
CHUNK = 1_000_000
CUT = "\ufdd0"  # no text may hold this character; here it marks where a file was cut off

ADVICE = "open the notebook, choose Download in Jupyter or Colab, and hand in the .ipynb file that you get."
TOO_BIG = "The file is bigger than 50 MB; clear the outputs of the notebook and hand it in again."
TOO_MUCH = (
    "The file is bigger than 20 MB without its outputs; remove pasted pictures and data and hand it in again."
)
TOO_MANY = "The file has too many parts; clear the outputs of the notebook and hand it in again."
SIZES = {b"[": 150, b"{": 150, b",": 32, b'"': 15}  # bytes of memory that go with each sign, at most
FIRST_BYTES = {
    b"PK\x03\x04": "a zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
}
A_CELL = re.compile(rb'\{\s*"(?:attachments|cell_type|execution_count|id|metadata|source)"\s*:')
A_SCRIPT = re.compile(rb"^(?:import|from|def|class|print|for|if|#|%|!|@|\w+ *=)", re.MULTILINE)

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


class _Damaged(ValueError):
    """What starts here is no JSON from `at` on."""

    def __init__(self, at: int):
        super().__init__(at)
        self.at = at


@dataclass
class _Budget:
    """What reading one file may still cost."""

    steps: Iterator[int] = field(default_factory=lambda: iter(range(MAX_STEPS)))
    left: int = MAX_LEFT
    memory: int = MAX_MEMORY


def read_json(data: bytes, notes: list[str]) -> dict:
    """Return the notebook as it stands in the JSON, or with the cells that can be saved of it.

    Parameters
    ----------
    data : bytes
        The file handed in.
    notes : list of str
        What had to be mended is added to it.

    Returns
    -------
    dict
        A notebook whose form is sound; what is in its cells is the student's.

    Raises
    ------
    Unreadable
        There is no notebook in these bytes.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(TOO_BIG)
    for start, kind in FIRST_BYTES.items():
        if data.startswith(start):
            raise Unreadable(f"The file is {kind}, not a notebook; {ADVICE}")
    text = _stripped(_utf8(data, notes))
    if not text:
        raise Unreadable(f"The file is empty; {ADVICE}")
    budget = _Budget()
    try:
        value, end, cut = _value(text, 0, budget)
    except _Damaged:
        value, end, cut = None, 0, False
        if cells := _salvage(text, budget):
            notes.append(f"The file is damaged; {len(cells)} whole cells could be read.")
            return {"cells": cells}
    notebook, cut = _unwrap(value, cut, budget)
    if notebook and (not cut or _drop_empty_end(notebook)):
        if cut:
            notes.append("The file is cut off; what stands before the cut was read.")
        elif end < len(text):
            notes.append("What followed the end of the notebook in the file was ignored.")
        if notebook is not value:
            notes.append("The notebook was wrapped in other JSON and was taken out of it.")
        return notebook
    what = "not a notebook"
    if end == len(text) and not cut:
        what = "JSON, but no notebook"
    elif text[:1] in (b"{", b"["):
        what = "cut off or damaged before the end of its first cell"
    elif text[:1] == b"<":
        what = "a web page, not a notebook"
    elif A_SCRIPT.search(text[:10_000]):
        what = "a Python script, not a notebook"
    raise Unreadable(f"The file is {what}; {ADVICE}")


def _utf8(data: bytes, notes: list[str]) -> bytes:
    """Return the bytes in UTF-8; valid ones are checked a piece at a time and not copied."""
    encoding = json.detect_encoding(data)
    if not encoding.startswith("utf-8"):
        notes.append(f"The file was saved as {encoding[:6].upper()} instead of UTF-8 and was converted.")
        return _converted(data, encoding)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(data), CHUNK):
            decoder.decode(data[at : at + CHUNK])
        letter, _ = decoder.getstate()  # the file may be cut inside a letter
        return data[: len(data) - len(letter)] if letter else data
    except UnicodeDecodeError:
        pass
    letters = bad = 0
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for at in range(0, len(data), CHUNK):
        piece = decoder.decode(data[at : at + CHUNK])
        letters += len(piece) - len(piece.encode("ascii", "ignore"))
        bad += piece.count("\ufffd")
    if letters > 2 * bad:  # more good than bad ones
        notes.append("Some letters in the file were damaged and are shown as \ufffd.")
        return _converted(data, "utf-8")
    notes.append("The file was saved in an old Windows encoding instead of UTF-8 and was converted.")
    try:
        return _converted(data, "cp1252", "strict")
    except UnicodeDecodeError:
        return _converted(data, "latin-1")


def _converted(data: bytes, encoding: str, errors: str = "replace") -> bytes:
    decoder, out = codecs.getincrementaldecoder(encoding)(errors), io.BytesIO()
    for at in range(0, len(data), CHUNK):
        out.write(decoder.decode(data[at : at + CHUNK]).encode("utf-8", "replace"))
        if out.tell() > MAX_BYTES:
            raise Unreadable(TOO_BIG)
    return out.getvalue()


def _stripped(text: bytes) -> bytes:
    """Return the text without byte order mark, zeros and white space around it."""
    start = re.match(rb"(?:\xef\xbb\xbf|[\0 \t\r\n])*+", text).end()
    return (text[start:] if start else text).rstrip(b"\0 \t\r\n")


def _value(text: bytes, start: int, budget: _Budget) -> tuple[object, int, bool]:
    """Return the JSON value that starts here, its outputs left out, where it ends, and whether it is cut off there.

    Raises
    ------
    _Damaged
        It is no JSON.
    """
    if text[start : start + 1] not in _CLOSING:
        return _flat_value(text, start)
    kept, closing, at, since, passing = [], [_CLOSING[text[start : start + 1]]], start + 1, start, 0
    for _ in budget.steps:
        step = _STEP.match(text, at)
        if not step or len(closing) > MAX_DEPTH:
            raise _Damaged(at)
        at, kind = step.end(), step.lastindex
        if kind == 1:
            if not passing and _PASSED_OVER.search(text, max(since, at - 50), at):
                kept.append(_piece(text, since, at - 1))
                passing = len(closing) + 1
            closing.append(_CLOSING[step[1]])
        elif kind == 2:
            if closing.pop() != step[2]:
                raise _Damaged(at)
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
        raise _Damaged(start)
    cut = quoted is not None and text[end : end + 1] != b'"'
    whole = _WHOLE_ESCAPES.match(quoted[0])[0] + b'"' if quoted else text[start:]
    end = len(text) if cut else end + (quoted is not None)
    try:
        return json.loads(whole.decode(), strict=False, parse_int=float), end, cut
    except ValueError:
        raise _Damaged(start) from None


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


def _loads(kept: list[bytes], closing: bytes, at: int, budget: _Budget) -> object:
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
    raise _Damaged(at)


def _salvage(text: bytes, budget: _Budget) -> list[dict]:
    """Return the whole cells of a damaged notebook, in the time of two more readings."""
    cells, end, effort = [], 0, 0
    for start in (match.start() for match in A_CELL.finditer(text, max(0, text.find(b'"cells"')))):
        if start < end:
            continue
        effort += 200
        try:
            cell, end, _ = _value(text, start, budget)
        except _Damaged as damage:
            effort += damage.at - start + 1_000
        else:
            if isinstance(cell.get("cell_type"), str) and ("source" in cell or "input" in cell):
                cells.append(cell)
        if effort > len(text) // 2 + 100_000:
            break
    return cells


def _unwrap(value: object, cut: bool, budget: _Budget, depth: int = MAX_WRAPPERS) -> tuple[dict, bool]:
    """Return the notebook that a value is, or holds in a list, an object or a text; and whether it is cut off."""
    if isinstance(value, str) and "cells" in value and depth:
        text = _stripped(value.removesuffix(CUT).encode("utf-8", "replace"))
        try:
            value, _, inner = _value(text, 0, budget)
        except _Damaged:
            return {}, cut
        return _unwrap(value, cut or inner, budget, depth - 1)
    if isinstance(value, dict) and ("cells" in value or "worksheets" in value):
        return value, cut
    if isinstance(value, list) and any(isinstance(cell, dict) and "cell_type" in cell for cell in value):
        return {"cells": value}, cut
    if depth and isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            if (found := _unwrap(inner, cut, budget, depth - 1))[0]:
                return found
    return {}, cut


def _drop_empty_end(notebook: dict) -> bool:
    """Drop the last cell where the cut came before its text; say whether there is any cell left."""
    cells = notebook.get("cells")
    last = cells[-1] if isinstance(cells, list) and cells else {"source": ""}
    if not isinstance(last, dict) or last.get("source") is None:
        del cells[-1]
    return bool(cells or notebook.get("worksheets"))
