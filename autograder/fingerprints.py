"""Whether a submission, or what it was graded with, is the same as last time."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from autograder.lab import ABOUT, Lab

_HERE = Path(__file__).parent
_CHECKING = (
    "check.py",
    "draw.py",
    "reply.py",
    "agreement.py",
    "expect.py",
    "contracts.py",
    "plays.py",
    "judging.py",
    "wire.py",
    "checks/*.py",
    "checks/heldout/**/*",
)  # every lab's checks use these


def submission_fingerprint(sha256: str, timestamp: str) -> str:
    """Return a hash of what decides a student's grade: the files, and when they were handed in.

    Parameters
    ----------
    sha256 : str
        Of the files.
    timestamp : str
        When they were handed in; may be empty.

    Returns
    -------
    str
        In hexadecimal digits.
    """
    return hashlib.sha256(json.dumps([sha256, timestamp]).encode()).hexdigest()


def course_fingerprint(lab: Lab) -> str:
    """Return a hash of what a lab is graded with: its two notebooks, and the code and texts of its checks.

    Neither commentary nor the version alone makes it another.
    """
    release = {**lab.release, "metadata": {k: v for k, v in lab.release.metadata.items() if k != ABOUT}}
    digest = hashlib.sha256(json.dumps([lab.source, release], sort_keys=True).encode())
    found = {
        path for pattern in (*_CHECKING, f"checks/lab{lab.name[:2]}/**/*") for path in _HERE.glob(pattern)
    }
    for path in sorted(path for path in found if path.suffix in {".py", ".txt"}):
        digest.update(hashlib.sha256(path.relative_to(_HERE).as_posix().encode()).digest())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
