"""Make the students' notebooks, and the README's table of them, from the instructors': ``python -m autograder.release``."""

from __future__ import annotations

import ast
import logging
import re
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.log import get_logger

from autograder.cards import title
from autograder.converters import configure
from autograder.lab import Lab, lab_names

_OWNER_NAME = r"[\w-]+/[\w.-]+?"
_ADDRESSES = (
    (
        rf"(colab\.research\.google\.com/github/){_OWNER_NAME}/blob/[^/\s]+(?=/)",
        r"\g<1>{repository}/blob/{tag}",
    ),
    (
        rf"(https://github\.com/){_OWNER_NAME}(/archive/refs/tags/)\S+?(?=\.tar\.gz)",
        r"\g<1>{repository}\g<2>{tag}",
    ),
    (rf"(https://github\.com/){_OWNER_NAME}/blob/[^/\s]+(?=/docs/)", r"\g<1>{repository}/blob/{tag}"),
    (rf"(git clone https://github\.com/){_OWNER_NAME}(?=\.git\b|[\s\"'\\);]|$)", r"\g<1>{repository}"),
    # the folder that git makes of it
    (r"(git clone https://github\.com/[\w-]+/([\w.-]+?)(?:\.git)?(?: &&|;) cd )[\w.-]+", r"\g<1>\g<2>"),
)
_BUILDS = re.compile(r"The checks of lab \d\d: (.+)\.")
_TABLE = re.compile(r"(<!-- labs: .*? -->\n).*?(<!-- labs end -->)", re.DOTALL)


def generate(root: Path, target: Path, labs: Iterable[str]) -> None:
    """Write the labs' releases into `target`, by nbgrader itself and without touching a gradebook.

    Parameters
    ----------
    root : Path
        The project's folder.
    target : Path
        The folder that gets a folder a lab.
    labs : iterable of str
        Their names.
    """
    with tempfile.TemporaryDirectory() as folder:
        for lab in labs:
            config = Config()
            configure(config)
            config.CourseDirectory.root = str(root)
            config.CourseDirectory.release_directory = str(target)
            config.CourseDirectory.db_url = f"sqlite:///{folder}/gradebook.db"
            config.CourseDirectory.assignment_id = lab
            GenerateAssignment(coursedir=CourseDirectory(config=config), config=config, force=True).start()


def address(root: Path) -> tuple[str, str]:
    """Return where students get the course: the public repository, ``owner/name``, and this version's tag."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return settings["tool"]["unrolled"]["repository"], f"v{settings['project']['version']}"


def with_address(text: str, repository: str, tag: str) -> str:
    """Return the text with this repository and tag in its badges, install lines and clone lines.

    Parameters
    ----------
    text : str
        Any text with such lines.
    repository : str
        As ``owner/name``.
    tag : str
        Such as ``v0.1.0``.

    Returns
    -------
    str
        The text; all its other lines as they were.
    """
    for pattern, new in _ADDRESSES:
        text = re.sub(pattern, new.format(repository=repository, tag=tag), text)
    return text


def addressed_files(root: Path) -> list[Path]:
    """Return the files that hold the public repository's address."""
    readmes = [root / "README.md", root / "bundle" / "README.md"]
    return [
        *readmes,
        root / "course" / "__main__.py",
        *(root / "source" / lab / f"{lab}.ipynb" for lab in lab_names(root)),
    ]


def table(root: Path) -> str:
    """Return the README's table of the labs: title, what one builds, and where it opens."""
    (repository, tag), rows = address(root), ["| lab | you build |", "| --- | --- |"]
    for lab in lab_names(root):
        path = f"release/{lab}/{lab}.ipynb"
        notebook = nbformat.read(root / "source" / lab / f"{lab}.ipynb", as_version=4)
        name = title(Lab(lab, notebook, notebook))  # its release may not be there yet
        colab = f"https://colab.research.google.com/github/{repository}/blob/{tag}/{path}"
        rows.append(f"| [{name}]({path}) · [Colab]({colab}) | {builds(root, lab)} |")
    return "\n".join(rows) + "\n"


def builds(root: Path, lab: str) -> str:
    """Return what one builds in a lab, from the first line of its visible checks.

    Parameters
    ----------
    root : Path
        The project's folder.
    lab : str
        Its name, such as ``01_custom_rnn``.

    Returns
    -------
    str
        Without the full stop.

    Raises
    ------
    LookupError
        When the line is another.
    """
    path = root / "course" / "checks" / f"lab{lab[:2]}.py"
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    if not (found := _BUILDS.match(said)):
        raise LookupError(
            f'{path} begins with another line than """The checks of lab {lab[:2]}: what one builds.""", which the README shows.'
        )
    return found[1]


def write_table(root: Path) -> None:
    """Bring the README's table of the labs up to date."""
    path = root / "README.md"
    text = path.read_text(encoding="utf-8")
    rows = table(root)
    path.write_text(_TABLE.sub(lambda marks: marks[1] + rows + marks[2], text), encoding="utf-8")


def write_releases(root: Path, labs: Iterable[str]) -> None:
    """Write the labs' releases into ``release/``.

    Parameters
    ----------
    root : Path
        The project's folder.
    labs : iterable of str
        Their names.
    """
    log = get_logger()
    log.setLevel(logging.WARNING)
    log.addHandler(logging.StreamHandler())
    with tempfile.TemporaryDirectory() as folder:
        generate(root, Path(folder), labs)
        for made in sorted(Path(folder).iterdir()):
            shutil.rmtree(root / "release" / made.name, ignore_errors=True)
            shutil.copytree(made, root / "release" / made.name)


def main(root: Path) -> None:
    """Bring badges, the README's table and ``release/`` up to date with pyproject.toml and ``source/``."""
    for path in addressed_files(root):
        text = path.read_text(encoding="utf-8")
        if (new := with_address(text, *address(root))) != text:
            path.write_text(new, encoding="utf-8")
    write_table(root)
    write_releases(root, lab_names(root))
    print("release/ and the README's table are written from source/.")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve())
