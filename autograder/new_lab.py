"""A lab to begin with: the notebook, its checks, its bank and a figure, from the files in ``templates/new_lab/``."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from autograder.drawings import put
from autograder.lab import lab_names
from autograder.release import address, write_releases, write_table

_NAME = re.compile(r"(\d\d)_([a-z][a-z0-9_]{1,29})")
_TEMPLATES = Path(__file__).parent / "templates" / "new_lab"
_EXERCISE = "mean_of_steps"
_FIGURES = "course/plots/lab{number}.py"
_FILES = {
    "lab.ipynb.j2": "source/{name}/{name}.ipynb",
    "visible.py.j2": "course/checks/lab{number}.py",
    "figures.py.j2": _FIGURES,
    "package.py.j2": "autograder/checks/lab{number}/__init__.py",
    "hidden.py.j2": f"autograder/checks/lab{{number}}/{_EXERCISE}.py",
    "bank.txt.j2": f"tests/answers/lab{{number}}/{_EXERCISE}.txt",
}
_SHARED = "colab"  # the cell that is the same in every lab


class CannotWrite(RuntimeError):
    """The lab cannot be written as asked; the message says what to do."""


def new_lab(root: Path, name: str) -> list[Path]:
    """Write a lab that passes all tests, its release, and its row of the README's table.

    Parameters
    ----------
    root : Path
        A clone of the project.
    name : str
        For instance ``11_attention``: a number that no lab has yet, and words.

    Returns
    -------
    list of Path
        The new files, relative to `root`.

    Raises
    ------
    CannotWrite
        The name is none, the number is taken, a file is there already, or `root` is no clone.
    """
    found = _NAME.fullmatch(name)
    if not found:
        raise CannotWrite(
            f"{name!r} is no name for a lab: write two digits, an underscore and at most 30 small letters, digits and "
            "underscores, as in 11_attention."
        )
    if not (root / "tests" / "answers").is_dir() or not (labs := lab_names(root)):
        raise CannotWrite(
            f"{root} is no clone of the project, with its labs in source/: go to one, or name it by --course-dir."
        )
    number, words = found.groups()
    if taken := [lab for lab in labs if lab.startswith(f"{number}_")]:
        free = next(n for n in range(1, 100) if not any(lab.startswith(f"{n:02}_") for lab in labs))
        raise CannotWrite(f"The number {number} is taken by {taken[0]}; {free:02} is free.")
    paths = [Path(path.format(name=name, number=number)) for path in _FILES.values()]
    if there := [path for path in paths if (root / path).exists()]:
        raise CannotWrite(f"{there[0]} is there already, and nothing is overwritten: move it away first.")
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), undefined=StrictUndefined, keep_trailing_newline=True,
        trim_blocks=True,
    )  # fmt: skip
    known = {
        "name": name,
        "number": number,
        "lab": int(number),
        "title": words.replace("_", " ").capitalize(),
        **dict(zip(("repository", "tag"), address(root), strict=True)),
    }
    for template, path in zip(_FILES, paths, strict=True):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(environment.get_template(template).render(known), encoding="utf-8")
    _share(root / paths[0], root / "source" / labs[0] / f"{labs[0]}.ipynb")
    figures = runpy.run_path(
        str(root / _FIGURES.format(number=number))
    )  # of this clone, whichever is installed
    put(root / paths[0], figures["PICTURES"])
    write_releases(root, [name])
    write_table(root)
    return [*paths, Path("release", name, f"{name}.ipynb")]


def _share(path: Path, other: Path) -> None:
    """Copy the cell that is the same in every lab from another lab."""
    notebook = nbformat.read(path, as_version=4)
    (shared,) = (cell.source for cell in nbformat.read(other, as_version=4).cells if cell.id == _SHARED)
    for cell in notebook.cells:
        cell.source = shared if cell.id == _SHARED else cell.source
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
