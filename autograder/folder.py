"""The gate: what of a student's folder is read, once and within bounds, and what is left out and why.

Whatever lies there (links, pipes, endless files, thousands of names), nothing is waited for, nothing raises, and time
and memory are bounded."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import defaultdict
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import islice
from pathlib import Path, PurePosixPath

from autograder.files import OPEN, TIMESTAMP, File, read_below, submitted_at, text_below
from autograder.names import is_notebook, is_of_tools, plain_name
from autograder.notebook_json import MAX_BYTES
from autograder.text import clean

MAX_NAMES = 100_000  # names read in all; beyond that nobody looks
MAX_LOOKED_AT = 1_000  # files and folders looked at in all
MAX_FOLDERS = 100
DEPTH = 3  # folders inside folders
MAX_FILES = 200  # beside the notebooks
MAX_FILES_BYTES = 20_000_000  # of them together
MAX_READ_BYTES = 60_000_000  # of all that is read, notebooks first

CHECKPOINTS = ".ipynb_checkpoints"  # where Jupyter keeps copies

KEPT = f"no more than {MAX_FILES} files and {MAX_FILES_BYTES // 10**6} MB beside the notebook are used"
LEFT_OUT = {  # what is said of one file, and of several
    "big": ("is bigger than 50 MB and was not read; clear its outputs and hand it in again",
            "are bigger than 50 MB and were not read; clear their outputs and hand them in again"),
    "special": ("is a link or no ordinary file and was not opened",
                "are links or no ordinary files and were not opened"),
    "closed": ("could not be opened and was left out", "could not be opened and were left out"),
    "heavy": (f"was left out: {KEPT}", f"were left out: {KEPT}"),
    "deep": ("was not looked into: it lies too deep, or there are too many folders",
             "were not looked into: they lie too deep, or there are too many folders"),
    "renamed": ("got this plain name, since its own was too long or held unusual characters",
                "got these plain names, since their own were too long or held unusual characters"),
    "twice": ("would get the plain name of another file and was left out",
              "would get the plain names of other files and were left out"),
}  # fmt: skip


@dataclass(frozen=True)
class Handed:
    """What a student handed in, read once.

    Attributes
    ----------
    files : tuple of File
        Plain files within number and weight, with plain names, ``timestamp.txt`` not among them; those of
        ``.ipynb_checkpoints`` only where there is no other notebook.
    notes : tuple of str
        A sentence for each kind of what was left out.
    timestamp : str
        The text of ``timestamp.txt`` if that is a time, else nothing.
    """

    files: tuple[File, ...]
    notes: tuple[str, ...] = ()
    timestamp: str = ""

    @property
    def sha256(self) -> str:
        """Return the hash of all that can matter for a grade: names and contents, no times."""
        digest = hashlib.sha256()
        for file in sorted(self.files, key=lambda file: file.name):
            digest.update(hashlib.sha256(file.name.encode()).digest())
            digest.update(hashlib.sha256(file.data).digest())
        return digest.hexdigest()


@dataclass(frozen=True)
class _Entry:
    """A plain file as it lies there, not read yet."""

    path: str
    size: int
    modified: int


@dataclass
class _Look:
    """One look at a folder: what was found, and by kind what was left out."""

    entries: list[_Entry] = field(default_factory=list)
    left_out: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    names: int = 0
    looked_at: int = 0
    folders: int = 0
    crowded: bool = False

    def notes(self) -> list[str]:
        """Return a sentence for each kind of what was left out or changed."""
        notes = []
        for kind, (one, several) in LEFT_OUT.items():
            if paths := self.left_out[kind]:
                shown = [f"`{clean(plain_name(path))}`" for path in paths[:3]]
                more = f" and {len(paths) - 3:,} more" if len(paths) > 3 else ""
                notes.append(f"{', '.join(shown)}{more} {one if len(paths) == 1 else several}.")
        if self.crowded:
            notes.append(
                f"The folder holds more than {MAX_LOOKED_AT:,} files; those beyond were not looked at."
            )
        return notes


def read_folder(folder: Path, notebook: str = "") -> Handed:
    """Read what lies in a student's folder; nothing in it raises.

    Parameters
    ----------
    folder : Path
        It may hold anything: links, pipes, a million files.
    notebook : str
        The name under which the notebook is expected: where not all can be read, it comes first.

    Returns
    -------
    Handed
        The files, and a note on what was left out.
    """
    look = _Look()
    try:
        root = os.open(folder, OPEN | os.O_DIRECTORY)
    except OSError:
        return Handed((), ("The folder is a link or could not be opened.",))
    try:
        _walk(root, "", look)
        entries = [entry for entry in look.entries if entry.path != TIMESTAMP]
        files = _read_all(root, _fitting(entries, notebook, look), look)
        timestamp = text_below(root, TIMESTAMP)
    finally:
        os.close(root)
    notes = look.notes()
    there = len(entries) < len(look.entries) or TIMESTAMP in look.left_out["special"]
    if not submitted_at(timestamp):
        timestamp = ""
        if there:
            notes.append(f"{TIMESTAMP} holds no time; the submission counts as one without it.")
    return Handed(tuple(files), tuple(notes), timestamp)


def _walk(folder: int, above: str, look: _Look) -> None:
    """Look at an open folder and the folders inside it, following no link."""
    try:
        with os.scandir(folder) as found:
            names = [entry.name for entry in islice(found, MAX_NAMES - look.names + 1)]
    except OSError:
        look.left_out["closed"].append(above or "the folder itself")
        return
    look.names += len(names)
    names = [name for name in names if not is_of_tools(name) or (name == CHECKPOINTS and not above)]
    room = MAX_LOOKED_AT - look.looked_at
    look.crowded |= look.names > MAX_NAMES or len(names) > room
    inner = []
    for name in nsmallest(room, names, key=lambda name: (name != TIMESTAMP, not is_notebook(name), name)):
        look.looked_at += 1
        path = above + name
        try:
            status = os.stat(name, dir_fd=folder, follow_symlinks=False)
        except OSError:
            look.left_out["closed"].append(path)
            continue
        if stat.S_ISREG(status.st_mode):
            look.entries.append(_Entry(path, status.st_size, status.st_mtime_ns))
            continue
        if stat.S_ISDIR(status.st_mode):
            inner.append(name)
        if name not in inner or path == TIMESTAMP or (is_notebook(name) and name != CHECKPOINTS):
            look.left_out["special"].append(path)
    for name in inner:
        _walk_into(folder, name, above, look)


def _walk_into(folder: int, name: str, above: str, look: _Look) -> None:
    if above.count("/") >= DEPTH or look.folders >= MAX_FOLDERS:
        look.left_out["deep"].append(above + name)
        return
    look.folders += 1
    try:
        inside = os.open(name, OPEN | os.O_DIRECTORY, dir_fd=folder)
    except OSError:
        look.left_out["closed"].append(above + name)
        return
    try:
        _walk(inside, f"{above}{name}/", look)
    finally:
        os.close(inside)


def _read_all(root: int, entries: list[_Entry], look: _Look) -> list[File]:
    """Read files under plain names; of two that would have the same name the first counts."""
    files, folders = {}, set()
    for entry in entries:
        path = entry.path
        name = path if path.startswith(f"{CHECKPOINTS}/") else plain_name(path)
        above = {str(folder) for folder in PurePosixPath(name).parents}
        if name in files or name in folders or above & files.keys():
            look.left_out["twice"].append(path)
        elif (data := read_below(root, path, entry.size)) is None:
            look.left_out["closed"].append(path)
        else:
            files[name] = File(name, data, entry.modified)
            folders |= above
            if name != path:
                look.left_out["renamed"].append(path)
    return list(files.values())


def _fitting(entries: list[_Entry], notebook: str, look: _Look) -> list[_Entry]:
    """Choose what is read, by names and sizes: notebooks first, the expected one before all; then the small ones."""
    copies = [entry for entry in entries if entry.path.startswith(f"{CHECKPOINTS}/")]
    own = [entry for entry in entries if entry not in copies]
    notebooks = [entry for entry in own if is_notebook(entry.path)]
    beside = [entry for entry in own if not is_notebook(entry.path)]
    if not any(entry.size for entry in notebooks):
        notebooks += [entry for entry in copies if is_notebook(entry.path)]
    notebooks.sort(key=lambda e: (e.path != notebook, e.path.count("/"), e.size, e.path))
    beside.sort(key=lambda e: (plain_name(e.path) != e.path, e.size, e.path))
    kept, room = [], MAX_READ_BYTES
    for entry in notebooks:
        if entry.size > min(room, MAX_BYTES):
            look.left_out["big" if entry.size > MAX_BYTES else "heavy"].append(entry.path)
        else:
            kept.append(entry)
            room -= entry.size
    most, room = len(kept) + MAX_FILES, min(room, MAX_FILES_BYTES)
    for entry in beside:
        if entry.size > room or len(kept) == most:
            look.left_out["heavy"].append(entry.path)
        else:
            kept.append(entry)
            room -= entry.size
    return kept
