"""What the graded notebook says: verdicts in nbgrader's own terms, notes, and raw cells that cannot act."""

from __future__ import annotations

import html
import re

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output

from autograder.judging import Verdict
from autograder.lab import NOTES_CELL


def error_output(name: str, sentence: str) -> NotebookNode:
    """Return the output of a cell that raised an error of this name.

    Parameters
    ----------
    name : str
        The error's type.
    sentence : str
        What it says.

    Returns
    -------
    NotebookNode
        An output of the notebook's format.
    """
    return new_output("error", ename=name, evalue=sentence, traceback=sentence.split("\n"))


def write_verdicts(cell: NotebookNode, verdicts: list[Verdict]) -> None:
    """Say it in nbgrader's terms: nothing earned is an error output; all else is one clean number.

    nbgrader scores zero for any error or stderr output, and full marks for a result that is no
    number; so the cell holds exactly what is written here.

    Parameters
    ----------
    cell : NotebookNode
        The graded cell; its outputs are replaced.
    verdicts : list of Verdict
        Of the checks that share its points.
    """
    earned = sum(v.earned for v in verdicts)
    points = float(cell.metadata.nbgrader.points)
    lines = [f"{'✗' if v.hint else '✓'} {v.name.rsplit('.', 1)[-1]} ({v.earned:g} of {v.points:g})"
             + (f": {v.hint}" if v.hint else "") for v in verdicts]  # fmt: skip
    report = "\n".join(lines)
    cell.execution_count = None
    if earned <= 0:
        cell.outputs = [error_output("ChecksFailed", report)]
        return
    value = f"{min(earned, points):.6g}"
    cell.outputs = [
        new_output("stream", name="stdout", text=report + "\n"),
        new_output("execute_result", data={"text/plain": value}, execution_count=None),
    ]


def fence_raw(notebook: NotebookNode) -> None:
    """Show raw cells as text: nbconvert puts their source into a page as it is, scripts included."""
    for cell in notebook.cells:
        if cell.cell_type == "raw":
            fence = "`" * (3 + max((len(run) for run in re.findall("`+", cell.source)), default=0))
            cell.cell_type, cell.source = "markdown", f"{fence}text\n{cell.source}\n{fence}"


def write_notes(notebook: NotebookNode, notes: tuple[str, ...]) -> None:
    if notes:
        text = "\n".join(f"- {html.escape(_as_written(note))}" for note in notes)
        cell = new_markdown_cell(f"**A note from the grader.**\n\n{text}", id=NOTES_CELL)
        notebook.cells.insert(0, cell)


def _as_written(note: str) -> str:
    """Return a note in which nothing but a name between single backquotes means anything in Markdown: it quotes students."""
    parts = re.split(r"(`[^`]*`)", re.sub(r"``+", "'", note))
    return "".join(p if p.startswith("`") else re.sub(r"([\\*_\[\]#~$`]|:(?=//))", r"\\\1", p) for p in parts)
