"""From the bytes of a student's file to the cells in it; whatever the bytes are, nothing but `Unreadable` is raised.

Only the text of cells, their type and ids, and pictures in text are taken; outputs and all other metadata stay behind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from autograder.conflicts import merged
from autograder.notebook_json import ADVICE, CUT, Unreadable, read_json
from autograder.parsing import parsed
from autograder.pictures import words
from autograder.text import InDoubt, clean

MAX_CELLS = 2_000
MAX_SOURCE = 1_000_000  # characters of a cell
MAX_MERGED = 100_000  # characters of the cells in which merge conflicts are resolved
MAX_TEXT = 5_000_000  # characters of all cells together


@dataclass(eq=False)
class Cell:
    """What is used of a student's cell."""

    type: str
    text: str
    id: str = ""
    grade_id: str = ""
    points: object = None
    attachments: dict[str, str] = field(default_factory=dict)  # base64 by name


def read_cells(data: bytes) -> tuple[list[Cell], list[str]]:
    """Return the cells of a notebook of any format, whole or damaged, and a note for each thing mended.

    Raises
    ------
    Unreadable
        There is no notebook in these bytes.
    """
    notes: list[str] = []
    notebook = read_json(data, notes)
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
    _resolve([cell for cell in cells if cell.type == "code" and "<<<<<<<" in cell.text], notes)
    if sum(len(words(cell.text)) for cell in cells) > MAX_TEXT:
        raise Unreadable(
            "The notebook has more than 5 million letters; remove pasted data and hand it in again."
        )
    return cells, notes


def _cell(raw: object, name: str, notes: list[str]) -> Cell | None:
    """Return a cell in the one form used here, or None, with a note, when there is nothing to use."""
    if not isinstance(raw, dict):
        notes.append(f"{name} was no cell and was left out.")
        return None
    source = next((raw[key] for key in ("source", "input", "code", "text") if key in raw), "")
    text, kind, metadata = _text(source), raw.get("cell_type"), _dict(raw.get("metadata"))
    if not isinstance(source, (str, list)):
        notes.append(f"The text of {name.lower()} was damaged and is empty now.")
    if CUT in text:  # of code only whole lines, of prose every word
        text = text[: text.index(CUT)]
        text = text[: text.rfind("\n") + 1] if kind == "code" else text
    if kind == "heading":
        text = f"# {text}"
    if kind not in ("code", "markdown", "raw"):
        kind = "code" if "outputs" in raw or "input" in raw else "markdown"
    if len(text) > MAX_SOURCE and kind == "code":
        notes.append(f"{name} was longer than a million characters and was left out.")
        return None
    if len(text) > MAX_SOURCE and len(said := words(text)) > MAX_SOURCE:
        notes.append(f"{name} was longer than a million characters; its beginning was kept.")
        text = said[: MAX_SOURCE - 100] + "\n\n(The rest of this cell was left out.)"
    nbgrader = _dict(metadata.get("nbgrader"))
    ids = (raw.get("id"), metadata.get("id"), nbgrader.get("grade_id"))  # Colab moves the id to the metadata
    own, colab, grade_id = (value if isinstance(value, str) else "" for value in ids)
    return Cell(kind, text, own or colab, grade_id, nbgrader.get("points"), _pictures(raw.get("attachments")))


def _resolve(cells: list[Cell], notes: list[str]) -> None:
    """Leave one side of each merge conflict inside cells of code: the first one that is Python."""
    room = MAX_MERGED
    for cell in cells:
        room -= len(cell.text)
        sides = [(side.decode(), used) for side, used in merged(cell.text.encode())] if room > 0 else []
        if sides and not parsed(cell.text):
            cell.text, used = next((pair for pair in sides if parsed(pair[0])), sides[0])
            notes.append(InDoubt(f"A cell has {used}"))


def _dict(value: object) -> dict:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    """Return a text or a list of lines as one text with Unix line ends that UTF-8 can hold."""
    text = "".join(part for part in (value if isinstance(value, list) else [value]) if isinstance(part, str))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def _pictures(attachments: object) -> dict[str, str]:
    """Return a cell's attachments, base64 by name."""
    pictures = {}
    for name, bundle in _dict(attachments).items():
        if data := [_text(part) for part in _dict(bundle).values()]:
            pictures[_text(name)] = data[0]
    return pictures
