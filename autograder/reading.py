"""From the bytes of a student's file to the cells in it; whatever the bytes are, nothing but `Unreadable` is raised.

Only the text of cells, their type and ids, and pictures in text are taken; outputs and all other metadata stay behind.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

MAX_BYTES = 50_000_000  # of a file
MAX_BRACKETS = 3_000_000  # of a file; each may take 200 bytes of memory when it is read
MAX_CELLS = 2_000
MAX_SOURCE = 1_000_000  # characters of a cell
MAX_TEXT = 5_000_000  # characters of all cells together

ADVICE = "open the notebook, choose Download in Jupyter or Colab, and hand in the .ipynb file that you get."
FIRST_BYTES = {
    b"PK\x03\x04": "a zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
}
A_CELL = re.compile(r'\{\s*"(?:attachments|cell_type|execution_count|id|metadata|source)"\s*:')
A_SCRIPT = re.compile(r"^(?:import|from|def|class|print|for|if|#|%|!|@|\w+ *=)", re.MULTILINE)


class Unreadable(Exception):
    """A file that cannot be graded: one sentence that ends with what to do."""


@dataclass(eq=False)
class Cell:
    """What is used of a student's cell."""

    type: str
    text: str
    id: str = ""
    grade_id: str = ""
    points: object = None
    images: dict = field(default_factory=dict)


def clean(text: str) -> str:
    """Return a student's text fit for a message: printable, at most 60 characters."""
    return "".join(c if c.isprintable() else " " for c in text[:60])


def read_cells(data: bytes) -> tuple[list[Cell], list[str]]:
    """Return the cells of a notebook of any format, whole or damaged, and a note for each thing mended.

    Raises
    ------
    Unreadable
        There is no notebook in these bytes.
    """
    notes: list[str] = []
    notebook = _parse(data, notes)
    raw, sheets, form = notebook.get("cells"), notebook.get("worksheets"), notebook.get("nbformat")
    if not isinstance(raw, list) and isinstance(sheets, list):
        parts = [_dict(sheet).get("cells") for sheet in sheets]
        raw, form = [cell for part in parts if isinstance(part, list) for cell in part], 3
    if not isinstance(raw, list):
        raise Unreadable(f"The file is a notebook without cells; {ADVICE}")
    if len(raw) > MAX_CELLS:
        raise Unreadable(
            f"The notebook has more than {MAX_CELLS} cells; remove your own extra cells and hand it in again."
        )
    if form in (1, 2, 3):
        notes.append(f"The notebook was in the old format {form:.0f} and was converted.")
    metadata = _dict(notebook.get("metadata"))
    languages = [
        _dict(metadata.get("kernelspec")).get("language"),
        _dict(metadata.get("language_info")).get("name"),
    ]
    language = next((name for name in languages if isinstance(name, str) and name), "python")
    if "python" not in language.lower():
        notes.append(f"The notebook's kernel was set to `{clean(language)}`; Python 3 was used.")
    cells = [_cell(cell, f"Cell {number} of the file", notes) for number, cell in enumerate(raw, 1)]
    cells = [cell for cell in cells if cell]
    if sum(len(cell.text) for cell in cells) > MAX_TEXT:
        raise Unreadable(
            "The notebook has more than 5 million letters; remove pasted data and hand it in again."
        )
    return cells, notes


def _parse(data: bytes, notes: list[str]) -> dict:
    """Return the notebook as it stands in the JSON, or with the cells that can be saved of it."""
    if len(data) > MAX_BYTES:
        raise Unreadable(
            "The file is bigger than 50 MB; clear the outputs of the notebook and hand it in again."
        )
    for start, kind in FIRST_BYTES.items():
        if data.startswith(start):
            raise Unreadable(f"The file is {kind}, not a notebook; {ADVICE}")
    text = _decode(data, notes).strip("\ufeff\0 \t\r\n")
    if not text:
        raise Unreadable(f"The file is empty; {ADVICE}")
    if text.count("[") + text.count("{") > MAX_BRACKETS:
        raise Unreadable(
            "The file has too many parts; clear the outputs of the notebook and hand it in again."
        )
    decoder = json.JSONDecoder(strict=False, parse_int=float)  # Python refuses integers of many digits
    try:
        notebook, end = decoder.raw_decode(text)
    except (ValueError, RecursionError):
        notebook, end = None, 0
        if cells := _salvage(decoder, text):
            notes.append(f"The file is cut off or damaged; {len(cells)} whole cells could be read.")
            return {"cells": cells}
    if isinstance(notebook, dict) and ("cells" in notebook or "worksheets" in notebook):
        if end < len(text):
            notes.append("What followed the end of the notebook in the file was ignored.")
        return notebook
    what = "not a notebook"
    if end == len(text):
        what = "JSON, but no notebook"
    elif text[0] in "{[":
        what = "cut off or damaged before the end of its first cell"
    elif text[0] == "<":
        what = "a web page, not a notebook"
    elif A_SCRIPT.search(text[:10_000]):
        what = "a Python script, not a notebook"
    raise Unreadable(f"The file is {what}; {ADVICE}")


def _decode(data: bytes, notes: list[str]) -> str:
    encoding = json.detect_encoding(data)
    if not encoding.startswith("utf-8"):
        notes.append(f"The file was saved as {encoding[:6].upper()} instead of UTF-8 and was converted.")
        return data.decode(encoding, "replace")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            return error.object[: error.start].decode("utf-8")
    text = data.decode(encoding, "replace")
    if len(text) - len(text.encode("ascii", "ignore")) > 2 * text.count("\ufffd"):  # more good than bad ones
        notes.append("Some letters in the file were damaged and are shown as \ufffd.")
        return text
    notes.append("The file was saved in an old Windows encoding instead of UTF-8 and was converted.")
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _salvage(decoder: json.JSONDecoder, text: str) -> list[dict]:
    """Return the whole cells of a notebook that was cut off or damaged, in the time of two more readings."""
    cells, end, effort = [], 0, 0
    for start in (match.start() for match in A_CELL.finditer(text, max(0, text.find('"cells"')))):
        if start < end:
            continue
        try:
            cell, end = decoder.raw_decode(text, start)
        except json.JSONDecodeError as error:
            effort += error.pos - start + 1_000
        except (ValueError, RecursionError):
            effort += len(text)
        else:
            if isinstance(cell.get("cell_type"), str) and ("source" in cell or "input" in cell):
                cells.append(cell)
        if effort > len(text) // 2 + 100_000:
            break
    return cells


def _cell(raw: object, name: str, notes: list[str]) -> Cell | None:
    """Return a cell in the one form used here, or None, with a note, when there is nothing to use."""
    if not isinstance(raw, dict):
        notes.append(f"{name} was no cell and was left out.")
        return None
    source = next((raw[key] for key in ("source", "input", "code", "text") if key in raw), "")
    text, kind, metadata = _text(source), raw.get("cell_type"), _dict(raw.get("metadata"))
    if len(text) > MAX_SOURCE:
        notes.append(f"{name} was longer than a million characters and was left out.")
        return None
    if not isinstance(source, (str, list)):
        notes.append(f"The text of {name.lower()} was damaged and is empty now.")
    if kind == "heading":
        text = f"# {text}"
    if kind not in ("code", "markdown", "raw"):
        kind = "code" if "outputs" in raw or "input" in raw else "markdown"
    nbgrader = _dict(metadata.get("nbgrader"))
    ids = (raw.get("id"), metadata.get("id"), nbgrader.get("grade_id"))  # Colab moves the id to the metadata
    own, colab, grade_id = (value if isinstance(value, str) else "" for value in ids)
    return Cell(kind, text, own or colab, grade_id, nbgrader.get("points"), _images(raw.get("attachments")))


def _dict(value: object) -> dict:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    """Return a text or a list of lines as one text with Unix line ends that UTF-8 can hold."""
    text = "".join(part for part in (value if isinstance(value, list) else [value]) if isinstance(part, str))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _images(attachments: object) -> dict:
    """Return the PNG and JPEG pictures among a cell's attachments."""
    images = {}
    for name, bundle in _dict(attachments).items():
        kept = {mime: _text(_dict(bundle).get(mime)) for mime in ("image/png", "image/jpeg")}
        if kept := {mime: data for mime, data in kept.items() if re.fullmatch(r"[A-Za-z0-9+/=\s]+", data)}:
            images[_text(name)] = kept
    return images
