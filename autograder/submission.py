"""Which of the files a student handed in is the notebook of the lab."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.folder import File, Handed, read_folder
from autograder.lab import Lab, lab_names, load_lab
from autograder.matching import match, share, slots_of
from autograder.reading import Unreadable, clean, read_cells, read_file

SHARE = 0.25  # of a lab's exercise cells have to be in a file before it is taken for that lab by its content
RATED = 20  # files that are looked into


@dataclass(frozen=True)
class Submitted:
    """A submission, read once and carried to the end.

    Attributes
    ----------
    notebook : bytes
        The file that was taken for the lab's notebook, as it was handed in; nothing where `problem` says why.
    files : tuple of File
        What was handed in beside it.
    notes : tuple of str
        How the notebook was found, and what was left out.
    sha256 : str
        Hash of all files; it seeds the checks and tells whether anything changed.
    problem : str
        Why there is no notebook, in a sentence.
    """

    student: str
    lab: str
    notebook: bytes
    sha256: str
    files: tuple[File, ...] = ()
    notes: tuple[str, ...] = ()
    timestamp: str = ""
    problem: str = ""


def read_submission(folder: Path, lab: Lab, student: str) -> Submitted:
    """Read a student's folder and find the notebook in it; nothing in it raises."""
    return submitted(read_folder(folder), lab, student)


def read_notebook(path: Path, lab: Lab, student: str) -> Submitted:
    """Read one notebook file that was handed in by itself."""
    try:
        file = File(f"{lab.name}.ipynb", read_file(path))
    except Unreadable as problem:
        return Submitted(student, lab.name, b"", Handed(()).sha256, problem=str(problem))
    return submitted(Handed((file,)), lab, student)


def submitted(handed: Handed, lab: Lab, student: str) -> Submitted:
    """Find the notebook among the files that were handed in."""
    common = {"sha256": handed.sha256, "timestamp": handed.timestamp}
    try:
        chosen, notes = find_notebook(handed, lab)
    except Unreadable as problem:
        return Submitted(student, lab.name, b"", problem=str(problem), notes=handed.notes, **common)
    beside = tuple(file for file in handed.files if file is not chosen)
    return Submitted(student, lab.name, chosen.data, files=beside, notes=(*handed.notes, *notes), **common)


def find_notebook(handed: Handed, lab: Lab) -> tuple[File, tuple[str, ...]]:
    """Find the lab's notebook among the files that were handed in.

    Returns
    -------
    tuple of File and notes
        ``LAB.ipynb`` if it is there, else the file most like it by its cells, then by its name, then the newest.

    Raises
    ------
    Unreadable
        There is none.
    """
    exact, files = f"{lab.name}.ipynb", []
    for file in handed.files:
        if file.name == exact and file.data:
            return file, ()
        name = _letters(Path(file.name).name)
        named = (_letters(lab.name) in name) + (name == _letters(exact))
        files.append((named, file.modified, len(name), file.name, file))
    rated = [(_share(file[-1].data, lab), *file) for file in sorted(files, key=_first, reverse=True)[:RATED]]
    rated = [file for file in rated if file[0] >= SHARE or file[1]]
    if not rated:
        why = f" {handed.notes[0]}" if handed.notes else ""
        raise Unreadable(f"There is no notebook of {lab.name}.{why} Hand in {exact}.")
    chosen, notes = max(rated, key=lambda file: file[:-1])[-1], []
    shown = clean(Path(chosen.name).name)
    if chosen.name != exact:
        notes.append(f"The notebook was handed in as `{shown}` instead of {exact}.")
    if len(rated) > 1:
        notes.append(f"{len(rated)} files could be the notebook; `{shown}` fits best and was taken.")
    return chosen, tuple(notes)


def guess_lab(path: Path, course_dir: Path) -> str:
    """Return the name of the lab a notebook belongs to, by its file name, else by its cells.

    Raises
    ------
    LookupError
        It is like none of the labs.
    """
    labs = lab_names(course_dir)
    if named := [name for name in labs if _letters(name) in _letters(path.name)]:
        return max(named, key=len)
    ready = [name for name in labs if Path(course_dir, "release", name, f"{name}.ipynb").is_file()]
    try:
        data = read_file(path)
    except Unreadable as problem:
        raise LookupError(str(problem)) from None
    shares = {name: _share(data, load_lab(course_dir, name)) for name in ready}
    best = max(shares, key=shares.__getitem__, default="")
    if shares.get(best, 0) < SHARE:
        named = ", ".join(labs) or "none"
        raise LookupError(f"`{clean(path.name)}` is like none of the labs ({named}); name one.")
    return best


def _first(file: Sequence) -> Sequence:
    return file[:-1]


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _share(data: bytes, lab: Lab) -> float:
    """Return which share of a lab's exercise cells is in a file."""
    try:
        return share(match(read_cells(data)[0], slots_of(lab.source, lab.release)))
    except Unreadable:
        return 0.0
