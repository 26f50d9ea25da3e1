"""What a lab's own solution takes on this host: the limits of a submission follow from it."""

from __future__ import annotations

import hashlib
import json
import math
import os
import platform
import tempfile
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import nbformat

from autograder.lab import Lab
from autograder.sandbox.limits import Limits
from autograder.submission import Submitted

RUNS = ".reference_runs.json"  # beside the gradebook
TIMES = 10  # as much processor time as the reference solution
LEAST = 20  # seconds
PLENTY = 3_600.0  # seconds for the reference run itself


def limits_for(course_dir: Path, lab: Lab, settings: dict, device: str = "cpu") -> Limits:
    """Return the limits of a lab's submissions, running its reference solution once a host and version.

    Parameters
    ----------
    course_dir : Path
        The course directory.
    lab : Lab
        The lab, its source and its release.
    settings : dict
        Limits that the course sets, by name; with ``notebook_seconds`` among them nothing is measured.
    device : str
        ``cpu`` or ``cuda``.

    Returns
    -------
    Limits
        The course's; without ``notebook_seconds`` among them, a multiple of what the reference solution took.

    Raises
    ------
    ValueError
        For an unknown limit; see `Limits.of`.
    """
    limits = Limits.of(settings)
    if limits.notebook_seconds:
        return limits
    path, key = Path(course_dir, RUNS), _key(lab, device)
    runs = _read(path)
    if key not in runs:
        runs = {**_read(path), key: {"lab": lab.name, "seconds": round(_measure(lab, limits, device), 2)}}
        _write(path, runs)
    return replace(limits, notebook_seconds=max(LEAST, math.ceil(TIMES * runs[key]["seconds"])))


def _measure(lab: Lab, limits: Limits, device: str) -> float:
    from autograder.grading import grade  # PyTorch, which whoever only asks does without

    data = nbformat.writes(lab.source).encode()
    submitted = Submitted("reference", lab.name, data, hashlib.sha256(data).hexdigest())
    plenty = replace(limits, notebook_seconds=PLENTY, cell_seconds=None)
    return grade(submitted, lab, secret="reference", limits=plenty, device=device).processor


def _key(lab: Lab, device: str) -> str:
    """Return a name for this lab as it is, this host and what it runs with."""
    here = [platform.node(), platform.machine(), os.cpu_count(), platform.python_version(), version("torch")]
    text = json.dumps([*here, device, lab.name, lab.source], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _read(path: Path) -> dict:
    try:
        runs = json.loads(path.read_text(encoding="utf-8"))
        return {key: run for key, run in runs.items() if isinstance(run["seconds"], (int, float))}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _write(path: Path, runs: dict) -> None:
    """Write aside, then rename: another grader may read at the same time."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        json.dump(runs, file, indent=1)
    os.replace(file.name, path)
