"""The course's data sets."""

import os
from pathlib import Path

import pooch


def cache_folder() -> Path:
    """Return where downloads are kept: `UNROLLED_DATA` when set, else this user's cache folder.

    A course can point `UNROLLED_DATA` at one folder that all its students read.
    """
    return Path(os.environ.get("UNROLLED_DATA") or pooch.os_cache("unrolled"))
