"""Finding and repairing what students hand in: any file becomes a notebook of the lab, or one clear sentence."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from rapidfuzz import fuzz

from autograder.matching import ANSWER, LOCKED, LOOK, Slot, match, share, slots_of, squeeze
from autograder.reading import Cell, Unreadable, clean, read_cells, read_file

__all__ = ["Lab", "Repaired", "Unreadable", "find_submission", "guess_lab", "load_lab", "read_file", "repair"]

MAX_NOTES = 8
MAX_FILES = 1_000  # of a student's folder
SHARE = 0.25  # of a lab's exercise cells have to be in a file before it is taken for that lab by its content

AN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


@dataclass(frozen=True)
class Lab:
    """A lab: the instructor's notebook with its hidden parts, and the one the students got."""

    name: str
    source: NotebookNode
    release: NotebookNode


@dataclass(frozen=True)
class Repaired:
    """A notebook that nbgrader can grade, and a sentence for each thing that had to be mended."""

    notebook: NotebookNode
    notes: tuple[str, ...] = ()


def load_lab(course_dir: Path, name: str) -> Lab:
    """Read a lab's source and release.

    Raises
    ------
    LookupError
        No such lab, or its release is missing or has other cells than the source.
    """
    labs = _labs(course_dir)
    if name not in labs:
        raise LookupError(f"There is no lab {name!r}; there are: {', '.join(labs) or 'none'}.")
    source, release = (Path(course_dir, folder, name, f"{name}.ipynb") for folder in ("source", "release"))
    if not release.is_file():
        raise LookupError(f"{name} has no release yet; run `make release` first.")
    lab = Lab(name, nbformat.read(source, as_version=4), nbformat.read(release, as_version=4))
    if {cell.id for cell in lab.source.cells} != {cell.id for cell in lab.release.cells}:
        raise LookupError(f"The release of {name} has other cells than its source; run `make release` again.")
    return lab


def guess_lab(data: bytes, file_name: str, course_dir: Path) -> str:
    """Return the name of the lab a notebook belongs to, by its file name, else by its cells.

    Raises
    ------
    LookupError
        It is like none of the labs.
    """
    labs = _labs(course_dir)
    if named := [name for name in labs if _letters(name) in _letters(file_name)]:
        return max(named, key=len)
    ready = [name for name in labs if Path(course_dir, "release", name, f"{name}.ipynb").is_file()]
    shares = {name: _share(data, load_lab(course_dir, name)) for name in ready}
    best = max(shares, key=shares.__getitem__, default="")
    if shares.get(best, 0) < SHARE:
        raise LookupError(
            f"`{clean(file_name)}` is like none of the labs ({', '.join(labs) or 'none'}); name one."
        )
    return best


def find_submission(folder: Path, lab: Lab) -> tuple[Path, tuple[str, ...]]:
    """Find the lab's notebook in the folder a student handed in, and in folders inside it.

    Returns
    -------
    tuple of Path and notes
        ``LAB.ipynb`` if it is there, else the file most like it by its cells, then by its name, then the newest.

    Raises
    ------
    Unreadable
        There is none.
    """
    folder, special, files = Path(folder), "", []
    exact = folder / f"{lab.name}.ipynb"
    paths = [] if folder.is_symlink() else [exact, *islice(_walk(folder), MAX_FILES)]
    for path in filter(os.path.lexists, paths):
        status, name = path.lstat(), _letters(path.name)
        if not stat.S_ISREG(status.st_mode):
            special = special or f": `{clean(path.name)}` is a link or no ordinary file and was not opened"
        elif path == exact and status.st_size:
            return path, ()
        else:
            named = (_letters(lab.name) in name) + (name == _letters(exact.name))
            files.append((named, status.st_mtime_ns, len(name), str(path)))
    rated = [(_share(Path(file[-1]), lab), *file) for file in sorted(set(files), reverse=True)[:20]]
    rated = [file for file in rated if file[0] >= SHARE or file[1]]
    if not rated:
        raise Unreadable(f"There is no notebook of {lab.name}{special}; hand in {exact.name}.")
    path, notes = Path(max(rated)[-1]), []
    if path != exact:
        notes.append(f"The notebook was handed in as `{clean(path.name)}` instead of {exact.name}.")
    if len(rated) > 1:
        notes.append(
            f"{len(rated)} files could be the notebook; `{clean(path.name)}` fits best and was taken."
        )
    return path, tuple(notes)


def repair(data: bytes, lab: Lab) -> Repaired:
    """Make a notebook that nbgrader can grade of whatever was handed in.

    Answers and the order of cells stay the student's; locked and graded cells become the source's, hidden part
    included. The same bytes give the same result, and a repaired notebook needs no further repair.

    Raises
    ------
    Unreadable
        There is no notebook in these bytes.
    """
    cells, notes = read_cells(data)
    slots = slots_of(lab.source, lab.release)
    found = match(cells, slots)
    lost = not share(found)
    if lost:
        notes.append(f"None of the lab's exercises was found; is this the notebook of {lab.name}?")
    taken = {cell for group in found.values() for cell in group}
    stubs = {squeeze(slot.released): slot for slot in slots if slot.kind == "solution" and slot.released}
    for cell in [c for c in cells if c not in taken and c.type == "code" and squeeze(c.text) in stubs]:
        cells.remove(cell)  # run after the answer, an empty stub would overwrite it
        notes.append(f"An unanswered copy of the {stubs[squeeze(cell.text)]} was left out.")
    chosen: dict[Slot, Cell] = {}
    before = None
    for slot in slots:
        if slot.kind == "story":
            before = found[slot][-1] if found[slot] else before
            continue
        cell = _choose(slot, found[slot], cells, notes)
        if cell:
            _restore(slot, cell, notes)
        else:
            cell = _missing(slot, [] if lost else notes)
            cells.insert(cells.index(before) + 1 if before else 0, cell)
        chosen[slot] = before = cell
    _order(cells, chosen, notes)
    if len(notes) > MAX_NOTES:
        notes[MAX_NOTES:] = [f"And {len(notes) - MAX_NOTES} more."]
    info = {
        key: lab.release.metadata[key]
        for key in ("kernelspec", "language_info")
        if key in lab.release.metadata
    }
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": KERNEL, **info}}
    return Repaired(nbformat.from_dict({**notebook, "cells": _emit(cells, chosen, slots)}), tuple(notes))


def _labs(course_dir: Path) -> list[str]:
    return sorted(
        path.stem for path in Path(course_dir, "source").glob("*/*.ipynb") if path.stem == path.parent.name
    )


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _walk(folder: Path, depth: int = 3) -> Iterator[Path]:
    """Yield what is in a folder and the folders inside it, following no link; hidden names are left out."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        entries = []
    for entry in entries:
        if entry.name.startswith((".", "__MACOSX")):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), depth - 1) if depth else ()
        else:
            yield Path(entry.path)


def _share(file: Path | bytes, lab: Lab) -> float:
    """Return which share of a lab's exercise cells is in a file."""
    try:
        data = file if isinstance(file, bytes) else read_file(file)
        return share(match(read_cells(data)[0], slots_of(lab.source, lab.release)))
    except Unreadable:
        return 0.0


def _choose(slot: Slot, group: list[Cell], cells: list[Cell], notes: list[str]) -> Cell | None:
    """Return the real one of the cells found for a slot; copies that say nothing of their own are removed."""
    empty = {"", squeeze(slot.released), squeeze(slot.original)}
    if slot.kind in LOCKED:
        best = max(
            reversed(group), key=lambda cell: fuzz.ratio(cell.text[:LOOK], slot.released[:LOOK]), default=None
        )
    else:
        best = next((c for c in reversed(group) if squeeze(c.text) not in empty), group[0] if group else None)
    for cell in group:
        if cell is not best and squeeze(cell.text) in empty:
            cells.remove(cell)
    if len(group) > 1:
        kept = "the last answer counts" if slot.kind in ANSWER else "one was used"
        notes.append(f"The {slot} was there {len(group)} times; {kept}.")
    if best and slot.kind == "setup" and not best.text.strip():
        cells.remove(best)
        return None
    return best


def _restore(slot: Slot, cell: Cell, notes: list[str]) -> None:
    """Give a found cell its type back and, when it is a locked one, its text."""
    if slot.kind in LOCKED:
        same = squeeze(cell.text) in (squeeze(slot.released), squeeze(slot.original))
        if not same or cell.type != slot.type:
            notes.append(f"The {slot} had been changed; the original was used.")
        cell.text = slot.original
    elif cell.type != slot.type:
        notes.append(f"The {slot} had become a {cell.type} cell and was made a {slot.type} cell again.")
    if "points" in slot.nbgrader and cell.points not in (None, slot.nbgrader["points"]):
        notes.append(f"The points of the {slot} had been changed; the original points count.")
    cell.type = slot.type


def _missing(slot: Slot, notes: list[str]) -> Cell:
    """Return what takes the place of a missing cell; for an answer that is no stub, which could undo one elsewhere."""
    if slot.kind == "solution":
        notes.append(f"The {slot} was missing; an answer in another cell still counts.")
        return Cell(slot.type, f"# The {slot} was missing.")
    did = "it counts as not answered" if slot.kind == "written" else "it was put back"
    notes.append(f"The {slot} was missing; {did}.")
    return Cell(slot.type, slot.original if slot.kind in LOCKED else slot.released)


def _order(cells: list[Cell], chosen: dict[Slot, Cell], notes: list[str]) -> None:
    """Move every graded cell that stands before the answers it grades to after them."""
    answers, open_ = [], True
    for slot, cell in chosen.items():
        if slot.kind == "solution":
            answers, open_ = [*(answers if open_ else []), cell], True
        elif slot.kind == "graded":
            open_ = False
            last = max(map(cells.index, answers), default=0)
            if cells.index(cell) < last:
                cells.remove(cell)
                cells.insert(last, cell)
                notes.append(f"The {slot} stood before its answer cell and was moved behind it.")


def _emit(cells: list[Cell], chosen: dict[Slot, Cell], slots: Sequence[Slot]) -> list[dict]:
    """Return the cells as nbformat 4.5 has them, with the lab's ids and nbgrader's metadata."""
    slot_of = {cell: slot for slot, cell in chosen.items()}
    used, fresh, nodes = {slot.id for slot in chosen}, count(1), []
    reserved = {slot.id for slot in slots} | {cell.id for cell in cells}
    for cell in cells:
        slot, name = slot_of.get(cell), cell.id
        if slot:
            name = slot.id
        elif name in used or not AN_ID.fullmatch(name):
            name = next(new for n in fresh if (new := f"cell-{n}") not in reserved)
        used.add(name)
        metadata = {"nbgrader": dict(slot.nbgrader)} if slot and slot.nbgrader else {}
        node = {"id": name, "cell_type": cell.type, "metadata": metadata, "source": cell.text}
        if cell.type == "code":
            node |= {"outputs": [], "execution_count": None}
        elif cell.type == "markdown" and cell.images:
            node["attachments"] = cell.images
        nodes.append(node)
    return nodes
