"""A lab as the grader has it: the instructor's notebook with its hidden parts, and the one the students got."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.text import meant

ABOUT = "unrolled"  # in a release's metadata: what it is a release of
COMMENTARY = "commentary"  # the tag of a cell of the source that is for instructors
NOTES_CELL = "grader-notes"  # the id of the cell that the grader adds to a notebook
_JUDGE = re.compile(r"""judge\(\s*["']([\w.-]+)["']\s*\)""")


@dataclass(frozen=True)
class Lab:
    """A lab's two notebooks; both have the same cells by id, since the source is read without its commentary."""

    name: str
    source: NotebookNode
    release: NotebookNode


def lab_names(course_dir: Path) -> list[str]:
    """Return the labs that have a source notebook, in order."""
    paths = Path(course_dir, "source").glob("*/*.ipynb")
    return sorted(path.stem for path in paths if path.stem == path.parent.name)


def graded_labs(course_dir: Path) -> list[str]:
    """Return the labs of which something is graded, in order; an introduction alone is none."""
    texts = {name: _path(course_dir, name).read_text(encoding="utf-8") for name in lab_names(course_dir)}
    return [name for name, text in texts.items() if _is_graded(json.loads(text)["cells"])]


def load_lab(course_dir: Path, name: str) -> Lab:
    """Read a lab's source and release.

    Parameters
    ----------
    course_dir : Path
        Where ``source/`` and ``release/`` are.
    name : str
        For instance ``"01_custom_rnn"``.

    Returns
    -------
    Lab
        Both notebooks.

    Raises
    ------
    LookupError
        No such lab, or its release is missing or has other cells than the source.
    """
    labs = lab_names(course_dir)
    if name not in labs:
        near = meant(name, labs) or f" There are: {', '.join(labs) or 'none'}."
        raise LookupError(f"There is no lab {name!r}.{near}")
    release = Path(course_dir, "release", name, f"{name}.ipynb")
    if not release.is_file():
        raise LookupError(f"{name} has no release yet; run `make release` first.")
    lab = Lab(
        name, nbformat.read(_path(course_dir, name), as_version=4), nbformat.read(release, as_version=4)
    )
    lab.source.cells = [cell for cell in lab.source.cells if not is_commentary(cell)]
    if {cell.id for cell in lab.source.cells} != {cell.id for cell in lab.release.cells}:
        raise LookupError(f"The release of {name} has other cells than its source; run `make release` again.")
    return lab


def load_graded_lab(course_dir: Path, name: str) -> Lab:
    """Read a lab in which something is graded; see `load_lab`.

    Parameters
    ----------
    course_dir : Path
        The course directory, with ``source/`` and ``release/``.
    name : str
        The lab's.

    Returns
    -------
    Lab
        With at least one graded cell.

    Raises
    ------
    LookupError
        Also where nothing is.
    """
    lab = load_lab(course_dir, name)
    if not _is_graded(lab.source.cells):
        raise LookupError(
            f"Nothing in {name} is graded: it is there to be worked through; name another lab, or none."
        )
    return lab


def version_of(lab: Lab) -> str:
    """Return the version of the course whose release this is; nothing where it does not say."""
    return str(lab.release.metadata.get(ABOUT, {}).get("version", ""))


def is_commentary(cell: NotebookNode) -> bool:
    """Say whether a cell of the source explains an answer to instructors."""
    return COMMENTARY in cell.metadata.get("tags", [])


def exercise_of(cell: NotebookNode) -> str:
    """Return the exercise a graded cell judges, or nothing for any other cell."""
    meta = cell.metadata.get("nbgrader", {})
    named = _JUDGE.search(cell.source) if cell.cell_type == "code" and meta.get("grade") else None
    return named[1] if named else ""


def _path(course_dir: Path, name: str) -> Path:
    return Path(course_dir, "source", name, f"{name}.ipynb")


def _is_graded(cells: Iterable[Mapping]) -> bool:
    return any(cell["metadata"].get("nbgrader", {}).get("grade") for cell in cells)
