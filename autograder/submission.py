"""Which of the files a student handed in is the notebook of the lab."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from autograder.files import File, read_file
from autograder.folder import CHECKPOINTS, Handed, read_folder
from autograder.lab import Lab, lab_names, load_lab
from autograder.matching import ANSWER, Slot, match, share, slots_of, squeeze
from autograder.names import is_notebook
from autograder.reading import Cell, Unreadable, read_cells
from autograder.text import clean

SHARE = 0.25  # of a lab's exercise cells have to be in a file before it is taken for that lab by its content
MAX_PARSED, MAX_PARSED_BYTES = 5, 5_000_000  # files that are parsed to choose one, and their bytes together
MAX_CELLS = 300  # of a file that are matched to choose one
JSON_STARTS = (b"{", b"[", b'"', b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0")


@dataclass(frozen=True)
class Submitted:
    """A submission, read once and carried to the end.

    Attributes
    ----------
    notebook : bytes
        The file that was taken for the lab's notebook, as it was handed in; nothing where `problem` says why.
    files : tuple of File
        What was handed in beside it, other notebooks left out: at most 200 files and 20 MB, with plain names.
    notes : tuple of str
        How the notebook was found, and what was left out.
    sha256 : str
        Hash of all files; it seeds the checks and tells whether anything changed.
    timestamp : str
        When it was handed in, as ``timestamp.txt`` has it; nothing where that names no time.
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
    """Read a student's folder and find the notebook in it; nothing in it raises.

    Parameters
    ----------
    folder : Path
        What the student handed in; it is hostile.
    lab : Lab
        The lab it belongs to.
    student : str
        Who handed in.

    Returns
    -------
    Submitted
        With `problem` where there is no notebook.
    """
    return submitted(read_folder(folder, f"{lab.name}.ipynb"), lab, student)


def read_notebook(path: Path, lab: Lab, student: str) -> Submitted:
    """Read one notebook file that was handed in by itself.

    Parameters
    ----------
    path : Path
        The file; it is hostile.
    lab : Lab
        The lab it belongs to.
    student : str
        Who handed in.

    Returns
    -------
    Submitted
        With `problem` where it cannot be read.
    """
    try:
        file = File(f"{lab.name}.ipynb", read_file(path))
    except Unreadable as problem:
        return Submitted(student, lab.name, b"", Handed(()).sha256, problem=str(problem))
    return submitted(Handed((file,)), lab, student)


def submitted(handed: Handed, lab: Lab, student: str) -> Submitted:
    """Find the notebook among the files that were handed in.

    Parameters
    ----------
    handed : Handed
        The files, read already.
    lab : Lab
        The lab they belong to.
    student : str
        Who handed in.

    Returns
    -------
    Submitted
        With `problem` where none of them is the notebook.
    """
    common = {"sha256": handed.sha256, "timestamp": handed.timestamp}
    beside = tuple(file for file in handed.files if not is_notebook(file.name))
    try:
        chosen, notes = find_notebook(handed, lab)
    except Unreadable as problem:
        return Submitted(
            student, lab.name, b"", problem=str(problem), notes=handed.notes, **common, files=beside
        )
    beside = tuple(file for file in beside if file is not chosen)
    return Submitted(student, lab.name, chosen.data, files=beside, notes=(*handed.notes, *notes), **common)


@dataclass
class _Candidate:
    """A file that may be the notebook, and what is known of it: at first by its name and bytes alone."""

    file: File
    exact: bool
    named: int  # 1: the lab's name is in its name; 2: it is all of it
    is_json: bool
    share: float  # of the lab's exercise cells
    answers: int = 0

    @property
    def likely(self) -> bool:
        return bool(self.named) or self.share >= SHARE

    @property
    def look(self) -> tuple:
        """In which order candidates are parsed, highest first."""
        return (self.exact, self.share, self.named, self.file.modified, len(self.file.name), self.file.name)

    @property
    def rank(self) -> tuple:
        """In which order they are taken."""
        return (self.is_json, self.exact and self.answers > 0, self.answers, *self.look)


def find_notebook(handed: Handed, lab: Lab) -> tuple[File, tuple[str, ...]]:
    """Find the lab's notebook among the files that were handed in.

    Parameters
    ----------
    handed : Handed
        The files, read already.
    lab : Lab
        The lab they belong to.

    Returns
    -------
    tuple of File and notes
        ``LAB.ipynb`` if there are answers in it, else the file with most answers, else ``LAB.ipynb``, else the file
        most like it by its cells, then by its name, then the newest.

    Raises
    ------
    Unreadable
        There is none.
    """
    exact = f"{lab.name}.ipynb"
    candidates = _candidates(handed.files, lab)
    if not candidates:
        why = "".join(f" {note}" for note in handed.notes[:1])
        raise Unreadable(f"There is no notebook of {lab.name}.{why} Hand in {exact}.")
    chosen, notes = max(candidates, key=lambda candidate: candidate.rank), []
    name = chosen.file.name
    shown = clean(Path(name).name)
    if name.startswith(f"{CHECKPOINTS}/"):
        notes.append(
            f"Only a copy that Jupyter keeps in {CHECKPOINTS} was handed in, `{shown}`; it was used."
        )
    elif not chosen.exact:
        notes.append(f"The notebook was handed in as `{shown}` instead of {exact}.")
        if any(candidate.exact and candidate.is_json for candidate in candidates):
            notes.append(f"{exact} is there too, without answers, and was not used.")
        elif (likely := sum(candidate.likely for candidate in candidates)) > 1:
            notes.append(f"{likely} files could be the notebook; `{shown}` fits best and was taken.")
    return chosen.file, tuple(notes)


def _candidates(files: tuple[File, ...], lab: Lab) -> list[_Candidate]:
    """Return the files that may be the notebook; they are parsed only where that is needed to choose, and within bounds."""
    slots = slots_of(lab.source, lab.release)
    ids = [slot.nbgrader["grade_id"] for slot in slots if slot.kind in ("solution", "graded")]
    found = [candidate for file in files if (candidate := _glance(file, lab.name, ids))]
    found.sort(key=lambda candidate: candidate.look, reverse=True)
    parsed = [candidate for candidate in found if candidate.is_json]
    room = MAX_PARSED_BYTES
    for number, candidate in enumerate(parsed):
        size = len(candidate.file.data)
        if len(parsed) == 1 and candidate.likely:
            break
        if number >= MAX_PARSED or size > room:
            candidate.answers = int(candidate.likely)  # so big a file has been worked with
            continue
        room -= size
        _rate(candidate, slots)
        if candidate.exact and candidate.answers:
            break
    return [candidate for candidate in found if candidate.likely or not candidate.is_json]


def _glance(file: File, lab: str, ids: list[str]) -> _Candidate | None:
    """Return what a file's name and bytes tell, or None where it is not the notebook."""
    name = _letters(Path(file.name).name)
    named = (_letters(lab) in name) + (name == _letters(f"{lab}.ipynb"))
    head, share = file.data[:100].lstrip(), 0.0
    is_json = head.startswith(JSON_STARTS) and any(
        key in file.data for key in (b"cells", b"worksheets", b"c\0e\0l\0l\0s")
    )
    if not (is_json or named or is_notebook(file.name)):
        return None
    if is_json:
        share = sum(f'"{name}"'.encode() in file.data for name in ids) / max(len(ids), 1)
    return _Candidate(file, file.name == f"{lab}.ipynb", named, is_json, share)


def _rate(candidate: _Candidate, slots: list[Slot]) -> None:
    """Find out how many of the lab's cells, and how many answers, are in a file."""
    try:
        found = match(read_cells(candidate.file.data)[0][:MAX_CELLS], slots)
    except Unreadable:
        candidate.share = 0.0
        return
    candidate.share = share(found)
    candidate.answers = sum(
        any(squeeze(cell.text) not in ("", squeeze(slot.released)) for cell in cells)
        for slot, cells in found.items()
        if slot.kind in ANSWER
    )


def guess_lab(path: Path, course_dir: Path) -> str:
    """Return the name of the lab a notebook belongs to, by its file name, else by its cells.

    Parameters
    ----------
    path : Path
        A notebook; it is hostile.
    course_dir : Path
        Where the labs are.

    Returns
    -------
    str
        The lab's name.

    Raises
    ------
    LookupError
        It is like none of the labs.
    Unreadable
        Nothing can be read of it.
    """
    labs = lab_names(course_dir)
    if named := [name for name in labs if _letters(name) in _letters(path.name)]:
        return max(named, key=len)
    ready = [name for name in labs if Path(course_dir, "release", name, f"{name}.ipynb").is_file()]
    cells = read_cells(read_file(path))[0]
    shares = {name: _share(cells, load_lab(course_dir, name)) for name in ready}
    best = max(shares, key=shares.__getitem__, default="")
    if shares.get(best, 0) < SHARE:
        named = ", ".join(labs) or "none"
        raise LookupError(
            f"`{clean(path.name)}` is like none of the labs ({named}); say by --lab which it is."
        )
    return best


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _share(cells: list[Cell], lab: Lab) -> float:
    return share(match(cells[:MAX_CELLS], slots_of(lab.source, lab.release)))
