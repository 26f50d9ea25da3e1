"""Written answers that stand beside their own cell: put into it, or pointed to, so that a person reads them."""

from __future__ import annotations

import ast
from itertools import takewhile

from rapidfuzz import fuzz

from autograder.matching import LOOK, Slot, squeeze
from autograder.parsing import parsed
from autograder.reading import Cell

ALIKE = 60  # of 100: so like a cell of the lab that was not found, a cell is no answer
NEAR = 10  # cells on each side that are looked at
MAX_PROSE = 5_000  # characters of a code cell that is looked at for prose


def adopt(
    cells: list[Cell], chosen: dict[Slot, Cell], found: dict[Slot, list[Cell]], notes: list[str]
) -> None:
    """Fill each empty written answer with the text beside it; where that is no plain text, point to it.

    Parameters
    ----------
    cells : list of Cell
        In the student's order; it is changed.
    chosen : dict of Slot to Cell
        Which cell stands for each of the lab's.
    found : dict of Slot to list of Cell
        What `matching.match` returned.
    notes : list of str
        What was done is added to it.
    """
    slots = list(found)
    lost = [slot.released[:LOOK] for slot, group in found.items() if slot.kind == "story" and not group]
    labs = {
        *chosen.values(),
        *(c for slot in slots if slot.kind == "story" for c in _told(slot, found[slot])),
    }

    def own(cell: Cell) -> bool:
        return cell not in labs and not any(
            fuzz.ratio(cell.text[:LOOK], text, score_cutoff=ALIKE) for text in lost
        )

    for slot, cell in chosen.items():
        if slot.kind != "written" or squeeze(cell.text) != squeeze(slot.released):
            continue
        at = cells.index(cell)
        beside = {
            "below": list(takewhile(own, cells[at + 1 :][:NEAR])),
            "above": list(takewhile(own, cells[:at][::-1][:NEAR]))[::-1],
        }
        for where, run in beside.items():
            said = [c for c in run if c.type != "code" and c.text.strip()]
            if said and len({name for c in said for name in c.attachments}) == sum(
                len(c.attachments) for c in said
            ):
                cell.text = "\n\n".join(c.text.strip() for c in said)
                for c in said:
                    cell.attachments |= c.attachments
                    cells.remove(c)
                notes.append(f"The {slot} was empty; the text {where} it was taken for the answer.")
                break
            step = 1 if where == "below" else -1
            if said or any(map(_prose, run)) or _changed(slots, slots.index(slot) + step, found):
                cell.text = f"(The answer may stand {where} this cell.)"
                notes.append(f"The {slot} was empty; look for the answer {where} it.")
                break


def _told(slot: Slot, group: list[Cell]) -> list[Cell]:
    """Return the cells that are the lab's story: by their text, or the first one by its id."""
    return [
        c for c in group if squeeze(c.text) == squeeze(slot.released) or (c is group[0] and c.id == slot.id)
    ]


def _changed(slots: list[Slot], at: int, found: dict[Slot, list[Cell]]) -> bool:
    """Say whether a student wrote into the lab's own text there."""
    if not 0 <= at < len(slots) or slots[at].kind != "story":
        return False
    return any(
        squeeze(cell.text) != squeeze(slots[at].released) for cell in _told(slots[at], found[slots[at]])
    )


def _prose(cell: Cell) -> bool:
    """Say whether a code cell holds nothing but comments, texts, or what is no Python."""
    if cell.type != "code" or not cell.text.strip() or len(cell.text) > MAX_PROSE:
        return False
    tree = parsed(cell.text)
    if tree is None:
        return not cell.text.lstrip().startswith(("!", "%"))
    return all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in tree.body)
