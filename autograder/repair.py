"""Making a notebook of the lab of whatever was handed in: any bytes become one, or one clear sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import nbformat
from nbformat import NotebookNode
from rapidfuzz import fuzz

from autograder.added import added
from autograder.lab import Lab
from autograder.matching import ANSWER, LOCKED, LOOK, Slot, match, share, slots_of, squeeze
from autograder.parsing import parsed
from autograder.pictures import Album
from autograder.placing import asked, place, students
from autograder.reading import Cell, read_cells
from autograder.text import any_in_doubt
from autograder.written import adopt

MAX_NOTES = 8
MAX_PARTS = 9  # into which a cell was split
AN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


@dataclass(frozen=True)
class Repaired:
    """A notebook that nbgrader can grade, and a sentence for each thing that had to be mended."""

    notebook: NotebookNode
    notes: tuple[str, ...] = ()


def repair(data: bytes, lab: Lab) -> Repaired:
    """Make a notebook that nbgrader can grade of whatever was handed in.

    Answers and the order of cells stay the student's; locked and graded cells become the source's, hidden part
    included. The same bytes give the same result, and a repaired notebook needs no further repair.

    Parameters
    ----------
    data : bytes
        The file handed in.
    lab : Lab
        The lab, its source and its release.

    Returns
    -------
    Repaired
        The notebook, and notes on what was done.

    Raises
    ------
    Unreadable
        There is no notebook in these bytes.
    """
    cells, notes = read_cells(data)
    slots = slots_of(lab.source, lab.release)
    found = match(cells, slots)
    lost = not share(found)
    if lost and not any_in_doubt(notes):
        notes.append(f"None of the lab's exercises was found; is this the notebook of {lab.name}?")
    taken = {cell for group in found.values() for cell in group}
    stubs = {squeeze(slot.released): slot for slot in slots if slot.kind == "solution" and slot.released}
    for cell in [c for c in cells if c not in taken and c.type == "code" and squeeze(c.text) in stubs]:
        cells.remove(cell)  # run after the answer, an empty stub would overwrite it
        notes.append(f"An unanswered copy of the {stubs[squeeze(cell.text)]} was left out.")
    names = set().union(*(asked(slot) for slot in slots if slot.kind == "solution"))
    chosen: dict[Slot, Cell] = {}
    before = None
    for slot in slots:
        if slot.kind == "story":
            before = found[slot][-1] if found[slot] else before
            continue
        cell = _choose(slot, found[slot], cells, notes)
        if cell:
            if own := _restore(slot, cell, names, notes):
                cells.insert(cells.index(cell), Cell("code", own))
        else:
            cell = _missing(slot, [] if lost else notes)
            cells.insert(cells.index(before) + 1 if before else 0, cell)
        chosen[slot] = before = cell
    place(cells, chosen, students(cells, found, chosen), notes)
    adopt(cells, chosen, found, [] if lost else notes)
    nodes = _emit(cells, chosen, slots, notes)
    if len(notes) > MAX_NOTES:
        notes[MAX_NOTES:] = [f"And {len(notes) - MAX_NOTES} more."]
    info = {
        key: lab.release.metadata[key]
        for key in ("kernelspec", "language_info")
        if key in lab.release.metadata
    }
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": KERNEL, **info}}
    return Repaired(nbformat.from_dict({**notebook, "cells": nodes}), tuple(notes))


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
    left = [cell for cell in group if squeeze(cell.text) not in empty]
    if slot.kind in ANSWER and _is_split(slot, left, cells):
        notes.append(f"The {slot} was split into {len(left)} cells; they were put together.")
        return _joined(slot, left, cells)
    if len(group) > 1:
        kept = "the last answer counts" if slot.kind in ANSWER else "one was used"
        if slot.kind == "solution" and len(left) > 1:
            kept = "all of them ran, in their order"
        notes.append(f"The {slot} was there {len(group)} times; {kept}.")
    if best and slot.kind == "setup" and not best.text.strip():
        cells.remove(best)
        return None
    return best


def _is_split(slot: Slot, left: list[Cell], cells: list[Cell]) -> bool:
    """Say whether cells are the parts of one: neighbours, of prose, or of code that is whole only together."""
    at = [cells.index(cell) for cell in left[: MAX_PARTS + 1]]
    if (
        len(at) > MAX_PARTS
        or len({squeeze(cell.text) for cell in left}) < 2
        or at != list(range(at[0], at[0] + len(at)))
    ):
        return False
    if slot.kind == "written":
        return all(c.type == "markdown" for c in left) and len(
            {n for c in left for n in c.attachments}
        ) == sum(len(c.attachments) for c in left)
    parts = [parsed(cell.text) for cell in left]
    return None in parts and parsed("\n".join(cell.text for cell in left)) is not None


def _joined(slot: Slot, left: list[Cell], cells: list[Cell]) -> Cell:
    whole = left[0]
    whole.text = ("\n\n" if slot.kind == "written" else "\n").join(cell.text for cell in left)
    for cell in left[1:]:
        whole.attachments |= cell.attachments
        cells.remove(cell)
    return whole


def _restore(slot: Slot, cell: Cell, names: set[str], notes: list[str]) -> str:
    """Give a found cell its type back and, when it is a locked one, its text; return what was written into that."""
    own = ""
    if slot.kind in LOCKED:
        same = squeeze(cell.text) in (squeeze(slot.released), squeeze(slot.original))
        if not same or cell.type != slot.type:
            own = added(slot, cell.text, names) if cell.type == "code" else ""
            kept = ", and what was added to it runs before it" if own else ""
            notes.append(f"The {slot} had been changed; the original was used{kept}.")
        cell.text = slot.original
    elif cell.type != slot.type:
        notes.append(f"The {slot} had become a {cell.type} cell and was made a {slot.type} cell again.")
    if "points" in slot.nbgrader and cell.points not in (None, slot.nbgrader["points"]):
        notes.append(f"The points of the {slot} had been changed; the original points count.")
    cell.type = slot.type
    return own


def _missing(slot: Slot, notes: list[str]) -> Cell:
    """Return what takes the place of a missing cell; for an answer that is no stub, which could undo one elsewhere."""
    if slot.kind == "solution":
        notes.append(f"The {slot} was missing; an answer in another cell still counts.")
        return Cell(slot.type, f"# The {slot} was missing.")
    did = "it counts as not answered" if slot.kind == "written" else "it was put back"
    notes.append(f"The {slot} was missing; {did}.")
    return Cell(slot.type, slot.original if slot.kind in LOCKED else slot.released)


def _emit(cells: list[Cell], chosen: dict[Slot, Cell], slots: Sequence[Slot], notes: list[str]) -> list[dict]:
    """Return the cells as nbformat 4.5 has them, with the lab's ids and nbgrader's metadata."""
    slot_of = {cell: slot for slot, cell in chosen.items()}
    used, fresh, nodes = {slot.id for slot in chosen}, count(1), []
    reserved = {slot.id for slot in slots} | {cell.id for cell in cells}
    album = Album()
    for number, cell in enumerate(cells, 1):
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
        elif cell.type == "markdown":
            said = []
            node["source"], attachments = album.settle(cell.text, cell.attachments, said.append)
            node |= {"attachments": attachments} if attachments else {}
            where = f"The {slot}" if slot and slot.nbgrader else f"Cell {number}"
            notes += [f"{where} shows {what}; it was left out." for what in dict.fromkeys(said)]
        nodes.append(node)
    return nodes
