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
    (rf"(git clone https://github\.com/){_OWNER_NAME}(?=\.git\b|[\s\"'\\)]|$)", r"\g<1>{repository}"),
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


def address(root: Path) -> tuple[str, str]:
    """Return where students get the course: the public repository, ``owner/name``, and this version's tag."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return settings["tool"]["unrolled"]["repository"], f"v{settings['project']['version']}"


def with_address(text: str, repository: str, tag: str) -> str:
    """Return the text with this repository and tag in its badges, install lines and clone lines."""
    for pattern, new in _ADDRESSES:
        text = re.sub(pattern, new.format(repository=repository, tag=tag), text)
    return text


def addressed_files(root: Path) -> list[Path]:
    """Return the files that hold the public repository's address."""
    readmes = [root / "README.md", root / "bundle" / "README.md"]
    return [*readmes, *(root / "source" / lab / f"{lab}.ipynb" for lab in lab_names(root))]


def main(root: Path) -> None:
    """Bring badges and ``release/`` up to date with pyproject.toml and ``source/``."""
    log = get_logger()
    log.setLevel(logging.WARNING)
    log.addHandler(logging.StreamHandler())
    for path in addressed_files(root):
        text = path.read_text(encoding="utf-8")
        if (new := with_address(text, *address(root))) != text:
            path.write_text(new, encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        generate(root, Path(folder))
        for lab in lab_names(root):
            shutil.rmtree(root / "release" / lab, ignore_errors=True)
            shutil.copytree(Path(folder) / lab, root / "release" / lab)
            print(f"release/{lab}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve())
