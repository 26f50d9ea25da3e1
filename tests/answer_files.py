"""The files of the bank, ``tests/answers/labNN/CELL.txt``: right answers whole, wrong ones as edits.

An answer begins with ``=== right_NAME`` or ``=== wrong_NAME``, then its header: lines that begin with ``# ``. A wrong
one may go on with ``edits of BASE``, where BASE is ``instructor`` or the name of a right answer above it. Edits are
lines that begin with a space (stays), ``-`` (goes) or ``+`` (comes); ``@@`` parts two places. What stays and goes must
be found in the base, once.
"""

from __future__ import annotations

import ast
import difflib
import re
from dataclasses import dataclass

NAME = re.compile(r"^=== ((?:right|wrong)_\w+)$", re.MULTILINE)
EDITS = "edits of "
INSTRUCTOR = "instructor"


@dataclass(frozen=True)
class Entry:
    """One answer as its file gives it: name, header lines, and the whole source without them."""

    name: str
    header: tuple[str, ...]
    source: str


def read(text: str, instructor: str) -> list[Entry]:
    """Return the answers of a file.

    Parameters
    ----------
    instructor : str
        The source of the instructor's cell, without the lines that mark the solution.

    Raises
    ------
    ValueError
        A name comes twice, a base is missing, or an edit fits its base nowhere or at more than one place.
    """
    sources, entries = {INSTRUCTOR: instructor}, []
    _, *parts = NAME.split(text)
    for name, part in zip(parts[::2], parts[1::2], strict=True):
        lines = part.strip("\n").split("\n")
        count = next((i for i, line in enumerate(lines) if not line.startswith("# ")), len(lines))
        header, body = lines[:count], lines[count:]
        if body and body[0].startswith(EDITS):
            base = body[0].removeprefix(EDITS)
            if base not in sources:
                raise ValueError(f"{name}: there is no answer {base!r} above it")
            source = edited(sources[base], body[1:], name)
        else:
            source = "\n".join(body)
        if name in sources:
            raise ValueError(f"{name} comes twice")
        sources[name] = source
        entries.append(Entry(name, tuple(header), source))
    return entries


def edited(source: str, edits: list[str], name: str) -> str:
    """Return the source with the edits applied, one place after the other."""
    for hunk in "\n".join(edits).split("\n@@\n"):
        lines = hunk.split("\n")
        old = [line[1:] for line in lines if not line.startswith("+")]
        new = [line[1:] for line in lines if not line.startswith("-")]
        rows = source.split("\n")
        places = [i for i in range(len(rows) - len(old) + 1) if rows[i : i + len(old)] == old]
        if len(places) != 1:
            raise ValueError(f"{name}: these lines are {len(places)} times in its base:\n" + "\n".join(old))
        rows[places[0] : places[0] + len(old)] = new
        source = "\n".join(rows)
    return source


def write(entries: list[Entry], instructor: str) -> str:
    """Return a file's text: the right answers first, and each wrong one in the shortest form."""
    rights = [entry for entry in entries if entry.name.startswith("right_")]
    bases = {INSTRUCTOR: instructor, **{entry.name: entry.source for entry in rights}}
    parts = []
    for entry in [*rights, *(entry for entry in entries if entry not in rights)]:
        forms = [entry.source]
        if entry not in rights:
            forms += [
                f"{EDITS}{base}\n{edits}"
                for base, text in bases.items()
                if (edits := edits_of(text, entry.source))
            ]
        parts.append(
            "\n".join([f"=== {entry.name}", *entry.header, min(forms, key=lambda form: form.count("\n"))])
        )
    return "\n\n".join(parts) + "\n"


def edits_of(base: str, source: str) -> str:
    """Return the edits that make `source` of `base`, each with as many lines around it as make its place the only one."""
    old, new = base.split("\n"), source.split("\n")
    for around in range(6):
        hunks = []
        for group in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_grouped_opcodes(around):
            lines = []
            for kind, a, b, c, d in group:
                lines += (
                    [f" {line}" for line in old[a:b]]
                    if kind == "equal"
                    else [f"-{line}" for line in old[a:b]]
                )
                lines += [] if kind == "equal" else [f"+{line}" for line in new[c:d]]
            hunks.append("\n".join(lines))
        edits = "\n@@\n".join(hunks)
        try:
            if edits and edited(base, edits.split("\n"), "") == source:
                return edits
        except ValueError:
            continue
    return ""


def bare(source: str) -> str:
    """Return a cell's source without its docstrings and the lines that are comments only."""
    rows = source.split("\n")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node) is not None:
            first = node.body[0]
            rows[first.lineno - 1 : first.end_lineno] = [None] * (first.end_lineno - first.lineno + 1)
    return "\n".join(row for row in rows if row is not None and not row.lstrip().startswith("#")).strip("\n")
