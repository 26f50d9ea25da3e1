"""What a student's cell printed, made safe to keep: plain text and pixels, no markup, no scripts."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.sandbox.inside import NOTE

_ANSI = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[@-Z\\-_])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
FRAME = 150  # characters that an output costs besides its text
KEPT = {"stream", "display_data", "execute_result", "error"}  # the messages that become outputs
_MAGIC = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


@dataclass(frozen=True)
class Ran:
    """What one cell did.

    Attributes
    ----------
    outputs : list of NotebookNode
        What it printed and showed, made safe.
    error : bool
        Whether it raised.
    sentence : str
        Which limit ended it, if one did.
    notes : set of str
        Names of what was skipped or dropped: see `autograder.sandbox.inside`.
    gone : bool
        Whether the kernel is gone.
    """

    outputs: list[NotebookNode]
    error: bool
    sentence: str
    notes: set[str]
    gone: bool


def clean(text: object, limit: int) -> str:
    """Return printable text of at most `limit` characters, without terminal codes.

    Parameters
    ----------
    text : object
        What a kernel sent as text.
    limit : int
        Characters.

    Returns
    -------
    str
        Cut at the limit.
    """
    text = text if isinstance(text, str) else str(text)
    text = _CONTROL.sub("�", _ANSI.sub("", text[: 2 * limit]))
    return text if len(text) <= limit else text[:limit] + "…"


def safe_output(kind: str, content: dict, limit: int) -> NotebookNode | None:
    """Return a notebook output from a kernel's message, or None when nothing of it can be kept.

    Parameters
    ----------
    kind : str
        The message type: stream, display_data, update_display_data, execute_result, error.
    content : dict
        The message's content, which a student's process made.
    limit : int
        Characters of text, or bytes of an image.

    Returns
    -------
    NotebookNode or None
        An output of the notebook's format.
    """
    if kind == "stream":
        name = "stderr" if content.get("name") == "stderr" else "stdout"
        return new_output("stream", name=name, text=clean(content.get("text", ""), limit))
    if kind == "error":
        lines = content.get("traceback")
        lines = lines[:200] if isinstance(lines, list) else []
        return new_output(
            "error",
            ename=clean(content.get("ename", "Error"), 100),
            evalue=clean(content.get("evalue", ""), 1000),
            traceback=[clean(line, 4000) for line in lines],
        )
    data = content.get("data")
    kept = _safe_data(data if isinstance(data, dict) else {}, limit)
    # An execute_result of a student never decides anything; kept as display_data, it cannot.
    return new_output("display_data", data=kept, metadata=_alt(kept)) if kept else None


def _alt(kept: dict[str, str]) -> dict:
    """Return the metadata that makes nbconvert give a course figure its description."""
    text = kept.get("text/plain", "")
    if not text.startswith("[figure: ") or len(text) > 1000:
        return {}
    return {
        mime: {"alt": text.removeprefix("[figure: ").removesuffix("]")} for mime in kept if mime in _MAGIC
    }


def _safe_data(data: dict, limit: int) -> dict[str, str]:
    kept = {}
    for mime, magic in _MAGIC.items():
        image = data.get(mime)
        if isinstance(image, str) and len(image) <= limit:
            try:
                raw = base64.b64decode(image, validate=False)
            except (binascii.Error, ValueError):
                continue
            if raw.startswith(magic):
                kept[mime] = base64.b64encode(raw).decode()
    if isinstance(data.get("text/plain"), str):
        kept["text/plain"] = clean(data["text/plain"], limit)
    return kept


class Outputs:
    """What is kept of one cell's messages: within a limit, made safe, in the order in which they came.

    Attributes
    ----------
    outputs : list of NotebookNode
        What the cell printed and showed.
    notes : set of str
        Names of what was skipped or dropped, as `autograder.sandbox.inside` gives them.
    """

    def __init__(self, limit: int):
        self._limit, self._clear = limit, False
        self.outputs: list[NotebookNode] = []
        self.notes: set[str] = set()
        self.size = 0

    def take(self, kind: str, content: dict) -> None:
        """Keep what one message shows; beyond the limit, note a flood.

        Parameters
        ----------
        kind : str
            The message type.
        content : dict
            The message's content, which a student's process made.
        """
        data = content.get("data")
        if isinstance(data, dict) and isinstance(named := data.pop(NOTE, None), str):
            self.notes.add(named)
        if self._clear or (kind == "clear_output" and not content.get("wait")):
            self.outputs.clear()
            self.size, self._clear = 0, False
        if kind == "clear_output":
            self._clear = bool(content.get("wait"))
        elif kind == "huge":
            self.notes.add("flood")
        elif kind in KEPT and (output := safe_output(kind, content, room := self._room())):
            if kind == "stream" and len(str(content.get("text", ""))) > room:
                self.notes.add("flood")
            goes_on = self._goes_on(output)
            size = size_of(output) - (FRAME if goes_on else 0)
            if self.size + size > self._limit:
                self.notes.add("flood")
                return
            self.size += size
            if goes_on:
                self.outputs[-1].text += output.text
            else:
                self.outputs.append(output)

    def _room(self) -> int:
        """Return how long a text may be that still fits, with its frame and the mark of one that was cut."""
        return max(0, self._limit - self.size - FRAME - 1)

    def _goes_on(self, output: NotebookNode) -> bool:
        """Say whether this is the next piece of the last output: those of one stream become one, as in a notebook."""
        last = self.outputs[-1] if self.outputs else output
        return (
            last is not output
            and output.output_type == "stream" == last.output_type
            and last.name == output.name
        )


def size_of(output: NotebookNode) -> int:
    """Return about how many characters an output adds to the notebook's file."""
    if output.output_type == "stream":
        return FRAME + len(output.text)
    if output.output_type == "error":
        return FRAME + len(output.evalue) + sum(map(len, output.traceback))
    return FRAME + sum(map(len, output.data.values()))
