"""A class: grade its submissions side by side and save each as it finishes."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.amended import amend, changes, copy_aside, was_graded
from autograder.cluster import Order, run_on_cluster
from autograder.converters import GradingExporter
from autograder.course_dir import CannotGrade, load_config
from autograder.finished import Finished, grade_folder
from autograder.gradebook import LabBook, register
from autograder.handins import Found, HandIns
from autograder.lab import Lab, graded_labs, load_graded_lab, load_lab
from autograder.names import shown_name
from autograder.reference import TIMES, limits_for
from autograder.sandbox.bubblewrap import find_bwrap
from autograder.sandbox.limits import WALL
from autograder.secret import course_secret
from autograder.text import clean, meant
from autograder.workers import WorkerDied, run_jobs

LAST_RESORT = 3600.0  # seconds by the clock beyond all that its limits let a submission take
TURNS = 3  # how often the hand-ins are looked at for new ones


def grade_class(
    course_dir: Path,
    *labs: str,
    students: Sequence[str] = (),
    device: str = "cpu",
    force: bool = False,
    workers: int | None = None,
    scheduler: str = "",
    started: Callable[[int], None] = lambda total: None,
    said: Callable[[str], None] = lambda sentence: None,
) -> Iterator[dict]:
    """Grade every submission of these labs; yield its row once it is saved in the gradebook.

    A submission that is already graded, and has not changed since, is not run again unless `force`. One that arrives or
    changes meanwhile is graded before the end, and has then a second row. What takes longest, by earlier times, comes
    first.

    Parameters
    ----------
    course_dir : Path
        The course's folder.
    *labs : str
        Their names; unless given, all of which something was handed in.
    students : sequence of str
        Only theirs; unless given, everybody's.
    device : {"cpu", "cuda"}
        Where the labs' tensors live.
    force : bool
        Grade again what is graded and unchanged.
    workers : int, optional
        Processes that grade side by side; unless given, `usual_workers`.
    scheduler : str
        The address of a Dask scheduler, whose workers grade instead; only this process writes.
    started : callable
        Told how many submissions there are, before the first row and whenever more have come.
    said : callable
        Told, in a sentence, what concerns the class as a whole.

    Yields
    ------
    dict
        One row a hand-in, as `Graded.row` makes it.

    Raises
    ------
    CannotGrade
        When there is nothing to grade, or no device as asked.
    LookupError
        When a lab does not exist.
    autograder.sandbox.bubblewrap.NoSandbox
        When this host cannot run the sandbox.
    autograder.cluster.NoCluster
        When the scheduler's workers cannot be used.
    """
    if not scheduler:
        find_bwrap()
        require_device(device)
    config = load_config(course_dir)
    config.GradingExporter.device = device
    settings = GradingExporter(config=config).settings
    coursedir = CourseDirectory(config=config)
    asked = [load_graded_lab(course_dir, name) for name in dict.fromkeys(labs or _handed_in(coursedir))]
    classes = {lab.name: HandIns(coursedir, lab, students) for lab in asked}
    total = _require_hand_ins(coursedir, classes, students)
    for lab in asked:
        for sentence in _bring_up_to_date(coursedir, config, lab, force):
            said(sentence)
    started(total)
    books: dict[str, LabBook] = {}
    with _ctrl_c() as stopped, ExitStack() as opened:
        for turn in range(TURNS):
            jobs, expected, seconds = {}, {}, {}
            for name, hand_ins in classes.items():
                found = hand_ins.look(force and not turn)
                yield from found.rows
                yield from (_failed(shown_name(s), name, problem) for s, problem in found.refused.items())
                for sentence in _sentences(name, found, turn):
                    said(sentence)
                if not found.waiting:
                    continue
                if not scheduler:  # measured before workers look for it
                    limits = limits_for(course_dir, hand_ins.lab, settings["limits"], device)
                    seconds[name] = limits.notebook_seconds
                if name not in books:
                    books[name] = opened.enter_context(LabBook(config, name, hand_ins.course))
                for student, earlier in found.waiting.items():
                    jobs[name, student] = hand_ins.folder(student)
                    expected[name, student] = earlier or seconds.get(name, 0.0) / TIMES
            total += len(jobs) * bool(turn)
            if not jobs:
                return
            started(total)
            jobs = {job: jobs[job] for job in sorted(jobs, key=expected.__getitem__, reverse=True)}
            if scheduler:
                secret = course_secret(course_dir)
                orders = {n: Order(c.lab, c.course, secret, settings) for n, c in classes.items()}
                runs = run_on_cluster(scheduler, orders, jobs, stopped=stopped, said=said)
            else:
                words = {
                    (n, s): (str(course_dir), n, str(path), s, settings) for (n, s), path in jobs.items()
                }
                last = LAST_RESORT + 5 * WALL * max(seconds.values())
                runs = _run_all(words, workers or usual_workers(device), last, stopped)
            yield from _saved(runs, classes, books, said)
            if stopped():
                raise KeyboardInterrupt
        late = [s for hand_ins in classes.values() for s in hand_ins.look().waiting]
        if late:
            said(f"Changed again while the class was graded: {', '.join(late)}. Run the same command again.")


def _saved(
    runs: Iterator[dict[tuple[str, str], Any]],
    classes: dict[str, HandIns],
    books: dict[str, LabBook],
    said: Callable[[str], None],
) -> Iterator[dict]:
    """Save what arrives, and yield its rows."""
    warned = False
    for outcomes in runs:
        cold = next(filter(None, (getattr(outcome, "cold", "") for outcome in outcomes.values())), "")
        if cold and not warned:
            warned = True
            said(f"Every kernel starts anew on this host, which takes longer: it refuses warm ones ({cold}).")
        for name in {lab for lab, _ in outcomes}:
            mine = {student: outcome for (lab, student), outcome in outcomes.items() if lab == name}
            for row in _save(books[name], name, mine):
                graded = mine[row["student"]]
                saved = row["status"] != "failed"
                classes[name].settle(row["student"], *([graded.fingerprint] if saved else []))
                yield row


def _handed_in(coursedir: CourseDirectory) -> list[str]:
    """Return the labs of which somebody handed something in."""
    root = Path(coursedir.root)
    students = [path for path in root.glob(f"{coursedir.submitted_directory}/*") if path.is_dir()]
    return [lab for lab in graded_labs(root) if any((student / lab).is_dir() for student in students)]


def _require_hand_ins(
    coursedir: CourseDirectory, classes: dict[str, HandIns], students: Sequence[str]
) -> int:
    """Return how many there are, or refuse with the place where they are expected."""
    found = {name: hand_ins.students() for name, hand_ins in classes.items()}
    first, submitted = next(iter(classes), "LAB"), coursedir.submitted_directory
    missing = sorted({*students} - {s for there in found.values() for s in there})
    if missing:
        near = meant(missing[0], sorted(path.name for path in Path(coursedir.root, submitted).glob("*")))
        raise CannotGrade(
            f"No submission by {', '.join(missing)}: expected is {submitted}/{missing[0]}/{first}/.{near}"
        )
    if not any(found.values()):
        raise CannotGrade(
            f"No submissions of {', '.join(classes) or 'any lab'}: they are expected in {submitted}/STUDENT/{first}/. "
            f"Run `nbgrader collect {first}` or put them there."
        )
    return sum(map(len, found.values()))


def _bring_up_to_date(coursedir: CourseDirectory, config: Config, lab: Lab, force: bool) -> Iterator[str]:
    """Put the lab into the gradebook; where its class was graded with other points, only with `force`, and say so."""
    found = changes(coursedir, lab)
    if not found:
        register(coursedir, config, lab.name)
        return
    if was_graded(coursedir, lab):
        differs = f"{lab.name} was graded with other points or graded cells ({'; '.join(found)})"
        if not force:
            raise CannotGrade(
                f"{differs}. Grades that students have seen will change: run it again with --force, "
                "which copies the gradebook aside first."
            )
        copy = copy_aside(coursedir)
        yield f"{differs}; all are graded again." + (
            f" The gradebook as it was is {copy}."
            if copy
            else " The database is no file, so it was not copied."
        )
    amend(coursedir, config, lab)


def _sentences(lab: str, found: Found, turn: int) -> Iterator[str]:
    """Say why hand-ins are skipped, or graded again."""
    if found.rows and not turn:
        yield f"{lab}: {len(found.rows)} have not changed since they were graded, and are skipped."
    if found.changed and not turn:
        yield f"{lab}: {found.changed} were handed in again since they were graded; they are graded again."
    if found.outdated:
        yield (
            f"{lab} or its checks have changed since {found.outdated} unchanged submissions were graded; "
            "they are graded again."
        )
    if found.waiting and turn:
        yield f"{lab}: {len(found.waiting)} arrived or changed while the class was graded; they are graded now."


def usual_workers(device: str) -> int:
    """Return how many submissions are graded side by side: one a core, or one alone where they share a GPU."""
    return 1 if device == "cuda" else os.cpu_count() or 1


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
        "version": "",
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
    jobs: dict[tuple[str, str], tuple], workers: int, seconds: float, stopped: Callable[[], bool]
) -> Iterator[dict[tuple[str, str], Any]]:
    """Grade all jobs in worker processes; one whose process dies is tried once more, alone."""
    lost = {}
    common = {"seconds": seconds, "stopped": stopped}
    for outcomes in run_jobs(_grade_job, jobs, workers=workers, **common):
        died = {job for job, outcome in outcomes.items() if isinstance(outcome, WorkerDied)}
        lost |= {job: jobs[job] for job in died}
        yield {job: outcome for job, outcome in outcomes.items() if job not in died}
    yield from run_jobs(_grade_job, lost, workers=1, **common)


@cache
def _lab(course_dir: str, name: str):
    import torch

    torch.set_num_threads(1)  # workers are as many as there are cores
    return load_lab(Path(course_dir), name)


def _grade_job(course_dir: str, lab: str, folder: str, student: str, settings: dict) -> Finished:
    return grade_folder(Path(folder), _lab(course_dir, lab), student, course_dir=Path(course_dir), **settings)
