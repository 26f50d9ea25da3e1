"""What a student handed in: the notebook of the lab, and the files that it runs with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from autograder.candidates import MAX_CELLS, SHARE, find_notebook, letters_of
from autograder.files import File, read_file
from autograder.folder import CHECKPOINTS, KEPT, MAX_FILES, MAX_FILES_BYTES, Handed, read_folder
from autograder.lab import Lab, lab_names, load_lab
from autograder.matching import match, share, slots_of
from autograder.names import is_notebook
from autograder.notebook_json import ADVICE
from autograder.reading import Cell, Unreadable, read_cells
from autograder.text import clean

MAX_OTHERS = 20  # notebooks whose names are looked for in the chosen one


@dataclass(frozen=True)
class Submitted:
    """A submission, read once and carried to the end.

    Attributes
    ----------
    notebook : bytes
        The file that was taken for the lab's notebook, as it was handed in; nothing where `problem` says why.
    files : tuple of File
        What was handed in beside it, with plain names: at most 200 files and 20 MB; of other notebooks those that it names.
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
    beside = [file for file in handed.files if not is_notebook(file.name)]
    try:
        chosen, notes = find_notebook(handed, lab)
        if not chosen.data:
            raise Unreadable(f"`{clean(chosen.name)}` is empty; {ADVICE}")
    except Unreadable as problem:
        return Submitted(
            student, lab.name, b"", problem=str(problem), notes=handed.notes, **common, files=tuple(beside)
        )
    beside = [file for file in beside if file is not chosen]
    run, left_out = _run_by(chosen, handed, lab, beside)
    files = _from_folder(chosen, (*beside, *run))
    notes = (*handed.notes, *notes, *left_out)
    return Submitted(student, lab.name, chosen.data, files=files, notes=notes, **common)


def _run_by(chosen: File, handed: Handed, lab: Lab, beside: list[File]) -> tuple[list[File], list[str]]:
    """Return other notebooks that the chosen one names, as ``%run helper.ipynb`` does, and what is said of those left out."""
    files, room = [], MAX_FILES_BYTES - sum(len(file.data) for file in beside)
    others = [file for file in handed.files if is_notebook(file.name) and file is not chosen]
    others = [file for file in others if letters_of(lab.name) not in letters_of(file.name)][:MAX_OTHERS]
    named = [file for file in others if Path(file.name).name.encode() in chosen.data]
    for file in named:
        if len(file.data) <= room and len(beside) + len(files) < MAX_FILES:
            files.append(file)
            room -= len(file.data)
    return files, [f"`{clean(file.name)}` was left out: {KEPT}." for file in named if file not in files][:1]


def _from_folder(chosen: File, files: tuple[File, ...]) -> tuple[File, ...]:
    """Return the files as they lie beside the notebook, where that was handed in inside a folder: its own come first."""
    folder = chosen.name.rpartition("/")[0] + "/"
    if folder in ("/", f"{CHECKPOINTS}/"):
        return files
    own = {file.name.removeprefix(folder): file for file in files if file.name.startswith(folder)}
    taken = {*own, *(str(above) for name in own for above in PurePosixPath(name).parents)}
    others = {
        file.name: file
        for file in files
        if not file.name.startswith(folder)
        and file.name not in taken
        and not own.keys() & {str(above) for above in PurePosixPath(file.name).parents}
    }
    return tuple(replace(file, name=name) for name, file in {**own, **others}.items())


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
    if named := [name for name in labs if letters_of(name) in letters_of(path.name)]:
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


def _share(cells: list[Cell], lab: Lab) -> float:
    return share(match(cells[:MAX_CELLS], slots_of(lab.source, lab.release)))
