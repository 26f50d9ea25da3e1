"""Make submissions from the bank: small answers laid into the release notebook."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import nbformat

from autograder.files import File
from autograder.folder import Handed
from autograder.lab import Lab
from autograder.submission import Submitted, submitted
from tests.bank import ROOT, answers, source_cells


def release(lab: str) -> nbformat.NotebookNode:
    """Return the students' notebook, fresh."""
    return nbformat.read(ROOT / "release" / lab / f"{lab}.ipynb", as_version=4)


def solutions(lab: str) -> dict[str, str]:
    """Return the instructor's answer to every exercise, by grade id, without the marks around it."""
    return answers_of(source_cells(lab))


def answers_of(cells: Iterable[nbformat.NotebookNode]) -> dict[str, str]:
    """Return the answers in the cells of a source notebook."""
    return {
        c.metadata.nbgrader.grade_id: re.sub(
            r"^\s*### (BEGIN|END) SOLUTION.*\n?", "", c.source, flags=re.MULTILINE
        )
        for c in cells
        if c.cell_type == "code" and c.metadata.get("nbgrader", {}).get("solution")
    }


def bank_answer(lab: str, cell: str, name: str) -> str:
    """Return one answer of the bank."""
    (found,) = [answer for answer in answers(lab) if (answer.cell, answer.name) == (cell, name)]
    return found.source


def filled(lab: str, filling: dict[str, str]) -> nbformat.NotebookNode:
    """Return the release notebook with these answers in its solution cells."""
    notebook = release(lab)
    for cell in notebook.cells:
        cell.source = filling.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    return notebook


def short(filling: dict[str, str]) -> nbformat.NotebookNode:
    """Return lab 01 with these answers and without the cells that only its story needs: they take time only."""
    notebook, needed = filled("01_custom_rnn", filling), {"setup", "colab"}
    notebook.cells = [c for c in notebook.cells if c.metadata.get("nbgrader") or c.id in needed]
    return notebook


def text(notebook: nbformat.NotebookNode) -> bytes:
    """Return a notebook as the bytes of its file."""
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode()


def handed_in(
    notebook: nbformat.NotebookNode | bytes, lab: Lab, *files: File, student: str = "ada"
) -> Submitted:
    """Return a submission as it is read from a folder with this notebook and these files."""
    data = notebook if isinstance(notebook, bytes) else text(notebook)
    return submitted(Handed((File(f"{lab.name}.ipynb", data), *files)), lab, student)


def make_course(folder: Path, labs: list[str]) -> Path:
    """Make a course directory of its own, with the sources and releases of these labs.

    Its limit of time is set, so that no test waits for a lab's reference run; `test_reference` tries that.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    limited = config.replace("configure(c)", "configure(c, notebook_seconds=300)")
    assert limited != config
    (folder / "nbgrader_config.py").write_text(limited, encoding="utf-8")
    for part in ("source", "release"):
        for lab in labs:
            shutil.copytree(ROOT / part / lab, folder / part / lab, dirs_exist_ok=True)
    return folder


def submit(course: Path, student: str, lab: str, data: bytes, name: str | None = None) -> Path:
    """Put a submission where nbgrader collects it."""
    folder = course / "submitted" / student / lab
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name or f"{lab}.ipynb")
    path.write_bytes(data)
    return path
