"""Which of a student's cells is which cell of the lab, when ids were lost, copied or mixed up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum, is_grade, is_locked, is_solution
from rapidfuzz import fuzz

from autograder.reading import Cell

LOOK, LOOK_ANSWER = 4_000, 1_000  # characters of a cell that are compared; of an answer, whose name decides

# From which likeness (of 100) a cell that lost its ids is taken for the lab's. Locked cells are overwritten, so a
# mistake there would cost a student's text; a set-up cell stays as it is, and students add to it. An answer is known
# by the name it defines: stubs are too like each other, and answers too unlike their stubs.
ALIKE = {"check": 90, "graded": 90, "given": 90, "solution": 1, "setup": 60}
SHORT = 60  # characters: locked cells shorter than this have to be the same, as those of comments alone: all are alike
LOCKED, ANSWER = ("check", "graded", "given"), ("solution", "written")
TITLES = {"check": "check cell", "graded": "graded cell", "solution": "answer cell", "setup": "set-up cell"}
TITLES |= {"written": "written answer", "given": "given cell"}
A_NAME = re.compile(r"^(?:async +)?(?:def|class) +(\w+)", re.MULTILINE)


@dataclass(eq=False, frozen=True)
class Slot:
    """A cell of the lab: its text as students got it, and with the hidden part."""

    id: str
    kind: str
    type: str
    released: str
    original: str
    nbgrader: dict

    def __str__(self) -> str:
        return f"{TITLES[self.kind]} `{self.nbgrader.get('grade_id', self.id)}`"


def slots_of(source: NotebookNode, release: NotebookNode) -> list[Slot]:
    """Return the lab's cells in the order of the source, with the metadata nbgrader's database has.

    Parameters
    ----------
    source, release : NotebookNode
        The lab's notebooks.

    Returns
    -------
    list of Slot
        One for each cell of the lab.
    """
    slots, released = [], {cell.id: cell for cell in release.cells}
    for cell in source.cells:
        setup, nbgrader = cell.id == "setup" or "setup" in cell.metadata.get("tags", ()), {}
        kind = "setup" if setup else "story"
        if is_solution(cell):
            kind = "written" if is_grade(cell) else "solution"
        elif is_locked(cell):
            kind = "graded" if is_grade(cell) else "given" if setup else "check"
        if kind in LOCKED + ANSWER:
            checksum = compute_checksum(cell if kind in LOCKED else released[cell.id])
            nbgrader = {**cell.metadata.nbgrader, "checksum": checksum, "cell_type": cell.cell_type}
        slots.append(Slot(cell.id, kind, cell.cell_type, released[cell.id].source, cell.source, nbgrader))
    return slots


def match(cells: list[Cell], slots: Sequence[Slot]) -> dict[Slot, list[Cell]]:
    """Find the lab's cells: by grade id, by cell id, by the same text, by likeness, by their place.

    Parameters
    ----------
    cells : list of Cell
        A student's, in their order.
    slots : sequence of Slot
        The lab's.

    Returns
    -------
    dict of Slot to list of Cell
        None, one or several for each of the lab's; the student's own cells are in none.
    """
    found: dict[Slot, list[Cell]] = {slot: [] for slot in slots}
    free, keys = dict.fromkeys(cells), {cell: squeeze(cell.text) for cell in cells}
    stubs = {slot: squeeze(slot.released) for slot in slots}
    texts = Counter(stubs.values())

    def claim(slot: Slot, wanted: list[Cell]) -> None:
        found[slot] += wanted
        for cell in wanted:
            del free[cell]

    for slot in slots:
        claim(slot, [c for c in free if c.grade_id and c.grade_id == slot.nbgrader.get("grade_id")])
    for slot in slots:
        if not found[slot]:
            claim(slot, [c for c in free if c.id == slot.id])
    for slot in slots:
        if not found[slot] and slot.kind != "solution" and texts[stubs[slot]] == 1:
            claim(slot, [c for c in free if keys[c] and keys[c] == stubs[slot]])
    likely = [s for s in slots if s.kind in ALIKE and not found[s]]
    pairs = [(likeness(s, c), -i, -j, s, c) for i, s in enumerate(likely) for j, c in enumerate(free)]
    for score, _, _, slot, cell in sorted(pairs, key=lambda pair: pair[:3], reverse=True):
        if score >= ALIKE[slot.kind] and cell in free and (slot.kind == "solution" or not found[slot]):
            claim(slot, [cell])
    at = {cell: i for i, cell in enumerate(cells)}
    for group in found.values():
        group.sort(key=at.__getitem__)
    for before, slot in zip([None, *slots], slots, strict=False):
        nameless = slot.kind in ANSWER and not A_NAME.search(slot.released)
        if nameless and not found[slot] and (before is None or found[before]):
            start = at[found[before][-1]] + 1 if before else 0
            run = list(takewhile(free.__contains__, cells[start:]))
            claim(slot, [c for c in run if (c.type == "code") == (slot.type == "code") and keys[c]])
    for slot in slots:
        if not found[slot]:
            claim(slot, [c for c in free if keys[c] and keys[c] == stubs[slot]][:1])
    return found


def share(found: dict[Slot, list[Cell]]) -> float:
    """Return which part of the lab's exercise cells was found, not counting written answers: their stubs are all one."""
    cells = [bool(group) for slot, group in found.items() if slot.nbgrader and slot.kind != "written"]
    return sum(cells) / len(cells) if cells else 1.0


def likeness(slot: Slot, cell: Cell) -> float:
    """Return how like the lab's cell a student's cell is, from 0 to 100.

    Parameters
    ----------
    slot : Slot
        A cell of the lab.
    cell : Cell
        One of a student's.

    Returns
    -------
    float
        100 for the same text.
    """
    text, released = cell.text[:LOOK], slot.released[:LOOK]
    comments = all(line.startswith("#") for line in released.splitlines())
    if slot.kind in LOCKED and (comments or len(released) < SHORT):
        return 0
    if slot.kind == "solution":
        if not set(A_NAME.findall(released)[:1]) & set(A_NAME.findall(text)):
            return 0
        return max(fuzz.ratio(text[:LOOK_ANSWER], released[:LOOK_ANSWER]), 1)
    ratio = fuzz.ratio(text, released, score_cutoff=ALIKE[slot.kind]) if text.strip() else 0
    if slot.kind == "setup" and (lines := {line.strip() for line in released.splitlines()} - {""}):
        return max(ratio, 100 * len(lines & {line.strip() for line in text.splitlines()}) / len(lines))
    return ratio


def squeeze(text: str) -> str:
    """Return a text without its white space: what two versions of a cell are compared by."""
    return "".join(text.split())
