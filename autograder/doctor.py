"""What this host has for grading: each thing OK, or what to do."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_INSTALL = "pip install -e '.[instructor]' in a clone, into the environment that you grade with"
_NEWEST = (3, 13)  # that the tests run with


@dataclass(frozen=True)
class Line:
    """One thing looked at; `needed` when grading does not work without it."""

    name: str
    ok: bool
    said: str
    needed: bool = True


def look() -> Iterator[Line]:
    """Look at everything the grader uses, one thing after the other."""
    for name, needed, probe in _PROBES:
        try:
            yield Line(name, True, probe(), needed)
        except ModuleNotFoundError as error:
            yield Line(name, False, f"{error.name} is not installed: {_INSTALL}", needed)
        except Exception as error:
            yield Line(name, False, " ".join(str(error).split()) or type(error).__name__, needed)


def _python() -> str:
    here = f"{platform.python_version()} ({sys.executable})"
    if sys.version_info[:2] > _NEWEST:
        raise RuntimeError(f"{here}: newer than what is tried; if something fails, take 3.11, 3.12 or 3.13")
    return here


def _torch() -> str:
    import torch

    return torch.__version__


def _cuda() -> str:
    import torch

    if not torch.cuda.is_available():
        raise RuntimeError("none works here; grading uses the CPU, and --device cuda is refused")
    return torch.cuda.get_device_name()


def _sandbox() -> str:
    """Start a real kernel: a bubblewrap that runs may still fail to show it Python."""
    from autograder.sandbox.bubblewrap import find_bwrap
    from autograder.sandbox.kernel import SandboxedKernel
    from autograder.sandbox.limits import Limits

    bwrap = find_bwrap()
    with SandboxedKernel(Limits()) as kernel:
        ran = kernel.run("import os, torch; print(os.getuid())")
    if ran.error or ran.sentence:
        raise RuntimeError(
            f"{bwrap} starts, but torch cannot be imported inside: {ran.sentence or ran.outputs}"
        )
    return f"{bwrap}; a kernel with torch runs inside as user {ran.outputs[0].text.strip()}"


def _warm() -> str:
    from autograder.sandbox.bubblewrap import find_bwrap
    from autograder.sandbox.warm import refused

    try:
        find_bwrap()
    except RuntimeError:
        raise RuntimeError("not tried, without a sandbox") from None
    if refused():
        raise RuntimeError(f"refused here ({refused()}); every kernel starts anew, which takes longer")
    return "kernels are forked from a process that has imported everything"


def _english() -> str:
    from course.text import load_english

    meta = load_english().meta
    return f"{meta['lang']}_{meta['name']} {meta['version']}"


def _nbgrader() -> str:
    try:
        return version("nbgrader")
    except PackageNotFoundError:
        raise ModuleNotFoundError(name="nbgrader") from None


def _chromium() -> str:
    from autograder.printing import find_browser

    return find_browser()


def _data() -> str:
    from course.data import cache_folder

    folder = cache_folder()
    place = folder
    while not place.exists():
        place = place.parent
    if not os.access(place, os.R_OK if folder.exists() else os.W_OK):
        raise RuntimeError(f"{folder} cannot be used: set UNROLLED_DATA to a folder you can read")
    if not folder.exists():
        return f"{folder} (empty so far; the labs run on their embedded data)"
    files = sum(1 for f in Path(folder).rglob("*") if f.is_file())
    return f"{folder} ({files} files)"


def _exchange() -> str:
    """Look at what students meet: the folder that all users of the machine share, and the way to it."""
    from nbgrader.exchange.default import Exchange

    from autograder.course_dir import load_config

    root = Path(Exchange(config=load_config(Path.cwd())).root)
    if not root.is_dir():
        raise RuntimeError(
            f"{root} is not there: without it nobody can fetch or submit by nbgrader. On a machine that students share: "
            f"sudo install -d -m 777 {root}"
        )
    for folder in root.parents:
        if not folder.stat().st_mode & 0o001:
            raise RuntimeError(f"other users cannot pass {folder}: chmod o+x {folder}")
    if root.stat().st_mode & 0o777 != 0o777:
        raise RuntimeError(f"other users cannot write into {root}: chmod 777 {root}")
    return f"{root}; every user of this machine can fetch and submit"


_PROBES: tuple[tuple[str, bool, Callable[[], str]], ...] = (
    ("Python", False, _python),  # one that is too old does not get here
    ("torch", True, _torch),
    ("CUDA", False, _cuda),
    ("sandbox", True, _sandbox),
    ("warm start", False, _warm),  # tried by the sandbox's kernel
    ("spaCy model", True, _english),
    ("nbgrader", True, _nbgrader),
    ("Chromium", False, _chromium),
    ("data cache", False, _data),
    ("exchange", False, _exchange),
)
