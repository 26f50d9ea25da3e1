"""A class: grade its submissions side by side, save each as it finishes, and write feedback."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config, PyFileConfigLoader

from autograder.converters import GradingExporter, configure, submission_folder
from autograder.fingerprints import course_fingerprint, submission_fingerprint
from autograder.finished import Finished, grade_folder
from autograder.folder import read_folder
from autograder.gradebook import LabBook, autograded_folder, read_verdicts, register
from autograder.lab import load_lab
from autograder.names import name_problem, shown_name
from autograder.reference import limits_for
from autograder.sandbox.bubblewrap import find_bwrap
from autograder.sandbox.limits import WALL
from autograder.text import clean
from autograder.workers import WorkerDied, run_jobs

LAST_RESORT = 3600.0  # seconds by the clock beyond all that its limits let a submission take


class CannotGrade(RuntimeError):
    """The class cannot be graded as asked; the message says what to do."""


def load_config(course_dir: Path) -> Config:
    """Return the course's configuration with this grader plugged in.

    Raises
    ------
    CannotGrade
        When ``nbgrader_config.py`` does not load.
    """
    config = Config()
    configure(config)
    if (course_dir / "nbgrader_config.py").exists():
        try:
            config.merge(PyFileConfigLoader("nbgrader_config.py", path=str(course_dir)).load_config())
        except Exception as error:
            raise CannotGrade(f"{course_dir / 'nbgrader_config.py'} does not load: {error}") from error
    config.CourseDirectory.root = str(course_dir)
    return config


def write_feedback(course_dir: Path, lab_name: str) -> list[Path]:
    """Write the feedback pages of a lab's class that are due; return all that there are.

    Raises
    ------
    CannotGrade
        When nothing is graded yet, or nbgrader could not write a page.
    LookupError
        When the lab does not exist.
    """
    load_lab(course_dir, lab_name)
    config = load_config(course_dir)
    coursedir = CourseDirectory(config=config, assignment_id=lab_name)
    if not any(Path(coursedir.root, coursedir.autograded_directory).glob(f"*/{lab_name}/{lab_name}.ipynb")):
        raise CannotGrade(f"Nothing of {lab_name} is graded yet; run `autograder grade {lab_name}` first.")
    try:
        GenerateFeedback(coursedir=coursedir, config=config).start()
    except NbGraderException as error:
        raise CannotGrade(
            f"Not every page could be written; `nbgrader generate_feedback {lab_name}` says why."
        ) from error
    return sorted(Path(coursedir.root, coursedir.feedback_directory).glob(f"*/{lab_name}/{lab_name}.html"))


def grade_class(
    course_dir: Path,
    lab_name: str,
    *,
    device: str = "cpu",
    force: bool = False,
    workers: int | None = None,
    started: Callable[[int], None] = lambda total: None,
    said: Callable[[str], None] = lambda sentence: None,
) -> Iterator[dict]:
    """Grade every submission of a lab; yield its row once it is saved in the gradebook.

    A submission that is already graded, and has not changed since, is not run again unless `force`.

    Parameters
    ----------
    workers : int, optional
        Processes that grade side by side; unless given, as many as there are cores.
    started : callable
        Told how many submissions there are, before the first row.
    said : callable
        Told, in a sentence, what concerns the class as a whole.

    Raises
    ------
    CannotGrade
        When there is nothing to grade, or no device as asked.
    LookupError
        When the lab does not exist.
    autograder.sandbox.bubblewrap.NoSandbox
        When this host cannot run the sandbox.
    """
    find_bwrap()
    require_device(device)
    config = load_config(course_dir)
    config.GradingExporter.device = device
    lab = load_lab(course_dir, lab_name)
    coursedir = CourseDirectory(config=config)
    students = find_students(coursedir, lab_name)
    if not students:
        raise CannotGrade(
            f"No submissions of {lab_name}: they are expected in {coursedir.submitted_directory}/STUDENT/{lab_name}/. "
            f"Run `nbgrader collect {lab_name}` or put them there."
        )
    register(coursedir, config, lab_name)
    started(len(students))
    course, waiting, outdated = course_fingerprint(lab), [], 0
    for student in students:
        if problem := name_problem(student):
            yield _failed(shown_name(student), lab_name, problem)
            continue
        row, graded_with = (None, None) if force else _unchanged(coursedir, student, lab_name)
        if row and graded_with == course:
            yield row
            continue
        outdated += bool(row)
        waiting.append(student)
    if outdated:
        said(
            f"{lab_name} or its checks have changed since {outdated} unchanged submissions were graded; "
            "they are graded again."
        )
    settings = GradingExporter(config=config).settings
    if not waiting:
        return
    limits = limits_for(course_dir, lab, settings["limits"], device)  # measured before workers look for it
    seconds = LAST_RESORT + 5 * WALL * limits.notebook_seconds
    jobs = {}
    for student in waiting:
        folder = submission_folder(coursedir, student, lab_name)
        jobs[student] = (str(course_dir), lab_name, str(folder), student, settings)
    with LabBook(config, lab_name, course) as book, _ctrl_c() as stopped:
        warned = False
        for outcomes in _run_all(jobs, workers or os.cpu_count() or 1, seconds, stopped):
            cold = next(filter(None, (getattr(outcome, "cold", "") for outcome in outcomes.values())), "")
            if cold and not warned:
                warned = True
                said(
                    f"Every kernel starts anew on this host, which takes longer: it refuses warm ones ({cold})."
                )
            yield from _save(book, lab_name, outcomes)
        if stopped():
            raise KeyboardInterrupt


def require_device(device: str) -> None:
    """Refuse a device this host does not have.

    Raises
    ------
    CannotGrade
        With what to do instead.
    """
    if device not in {"cpu", "cuda"}:
        raise CannotGrade(f"Unknown device {device!r}: use cpu or cuda.")
    if device == "cuda":
        import torch

        if not torch.cuda.is_available():
            raise CannotGrade(
                "No CUDA device works on this host: grade with --device cpu, or on a host with a GPU."
            )


def find_students(coursedir: CourseDirectory, lab: str) -> list[str]:
    """Return who handed something in, by folder name; links are not followed."""
    root = Path(coursedir.root) / coursedir.submitted_directory
    if not root.is_dir():
        return []
    excluded = set(filter(None, coursedir.student_id_exclude.split(",")))
    found = [d.name for d in root.iterdir() if d.is_dir() and not d.is_symlink() and (d / lab).is_dir()]
    return sorted(s for s in found if s not in excluded and not (root / s / lab).is_symlink())


def _unchanged(coursedir: CourseDirectory, student: str, lab: str) -> tuple[dict, str] | tuple[None, None]:
    """Return the row of a submission that has not changed since it was graded, and the course's fingerprint then."""
    saved = read_verdicts(autograded_folder(coursedir, student, lab))
    if saved is None:
        return None, None
    row, fingerprint, course = saved
    handed = read_folder(submission_folder(coursedir, student, lab), f"{lab}.ipynb")
    if submission_fingerprint(handed.sha256, handed.timestamp) != fingerprint:
        return None, None
    return row, course


def _save(book: LabBook, lab: str, outcomes: dict[str, Any]) -> Iterator[dict]:
    """Save what workers returned, and yield the rows."""
    finished = {s: outcome for s, outcome in outcomes.items() if isinstance(outcome, Finished)}
    reasons = {s: str(outcome) for s, outcome in outcomes.items() if s not in finished}
    reasons |= book.save(finished.values())
    for student in outcomes:
        if student in reasons:
            yield _failed(student, lab, clean(reasons[student], 300))
        else:
            yield finished[student].row


def _failed(student: str, lab: str, reason: str) -> dict:
    """Return the row of a submission on which the grader itself failed."""
    return {
        "student": student,
        "lab": lab,
        "score": 0.0,
        "max_score": 0.0,
        "seconds": 0.0,
        "status": "failed",
        "message": f"The grader itself failed ({reason}); nothing was saved. Run it again.",
        "checks": [],
    }


@contextmanager
def _ctrl_c() -> Iterator[Callable[[], bool]]:
    """Tell whether Ctrl-C was pressed, instead of stopping wherever the client is; a second one does that."""
    pressed = []

    def note(*_: object) -> None:
        if pressed:
            raise KeyboardInterrupt
        pressed.append(True)

    before = signal.getsignal(signal.SIGINT)
    usual = before is signal.default_int_handler and threading.current_thread() is threading.main_thread()
    if usual:
        signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(pressed)
    finally:
        if usual:
            signal.signal(signal.SIGINT, before)


def _run_all(
    jobs: dict[str, tuple], workers: int, seconds: float, stopped: Callable[[], bool]
) -> Iterator[dict[str, Any]]:
    """Grade all jobs in worker processes; one whose process dies is tried once more, alone."""
    lost = {}
    common = {"seconds": seconds, "stopped": stopped}
    for outcomes in run_jobs(_grade_job, jobs, workers=workers, **common):
        died = {student for student, outcome in outcomes.items() if isinstance(outcome, WorkerDied)}
        lost |= {student: jobs[student] for student in died}
        yield {student: outcome for student, outcome in outcomes.items() if student not in died}
    yield from run_jobs(_grade_job, lost, workers=1, **common)


@cache
def _lab(course_dir: str, name: str):
    import torch

    torch.set_num_threads(1)  # workers are as many as there are cores
    return load_lab(Path(course_dir), name)


def _grade_job(course_dir: str, lab: str, folder: str, student: str, settings: dict) -> Finished:
    return grade_folder(Path(folder), _lab(course_dir, lab), student, course_dir=Path(course_dir), **settings)
