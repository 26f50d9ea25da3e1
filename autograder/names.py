"""Names that students give: which are used as they are, and what becomes of the others."""

from __future__ import annotations

from pathlib import PurePosixPath

MAX_NAME = 100  # characters


def is_notebook(path: str) -> bool:
    """Say whether a file is named as a notebook, also where a browser appended another ending."""
    return ".ipynb" in path.rpartition("/")[2].casefold()


def plain_name(path: str) -> str:
    """Return a path whose parts cannot lead out of a folder, hide, break a line or start an option or a formula."""
    return "/".join(_plain(part) for part in path.split("/") if part) or "_"


def shown_name(name: str) -> str:
    """Return a name in which every character can be shown and encoded; those that cannot are escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)


def name_problem(student: str) -> str:
    """Return why nothing is graded that lies in a student's folder of this name, or nothing where it is."""
    if any(0xD800 <= ord(c) < 0xE000 for c in student):
        return "the name of the folder is not UTF-8; rename it"
    if not student.isprintable():
        return "the name of the folder holds a line end or another invisible character; rename it"
    if set(student) & set("*?["):
        return "the name of the folder holds *, ? or [, which nbgrader takes for a pattern; rename it"
    if student != student.strip() or student in ("", ".", ".."):
        return "the name of the folder begins or ends with a space, or is none; rename it"
    return ""


def is_of_tools(name: str) -> bool:
    """Say whether a name is of a tool and not of a student: hidden, a cache, what nbgrader fetched."""
    return name.startswith((".", "__MACOSX", "__pycache__")) or name.endswith(".pyc") or name == "feedback"


def _plain(name: str) -> str:
    name = "".join(c if c.isprintable() and c not in "`\\" else "_" for c in name)
    if name.startswith((".", "-", "=", "+", "@", " ", "~")):
        name = f"_{name[1:]}"
    if len(name) > MAX_NAME:
        ending = PurePosixPath(name).suffix
        ending = ending if len(ending) < 10 else ""
        name = name[: MAX_NAME - len(ending)] + ending
    return name
