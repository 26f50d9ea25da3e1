"""A class: grade its submissions side by side and save each as it finishes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config, PyFileConfigLoader

from autograder.check import clean
from autograder.converters import (
    VERDICTS,
    SandboxExecute,
    configure,
    grade_submission,
    submission_folder,
)
from autograder.fingerprints import course_fingerprint, submission_fingerprint
from autograder.folder import read_folder
from autograder.grading import Graded
from autograder.lab import load_lab
from autograder.sandbox.bubblewrap import find_bwrap
from autograder.secret import course_secret
from autograder.submission import Submitted, read_submission

Outcome = tuple[Submitted, Graded] | Exception


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


def grade_class(
    course_dir: Path,
    lab_name: str,
    *,
    device: str = "cpu",
    force: bool = False,
    started: Callable[[int], None] = lambda total: None,
    said: Callable[[str], None] = lambda sentence: None,
) -> Iterator[dict]:
    """Grade every submission of a lab; yield its row once it is saved in the gradebook.

    A submission that is already graded, and has not changed since, is not run again unless `force`.

    Parameters
    ----------
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
    config.SandboxExecute.device = device
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
        if not _is_text(student):
            yield _failed(
                student.encode(errors="backslashreplace").decode(),
                lab_name,
                "its folder's name is not UTF-8; rename it",
            )
            continue
        saved = None if force else _saved(coursedir, student, lab_name)
        if saved and saved["course"] == course:
            yield saved["row"]
            continue
        outdated += bool(saved)
        waiting.append(student)
    if outdated:
        said(
            f"{lab_name} or its checks have changed since {outdated} unchanged submissions were graded; "
            "they are graded again."
        )
    limits = dict(config.SandboxExecute.limits)
    jobs = {
        s: (str(_folder(coursedir, s, lab_name)), lab_name, str(course_dir), s, limits, device)
        for s in waiting
    }
    for student, outcome in _run_all(jobs):
        yield _save(coursedir, config, student, lab_name, outcome)


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


def register(coursedir: CourseDirectory, config: Config, lab: str) -> None:
    """Put the lab into the gradebook if it is not there yet; ``release/`` stays as it is."""
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        try:
            if gradebook.find_assignment(lab).notebooks:
                return
        except MissingEntry:
            pass
    with tempfile.TemporaryDirectory() as folder:
        elsewhere = CourseDirectory(config=config, assignment_id=lab, release_directory=folder)
        GenerateAssignment(coursedir=elsewhere, config=config).start()


def _saved(coursedir: CourseDirectory, student: str, lab: str) -> dict | None:
    """Return the row of a submission that was graded and has not changed since, and the course's fingerprint then."""
    folder = Path(coursedir.format_path(coursedir.autograded_directory, student, lab))
    try:
        row = json.loads((folder / VERDICTS).read_text(encoding="utf-8"))
        submission, course = row.pop("submission"), row.pop("course")
    except (OSError, ValueError, KeyError):
        return None
    handed = read_folder(_folder(coursedir, student, lab))
    unchanged = submission == submission_fingerprint(handed.sha256, handed.timestamp)
    return {"row": row, "course": course} if unchanged else None


def _folder(coursedir: CourseDirectory, student: str, lab: str) -> Path:
    return submission_folder(coursedir, student, lab)


class _Record(Autograde):
    """nbgrader's Autograde for one submission whose notebook is already graded."""

    def init_notebooks(self) -> None:
        lab, student = self.coursedir.assignment_id, self.coursedir.student_id
        folder = self._format_source(lab, student)
        self.assignments = {folder: [os.path.join(folder, f"{lab}.ipynb")]}


def _save(coursedir: CourseDirectory, config: Config, student: str, lab: str, outcome: Outcome) -> dict:
    if not isinstance(outcome, Exception):
        SandboxExecute.ready[student, lab] = outcome
        one = CourseDirectory(config=config, assignment_id=lab, student_id=student)
        target = Path(coursedir.format_path(coursedir.autograded_directory, student, lab))
        try:
            shutil.rmtree(target, ignore_errors=True)
            _Record(coursedir=one, config=config).start()
            return outcome[1].row()
        except Exception as error:
            SandboxExecute.ready.pop((student, lab), None)
            outcome = error
    return _failed(student, lab, f"{type(outcome).__name__}: {clean(str(outcome), 300)}")


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


def _is_text(name: str) -> bool:
    return name.isprintable() and name.encode(errors="replace").decode() == name


def _run_all(jobs: dict[str, tuple]) -> Iterator[tuple[str, Outcome]]:
    """Grade all jobs in worker processes; one that kills its worker is tried once more, alone."""
    lost = []
    for student, outcome in _pool(jobs, min(len(jobs), os.cpu_count() or 1)):
        if isinstance(outcome, BrokenProcessPool):
            lost.append(student)
        else:
            yield student, outcome
    for student in lost:
        yield from _pool({student: jobs[student]}, 1)


def _pool(jobs: dict[str, tuple], workers: int) -> Iterator[tuple[str, Outcome]]:
    if not jobs:
        return
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start_worker)
    futures: dict[Future, str] = {pool.submit(_grade_job, *job): student for student, job in jobs.items()}
    try:
        for future in as_completed(futures):
            error = future.exception()
            yield futures[future], (error if isinstance(error, Exception) else future.result())
    except BaseException:  # Ctrl-C: what is saved stays saved, what runs is dropped
        for process in list((pool._processes or {}).values()):
            process.kill()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _start_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the client decides
    import torch

    torch.set_num_threads(1)


@cache
def _lab(course_dir: str, name: str):
    return load_lab(Path(course_dir), name)


def _grade_job(folder: str, lab: str, course_dir: str, student: str, limits: dict, device: str) -> Outcome:
    root = Path(course_dir)
    submitted = read_submission(Path(folder), _lab(course_dir, lab), student)
    return submitted, grade_submission(submitted, _lab(course_dir, lab), course_secret(root), limits, device)
