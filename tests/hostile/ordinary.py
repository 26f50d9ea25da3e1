"""Become an ordinary user who can read this Python and this course, wherever they lie."""

from __future__ import annotations

import ctypes
import os
import sys
import tempfile
from pathlib import Path

MS_BIND, MS_REC, MS_PRIVATE, CLONE_NEWNS = 4096, 16384, 1 << 18, 0x00020000
NOBODY = 65534


def become_ordinary(shown: list[Path]) -> None:
    """Drop every privilege of root in this process, for good.

    A folder that others may not enter (the home of root) is covered, for this process alone, by one with
    nothing in it but what is `shown`.
    """
    libc = ctypes.CDLL(None, use_errno=True)

    def mount(source, target, kind, flags):
        if libc.mount(
            str(source).encode(),
            str(target).encode(),
            kind,
            ctypes.c_ulong(flags),
            b"mode=755" if kind else None,
        ):
            raise OSError(ctypes.get_errno(), f"cannot mount {target}")

    if libc.unshare(CLONE_NEWNS):
        raise OSError(ctypes.get_errno(), "cannot make a mount namespace")
    mount("none", "/", None, MS_REC | MS_PRIVATE)
    closed: dict[Path, list[Path]] = {}
    for folder in shown:
        for above in reversed(folder.parents):
            if not above.stat().st_mode & 0o001:
                closed.setdefault(above, []).append(folder)
                break
    for cover, folders in closed.items():
        held = [(folder, os.open(folder, os.O_PATH)) for folder in folders]
        mount("tmpfs", cover, b"tmpfs", 0)
        for folder, handle in held:
            folder.mkdir(parents=True, exist_ok=True)
            mount(f"/proc/self/fd/{handle}", folder, None, MS_BIND | MS_REC)
            os.close(handle)
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    home = tempfile.mkdtemp(prefix="nobody-")
    os.environ.update(HOME=home, XDG_CACHE_HOME=home, MPLCONFIGDIR=home)
    libc.prctl(
        4, 1, 0, 0, 0
    )  # PR_SET_DUMPABLE: a process that changed its user may not look into its own /proc


def shown_folders(root: Path) -> list[Path]:
    """Return what the grader needs to read."""
    return [Path(sys.base_prefix).resolve(), Path(sys.prefix), root]
