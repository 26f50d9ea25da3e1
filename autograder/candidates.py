"""The files that may be the notebook of a lab, and which of them is taken."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from autograder.files import File
from autograder.folder import CHECKPOINTS, Handed
from autograder.lab import Lab
from autograder.matching import ANSWER, Slot, match, share, slots_of, squeeze
from autograder.names import is_notebook
from autograder.notebook_json import kind_of
from autograder.reading import Unreadable, read_cells
from autograder.text import InDoubt, clean

SHARE = 0.25  # of a lab's exercise cells have to be in a file before it is taken for that lab by its content
MAX_PARSED, MAX_PARSED_BYTES = 5, 5_000_000  # files that are parsed to choose one, and their bytes together
MAX_CELLS = 300  # of a file that are matched to choose one
JSON_STARTS = (b"<<<<<<< ", b"{", b"[", b'"', b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0")
MAX_SHOWN = 3  # files that are named where none is the notebook


@dataclass
class _Candidate:
    """A file that may be the notebook, and what is known of it: at first by its name and bytes alone."""

    file: File
    exact: bool
    named: int  # 1: the lab's name is in its name; 2: it is all of it
    is_json: bool
    share: float  # of the lab's exercise cells
    answers: int = 0
    given: dict[str, str] = field(default_factory=dict)  # answers by cell, of a file that was parsed

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
        ``LAB.ipynb`` if there are answers in it and no other file holds them all and more, else the file with most
        answers, else ``LAB.ipynb``, else the file most like it by its cells, then by its name, then the newest.

    Raises
    ------
    Unreadable
        There is none.
    """
    exact = f"{lab.name}.ipynb"
    candidates = _candidates(handed.files, lab)
    if not candidates:
        raise Unreadable(f"There is no notebook of {lab.name}{_instead(handed)} Hand in {exact}.")
    chosen, notes = max(candidates, key=lambda candidate: candidate.rank), []
    fuller = [c for c in candidates if c.likely and chosen.given and len(c.given) > len(chosen.given)]
    if whole := [c for c in fuller if chosen.given.items() <= c.given.items()]:
        chosen = max(whole, key=lambda candidate: candidate.rank)
    elif fuller:
        most = max(fuller, key=lambda candidate: candidate.rank)
        more = f"`{clean(most.file.name)}` holds more answers ({len(most.given)}, not {len(chosen.given)})"
        notes.append(InDoubt(f"{exact} was graded; {more}."))
    name = chosen.file.name
    shown = clean(name)
    if name.startswith(f"{CHECKPOINTS}/"):
        notes.append(
            f"Only a copy that Jupyter keeps in {CHECKPOINTS} was handed in, `{clean(Path(name).name)}`; it was used."
        )
    elif not chosen.exact:
        notes.append(f"The notebook was handed in as `{shown}` instead of {exact}.")
        if any(candidate.exact and candidate.is_json for candidate in candidates):
            fewer = "with no other answers than these" if fuller else "without answers"
            notes.append(f"{exact} is there too, {fewer}, and was not used.")
        elif (likely := sum(candidate.likely for candidate in candidates)) > 1:
            notes.append(f"{likely} files could be the notebook; `{shown}` fits best and was taken.")
    return chosen.file, tuple(notes)


def _instead(handed: Handed) -> str:
    """Return what was handed in where there is no notebook, with what goes between that and the way out."""
    said = [f"`{clean(file.name)}` is {kind_of(file.data, file.name)}" for file in handed.files[:MAX_SHOWN]]
    more = len(handed.files) - len(said)
    said += [f"{more} more file{'s' * (more > 1)} beside"] if more else []
    return (f": {', '.join(said)}." if said else ".") + "".join(f" {note}" for note in handed.notes[:1])


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
    return [candidate for candidate in found if candidate.likely or not candidate.is_json]


def _glance(file: File, lab: str, ids: list[str]) -> _Candidate | None:
    """Return what a file's name and bytes tell, or None where it is not the notebook."""
    name = letters_of(Path(file.name).name)
    named = (letters_of(lab) in name) + (name == letters_of(f"{lab}.ipynb"))
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
    for slot, cells in found.items():
        said = [squeeze(cell.text) for cell in cells] if slot.kind in ANSWER else []
        if any(text not in ("", squeeze(slot.released)) for text in said):
            candidate.given[slot.id] = "\n".join(said)
    candidate.answers = len(candidate.given)


def letters_of(name: str) -> str:
    """Return the letters and digits of a name, all small: what two names are compared by."""
    return re.sub(r"[^a-z0-9]", "", name.lower())
