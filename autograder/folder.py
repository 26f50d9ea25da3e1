"""The gate: what of a student's folder is read, once, and what is left out and why.

Whatever lies there (links, pipes, endless files, thousands of names), this returns in bounded time and memory.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from autograder.reading import Unreadable, clean, read_file

MOST_FILES = 1_000
DEPTH = 3  # folders inside folders


@dataclass(frozen=True)
class File:
    """One plain file that was handed in: its path inside the folder, with `/`, and its content."""

    name: str
    data: bytes
    modified: int = 0  # nanoseconds since 1970; decides between two equal candidates only


@dataclass(frozen=True)
class Handed:
    """What a student handed in, read once.

    Attributes
    ----------
    files : tuple of File
        Plain files within number and weight, ``timestamp.txt`` not among them.
    notes : tuple of str
        A sentence for what was left out.
    timestamp : str
        The text of ``timestamp.txt``, or nothing.
    """

    files: tuple[File, ...]
    notes: tuple[str, ...] = ()
    timestamp: str = ""

    @property
    def sha256(self) -> str:
        """Return the hash of all that can matter for a grade: names and contents, no times."""
        digest = hashlib.sha256()
        for file in sorted(self.files, key=lambda file: file.name):
            digest.update(hashlib.sha256(file.name.encode(errors="surrogateescape")).digest())
            digest.update(hashlib.sha256(file.data).digest())
        return digest.hexdigest()


def read_folder(folder: Path) -> Handed:
    """Read what lies in a student's folder; nothing in it raises."""
    folder, files, notes = Path(folder), [], []
    paths = [] if folder.is_symlink() else islice(_walk(folder), MOST_FILES)
    for path in paths:
        name = path.relative_to(folder).as_posix()
        try:
            modified = path.lstat().st_mtime_ns
            files.append(File(name, read_file(path), modified))
        except (OSError, Unreadable):
            notes.append(f"`{clean(path.name)}` is a link or no ordinary file and was not opened.")
    stamps = [file for file in files if file.name == "timestamp.txt"]
    kept = tuple(file for file in files if file not in stamps)
    return Handed(kept, tuple(notes), stamps[0].data[:100].decode(errors="replace") if stamps else "")


def _walk(folder: Path, depth: int = DEPTH) -> Iterator[Path]:
    """Yield what is in a folder and the folders inside it, following no link; hidden names are left out."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        entries = []
    for entry in entries:
        if entry.name.startswith((".", "__MACOSX")):
            continue
        folder = entry.is_dir(follow_symlinks=False)
        if not folder or entry.name.endswith(".ipynb"):  # a folder of that name is said to be none
            yield Path(entry.path)
        if folder and depth:
            yield from _walk(Path(entry.path), depth - 1)
