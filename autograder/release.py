"""Make the students' notebooks from the instructors': ``python -m autograder.release``."""

from __future__ import annotations

import logging
import re
import shutil
import sys
import tempfile
import tomllib
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.log import get_logger

from autograder.converters import configure
from autograder.lab import lab_names

_ADDRESS = re.compile(
    r"(colab\.research\.google\.com/github/|git\+https://github\.com/|git clone https://github\.com/)"
    r"[\w-]+/[\w.-]+?(?=/blob/|\.git\b|[\s\"'\\)]|$)"
)


def generate(root: Path, target: Path) -> None:
    """Write every lab's release into `target`, by nbgrader itself and without touching a gradebook."""
    with tempfile.TemporaryDirectory() as folder:
        for lab in lab_names(root):
            config = Config()
            configure(config)
            config.CourseDirectory.root = str(root)
            config.CourseDirectory.release_directory = str(target)
            config.CourseDirectory.db_url = f"sqlite:///{folder}/gradebook.db"
            config.CourseDirectory.assignment_id = lab
            GenerateAssignment(coursedir=CourseDirectory(config=config), config=config, force=True).start()


def repository(root: Path) -> str:
    """Return the address of the project, ``owner/name``, from pyproject.toml."""
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["tool"]["unrolled"]["repository"]


def with_repository(text: str, address: str) -> str:
    """Return the text with this project's address in its badges and install lines."""
    return _ADDRESS.sub(rf"\g<1>{address}", text)


def addressed_files(root: Path) -> list[Path]:
    """Return the files that hold the project's address."""
    return [
        root / "README.md",
        root / "course/__main__.py",
        *(root / "source" / lab / f"{lab}.ipynb" for lab in lab_names(root)),
    ]


def main(root: Path) -> None:
    """Bring badges and ``release/`` up to date with pyproject.toml and ``source/``."""
    log = get_logger()
    log.setLevel(logging.WARNING)
    log.addHandler(logging.StreamHandler())
    for path in addressed_files(root):
        text = path.read_text(encoding="utf-8")
        if (new := with_repository(text, repository(root))) != text:
            path.write_text(new, encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        generate(root, Path(folder))
        for lab in lab_names(root):
            shutil.rmtree(root / "release" / lab, ignore_errors=True)
            shutil.copytree(Path(folder) / lab, root / "release" / lab)
            print(f"release/{lab}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve())
