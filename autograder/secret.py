"""The course's grading secret: what nobody outside can foresee the checks' inputs without."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path


def course_secret(course_dir: Path) -> str:
    """Return the course's grading secret, making it on first use (readable by its owner alone)."""
    path = Path(course_dir, ".grading_secret")
    if not path.exists():
        _make(path)
    return path.read_text().strip()


def _make(path: Path) -> None:
    """Write a secret aside, then give it its name: no process sees it half written, and the first one stays."""
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")  # mode 600
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(16) + "\n")
        os.link(aside, path)
    except FileExistsError:
        pass  # another process was first
    finally:
        os.unlink(aside)
