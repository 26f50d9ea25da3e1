"""What of a notebook is shown in a browser: so much, so large and of such kinds that no page is slow or heavy."""

from __future__ import annotations

import html

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output

from autograder.pages import PICTURES

CELL = 20_000  # characters of a cell's source, and of its outputs
LINES = 1000  # of each
RICH = 10_000  # characters of a cell whose Markdown is rendered or whose code has colours
PARSED = 100_000  # characters of all such cells together
CELLS = 500  # of a notebook
TEXT = 300_000  # characters of all cells and outputs together
PIXELS = 12_000_000  # characters of all pictures together, as base64
_FRAME = 100  # what a cell or an output costs beside its text
_NOTEBOOK = "the notebook file has all of it"
_FULL = f"[Not shown: this notebook holds more than one page can; {_NOTEBOOK}.]"
_PICTURE = f"[A picture is not shown: this notebook's pictures are too large for one page; {_NOTEBOOK}.]"


class _Room:
    """What is left of the page."""

    def __init__(self):
        self.text, self.parsed, self.pixels = TEXT, PARSED, PIXELS

    def shorten(self, text: str, limit: int = CELL) -> str:
        """Return the text, its middle replaced by a sentence where it is too long."""
        short = shorten(text, min(limit, CELL))
        self.text -= len(short) + _FRAME
        return short if self.text > 0 else _FULL

    def parses(self, source: str) -> bool:
        """Return whether a cell's source is parsed, and count it; parsers take their time."""
        fits = len(source) <= min(RICH, self.parsed)
        self.parsed -= len(source) * fits
        return fits

    def takes(self, picture: str) -> bool:
        """Return whether a picture still fits, and count it."""
        self.text -= _FRAME
        fits = len(picture) <= self.pixels
        self.pixels -= len(picture) * fits
        return fits


def shorten(text: str, limit: int) -> str:
    """Return the beginning and the end of a text that has more lines or characters than may be shown.

    Parameters
    ----------
    text : str
        A student's.
    limit : int
        Characters.

    Returns
    -------
    str
        The text itself where it is short enough.
    """
    lines = text.split("\n")
    if len(lines) > LINES:
        head, tail = lines[: LINES * 3 // 4], lines[-LINES // 4 :]
        text = "\n".join((*head, "", _left_out(len(lines) - LINES, "lines"), "", *tail))
    if len(text) > limit:
        head, tail = text[: limit * 3 // 4], text[-limit // 4 :]
        text = f"{head}\n\n{_left_out(len(text) - limit, 'characters')}\n\n{tail}"
    return text


def _left_out(number: int, what: str) -> str:
    return f"[{number:,} {what} are not shown; {_NOTEBOOK}.]"


class Shorten(Preprocessor):
    """Runs before nbconvert writes a page, in nbgrader's feedback as in the Formgrader."""

    def preprocess(self, nb: NotebookNode, resources: dict):
        """Cut what is too long and keep only kinds of output that show and do not act."""
        for name in ("student", "first_name", "last_name", "notebook_path"):
            if resources.get(name):  # the Formgrader's template takes them as they are
                resources[name] = html.escape(str(resources[name]))
        room = _Room()
        extra = [cell for cell in nb.cells if "nbgrader" not in cell.metadata]
        left_out = {id(cell) for cell in extra[CELLS:]}
        cells = [cell for cell in nb.cells if id(cell) not in left_out]
        for cell in sorted(cells, key=lambda cell: "nbgrader" not in cell.metadata):
            _show(cell, room)  # the lab's own first: nothing pushes an answer off the page
        if left_out:
            cells.append(new_markdown_cell(_left_out(len(left_out), "more cells")))
        nb.cells, nb.metadata = cells, NotebookNode()
        return nb, resources


def _show(cell: NotebookNode, room: _Room) -> None:
    cell.metadata = NotebookNode({k: v for k, v in cell.metadata.items() if k == "nbgrader"})
    cell.source = room.shorten(cell.source)
    cell.metadata.plain = not room.parses(cell.source)  # read by the filters of `autograder.pages`
    if cell.cell_type == "code":
        graded = cell.metadata.get("nbgrader", {}).get("grade")
        end, shown = room.text - CELL, []
        for output in cell.outputs:
            if graded and output.output_type == "execute_result":
                continue  # the sum of the checks, which nbgrader reads; the page has it in the heading
            if room.text <= max(end, 0):
                shown.append(new_output("stream", text=f"[More output is not shown; {_NOTEBOOK}.]\n"))
                break
            shown.append(_shown(output, room, room.text - end))
        cell.outputs, cell.execution_count = shown, None
    elif "attachments" in cell:
        cell.attachments = NotebookNode(
            {name: kept for name, data in cell.attachments.items() if (kept := _pictures(data, room))}
        )


def _pictures(data: dict, room: _Room) -> NotebookNode:
    """Return the one picture of an output or attachment that is shown."""
    kind = next((kind for kind in PICTURES if isinstance(data.get(kind), str)), None)
    return NotebookNode({kind: data[kind]} if kind and room.takes(data[kind]) else {})


def _shown(output: NotebookNode, room: _Room, left: int) -> NotebookNode:
    if output.output_type == "stream":
        return new_output("stream", name=output.name, text=room.shorten(output.text, left))
    if output.output_type == "error":
        text = room.shorten("\n".join(output.traceback), left)
        return new_output("error", ename=output.ename[:100], evalue=output.evalue[:100], traceback=[text])
    data = _pictures(output.data, room)
    if data:
        (kind,) = data
        said = output.metadata.get(kind)
        alt = said.get("alt") if isinstance(said, dict) else None
        return new_output("display_data", data=data, metadata={kind: {"alt": str(alt)[:1000]}} if alt else {})
    text = str(output.data.get("text/plain", "[An output of a kind that is not shown.]"))
    if any(kind in output.data for kind in PICTURES):
        text = _PICTURE
    return new_output("display_data", data={"text/plain": room.shorten(text, left)})
