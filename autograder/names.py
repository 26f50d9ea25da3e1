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
