"""Where graded cells stand: each behind the answers it grades, also where these are not in the answer cells."""

from __future__ import annotations

import re
from collections.abc import Iterable

from autograder.matching import A_NAME, LOCKED, Slot, squeeze
from autograder.parsing import hollow, named, parsed
from autograder.reading import Cell

MAX_PARSED_IN_ALL = 300_000  # characters of the cells that are parsed for the names they define
MAX_STUB = 4_000  # characters of a definition that may have nothing in it
ELSEWHERE = "# The answer stands in another cell."
A_DEFINITION = re.compile(r"^(?:async +)?(?:def|class) +(\w+)|^(\w+)(?: *+:[^=\n]*+)? *+=(?!=)", re.MULTILINE)


def place(cells: list[Cell], chosen: dict[Slot, Cell], mine: set[Cell], notes: list[str]) -> None:
    """Move checks and graded cells behind the answers; leave out stubs that would undo an answer in another cell.

    Parameters
    ----------
    cells : list of Cell
        In the student's order; it is changed.
    chosen : dict of Slot to Cell
        Which cell stands for each of the lab's.
    mine : set of Cell
        The student's cells and those of the lab that students write in.
    notes : list of str
        What was moved or left out is added to it.
    """
    wanted, room, names = set().union(*map(asked, filter(_is_answer, chosen))), MAX_PARSED_IN_ALL, {}
    for cell in cells:
        if cell.type == "code" and cell in mine:
            used = any(name in cell.text for name in wanted)
            room -= len(cell.text) * used
            names[cell] = defined(cell.text, room > 0) if used else set()
    slots, elsewhere, rests = list(chosen), {}, {}
    for slot in filter(_is_answer, slots):
        rests[slot] = _without_stubs(slot, chosen[slot].text)
        if not asked(slot) & names.get(chosen[slot], set()) & defined(rests[slot]):
            names.pop(chosen[slot], None)
            elsewhere[slot] = []
    for slot, found in elsewhere.items():
        found += [cell for cell in cells if cell in names and asked(slot) & names[cell]]
    moved_answers = [slot for slot, found in elsewhere.items() if found]
    undone = [s for s in moved_answers if _says(chosen[s].text) and not chosen[s].text.endswith(ELSEWHERE)]
    for slot in undone:
        chosen[slot].text = f"{rests[slot]}\n\n{ELSEWHERE}" if _says(rests[slot]) else ELSEWHERE
    if undone:
        notes.append(
            f"Answers stand in other cells than their own ({_listed(undone)}); they were graded there."
        )
    _order(cells, chosen, {slot: elsewhere[slot] for slot in moved_answers}, notes)


def defined(text: str, parse: bool = True) -> set[str]:
    """Return the names that a cell gives a value, a function, a class or a module.

    Parameters
    ----------
    text : str
        The cell's.
    parse : bool
        False: they are only searched for, as in a text that is no Python.

    Returns
    -------
    set of str
        At its top level.
    """
    tree = parsed(text) if parse else None
    if tree is not None:
        return named(tree.body)
    return {function or value for function, value in A_DEFINITION.findall(text)}


def asked(slot: Slot) -> set[str]:
    """Return the names that an exercise asks for."""
    if names := set(A_NAME.findall(slot.released)):
        return names
    tree = parsed(slot.original)
    return named(tree.body, imports=False) if tree else set()


def _is_answer(slot: Slot) -> bool:
    return slot.kind == "solution"


def _without_stubs(slot: Slot, text: str) -> str:
    """Return the text of an answer cell without the definitions asked for that have nothing in them yet."""
    if _bare(text) == _bare(slot.released):
        return ""
    tree, stub = parsed(text), parsed(slot.released)
    stubs = {node.name: node for node in (stub.body if stub else ()) if hasattr(node, "name")}
    names, lines = asked(slot), text.splitlines()
    for node in tree.body if tree else ():
        if getattr(node, "name", "") not in names:
            continue
        first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)]) - 1
        short = sum(map(len, lines[first : node.end_lineno])) < MAX_STUB
        if short and hollow(node, stubs.get(node.name)):
            lines[first : node.end_lineno] = [""] * (node.end_lineno - first)
    return "\n".join(lines).rstrip()


def _says(text: str) -> bool:
    """Say whether a cell holds anything but comments."""
    return bool(_bare(text))


def _bare(text: str) -> str:
    return squeeze("\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#")))


def _order(
    cells: list[Cell], chosen: dict[Slot, Cell], elsewhere: dict[Slot, list[Cell]], notes: list[str]
) -> None:
    """Move each graded cell, and each check of an answer that is further down, to behind that answer."""
    behind: dict[Cell, Cell] = {}  # the last cell that was moved to behind an answer
    late: dict[str, Cell] = {}
    moved: list[Slot] = []
    needed, open_ = [], True

    def move(slot: Slot, cell: Cell, after: Iterable[Cell]) -> bool:
        last = max((behind.get(answer, answer) for answer in after), key=cells.index, default=cell)
        if cells.index(cell) >= cells.index(last):
            return False
        cells.remove(cell)
        cells.insert(cells.index(last) + 1, cell)
        behind.update(dict.fromkeys(after, cell))
        return True

    slots = list(chosen)
    for number, slot in enumerate(slots):
        cell = chosen[slot]
        if slot.kind == "solution":
            needed, open_ = [*(needed if open_ else []), cell], True
            graded = next((chosen[s] for s in slots[number:] if s.kind == "graded"), None)
            found = elsewhere.get(slot) or [cell]
            if graded and min(map(cells.index, found)) > cells.index(graded):
                needed.append(found[-1])
                late.update(dict.fromkeys(asked(slot), found[-1]))
        elif slot.kind == "check":
            used = [answer for name, answer in late.items() if re.search(rf"\b{name}\b", slot.original)]
            if move(slot, cell, used):
                needed.append(cell)
        elif slot.kind == "graded":
            open_ = False
            if move(slot, cell, needed):
                moved.append(slot)
    if len(moved) == 1:
        notes.append(f"The {moved[0]} stood before its answer and was moved behind it.")
    elif moved:
        notes.append(
            f"The graded cells {_listed(moved)} stood before their answers and were moved behind them."
        )


def _listed(slots: list[Slot]) -> str:
    return ", ".join(f"`{slot.nbgrader['grade_id']}`" for slot in slots)


def students(cells: list[Cell], found: dict[Slot, list[Cell]], chosen: dict[Slot, Cell]) -> set[Cell]:
    """Return the cells that hold a student's own text: no locked cell and no unchanged one of the lab's story.

    Parameters
    ----------
    cells : list of Cell
        All that were handed in.
    found : dict of Slot to list of Cell
        What `matching.match` returned.
    chosen : dict of Slot to Cell
        Which cell stands for each of the lab's.

    Returns
    -------
    set of Cell
        The cells themselves, not copies.
    """
    given = {cell for slot, cell in chosen.items() if slot.kind in LOCKED}
    told = {
        cell
        for slot, group in found.items()
        if slot.kind == "story"
        for cell in group
        if squeeze(cell.text) == squeeze(slot.released)
    }
    return set(cells) - given - told
