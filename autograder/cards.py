"""How a lab's cards name what is graded, for those who read about it: exercises, and the answers that belong to them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.lab import Lab, exercise_of

_HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)
_GRADED = re.compile(r"^# *(.*?),? (?:is|are) graded here")
_PART = re.compile(r", (?:first|second|third) part\b")
_POINTS = re.compile(r"\s*\([\w ]*points?\)$")
_SCHEME = re.compile(r"^### BEGIN MARK SCHEME\n(.*?)^### END MARK SCHEME\s*", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Card:
    """What is graded in one cell.

    Attributes
    ----------
    name : str
        As the lab's own heading has it, for instance ``Exercise 1.1 · One step for a batch``.
    exercise : str
        Whose checks judge it, for instance ``01_custom_rnn.step``; empty where a person reads it.
    answer : str
        The grade id of the cell that the student fills in; where there is none, of the graded cell.
    """

    name: str
    exercise: str
    answer: str


def title(lab: Lab) -> str:
    """Return the lab's own title, as plain text."""
    found = (_HEADING.search(cell.source) for cell in lab.source.cells if cell.cell_type == "markdown")
    return next((heading[1] for heading in found if heading), lab.name).replace("`", "")


def cards(lab: Lab) -> dict[str, Card]:
    """Return what is graded, by the grade id of its cell, in the order of the lab."""
    found, heading, answer = {}, "", ""
    for cell in lab.source.cells:
        meta = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "markdown" and not meta and (headings := _HEADING.findall(cell.source)):
            heading, answer = headings[-1], ""
        if meta.get("solution"):
            answer = meta["grade_id"]
        if meta.get("grade"):
            name = _name(heading, cell)
            found[meta["grade_id"]] = Card(name, exercise_of(cell), answer or meta["grade_id"])
    return found


def reference(lab: Lab, grade_id: str) -> tuple[str, str]:
    """Return the model answer to a question that a person reads, and its marking scheme, both in Markdown.

    Parameters
    ----------
    lab : Lab
        The lab, its source and its release.
    grade_id : str
        Of the question's cell.

    Returns
    -------
    (str, str)
        Empty texts where the lab has none.
    """
    for cell in lab.source.cells:
        if cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id:
            scheme = _SCHEME.search(cell.source)
            return _SCHEME.sub("", cell.source).strip(), scheme[1].strip() if scheme else ""
    return "", ""


def _name(heading: str, cell: NotebookNode) -> str:
    said = _GRADED.match(cell.source) if cell.cell_type == "code" else None
    if said and not heading.startswith("Exercise"):
        return said[1]  # a trained model has no card of its own in some labs
    name = _POINTS.sub("", heading.replace("`", "")) or cell.metadata.nbgrader.grade_id
    part = _PART.search(said[1]) if said else None
    return name + part[0] if part and part[0] not in name else name
