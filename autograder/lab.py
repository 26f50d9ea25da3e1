"""A lab as the grader has it: the instructor's notebook with its hidden parts, and the one the students got."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.text import meant

NOTES_CELL = "grader-notes"  # the id of the cell that the grader adds to a notebook
_JUDGE = re.compile(r"""judge\(\s*["']([\w.-]+)["']\s*\)""")


@dataclass(frozen=True)
class Lab:
    """A lab's two notebooks; both have the same cells by id."""

    name: str
    source: NotebookNode
    release: NotebookNode


def lab_names(course_dir: Path) -> list[str]:
    """Return the labs that have a source notebook, in order."""
    paths = Path(course_dir, "source").glob("*/*.ipynb")
    return sorted(path.stem for path in paths if path.stem == path.parent.name)


def load_lab(course_dir: Path, name: str) -> Lab:
    """Read a lab's source and release.

    Raises
    ------
    LookupError
        No such lab, or its release is missing or has other cells than the source.
    """
    labs = lab_names(course_dir)
    if name not in labs:
        near = meant(name, labs) or f" There are: {', '.join(labs) or 'none'}."
        raise LookupError(f"There is no lab {name!r}.{near}")
    source, release = (Path(course_dir, folder, name, f"{name}.ipynb") for folder in ("source", "release"))
    if not release.is_file():
        raise LookupError(f"{name} has no release yet; run `make release` first.")
    lab = Lab(name, nbformat.read(source, as_version=4), nbformat.read(release, as_version=4))
    if {cell.id for cell in lab.source.cells} != {cell.id for cell in lab.release.cells}:
        raise LookupError(f"The release of {name} has other cells than its source; run `make release` again.")
    return lab


def exercise_of(cell: NotebookNode) -> str:
    """Return the exercise a graded cell judges, or nothing for any other cell."""
    meta = cell.metadata.get("nbgrader", {})
    named = _JUDGE.search(cell.source) if cell.cell_type == "code" and meta.get("grade") else None
    return named[1] if named else ""
