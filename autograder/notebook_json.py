"""From the bytes of a file to the JSON of the notebook in it: whole, wrapped, cut off or damaged."""

from __future__ import annotations

import codecs
import io
import json
import re
from collections import deque

from autograder.bounded_json import CUT, MAX_BYTES, TOO_BIG, TOO_MUCH, Budget, Damaged, Unreadable, read_value
from autograder.conflicts import merged
from autograder.text import InDoubt

MAX_WRAPPERS = 3  # lists, objects and texts around a notebook
CHUNK = 1_000_000

ADVICE = "open the notebook, choose Download in Jupyter or Colab, and hand in the .ipynb file that you get."
FIRST_BYTES = {
    b"PK\x03\x04": "a zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
}
ENDINGS = {(".docx", ".odt", ".xlsx", ".pptx"): "an office document", (".py",): "a Python script"}
A_CELL = re.compile(rb'\{\s*"(attachments|cell_type|execution_count|id|metadata|source)"\s*:')
BEGINNINGS = (b"attachments", b"cell_type")  # of a cell, as Jupyter, Colab and VS Code write it
NEXT_CELL = re.compile(rb'[\[,]\s*\{\s*"(?:attachments|cell_type)"\s*:')
A_LINE = re.compile(rb'"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
A_SOURCE = re.compile(rb'"source"\s*:\s*(\[(?:[\s,]++|%b)*+\]|%b)' % (2 * (A_LINE.pattern,)), re.DOTALL)
PARTS = [re.compile(rb'"%b"\s*:\s*"([\w.-]{1,64})"' % key) for key in (b"cell_type", b"id", b"grade_id")]
MAX_SOURCE_BYTES = 3_000_000  # of the text of one damaged cell
A_SCRIPT = re.compile(rb"^(?:import|from|def|class|print|for|if|#|%|!|@|\w+ *=)", re.MULTILINE)


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
    budget = Budget()
    value, end, cut, text = _read(text, budget, notes)
    if not end and (cells := _salvage(text, budget)):
        whole = f"{len(cells)} whole cell{'s' * (len(cells) > 1)}"
        notes.append(InDoubt(f"The file is damaged; {whole} could be read."))
        return {"cells": cells}
    notebook, cut = _unwrap(value, cut, budget)
    if notebook and (not cut or _drop_empty_end(notebook)):
        if cut:
            notes.append(InDoubt("The file is cut off; what stands before the cut was read."))
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


def kind_of(data: bytes, name: str) -> str:
    """Return in words what a file is that is no notebook.

    Parameters
    ----------
    data : bytes
        The file, or its beginning.
    name : str
        As it was handed in.

    Returns
    -------
    str
        Such as ``a web page``.
    """
    for endings, kind in ENDINGS.items():
        if name.lower().endswith(endings):
            return kind
    page = "a web page" if data[:100].lstrip().startswith(b"<") else "no notebook"
    return next((kind for start, kind in FIRST_BYTES.items() if data.startswith(start)), page)


def _read(text: bytes, budget: Budget, notes: list[str]) -> tuple[object, int, bool, bytes]:
    """Return the value in a text as `read_value` does, 0 for its end where it is damaged, and the text without a conflict."""
    try:
        return *read_value(text, 0, budget), text
    except Damaged:
        pass
    likeliest = None
    for side, used in merged(text):
        side = _stripped(side)
        likeliest = likeliest or (side, used)
        try:
            found = read_value(side, 0, budget)
        except Damaged:
            continue
        if found[0]:
            notes.append(InDoubt(f"The file has {used}"))
            return *found, side
    if likeliest:
        text, used = likeliest
        notes.append(InDoubt(f"The file has {used}"))
    return None, 0, False, text


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


def _salvage(text: bytes, budget: Budget) -> list[dict]:
    """Return the cells of a damaged notebook whose text is whole, in the time of two more readings."""
    cells, end, effort = [], 0, 0
    for match in A_CELL.finditer(text, max(0, text.find(b'"cells"'))):
        start = match.start()
        if start < end:
            continue
        effort += 200
        cell = {}
        if match[1] in BEGINNINGS:
            following = NEXT_CELL.search(text, match.end())
            stop = following.start() if following else len(text)
            cell = _cell_in(text[start:stop], budget)
            end = stop if cell else start
        else:
            try:
                cell, end, _ = read_value(text, start, budget)
            except Damaged as damage:
                effort += damage.at - start + 1_000
        if isinstance(cell.get("cell_type"), str) and ("source" in cell or "input" in cell):
            cells.append(cell)
        if effort > len(text) // 2 + 100_000:
            break
    return cells


def _cell_in(text: bytes, budget: Budget) -> dict:
    """Return the cell in a text that ends before the next one; of a damaged one its type, ids and source, where that is whole."""
    try:
        cell, _, cut = read_value(text, 0, budget)
    except Damaged:
        cut = True
    if not cut:
        return cell
    source = deque(A_SOURCE.finditer(text), maxlen=1)  # the last: outputs stand before it
    if not source or len(source[0][1]) > MAX_SOURCE_BYTES:
        return {}
    budget.left -= len(source[0][1])
    if budget.left < 0:
        raise Unreadable(TOO_MUCH)
    lines = b"".join(line[1] for line in A_LINE.finditer(source[0][1]))
    kind, own, grade_id = (found and found[1].decode() for found in (part.search(text) for part in PARTS))
    try:
        said = json.loads(b'"%b"' % lines, strict=False)
    except ValueError:
        return {}
    return {"cell_type": kind, "id": own, "source": said, "metadata": {"nbgrader": {"grade_id": grade_id}}}


def _unwrap(value: object, cut: bool, budget: Budget, depth: int = MAX_WRAPPERS) -> tuple[dict, bool]:
    """Return the notebook that a value is, or holds in a list, an object or a text; and whether it is cut off."""
    if isinstance(value, str) and "cells" in value and depth:
        text = _stripped(value.removesuffix(CUT).encode("utf-8", "replace"))
        try:
            value, _, inner = read_value(text, 0, budget)
        except Damaged:
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
