"""What a student wrote into a locked cell: kept beside it, since the cell itself is put back as it was."""

from __future__ import annotations

import ast

from autograder.matching import Slot, squeeze
from autograder.parsing import named, parsed
from autograder.placing import defined


def added(slot: Slot, text: str, asked: set[str]) -> str:
    """Return what stands in a locked cell beside its own code, where that has to be kept; else nothing.

    Parameters
    ----------
    slot : Slot
        The locked cell.
    text : str
        As it was handed in.
    asked : set of str
        The names that the lab's exercises ask for.

    Returns
    -------
    str
        An answer to an exercise, wherever it stands; and what gives a name to something, above or below the cell's
        own code. Where that code is another, the cell was changed, or is of an earlier release: nothing is kept.
    """
    released, lines = _statements(slot.released), text.splitlines()
    own = {line.rstrip() for source in (slot.released, slot.original) for line in source.splitlines()}
    if (tree := parsed(text)) is None:
        left = "\n".join(line for line in lines if line.rstrip() not in own)
        names, whole = (
            defined(left),
            set(map(str.rstrip, slot.released.splitlines())) <= {*map(str.rstrip, lines)},
        )
    else:
        known, said = released | _statements(slot.original), [_said(node, lines) for node in tree.body]
        theirs = [node for node, words in zip(tree.body, said, strict=True) if words not in known]
        kept = {line for node in theirs for line in range(node.lineno, node.end_lineno + 1)}
        gone = {line for node in tree.body for line in range(node.lineno, node.end_lineno + 1)} - kept
        left = "\n".join(
            line
            for number, line in enumerate(lines, 1)
            if number in kept or not (number in gone or line.rstrip() in own)
        )
        names, whole = named(theirs), released <= set(said)
    return left.strip("\n") if names & asked or (names and whole) else ""


def _statements(text: str) -> set[str]:
    tree = parsed(text)
    return {_said(node, text.splitlines()) for node in tree.body} if tree else set()


def _said(node: ast.stmt, lines: list[str]) -> str:
    """Return the text of a statement without its white space."""
    return squeeze("\n".join(lines[node.lineno - 1 : node.end_lineno]))
