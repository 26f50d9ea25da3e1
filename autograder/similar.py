"""Hand-ins that are unusually like each other: worth a look by a person, never a verdict.

Answers are compared as runs of tokens (shingles). Layout, comments, docstrings and the names that a student chose do not
count. What the lab gives, what its own solution has, and what many students wrote does not count either, so short answers,
of which there are not many kinds, are never compared. An index from shingles to hand-ins finds the pairs: no hand-in is
laid beside every other.
"""

from __future__ import annotations

import builtins
import keyword
import re
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import StringIO
from itertools import combinations

from nbformat import NotebookNode

from autograder.lab import Lab

CODE, PROSE = 8, 5  # tokens, or words, of a shingle
LONG = 40  # own shingles of an answer that is compared; of all answers together twice as many
SHARE, SHARE_OF_ALL = 0.8, 0.6  # of the shorter one's own shingles that the other has too
FEW = (5, 20)  # what more than a tenth of the class wrote, at least and at most so many, is nobody's own
MAX_TEXT = 20_000  # characters of an answer that are looked at
ALL = "all answers"
_FIXED = frozenset(dir(builtins)) | frozenset(keyword.kwlist) | {"self", "cls"}
_LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


@dataclass(frozen=True)
class Alike:
    """Hand-ins that share most of what is their own.

    Attributes
    ----------
    students : tuple of str
        Two, or more where all are the same.
    where : str
        The answer's grade id, or `ALL`.
    share : float
        Of the shorter one's own part, from 0 to 1.
    size : int
        Shingles that they share.
    """

    students: tuple[str, ...]
    where: str
    share: float
    size: int


def find_alike(lab: Lab, answers: Mapping[str, Mapping[str, str]]) -> list[Alike]:
    """Return the hand-ins that are unusually like each other, those that share most first, the same students once.

    Parameters
    ----------
    lab : Lab
        The lab, its source and its release.
    answers : mapping
        The text of each answer by grade id, by student.

    Returns
    -------
    list of Alike
        At most one for the same students.
    """
    read = _Reader(lab)
    own = {student: read.own(texts) for student, texts in answers.items()}
    found = []
    for where in read.kinds:
        parts = {student: cells.get(where, frozenset()) for student, cells in own.items()}
        found += _alike(parts, where, LONG, SHARE)
    parts = {student: frozenset().union(*cells.values()) for student, cells in own.items()}
    found += _alike(parts, ALL, 2 * LONG, SHARE_OF_ALL)
    listed, shown = defaultdict(set), []
    for alike in sorted(found, key=lambda alike: (-alike.size, -alike.share, alike.students)):
        if not set.intersection(*(listed[student] for student in alike.students)):
            for student in alike.students:
                listed[student].add(len(shown))
            shown.append(alike)
    return shown


def _alike(parts: Mapping[str, frozenset], where: str, least: int, share: float) -> Iterable[Alike]:
    same = defaultdict(list)
    for student, shingles in parts.items():
        if len(shingles) >= least:
            same[shingles].append(student)
    times = Counter(shingle for shingles in same for shingle in shingles)
    most = min(max(len(parts) // 10, FEW[0]), FEW[1])
    versions, index = [], defaultdict(list)
    for shingles, students in same.items():
        rare = [shingle for shingle in shingles if times[shingle] <= most]
        if len(rare) < least:
            continue
        if len(students) > 1:
            yield Alike(tuple(sorted(students)), where, 1.0, len(rare))
        for shingle in rare:
            index[shingle].append(len(versions))
        versions.append((min(students), len(rare)))
    shared = Counter(pair for group in index.values() for pair in combinations(group, 2))
    for (one, other), size in shared.items():
        shorter = min(versions[one][1], versions[other][1])
        if size >= share * shorter:
            yield Alike(tuple(sorted((versions[one][0], versions[other][0]))), where, size / shorter, size)


class _Reader:
    """Reads answers of one lab: which names are the lab's, and which shingles are nobody's own."""

    def __init__(self, lab: Lab):
        code = [cell.source for cell in lab.release.cells if cell.cell_type == "code"]
        self.names = _FIXED.union(*(_named(source) for source in code))
        self.kinds = {name: cell.cell_type for name, cell in _answers(lab.release)}
        self._shingles = lru_cache(maxsize=50_000)(self._read)
        self.given = frozenset()
        for notebook in (lab.release, lab.source):
            for cell in notebook.cells:
                self.given |= self._read(cell.source, cell.cell_type)

    def own(self, texts: Mapping[str, str]) -> dict[str, frozenset]:
        """Return by grade id the shingles of each answer that neither the lab nor its solution has."""
        return {
            name: self._shingles(text, self.kinds[name]) for name, text in texts.items() if name in self.kinds
        }

    def _read(self, text: str, kind: str) -> frozenset:
        text, long = text[:MAX_TEXT], CODE if kind == "code" else PROSE
        words = self._code(text) if kind == "code" else re.findall(r"\w+", text.lower())
        found = zip(*(words[at:] for at in range(long)), strict=False)
        return frozenset(map(hash, found)) - self.given

    def _code(self, text: str) -> list[str]:
        words, before = [], ""
        for kind, word in _tokens(text):
            starts = before in ("", "\n")
            if kind in _LAYOUT or (kind == tokenize.STRING and starts):
                continue  # a string by itself is a docstring
            if kind == tokenize.NEWLINE:
                before = "\n"
                continue
            own = kind == tokenize.NAME and before != "." and word not in self.names
            words.append("_" if own else word)
            before = word
        return words


def _named(source: str) -> set[str]:
    """Return the names that code gives to all that follows: imports, functions, classes and constants."""
    imports = re.findall(r"^(?:import|from) .*", source, re.MULTILINE)
    return {
        *re.findall(r"\b(?:def|class) +(\w+)", source),
        *re.findall(r"\b[A-Z][A-Z_0-9]*\b", source),
        *re.findall(r"\w+", " ".join(imports)),
    }


def _tokens(text: str) -> Iterable[tuple[int, str]]:
    """Yield the tokens of code up to where it is no Python."""
    try:
        for token in tokenize.generate_tokens(StringIO(text).readline):
            yield token.type, token.string
    except (tokenize.TokenError, SyntaxError, SystemError):  # the last for a NUL, with Python 3.13.0
        return


def _answers(notebook: NotebookNode) -> Iterable[tuple[str, NotebookNode]]:
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            yield cell.metadata.nbgrader.grade_id, cell
