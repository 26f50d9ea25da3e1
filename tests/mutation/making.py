"""Which right answers mutants are made from, and all of a cell's mutants."""

from __future__ import annotations

import ast
import difflib
import hashlib
from dataclasses import dataclass, field
from functools import cache, cached_property

from tests.bank import answers, grade_id, is_solution, namespace, source_cells
from tests.mutation import plain, program, variants, without_docstrings

INSTRUCTOR = "instructor"


@dataclass(frozen=True)
class Mutant:
    """One changed answer: the cell it fills, the answer it was made from, and the operator that changed it."""

    lab: str
    cell: str
    base: str
    operator: str
    line: int
    source: str
    original: str = field(repr=False)

    @cached_property
    def id(self) -> str:
        """A short number that comments and docstrings do not change."""
        return digest(self.lab, self.cell, plain(self.source))[:10]

    @property
    def place(self) -> str:
        return f"{self.lab}/{self.cell}"


def digest(*parts: str) -> str:
    """Return a hash of texts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def cells_of(lab: str) -> list[str]:
    """Return the names of a lab's exercises that have a solution cell."""
    return [grade_id(c) for c in source_cells(lab) if is_solution(c)]


@cache
def bases(lab: str, cell: str) -> dict[str, str]:
    """Return the right answers that mutants are made from: the instructor's, and one that is built in another way.

    That is the one least like the instructor's, of those about as long: a very short one has few places, and of a
    long way round much may be changed without harm.
    """
    (own,) = (c.source for c in source_cells(lab) if grade_id(c) == cell)
    right = {a.name: a.source for a in answers(lab) if a.right and a.cell == cell}
    if not right:
        return {INSTRUCTOR: own}
    length = len(kinds(own))
    alike = [name for name in right if length <= 2 * len(kinds(right[name])) <= 4 * length]
    nearest = min(right, key=lambda name: (abs(len(kinds(right[name])) - length), name))
    other = min(alike or [nearest], key=lambda name: (likeness(right[name], own), name))
    return {INSTRUCTOR: own, other: right[other]}


def kinds(source: str) -> list[str]:
    """Return the kinds of a program's nodes."""
    return [type(node).__name__ for node in ast.walk(without_docstrings(source))]


def likeness(one: str, other: str) -> float:
    """Return how alike the structures of two programs are, from 0 to 1."""
    return difflib.SequenceMatcher(None, kinds(one), kinds(other), autojunk=False).ratio()


@cache
def constants(lab: str) -> dict[str, int]:
    """Return the whole numbers that a lab names in capitals, small ones left out."""
    names = namespace(lab, {})
    return {n: v for n, v in names.items() if n.isupper() and isinstance(v, int) and v > 1}


@cache
def mutants(lab: str, cell: str) -> tuple[Mutant, ...]:
    """Return the mutants of a cell's right answers, each once; none is a right answer that is known."""
    right = [a.source for a in answers(lab) if a.right and a.cell == cell]
    seen, found = {program(source) for source in (*bases(lab, cell).values(), *right)}, []
    for base, source in bases(lab, cell).items():
        for v in variants(source, constants(lab)):
            if program(v.source) not in seen:
                seen.add(program(v.source))
                found.append(Mutant(lab, cell, base, v.operator, v.line, v.source, source))
    return tuple(found)
