"""Whether what the labs need is installed: a sentence each, with the way out."""

import platform
import sys
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

from packaging.requirements import Requirement


def problems():
    """Return what is wrong with this installation, a sentence each; nothing where all is well.

    Examples
    --------
    >>> problems()
    []
    """
    try:
        course = distribution("unrolled")
    except PackageNotFoundError:
        return [
            f"The course is a folder here and not installed: run `pip install -e {_home()}`, then restart the kernel."
        ]
    found = []
    if not _fits(course.metadata["Requires-Python"], platform.python_version()):
        found.append(
            f"Python {platform.python_version()} is too old: the course needs {course.metadata['Requires-Python']}. "
            "Make a new environment with a newer one, and install the course there."
        )
    for line in course.requires or ():
        needed = Requirement(line)
        if needed.marker and not needed.marker.evaluate({"extra": ""}):
            continue
        way_out = f"Run `pip install '{needed.name}{needed.specifier}'`, then restart the kernel."
        try:
            there = version(needed.name)
        except PackageNotFoundError:
            found.append(f"{needed.name} is not installed. {way_out}")
            continue
        if not needed.specifier.contains(there, prereleases=True):
            found.append(f"{needed.name} is {there}, and the course needs {needed.specifier}. {way_out}")
    return found


def look():
    """Print what is installed, and what to do about the rest."""
    from course.device import pick_device

    for sentence in (found := problems()):
        print(f"✗ {sentence}")
    if found:
        return
    print(f"✓ Python {platform.python_version()}")
    print(f"✓ PyTorch {version('torch')}, which works on: {pick_device()}. A laptop without a GPU is enough.")
    print(f"✓ the course, version {version('unrolled')}, in {_home()}")
    print("✓ all libraries that it needs")


def _fits(specifier, python):
    return Requirement(f"python{specifier or ''}").specifier.contains(python)


def _home():
    return Path(sys.modules["course"].__file__).parent.parent
