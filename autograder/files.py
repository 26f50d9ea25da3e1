"""Files of students, opened and written without following a link, waiting, or leaving a folder."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from nbgrader.utils import parse_utc

from autograder.names import is_notebook, plain_name
from autograder.notebook_json import MAX_BYTES, Unreadable
from autograder.text import clean

MAX_TEXT = 1_000  # bytes of a timestamp or the like
TIMESTAMP, VERDICTS = "timestamp.txt", "verdicts.json"
# Full, so that no part of it is taken from today; and without a path, which dateutil would open as a time zone's file.
A_TIME = re.compile(
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)? ?(\w{1,9}(/\w{1,30}){0,2}|[+-]\d\d:?\d\d)?",
    re.ASCII,
)

OPEN = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))


@dataclass(frozen=True)
class File:
    """One plain file that was handed in: its path inside the folder, with `/`, and its content."""

    name: str
    data: bytes
    modified: int = 0  # nanoseconds since 1970; decides between two equal candidates only


def read_text(folder: Path, name: str) -> str:
    """Return a short text that lies in a folder; nothing where there is no such file.

    Parameters
    ----------
    folder : Path
        A student may have made it.
    name : str
        Of a file in it.

    Returns
    -------
    str
        Without what is no UTF-8.
    """
    try:
        opened = os.open(folder, OPEN | os.O_DIRECTORY)
    except OSError:
        return ""
    try:
        return text_below(opened, name)
    finally:
        os.close(opened)


def read_file(path: Path) -> bytes:
    """Read a file that was handed in by itself: never through a link, never waiting, one byte more than is allowed.

    Raises
    ------
    Unreadable
        It is no ordinary file.
    """
    try:
        data = _content(os.open(path, OPEN), MAX_BYTES + 1)
    except OSError:
        data = None
    if data is None:
        name = clean(Path(path).name)
        raise Unreadable(f"`{name}` is a link or no ordinary file; hand in the notebook itself.")
    return data


def submitted_at(timestamp: str) -> datetime | None:
    """Return the time, in UTC, that the text of a ``timestamp.txt`` names, or None where it names none."""
    if not A_TIME.fullmatch(timestamp):
        return None
    try:
        moment = parse_utc(timestamp)
    except (ValueError, OverflowError):
        return None
    return moment if 2000 <= moment.year < 2100 else None


def write_files(
    files: Iterable[File], target: Path, *, timestamp: str = "", masters: Iterable[str] = ()
) -> None:
    """Write what was handed in beside the notebook into a folder, and ``timestamp.txt`` where there is a time.

    Nothing is written outside the folder, over what is there, or in place of a notebook or of the verdicts.

    Parameters
    ----------
    files : iterable of File
        What `folder.read_folder` let through.
    target : Path
        A folder that is there.
    timestamp : str
        When it was handed in; nothing where that is not known.
    masters : iterable of str
        Names of the lab's own files, which nbgrader copies afterwards: nothing is written that is in their way.
    """
    target.mkdir(parents=True, exist_ok=True)
    masters = [PurePosixPath(name) for name in masters]
    if timestamp:
        write_file(File(TIMESTAMP, timestamp.encode()), target)
    for file in files:
        path = PurePosixPath(file.name)
        in_the_way = any(path == own or path in own.parents or own in path.parents for own in masters)
        if not (in_the_way or is_notebook(file.name) or file.name == VERDICTS):
            write_file(file, target)


def write_file(file: File, target: Path) -> None:
    """Write a file into a folder: not outside it, not over what is there, and not under a name that is not plain.

    Parameters
    ----------
    file : File
        What `folder.read_folder` let through.
    target : Path
        A folder that is there.
    """
    if file.name != plain_name(file.name):
        return
    try:
        (target / file.name).parent.mkdir(parents=True, exist_ok=True)
        with open(target / file.name, "xb") as out:
            out.write(file.data)
    except (FileExistsError, NotADirectoryError):
        return


def read_below(root: int, path: str, most: int) -> bytes | None:
    """Read a plain file below an open folder, no step of the way through a link; None where that cannot be done.

    Parameters
    ----------
    root : int
        The open folder's descriptor.
    path : str
        From there, with ``/`` between its parts.
    most : int
        Bytes that are read.

    Returns
    -------
    bytes or None
        The file, or its beginning.
    """
    folder = os.dup(root)
    try:
        *above, name = path.split("/")
        for part in above:
            outer, folder = folder, os.open(part, OPEN | os.O_DIRECTORY, dir_fd=folder)
            os.close(outer)
        return _content(os.open(name, OPEN, dir_fd=folder), most)
    except OSError:
        return None
    finally:
        os.close(folder)


def _content(opened: int, most: int) -> bytes | None:
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        return None
    with open(opened, "rb") as file:
        return file.read(most)


def text_below(root: int, name: str) -> str:
    """Return a short text that lies below an open folder; nothing where there is no such file.

    Parameters
    ----------
    root : int
        The open folder's descriptor.
    name : str
        Of a file in it.

    Returns
    -------
    str
        Without what is no UTF-8.
    """
    return (read_below(root, name, MAX_TEXT) or b"").decode(errors="replace").strip()
